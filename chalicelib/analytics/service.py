"""The rollup's run, beginning anew, and a creator's store."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from ..db import Connection, snapshot, transaction
from ..errors import Unavailable
from ..log import count, log
from . import store
from .model import RollupReport, Statistics, StoryNotFound, Totals, VersionNotFound

STEPS_A_WINDOW: Final = 200_000
"""About how many steps one transaction adds: after an outage the rollup catches up in pieces, each kept."""
WINDOW_SECONDS: Final = 40
READERS_KEPT: Final = timedelta(days=2)
"""As long as a day's salt: afterwards no session of that day can begin."""


class StatisticsRebuilding(Unavailable):
    """The statistics of a restored database are being counted anew; try again in a minute."""


def roll_up(now: datetime, *, most: int = STEPS_A_WINDOW) -> RollupReport:
    """Add every complete fact to the rollups, each exactly once, whoever else runs and wherever a run was killed.

    On another cluster than the last run's (a restored dump) it begins anew first. Where another run is at work, this
    one takes nothing.
    """
    rebuilt = _adopt_cluster(now)
    taken, whole = store.Taken(0, 0, 0), False
    while not whole:
        one, whole = _take_window(now, most)
        taken = store.Taken(taken.sessions + one.sessions, taken.steps + one.steps, taken.completions + one.completions)
    with transaction() as connection:
        lag = store.measure_lag(connection, now=now)
    report = RollupReport(taken.sessions, taken.steps, taken.completions, rebuilt, round(lag, 3))
    log.info("rollup_ran", extra=vars(report))
    count("RollupLagSeconds", report.lag_seconds)
    return report


def rebuild(now: datetime) -> RollupReport:
    """Count the kept months anew from their events; statistics stay exact meanwhile, only slower."""
    with transaction() as connection:
        if store.claim_watermark(connection, now=now) is not None:
            store.allow_seconds(connection, WINDOW_SECONDS)
            store.clear_rollups(connection, now=now)
    return roll_up(now)


def load_statistics(account_id: str, story_id: str, version: int | None, *, now: datetime) -> Statistics:
    """Everything about one version of a story of the account; without a number, the version readers get.

    Raises StoryNotFound (also for another account's story), VersionNotFound, StatisticsRebuilding.
    """
    with snapshot() as connection:
        found = store.find_story_version(connection, account_id, story_id, version)
        if found is None:
            raise StoryNotFound()
        if version is not None and found.version is None:
            raise VersionNotFound()
        if not found.ours:
            raise StatisticsRebuilding()
        if found.version is None:
            return Statistics(None, now, found.rolled_up_at, Totals(0, 0, 0, 0), [], [], [], [])
        scope = store.Scope(story_id, found.version, found.below)
        return Statistics(
            version=found.version,
            as_of=now,
            rolled_up_at=found.rolled_up_at,
            totals=store.load_totals(connection, scope),
            scenes=store.list_arrivals(connection, scope),
            options=store.list_choices(connection, scope),
            endings=store.list_endings(connection, scope),
            paths=store.list_paths(connection, scope),
        )


def rollup_lag(connection: Connection, *, now: datetime) -> float:
    """Age in seconds of the oldest fact that the rollups do not hold yet; 0 where they hold everything."""
    return store.measure_lag(connection, now=now)


def _adopt_cluster(now: datetime) -> bool:
    with transaction() as connection:
        watermark = store.claim_watermark(connection, now=now)
        if watermark is None or watermark.ours:
            return False
        store.allow_seconds(connection, 0)
        store.adopt_facts(connection)
        store.clear_rollups(connection, now=now)
    log.warning("rollup_began_anew")
    return True


def _take_window(now: datetime, most: int) -> tuple[store.Taken, bool]:
    with transaction() as connection:
        watermark = store.claim_watermark(connection, now=now)
        if watermark is None or not watermark.ours:
            return store.Taken(0, 0, 0), True
        store.allow_seconds(connection, WINDOW_SECONDS)
        window = store.load_window(connection, watermark.below, most=most)
        taken = store.add_window(connection, window, now=now)
        if window.whole:
            store.forget_readers(connection, before=(now - READERS_KEPT).date())
        return taken, window.whole
