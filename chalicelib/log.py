"""Structured logs and metrics: a fixed past-tense event name plus keys, one JSON line each.

Never in a log line: bodies, e-mail addresses, tokens, signed URLs, a reader's address or agent.
The correlation id travels from the browser (`X-Correlation-Id`) through the API into queue messages and consumers.
"""

from __future__ import annotations

import os
import re
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final

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


class _Metrics(threading.local):
    """Each thread's own, used again line after line: to make one takes longer than all that is done with it."""

    def __init__(self) -> None:
        self.own = _new_metrics()


def _new_metrics() -> EphemeralMetrics:
    return EphemeralMetrics(namespace=os.environ.get("POWERTOOLS_METRICS_NAMESPACE", "Fabula"), service="fabula")


_METRICS: Final = _Metrics()


@dataclass
class Line:
    """A log line that is being gathered."""

    keys: dict[str, Any] = field(default_factory=dict)
    metrics: EphemeralMetrics = field(default_factory=lambda: _METRICS.own)


_LINE: Final[ContextVar[Line | None]] = ContextVar("line", default=None)


@contextmanager
def gather(event: str) -> Iterator[Line]:
    """One line about all that is done meanwhile: what `note` and `count` say goes into it. It is written at the end,
    where that is reached."""
    line = Line()
    token = _LINE.set(line)
    try:
        yield line
        metrics: Mapping[str, Any] = line.metrics.serialize_metric_set() if line.metrics.metric_set else {}
    finally:
        _LINE.reset(token)
        line.metrics.clear_metrics()
    log.info(event, extra={**metrics, **line.keys})


def note(**keys: Any) -> None:
    """Add keys to the line that is being gathered, if one is."""
    line = _LINE.get()
    if line is not None:
        line.keys.update(keys)


def count(name: str, value: float = 1, unit: MetricUnit = MetricUnit.Count, **dimensions: str) -> None:
    """Write one CloudWatch embedded metric (EMF), in the line that is being gathered or in one of its own.

    Dimensions must be few-valued: never an id. A metric that has some is always a line of its own.
    """
    line = None if dimensions else _LINE.get()
    if line is not None:
        line.metrics.add_metric(name=name, unit=unit, value=value)
        return
    metrics = _new_metrics()
    for key, text in dimensions.items():
        metrics.add_dimension(key, text)
    metrics.add_metric(name=name, unit=unit, value=value)
    metrics.flush_metrics()
