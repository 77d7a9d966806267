"""Readers' sessions on a real PostgreSQL."""

import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest
from psycopg import sql

from chalicelib import db, limits
from chalicelib.db import Connection
from chalicelib.limits import RateLimitReached
from chalicelib.play import service
from chalicelib.play.model import (
    SessionElsewhere,
    SessionForbidden,
    SessionNotFound,
    SessionState,
    StepClaim,
    VersionNotFound,
)
from chalicelib.play.pace import BURST
from chalicelib.settings import load_settings
from chalicelib.stories.rules import dump_run
from tests.integration.reading import NOW, READER, SECRET, Published, batch, connect, publish, send
from tests.integration.wire import NO_TRANSACTION, listen
from tests.unit.play.stories import back, took

TO_THE_END: Final = (took(1, "gate", "enter"), took(2, "hall", "climb"), took(3, "vault", "wait"))
COUNT_EFFECTS: Final = """
    SELECT (SELECT count(*) FROM sessions), (SELECT count(*) FROM steps), (SELECT count(*) FROM completions),
           (SELECT count(*) FROM outbox)
"""


EVERYTHING: Final = """
    SELECT (SELECT array_agg(sessions::text) FROM sessions), (SELECT array_agg(steps::text ORDER BY number) FROM steps),
           (SELECT count(*) FROM completions), (SELECT count(*) FROM rate_buckets), (SELECT count(*) FROM outbox)
"""


@pytest.fixture
def connection(empty_database: str) -> Iterator[Connection]:
    with connect(empty_database) as opened:
        yield opened


@pytest.fixture
def story(connection: Connection) -> Published:
    return publish(connection)


def new_id() -> str:
    return str(uuid.uuid4())


def effects(connection: Connection) -> tuple[int, ...]:
    """How many sessions, steps, completions and e-mails to send there are."""
    [row] = connection.execute(COUNT_EFFECTS).fetchall()
    return row


def test_one_batch_records_session_steps_completion_and_mail(connection: Connection, story: Published) -> None:
    session_id = new_id()

    session = send(connection, session_id, batch(story, *TO_THE_END, scene="dust"))

    assert (session.number, session.run.scene, session.phase) == (3, "dust", "ended")
    assert connection.execute("SELECT state, number, month FROM sessions").fetchall() == [
        ("ended", 3, date(2026, 5, 1))
    ]
    assert connection.execute(
        "SELECT number, scene, option, back_to, arrived, ended, at FROM steps ORDER BY number"
    ).fetchall() == [
        (1, "gate", "enter", None, "hall", False, 1000),
        (2, "hall", "climb", None, "vault", False, 2000),
        (3, "vault", "wait", None, "dust", True, 3000),
    ]
    assert connection.execute("SELECT ending, path, duration_ms FROM completions").fetchall() == [
        ("dust", ["gate", "hall", "vault", "dust"], 3000)
    ]
    assert connection.execute("SELECT kind, dedupe_key, payload FROM outbox").fetchall() == [
        ("completion", f"completion:{session_id}", {"session_id": session_id, "story_id": story.story_id})
    ]


def test_opened_offline_and_sent_later_in_pieces(connection: Connection, story: Published) -> None:
    session_id = new_id()

    first = send(connection, session_id, batch(story))
    second = send(connection, session_id, batch(story, *TO_THE_END[:2], scene="vault"))
    third = send(connection, session_id, batch(story, back(3, "vault", 0), scene="gate"))

    assert [one.number for one in (first, second, third)] == [0, 2, 3]
    assert (third.run.context, third.run.visited) == ({"coins": 0.0}, {"gate"})
    assert effects(connection) == (1, 3, 0, 0)


def test_ending_going_back_and_ending_again_completes_once(connection: Connection, story: Published) -> None:
    session_id = new_id()
    again = (back(4, "dust", 2), took(5, "vault", "wait"))

    send(connection, session_id, batch(story, *TO_THE_END, scene="dust"))
    session = send(connection, session_id, batch(story, *again, scene="dust"))

    assert (session.number, session.phase) == (5, "ended")
    assert effects(connection) == (1, 5, 1, 1)


