"""An edit costs the same in a story of ten scenes and of five thousand: bytes, statements and rows, counted."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any, Final

import pytest

from chalicelib import db
from chalicelib.db import Connection
from chalicelib.settings import load_settings
from chalicelib.stories import service
from chalicelib.stories.model import SCHEMA, Document
from chalicelib.stories.rebase import SentEdit
from chalicelib.stories.upcasting import load_document
from infra.local.creator import Creator
from tests.integration.reading import NOW
from tests.integration.wire import listen
from tests.vectors.tables.shapes import document, option, scene

FEW: Final = 10
MANY: Final = 5_000
EDITS: Final[Mapping[str, Mapping[str, Any]]] = {
    "a longer text": {"type": "scene.rewritten", "scene": "s0003", "text": "The lamp has been out for a week."},
    "a shorter title": {"type": "scene.retitled", "scene": "s0003", "title": ""},
    "a move": {"type": "scene.moved", "scene": "s0003", "position": {"x": 9, "y": 9}},
    "an option": {"type": "option.added", "scene": "s0003", "option": option("x", "s0004"), "index": 1},
    "a scene more": {"type": "scene.added", "scene": scene("new")},
    "a scene less": {"type": "scene.removed", "scene": "s0003"},
    "a title": {"type": "story.retitled", "title": "Another"},
    "a variable": {"type": "variable.added", "name": "coins", "variable": {"type": "number", "initial": 0}},
}
# A table of a few rows is read whole, whatever is looked for.
OTHERS_EDITS: Final = """
    INSERT INTO draft_edits (story_id, revision, edit_id, base, keys, edit, inverse, made_at)
    SELECT %(story_id)s, number, gen_random_uuid(), number - 1, '{story:title}', '{}', '{}', %(now)s
    FROM generate_series(1, 2000) AS number
"""
# What the statistics have of a table are rows; the index that leads to a row is one page deeper for many than for few.
ROWS_READ: Final = """
    SELECT relname, seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables
    WHERE relname IN ('stories', 'drafts', 'draft_scenes', 'draft_edits') ORDER BY relname
"""

KNOWN_AND_COUNTED: Final = """
    SELECT measured_at, measured_at = revision AND drafts.scenes = counted.scenes, drafts.bytes = counted.bytes
    FROM drafts CROSS JOIN LATERAL (
        SELECT count(*) AS scenes, sum(octet_length(scene::text)) AS bytes
        FROM draft_scenes WHERE draft_scenes.story_id = drafts.story_id
    ) AS counted WHERE drafts.story_id = %s
"""


def story_of(scenes: int) -> Document:
    return load_document(
        document(*(scene(f"s{at:04}", option("on", f"s{(at + 1) % scenes:04}")) for at in range(scenes)))
    )


def begin(account_id: str, scenes: int) -> str:
    """A story that begins with so many scenes: at the same revision, whatever its size."""
    story_id = str(uuid.uuid4())
    with db.transaction() as connection:
        service.begin_story(connection, account_id, story_id, story_of(scenes), now=NOW)
    return story_id


@pytest.mark.usefixtures("database")
def test_an_edit_is_as_many_bytes_there_and_back(creator: Creator) -> None:
    account = str(creator.call("GET", "/v1/account")["id"])
    few, many = begin(account, FEW), begin(account, MANY)

    for edit in EDITS.values():
        assert bytes_of(creator, few, edit) == bytes_of(creator, many, edit), edit


def bytes_of(creator: Creator, story_id: str, edit: Mapping[str, Any]) -> tuple[int, int]:
    """Of the request and of the answer."""
    base = creator.call("GET", f"/v1/stories/{story_id}")["revision"]
    sent = {"id": str(uuid.uuid4()), "base": base, "edit": edit, "action": str(uuid.uuid4())}
    body = json.dumps({"schema": SCHEMA, "edits": [sent]}).encode()
    reply = creator.ask("POST", f"/v1/stories/{story_id}/edits", body).good()
    assert len(reply.json()["accepted"]) == 1
    return len(body), len(reply.body)


@pytest.fixture
def account(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """An account in a database where nobody else reads, over the one connection that this process has."""
    monkeypatch.setenv("DATABASE_POOL", "1")
    load_settings.cache_clear()
    account_id = str(uuid.uuid4())
    with db.autocommit() as connection:
        connection.execute("INSERT INTO accounts VALUES (%s, 'a@example.org', %s)", (account_id, NOW))
    return account_id


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_an_edit_is_the_same_statements_and_rows(account: str, edit: Mapping[str, Any]) -> None:
    *stories, other = (begin(account, scenes) for scenes in (FEW, MANY, FEW))
    with db.autocommit() as connection:
        connection.execute(OTHERS_EDITS, {"story_id": other, "now": NOW})
        connection.execute("ANALYZE stories, drafts, draft_scenes, draft_edits")

    few, many = (cost(connection, account, story_id, edit) for story_id in stories)

    assert few == many
    assert len(few[0]) > 5, "nothing was counted"
    assert few[1]["drafts"] > 0, "nothing was counted"


def test_a_drafts_size_is_known_without_counting_it(account: str) -> None:
    story_id = begin(account, FEW)
    for base, edit in enumerate(EDITS.values()):
        sent = SentEdit.model_validate({"id": uuid.uuid4(), "base": base, "edit": edit})
        assert len(service.save_edits(account, story_id, [sent], now=NOW).accepted) == 1
        with db.autocommit() as connection:
            assert connection.execute(KNOWN_AND_COUNTED, (story_id,)).fetchone() == (base + 1, True, True)


def test_a_draft_that_an_older_release_saved_is_counted_anew(account: str) -> None:
    story_id = begin(account, FEW)
    sent = SentEdit.model_validate({"id": uuid.uuid4(), "base": 0, "edit": EDITS["a scene more"]})
    with db.autocommit() as connection:
        connection.execute("DELETE FROM draft_scenes WHERE story_id = %s AND scene_id = 's0009'", (story_id,))
        connection.execute("UPDATE drafts SET revision = 1 WHERE story_id = %s", (story_id,))
    service.save_edits(account, story_id, [sent], now=NOW)
    with db.autocommit() as connection:
        assert connection.execute(KNOWN_AND_COUNTED, (story_id,)).fetchone() == (2, True, True)


def cost(
    connection: Connection, account_id: str, story_id: str, edit: Mapping[str, Any]
) -> tuple[list[str], dict[str, int]]:
    """The statements of an edit, and how many rows of each table they read."""
    sent = SentEdit.model_validate({"id": uuid.uuid4(), "base": 0, "edit": edit, "action": uuid.uuid4()})
    before = rows_read(connection)
    talk = listen(connection, lambda: service.save_edits(account_id, story_id, [sent], now=NOW))
    after = rows_read(connection)
    return talk.statements, {table: after[table] - before[table] for table in after}


def rows_read(connection: Connection) -> dict[str, int]:
    connection.execute("SELECT pg_stat_force_next_flush()")
    return dict(connection.execute(ROWS_READ).fetchall())
