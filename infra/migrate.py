"""Apply the migrations in `migrations/`, in order, one process at a time; running it again changes nothing.

`NNNN_pre_…` expands: the release before it works on. `NNNN_post_…` contracts what only releases before it used, so a
deployment leaves it to the next one (`infra/deploy`); everything else applies both.

Killed half-way, it goes on from there: a migration is marked as applied in its own transaction, and the lock is one
that PostgreSQL lets go of with the connection. A migration outside transactions must bear being run twice.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from yoyo import get_backend, read_migrations
from yoyo.migrations import StepBase

from infra.database import connect

FOLDER: Final = Path(__file__).resolve().parent.parent / "migrations"
TRY_LOCK: Final = "SELECT pg_try_advisory_xact_lock(112568449723489)"
"""By our number among advisory locks: “fabula” in ASCII."""
LOOK_SECONDS: Final = 0.1


class OutOfOrder(Exception):
    """A migration needs one that may not be applied yet; the message names both."""


def apply_migrations(database_url: str, may: Callable[[str], bool] = lambda _name: True) -> list[str]:
    """Bring the database forward by the migrations that `may` be applied; gives the names of those applied now.

    Raises OutOfOrder before anything is applied, and DatabaseUnreachable.
    """
    with _alone(database_url):
        backend = get_backend(re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", database_url, count=1))
        try:
            backend.break_lock()  # of one that was killed: nobody else is here
            pending = [one for one in backend.to_apply(read_migrations(str(FOLDER))) if may(one.id)]
            known = backend.get_applied_migration_hashes()
            require_order(
                {one.id: {need.id for need in one.depends if need.hash not in known} for one in pending},
            )
            for migration in pending:
                migration.load()
                migration.steps.append(Mark(migration))
                backend.apply_one(migration, mark=False)
        finally:
            backend.connection.close()
    return [migration.id for migration in pending]


def list_migrations() -> list[str]:
    """The names of all migrations of this checkout."""
    return sorted(file.stem for file in FOLDER.glob("[0-9]*.sql"))


def find_applied(database_url: str) -> frozenset[str]:
    """The names of those a database has. Raises DatabaseUnreachable."""
    with connect(database_url) as connection:
        if connection.execute("SELECT to_regclass('_yoyo_migration')").fetchone() == (None,):
            return frozenset()
        rows = connection.execute("SELECT migration_id FROM _yoyo_migration").fetchall()
    return frozenset(str(row[0]) for row in rows)


def is_contracting(name: str) -> bool:
    """Whether a migration takes away what an older release uses."""
    return re.match(r"\d+_post_", name) is not None


def require_order(needs: dict[str, set[str]]) -> None:
    """Raises OutOfOrder where one of these needs what is neither applied nor among them; in their order."""
    for name, missing in needs.items():
        if missing - needs.keys():
            raise OutOfOrder(f"{name} needs {', '.join(sorted(missing - needs.keys()))}, which may not be applied yet")


class Mark(StepBase):  # type: ignore[misc]  # yoyo has no types
    """The last step of a migration: that it was applied, in the same transaction."""

    def __init__(self, migration: Any) -> None:
        self._migration = migration

    def apply(self, backend: Any, force: bool = False) -> None:  # noqa: FBT001, FBT002  # yoyo's signature
        """Write it down."""
        backend.mark_one(self._migration, log=False)


@contextmanager
def _alone(database_url: str) -> Iterator[None]:
    """While no other process migrates. Within a transaction, which a pooler's connection keeps, too.

    An index that is built concurrently waits for whatever holds a snapshot from before. So who finds another at it
    looks again and again instead of waiting in a statement; and that statement has no parameters and is not prepared,
    for one that has or is keeps its snapshot until the next.
    """
    with connect(database_url) as connection:
        connection.prepare_threshold = None
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        while connection.execute(TRY_LOCK).fetchone() != (True,):
            time.sleep(LOOK_SECONDS)
        yield


if __name__ == "__main__":
    for name in apply_migrations(sys.argv[1]):
        print(f"applied {name}")
