"""A backup is proved by restoring it, restoring is all or nothing: on a real PostgreSQL, with the stack's buckets."""

from __future__ import annotations

import argparse
import json
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from chalicelib import clients
from chalicelib.settings import load_settings
from infra.deploy import backup as backup_module
from infra.deploy import restore as restore_module
from infra.deploy.backup import DUMP, FILES, MANIFEST, dump_database, load_dump
from infra.deploy.digests import Table, read_digests
from infra.deploy.operating import OPERATIONS
from infra.deploy.programs import Programs, find_programs
from infra.deploy.stages import Stage
from infra.local.stack import Stack
from infra.setup.console import SetupFailed
from tests.integration.operated import EXAMPLE, Account, clear, operated

ROWS = """
    INSERT INTO accounts (id, email, created_at) SELECT gen_random_uuid(), 'a' || n || '@example.com', now()
        FROM generate_series(1, 500) AS n;
    INSERT INTO stories (id, account_id, slug, state, published_version, page_shows, created_at, updated_at)
        SELECT gen_random_uuid(), id, 'tale-' || row_number() OVER (ORDER BY email), 'published', 1, 1, now(), now()
        FROM accounts;
    INSERT INTO drafts (story_id, revision, schema, title, summary, language, theme, variables, groups)
        SELECT id, 7, 3, E'Häuser \\\\ \\'n\\' "more"\\n', '', 'de', '{"a": [1.5, null]}', '[]', '[]' FROM stories;
    INSERT INTO rate_buckets SELECT 'links:' || n, n / 3.0, now() FROM generate_series(1, 100) AS n;
    SELECT ensure_step_months('2026-10-01', 2);
    INSERT INTO steps (month, session_id, number, story_id, version, scene, option, arrived, ended, at, recorded_at)
        SELECT '2026-10-01', gen_random_uuid(), n, gen_random_uuid(), 1, 'a', 'b', 'c', n % 2 = 0, n, now()
        FROM generate_series(1, 2000) AS n;
"""


@pytest.fixture
def account(stack: Stack, tmp_path: Path) -> Iterator[Account]:
    """An account with the stage's secrets."""
    with operated(stack, tmp_path / "aws") as own:
        settings = load_settings()
        own.store(storage_key_id=settings.storage_key_id, storage_secret=settings.storage_secret)
        yield own
        clear(own)


