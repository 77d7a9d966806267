"""Imports delivered twice, at once, late, and killed at each write: one story each, and nothing left behind."""

from __future__ import annotations

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from chalicelib import child, clients
from chalicelib.assets import service as assets
from chalicelib.assets import store as asset_store
from chalicelib.interchange import exporting, importing, records, store
from chalicelib.stories import service as stories
from infra.local.stack import Stack
from tests.integration.interchange import (
    PLAIN,
    SEA,
    Desk,
    Killed,
    as_file,
    change,
    dying,
    failing,
    png,
    rows,
    stored,
    sweep,
    with_pictures,
    without_pictures,
)


@pytest.mark.usefixtures("quick")
def test_one_message_delivered_many_times_at_once_makes_one_story(desk: Desk) -> None:
    import_id = desk.arrive(with_pictures(SEA, sea=png(), hearth=png()))
    with ThreadPoolExecutor(max_workers=6) as pool:
        list(pool.map(lambda _: importing.read_import(import_id, now=datetime.now(UTC)), range(6)))
    desk.stack.pump.drain(timeout=60)
    done = desk.imported(import_id)
    assert (done["state"], [one["id"] for one in desk.stories()]) == ("done", [done["story_id"]])
    assert [one["state"] for one in desk.assets(done["story_id"])] == ["ready"] * 2


def test_a_message_for_nothing_changes_nothing(stack: Stack) -> None:
    importing.read_import(str(uuid.uuid4()), now=datetime.now(UTC))
    exporting.write_export(str(uuid.uuid4()), now=datetime.now(UTC))


def test_lost_messages_are_late_not_lost(desk: Desk) -> None:
    import_id = desk.arrive(with_pictures(SEA, sea=png(), hearth=png()))
    change("UPDATE imports SET updated_at = now() - interval '3 minutes' WHERE id = %s", import_id)
    desk.stack.timer.run_now("sweep")
    desk.stack.pump.drain(timeout=60)
    story = desk.imported(import_id)["story_id"]
    export_id = desk.ask(story)
    change("UPDATE exports SET updated_at = now() - interval '3 minutes' WHERE id = %s", export_id)
    desk.stack.timer.run_now("sweep")
    desk.stack.pump.drain(timeout=60)
    assert desk.exported(export_id)["state"] == "done"


WRITES: list[tuple[Any, str, int]] = [
    (clients, "fetch_private", 0),
    (store, "plan_pictures", 0),
    (clients, "put_private", 0),
    (clients, "put_private", 1),
    (store, "save_progress", 0),
    (store, "lock_reading", 0),
    (stories, "begin_story", 0),
    (asset_store, "insert_received", 0),
    (store, "end_import", 0),
    (assets, "hurry", 0),
]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("module", "name", "fatal"), WRITES, ids=[f"{name}-{fatal}" for _, name, fatal in WRITES])
@pytest.mark.usefixtures("quick")
def test_killed_at_any_write_the_next_delivery_finishes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, fatal: int, *, after: bool
) -> None:
    import_id = desk.arrive(with_pictures(SEA, sea=png(), hearth=png()))
    with monkeypatch.context() as patched:
        patched.setattr(module, name, dying(getattr(module, name), fatal, after=after))
        with pytest.raises(Killed):
            importing.read_import(import_id, now=datetime.now(UTC))
    assert len(desk.stories()) == (1 if name == "hurry" else 0)
    importing.read_import(import_id, now=datetime.now(UTC))
    done = desk.imported(import_id)
    assert (done["state"], [one["id"] for one in desk.stories()]) == ("done", [done["story_id"]])
    assert without_pictures(desk.draft(done["story_id"])) == without_pictures(SEA)
    account = rows("SELECT account_id::text FROM imports WHERE id = %s", import_id)[0][0]
    pictures = [f"raw/{account}/{one['id']}" for one in desk.assets(done["story_id"])]
    assert stored(f"raw/{account}/") == sorted([*pictures, f"raw/{account}/{import_id}"])


