"""What the tests of reading and of statistics share: a published story in the database, and readers of it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import psycopg
from psycopg.types.json import Jsonb

from chalicelib.db import LIMITS, Connection
from chalicelib.play import service
from chalicelib.play.model import Batch, Reader, SessionState, StepClaim
from chalicelib.stories.model import SceneId
from tests.unit.play.stories import OPENING, SCENES

NOW: Final = datetime(2026, 5, 14, 12, 0, tzinfo=UTC)
READER: Final = Reader("198.51.100.7", "Mozilla/5.0 (a phone)", private=False)
SECRET: Final = "s" * 43


@dataclass(frozen=True)
class Published:
    """A story with versions, and whose it is."""

    account_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    story_id: str = field(default_factory=lambda: str(uuid.uuid4()))


def connect(url: str, **more: Any) -> Connection:
    """A connection as the pool makes them."""
    return psycopg.connect(url, autocommit=True, prepare_threshold=None, options=LIMITS, **more)


def publish(connection: Connection, versions: int = 1) -> Published:
    """Write the small story of the unit tests as published, the newest version current."""
    story = Published()
    owner = {"account": story.account_id, "story": story.story_id, "now": NOW}
    connection.execute(
        "INSERT INTO accounts VALUES (%(account)s::uuid, %(account)s::text || '@example.org', %(now)s)", owner
    )
    connection.execute(
        """INSERT INTO stories (id, account_id, slug, state, published_version, created_at, updated_at)
           VALUES (%(story)s::uuid, %(account)s, %(story)s::text, 'published', %(version)s, %(now)s, %(now)s)""",
        owner | {"version": versions or None},
    )
    coins = {name: {"type": "number", "initial": value} for name, value in OPENING.context.items()}
    document = Jsonb({"start": OPENING.start, "variables": coins})
    for number in range(1, versions + 1):
        version = owner | {"number": number}
        connection.execute(
            """INSERT INTO versions (story_id, number, publication_id, revision, document, machine_key, published_at)
               VALUES (%(story)s, %(number)s, gen_random_uuid(), 1, %(document)s, 'm/x.json', %(now)s)""",
            version | {"document": document},
        )
        for scene_id, scene in SCENES.items():
            connection.execute(
                """INSERT INTO version_scenes (story_id, number, scene_id, scene)
                   VALUES (%(story)s, %(number)s, %(scene_id)s, %(scene)s)""",
                version | {"scene_id": scene_id, "scene": Jsonb(scene.model_dump(mode="json", by_alias=True))},
            )
    return story


def batch(story: Published, *steps: StepClaim, scene: str = "gate", version: int = 1) -> Batch:
    """What a browser sends that believes it stands in `scene` afterwards."""
    return Batch(story.story_id, version, steps, SceneId(scene))


def send(
    connection: Connection,
    session_id: str,
    sent: Batch,
    *,
    reader: Reader = READER,
    secret: str = SECRET,
    now: datetime = NOW,
) -> SessionState:
    """Send a batch over one's own connection, without hurrying its e-mail."""
    return service.record(connection, session_id, secret, sent, reader, now=now).session
