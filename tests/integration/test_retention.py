"""Months that are kept no longer: what goes, what stays, and those who come late, on a real PostgreSQL."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Final

import pytest
from psycopg import sql

from chalicelib.analytics import service
from chalicelib.analytics.model import Statistics
from chalicelib.db import Connection
from chalicelib.play import service as play
from chalicelib.play import store as play_store
from chalicelib.play.model import FORGOTTEN_AT, Origin, SessionNotFound, SessionOver
from chalicelib.play.pseudonym import SALT_BYTES
from tests.integration.reading import NOW, SECRET, Published, batch, connect, publish, send
from tests.unit.play.stories import took

LONG_AGO: Final = datetime(2024, 4, 30, 23, 59, tzinfo=UTC)
"""The last moment of the last month that goes at NOW."""
KEPT: Final = datetime(2024, 5, 1, tzinfo=UTC)
TO_THE_END: Final = (took(1, "gate", "enter"), took(2, "hall", "climb"), took(3, "vault", "wait"))
MOMENTS: Final = (LONG_AGO - timedelta(days=60), LONG_AGO, KEPT, NOW)
PARTITIONS: Final = """
    SELECT relname FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = 'steps'::regclass ORDER BY 1
"""


@pytest.fixture
def connection(empty_database: str) -> Iterator[Connection]:
    with connect(empty_database) as opened:
        for moment in MOMENTS:
            opened.execute("SELECT ensure_step_months(%s, 1)", (moment.date(),))
            play_store.claim_salt(opened, moment.date(), bytes(SALT_BYTES))
        yield opened


@pytest.fixture
def story(connection: Connection) -> Published:
    """Read to its end at every moment, twice each."""
    made = publish(connection, versions=2)
    for moment in MOMENTS:
        for _ in range(2):
            read(connection, made, moment)
    return made


def read(connection: Connection, story: Published, moment: datetime) -> str:
    """A session from the first scene to the last."""
    session_id = str(uuid.uuid4())
    send(connection, session_id, batch(story, *TO_THE_END, scene="dust"), now=moment)
    return session_id


def shown(story: Published) -> Statistics:
    """What its creator sees, whenever that was counted."""
    seen = service.load_statistics(story.account_id, story.story_id, 1, now=NOW)
    return replace(seen, rolled_up_at=None)


def counted(connection: Connection) -> tuple[int, ...]:
    """Sessions, steps and completions that there are."""
    return tuple(
        connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchall()[0][0]
        for table in ("sessions", "steps", "completions")
    )


def partitions(connection: Connection) -> list[str]:
    return [name.removeprefix("steps_") for (name,) in connection.execute(PARTITIONS).fetchall()]


def test_a_month_goes_with_all_its_events_and_no_number_does(connection: Connection, story: Published) -> None:
    service.roll_up(NOW)
    before = shown(story)
    assert (before.totals.sessions, before.totals.completions) == (8, 8)
    assert (counted(connection), len(partitions(connection))) == ((8, 24, 8), 5)

    for _ in range(2):
        service.sweep(now=NOW)
        assert counted(connection) == (4, 12, 4)
        assert partitions(connection) == ["2024_05", "2026_05", "default"]
        assert connection.execute("SELECT min(started_at) FROM sessions").fetchone() == (KEPT,)
        assert shown(story) == before

    service.rebuild(NOW)
    assert shown(story) == before
    read(connection, story, NOW)
    service.roll_up(NOW)
    assert shown(story).totals.sessions == 9


def test_nothing_goes_before_it_is_in_the_rollups(connection: Connection, story: Published) -> None:
    service.sweep(now=NOW)
    assert counted(connection) == (8, 24, 8)
    assert len(partitions(connection)) == 5
    session_id = str(uuid.uuid4())
    send(connection, session_id, batch(story, *TO_THE_END[:1], scene="hall"), now=LONG_AGO)
    service.roll_up(NOW)
    send(connection, session_id, batch(story, *TO_THE_END[1:], scene="dust"), now=NOW)
    service.sweep(now=NOW)
    assert counted(connection) == (9, 27, 9)
    before = shown(story)
    service.roll_up(NOW)
    service.sweep(now=NOW)
    assert counted(connection) == (4, 12, 4)
    assert shown(story) == before


def test_a_month_without_a_partition_of_its_own_goes_as_well(connection: Connection, story: Published) -> None:
    read(connection, story, LONG_AGO - timedelta(days=200))
    assert connection.execute("SELECT count(*) FROM steps_default").fetchone() == (3,)
    service.roll_up(NOW)
    before = shown(story)
    service.sweep(now=NOW)
    assert counted(connection) == (4, 12, 4)
    assert shown(story) == before


def test_a_sweep_goes_on_where_the_one_before_ran_out_of_time(
    connection: Connection, story: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "FORGOTTEN_AT_ONCE", 1)
    service.roll_up(NOW)
    before = shown(story)
    service.sweep(now=NOW, clock=count(0, 6).__next__)
    assert counted(connection) == (7, 12, 7), "closed, and one session of it gone"
    assert shown(story) == before
    read(connection, story, NOW)
    service.rebuild(NOW)
    assert counted(connection) == (5, 15, 5), "what was left of it went, so that it is not counted again"
    assert shown(story).totals.sessions == before.totals.sessions + 1


def test_on_another_cluster_a_month_that_was_half_gone_is_not_counted_again(
    connection: Connection, story: Published
) -> None:
    service.roll_up(NOW)
    before = shown(story)
    service.sweep(now=NOW, clock=count(0, 11).__next__)
    assert counted(connection) == (8, 12, 8)
    connection.execute("UPDATE rollup_watermark SET system_identifier = 1")
    assert service.roll_up(NOW).rebuilt
    assert counted(connection) == (4, 12, 4)
    assert shown(story) == before


def test_two_sweeps_beside_readers_and_rollups(connection: Connection, story: Published) -> None:
    service.roll_up(NOW)
    failed: list[Exception] = []

    def sweeps() -> None:
        try:
            for _ in range(5):
                service.sweep(now=NOW)
                service.roll_up(NOW)
        except Exception as error:  # noqa: BLE001  # whatever it was, it is shown below
            failed.append(error)

    threads = [threading.Thread(target=sweeps) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(20):
        read(connection, story, NOW)
    for thread in threads:
        thread.join()
    service.sweep(now=NOW)
    assert failed == []
    assert counted(connection) == (24, 72, 24)
    assert shown(story).totals.sessions == 28


def test_who_is_at_the_steps_is_not_in_its_way_for_long(
    empty_database: str, connection: Connection, story: Published
) -> None:
    service.roll_up(NOW)
    with connect(empty_database) as backup:
        backup.execute("BEGIN")
        backup.execute("SELECT count(*) FROM steps")
        service.sweep(now=NOW)
        assert counted(connection) == (8, 24, 8)
        backup.execute("COMMIT")
    service.sweep(now=NOW)
    assert counted(connection) == (4, 12, 4)


def test_whoever_comes_late_adds_nothing(connection: Connection, story: Published) -> None:
    """Closed and not deleted yet; deleted; and who began to write before it was closed."""
    late = str(uuid.uuid4())
    send(connection, late, batch(story, *TO_THE_END[:1], scene="hall"), now=LONG_AGO)
    onwards = batch(story, *(replace(step, at=FORGOTTEN_AT) for step in TO_THE_END[1:]), scene="dust")
    service.roll_up(NOW)
    before = shown(story)
    service.sweep(now=NOW, clock=count(0, 11).__next__)
    with pytest.raises(SessionOver):
        send(connection, late, onwards)
    with pytest.raises(SessionNotFound):
        play.load_whereabouts(late, SECRET, now=NOW)
    carried = replace(batch(story, scene="gate", version=2), origin=Origin(late, SECRET))
    assert send(connection, str(uuid.uuid4()), carried).run.scene == "gate", "it is passed over"
    service.sweep(now=NOW)
    with pytest.raises(SessionOver):
        send(connection, late, onwards)
    assert connection.execute("SELECT FROM sessions WHERE id = %s", (late,)).fetchall() == []
    assert shown(story) == before
    assert connection.execute("SELECT count(*) FROM steps_default").fetchone() == (0,)


def test_a_batch_that_was_read_before_its_month_was_closed_is_not_written(
    connection: Connection, story: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = str(uuid.uuid4())
    send(connection, late, batch(story, *TO_THE_END[:1], scene="hall"), now=LONG_AGO)
    service.roll_up(NOW)
    save, saved = play_store.save_outcome, count()

    def save_late(*arguments: object, **named: object) -> play_store.Written:
        if next(saved) == 0:
            service.sweep(now=NOW, clock=count(0, 11).__next__)
        return save(*arguments, **named)  # type: ignore[arg-type]  # passed on as they come

    monkeypatch.setattr(play_store, "save_outcome", save_late)
    with pytest.raises(SessionOver):
        send(connection, late, batch(story, *TO_THE_END[1:], scene="dust"))
    assert next(saved) == 1
    assert connection.execute("SELECT count(*) FROM steps_default").fetchone() == (0,)
