"""`deploy cost`: what a month costs, by how much is read. Pure but for the command itself.

`--stage` adds what its settings make dearer: functions that are kept begun. A read is a first visit of ten steps. What
is called measured was counted in a real browser with the sample story, whose bounds `tests/browser/test_first_load.py`
holds; the rest is assumed. Creators' own work is left out: it is thousands of calls where readers make millions.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Final

from chalicelib.queues import Queue
from infra.deploy import prices
from infra.deploy.stages import load_stage
from infra.deploy.watching import alarms

SCALES: Final = (1_000, 100_000, 10_000_000)
HOURS: Final = 730
MINUTES: Final = HOURS * 60
GB: Final = 1e9

CALLS: Final = 3
"""Of the API for ten steps: measured, at most."""
STEPS: Final = 10
REQUESTS: Final = 27
"""To the edge, with the scenes fetched ahead, nothing kept from another visit: measured, 22 in the sample of 13 scenes
and 27 in a story of two thousand."""
CALL_KB: Final = 2
"""An answer of the API with its headers: assumed. What goes out of AWS is paid for."""
CALL_SECONDS: Final = 0.03
"""A call's time on the function: two statements and some milliseconds of processor, assumed."""
API_GB: Final = 1
"""The memory of the API's function, as `.chalice/config.json` has it."""
LOG_BYTES: Final = 1000
"""A call's log: our line of 450, measured, and Lambda's own three, assumed."""
STORED_BYTES: Final = 3000
"""In the database, of a session with ten steps and its completion, indexes included: measured, 870 for a session and
180 for a step."""
COLD_SHARE: Final = 0.01
COLD_SECONDS: Final = 1.5
"""Calls that begin a function, and how long that takes: assumed. Importing the app is 0.6 to 0.75 s of processor."""
ENDING_SHARE: Final = 0.5
"""Reads that reach an ending: assumed. Each is a mail to the creator, unless they want none."""
MAIL_SECONDS: Final = 0.3
WORKER_MS: Final = 1.0
"""Processor time of the edge Worker for a request: assumed."""
MISSES: Final = 0.2
"""Requests that the edge's own caches do not answer and R2 does: assumed."""
POLLS_A_MINUTE: Final = 15
"""Requests that Lambda makes of each queue while it is empty: five at once, each waiting twenty seconds."""
SCHEDULED_SECONDS: Final = 0.2
"""A run of the rollup or the sweep with nothing to do, at half a GB: assumed."""
METRICS: Final = 20
"""Figures of our own in CloudWatch, by name."""
MONTHS_KEPT: Final = 12


@dataclass(frozen=True)
class Size:
    """A database that will do up to so many reads a month: RDS for PostgreSQL on arm64, one zone."""

    reads: int
    kind: str


DATABASES: Final = (Size(300_000, "db.t4g.micro"), Size(3_000_000, "db.t4g.medium"), Size(30_000_000, "db.m7g.large"))
SMALLEST_DISK_GB: Final = 20


@dataclass(frozen=True)
class Row:
    """One line of an estimate: what is paid for, how much of it there is, and the dollars."""

    what: str
    amount: str
    dollars: float


def tell_costs(options: argparse.Namespace) -> int:
    """Print the estimates; the exit code."""
    kept_ready = 0 if options.stage is None else load_stage(options.stage).kept_ready
    scales = SCALES if options.reads is None else (options.reads,)
    estimates = {reads: estimate(reads, kept_ready=kept_ready) for reads in scales}
    if options.json:
        told = [{"reads": reads, "rows": [asdict(row) for row in rows]} for reads, rows in estimates.items()]
        print(json.dumps(told, indent=1))
    else:
        print("\n\n".join("\n".join(words(reads, rows)) for reads, rows in estimates.items()))
    return 0


def estimate(reads: int, *, kept_ready: int = 0) -> list[Row]:
    """What a month with so many reads costs, in US dollars, without tax; of the API so many functions kept begun."""
    return [
        *functions_and_api(reads, kept_ready),
        *edge(reads),
        *mails(reads),
        *watching(reads),
        *database(reads),
    ]


def total(rows: list[Row]) -> float:
    """All of it."""
    return sum(row.dollars for row in rows)


