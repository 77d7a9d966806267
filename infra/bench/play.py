"""A reader's steps as the server takes them, beside the same rows written bare: what one costs, and how many come in.

In process a step is the service's two statements on a connection as the pool makes them. Over HTTP it goes through
everything, from a process of its own with several kept-alive connections at once. Ours and the bare one alternate in
slices of the same run, and so do a short and a long story, so that a machine whose speed drifts does so for all.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, Final

import psycopg
from psycopg import pq

from chalicelib.db import LIMITS, Connection
from chalicelib.play.model import Batch, Reader, StepClaim
from chalicelib.stories.model import OptionId, SceneId
from infra.bench.harness import Goal, Measured, Options, bench
from infra.bench.play_readers import CONNECTIONS, ON, PATH, Bare, Taker, scene_after, scene_at
from infra.bench.published import BenchScene, bench_stack, publish_story
from infra.local.stack import Stack

SMALL: Final = 10
LARGE: Final = 10_000
SLICES: Final = 12
SLICE_SESSIONS: Final = 3
"""Sessions of PATH steps that a slice in process takes."""
SOMEBODY: Final = Reader("127.0.0.1", "a bench", private=True)


@bench("play")
def measure_play(_: Options) -> list[Measured]:
    """What a step costs in processor time, statements and time; and steps a second over HTTP."""
    with bench_stack() as (stack, creator):
        stories = {count: publish_story(creator, f"{count} scenes", _scenes(count)).id for count in (SMALL, LARGE)}
        return [*_in_process(stack, stories), *_over_http(stack, stories)]


def _scenes(count: int) -> dict[str, BenchScene]:
    """Scenes whose first options lead through all of them, hither and thither, and an ending."""
    ring = {
        scene_at(number): BenchScene("Here.", [(ON, scene_after(scene_at(number), count)), ("end", "home")])
        for number in range(count - 1)
    }
    return ring | {"home": BenchScene("Home.", [])}


@dataclass(frozen=True)
class _Cost:
    """Of one step, in seconds."""

    processor: float
    """This process's own, without the database's."""
    time: float


def _in_process(stack: Stack, stories: dict[int, str]) -> list[Measured]:
    costs: dict[object, list[_Cost]] = defaultdict(list)
    with psycopg.connect(
        stack.addresses.database, autocommit=True, prepare_threshold=None, options=LIMITS
    ) as connection:
        served: dict[int, Taker] = {count: _Served(connection, story, count) for count, story in stories.items()}
        bare = Bare(stack.addresses.database, stories[SMALL], SMALL)
        takers: list[tuple[object, Taker]] = [*served.items(), ("bare", bare)]
        for slice_ in range(SLICES + 1):
            for of, taker in takers:
                cost = _cost(taker)
                if slice_ > 0:  # the first one warms everything up
                    costs[of].append(cost)
        statements = {count: _statements(connection, one) for count, one in served.items()}
        bare.close()
    processor = {of: median(cost.processor for cost in some) * 1e6 for of, some in costs.items()}
    rate = {of: 1 / median(cost.time for cost in some) for of, some in costs.items()}
    most_two, alike = Goal("ours", "most", 2), Goal("ratio", "most", 1.1)
    small, large = f"{SMALL} scenes", f"{LARGE:,} scenes"
    return [
        Measured(f"a step, {small}: statements", "", statements[SMALL], goal=most_two),
        Measured(f"a step, {large}: statements", "", statements[LARGE], goal=most_two),
        Measured(f"a step, {small}: processor", "µs", processor[SMALL], processor["bare"], "the same rows, bare"),
        Measured(f"a step, {large}: processor", "µs", processor[LARGE], processor[SMALL], small, alike),
        Measured(
            f"steps one by one, {small}",
            "steps/s",
            rate[SMALL],
            rate["bare"],
            "the same rows, bare",
            Goal("ratio", "least", 0.5),
        ),
    ]


def _cost(taker: Taker) -> _Cost:
    processor = passed = 0.0
    for _ in range(SLICE_SESSIONS):
        taker.open()
        processor -= time.thread_time()
        passed -= time.perf_counter()
        for _ in range(PATH):
            taker.take()
        processor += time.thread_time()
        passed += time.perf_counter()
    steps = SLICE_SESSIONS * PATH
    return _Cost(processor / steps, passed / steps)


class _Served:
    """A reader whose steps go to the service, one batch each, with the log line of a request about each."""

    def __init__(self, connection: Connection, story: str, scenes: int) -> None:
        # Not before the stack has said where its log goes.
        from chalicelib.log import gather
        from chalicelib.play.service import record

        self._gather, self._record = gather, record
        self._connection, self._story, self._scenes = connection, story, scenes

    def open(self) -> None:
        """Begin a session."""
        self._session, self._number, self._scene = str(uuid.uuid4()), 0, scene_at(0)
        self._send((), self._scene)

    def take(self) -> None:
        """One choice."""
        self._number += 1
        left, self._scene = self._scene, scene_after(self._scene, self._scenes)
        self._send((StepClaim(self._number, SceneId(left), OptionId(ON), None, self._number),), self._scene)

    def _send(self, steps: tuple[StepClaim, ...], scene: str) -> None:
        sent = Batch(self._story, 1, steps, SceneId(scene))
        with self._gather("step_taken"):
            recorded = self._record(
                self._connection, self._session, "s" * 43, sent, SOMEBODY, now=datetime.now(UTC)
            ).session
        if (recorded.number, recorded.run.scene) != (self._number, scene):
            raise RuntimeError(f"step {self._number} was not taken: {recorded}")


def _statements(connection: Connection, reader: Taker) -> int:
    """How many statements libpq sends for one step."""
    reader.open()
    with tempfile.TemporaryFile("w+") as trace:
        connection.pgconn.trace(trace.fileno())
        connection.pgconn.set_trace_flags(pq.Trace.SUPPRESS_TIMESTAMPS)
        reader.take()
        connection.pgconn.untrace()
        trace.seek(0)
        return sum(line.startswith("F\t") and line.split("\t")[2] in ("Parse", "Query") for line in trace)


def _over_http(stack: Stack, stories: dict[int, str]) -> list[Measured]:
    slices = _read_over_http(stack, stories)
    by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in slices:
        by_kind[one["of"]].append(one)
    rate = {of: median(one["steps"] / one["seconds"] for one in some) for of, some in by_kind.items()}
    waits = {of: sorted(wait for one in some for wait in one["milliseconds"]) for of, some in by_kind.items()}
    small, large = str(SMALL), str(LARGE)
    at_once = f"{CONNECTIONS} connections at once"
    errors = sum(one["errors"] for one in slices)
    return [
        Measured(
            f"steps over HTTP, {at_once}, {SMALL} scenes",
            "steps/s",
            rate[small],
            rate["bare"],
            f"the same rows, bare, {at_once}",
            Goal("ours", "least", 300),
        ),
        Measured("of these, half within", "ms", _part(waits[small], 0.5), _part(waits["bare"], 0.5), "bare"),
        Measured(
            "of these, 99 in 100 within",
            "ms",
            _part(waits[small], 0.99),
            _part(waits["bare"], 0.99),
            "bare",
            Goal("ours", "most", 100),
        ),
        Measured(
            f"steps over HTTP, {at_once}, {LARGE:,} scenes",
            "steps/s",
            rate[large],
            rate[small],
            f"{SMALL} scenes",
            Goal("ratio", "least", 0.9),
        ),
        Measured("requests that failed", "", errors, goal=Goal("ours", "most", 0)),
    ]


def _read_over_http(stack: Stack, stories: dict[int, str]) -> list[dict[str, Any]]:
    """What the readers' own process tells of each slice."""
    asked = {"api": stack.addresses.api, "database": stack.addresses.database, "stories": stories, "slices": SLICES}
    command = [sys.executable, "-m", "infra.bench.play_readers", json.dumps(asked)]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _part(waits: Sequence[float], part: float) -> float:
    return waits[min(len(waits) - 1, int(len(waits) * part))]
