"""Migrations that are interrupted, held back, or in each other's way."""

from __future__ import annotations

import threading
from pathlib import Path

import psycopg
import pytest

from infra import migrate

UNMARKABLE = "ALTER TABLE _yoyo_migration ADD CHECK (migration_id <> '0002_pre_b') NOT VALID;"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where migrations lie, none yet."""
    monkeypatch.setattr(migrate, "FOLDER", tmp_path)
    return tmp_path


def write(folder: Path, name: str, *statements: str, depends: str = "") -> None:
    (folder / f"{name}.sql").write_text("\n".join([f"-- About it.\n-- depends: {depends}\n", *statements]))


def test_killed_in_a_migration_it_goes_on_from_there(folder: Path, bare_database: str) -> None:
    write(folder, "0001_pre_a", "CREATE TABLE a (id integer);")
    # The last thing the server does for it is to cut the connection, as where the process is killed.
    write(folder, "0002_pre_b", "CREATE TABLE b (id integer);", "SELECT pg_terminate_backend(pg_backend_pid());")
    with pytest.raises(psycopg.OperationalError):
        migrate.apply_migrations(bare_database)
    with psycopg.connect(bare_database, autocommit=True) as connection:
        connection.execute("INSERT INTO yoyo_lock (locked, ctime, pid) VALUES (1, now(), 1)")
    assert migrate.find_applied(bare_database) == {"0001_pre_a"}
    write(folder, "0002_pre_b", "CREATE TABLE b (id integer);")
    assert migrate.apply_migrations(bare_database) == ["0002_pre_b"]
    assert migrate.apply_migrations(bare_database) == []


def test_a_migration_and_its_mark_are_one(folder: Path, bare_database: str) -> None:
    """Where it cannot be marked, it has not happened: else the next run would do it twice."""
    write(folder, "0001_pre_a", "CREATE TABLE a (id integer);")
    migrate.apply_migrations(bare_database)
    write(folder, "0002_pre_b", "CREATE TABLE b (id integer);", UNMARKABLE)
    with pytest.raises(psycopg.errors.CheckViolation):
        migrate.apply_migrations(bare_database)
    with psycopg.connect(bare_database) as connection:
        assert connection.execute("SELECT to_regclass('b')").fetchone() == (None,)


def test_two_at_once(folder: Path, bare_database: str) -> None:
    write(folder, "0001_pre_a", "SELECT pg_sleep(0.3);", "CREATE TABLE a (id integer);")
    assert sorted(applied_by_two(bare_database)) == [[], ["0001_pre_a"]]


def applied_by_two(database: str) -> list[list[str]]:
    """What each applied of two who begin together."""
    applied: list[list[str]] = []
    threads = [threading.Thread(target=lambda: applied.append(migrate.apply_migrations(database))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return applied


def test_two_at_once_of_which_one_builds_an_index_concurrently(folder: Path, bare_database: str) -> None:
    """It waits for whatever was asked before it: for the other, too, if that waited for it within a statement."""
    write(folder, "0001_pre_a", "CREATE TABLE a (id integer);", "SELECT pg_sleep(0.5);")
    (folder / "0002_pre_b.sql").write_text(
        "-- transactional: false\n-- depends: 0001_pre_a\n\n"
        "SET statement_timeout = '5s';\nCREATE INDEX CONCURRENTLY b ON a (id);\n"
    )
    assert sorted(applied_by_two(bare_database)) == [[], ["0001_pre_a", "0002_pre_b"]]


def test_what_needs_something_that_waits_is_refused_before_anything_is_applied(
    folder: Path, bare_database: str
) -> None:
    write(folder, "0001_pre_a", "CREATE TABLE a (id integer, old integer);")
    write(folder, "0001_post_a", "ALTER TABLE a DROP COLUMN old;", depends="0001_pre_a")
    write(folder, "0002_pre_b", "ALTER TABLE a ADD COLUMN old text;", depends="0001_post_a")
    with pytest.raises(migrate.OutOfOrder, match="0002_pre_b needs 0001_post_a"):
        migrate.apply_migrations(bare_database, lambda name: not migrate.is_contracting(name))
    assert migrate.find_applied(bare_database) == frozenset()
    assert migrate.apply_migrations(bare_database) == ["0001_pre_a", "0001_post_a", "0002_pre_b"]
