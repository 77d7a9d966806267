"""Rate limits: token buckets in PostgreSQL, one statement a request or a part of one.

A bucket holds `burst` tokens and refills evenly, `burst` in `period`. What is limited (an address, an account) enters
the key only as a keyed hash.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from .db import Connection
from .errors import TooMany
from .settings import load_settings

FORGOTTEN_AFTER: Final = timedelta(days=2)
"""Longer than any bucket's period: a bucket that old is full, which a missing one is too."""


class RateLimitReached(TooMany):
    """Too many of these in a short time; wait a little."""


@dataclass(frozen=True)
class Limit:
    """At most `burst` in any `period`, told apart by `name`."""

    name: str
    burst: int
    period: timedelta


TAKE_TOKEN: Final = """
    INSERT INTO rate_buckets AS bucket (key, tokens, refilled_at) VALUES (%(key)s, %(burst)s - %(cost)s, %(now)s)
    ON CONFLICT (key) DO UPDATE SET
        tokens = least(
            %(burst)s,
            bucket.tokens + %(burst)s
                * greatest(0, extract(epoch FROM %(now)s - bucket.refilled_at)::float8) / %(seconds)s
        ) - %(cost)s,
        refilled_at = greatest(bucket.refilled_at, %(now)s)
    WHERE least(
        %(burst)s,
        bucket.tokens + %(burst)s
            * greatest(0, extract(epoch FROM %(now)s - bucket.refilled_at)::float8) / %(seconds)s
    ) >= %(cost)s
    RETURNING tokens
"""

FORGET_BUCKETS: Final = "DELETE FROM rate_buckets WHERE refilled_at < %(before)s"


def take(connection: Connection, limit: Limit, subject: str, *, now: datetime, cost: float = 1) -> None:
    """Take tokens from the subject's bucket. Raises RateLimitReached, with the wait, where there are too few."""
    if connection.execute(TAKE_TOKEN, draw(limit, subject, now=now, cost=cost)).fetchone() is None:
        raise refusal_of(limit, cost=cost)


def draw(limit: Limit, subject: str, *, now: datetime, cost: float = 1) -> dict[str, Any]:
    """What `TAKE_TOKEN` takes, for who makes it a part of another statement: it gives a row where there were enough."""
    values = {"key": _key(limit, subject), "burst": float(limit.burst), "cost": float(cost), "now": now}
    return values | {"seconds": limit.period.total_seconds()}


def refusal_of(limit: Limit, *, cost: float = 1) -> RateLimitReached:
    """What to raise where there were too few."""
    return RateLimitReached(retry_after=max(1, math.ceil(limit.period.total_seconds() * cost / limit.burst)))


def forget_full_buckets(connection: Connection, *, now: datetime) -> None:
    """Delete buckets that nobody drew from for longer than they need to fill."""
    connection.execute(FORGET_BUCKETS, {"before": now - FORGOTTEN_AFTER})


def _key(limit: Limit, subject: str) -> str:
    digest = hmac.new(load_settings().key.encode(), f"{limit.name}\n{subject}".encode(), hashlib.sha256)
    return f"{limit.name}:{digest.hexdigest()[:32]}"
