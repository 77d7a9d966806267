"""Readers carried to a newer version, on a real PostgreSQL."""

import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from psycopg.types.json import Jsonb

from chalicelib.analytics import service as analytics
from chalicelib.db import Connection
from chalicelib.play import service, store
from chalicelib.play.model import Batch, Origin, SessionState, StepClaim, StoryPutAway
from chalicelib.play.walk import walk
from tests.integration.reading import NOW, READER, SECRET, Published, batch, connect, publish, send
from tests.unit.play.stories import SCENES, back, took

TO_THE_VAULT: Final = (took(1, "gate", "enter"), took(2, "hall", "climb"))
TO_THE_END: Final = (*TO_THE_VAULT, took(3, "vault", "wait"))


@pytest.fixture
def connection(empty_database: str) -> Iterator[Connection]:
    with connect(empty_database) as opened:
        yield opened


@pytest.fixture
def story(connection: Connection) -> Published:
    return publish(connection, versions=3)


def new_id() -> str:
    return str(uuid.uuid4())


def read(connection: Connection, story: Published, *steps: StepClaim, version: int = 1) -> str:
    """A session of an older version, and what was read in it."""
    session_id = new_id()
    send(connection, session_id, batch(story, *steps, version=version))
    return session_id


def onwards(
    story: Published, session_id: str, *steps: StepClaim, version: int = 2, secret: str = SECRET, scene: str = "vault"
) -> Batch:
    """The opening of a session that continues another."""
    sent = batch(story, *steps, version=version, scene=scene)
    return replace(sent, origin=Origin(session_id, secret))


def told(connection: Connection, session_id: str, sent: Batch) -> str | None:
    """What the reader is told became of the session they come from."""
    return service.record(connection, session_id, SECRET, sent, READER, now=NOW).carried


def lose_scene(connection: Connection, version: int, scene: str) -> None:
    connection.execute("DELETE FROM version_scenes WHERE number = %s AND scene_id = %s", (version, scene))


def say(connection: Connection, version: int, moves: dict[str, str | None]) -> None:
    connection.execute("UPDATE versions SET moves = %s WHERE number = %s", (Jsonb(moves), version))


def rows(connection: Connection) -> dict[str, tuple[Any, ...]]:
    """State, version, origin and opening scene of every session."""
    found = connection.execute(
        "SELECT id::text, state, version, continues_from::text, opened_in FROM sessions"
    ).fetchall()
    return {row[0]: row[1:] for row in found}


def test_a_reader_goes_on_where_they_were(connection: Connection, story: Published) -> None:
    before, after = read(connection, story, *TO_THE_VAULT), new_id()

    later = NOW + timedelta(days=2)
    session = send(connection, after, onwards(story, before), now=later)

    assert (session.phase, session.number, session.run.scene) == ("reading", 0, "vault")
    assert (session.run.context, session.run.visited) == ({"coins": 1.0}, {"gate", "hall", "vault"})
    assert rows(connection) == {before: ("carried", 1, None, None), after: ("reading", 2, before, "vault")}
    went_on = send(connection, after, batch(story, back(1, "vault", 0), version=2, scene="gate"), now=later)
    assert (went_on.number, went_on.run.scene) == (0, "vault")  # going back stops where they were carried
    went_on = send(connection, after, batch(story, took(1, "vault", "wait"), version=2, scene="dust"), now=later)
    assert (went_on.phase, went_on.run.scene) == ("ended", "dust")


def test_opening_takes_its_first_steps_along(connection: Connection, story: Published) -> None:
    before = read(connection, story, *TO_THE_VAULT)
    steps = (took(1, "vault", "down"), took(2, "hall", "out"))

    session = send(connection, new_id(), onwards(story, before, *steps, scene="gate"))

    assert (session.number, session.run.scene, len(session.run.trail)) == (2, "gate", 2)


def test_the_session_left_takes_no_further_steps(connection: Connection, story: Published) -> None:
    before = read(connection, story, *TO_THE_VAULT)
    send(connection, new_id(), onwards(story, before))

    for late in (took(3, "vault", "wait"), back(3, "vault", 0)):
        session = send(connection, before, batch(story, late))
        assert (session.phase, session.number, session.run.scene) == ("carried", 2, "vault")

    assert connection.execute("SELECT count(*) FROM steps").fetchone() == (2,)


def test_sent_again_it_changes_nothing(connection: Connection, story: Published) -> None:
    before, after = read(connection, story, *TO_THE_VAULT), new_id()
    sent = onwards(story, before, took(1, "vault", "wait"), scene="dust")

    first, again = (send(connection, after, sent) for _ in range(2))

    assert (first.number, first.run.scene) == (again.number, again.run.scene) == (1, "dust")
    assert len(rows(connection)) == 2


def test_a_lost_answer_and_a_new_page_do_not_lose_the_place(connection: Connection, story: Published) -> None:
    before = read(connection, story, *TO_THE_VAULT)

    for _ in range(2):
        session = send(connection, new_id(), onwards(story, before))
        assert session.run.scene == "vault"

    assert sorted(state for state, *_ in rows(connection).values()) == ["carried", "reading", "reading"]


