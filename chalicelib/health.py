"""`GET /v1/health`: whether the parts answer, how far the rollup lags, which release runs."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Final, Literal

from . import clients, db
from .analytics import service as analytics
from .log import log
from .queues import Queue, queue_name
from .settings import load_settings
from .web import Access, Answer, Call, Route, WireModel

PACKAGES: Final = ("chalice", "pydantic", "psycopg", "pillow", "python-statemachine", "boto3")


class Check(WireModel):
    """One part, asked just now."""

    ok: bool
    ms: float
    detail: str


class Health(WireModel):
    """The state of the whole service."""

    status: Literal["ok", "degraded"]
    release: str
    checks: dict[str, Check]
    rollup_lag_seconds: float | None
    versions: dict[str, str]


def read_health(call: Call) -> Answer:
    """Ask the database, the queues and storage. 200 where all answer, 503 with the same body where one does not."""
    lags: list[float | None] = [None]

    def database() -> str:
        with db.autocommit() as connection:
            lags[0] = analytics.rollup_lag(connection, now=call.now)
        return "answers"

    checks = {"database": _ask(database), "queues": _ask(_queues), "storage": _ask(_storage)}
    good = all(check.ok for check in checks.values())
    body = Health(
        status="ok" if good else "degraded",
        release=load_settings().release,
        checks=checks,
        rollup_lag_seconds=lags[0],
        versions=_versions(),
    )
    return Answer(200 if good else 503, body)


def _queues() -> str:
    client, prefix = clients.queue_client(), load_settings().queue_prefix
    depths = []
    for queue in Queue:
        for name in (queue_name(queue, prefix), f"{queue_name(queue, prefix)}-dead"):
            url = client.get_queue_url(QueueName=name)["QueueUrl"]
            attributes = client.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
            depths.append(f"{name} {attributes['Attributes']['ApproximateNumberOfMessages']}")
    return ", ".join(depths)


def _storage() -> str:
    settings = load_settings()
    for bucket in (settings.uploads_bucket, settings.public_bucket):
        clients.storage().head_bucket(Bucket=bucket)
    return "both buckets answer"


def _ask(question: Callable[[], str]) -> Check:
    started = time.perf_counter()
    try:
        ok, detail = True, question()
    except Exception as error:  # noqa: BLE001 - any failure is the answer; its text may hold addresses, so only its kind is shown
        log.warning("health_check_failed", exc_info=True)
        ok, detail = False, type(error).__name__
    return Check(ok=ok, ms=round((time.perf_counter() - started) * 1000, 1), detail=detail)


@cache
def _versions() -> dict[str, str]:
    found = {"python": sys.version.split()[0]}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:  # packaged functions do not hold every distribution's metadata
            continue
    return found


ROUTES: Final[tuple[Route, ...]] = (
    Route(
        "GET",
        "/v1/health",
        read_health,
        "Whether the service and its parts are well",
        Access.PUBLIC,
        answers={200: Health, 503: Health},
    ),
)
