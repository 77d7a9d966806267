"""The rollup and the statistics on a real PostgreSQL, held against a recount of every event by plain Python."""

import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, LiteralString

import pytest

from chalicelib.analytics import service
from chalicelib.analytics.model import Statistics, StoryNotFound, Totals, VersionNotFound
from chalicelib.analytics.service import StatisticsRebuilding
from chalicelib.db import Connection
from chalicelib.errors import Unavailable
from chalicelib.play import store as play
from chalicelib.play.model import StepClaim
from chalicelib.play.pseudonym import SALT_BYTES
from tests.integration.reading import NOW, READER, Published, batch, connect, publish, send
from tests.unit.play.stories import back, took

ENTER = took(1, "gate", "enter")
WALKS: tuple[tuple[StepClaim, ...], ...] = (
    (),
    (ENTER,),
    (ENTER, took(2, "hall", "climb"), took(3, "vault", "wait")),
    (ENTER, took(2, "hall", "climb"), took(3, "vault", "wait"), back(4, "dust", 1), took(5, "hall", "climb")),
    (ENTER, took(2, "hall", "climb"), took(3, "vault", "wait"), back(4, "dust", 2), took(5, "vault", "wait")),
    (
        *(ENTER, took(2, "hall", "out"), took(3, "gate", "enter")),
        *(took(4, "hall", "climb"), took(5, "vault", "open", 9876)),
    ),
)
ARRIVALS = ("gate", "hall", "dust", "vault", "dust", "gold")
"""Where each walk ends."""


@pytest.fixture
def connection(empty_database: str) -> Iterator[Connection]:
    """The days' salts are there: whoever makes one inside an open transaction holds up all the others."""
    with connect(empty_database) as opened:
        for days in range(4):
            play.claim_salt(opened, (NOW + timedelta(days=days)).date(), bytes(SALT_BYTES))
        yield opened


@pytest.fixture
def story(connection: Connection) -> Published:
    return publish(connection, versions=2)


@dataclass(frozen=True)
class Recount:
    """The statistics of one version, counted from every event that is committed."""

    totals: Totals
    scenes: dict[str, int]
    options: dict[tuple[str, str], int]
    endings: dict[str, int]
    paths: dict[tuple[str, ...], int]


def recount(connection: Connection, story: Published, version: int = 1) -> Recount:
    """Count everything again, without the rollups."""
    which = (story.story_id, version)

    def rows(statement: LiteralString) -> list[tuple[Any, ...]]:
        return connection.execute(f"{statement} WHERE story_id = %s AND version = %s", which).fetchall()

    sessions = rows("SELECT (started_at AT TIME ZONE 'UTC')::date, pseudonym FROM sessions")
    steps = rows("SELECT scene, option, arrived, ended FROM steps")
    completions = rows("SELECT path, duration_ms FROM completions")
    return Recount(
        Totals(len(sessions), len(set(sessions)), len(completions), sum(duration for _, duration in completions)),
        dict(Counter([arrived for _, _, arrived, _ in steps] + ["gate"] * len(sessions))),
        dict(Counter((scene, option) for scene, option, _, _ in steps if option is not None)),
        dict(Counter(arrived for _, _, arrived, ended in steps if ended)),
        dict(Counter(tuple(path) for path, _ in completions)),
    )


def shown(story: Published, version: int = 1, now: datetime = NOW) -> Recount:
    """The statistics a creator sees, in the recount's form."""
    seen = service.load_statistics(story.account_id, story.story_id, version, now=now)
    return Recount(
        seen.totals,
        {one.scene: one.arrivals for one in seen.scenes},
        {(one.scene, one.option): one.taken for one in seen.options},
        {one.scene: one.reached for one in seen.endings if one.reached},
        {tuple(one.scenes): one.count for one in seen.paths},
    )


def read_story(
    connection: Connection,
    story: Published,
    walk: int,
    *,
    version: int = 1,
    now: datetime = NOW,
    source: str = READER.source,
) -> None:
    """A reader takes one of the walks, in one batch."""
    sent = batch(story, *WALKS[walk], version=version, scene=ARRIVALS[walk])
    send(connection, str(uuid.uuid4()), sent, reader=replace(READER, source=source), now=now)


def read_all(connection: Connection, story: Published, **more: Any) -> None:
    """Every walk once."""
    for walk in range(len(WALKS)):
        read_story(connection, story, walk, **more)


def test_statistics_are_exact_before_within_and_after_a_rollup(connection: Connection, story: Published) -> None:
    read_all(connection, story)
    in_the_tail = shown(story)
    report = service.roll_up(NOW)
    rolled_up = shown(story)
    read_all(connection, story, source="203.0.113.1")
    read_all(connection, story, version=2)
    mixed = shown(story)

    steps = sum(len(walk) for walk in WALKS)
    assert (report.sessions, report.steps, report.completions, report.lag_seconds) == (len(WALKS), steps, 4, 0)
    assert in_the_tail == rolled_up
    assert in_the_tail.totals == Totals(sessions=6, readers=1, completions=4, duration_ms=3 * 3000 + 9876)
    assert in_the_tail.endings == {"dust": 4, "gold": 1}
    assert mixed == recount(connection, story)
    assert mixed.totals.readers == 2
    assert shown(story, 2) == recount(connection, story, 2)


