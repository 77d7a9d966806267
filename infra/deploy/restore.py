"""`deploy restore`: a backup into a stage's database, all of it or nothing, and whether the buckets hold its files.

The dump replaces the schema `public` in one transaction, which commits only if every table has the rows it was backed
up with. Others see the database as it was before or as it is after; what they ask meanwhile waits, and is refused after
two seconds. Rollups of another cluster are counted anew by the next run of the rollup.

The buckets are not touched, but compared before. A story's page may be a newer one than the database now says, so each
that is another is noted as due, in that transaction: the sweep writes it, some a minute.

Killed before it commits, the database is as it was, unless only this program is killed: psql may then come to the end
by itself, and the database is restored whole. Either way restoring again does it again.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, Final

from psycopg import sql

from infra.database import connect
from infra.deploy.account import Account
from infra.deploy.backup import BUCKETS, DUMP, FILES, MANIFEST, inventory_name, load_dump, sha256_of
from infra.deploy.digests import Table
from infra.deploy.inventory import differing, list_objects, read_inventory
from infra.deploy.programs import find_programs
from infra.deploy.secrets import Store
from infra.deploy.stages import Stage, load_stage
from infra.deploy.storage import open_storage
from infra.setup.console import SetupFailed, say

LOST: Final = 3
"""The exit code where the database is restored, and files of then are not there any more."""
NAMED: Final = 20
"""Of those files so many are named to a person."""
PAGE: Final = re.compile(r"s/([^/]+)/.+")

COUNT_ALL: Final = """
    SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""
"""What is in the database, but for what extensions brought."""


NOTE_DUE: Final = sql.SQL("""
    UPDATE public.stories SET page_shows = -1 WHERE slug = ANY({slugs}) AND state <> 'draft';
    UPDATE public.chosen_files AS file SET marks = file.marks + 1, body_hash = NULL
    FROM public.stories AS story WHERE story.id = file.story_id AND story.slug = ANY({slugs});
""")
COUNT_DUE: Final = "SELECT count(*) FROM stories WHERE slug = ANY(%(slugs)s) AND state <> 'draft'"
EXTENSIONS: Final = """
    SELECT extname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE n.nspname = 'public'
    ORDER BY extname
"""
"""Those that would go with the schema, and that no dump of the schema brings back."""


def restore(options: argparse.Namespace) -> int:
    """Put a backup into the stage's database and say what it holds now; the exit code."""
    stage = load_stage(options.stage)
    manifest = read_manifest(options.folder)
    programs = find_programs(options.programs)
    values = Store(Account(stage.region), stage).read("database_url", "storage_key_id", "storage_secret")
    with connect(values["database_url"]) as connection:
        [(there,)] = connection.execute(COUNT_ALL).fetchall()
        extensions = [name for (name,) in connection.execute(EXTENSIONS).fetchall()]
    if there and not options.replace:
        raise SetupFailed(
            f"the database of {options.stage} is not empty: it holds {there} tables and views",
            fix="back it up, then say --replace: what is in it goes",
        )
    if extensions:
        raise SetupFailed(
            f"the schema public, which is replaced whole, holds what other programs use: {', '.join(extensions)}",
            fix="ALTER EXTENSION … SET SCHEMA another one, or restore into a database of its own",
        )
    tables = {name: Table(**one) for name, one in manifest["tables"].items()}
    # First, so that everything that is to be written is written in one transaction.
    gone, slugs = compare_buckets(stage, values, options.folder)
    with redirect_stdout(sys.stderr if options.json else sys.stdout):
        load_dump(values["database_url"], programs, options.folder / DUMP, tables, after=note_due(slugs))
        rows = sum(one.rows for one in tables.values())
        say(f"restored {rows:,} rows of {len(tables)} tables, as of {manifest['at']}")
    with connect(values["database_url"], autocommit=True) as connection:
        [(due,)] = connection.execute(COUNT_DUE, {"slugs": slugs}).fetchall()
    if options.json:
        print(json.dumps({"restored": manifest["at"], "lost": gone, "pages_due": due}, indent=1))
    else:
        print("\n".join([f"{due} pages are written anew by the sweep", *words(gone)]))
    return LOST if any(gone.values()) else 0


def note_due(slugs: Sequence[str]) -> str:
    """SQL that has the sweep write these stories' pages anew, and what others chose there."""
    return NOTE_DUE.format(slugs=sql.Literal(list(slugs))).as_string()


def read_manifest(folder: Path) -> dict[str, Any]:
    """What a backup says of itself, which its files still are. Raises SetupFailed."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        digests: dict[str, str] = manifest["sha256"]
        other = [name for name in FILES if digests[name] != sha256_of(folder / name)]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SetupFailed(f"{folder} is no backup: {error}", fix="name the folder that deploy backup made") from error
    if other:
        raise SetupFailed(f"{folder / other[0]} is not what was backed up", fix="take another copy of the backup")
    return manifest


def compare_buckets(stage: Stage, values: Mapping[str, str], folder: Path) -> tuple[dict[str, list[str]], list[str]]:
    """Keys of the objects that were there and are not, by bucket; and slugs of the stories whose page is not as it was,
    or was not there. Raises SetupFailed."""
    storage = open_storage(stage, values["storage_key_id"], values["storage_secret"])
    gone, slugs = {}, set[str]()
    for which in BUCKETS:
        now = {one.key: one for one in list_objects(storage, getattr(stage, f"{which}_bucket"))}
        before = {one.key: one for one in read_inventory(folder / inventory_name(which))}
        absent, other = differing(before.values(), now)
        pages = {key: found[1] for key in (*absent, *other, *(now.keys() - before)) if (found := PAGE.fullmatch(key))}
        slugs.update(pages.values())
        gone[which] = [key for key in absent if key not in pages]
    return gone, sorted(slugs)


def words(gone: Mapping[str, list[str]]) -> list[str]:
    """What became of the files, for a person."""
    lines = []
    for which, keys in gone.items():
        if keys:
            lines.append(f"{len(keys):,} objects of the {which} bucket are not there any more:")
            lines += [f"  {key}" for key in keys[:NAMED]] + (["  …"] if len(keys) > NAMED else [])
    return lines or ["every object that was in the buckets then is there"]
