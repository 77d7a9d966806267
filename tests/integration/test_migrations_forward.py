"""Every migration on a million steps, while the first release serves its readers throughout."""

from __future__ import annotations

import sys
import threading
import time
import uuid
from datetime import UTC, datetime
from typing import Any, Final, LiteralString

import psycopg
import pytest

from infra.migrate import apply_migrations, list_migrations

LAST: Final = "0006"
"""The first release's last migration."""
SESSIONS: Final = 100_000
STEPS: Final = 10
READERS: Final = 4
HELD_SECONDS: Final = 1.0
STORY: Final = "00000000-0000-0000-0000-000000000001"

STORIES: Final[tuple[LiteralString, ...]] = (
    "INSERT INTO accounts VALUES (gen_random_uuid(), 'ada@example.com', now())",
    """INSERT INTO stories (id, account_id, slug, state, published_version, created_at, updated_at)
        SELECT '00000000-0000-0000-0000-000000000001', id, 'sea', 'published', 1, now(), now() FROM accounts""",
    """INSERT INTO versions (story_id, number, publication_id, revision, document, machine_key, published_at)
        SELECT id, 1, gen_random_uuid(), 1, '{"start": "a", "variables": {}}', 'm', now() FROM stories""",
    """INSERT INTO version_scenes SELECT id, 1, scene, '{}' FROM stories, unnest('{a,b}'::text[]) AS scene""",
    "SELECT ensure_step_months(current_date, 2)",
)
SESSIONS_READ: Final = """
    INSERT INTO sessions
        (id, month, story_id, version, secret_hash, state, number, run, pseudonym, started_at, seen_at)
    SELECT gen_random_uuid(), date_trunc('month', now())::date, '00000000-0000-0000-0000-000000000001', 1, '\\x00',
        CASE WHEN k %% 2 = 0 THEN 'ended' ELSE 'reading' END, %(steps)s, '{"scene": "a", "at": 1}', '\\x01',
        now(), now()
    FROM generate_series(1, %(sessions)s) AS k
"""
STEPS_READ: Final = """
    INSERT INTO steps (month, session_id, number, story_id, version, scene, option, arrived, ended, at, recorded_at)
    SELECT month, id, k, story_id, version, 'a', 'on', 'b', false, k, now()
    FROM sessions CROSS JOIN generate_series(1, %(steps)s) AS k
"""
COMPLETIONS_READ: Final = """
    INSERT INTO completions (session_id, story_id, version, ending, path, duration_ms, pseudonym, completed_at)
    SELECT id, story_id, version, 'home', '{a,b}', 1000, pseudonym, now() FROM sessions WHERE state = 'ended'
"""

READ: Final = """
    SELECT versions.start, versions.variables, sessions.secret_hash, sessions.number, sessions.run,
        EXISTS (SELECT FROM completions WHERE completions.session_id = sessions.id),
        (
            SELECT jsonb_object_agg(scene_id, scene) FROM version_scenes
            WHERE story_id = %(story)s AND version_scenes.number = 1 AND scene_id = ANY('{a,b}')
        )
    FROM versions LEFT JOIN sessions ON sessions.id = %(session)s
    WHERE versions.story_id = %(story)s AND versions.number = 1
"""
WRITE: Final = """
    WITH opened AS (
        INSERT INTO sessions
            (id, month, story_id, version, secret_hash, state, number, run, pseudonym, started_at, seen_at)
        SELECT %(session)s, date_trunc('month', %(now)s AT TIME ZONE 'UTC')::date, %(story)s, 1, '\\x00', 'reading', 0,
            '{"scene": "a", "at": 0}', '\\x01', %(now)s, %(now)s
        WHERE %(number)s = 0
        ON CONFLICT (id) DO NOTHING
        RETURNING id, month, pseudonym
    ), moved AS (
        UPDATE sessions SET number = %(number)s, seen_at = greatest(seen_at, %(now)s),
            state = CASE WHEN %(number)s = 3 THEN 'ended' ELSE 'reading' END
        WHERE id = %(session)s AND number = %(number)s - 1
        RETURNING id, month, pseudonym
    ), stepped AS (
        INSERT INTO steps (month, session_id, number, story_id, version, scene, option, arrived, ended, at, recorded_at)
        SELECT month, id, %(number)s, %(story)s, 1, 'a', 'on', 'b', %(number)s = 3, 1, %(now)s FROM moved
    ), completed AS (
        INSERT INTO completions (session_id, story_id, version, ending, path, duration_ms, pseudonym, completed_at)
        SELECT id, %(story)s, 1, 'home', '{a,b}', 1000, pseudonym, %(now)s FROM moved WHERE %(number)s = 3
        ON CONFLICT (session_id) DO NOTHING
        RETURNING session_id, story_id
    ), posted AS (
        INSERT INTO outbox (id, kind, dedupe_key, payload, created_at)
        SELECT gen_random_uuid(), 'completion', 'completion:' || session_id,
            jsonb_build_object('session_id', session_id, 'story_id', story_id), %(now)s
        FROM completed
        ON CONFLICT (dedupe_key) DO NOTHING
        RETURNING id
    )
    SELECT (SELECT count(*) FROM opened) + (SELECT count(*) FROM moved), (SELECT id FROM posted)
"""
"""What the first release asked for each batch of a reader's steps, and wrote."""