def test_a_rollup_with_nothing_new_changes_nothing(connection: Connection, story: Published) -> None:
    read_all(connection, story)
    service.roll_up(NOW)
    before = shown(story)

    report = service.roll_up(NOW + timedelta(minutes=1))

    assert (report.sessions, report.steps, report.completions) == (0, 0, 0)
    assert shown(story) == before


def test_a_backlog_is_taken_in_pieces(connection: Connection, story: Published) -> None:
    for _ in range(4):
        read_all(connection, story)

    report = service.roll_up(NOW, most=7)

    assert report.steps == 4 * sum(len(walk) for walk in WALKS)
    assert shown(story) == recount(connection, story)
    assert connection.execute("SELECT sum(arrivals) FROM rollup_scenes").fetchone() == (
        sum(recount(connection, story).scenes.values()),
    )


def test_readers_count_once_a_day(connection: Connection, story: Published) -> None:
    for days in (0, 0, 1):
        read_story(connection, story, 1, now=NOW + timedelta(days=days))
        service.roll_up(NOW + timedelta(days=days))
        read_story(connection, story, 1, now=NOW + timedelta(days=days))
        assert shown(story) == recount(connection, story)

    assert shown(story).totals.readers == 2


def test_who_was_counted_is_forgotten_with_the_days_salt(connection: Connection, story: Published) -> None:
    read_story(connection, story, 1)
    service.roll_up(NOW)
    service.roll_up(NOW + timedelta(days=2))
    kept = connection.execute("SELECT day FROM rollup_readers").fetchall()
    service.roll_up(NOW + timedelta(days=3))

    assert kept == [(date(2026, 5, 14),)]
    assert connection.execute("SELECT day FROM rollup_readers").fetchall() == []
    assert shown(story).totals.readers == 1


def test_an_open_transaction_holds_the_rollup_back_and_nothing_is_missed(
    empty_database: str, connection: Connection, story: Published
) -> None:
    with connect(empty_database) as slow:
        with slow.transaction():
            read_story(slow, story, 2, source="203.0.113.1")
            read_all(connection, story)
            held_back = service.roll_up(NOW + timedelta(seconds=90))
            during = shown(story)
        committed = shown(story)
        lag = service.rollup_lag(connection, now=NOW + timedelta(seconds=90))
        caught_up = service.roll_up(NOW)

    assert held_back.sessions == 0
    assert held_back.lag_seconds == 90
    assert during.totals.sessions == len(WALKS)
    assert lag == 90
    assert caught_up.sessions == len(WALKS) + 1
    assert committed == shown(story) == recount(connection, story)
    assert service.rollup_lag(connection, now=NOW) == 0


def test_a_rollup_killed_on_its_way_leaves_nothing_behind(
    empty_database: str, connection: Connection, story: Published
) -> None:
    read_all(connection, story)
    with connect(empty_database) as blocker, blocker.transaction():
        blocker.execute("LOCK TABLE rollup_paths IN ACCESS EXCLUSIVE MODE")
        failures = list[Exception]()
        run = threading.Thread(target=lambda: failures.append(fails(lambda: service.roll_up(NOW))))
        run.start()
        kill_waiter(connection)
        run.join()

    assert [type(failure).__mro__[1] for failure in failures] == [Unavailable]
    assert connection.execute("SELECT count(*) FROM rollup_stories").fetchone() == (0,)
    assert shown(story) == recount(connection, story)
    assert service.roll_up(NOW).sessions == len(WALKS)
    assert shown(story) == recount(connection, story)


def fails(work: Any) -> Exception:
    """What the work raises."""
    with pytest.raises(Unavailable) as raised:
        work()
    return raised.value


