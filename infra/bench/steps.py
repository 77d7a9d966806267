"""A reader's step, recorded: over HTTP through everything, beside the same rows written bare on one connection.

Both alternate in slices of the same run, so that a machine whose speed drifts does so for both. The goal is the rate
that one server of two cores must reach with everything else running on it.
"""

from __future__ import annotations

import http.client
import json
import time
import uuid
from collections.abc import Callable
from statistics import median
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg

from infra.bench.harness import Goal, Measured, Options, bench
from infra.bench.published import BenchScene, bench_stack, publish_story

SLICES: Final = 12
SLICE_STEPS: Final = 100
WARM_UP: Final = 100
LONGEST_PATH: Final = 50
STORY: Final = {
    "shore": BenchScene("shore", [("on", "door"), ("end", "home")]),
    "door": BenchScene("door", [("on", "shore")]),
    "home": BenchScene("home", []),
}
"""Two scenes that lead to each other, and an ending."""

OPEN: Final = """
    INSERT INTO sessions
        (id, month, story_id, version, secret_hash, state, number, run, pseudonym, started_at, seen_at)
    VALUES (%(id)s, date_trunc('month', now())::date, %(story)s, 1, '', 'reading', 0, '{}', '', now(), now())
    RETURNING id
"""

BARE: Final = """
    WITH moved AS (
        UPDATE sessions SET number = %(number)s, run = %(run)s, seen_at = now() WHERE id = %(session_id)s
        RETURNING id, month, story_id, version
    )
    INSERT INTO steps (month, session_id, number, story_id, version, scene, option, arrived, ended, at, recorded_at)
    SELECT month, id, %(number)s, story_id, version, 'shore', 'on', 'door', false, 0, now() FROM moved
"""


@bench("steps")
def measure_steps(_: Options) -> list[Measured]:
    """Steps a second, one after the other: each a request of its own, and each a statement of its own."""
    with bench_stack() as (stack, creator):
        story = publish_story(creator, "To and fro", STORY).id
        reader, bare = _Reader(stack.addresses.api, story), _Bare(stack.addresses.database, story)
        for take in (reader.take, bare.take):
            _rate(take, WARM_UP)
        ours, peer = [], []
        for _slice in range(SLICES):
            ours.append(_rate(reader.take, SLICE_STEPS))
            peer.append(_rate(bare.take, SLICE_STEPS))
        bare.close()
    return [
        Measured(
            what="a step over HTTP, one connection",
            unit="steps/s",
            ours=median(ours),
            peer=median(peer),
            peer_name="the same rows, bare",
            goal=Goal("ours", "least", 300),
        )
    ]


def _rate(take: Callable[[], None], steps: int) -> float:
    started = time.perf_counter()
    for _ in range(steps):
        take()
    return steps / (time.perf_counter() - started)


class _Reader:
    """Readers on one kept-alive connection, walking to and fro; each stops before their path grows long."""

    def __init__(self, api: str, story: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(api).netloc, timeout=30)
        self._story = story
        self._open()

    def take(self) -> None:
        """One choice."""
        if self._number == LONGEST_PATH:
            self._open()
        self._number += 1
        here, there = ("shore", "door") if self._number % 2 else ("door", "shore")
        self._send([{"number": self._number, "scene": here, "option": "on", "at": self._number}], there)

    def _open(self) -> None:
        self._path = f"/v1/play/sessions/{uuid.uuid4()}/steps"
        self._secret, self._number = uuid.uuid4().hex, 0
        self._send([], "shore")

    def _send(self, steps: list[dict[str, Any]], now: str) -> None:
        body = {"secret": self._secret, "story": self._story, "version": 1, "steps": steps, "now": now}
        self._connection.request("POST", self._path, json.dumps(body), {"Content-Type": "text/plain"})
        answer = self._connection.getresponse()
        position = json.loads(answer.read())
        if answer.status != 200 or (position["number"], position["scene"]) != (self._number, now):
            raise RuntimeError(f"step {self._number} was not taken: {position}")


class _Bare:
    """The rows of one step by the shortest way there is: one statement on one open connection."""

    def __init__(self, database: str, story: str) -> None:
        self._connection = psycopg.connect(database, autocommit=True)
        opened = self._connection.execute(OPEN, {"id": uuid.uuid4(), "story": story}).fetchone()
        self._values: dict[str, Any] = {"session_id": opened and opened[0], "number": 0}
        self._run = json.dumps({"scene": "door", "context": {}, "visited": ["shore", "door"], "trail": []})

    def take(self) -> None:
        """One update and one insert."""
        self._values["number"] += 1
        self._connection.execute(BARE, self._values | {"run": self._run})

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()