def test_carried_again_and_again(connection: Connection, story: Published) -> None:
    first = read(connection, story, *TO_THE_VAULT)
    second, third = new_id(), new_id()
    send(connection, second, onwards(story, first))

    session = send(connection, third, onwards(story, second, version=3))

    assert (session.run.scene, session.run.context) == ("vault", {"coins": 1.0})
    assert rows(connection) == {
        first: ("carried", 1, None, None),
        second: ("carried", 2, first, "vault"),
        third: ("reading", 3, second, "vault"),
    }


def test_where_the_scene_is_gone_the_reader_begins(connection: Connection, story: Published) -> None:
    lose_scene(connection, 2, "vault")
    before, after = read(connection, story, *TO_THE_VAULT), new_id()

    session = send(connection, after, onwards(story, before, scene="gate"))

    assert (session.run.scene, session.run.context, session.run.visited) == ("gate", {"coins": 0.0}, {"gate"})
    assert rows(connection) == {before: ("carried", 1, None, None), after: ("reading", 2, before, None)}


def test_what_the_creator_says_is_followed_over_versions(connection: Connection, story: Published) -> None:
    lose_scene(connection, 2, "gate")  # what one version lost and a later one has was never lost
    say(connection, 2, {"vault": "cave"})
    say(connection, 3, {"cave": "hall"})
    before = read(connection, story, *TO_THE_VAULT)

    session = send(connection, new_id(), onwards(story, before, version=3, scene="hall"))

    assert (session.run.scene, session.run.visited) == ("hall", {"gate", "hall"})


def test_a_variable_of_another_type_begins_anew(connection: Connection, story: Published) -> None:
    variables = {"coins": {"type": "string", "initial": "few"}, "lit": {"type": "boolean", "initial": True}}
    document = Jsonb({"start": "gate", "variables": variables})
    connection.execute("UPDATE versions SET document = %s WHERE number = 2", (document,))
    before = read(connection, story, *TO_THE_VAULT)

    assert send(connection, new_id(), onwards(story, before)).run.context == {"coins": "few", "lit": True}


def test_a_false_belief_about_the_scene_is_put_right(connection: Connection, story: Published) -> None:
    """The browser thinks it was carried elsewhere than the server's own record says."""
    before = read(connection, story, *TO_THE_VAULT)

    session = send(connection, new_id(), onwards(story, before, took(1, "gate", "enter"), scene="hall"))

    assert (session.number, session.run.scene) == (0, "vault")


@pytest.mark.parametrize(("lost", "carried"), [("hall", "whole"), ("vault", "scene-gone")])
def test_the_reader_is_told_what_became_of_their_place(
    connection: Connection, story: Published, lost: str, carried: str
) -> None:
    lose_scene(connection, 2, lost)
    before, after = read(connection, story, *TO_THE_VAULT), new_id()
    sent = onwards(story, before)

    assert [told(connection, after, sent) for _ in range(2)] == [carried, carried]  # also where the answer was lost
    assert told(connection, after, onwards(story, before, took(1, "gate", "enter"))) == carried
    assert told(connection, after, onwards(story, new_id())) is None
    assert told(connection, after, batch(story, version=2)) is None


def test_nothing_is_told_where_nothing_was_carried(connection: Connection, story: Published) -> None:
    before = read(connection, story, *TO_THE_VAULT)

    assert told(connection, new_id(), batch(story, version=2)) is None
    assert told(connection, new_id(), onwards(story, new_id())) is None
    assert told(connection, new_id(), replace(onwards(story, before), origin=Origin(before, OTHER))) is None


OTHER: Final = "o" * 43


@pytest.mark.parametrize(
    ("version", "to", "secret"),
    [
        pytest.param(1, 2, OTHER, id="another's secret"),
        pytest.param(2, 2, SECRET, id="of the same version"),
        pytest.param(3, 2, SECRET, id="of a newer version"),
    ],
)
def test_what_cannot_be_continued_is_passed_over(
    connection: Connection, story: Published, version: int, to: int, secret: str
) -> None:
    before, after = read(connection, story, *TO_THE_VAULT, version=version), new_id()

    session = send(connection, after, onwards(story, before, version=to, secret=secret))

    assert (session.run.scene, session.run.visited) == ("gate", {"gate"})
    assert rows(connection) == {before: ("reading", version, None, None), after: ("reading", to, None, None)}


def test_sessions_unknown_or_of_another_story_are_passed_over(connection: Connection, story: Published) -> None:
    elsewhere = read(connection, publish(connection, versions=1), *TO_THE_VAULT)

    for origin in (new_id(), elsewhere):
        session = send(connection, new_id(), onwards(story, origin))
        assert session.run.scene == "gate"

    assert rows(connection)[elsewhere][0] == "reading"


def test_a_session_that_is_there_has_no_other_origin(connection: Connection, story: Published) -> None:
    before = read(connection, story, *TO_THE_VAULT)
    after = read(connection, story, version=2)

    assert send(connection, after, onwards(story, before)).run.scene == "gate"
    assert rows(connection)[before][0] == "reading"


