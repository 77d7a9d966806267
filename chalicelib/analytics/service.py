"""The rollup's run, beginning anew, letting go of old months, a creator's statistics, and what readers are told of each
other's choices."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Final

from .. import clients
from ..db import Connection, autocommit, snapshot, transaction
from ..errors import Unavailable
from ..log import count, log
from ..stories.published import MAX_CHOSEN_SCENES
from . import chosen_store, retention_store, store
from .chosen import LEAST_READERS, build_chosen, chosen_key
from .model import (
    FirstChoice,
    RollupReport,
    Statistics,
    StoryNotFound,
    Totals,
    VersionNotFound,
    first_month_kept,
)

STEPS_A_WINDOW: Final = 200_000
"""About how many steps one transaction adds: after an outage the rollup catches up in pieces, each kept."""
WINDOW_SECONDS: Final = 40
CHOSEN_A_RUN: Final = 500
CHOSEN_SECONDS: Final = 30.0
"""When a run begins no further file, so that it ends well within the function's minute."""
READERS_KEPT: Final = timedelta(days=2)
"""As long as a day's salt: afterwards no session of that day can begin."""
FORGOTTEN_AT_ONCE: Final = 5_000
FORGETTING_SECONDS: Final = 10.0
"""When a sweep begins no further piece."""


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
            _begin_anew(connection, now)
    return roll_up(now)


def sweep(*, now: datetime, clock: Callable[[], float] = monotonic) -> None:
    """Let go of the months whose events are kept no longer, for ten seconds at most; their rollups stay.

    They go once the rollups hold all of them. Where a rollup or another sweep is at work, or somebody is at the steps
    for long (a backup), the next sweep does it. `clock` counts seconds.
    """
    until = clock() + FORGETTING_SECONDS
    _close_months(first_month_kept(now.date()), now=now)
    more = True
    while more and clock() < until:
        with transaction() as connection:
            more = retention_store.forget_some(connection, most=FORGOTTEN_AT_ONCE)


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


def mark_chosen(connection: Connection, story_id: str) -> bool:
    """Note, with what changed a story's page, that its file of readers' choices has to follow; False where it has none.

    `write_chosen` makes it follow, or the next `write_due_chosen`.
    """
    return chosen_store.mark_chosen(connection, story_id)


def write_due_chosen(*, now: datetime, clock: Callable[[], float] = monotonic) -> None:
    """Write the files of readers' choices that are behind, for half a minute; one that fails waits for all the others.

    `clock` counts seconds.
    """
    until = clock() + CHOSEN_SECONDS
    with autocommit() as connection:
        due = chosen_store.list_chosen_due(connection, most=CHOSEN_A_RUN)
    for story_id in due:
        if clock() >= until:
            break
        write_chosen(story_id, now=now)


def delete_chosen(slug: str) -> None:
    """Delete a story's file of what readers chose."""
    clients.delete_public([chosen_key(slug)])


def write_chosen(story_id: str, *, now: datetime) -> None:
    """Have a story's file tell what readers chose, as of the last rollup, or nothing where that is not to be told.

    Written only where it tells something else than before, by one at a time: who finds another at it leaves the file
    to the next run, as does one that fails, which is logged.
    """
    try:
        with autocommit() as connection:
            chosen_store.note_chosen_tried(connection, story_id, now=now)
        with transaction() as connection:
            if chosen_store.lock_chosen(connection, story_id):
                _write_chosen(connection, story_id)
    except Exception:  # noqa: BLE001 - logged, counted and tried again in a minute
        log.exception("chosen_left_behind", extra={"story_id": story_id})
        count("ChosenLeftBehind")


def _write_chosen(connection: Connection, story_id: str) -> None:
    found = chosen_store.find_chosen(connection, story_id)
    if found is None:
        return
    choices = _first_choices(connection, story_id, found.version) if found.told else []
    body = build_chosen(found.version, choices)
    body_hash = hashlib.sha256(body).digest()
    if body_hash != found.body_hash:
        key = chosen_key(found.slug)
        clients.put_public(key, body, content_type="application/json", cache_control="public, max-age=60")
    chosen_store.note_chosen(connection, story_id, marks=found.marks, body_hash=body_hash)


def _first_choices(connection: Connection, story_id: str, version: int) -> list[FirstChoice]:
    return chosen_store.list_first_choices(connection, story_id, version, least=LEAST_READERS, most=MAX_CHOSEN_SCENES)


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
        _begin_anew(connection, now)
    log.warning("rollup_began_anew")
    return True


def _begin_anew(connection: Connection, now: datetime) -> None:
    """Whoever holds the watermark. What is left of closed months is in the rollups, which it must not be again."""
    retention_store.forget_rest(connection)
    store.clear_rollups(connection, now=now)


def _close_months(month: date, *, now: datetime) -> None:
    with transaction() as connection:
        if retention_store.is_closed(connection, month):
            return
        watermark = store.claim_watermark(connection, now=now)
        closed = watermark is not None and watermark.ours and retention_store.close_months(connection, watermark, month)
    if closed:
        log.info("months_closed", extra={"kept_from": month.isoformat()})


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
