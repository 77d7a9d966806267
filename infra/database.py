"""A database by its address, which no message shows: a password is in it."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

from infra.setup.console import SetupFailed

SECONDS: Final = 10
"""How long a server may take to answer."""
SCHEMES: Final = ("postgres", "postgresql")


class DatabaseUnreachable(SetupFailed):
    """The database does not answer, or its address is none."""


def connect(url: str, *, autocommit: bool = False) -> psycopg.Connection[Any]:
    """A connection, to be used in a `with`. Raises DatabaseUnreachable."""
    require_address(url)
    try:
        return psycopg.connect(url, autocommit=autocommit, connect_timeout=SECONDS)
    except psycopg.OperationalError as error:
        raise DatabaseUnreachable(
            f"the database does not answer: {str(error).strip()}",
            fix="see that it runs and lets in this machine, and AWS, which has no fixed addresses",
        ) from error
    except psycopg.Error:
        raise no_address() from None


def require_address(url: str) -> None:
    """Raises DatabaseUnreachable unless everybody who is given the address reads the same in it.

    libpq, psycopg and yoyo part it in ways of their own. Where they differ, a piece of the password is taken for a host
    or a port, which their messages name.
    """
    try:
        parts = urlsplit(url)
        known = parts.scheme in SCHEMES and (parts.port is None or parts.port > 0)
        conninfo_to_dict(url)
    except (ValueError, psycopg.Error):
        raise no_address() from None
    if not known or parts.netloc.count("@") > 1 or "@" in parts.path + parts.query or parts.fragment:
        raise no_address()


def no_address() -> DatabaseUnreachable:
    """What is said of an address that is none."""
    return DatabaseUnreachable(
        "the database's address is none",
        fix="write it like postgresql://user:password@host:5432/name, with %40 for an @ in the password and so on, and "
        "store it: python3 run.py deploy rotate-secrets --stage NAME database-url",
    )
