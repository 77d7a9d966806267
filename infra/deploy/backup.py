"""`deploy backup`: the database dumped, what the buckets hold listed, and the dump proved by restoring it.

One snapshot is dumped and digested: what is restored into a scratch PostgreSQL of its own has to have its rows, every
one. A folder that bears its final name is whole and proved; one that was interrupted is called `….unfinished`.

The snapshot only reads, so the rollup goes on meanwhile; what it holds back is vacuum.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from infra.database import connect
from infra.deploy.account import Account
from infra.deploy.digests import Table, check_statements, read_digests
from infra.deploy.inventory import list_objects, write_inventory
from infra.deploy.names import prefix
from infra.deploy.programs import Programs, find_programs
from infra.deploy.secrets import Store
from infra.deploy.stages import Stage, load_stage
from infra.deploy.storage import open_storage
from infra.local.cluster import PostgresUnavailable, remove_cluster
from infra.local.ports import free_ports
from infra.local.postgres import Postgres
from infra.setup.console import SetupFailed, say

MANIFEST: Final = "backup.json"
DUMP: Final = "database.dump"
BUCKETS: Final = ("uploads", "public")
FILES: Final = (DUMP, "uploads.jsonl", "public.jsonl")
"""What the manifest has digests of."""


def make_backup(options: argparse.Namespace) -> int:
    """Make a backup of the stage and say where it is; the exit code."""
    stage = load_stage(options.stage)
    programs = find_programs(options.programs)
    with redirect_stdout(sys.stderr if options.json else sys.stdout):
        folder, manifest = back_up(stage, options.stage, programs, options.out)
    if options.json:
        print(json.dumps({"folder": str(folder), **manifest}, indent=1))
    else:
        print(f"{folder}: whole, and restored once to prove it")
    return 0


def back_up(stage: Stage, name: str, programs: Programs, out: Path) -> tuple[Path, dict[str, Any]]:
    """Make one, proved, below `out`; its folder and what its manifest says. Raises SetupFailed."""
    values = Store(Account(stage.region), stage).read("database_url", "storage_key_id", "storage_secret")
    moment = datetime.now(UTC)
    folder = out / f"{prefix(name)}-{moment:%Y%m%dT%H%M%SZ}"
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    unfinished.mkdir(mode=0o700, parents=True)  # addresses and stories are in it
    dump = unfinished / DUMP
    tables = dump_database(values["database_url"], programs, dump)
    rows = sum(table.rows for table in tables.values())
    say(f"dumped {rows:,} rows of {len(tables)} tables: {dump.stat().st_size / 1e6:.1f} MB")
    # After the dump: what it speaks of is there, or was deleted since.
    storage = open_storage(stage, values["storage_key_id"], values["storage_secret"])
    counted = {}
    for which in BUCKETS:
        bucket = getattr(stage, f"{which}_bucket")
        number, size = write_inventory(list_objects(storage, bucket), unfinished / inventory_name(which))
        counted[which] = {"bucket": bucket, "objects": number, "bytes": size}
        say(f"listed {number:,} objects of {bucket}: {size / 1e6:.1f} MB")
    with scratch_database() as scratch:
        load_dump(scratch, programs, dump, tables)
    say("restored it into a scratch database: every row is there")
    manifest = {
        "stage": name,
        "at": moment.isoformat(timespec="seconds"),
        "sha256": {name: sha256_of(unfinished / name) for name in FILES},
        "tables": {table: asdict(one) for table, one in tables.items()},
        "buckets": counted,
    }
    (unfinished / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    unfinished.rename(folder)
    return folder, manifest


def dump_database(url: str, programs: Programs, dump: Path) -> dict[str, Table]:
    """Dump the schema `public` into a file, and digest the very same snapshot. Raises SetupFailed."""
    with connect(url, autocommit=True) as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        [(snapshot,)] = connection.execute("SELECT pg_export_snapshot()").fetchall()
        tables = read_digests(connection)
        programs.run(
            "pg_dump",
            *("--format=custom", "--no-owner", "--no-privileges", "--schema=public"),
            *(f"--snapshot={snapshot}", f"--file={dump}"),
            url=url,
        )
    if not tables:
        raise SetupFailed("the database is empty: there is nothing to back up", fix="see that it is the right one")
    return tables


def load_dump(url: str, programs: Programs, dump: Path, expected: Mapping[str, Table], *, after: str = "") -> None:
    """Put a dump in place of the schema `public`, in one transaction that ends well only if the tables are as expected;
    `after` is SQL that is run then, in the same. Whatever fails, the database is as before. Raises SetupFailed."""
    with tempfile.TemporaryDirectory(prefix="fabula-restore-") as place:
        script, check = Path(place, "script.sql"), Path(place, "check.sql")
        programs.run("pg_restore", "--schema=public", "--no-owner", "--no-privileges", f"--file={script}", dump)
        check.write_text(check_statements(expected) + after, encoding="utf-8")
        programs.run(
            "psql",
            *("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"),
            *("--command=SET LOCAL client_min_messages = warning; SET LOCAL statement_timeout = 0",),
            *("--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public"),
            *(f"--file={script}", f"--file={check}"),
            url=url,
        )


@contextmanager
def scratch_database() -> Iterator[str]:
    """The address of an empty database of its own, on a PostgreSQL that is gone afterwards. Raises SetupFailed."""
    with tempfile.TemporaryDirectory(prefix="fabula-scratch-") as place:
        server = Postgres(Path(place), free_ports().postgres, Path(place, "logs", "postgres.log"))
        try:
            yield server.start()
        except PostgresUnavailable as error:
            raise SetupFailed(
                f"no scratch PostgreSQL to prove the dump: {error}",
                fix="make the backup on a machine where python3 run.py dev runs",
            ) from error
        finally:
            server.stop()
            remove_cluster(Path(place))


def inventory_name(which: str) -> str:
    """The file that lists what a bucket holds."""
    return f"{which}.jsonl"


def sha256_of(file: Path) -> str:
    """The digest of a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