def kill_waiter(connection: Connection) -> None:
    """End the backend that waits for a lock, as soon as there is one."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        killed = connection.execute(
            """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND wait_event_type = 'Lock'"""
        ).fetchall()
        if killed:
            return
        time.sleep(0.01)
    raise AssertionError("nobody waited")


def test_rollups_beside_readers_who_commit_in_any_order(
    empty_database: str, connection: Connection, story: Published
) -> None:
    service.roll_up(NOW)
    stop = threading.Event()

    def reads(seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311  # a test's schedule, no secret
        with connect(empty_database) as own:
            for _ in range(40):
                with own.transaction(force_rollback=chance.random() < 0.1):
                    read_story(own, story, chance.randrange(len(WALKS)), source=f"source {seed}")
                    time.sleep(chance.random() / 100)

    def rolls_up() -> None:
        while not stop.is_set():
            service.roll_up(NOW, most=20)

    readers = [threading.Thread(target=reads, args=(seed,)) for seed in range(4)]
    rollups = [threading.Thread(target=rolls_up) for _ in range(2)]
    for thread in readers + rollups:
        thread.start()
    for thread in readers:
        thread.join()
    stop.set()
    for thread in rollups:
        thread.join()

    assert recount(connection, story).totals.sessions > 100
    assert shown(story) == recount(connection, story)
    service.roll_up(NOW)
    assert shown(story) == recount(connection, story)
    assert service.rollup_lag(connection, now=NOW) == 0


@pytest.mark.parametrize("seed", range(3))
def test_statistics_equal_a_recount_at_every_moment(
    empty_database: str, connection: Connection, story: Published, seed: int
) -> None:
    """Any order of opening, reading, committing, giving up, rolling up and rebuilding."""
    chance = random.Random(seed)  # noqa: S311  # a test's schedule, no secret
    with ExitStack() as cleanup:
        # A source of its own each: opening a session holds the source's bucket until the commit.
        idle = [(cleanup.enter_context(connect(empty_database)), f"source {number}") for number in range(3)]
        busy = list[tuple[Connection, str]]()
        for moment in range(60):
            now = NOW + timedelta(hours=moment)
            move = chance.choice(["begin", "read", "commit", "give up", "roll up", "roll up", "rebuild"])
            if move == "begin" and idle:
                own, source = idle.pop()
                own.execute("BEGIN")
                busy.append((own, source))
                read_story(own, story, chance.randrange(len(WALKS)), now=now, source=source)
            elif move == "read":
                read_story(connection, story, chance.randrange(len(WALKS)), now=now)
            elif move in ("commit", "give up") and busy:
                own, source = busy.pop(chance.randrange(len(busy)))
                own.execute("COMMIT" if move == "commit" else "ROLLBACK")
                idle.append((own, source))
            elif move == "roll up":
                service.roll_up(now, most=chance.choice([1, 10, 1000]))
            elif move == "rebuild":
                service.rebuild(now)
            assert shown(story, now=now) == recount(connection, story), f"after {move} at moment {moment}"


def test_on_another_cluster_the_rollup_begins_anew(connection: Connection, story: Published) -> None:
    """As after dump and restore: rows with the transaction ids of a cluster that was far ahead, and its watermark."""
    read_all(connection, story)
    service.roll_up(NOW)
    read_all(connection, story, source="203.0.113.1")
    for table in ("sessions", "steps", "completions"):
        connection.execute(f"UPDATE {table} SET xid = (xid::text::bigint + 1000000)::text::xid8")  # noqa: S608
    connection.execute("UPDATE rollup_watermark SET system_identifier = 1, below = '1000000'")
    read_all(connection, story, source="203.0.113.2")

    with pytest.raises(StatisticsRebuilding):
        shown(story)
    report = service.roll_up(NOW)

    steps = sum(len(walk) for walk in WALKS)
    assert (report.rebuilt, report.lag_seconds) == (True, 0)
    assert (report.sessions, report.steps, report.completions) == (3 * len(WALKS), 3 * steps, 3 * 4)
    assert shown(story) == recount(connection, story)
    read_all(connection, story, source="203.0.113.3")
    assert shown(story) == recount(connection, story)
    assert service.roll_up(NOW).rebuilt is False
    assert shown(story) == recount(connection, story)


def test_rebuilding_leaves_months_alone_whose_events_are_gone(connection: Connection, story: Published) -> None:
    april = NOW - timedelta(days=40)
    read_story(connection, story, 2, now=april)
    read_story(connection, story, 2)
    service.roll_up(NOW)
    before = shown(story)
    connection.execute("DELETE FROM steps WHERE month < '2026-05-01'")
    connection.execute("DELETE FROM sessions WHERE month < '2026-05-01'")

    service.rebuild(NOW)

    assert shown(story) == before
    assert before.totals.sessions == 2


def statistics(story: Published, version: int | None) -> Statistics:
    return service.load_statistics(story.account_id, story.story_id, version, now=NOW)


def test_statistics_without_a_number_are_of_the_version_readers_get(connection: Connection, story: Published) -> None:
    read_story(connection, story, 2, version=1)
    read_story(connection, story, 1, version=2)

    assert statistics(story, None).version == 2
    connection.execute("UPDATE stories SET published_version = 1")
    seen = statistics(story, None)

    assert (seen.version, seen.completion_rate, seen.mean_duration_ms) == (1, 1.0, 3000)
    assert [(one.scene, one.name, one.reached) for one in seen.endings] == [("dust", "Dust", 1), ("gold", "Gold", 0)]


def test_a_draft_has_empty_statistics(connection: Connection) -> None:
    seen = statistics(publish(connection, versions=0), None)

    assert (seen.version, seen.totals, seen.rolled_up_at) == (None, Totals(0, 0, 0, 0), None)


def test_only_the_owner_sees_statistics(connection: Connection, story: Published) -> None:
    stranger = publish(connection)

    with pytest.raises(StoryNotFound):
        service.load_statistics(stranger.account_id, story.story_id, 1, now=NOW)
    with pytest.raises(StoryNotFound):
        service.load_statistics(story.account_id, str(uuid.uuid4()), None, now=NOW)
    for number in (3, 10**15 - 1):  # the largest that the route lets through
        with pytest.raises(VersionNotFound):
            service.load_statistics(story.account_id, story.story_id, number, now=NOW)
