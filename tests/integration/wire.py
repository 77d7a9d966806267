"""What goes over a connection to PostgreSQL, as libpq sees it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import Final, NamedTuple

from psycopg import pq

from chalicelib.db import Connection

NO_TRANSACTION: Final = "I"
"""The state of a connection between transactions."""


class Talk(NamedTuple):
    """Statements that went to the server, and the states it was in after each (see libpq's `ReadyForQuery`)."""

    statements: list[str]
    states: list[str]


def listen(connection: Connection, work: Callable[[], object]) -> Talk:
    """What was said over the connection while something was done."""
    with tempfile.TemporaryFile("w+") as trace:
        connection.pgconn.trace(trace.fileno())
        connection.pgconn.set_trace_flags(pq.Trace.SUPPRESS_TIMESTAMPS)
        work()
        connection.pgconn.untrace()
        trace.seek(0)
        messages = [line.rstrip("\n").split("\t") for line in trace if line[:2] in ("F\t", "B\t")]
    return Talk(
        [rest[0] for way, _, kind, *rest in messages if way == "F" and kind.strip() in ("Parse", "Query")],
        [rest[0].strip() for way, _, kind, *rest in messages if way == "B" and kind.strip() == "ReadyForQuery"],
    )