def test_the_servers_word_counts(connection: Connection, story: Published) -> None:
    """A forged step after a legal one: the legal one stands, also where the browser hides where it led."""
    session_id = new_id()

    session = send(connection, session_id, batch(story, TO_THE_END[0], took(2, "gold", "x"), scene="gold"))

    assert (session.number, session.run.scene, session.phase) == (1, "hall", "reading")
    assert effects(connection) == (1, 1, 0, 0)


def test_steps_stay_in_the_month_their_session_began(connection: Connection, story: Published) -> None:
    session_id, before = new_id(), datetime(2026, 1, 31, 23, 59, tzinfo=UTC)

    send(connection, session_id, batch(story, TO_THE_END[0], scene="hall"), now=before)
    send(connection, session_id, batch(story, TO_THE_END[1], scene="vault"), now=before + timedelta(hours=1))

    assert connection.execute("SELECT DISTINCT month FROM steps").fetchall() == [(date(2026, 1, 1),)]


def test_going_on_is_for_who_opened_it(connection: Connection, story: Published) -> None:
    session_id, opened = new_id(), batch(story, TO_THE_END[0], scene="hall")
    send(connection, session_id, opened)

    with pytest.raises(SessionForbidden):
        send(connection, session_id, batch(story, *TO_THE_END, scene="dust"), secret="another" * 8)
    with pytest.raises(SessionForbidden):
        send(connection, session_id, batch(publish(connection)), secret="another" * 8)
    with pytest.raises(SessionElsewhere):
        send(connection, session_id, batch(publish(connection)))

    assert effects(connection) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("version", "known"), [pytest.param(2, True, id="version"), pytest.param(1, False, id="story")]
)
def test_what_was_never_published_is_not_found(
    connection: Connection, story: Published, version: int, *, known: bool
) -> None:
    asked = story if known else Published()

    with pytest.raises(VersionNotFound):
        send(connection, new_id(), batch(asked, version=version))

    assert effects(connection) == (0, 0, 0, 0)


def round_trip(length: int, start: int = 1) -> tuple[StepClaim, ...]:
    """Steps in a circle: in, out, in, out."""
    return tuple(
        took(number, "gate", "enter") if number % 2 else took(number, "hall", "out")
        for number in range(start, start + length)
    )


def on_the_wire(connection: Connection, work: Callable[[], object]) -> list[str]:
    """The statements that went to the server meanwhile, as libpq saw them go; each was a transaction of its own."""
    asked, states = listen(connection, work)
    assert states == [NO_TRANSACTION] * len(asked)
    return asked


BEYOND: Final = (*TO_THE_END, back(4, "dust", 1), took(5, "hall", "climb"), took(6, "vault", "wait"))
AHEAD: Final = (took(1, "gate", "enter"), took(2, "hall", "climb"))


@pytest.mark.parametrize(
    ("before", "sent", "scene", "statements"),
    [
        pytest.param(None, (), "gate", 2, id="opening"),
        pytest.param(None, TO_THE_END, "dust", 2, id="opening and reading to the end"),
        pytest.param((), round_trip(1), "hall", 2, id="one step"),
        pytest.param((), round_trip(100), "gate", 2, id="a hundred steps"),
        pytest.param((), round_trip(500), "gate", 2, id="five hundred steps"),
        pytest.param(AHEAD, (back(3, "vault", 1),), "hall", 2, id="going back"),
        pytest.param(AHEAD, (back(3, "vault", 0), took(4, "gate", "enter")), "hall", 2, id="going back and on"),
        pytest.param(AHEAD, (took(3, "vault", "wait"),), "dust", 2, id="completing"),
        pytest.param((), BEYOND, "dust", 2, id="completing, going back and on"),
        pytest.param(AHEAD, (), "vault", 1, id="nothing new"),
        pytest.param(AHEAD, AHEAD, "vault", 1, id="a replay"),
        pytest.param(AHEAD, (took(3, "gold", "x"),), "gold", 1, id="a forged step"),
        pytest.param(AHEAD, (took(4, "vault", "wait"),), "dust", 1, id="a gap"),
        pytest.param((), round_trip(1), "gate", 3, id="a wrong belief about where it leads"),
    ],
)
def test_statements_of_a_batch(
    connection: Connection,
    story: Published,
    before: tuple[StepClaim, ...] | None,
    sent: tuple[StepClaim, ...],
    scene: str,
    statements: int,
) -> None:
    send(connection, new_id(), batch(story))  # the day has its salt
    session_id = new_id()
    if before is not None:
        send(connection, session_id, batch(story, *before))
    there = connection.execute(EVERYTHING).fetchall()

    asked = on_the_wire(connection, lambda: send(connection, session_id, batch(story, *sent, scene=scene)))

    assert len(asked) == statements, asked
    if statements == 1:
        assert connection.execute(EVERYTHING).fetchall() == there


