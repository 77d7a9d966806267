"""Have stories read, then compare."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Final

import psycopg

from .record import Read, Recorded, differences, list_recorded
from .tabs import Accident, Published, ReaderStuck, plan_tasks, read_all

AT_ONCE: Final = 60
"""Sessions read in one browser's storage, at most."""
PATIENCE: Final = 10.0
"""Seconds without anything new until what has not arrived is given up."""
TOLD_EVERY: Final = 500

NUMBER: Final = "SELECT number FROM sessions WHERE id = %(session)s"
FORGET_OPENINGS: Final = "DELETE FROM rate_buckets WHERE key LIKE 'sessions:%'"


@dataclass
class Report:
    """What came of it."""

    sessions: int = 0
    moves: int = 0
    endings: int = 0
    """Sessions that came to one."""
    seconds: float = 0.0
    """Of reading."""
    accidents: Counter[Accident] = field(default_factory=Counter)
    differing: list[tuple[Read, list[str]]] = field(default_factory=list)
    nobodys: list[str] = field(default_factory=list)
    """Sessions that the server has and no browser."""
    stuck: list[str] = field(default_factory=list)
    """Where a page did not do what was clicked; the reading ended with that, and nothing was compared."""

    @property
    def holds(self) -> bool:
        """Whether every session is the same on both sides."""
        return not self.differing and not self.nobodys and not self.stuck


def read_and_compare(
    database: str,
    chromium: str,
    stories: Sequence[Published],
    sessions: int,
    seed: int,
    say: Callable[[str], None] = lambda _: None,
) -> Report:
    """Read so many sessions of the stories, which nobody else reads meanwhile, and compare each."""
    report, reads = Report(), list[Read]()
    since, started = datetime.now(UTC), time.monotonic()

    def done(some: list[Read], accidents: Sequence[Accident]) -> None:
        told = len(reads) // TOLD_EVERY
        reads.extend(some)
        report.accidents.update(accidents)
        if len(reads) // TOLD_EVERY > told:
            say(f"{len(reads):,} of {sessions:,} sessions, {len(reads) / (time.monotonic() - started):.1f} a second")
        with psycopg.connect(database) as connection:
            connection.execute(FORGET_OPENINGS)  # all readers come from one address, which may not open so many

    at_once = min(AT_ONCE, -(-sessions // len(stories)))
    try:
        tasks = plan_tasks(stories, sessions, seed, at_once=at_once)
        asyncio.run(read_all(chromium, tasks, partial(_await_arrival, database), done))
    except* ReaderStuck as stuck:
        report.stuck += map(str, stuck.exceptions)
    report.seconds = time.monotonic() - started
    if not report.stuck:
        _compare(report, reads, _await_recorded(database, stories, reads, since))
    return report


def _await_arrival(database: str, read: Read) -> None:
    """Return once the server has all steps of a session, or had the time to."""
    until = time.monotonic() + PATIENCE
    with psycopg.connect(database, autocommit=True) as connection:
        while time.monotonic() < until:
            row = connection.execute(NUMBER, {"session": read.session}).fetchone()
            if row is not None and row[0] >= len(read.moves):
                return
            time.sleep(0.05)


def _await_recorded(
    database: str, stories: Sequence[Published], reads: Sequence[Read], since: datetime
) -> dict[str, Recorded]:
    """What the server has once everything has arrived, or had the time to."""
    before, until = dict[str, int](), time.monotonic() + PATIENCE
    while True:
        recorded = list_recorded(database, [story.id for story in stories], since)
        numbers = {session: one.number for session, one in recorded.items()}
        if numbers != before:
            before, until = numbers, time.monotonic() + PATIENCE
        if all(numbers.get(read.session, -1) >= len(read.moves) for read in reads) or time.monotonic() > until:
            return recorded
        time.sleep(0.2)


def _compare(report: Report, reads: Sequence[Read], recorded: dict[str, Recorded]) -> None:
    for read in reads:
        report.sessions += 1
        report.moves += len(read.moves)
        report.endings += any(move["ended"] for move in read.moves)
        if found := differences(read, recorded.get(read.session)):
            report.differing.append((read, found))
    report.nobodys = sorted(recorded.keys() - {read.session for read in reads})