@pytest.mark.usefixtures("quick")
def test_storage_that_stays_away_ends_in_a_sentence_and_leaves_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = desk.arrive(with_pictures(SEA, sea=png(), hearth=png()))
    with monkeypatch.context() as patched:
        patched.setattr(stories, "begin_story", failing)  # after the pictures were stored
        for _ in range(records.MOST_ATTEMPTS - 1):
            with pytest.raises(EndpointConnectionError):
                importing.read_import(import_id, now=datetime.now(UTC))
        assert desk.imported(import_id)["state"] == "reading"
        importing.read_import(import_id, now=datetime.now(UTC))
    over = desk.imported(import_id)
    assert (over["state"], over["detail"], desk.stories()) == ("failed", importing.GAVE_UP, [])
    account = rows("SELECT account_id::text FROM imports WHERE id = %s", import_id)[0][0]
    assert len(stored(f"raw/{account}/")) == 3
    sweep(later=timedelta(minutes=3))
    assert stored(f"raw/{account}/") == []
    assert desk.imported(import_id)["detail"] == importing.GAVE_UP


def test_an_import_that_kills_its_process_ends_in_a_sentence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = desk.arrive(as_file(PLAIN))
    with monkeypatch.context() as patched:
        for _ in range(records.MOST_ATTEMPTS):
            patched.setattr(child, "run", dying(failing, 0))
            with pytest.raises(Killed):
                importing.read_import(import_id, now=datetime.now(UTC))
            assert desk.imported(import_id)["state"] == "reading"
        importing.read_import(import_id, now=datetime.now(UTC))
    assert desk.imported(import_id)["state"] == "failed"


def test_a_file_that_is_gone_is_refused(desk: Desk) -> None:
    granted = desk.grant(as_file(PLAIN))
    change("UPDATE imports SET state = 'received' WHERE id = %s", granted["import"]["id"])
    importing.read_import(granted["import"]["id"], now=datetime.now(UTC))
    over = desk.imported(granted["import"]["id"])
    assert (over["state"], over["detail"]) == ("refused", importing.GONE)


@pytest.mark.usefixtures("quick")
def test_files_are_deleted_once_they_served_their_time(desk: Desk) -> None:
    done = desk.bring(with_pictures(SEA, sea=png(), hearth=png()))
    unclaimed = desk.upload(as_file(PLAIN))
    account = rows("SELECT account_id::text FROM imports WHERE id = %s", done["id"])[0][0]
    assert len(stored(f"raw/{account}/")) == 4
    sweep(later=timedelta(minutes=3))
    kept = sorted(one["id"] for one in desk.assets(done["story_id"]))
    assert stored(f"raw/{account}/") == sorted(f"raw/{account}/{one}" for one in [*kept, unclaimed])
    assert desk.imported(done["id"]) == done
    sweep(later=timedelta(hours=25))
    assert stored(f"raw/{account}/") == [f"raw/{account}/{one}" for one in kept]
    assert desk.creator.ask("GET", f"/v1/imports/{unclaimed}").status == 404
    sweep(later=timedelta(days=31))
    assert desk.creator.ask("GET", f"/v1/imports/{done['id']}").status == 404
    assert desk.draft(done["story_id"])["title"] == "The Shore"


@pytest.mark.usefixtures("quick")
def test_a_long_report_comes_in_pages(desk: Desk) -> None:
    done = desk.bring(as_file(PLAIN))
    notes = [
        {"code": "x", "fate": "lost", "where": None, "line": n, "sentence": "\U0001f30a" * 1000} for n in range(700)
    ]
    change("UPDATE imports SET report = %s WHERE id = %s", json.dumps(notes), done["id"])
    found: list[int] = []
    after: int | None = 0
    while after is not None:
        reply = desk.creator.ask("GET", f"/v1/imports/{done['id']}?after={after}")
        page = reply.json()
        assert (len(reply.body) < 1_000_000, page["notes"]) == (True, 700)
        found += [one["line"] for one in page["report"]]
        after = page["next"]
    assert found == list(range(700))
