"""What a database holds, in few figures: of every table its rows, counted, and a digest that their order leaves alone.

A row's digest is half of the MD5 of the row as text, a table's the sum of those: the same wherever the same rows are,
on any release of PostgreSQL, so a restored database can be compared with the one it was dumped from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg import sql

LIST_TABLES: Final = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY c.relname
"""
"""Partitions are tables of their own here, and what they are partitions of is none."""

DIGEST: Final = """
    SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 16))::bit(64)::bigint::numeric), 0)::text
    FROM public.{table} AS t
"""

CHECK: Final = """
    SELECT digests.rows, digests.digest INTO found FROM ({digest}) AS digests(rows, digest);
    IF (found.rows, found.digest) IS DISTINCT FROM ({rows}::bigint, {expected}) THEN
        RAISE EXCEPTION 'the table % is not as it was: % rows for {rows}', {name}, found.rows;
    END IF;
"""

LOOKS: Final = """
    SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'iso_8601'; SET LOCAL timezone = 'UTC';
    SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1;
    SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0
"""
"""What a row's text depends on; and it takes the time it takes."""


@dataclass(frozen=True)
class Table:
    """A table's rows and their digest."""

    rows: int
    digest: str


def read_digests(connection: psycopg.Connection[Any]) -> dict[str, Table]:
    """Every table of the database, within the transaction that the connection is in."""
    connection.execute(LOOKS)
    names = [str(name) for (name,) in connection.execute(LIST_TABLES).fetchall()]
    return {name: _table(connection, name) for name in names}


def check_statements(expected: Mapping[str, Table]) -> str:
    """SQL that raises unless every table is as expected: for the end of the transaction that makes it so."""
    checks = [
        CHECK.format(
            digest=_digest_of(name).as_string(), rows=table.rows, expected=_quoted(table.digest), name=_quoted(name)
        )
        for name, table in sorted(expected.items())
    ]
    return f"{LOOKS};\nDO $check$\nDECLARE found record;\nBEGIN{''.join(checks)}\nEND\n$check$;\n"


def _digest_of(name: str) -> sql.Composed:
    return sql.SQL(DIGEST).format(table=sql.Identifier(name))


def _quoted(text: str) -> str:
    return sql.Literal(text).as_string()


def _table(connection: psycopg.Connection[Any], name: str) -> Table:
    [(rows, digest)] = connection.execute(_digest_of(name)).fetchall()
    return Table(int(rows), str(digest))
