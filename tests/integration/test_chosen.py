"""What readers are told of each other's choices, on a real PostgreSQL and a real object store."""

import json
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib import clients
from chalicelib.analytics import service
from chalicelib.analytics.chosen import LEAST_READERS, chosen_key
from chalicelib.db import Connection
from chalicelib.play.model import StepClaim
from chalicelib.stories.published import Chosen
from tests.integration.reading import NOW, Published, batch, connect, publish, send
from tests.unit.play.stories import back, took

ENTER, CLIMB = took(1, "gate", "enter"), took(2, "hall", "climb")
LATER = ("UPDATE stories SET published_version = 2", "UPDATE stories SET state = 'unpublished'")


@pytest.fixture
def connection(empty_database: str) -> Iterator[Connection]:
    with connect(empty_database) as opened:
        yield opened


@pytest.fixture
def story(connection: Connection) -> Published:
    """A story whose first version tells readers what others chose; the second one does not."""
    made = publish(connection, versions=2)
    connection.execute("UPDATE versions SET reveals_choices = number = 1")
    connection.execute("UPDATE stories SET published_version = 1")
    return made


def read(connection: Connection, story: Published, *steps: StepClaim, times: int = 1, version: int = 1) -> None:
    for _ in range(times):
        send(connection, str(uuid.uuid4()), batch(story, *steps, version=version))


def told(story: Published) -> Any:
    """The file as it lies in the bucket; None where there is none."""
    try:
        file = json.loads(clients.get_public(chosen_key(story.story_id)))
    except KeyError:
        return None
    Chosen.model_validate(file)
    return file


def tell(roll_up: bool = True) -> None:  # noqa: FBT001, FBT002 - how the schedule runs, but for one test
    if roll_up:
        service.roll_up(NOW)
    service.write_due_chosen(now=NOW)


def followed(connection: Connection, story: Published) -> None:
    """What writing the story's page does to the file."""
    if service.mark_chosen(connection, story.story_id):
        service.write_chosen(story.story_id, now=NOW)


def test_enough_readers_are_told_of(connection: Connection, story: Published) -> None:
    read(connection, story, ENTER, times=LEAST_READERS - 1)
    tell()
    assert told(story) == {"schema": 1, "version": 1, "scenes": {}}

    read(connection, story, ENTER, CLIMB)
    tell()
    assert told(story) == {"schema": 1, "version": 1, "scenes": {"gate": {"enter": LEAST_READERS}}}


def test_a_reader_counts_once_a_scene_with_what_they_chose_first(connection: Connection, story: Published) -> None:
    for_the_first_time = [ENTER, CLIMB, took(3, "vault", "wait"), back(4, "dust", 2), took(5, "vault", "down")]
    read(connection, story, *for_the_first_time, times=3)
    session_id = str(uuid.uuid4())
    in_circles = [took(n, "gate", "enter") if n % 2 else took(n, "hall", "out") for n in range(1, 101)]
    for number, claim in enumerate(in_circles):
        send(connection, session_id, batch(story, claim, scene="hall" if number % 2 == 0 else "gate"))
        if number % 10 == 0:
            service.roll_up(NOW, most=3)
    read(connection, story, ENTER, took(2, "hall", "out"), took(3, "gate", "enter"), CLIMB, times=18)
    tell()

    assert told(story)["scenes"] == {"gate": {"enter": 22}, "hall": {"climb": 3, "out": 19}}


def test_counting_anew_counts_the_same(connection: Connection, story: Published) -> None:
    read(connection, story, ENTER, CLIMB, took(3, "vault", "down"), took(4, "hall", "out"), times=21)
    tell()
    before = told(story)
    service.rebuild(NOW)
    tell()

    assert told(story) == before
    assert before["scenes"] == {"gate": {"enter": 21}, "hall": {"climb": 21}, "vault": {"down": 21}}


@pytest.mark.parametrize("change", [*LATER, "UPDATE versions SET reveals_choices = false"])
def test_what_is_no_longer_to_be_told_is_taken_back(connection: Connection, story: Published, change: str) -> None:
    read(connection, story, ENTER, times=LEAST_READERS)
    tell()
    assert told(story)["scenes"]

    connection.execute(change.encode())
    followed(connection, story)

    assert told(story)["scenes"] == {}
    read(connection, story, ENTER, times=LEAST_READERS, version=2) if change == LATER[0] else None
    tell()
    assert told(story)["scenes"] == {}


