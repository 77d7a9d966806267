"""`deploy status`: how a stage is, part by part, and what of it wants looking at.

Every part is asked by itself: one that cannot be asked is said with its fix, and the others are told all the same.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from infra.deploy.account import Account
from infra.deploy.plan import READY
from infra.deploy.stages import Stage, load_stage
from infra.deploy.status_parts import (
    Database,
    Host,
    QueueState,
    Rates,
    Running,
    ask_alarms,
    ask_cost,
    ask_database,
    ask_hosts,
    ask_queues,
    ask_rates,
    ask_release,
)
from infra.setup.console import SetupFailed

ATTENTION: Final = 3
LATE_SECONDS: Final = 600
OLD_SECONDS: Final = 900
FAILING_SHARE: Final = 0.02
"""As the alarms have them: see infra/deploy/watching.py."""


@dataclass
class Status:
    """All of it. A part that could not be asked is None, and `unknown` says why and what mends it."""

    stage: str
    at: str
    release: Running | None = None
    database: Database | None = None
    hosts: dict[str, Host] = field(default_factory=dict)
    queues: dict[str, QueueState] | None = None
    functions: dict[str, Rates] | None = None
    alarms: list[str] | None = None
    cost: float | None = None
    unknown: dict[str, str] = field(default_factory=dict)

    @property
    def attention(self) -> list[str]:
        """What wants looking at, worst first."""
        return list(worrying(self))


def tell_status(options: argparse.Namespace) -> int:
    """Ask for everything and print it; the exit code."""
    stage = load_stage(options.stage)
    status = ask_everything(stage, options.stage, cost=options.cost, now=datetime.now(UTC))
    attention = status.attention
    print(json.dumps(asdict(status) | {"attention": attention}, indent=1) if options.json else "\n".join(words(status)))
    return ATTENTION if attention else 1 if status.unknown else 0


def ask_everything(stage: Stage, name: str, *, cost: bool, now: datetime) -> Status:
    """The status of a stage now."""
    status = Status(name, now.isoformat(timespec="seconds"))
    status.hosts = dict(ask_hosts(stage))
    account = Account(stage.region)
    parts: dict[str, Callable[[], Any]] = {
        "release": lambda: ask_release(account, stage, name),
        "database": lambda: ask_database(account, stage, now=now),
        "queues": lambda: ask_queues(account, name, now=now),
        "functions": lambda: ask_rates(account, name, now=now),
        "alarms": lambda: ask_alarms(account, name),
    }
    if cost:
        parts["cost"] = lambda: ask_cost(now=now)
    for part, ask in parts.items():
        try:
            setattr(status, part, ask())
        except SetupFailed as failure:
            status.unknown[part] = str(failure)
    return status


def worrying(status: Status) -> Iterator[str]:
    """What of a status wants looking at."""
    yield from (f"alarm: {name}" for name in status.alarms or ())
    for name, host in status.hosts.items():
        if host.status != 200:
            yield f"{name}: {host.url} answers {host.status or 'nothing'}" + (f" ({host.said})" if host.said else "")
    if status.release is not None and status.release.stack not in READY:
        yield f"the stack is {status.release.stack}"
    if status.database is not None and status.database.rollup_lag > LATE_SECONDS:
        yield f"numbers are {status.database.rollup_lag:.0f} s behind"
    for name, queue in (status.queues or {}).items():
        if queue.dead:
            yield f"{queue.dead} dead letters of {name}: see the log, then python3 run.py deploy redrive {name} …"
        if (queue.oldest or 0) > OLD_SECONDS:
            yield f"the oldest message of {name} has waited {queue.oldest:.0f} s"
    for name, rates in (status.functions or {}).items():
        if rates.runs and rates.failed / rates.runs > FAILING_SHARE:
            yield f"{name}: {rates.failed} of {rates.runs} failed in the last hour"


def words(status: Status) -> list[str]:
    """A status as lines for a person."""
    lines = [f"stage {status.stage}, {status.at}"]
    if status.release is not None:
        release = status.release
        revision = f" ({release.revision[:12]})" if release.revision else ""
        before = f", before it {', '.join(release.before[:3])}" if release.before else ""
        lines.append(f"release {release.release}{revision} since {release.changed_at}, stack {release.stack}{before}")
    if status.database is not None:
        pending = len(status.database.pending)
        lines.append(
            f"database at {status.database.newest}"
            + (f", {pending} of this checkout's migrations not applied" if pending else "")
            + f"; numbers {status.database.rollup_lag:.0f} s behind"
        )
    lines += [
        f"  {name:<18} {host.status or 'no answer':>9} {host.ms:>6} ms  {host.said}".rstrip()
        for name, host in status.hosts.items()
    ]
    if status.queues is not None:
        lines.append("queues             waiting working dead   oldest")
        lines += [
            f"  {name:<16} {queue.waiting:>7} {queue.working:>7} {queue.dead:>4}"
            f" {'–' if queue.oldest is None else f'{queue.oldest:.0f} s':>8}"
            for name, queue in status.queues.items()
        ]
    if status.functions is not None:
        lines.append("in the last hour      runs  failed turned away")
        lines += [
            f"  {name:<16} {rates.runs:>7} {rates.failed:>7} {rates.turned_away:>11}"
            for name, rates in status.functions.items()
        ]
    if status.cost is not None:
        lines.append(f"cost of the whole account this month so far: {status.cost:.2f} $")
    lines += [f"not known, {part}: {why}" for part, why in status.unknown.items()]
    attention = status.attention
    return lines + ([f"! {one}" for one in attention] or ["nothing wants looking at"])
