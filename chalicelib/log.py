"""Structured logs and metrics: a fixed past-tense event name plus keys, one JSON line each.

Never in a log line: bodies, e-mail addresses, tokens, signed URLs, a reader's address or agent.
The correlation id travels from the browser (`X-Correlation-Id`) through the API into queue messages and consumers.
"""

from __future__ import annotations

import re
import uuid
from typing import Final

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

log: Final = Logger(service="fabula", log_uncaught_exceptions=False, utc=True)

CORRELATION_ID: Final = re.compile(r"[A-Za-z0-9-]{8,64}")


def correlate(candidate: str | None) -> str:
    """Take a caller's correlation id, or make one where it is missing or odd; this thread's later log lines carry it.

    Only this thread's: where several requests are answered at once, each keeps its own.
    """
    correlation_id = candidate if candidate and CORRELATION_ID.fullmatch(candidate) else str(uuid.uuid4())
    log.thread_safe_append_keys(correlation_id=correlation_id)
    return correlation_id


def current_correlation_id() -> str:
    """The id that log lines carry now, for messages sent on."""
    return log.thread_safe_get_current_keys().get("correlation_id") or correlate(None)


def count(name: str, value: float = 1, unit: MetricUnit = MetricUnit.Count, **dimensions: str) -> None:
    """Write one CloudWatch embedded metric (EMF). Dimensions must be few-valued: never an id."""
    metrics = EphemeralMetrics(namespace="Fabula", service="fabula")
    for key, text in dimensions.items():
        metrics.add_dimension(key, text)
    metrics.add_metric(name=name, unit=unit, value=value)
    metrics.flush_metrics()
