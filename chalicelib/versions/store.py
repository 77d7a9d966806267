"""SQL of what a creator sees of publications and versions. Every statement names the owner where a creator asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from ..db import Connection
from ..stories.model import SceneId
from .model import MovesRow, PointerRow, PublicationRow, VersionRow

INSERT_PUBLICATION: Final = """
    INSERT INTO publications (id, story_id, account_id, revision, state, created_at, updated_at)
    VALUES (%(id)s, %(story_id)s, %(account_id)s, %(revision)s, 'queued', %(now)s, %(now)s)
"""

FIND_PUBLICATION: Final = """
    SELECT publications.id, publications.state, publications.done, publications.total, publications.problems,
           publications.version, publications.detail, stories.slug
    FROM publications JOIN stories ON stories.id = publications.story_id
    WHERE publications.id = %(id)s AND stories.id = %(story_id)s AND stories.account_id = %(account_id)s
      AND stories.keeping = 'kept'
"""


def insert_publication(
    connection: Connection, *, publication_id: str, story_id: str, account_id: str, revision: int, now: datetime
) -> None:
    """Write a publication that was asked for."""
    values = {"id": publication_id, "story_id": story_id, "account_id": account_id, "revision": revision, "now": now}
    connection.execute(INSERT_PUBLICATION, values)


def find_publication(
    connection: Connection, account_id: str, story_id: str, publication_id: str
) -> PublicationRow | None:
    """One publication of the account's story."""
    values = {"id": publication_id, "story_id": story_id, "account_id": account_id}
    with connection.cursor(row_factory=class_row(PublicationRow)) as cursor:
        return cursor.execute(FIND_PUBLICATION, values).fetchone()


LEFT_BEHIND: Final = """
    SELECT id FROM publications WHERE state IN ('queued', 'publishing') AND updated_at < %(before)s
    ORDER BY updated_at LIMIT 50
"""


def list_left_behind(connection: Connection, *, before: datetime) -> list[str]:
    """Publications that nothing has moved since then."""
    return [str(row[0]) for row in connection.execute(LEFT_BEHIND, {"before": before}).fetchall()]


# A version's scenes have a row each, so counting them unpacks no document.
VERSIONS: Final = """
    SELECT versions.number, versions.published_at, versions.revision,
           (
               SELECT count(*) FROM version_scenes
               WHERE version_scenes.story_id = versions.story_id AND version_scenes.number = versions.number
           ) AS scenes,
           versions.number = stories.published_version AND stories.state = 'published' AS current, stories.slug
    FROM versions JOIN stories ON stories.id = versions.story_id
    WHERE stories.id = %(story_id)s AND stories.account_id = %(account_id)s AND stories.keeping = 'kept'
      AND (%(number)s::integer IS NULL OR versions.number = %(number)s)
    ORDER BY versions.number DESC LIMIT 500
"""


def list_versions(connection: Connection, account_id: str, story_id: str) -> list[VersionRow]:
    """A story's versions, newest first."""
    with connection.cursor(row_factory=class_row(VersionRow)) as cursor:
        return cursor.execute(VERSIONS, {"story_id": story_id, "account_id": account_id, "number": None}).fetchall()


def find_version(connection: Connection, account_id: str, story_id: str, number: int) -> VersionRow | None:
    """One version of the account's story."""
    with connection.cursor(row_factory=class_row(VersionRow)) as cursor:
        return cursor.execute(VERSIONS, {"story_id": story_id, "account_id": account_id, "number": number}).fetchone()


FIND_DOCUMENT: Final = """
    SELECT versions.document FROM versions JOIN stories ON stories.id = versions.story_id
    WHERE stories.id = %(story_id)s AND stories.account_id = %(account_id)s AND stories.keeping = 'kept'
      AND versions.number = %(number)s
"""


def find_document(connection: Connection, account_id: str, story_id: str, number: int) -> dict[str, Any] | None:
    """The whole document of a version."""
    values = {"story_id": story_id, "account_id": account_id, "number": number}
    row = connection.execute(FIND_DOCUMENT, values).fetchone()
    return row[0] if row else None


# The row after the last one that fits is left out, but says that there is more.
PAGE_OF_DOCUMENT: Final = """
    WITH document AS MATERIALIZED (
        SELECT document FROM versions WHERE story_id = %(story_id)s AND number = %(number)s
    ), candidates AS MATERIALIZED (
        SELECT scene_id, scene, sum(octet_length(scene::text)) OVER (ORDER BY scene_id) - octet_length(scene::text)
                   AS before
        FROM (
            SELECT key COLLATE "C" AS scene_id, value AS scene FROM document, jsonb_each(document -> 'scenes')
            WHERE %(after)s::text IS NULL OR key COLLATE "C" > %(after)s
            ORDER BY 1 LIMIT 1000
        ) AS following
    ), page AS (
        SELECT scene_id, scene FROM candidates WHERE before < %(most)s ORDER BY scene_id
    )
    SELECT document - 'scenes' || jsonb_build_object('scenes', coalesce(
               (SELECT jsonb_object_agg(scene_id, scene) FROM page), '{}'
           )),
           (SELECT max(scene_id) FROM page) AS last
    FROM document
"""