class Reader(threading.Thread):
    """Opens sessions and reads each to its end, as the first release does, until told to stop."""

    def __init__(self, database: str, over: threading.Event) -> None:
        super().__init__()
        self._database = database
        self._over = over
        self.longest = 0.0
        self.sessions = 0
        self.wrong: list[str] = []

    def run(self) -> None:
        with psycopg.connect(self._database, autocommit=True, prepare_threshold=None) as connection:
            while not self._over.is_set():
                session = str(uuid.uuid4())
                for number in range(4):
                    self._take(connection, {"story": STORY, "session": session, "number": number})
                self.sessions += 1

    def _take(self, connection: psycopg.Connection, values: dict[str, Any]) -> None:
        started = time.monotonic()
        try:
            connection.execute(READ, values).fetchone()
            ((written, _),) = connection.execute(WRITE, values | {"now": datetime.now(UTC)}).fetchall()
        except psycopg.Error as error:
            self.wrong.append(str(error))
            return
        if written != 1:
            self.wrong.append(f"{written} written")
        self.longest = max(self.longest, time.monotonic() - started)
        time.sleep(0.02)


@pytest.mark.long
def test_the_first_release_serves_while_every_later_migration_runs(bare_database: str) -> None:
    apply_migrations(bare_database, lambda name: name[:4] <= LAST)
    with psycopg.connect(bare_database, autocommit=True) as connection:
        for statement in STORIES:
            connection.execute(statement)
        counted = {"sessions": SESSIONS, "steps": STEPS}
        for statement in (SESSIONS_READ, STEPS_READ, COMPLETIONS_READ):
            connection.execute(statement, counted)
        connection.execute("ANALYZE")
    over = threading.Event()
    readers = [Reader(bare_database, over) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    time.sleep(2)
    started = time.monotonic()
    try:
        applied = apply_migrations(bare_database)
    finally:
        took = time.monotonic() - started
        time.sleep(2)
        over.set()
        for reader in readers:
            reader.join()
    longest, sessions = max(reader.longest for reader in readers), sum(reader.sessions for reader in readers)
    told = f"{len(applied)} migrations in {took:.1f} s, {sessions} sessions meanwhile, held for {longest:.2f} s at most"
    print(told, file=sys.__stdout__)
    assert [name for name in list_migrations() if name[:4] > LAST] == sorted(applied)
    assert not [wrong for reader in readers for wrong in reader.wrong]
    assert longest <= HELD_SECONDS
    with psycopg.connect(bare_database) as connection:
        found = connection.execute("SELECT count(*), count(*) FILTER (WHERE number = 3) FROM sessions").fetchall()
        assert found == [(SESSIONS + sessions, sessions)]
        steps = connection.execute("SELECT count(*) FROM steps").fetchall()
        assert steps == [(SESSIONS * STEPS + 3 * sessions,)]
