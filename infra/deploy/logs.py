"""`deploy logs`: what a stage's functions wrote, all of them together in the order of time.

CloudWatch takes some seconds to have what was written, and has it of one function later than of another: followed, each
look goes back OVERLAP_SECONDS before the newest line, and what was told before is left out.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final

from infra.deploy.account import Account
from infra.deploy.functions import FUNCTIONS
from infra.deploy.names import log_group
from infra.deploy.reaching import asked
from infra.deploy.stages import load_stage
from infra.setup.console import SetupFailed

SINCE: Final = re.compile(r"(\d{1,5})([smhd])")
UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
OVERLAP_SECONDS: Final = 60
LOOK_EVERY_SECONDS: Final = 2.0
UNSAID: Final = frozenset(
    {"level", "location", "message", "timestamp", "service", "_aws", "exception", "exception_name", "stack_trace"}
)
"""Keys of a line that are its beginning, its end, or nothing for a reader."""
IN_QUOTES: Final = re.compile(r'[\s"=]')


@dataclass(frozen=True)
class Line:
    """One line of a function's log, as it was written."""

    id: str
    at: datetime
    function: str
    text: str

    @property
    def written(self) -> dict[str, Any] | None:
        """It as the program wrote it; None for what Lambda wrote."""
        try:
            read = json.loads(self.text)
        except ValueError:
            return None
        return read if isinstance(read, dict) else None


def tell_logs(options: argparse.Namespace) -> int:
    """Print what the options ask for; the exit code."""
    stage = load_stage(options.stage)
    known = [function.name for function in FUNCTIONS]
    if options.function not in (None, *known):
        raise SetupFailed(f"there is no function {options.function}", fix=f"name one of {', '.join(known)}")
    names = known if options.function is None else [options.function]
    groups = {log_group(name, options.stage): name for name in names}
    begin = datetime.now(UTC) - since(options.since)
    reader = Reader(Account(stage.region).client("logs"), groups, options.request)
    try:
        for line in reader.follow(begin, looks=None if options.follow else 1):
            print(machine_readable(line) if options.json else readable(line, colours=sys.stdout.isatty()), flush=True)
    except KeyboardInterrupt:  # how one that follows is ended
        return 0
    return 0


def since(text: str) -> timedelta:
    """How long a text such as 15m says. Raises SetupFailed."""
    found = SINCE.fullmatch(text)
    if found is None:
        raise SetupFailed(f"{text!r} is no time", fix="say it as 30s, 15m, 1h or 2d")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


class Reader:
    """Reads log groups, by name with the functions they are of; only lines that hold a text, where there is one."""

    def __init__(
        self, logs: Any, groups: dict[str, str], text: str | None, wait: Callable[[float], object] = time.sleep
    ) -> None:
        self._logs, self._groups, self._wait = logs, groups, wait
        # A phrase is found in every line, Lambda's own included; a pattern of JSON only in ours, by one key.
        self._filter = {} if text is None else {"filterPattern": f'"{text.replace(chr(34), "")}"'}

    def follow(self, begin: datetime, *, looks: int | None = None) -> Iterator[Line]:
        """The lines since then in the order of time, and what comes, each once. Raises SetupFailed.

        `looks`: how often to look, for ever where None. What was not there at a look is told after what was.
        """
        told: dict[str, datetime] = {}
        newest = begin
        for number in count(1):
            back = newest - timedelta(seconds=OVERLAP_SECONDS if number > 1 else 0)
            for line in sorted(self._read(back), key=lambda one: one.at):
                if line.id not in told:
                    told[line.id] = line.at
                    newest = max(newest, line.at)
                    yield line
            if number == looks:
                return
            told = {id: at for id, at in told.items() if at >= newest - timedelta(seconds=2 * OVERLAP_SECONDS)}
            self._wait(LOOK_EVERY_SECONDS)

    def _read(self, begin: datetime) -> Iterable[Line]:
        for group, function in self._groups.items():
            with asked(f"the log {group} cannot be read"):
                pages = self._logs.get_paginator("filter_log_events").paginate(
                    logGroupName=group, startTime=int(begin.timestamp() * 1000), **self._filter
                )
                events = [event for page in pages for event in page["events"]]
            for event in events:
                at = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
                yield Line(event["eventId"], at, function, event["message"].rstrip("\n"))


def machine_readable(line: Line) -> str:
    """A line as JSON: when, which function, and what it wrote."""
    what = line.text if line.written is None else line.written
    return json.dumps({"at": line.at.isoformat(), "function": line.function, "wrote": what}, ensure_ascii=False)


def readable(line: Line, *, colours: bool = False) -> str:
    """A line for a person: time, function, level, event, its keys; what was raised below it."""
    start = f"{line.at:%Y-%m-%d %H:%M:%S}.{line.at.microsecond // 1000:03d} {line.function:<17}"
    written = line.written
    if written is None or "message" not in written:
        return f"{start} {'':<7} {line.text}"
    level = str(written.get("level", ""))
    keys = " ".join(f"{key}={quoted(value)}" for key, value in written.items() if key not in UNSAID)
    shown = f"{start} {level:<7} {written['message']}" + (f"  {keys}" if keys else "")
    raised = str(written.get("exception", ""))
    text = "\n".join([shown, *(f"    {one}" for one in raised.splitlines())])
    return f"\033[31m{text}\033[0m" if colours and level in ("ERROR", "CRITICAL") else text


def quoted(value: Any) -> str:
    """A key's value; in quotes where it could be taken for two."""
    plain = isinstance(value, str) and value and not IN_QUOTES.search(value)
    return str(value) if plain else json.dumps(value, ensure_ascii=False)
