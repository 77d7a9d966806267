"""Apply the migrations in `migrations/`, in order, under yoyo's lock; running it again changes nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from yoyo import get_backend, read_migrations

FOLDER: Final = Path(__file__).resolve().parent.parent / "migrations"


def apply_migrations(database_url: str) -> list[str]:
    """Bring the database forward to the newest migration; gives the names of those applied now."""
    backend = get_backend(database_url.replace("postgresql://", "postgresql+psycopg://", 1))
    try:
        migrations = read_migrations(str(FOLDER))
        with backend.lock():
            pending = backend.to_apply(migrations)
            backend.apply_migrations(pending)
        return [migration.id for migration in pending]
    finally:
        backend.connection.close()


if __name__ == "__main__":
    for name in apply_migrations(sys.argv[1]):
        print(f"applied {name}")