def test_a_version_that_is_current_again_is_told_of_again(connection: Connection, story: Published) -> None:
    read(connection, story, ENTER, times=LEAST_READERS)
    tell()
    before = told(story)
    for version in (2, 1):
        connection.execute("UPDATE stories SET published_version = %s", (version,))
        followed(connection, story)

    assert told(story) == before


def test_a_story_that_tells_nothing_has_no_file(connection: Connection, story: Published) -> None:
    connection.execute("UPDATE versions SET reveals_choices = false")
    followed(connection, story)
    read(connection, story, ENTER, times=LEAST_READERS)
    tell()

    assert told(story) is None
    assert connection.execute("SELECT count(*) FROM chosen_files").fetchone() == (0,)


def test_a_story_has_its_file_from_its_first_page_on(connection: Connection, story: Published) -> None:
    followed(connection, story)

    assert told(story) == {"schema": 1, "version": 1, "scenes": {}}


class Puts:
    """The object store, counting what is written to it; it can be out of order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.keys = list[str]()
        self.broken = False
        self._put = clients.put_public
        monkeypatch.setattr(clients, "put_public", self)

    def __call__(self, key: str, body: bytes, **more: Any) -> None:
        if self.broken:
            raise ConnectionError(key)
        self.keys.append(key)
        self._put(key, body, **more)


def test_it_is_written_only_where_it_tells_something_else(
    connection: Connection, story: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    puts = Puts(monkeypatch)
    read(connection, story, ENTER, times=LEAST_READERS)
    tell()
    assert puts.keys == [chosen_key(story.story_id)]

    tell()
    read(connection, story)  # somebody who has chosen nothing
    read(connection, story, ENTER, version=2)
    tell()
    followed(connection, story)
    assert len(puts.keys) == 1
    read(connection, story, ENTER)
    tell()
    assert len(puts.keys) == 2


def test_a_file_that_could_not_be_written_is_written_later(
    connection: Connection, story: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    puts = Puts(monkeypatch)
    puts.broken = True
    read(connection, story, ENTER, times=LEAST_READERS)
    tell()
    assert told(story) is None

    puts.broken = False
    tell(roll_up=False)
    assert told(story)["scenes"] == {"gate": {"enter": LEAST_READERS}}


def test_who_finds_another_writing_leaves_it_to_the_next_run(
    connection: Connection, story: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    puts = Puts(monkeypatch)
    read(connection, story, ENTER, times=LEAST_READERS)
    service.roll_up(NOW)
    begun, go_on = threading.Event(), threading.Event()

    def slow(key: str, body: bytes, **more: Any) -> None:
        begun.set()
        assert go_on.wait(60)
        puts(key, body, **more)

    monkeypatch.setattr(clients, "put_public", slow)
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(service.write_due_chosen, now=NOW)
        assert begun.wait(60)
        monkeypatch.setattr(clients, "put_public", puts)
        read(connection, story, ENTER)
        service.roll_up(NOW)
        followed(connection, story)
        assert puts.keys == []
        go_on.set()
        writing.result(60)
    assert told(story)["scenes"] == {"gate": {"enter": LEAST_READERS}}
    tell(roll_up=False)

    assert told(story)["scenes"] == {"gate": {"enter": LEAST_READERS + 1}}


def test_two_at_once_leave_the_newest(
    empty_database: str, connection: Connection, story: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(connection, story, ENTER, times=LEAST_READERS)
    tell()
    together = threading.Barrier(4)

    def at_once(number: int) -> None:
        with connect(empty_database) as own:
            together.wait()
            for _ in range(5):
                read(own, story, ENTER)
                service.roll_up(NOW)
                if number % 2:
                    followed(own, story)
                else:
                    service.write_due_chosen(now=NOW)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(at_once, range(4)))
    tell()

    assert told(story)["scenes"] == {"gate": {"enter": LEAST_READERS + 20}}
    assert connection.execute("SELECT count(*) FROM chosen_files WHERE marks <> written").fetchone() == (0,)


def test_only_so_many_scenes_are_told_of(connection: Connection, story: Published) -> None:
    read(connection, story, ENTER, times=LEAST_READERS)
    read(connection, story, ENTER, CLIMB, times=LEAST_READERS)
    service.roll_up(NOW)
    connection.execute(
        """INSERT INTO rollup_options SELECT story_id, version, day, 'scene-' || n, option, taken, 100 + n
           FROM rollup_options, generate_series(1, 1200) AS n WHERE scene = 'gate'"""
    )
    followed(connection, story)

    scenes = told(story)["scenes"]
    assert len(scenes) == 1000
    assert {"scene-201", "scene-1200"} <= scenes.keys()
    assert not {"gate", "hall", "scene-200"} & scenes.keys()
