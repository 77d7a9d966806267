"""Readers for `bench play`, in a process of their own: what they cost is not the server's."""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import psycopg

CONNECTIONS: Final = 8
PATH: Final = 50
"""Steps of a session; in a slice, every connection takes one session's."""
ON: Final = "on"

OPEN: Final = """
    INSERT INTO sessions
        (id, month, story_id, version, secret_hash, state, number, run, pseudonym, started_at, seen_at)
    VALUES (%(session_id)s, date_trunc('month', now())::date, %(story)s, 1, '', 'reading', 0, '{}', '', now(), now())
"""

BARE: Final = """
    WITH moved AS (
        UPDATE sessions SET number = %(number)s, run = %(run)s, seen_at = now() WHERE id = %(session_id)s
        RETURNING id, month, story_id, version
    )
    INSERT INTO steps (month, session_id, number, story_id, version, scene, option, arrived, ended, at, recorded_at)
    SELECT month, id, %(number)s, story_id, version, %(left)s, 'on', %(arrived)s, false, %(number)s, now() FROM moved
"""


def scene_at(number: int) -> str:
    """The id of a scene of the bench's stories."""
    return f"scene_{number}"


def scene_after(scene: str, scenes: int) -> str:
    """Where its first option leads, in a story of so many scenes with the ending: a linear congruential generator, so
    that a reader roams the whole of a long story."""
    return scene_at((int(scene.removeprefix("scene_")) * 21 + 1) % (scenes - 1))


class Taker(Protocol):
    """Somebody who takes one step after the other."""

    def open(self) -> None:
        """Begin anew."""

    def take(self) -> None:
        """Take one step."""


class Bare:
    """The rows of a step by the shortest way there is: one statement on one open connection, prepared once."""

    def __init__(self, database: str, story: str, scenes: int) -> None:
        self._connection = psycopg.connect(database, autocommit=True)
        self._story = story
        path = [scene_at(0)]
        for _ in range(PATH):
            path.append(scene_after(path[-1], scenes))
        self._steps = [
            {"number": number, "run": _run(path[: number + 1]), "left": path[number - 1], "arrived": path[number]}
            for number in range(1, PATH + 1)
        ]

    def open(self) -> None:
        """Begin a session."""
        self._session, self._number = uuid.uuid4(), 0
        self._connection.execute(OPEN, {"session_id": self._session, "story": self._story})

    def take(self) -> None:
        """One update and one insert."""
        self._connection.execute(BARE, {**self._steps[self._number], "session_id": self._session})
        self._number += 1

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()


class Visitor:
    """A reader on one kept-alive connection."""

    def __init__(self, api: str, story: str, scenes: int) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(api).netloc, timeout=30)
        self._story = story
        self._scenes = scenes

    def open(self) -> None:
        """Begin a session."""
        self._path, self._secret = f"/v1/play/sessions/{uuid.uuid4()}/steps", uuid.uuid4().hex
        self._number, self._scene = 0, scene_at(0)
        self._send([])

    def take(self) -> None:
        """One choice."""
        self._number += 1
        left, self._scene = self._scene, scene_after(self._scene, self._scenes)
        self._send([{"number": self._number, "scene": left, "option": ON, "at": self._number}])

    def _send(self, steps: list[dict[str, Any]]) -> None:
        body = {"secret": self._secret, "story": self._story, "version": 1, "steps": steps, "now": self._scene}
        self._connection.request("POST", self._path, json.dumps(body), {"Content-Type": "text/plain"})
        answer = self._connection.getresponse()
        position = json.loads(answer.read())
        if answer.status != 200 or (position["number"], position["scene"]) != (self._number, self._scene):
            raise RuntimeError(f"step {self._number} was not taken: {position}")


def _run(path: list[str]) -> str:
    trail = [{"scene": scene, "option": ON, "before": {}, "first": True} for scene in path[:-1]]
    run = {"scene": path[-1], "context": {}, "visited": sorted(set(path)), "trail": trail, "at": len(trail)}
    return json.dumps(run)


def _slice(takers: list[Taker]) -> dict[str, Any]:
    """Everybody takes steps at once."""
    start = threading.Barrier(len(takers) + 1)

    def one(taker: Taker) -> tuple[list[float], int]:
        waits, errors = list[float](), 0
        taker.open()
        start.wait()
        for _ in range(PATH):
            began = time.perf_counter()
            try:
                taker.take()
            except (RuntimeError, OSError, http.client.HTTPException):
                errors += 1
            else:
                waits.append((time.perf_counter() - began) * 1000)
        return waits, errors

    with ThreadPoolExecutor(len(takers)) as pool:
        asked = [pool.submit(one, taker) for taker in takers]
        start.wait()
        began = time.perf_counter()
        told = [future.result() for future in asked]
        seconds = time.perf_counter() - began
    milliseconds = [wait for waits, _ in told for wait in waits]
    errors = sum(errors for _, errors in told)
    return {"steps": len(milliseconds), "seconds": seconds, "milliseconds": milliseconds, "errors": errors}


def main(asked: dict[str, Any]) -> None:
    """A slice of each kind in turn, and again; a line of JSON tells each but the first ones."""
    stories = {int(count): story for count, story in asked["stories"].items()}

    def visitor(count: int) -> Callable[[], Taker]:
        return lambda: Visitor(asked["api"], stories[count], count)

    def bare() -> Taker:
        count = min(stories)
        return Bare(asked["database"], stories[count], count)

    makers: dict[str, Callable[[], Taker]] = {str(count): visitor(count) for count in stories} | {"bare": bare}
    kinds = {name: [make() for _ in range(CONNECTIONS)] for name, make in makers.items()}
    for number in range(asked["slices"] + 1):
        for name, takers in kinds.items():
            told = _slice(takers)
            if number > 0:  # the first one warms everything up
                print(json.dumps({"of": name, **told}), flush=True)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
