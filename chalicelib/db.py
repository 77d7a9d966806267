"""Connections to PostgreSQL: one pool a process, short transactions, no idle ones.

Prepared statements are off (`prepare_threshold=None`) so that a pooler's URL works; time limits ride on the connection.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from time import monotonic
from typing import Any, Final, TypeAlias
from weakref import WeakKeyDictionary

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from .errors import Unavailable
from .settings import load_settings

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]

LIMITS: Final = "-c statement_timeout=5s -c lock_timeout=2s -c idle_in_transaction_session_timeout=30s -c timezone=UTC"
IDLE_SECONDS: Final = 5.0
_OPENING: Final = Lock()


class DatabaseUnavailable(Unavailable):
    """The database cannot be reached just now; nothing was changed, try again in a moment."""


@contextmanager
def autocommit() -> Iterator[Connection]:
    """A connection on which every statement is a transaction of its own."""
    try:
        with _pool().connection() as connection:
            yield connection
            _RETURNED_AT[connection] = monotonic()
    except (PoolTimeout, psycopg.OperationalError) as error:
        raise DatabaseUnavailable() from error


@contextmanager
def transaction() -> Iterator[Connection]:
    """A connection inside one transaction: committed at the end, rolled back on any exception."""
    with autocommit() as connection, connection.transaction():
        yield connection


@contextmanager
def snapshot() -> Iterator[Connection]:
    """A connection inside one transaction that only reads; all its statements see the database as the first does."""
    with transaction() as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield connection


def close_pool() -> None:
    """Give every connection back; the next use opens a new pool."""
    if _open_pool.cache_info().currsize:
        _pool().close()
        _open_pool.cache_clear()


def _pool() -> ConnectionPool[Connection]:
    with _OPENING:  # `cache` alone would let two threads open a pool each
        return _open_pool()


@cache
def _open_pool() -> ConnectionPool[Connection]:
    settings = load_settings()
    return ConnectionPool(
        settings.database_url,
        kwargs={"autocommit": True, "prepare_threshold": None, "connect_timeout": 2, "options": LIMITS},
        min_size=0 if settings.database_pool == 1 else 1,
        max_size=settings.database_pool,
        max_idle=60,
        timeout=5,
        check=_check_if_idle,
        open=True,
    )


# Not noted by the pool's `reset`: that would have a second thread return every connection.
_RETURNED_AT: WeakKeyDictionary[psycopg.Connection[Any], float] = WeakKeyDictionary()


def _check_if_idle(connection: psycopg.Connection[Any]) -> None:
    """Ask the server only where it may have hung up meanwhile (a thawed function): a check is a round trip."""
    if monotonic() - _RETURNED_AT.get(connection, 0.0) > IDLE_SECONDS:
        ConnectionPool.check_connection(connection)
