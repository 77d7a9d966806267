"""List prices in US dollars, without tax, that a month's estimate is made of; AWS's are those of us-east-1.

Prices change: compare them with where they stand before you rely on a figure. Other regions ask more for some of it,
by up to a quarter. Prices of volumes above the first step are lower and left out: they would matter from 300 million
calls. What is free for an account's first year or as credits is left out, as it ends.

Looked up in November 2026, in stored copies of the pages and of what others read in AWS's price lists
(pricing.us-east-1.amazonaws.com/offers/v1.0/aws/…); nobody asked AWS itself. Each line says of when its list is.
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
"""API Gateway, REST, of the first 333 million: docs.aws.amazon.com, “Best Practices for Designing Amazon API Gateway
Private APIs”, table 4 (undated)."""
FUNCTION_RUN: Final = Price(0.20, MILLION, free=MILLION)
FUNCTION_SECOND: Final = Price(0.0000133334, free=400_000)
"""Lambda on arm64, of one second with a GB of memory. Beginning is billed too. AWSLambda's list of 2026-08-31."""
KEPT_SECOND: Final = Price(0.0000033334)
"""Provisioned concurrency on arm64, of one second with a GB, whether it runs or not. The same list."""
KEPT_RUN: Final = Price(0.20, MILLION)
KEPT_RUN_SECOND: Final = Price(0.0000077778)
"""A run of what is kept so, and its time with a GB. The same list; aws.amazon.com/lambda/pricing says that Lambda's
free tier does not apply."""
QUEUE_REQUEST: Final = Price(0.40, MILLION, free=MILLION)
"""SQS, standard. AWSQueueService's list of 2025-08-28."""
LOG_GB: Final = Price(0.50, free=5)
"""CloudWatch, taken in."""
LOG_GB_KEPT: Final = Price(0.03, free=5)
ALARM: Final = Price(0.10, free=10)
METRIC: Final = Price(0.30, free=10)
"""aws.amazon.com/cloudwatch/pricing as of May 2026."""
MAIL: Final = Price(0.16, 1000)
"""SES's plan Essentials, which accounts are given that begin to send after 2026-07-21. Without a plan (NONE), as it was
before and may be chosen, it is 0.10. AmazonSES's list of 2026-07-22."""
TRAFFIC_GB: Final = Price(0.09, free=100)
"""From AWS to the internet; what Cloudflare sends costs nothing. AWSDataTransfer's list, read on 2026-09-06."""

DATABASE_HOURS: Final = {"db.t4g.micro": 0.016, "db.t4g.medium": 0.065, "db.m7g.large": 0.168}
"""RDS in one zone, an hour. No list of PostgreSQL's was found that names these three: they are MySQL's in us-west-2 as
of February 2024, where db.r7g.xlarge costs what PostgreSQL's does in us-east-1 by AmazonRDS's list of 2026-07-29."""
DATABASE_GB_MONTH: Final = 0.115
"""RDS's disk, gp3, by that list."""

WORKER_PLAN: Final = 5.00
"""Of Workers Paid a month. All of developers.cloudflare.com/workers/platform/pricing (undated copy)."""
WORKER_FREE_DAY: Final = 100_000
"""Requests a day that Cloudflare's free plan takes."""
WORKER_REQUEST: Final = Price(0.30, MILLION, free=10 * MILLION)
WORKER_MS: Final = Price(0.02, MILLION, free=30 * MILLION)
"""Of the paid plan."""
OBJECT_READ: Final = Price(0.36, MILLION, free=10 * MILLION)
"""R2, standard storage; what is put and kept costs cents. github.com/cloudflare/cloudflare-docs, r2/pricing.mdx in its
branch production (undated copy)."""