def test_the_first_session_of_a_day_makes_its_salt(connection: Connection, story: Published) -> None:
    assert len(on_the_wire(connection, lambda: send(connection, new_id(), batch(story)))) == 3
    assert len(on_the_wire(connection, lambda: send(connection, new_id(), batch(story)))) == 2


def test_where_a_session_stands_is_one_statement(
    empty_database: str, connection: Connection, story: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = new_id()
    send(connection, session_id, batch(story, *AHEAD))
    monkeypatch.setenv("DATABASE_POOL", "1")
    load_settings.cache_clear()
    with db.autocommit() as pooled:
        pass

    assert len(on_the_wire(pooled, lambda: service.load_whereabouts(session_id, SECRET, now=NOW))) == 1


def together(url: str, senders: int, work: Any) -> list[Any]:
    """Run `work(connection)` in threads that begin at once, each with a connection of its own."""
    start = threading.Barrier(senders)

    def one(_: int) -> Any:
        with connect(url) as own:
            start.wait()
            return work(own)

    with ThreadPoolExecutor(senders) as pool:
        return list(pool.map(one, range(senders)))


def test_two_senders_of_fifty_sessions_have_one_effect_each(
    empty_database: str, connection: Connection, story: Published
) -> None:
    sessions = [new_id() for _ in range(50)]

    def deliver(own: Connection) -> list[SessionState]:
        return [send(own, session_id, batch(story, *TO_THE_END, scene="dust")) for session_id in sessions]

    answers = together(empty_database, 2, deliver)

    assert [[state.number for state in states] for states in answers] == [[3] * 50] * 2
    assert effects(connection) == (50, 150, 50, 50)


def test_two_senders_of_fifty_batches_of_one_session_have_one_effect(
    empty_database: str, connection: Connection, story: Published
) -> None:
    session_id, steps = new_id(), round_trip(100)

    def deliver(own: Connection) -> SessionState:
        return [send(own, session_id, batch(story, *steps[max(0, end - 6) : end])) for end in range(2, 101, 2)][-1]

    answers = together(empty_database, 2, deliver)

    assert [(state.number, state.run.scene) for state in answers] == [(100, "gate")] * 2
    assert connection.execute("SELECT array_agg(number ORDER BY number) FROM steps").fetchall() == [
        (list(range(1, 101)),)
    ]


def test_another_browser_learns_where_a_session_stands_and_changes_nothing(
    connection: Connection, story: Published
) -> None:
    session_id = new_id()
    session = send(connection, session_id, batch(story, *TO_THE_END[:2], scene="vault"))
    before = connection.execute(EVERYTHING).fetchall()

    found = service.load_whereabouts(session_id, SECRET, now=NOW + timedelta(hours=1))

    assert (found.story_id, found.version, found.head) == (story.story_id, 1, "/m/x.json")
    assert (found.session, found.age) == (session, 3_600_000)
    assert dump_run(found.session.run)["trail"] == [
        {"scene": "gate", "option": "enter", "before": {"coins": 0.0}, "first": True},
        {"scene": "hall", "option": "climb", "before": {}, "first": True},
    ]
    assert connection.execute(EVERYTHING).fetchall() == before
    went_on = send(connection, session_id, batch(story, back(3, "vault", 0), scene="gate"))
    assert (went_on.number, went_on.run.context) == (3, {"coins": 0.0})


def test_a_session_begun_offline_is_as_old_as_its_last_step(connection: Connection, story: Published) -> None:
    session_id = new_id()
    send(connection, session_id, batch(story, took(1, "gate", "enter", at=86_400_000), scene="hall"))

    assert service.load_whereabouts(session_id, SECRET, now=NOW).age == 86_400_000


@pytest.mark.parametrize("known", [True, False])
def test_where_a_session_stands_is_told_to_nobody_else(
    connection: Connection, story: Published, *, known: bool
) -> None:
    session_id = new_id()
    if known:
        send(connection, session_id, batch(story))

    with pytest.raises(SessionNotFound) as raised:
        service.load_whereabouts(session_id, "another" * 8, now=NOW)
    assert (raised.value.detail, raised.value.extra) == (SessionNotFound().detail, {})


def test_one_source_opens_so_many_sessions_and_no_more(connection: Connection, story: Published) -> None:
    limits.take(connection, service.NEW_SESSIONS, READER.source, now=NOW, cost=service.NEW_SESSIONS.burst - 1)
    session_id = new_id()
    send(connection, session_id, batch(story))

    with pytest.raises(RateLimitReached) as raised:
        send(connection, new_id(), batch(story))
    assert raised.value.retry_after >= 1
    assert effects(connection) == (1, 0, 0, 0)

    send(connection, session_id, batch(story, TO_THE_END[0], scene="hall"))
    send(connection, new_id(), batch(story), reader=replace(READER, source="203.0.113.9"))
    send(connection, new_id(), batch(story), now=NOW + timedelta(minutes=1))
    assert effects(connection) == (3, 1, 0, 0)


def test_a_session_takes_so_many_steps_a_second(connection: Connection, story: Published) -> None:
    session_id, steps = new_id(), round_trip(2 * BURST)
    first, second = batch(story, *steps[:BURST]), batch(story, *steps[BURST : BURST + 20])
    send(connection, session_id, first)
    before = connection.execute(EVERYTHING).fetchall()

    with pytest.raises(RateLimitReached) as raised:
        send(connection, session_id, second, now=NOW + timedelta(seconds=0.5))

    assert raised.value.retry_after == 2
    assert connection.execute(EVERYTHING).fetchall() == before
    assert send(connection, session_id, first, now=NOW + timedelta(seconds=1)).number == BURST  # nothing new costs none
    assert send(connection, new_id(), batch(story, *steps[:20])).number == 20
    assert send(connection, session_id, second, now=NOW + timedelta(seconds=2)).number == BURST + 20
    with pytest.raises(RateLimitReached):
        send(connection, session_id, batch(story, *steps[BURST + 20 : BURST + 25]), now=NOW + timedelta(seconds=2))


def pseudonyms(connection: Connection) -> int:
    [(count,)] = connection.execute("SELECT count(DISTINCT pseudonym) FROM sessions").fetchall()
    return int(count)


def test_a_reader_is_recognised_within_a_day_only(connection: Connection, story: Published) -> None:
    for now in (NOW, NOW, NOW + timedelta(days=1)):
        send(connection, new_id(), batch(story), now=now)

    assert pseudonyms(connection) == 2


def test_who_asks_not_to_be_recognised_never_is(connection: Connection, story: Published) -> None:
    for _ in range(3):
        send(connection, new_id(), batch(story), reader=replace(READER, private=True))

    assert pseudonyms(connection) == 3


def test_nothing_in_the_database_says_who_read(connection: Connection, story: Published) -> None:
    send(connection, new_id(), batch(story, *TO_THE_END, scene="dust"))

    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    everything = "".join(
        str(connection.execute(sql.SQL("SELECT t::text FROM {} AS t").format(sql.Identifier(name))).fetchall())
        for (name,) in tables
    )

    assert story.story_id in everything
    assert READER.source not in everything
    assert READER.agent not in everything


def test_salts_are_forgotten_after_two_days(connection: Connection, story: Published) -> None:
    for days in range(4):
        send(connection, new_id(), batch(story), now=NOW - timedelta(days=days))

    service.sweep(now=NOW)

    days_kept = connection.execute("SELECT day FROM reader_salts ORDER BY day").fetchall()
    assert days_kept == [(date(2026, 5, 13),), (date(2026, 5, 14),)]


def test_months_are_made_ahead_and_once(connection: Connection, story: Published) -> None:
    send(connection, new_id(), batch(story, TO_THE_END[0], scene="hall"), now=NOW)

    service.sweep(now=NOW)
    service.sweep(now=NOW)
    send(connection, new_id(), batch(story, TO_THE_END[0], scene="hall"), now=NOW + timedelta(days=30))

    assert connection.execute("SELECT tableoid::regclass::text FROM steps ORDER BY month").fetchall() == [
        ("steps_default",),
        ("steps_2026_06",),
    ]
