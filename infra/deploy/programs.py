"""PostgreSQL's own programs, for dumping and restoring: those that the embedded server brings, or of a folder."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from infra.database import require_address
from infra.local.cluster import PostgresUnavailable
from infra.local.postgres import installed_binaries
from infra.setup.console import SetupFailed

NEEDED: Final = ("pg_dump", "pg_restore", "psql")
NEWER: Final = "server version mismatch"


@dataclass(frozen=True)
class Programs:
    """The folder that they are in."""

    folder: Path

    def run(self, name: str, *arguments: str | Path, url: str | None = None) -> None:
        """Run one to its end, with a database by its address where it needs one. Raises SetupFailed.

        The password goes by the environment: what stands on a command line every user of the machine can read.
        """
        command: list[str | Path] = [self.folder / name, *arguments]
        variables = dict(os.environ)
        if url is not None:
            where, password = without_password(url)
            command.append(f"--dbname={where}")
            if password is not None:
                variables["PGPASSWORD"] = password
        answer = subprocess.run(
            command, env=variables, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if answer.returncode != 0:
            fix = "see what it says above"
            if NEWER in answer.stderr:
                fix = "the server is newer than ours: say --programs with the folder of its release's own programs"
            raise SetupFailed(f"{name} failed", fix=fix, output=answer.stderr)


def find_programs(folder: Path | None) -> Programs:
    """Those of the folder, or ours. Raises SetupFailed."""
    try:
        place = installed_binaries() if folder is None else folder
    except PostgresUnavailable as error:
        raise SetupFailed(
            "no PostgreSQL programs come with this platform's packages",
            fix="install PostgreSQL's client programs, and say --programs with their folder",
        ) from error
    missing = [name for name in NEEDED if not (place / name).is_file()]
    if missing:
        raise SetupFailed(f"{place} has no {', '.join(missing)}", fix="say --programs with the folder that has them")
    return Programs(place)


def without_password(url: str) -> tuple[str, str | None]:
    """An address without its password, and that. Raises DatabaseUnreachable."""
    require_address(url)
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    return make_conninfo("", **parts), None if password is None else str(password)