@pytest.fixture
def stage(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The example, with the local stack's storage."""
    buckets = {"uploads_bucket": "fabula-uploads", "public_bucket": "fabula-public"}
    own = EXAMPLE.model_copy(update={"storage_endpoint": stack.addresses.storage, **buckets})
    for module in (backup_module, restore_module):
        monkeypatch.setattr(module, "load_stage", lambda _: own)
    return own


@pytest.fixture
def filled(empty_database: str) -> str:
    """The address of a database with something in it."""
    with psycopg.connect(empty_database) as connection:
        connection.execute(ROWS)
    return empty_database


def run(action: str, **options: object) -> int:
    defaults = {"stage": "example", "json": True, "programs": None, "replace": False}
    return OPERATIONS[action](argparse.Namespace(**{**defaults, **options}))


def held(url: str) -> dict[str, Table]:
    with psycopg.connect(url) as connection:
        return read_digests(connection)


def test_from_a_backup_to_another_database(
    account: Account, stage: Stage, filled: str, bare_database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slug = f"tale-{uuid.uuid4().hex[:8]}"
    page, picture, export = f"s/{slug}/index.html", f"i/{slug}.webp", f"exports/{slug}.zip"
    clients.put_public(page, b"the page of then", content_type="text/html")
    clients.put_public(picture, b"a picture", content_type="image/webp")
    clients.put_private(export, b"an export", content_type="application/zip")
    with psycopg.connect(filled) as connection:
        connection.execute("UPDATE stories SET slug = %s WHERE slug = 'tale-1'", (slug,))
    account.store(database_url=filled)
    capsys.readouterr()
    assert run("backup", out=tmp_path / "backups") == 0
    made = json.loads(capsys.readouterr().out)
    (folder,) = (tmp_path / "backups").iterdir()
    assert (str(folder), re.fullmatch(r"fabula-example-\d{8}T\d{6}Z", folder.name) is not None) == (
        made["folder"],
        True,
    )
    assert folder.stat().st_mode & 0o077 == 0
    assert made["tables"]["accounts"]["rows"] == 500
    assert made["tables"]["steps_2026_10"]["rows"] == 2000
    listed = {json.loads(line)["key"] for line in (folder / "public.jsonl").read_text().splitlines()}
    assert {page, picture} <= listed

    clients.put_public(page, b"a newer page", content_type="text/html")
    clients.delete_public([picture])
    clients.delete_private([export])
    account.store(database_url=bare_database)
    with pytest.MonkeyPatch.context() as elsewhere:
        elsewhere.setattr(restore_module, "EXTENSIONS", restore_module.EXTENSIONS.replace("'public'", "'pg_catalog'"))
        with pytest.raises(SetupFailed, match="holds what other programs use: plpgsql"):
            run("restore", folder=folder)
    with pytest.MonkeyPatch.context() as elsewhere:
        elsewhere.setattr(
            restore_module, "load_stage", lambda _: stage.model_copy(update={"public_bucket": "nobody-s"})
        )
        with pytest.raises(SetupFailed, match="cannot be listed"):
            run("restore", folder=folder)
    assert held(bare_database) == {}, "buckets are looked at before anything is written"
    assert run("restore", folder=folder) == 3
    told = json.loads(capsys.readouterr().out)
    assert told["lost"] == {"uploads": [export], "public": [picture]}
    assert told["pages_due"] >= 1
    before, after = held(filled), held(bare_database)
    differing = {name for name in before if before[name] != after[name]}
    assert (before.keys() == after.keys(), differing) == (True, {"stories"}), "whose pages are due"
    with psycopg.connect(bare_database) as connection:
        due = connection.execute("SELECT page_shows FROM stories WHERE slug = %s", (slug,)).fetchone()
        other = connection.execute("SELECT page_shows FROM stories WHERE slug = 'tale-2'").fetchone()
    assert (due, other) == ((-1,), (1,))

    with pytest.raises(SetupFailed, match=r"is not empty: it holds \d+ tables"):
        run("restore", folder=folder)
    with psycopg.connect(bare_database) as connection:
        connection.execute("DELETE FROM accounts")
        connection.execute("CREATE TABLE newer (id int)")
    assert run("restore", folder=folder, replace=True) == 3
    assert held(bare_database).keys() == before.keys()
    assert held(bare_database)["accounts"] == before["accounts"]


@pytest.fixture(scope="module")
def programs() -> Programs:
    """Those that the tests' PostgreSQL brings."""
    return find_programs(None)


def test_what_is_not_as_it_was_backed_up_changes_nothing(filled: str, programs: Programs, tmp_path: Path) -> None:
    dump = tmp_path / DUMP
    tables = dump_database(filled, programs, dump)
    assert tables == held(filled)
    with psycopg.connect(filled) as connection:
        connection.execute("UPDATE accounts SET email = 'other@example.com' WHERE email = 'a1@example.com'")
    later = held(filled)
    assert later["accounts"].rows == tables["accounts"].rows
    assert later["accounts"] != tables["accounts"], "a row that is another is seen"
    with pytest.raises(SetupFailed, match="the table accounts is not as it was"):
        load_dump(filled, programs, dump, tables | {"accounts": later["accounts"]})
    assert held(filled) == later
    broken = tmp_path / "broken.dump"
    broken.write_bytes(dump.read_bytes()[:-2000])
    with pytest.raises(SetupFailed, match="to mend it"):
        load_dump(filled, programs, broken, tables)
    assert held(filled) == later
    with pytest.raises(SetupFailed, match="psql failed"):
        load_dump(filled, programs, dump, tables, after="SELECT 1 / 0;")
    assert held(filled) == later
    load_dump(filled, programs, dump, tables)
    assert held(filled) == tables


def test_what_is_written_meanwhile_is_in_neither_dump_nor_digest(
    filled: str, programs: Programs, tmp_path: Path, bare_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(filled)

    class Slow(Programs):
        def run(self, name: str, *arguments: Any, url: str | None = None) -> None:
            with psycopg.connect(filled) as connection:
                connection.execute("DELETE FROM steps")
                connection.execute("INSERT INTO accounts VALUES (gen_random_uuid(), 'late@example.com', now())")
            super().run(name, *arguments, url=url)

    tables = dump_database(filled, Slow(programs.folder), tmp_path / DUMP)
    assert tables == before
    load_dump(bare_database, programs, tmp_path / DUMP, tables)
    assert held(bare_database) == before


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: (folder / "public.jsonl").write_text("{}"), "public.jsonl is not what was backed up"),
        (lambda folder: (folder / "uploads.jsonl").unlink(), "is no backup"),
        (lambda folder: (folder / MANIFEST).unlink(), "is no backup"),
        (lambda folder: (folder / MANIFEST).write_text("{}"), "is no backup"),
        (lambda folder: (folder / DUMP).write_bytes(b"other"), "is not what was backed up"),
    ],
)
def test_a_spoiled_backup_is_refused_before_anything_is_asked(
    stage: Stage, tmp_path: Path, spoil: Any, said: str
) -> None:
    for name in FILES:
        (tmp_path / name).write_bytes(b"what was backed up")
    digests = {name: backup_module.sha256_of(tmp_path / name) for name in FILES}
    (tmp_path / MANIFEST).write_text(json.dumps({"sha256": digests, "tables": {}, "at": "now"}))
    spoil(tmp_path)
    with pytest.raises(SetupFailed, match=said):
        run("restore", folder=tmp_path)


def test_programs_that_are_not_there_are_named(tmp_path: Path) -> None:
    (tmp_path / "psql").touch()
    with pytest.raises(SetupFailed, match=r"has no pg_dump, pg_restore\n  to mend it: say --programs"):
        find_programs(tmp_path)


def test_an_empty_database_is_no_backup(bare_database: str, programs: Programs, tmp_path: Path) -> None:
    with pytest.raises(SetupFailed, match="the database is empty"):
        dump_database(bare_database, programs, tmp_path / DUMP)