MORE_SCENES: Final = """
    SELECT EXISTS (
        SELECT FROM version_scenes WHERE story_id = %(story_id)s AND number = %(number)s AND scene_id > %(after)s
    )
"""


def page_document(
    connection: Connection, story_id: str, number: int, *, after: str | None, most: int
) -> tuple[dict[str, Any], str | None]:
    """A version's document with the scenes after an id, about `most` bytes of them, and the id to go on after."""
    values = {"story_id": story_id, "number": number}
    [(document, last)] = connection.execute(PAGE_OF_DOCUMENT, values | {"after": after, "most": most}).fetchall()
    if last is None:
        return document, None
    [(more,)] = connection.execute(MORE_SCENES, values | {"after": last}).fetchall()
    return document, last if more else None


POINTER: Final = """
    SELECT state, published_version AS number, slug, page_shows, public, page_public,
           (SELECT max(versions.number) FROM versions WHERE versions.story_id = stories.id) AS newest
    FROM stories WHERE id = %(story_id)s AND account_id = %(account_id)s AND keeping = 'kept'
"""


def find_pointer(connection: Connection, account_id: str, story_id: str, *, lock: bool = False) -> PointerRow | None:
    """Which version the story's readers get; with `lock`, nobody else switches it until the transaction ends."""
    statement = POINTER + " FOR UPDATE OF stories" if lock else POINTER
    with connection.cursor(row_factory=class_row(PointerRow)) as cursor:
        return cursor.execute(statement, {"story_id": story_id, "account_id": account_id}).fetchone()


SWITCH: Final = """
    UPDATE stories SET state = %(state)s, published_version = %(number)s, updated_at = %(now)s WHERE id = %(story_id)s
"""


def switch(connection: Connection, story_id: str, *, state: str, number: int | None, now: datetime) -> None:
    """Have readers get another version, or none; the caller holds the story's row."""
    connection.execute(SWITCH, {"story_id": story_id, "state": state, "number": number, "now": now})


SAVE_PUBLIC: Final = "UPDATE stories SET public = %(public)s WHERE id = %(story_id)s"


def save_public(connection: Connection, story_id: str, *, public: bool) -> None:
    """Say whether search engines may list the story; the caller holds its row."""
    connection.execute(SAVE_PUBLIC, {"story_id": story_id, "public": public})


FIND_MOVES: Final = """
    SELECT coalesce(versions.moves, '{}') AS moves FROM versions JOIN stories ON stories.id = versions.story_id
    WHERE stories.id = %(story_id)s AND stories.account_id = %(account_id)s AND stories.keeping = 'kept'
      AND versions.number = %(number)s
"""


def find_moves(
    connection: Connection, account_id: str, story_id: str, number: int, *, lock: bool = False
) -> MovesRow | None:
    """What was said of a version's scenes; with `lock`, nobody else says otherwise until the transaction ends."""
    statement = FIND_MOVES + " FOR UPDATE OF versions" if lock else FIND_MOVES
    values = {"story_id": story_id, "account_id": account_id, "number": number}
    with connection.cursor(row_factory=class_row(MovesRow)) as cursor:
        return cursor.execute(statement, values).fetchone()


SAVE_MOVES: Final = "UPDATE versions SET moves = %(moves)s WHERE story_id = %(story_id)s AND number = %(number)s"


def save_moves(connection: Connection, story_id: str, number: int, moves: Mapping[SceneId, SceneId | None]) -> None:
    """Say where the scenes of the version before have gone; the caller holds the version's row."""
    connection.execute(SAVE_MOVES, {"story_id": story_id, "number": number, "moves": Jsonb(dict(moves))})


SCENES_THERE: Final = """
    SELECT scene_id FROM version_scenes
    WHERE story_id = %(story_id)s AND number = %(number)s AND scene_id = ANY(%(scene_ids)s)
"""


def list_scenes_there(connection: Connection, story_id: str, number: int, scene_ids: Iterable[str]) -> set[str]:
    """Those of the scenes that a version has."""
    values = {"story_id": story_id, "number": number, "scene_ids": list(scene_ids)}
    return {row[0] for row in connection.execute(SCENES_THERE, values).fetchall()}
