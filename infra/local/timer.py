"""What EventBridge does: runs the app's scheduled handlers at their rate.

A rate's first run is one period after the start; a handler is never run beside itself. Of cron expressions the local
stack knows none: such a handler runs only by `run_now`, and the log says so.
"""

import logging
import re
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from chalice.app import Chalice, ScheduledEventConfig

from infra.local.pump import ACCOUNT, FUNCTION_SECONDS, Context, Handler, region

RATE: Final = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
UNIT_SECONDS: Final[Mapping[str, int]] = {"minute": 60, "hour": 3600, "day": 86400}


@dataclass(frozen=True)
class Schedule:
    """One scheduled handler; `seconds` is its period, None if it is no rate."""

    name: str
    handler: Handler
    seconds: int | None


class Timer:
    """Runs the app's schedules while started."""

    def __init__(self, app: Chalice, log: logging.Logger) -> None:
        self._schedules = {schedule.name: schedule for schedule in schedules_of(app)}
        self._running = {name: threading.Lock() for name in self._schedules}
        self._log = log
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin counting."""
        for schedule in self._schedules.values():
            if schedule.seconds is None:
                self._log.warning("not_scheduled name=%s: only rates are run here", schedule.name)
                continue
            thread = threading.Thread(
                target=self._repeat, args=(schedule, schedule.seconds), name=f"timer-{schedule.name}", daemon=True
            )
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Finish the run in hand and stop."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def run_now(self, name: str) -> Any:
        """Run a scheduled handler at once (after its current run, if any) and answer what it answers.

        Raises KeyError if no handler is scheduled by that name, and whatever the handler raises.
        """
        schedule = self._schedules[name]
        with self._running[name]:
            return schedule.handler(scheduled_event(name), Context(name, time.monotonic() + FUNCTION_SECONDS))

    def _repeat(self, schedule: Schedule, seconds: float) -> None:
        while not self._stopping.wait(seconds):
            try:
                self.run_now(schedule.name)
            except Exception:  # noqa: BLE001  # a handler may raise anything: it runs again next time
                self._log.exception("schedule_failed name=%s", schedule.name)
            else:
                self._log.info("schedule_ran name=%s", schedule.name)


def schedules_of(app: Chalice) -> list[Schedule]:
    """The scheduled handlers an app declares."""
    return [
        Schedule(source.name, app.handler_map[source.name], period(source))
        for source in app.event_sources
        if isinstance(source, ScheduledEventConfig)
    ]


def period(source: ScheduledEventConfig) -> int | None:
    """Seconds between two runs, None if the schedule is no rate."""
    expression = source.schedule_expression
    match = RATE.fullmatch(expression if isinstance(expression, str) else expression.to_string())
    return int(match[1]) * UNIT_SECONDS[match[2]] if match else None


def scheduled_event(name: str) -> dict[str, Any]:
    """The event EventBridge hands to a scheduled function."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": region(),
        "resources": [f"arn:aws:events:{region()}:{ACCOUNT}:rule/{name}"],
        "detail": {},
    }
