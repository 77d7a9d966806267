"""List prices in US dollars, without tax, that a month's estimate is made of, as known in November 2026.

Prices change: compare them with where they stand before you rely on a figure. AWS, region us-east-1:
aws.amazon.com/lambda/pricing, …/api-gateway/pricing, …/sqs/pricing, …/cloudwatch/pricing, …/ses/pricing,
…/ec2/pricing/on-demand (data transfer); other regions ask more for some of it, by up to a quarter. Cloudflare:
developers.cloudflare.com/workers/platform/pricing and …/r2/pricing. Prices of volumes above the first step are lower
and left out: they would matter from 300 million calls.

API Gateway's million free calls of an account's first year are left out, as they end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Price:
    """So many dollars for each `per` units beyond those that are free each month."""

    dollars: float
    per: float = 1
    free: float = 0

    def of(self, units: float) -> float:
        """What so many units cost in a month."""
        return max(0.0, units - self.free) / self.per * self.dollars


MILLION: Final = 1e6

API_CALL: Final = Price(3.50, MILLION)
"""API Gateway, REST."""
FUNCTION_RUN: Final = Price(0.20, MILLION, free=MILLION)
FUNCTION_SECOND: Final = Price(0.0000133334, free=400_000)
"""Lambda on arm64, of one second with a GB of memory. Beginning is billed too."""
QUEUE_REQUEST: Final = Price(0.40, MILLION, free=MILLION)
LOG_GB: Final = Price(0.50, free=5)
"""CloudWatch, taken in; keeping 90 days of it is a tenth of that."""
LOG_GB_KEPT: Final = Price(0.03, free=5)
ALARM: Final = Price(0.10, free=10)
METRIC: Final = Price(0.30, free=10)
MAIL: Final = Price(0.10, 1000)
TRAFFIC_GB: Final = Price(0.09, free=100)
"""From AWS to the internet; what Cloudflare sends costs nothing."""

WORKER_PLAN: Final = 5.00
WORKER_FREE_DAY: Final = 100_000
"""Requests a day that Cloudflare's free plan takes."""
WORKER_REQUEST: Final = Price(0.30, MILLION, free=10 * MILLION)
WORKER_MS: Final = Price(0.02, MILLION, free=30 * MILLION)
"""Of the paid plan."""
OBJECT_READ: Final = Price(0.36, MILLION, free=10 * MILLION)
OBJECT_WRITE: Final = Price(4.50, MILLION, free=MILLION)
OBJECT_GB: Final = Price(0.015, free=10)
"""R2, standard storage."""