def together(url: str, works: list[Any]) -> list[Any]:
    """Run each `work(connection)` in a thread of its own, all at once."""
    start = threading.Barrier(len(works))

    def one(work: Any) -> Any:
        with connect(url) as own:
            start.wait()
            return work(own)

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def test_carried_once_however_often_it_is_sent_at_once(
    empty_database: str, connection: Connection, story: Published
) -> None:
    pairs = [(read(connection, story, *TO_THE_VAULT), new_id()) for _ in range(30)]

    def deliver(own: Connection) -> list[SessionState]:
        return [send(own, after, onwards(story, before, took(1, "vault", "wait"))) for before, after in pairs]

    answers = together(empty_database, [deliver] * 3)

    assert {state.run.scene for states in answers for state in states} == {"dust"}
    assert connection.execute("SELECT state, count(*) FROM sessions GROUP BY state ORDER BY 1").fetchall() == [
        ("carried", 30),
        ("ended", 30),
    ]
    assert connection.execute("SELECT count(*) FROM completions").fetchone() == (30,)


def test_a_step_that_was_walked_before_its_session_was_left_is_not_written(
    connection: Connection, story: Published
) -> None:
    before, late = read(connection, story, *TO_THE_VAULT), batch(story, took(3, "vault", "down"))
    reading = store.find_reading(connection, before, late)
    assert reading is not None
    assert reading.session is not None
    walked = walk(reading.session.state, SCENES, late.steps)
    send(connection, new_id(), onwards(story, before))

    assert walked.steps
    assert not store.save_outcome(connection, before, late, walked, expected=2, paced_until=NOW, now=NOW).won
    assert rows(connection)[before][0] == "carried"


def test_a_step_beside_being_carried_is_carried_along_or_not_taken(
    empty_database: str, connection: Connection, story: Published
) -> None:
    pairs = [(read(connection, story, *TO_THE_VAULT), new_id()) for _ in range(40)]

    def step(own: Connection) -> list[int]:
        return [send(own, before, batch(story, took(3, "vault", "down"))).number for before, _ in pairs]

    def carry_on(own: Connection) -> list[str]:
        return [str(send(own, after, onwards(story, before)).run.scene) for before, after in pairs]

    numbers, scenes = together(empty_database, [step, carry_on])

    assert set(zip(numbers, scenes, strict=True)) <= {(3, "hall"), (2, "vault")}
    assert {rows(connection)[before][0] for before, _ in pairs} == {"carried"}


def test_who_has_it_open_reads_on_after_the_story_is_put_away(connection: Connection, story: Published) -> None:
    reading = read(connection, story, *TO_THE_VAULT)
    connection.execute("UPDATE stories SET state = 'unpublished'")

    assert send(connection, reading, batch(story, took(3, "vault", "wait"), scene="dust")).phase == "ended"
    with pytest.raises(StoryPutAway):
        send(connection, new_id(), batch(story))
    with pytest.raises(StoryPutAway):
        send(connection, new_id(), onwards(story, reading))

    connection.execute("UPDATE stories SET state = 'published'")
    assert send(connection, new_id(), batch(story)).phase == "reading"


def counted(story: Published, version: int) -> Any:
    seen = analytics.load_statistics(story.account_id, story.story_id, version, now=NOW)
    totals = (seen.totals.sessions, seen.totals.completions)
    arrivals = {one.scene: one.arrivals for one in seen.scenes}
    endings = {one.scene: one.reached for one in seen.endings if one.reached}
    return totals, arrivals, endings, [one.scenes for one in seen.paths]


@pytest.mark.parametrize("rolled_up", [False, True])
def test_each_version_counts_what_was_read_in_it(connection: Connection, story: Published, *, rolled_up: bool) -> None:
    middle = read(connection, story, *TO_THE_VAULT)
    send(connection, new_id(), onwards(story, middle, took(1, "vault", "wait"), scene="dust"))
    ended = read(connection, story, *TO_THE_END)
    send(connection, new_id(), onwards(story, ended, scene="dust"))
    if rolled_up:
        analytics.roll_up(NOW)

    assert counted(story, 1) == (
        (2, 1),
        {"gate": 2, "hall": 2, "vault": 2, "dust": 1},
        {"dust": 1},
        [["gate", "hall", "vault", "dust"]],
    )
    # The reader who stood in the ending arrives there again, but neither reaches nor completes it a second time.
    assert counted(story, 2) == ((2, 1), {"vault": 1, "dust": 2}, {"dust": 1}, [["vault", "dust"]])
    assert connection.execute("SELECT count(*) FROM outbox").fetchone() == (2,)


def test_a_scene_that_became_an_ending_completes_the_session_carried_there(
    connection: Connection, story: Published
) -> None:
    scene = Jsonb({"options": [], "ending": "Vault"})
    connection.execute("UPDATE version_scenes SET scene = %s WHERE number = 2 AND scene_id = 'vault'", (scene,))
    before = read(connection, story, *TO_THE_VAULT)

    assert send(connection, new_id(), onwards(story, before)).phase == "ended"

    assert counted(story, 2) == ((1, 1), {"vault": 1}, {"vault": 1}, [["vault"]])
