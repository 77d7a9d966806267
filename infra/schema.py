"""`infra/schema.sql`: what all migrations together make, written by `python -m infra.schema DATABASE_URL`.

A test dumps a freshly migrated database and compares, so the file is always true.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

from infra.local.postgres import installed_binaries

SCHEMA: Final = Path(__file__).resolve().parent / "schema.sql"
HEADER: Final = "-- Generated: the schema that all migrations together make. `python -m infra.schema DATABASE_URL`.\n"
LEFT_OUT: Final = ("_yoyo*", "yoyo_lock", "steps_2*")
"""yoyo's own tables, and the partitions of months, which the calendar makes."""
_NOISE: Final = re.compile(r"^(--.*|SET .*|SELECT pg_catalog.*|\\(un)?restrict .*|)$")
"""Comments, session settings and pg_dump's guards: they change with its version and say nothing of the schema."""


def dump_schema(database_url: str) -> str:
    """The schema of a migrated database, without owners."""
    command: list[str | Path] = [installed_binaries() / "pg_dump", "--schema-only", "--no-owner", "--no-privileges"]
    command += [f"--exclude-table={pattern}" for pattern in LEFT_OUT]
    text = subprocess.run([*command, database_url], check=True, capture_output=True, text=True).stdout
    lines = [line for line in text.splitlines() if not _NOISE.match(line)]
    return HEADER + "\n".join(lines) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(dump_schema(sys.argv[1]))
    print(f"wrote {SCHEMA.name}")