def functions_and_api(reads: int, kept_ready: int) -> Iterator[Row]:
    """Calls of the API, what runs them, and the queues."""
    calls = reads * CALLS
    yield Row("API Gateway", f"{calls:,} calls", prices.API_CALL.of(calls))
    sent = reads * ENDING_SHARE
    scheduled = 2 * MINUTES
    runs = sent + scheduled
    seconds = (sent * MAIL_SECONDS + scheduled * SCHEDULED_SECONDS) / 2  # with half a GB
    if kept_ready:
        yield kept_begun(calls, kept_ready)
    else:
        runs += calls
        seconds += calls * (CALL_SECONDS + COLD_SHARE * COLD_SECONDS) * API_GB
    dollars = prices.FUNCTION_RUN.of(runs) + prices.FUNCTION_SECOND.of(seconds)
    yield Row("Lambda", f"{runs:,.0f} runs, {seconds:,.0f} GB-s", dollars)
    polls = len(Queue) * POLLS_A_MINUTE * MINUTES
    requests = polls + 3 * sent  # sent, received, deleted
    yield Row("SQS", f"{requests:,.0f} requests, {polls:,} of them idle", prices.QUEUE_REQUEST.of(requests))
    traffic = calls * CALL_KB * 1000 / GB
    yield Row("traffic out of AWS", f"{traffic:,.1f} GB", prices.TRAFFIC_GB.of(traffic))


def kept_begun(calls: int, kept_ready: int) -> Row:
    """The API's function where so many of it are kept begun, which serve all calls: ten million reads a month are 0.3
    at once in the mean. Nothing of it is free, and nobody waits for one to begin."""
    kept = kept_ready * API_GB * HOURS * 3600
    seconds = calls * CALL_SECONDS * API_GB
    dollars = prices.KEPT_SECOND.of(kept) + prices.KEPT_RUN.of(calls) + prices.KEPT_RUN_SECOND.of(seconds)
    return Row("Lambda, kept begun", f"{kept_ready} all month, {calls:,} runs, {seconds:,.0f} GB-s", dollars)


def edge(reads: int) -> Iterator[Row]:
    """The Worker and R2. Cloudflare's free plan does, while a day with thrice the mean fits into it."""
    requests = reads * REQUESTS
    if requests / 30 * 3 <= prices.WORKER_FREE_DAY:
        yield Row("Cloudflare Workers, free plan", f"{requests:,} requests", 0.0)
    else:
        dollars = prices.WORKER_PLAN + prices.WORKER_REQUEST.of(requests) + prices.WORKER_MS.of(requests * WORKER_MS)
        yield Row("Cloudflare Workers, paid plan", f"{requests:,} requests", dollars)
    objects = requests * MISSES
    yield Row("R2", f"{objects:,.0f} objects read", prices.OBJECT_READ.of(objects))


def mails(reads: int) -> Iterator[Row]:
    """A mail to the creator for each ending that was reached."""
    sent = reads * ENDING_SHARE
    yield Row("SES", f"{sent:,.0f} mails", prices.MAIL.of(sent))


def watching(reads: int) -> Iterator[Row]:
    """Logs, alarms and figures of our own."""
    logged = reads * CALLS * LOG_BYTES / GB
    dollars = prices.LOG_GB.of(logged) + prices.LOG_GB_KEPT.of(logged * 3 / 5)  # ninety days, packed to a fifth
    yield Row("CloudWatch, logs", f"{logged:,.1f} GB", dollars)
    number = len(list(alarms("any")))
    yield Row("CloudWatch, alarms", f"{number}", prices.ALARM.of(number))
    yield Row("CloudWatch, figures", f"{METRICS}", prices.METRIC.of(METRICS))


def database(reads: int) -> Iterator[Row]:
    """PostgreSQL, the one part that costs the same whether anybody reads or not."""
    size = next((one for one in DATABASES if reads <= one.reads), DATABASES[-1])
    disk = max(SMALLEST_DISK_GB, reads * MONTHS_KEPT * STORED_BYTES / GB)
    yield Row(
        f"PostgreSQL, RDS {size.kind}",
        f"{disk:,.0f} GB after {MONTHS_KEPT} months",
        prices.DATABASE_HOURS[size.kind] * HOURS + disk * prices.DATABASE_GB_MONTH,
    )


def words(reads: int, rows: list[Row]) -> list[str]:
    """An estimate as lines for a person."""
    width = max(len(row.what) for row in rows)
    amounts = max(len(row.amount) for row in rows)
    lines = [f"{reads:,} reads a month, US dollars:"]
    lines += [f"  {row.what:<{width}}  {row.amount:<{amounts}}  {row.dollars:>9,.2f}" for row in rows]
    return [*lines, f"  {'in all':<{width}}  {'':<{amounts}}  {total(rows):>9,.2f}"]
