"""SQL of reading. A batch of any length is two statements, each a transaction of its own: one reads, one writes.

The write is guarded by the session's last number: of two senders of one batch one writes, the other reads again.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, LiteralString

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from .. import limits
from ..db import Connection
from ..stories.carrying import Moves
from ..stories.model import SceneId, StepScene, Variable, VariableName
from ..stories.rules import dump_run, load_run
from .model import Batch, Opening, Origin, Outcome, SessionState


@dataclass(frozen=True)
class KeptSession:
    """A recorded session and whose it is."""

    story_id: str
    version: int
    secret_hash: bytes
    state: SessionState
    continues_from: str | None
    opened_in: SceneId | None
    """The scene its reader was carried to; None where they began at the start."""
    paced_until: datetime | None
    over: bool
    """Whether the month it began in is closed (`analytics`): it takes no further steps, and goes."""


@dataclass(frozen=True)
class Reading:
    """What one batch is executed on: how the version begins, its scenes at hand, and the session where there is one."""

    opening: Opening
    session: KeptSession | None
    scenes: Mapping[SceneId, StepScene]
    put_away: bool
    """Whether the batch would begin a reading of a story that is put away."""
    salt: bytes | None
    """The day's, for a session that is to be opened; None where the day has none yet."""


_SESSION_AND: Final = """
    SELECT sessions.secret_hash, sessions.story_id::text, sessions.version, sessions.state, sessions.number,
           sessions.run, sessions.continues_from::text, sessions.opened_in, sessions.paced_until,
           EXISTS (SELECT FROM completions WHERE completions.session_id = sessions.id) AS completed,
           (sessions.month < (SELECT kept_from FROM rollup_watermark)) IS TRUE AS over,
"""
_SESSION_COLUMNS: Final = 11

_VERSION: Final = """
           versions.start, CASE WHEN sessions.id IS NULL THEN versions.variables ELSE '{}' END AS variables,
           (
               SELECT jsonb_object_agg(scene_id, scene) FROM version_scenes
               WHERE story_id = %(story_id)s AND version_scenes.number = %(version)s AND scene_id = ANY(
                   array_append(%(named)s::text[], coalesce(sessions.run ->> 'scene', versions.start))
               )
           ) AS scenes,
           sessions.id IS NULL AND EXISTS (
               SELECT FROM stories WHERE stories.id = versions.story_id AND stories.state = 'unpublished'
           ) AS put_away,
           CASE WHEN sessions.id IS NULL THEN (SELECT salt FROM reader_salts WHERE day = %(day)s) END AS salt
    FROM versions LEFT JOIN sessions ON sessions.id = %(session_id)s
    WHERE versions.story_id = %(story_id)s AND versions.number = %(version)s
"""
READ: Final = _SESSION_AND + _VERSION


def find_reading(connection: Connection, session_id: str, batch: Batch, *, day: date) -> Reading | None:
    """The session, the scene it stands in and those the batch names; None where there is no such version."""
    values = {"session_id": session_id, "story_id": batch.story_id, "version": batch.version, "day": day}
    row = connection.execute(READ, values | {"named": batch.named_scenes()}).fetchone()
    if row is None:
        return None
    start, variables, scenes, put_away, salt = row[_SESSION_COLUMNS:]
    context = {VariableName(name): Variable.model_validate(variable).initial for name, variable in variables.items()}
    kept = None if row[0] is None else _session_of(row)
    return Reading(Opening(SceneId(start), context), kept, _scenes_of(scenes or {}), put_away, salt)


_HEAD: Final = """
           versions.machine_key, sessions.started_at
    FROM sessions JOIN versions ON versions.story_id = sessions.story_id AND versions.number = sessions.version
    WHERE sessions.id = %(session_id)s
"""
READ_WHEREABOUTS: Final = _SESSION_AND + _HEAD


def find_whereabouts(connection: Connection, session_id: str) -> tuple[KeptSession, str, datetime] | None:
    """A session, the key of its version's head in the public bucket, and when it was opened."""
    row = connection.execute(READ_WHEREABOUTS, {"session_id": session_id}).fetchone()
    return None if row is None else (_session_of(row), *row[_SESSION_COLUMNS:])


READ_SCENES: Final = """
    SELECT scene_id, scene FROM version_scenes
    WHERE story_id = %(story_id)s AND number = %(version)s AND scene_id = ANY(%(scene_ids)s)
"""


def load_scenes(
    connection: Connection, story_id: str, version: int, scene_ids: Sequence[SceneId]
) -> dict[SceneId, StepScene]:
    """Further scenes of a version: where a browser's claim about where it stands was false."""
    values = {"story_id": story_id, "version": version, "scene_ids": list(scene_ids)}
    return _scenes_of(dict(connection.execute(READ_SCENES, values).fetchall()))


_MOVES: Final = """
           ARRAY (
               SELECT coalesce(versions.moves, '{}') FROM versions
               WHERE versions.story_id = sessions.story_id
                 AND versions.number > sessions.version AND versions.number <= %(version)s
               ORDER BY versions.number
           ) AS moves
    FROM sessions WHERE sessions.id = %(session_id)s
"""
READ_ORIGIN: Final = _SESSION_AND + _MOVES


def find_origin(connection: Connection, origin: Origin, version: int) -> tuple[KeptSession, list[Moves]] | None:
    """A session to continue in a newer version, and what was said of the scenes on the way there, oldest first."""
    row = connection.execute(READ_ORIGIN, {"session_id": origin.session_id, "version": version}).fetchone()
    return None if row is None else (_session_of(row), row[_SESSION_COLUMNS])


READ_DESTINATIONS: Final = """
    SELECT scene_id, CASE WHEN scene_id = %(landing)s THEN scene END FROM version_scenes
    WHERE story_id = %(story_id)s AND number = %(version)s AND scene_id = ANY(%(scene_ids)s)
"""


def list_destinations(
    connection: Connection, story_id: str, version: int, scene_ids: Iterable[SceneId], *, landing: SceneId | None
) -> tuple[set[SceneId], dict[SceneId, StepScene]]:
    """Which of the scenes a version has; of `landing` what steps need too."""
    values = {"story_id": story_id, "version": version, "scene_ids": list(scene_ids), "landing": landing}
    rows = connection.execute(READ_DESTINATIONS, values).fetchall()
    return {row[0] for row in rows}, _scenes_of({row[0]: row[1] for row in rows if row[1] is not None})


# A row's xid says when its facts were written; a session's own fact is that it began, so going on leaves its xid alone.
_GONE_ON: Final = """
    WITH admitted AS (
        SELECT
    ), won AS (
        UPDATE sessions SET state = %(phase)s, number = %(number)s, run = %(run)s, paced_until = %(paced_until)s,
            seen_at = greatest(seen_at, %(now)s)
        WHERE id = %(session_id)s AND number = %(expected)s AND state <> 'carried'
          AND (month < (SELECT kept_from FROM rollup_watermark)) IS NOT TRUE
        RETURNING id, month, pseudonym
"""

_ADMITTED: Final = "WITH admitted AS ("

_OPENED: Final = """
    ), won AS (
        INSERT INTO sessions
            (id, month, story_id, version, secret_hash, state, number, run, pseudonym, started_at, seen_at, paced_until)
        SELECT %(session_id)s, date_trunc('month', %(now)s AT TIME ZONE 'UTC')::date, %(story_id)s, %(version)s,
               %(secret_hash)s, %(phase)s, %(number)s, %(run)s, %(pseudonym)s, %(now)s, %(now)s,
               %(paced_until)s
        FROM admitted
        ON CONFLICT (id) DO NOTHING
        RETURNING id, month, pseudonym
"""

# The session that is continued is held where it was read; had it gone on since, nothing is written.
_CONTINUED: Final = """
    ), origin AS MATERIALIZED (
        SELECT id FROM sessions WHERE id = %(origin)s AND number = %(origin_number)s FOR UPDATE
    ), won AS (
        INSERT INTO sessions
            (id, month, story_id, version, secret_hash, state, number, run, pseudonym, started_at, seen_at,
             paced_until, continues_from, opened_in)
        SELECT %(session_id)s, date_trunc('month', %(now)s AT TIME ZONE 'UTC')::date, %(story_id)s, %(version)s,
               %(secret_hash)s, %(phase)s, %(number)s, %(run)s, %(pseudonym)s, %(now)s, %(now)s,
               %(paced_until)s, origin.id, %(opened_in)s
        FROM admitted CROSS JOIN origin
        ON CONFLICT (id) DO NOTHING
        RETURNING id, month, pseudonym, continues_from
    ), carried AS (
        UPDATE sessions SET state = %(origin_phase)s, seen_at = greatest(sessions.seen_at, %(now)s)
        FROM won WHERE sessions.id = won.continues_from
"""

_RECORDED: Final = """
    ), stepped AS (
        INSERT INTO steps
            (month, session_id, number, story_id, version, scene, option, back_to, arrived, ended, at, recorded_at)
        SELECT won.month, won.id, taken.number, %(story_id)s, %(version)s, taken.scene, taken.option, taken.back_to,
               taken.arrived, taken.ended, taken.at, %(now)s
        FROM won CROSS JOIN jsonb_to_recordset(%(steps)s) AS taken (
            number integer, scene text, option text, back_to integer, arrived text, ended boolean, at bigint
        )
    ), completed AS (
        INSERT INTO completions
            (session_id, story_id, version, ending, path, duration_ms, pseudonym, completed_at)
        SELECT won.id, %(story_id)s, %(version)s, %(ending)s, %(path)s::text[], %(duration_ms)s::bigint,
               won.pseudonym, %(now)s
        FROM won WHERE %(ending)s::text IS NOT NULL
        ON CONFLICT (session_id) DO NOTHING
        RETURNING session_id, story_id
    ), posted AS (
        INSERT INTO outbox (id, kind, dedupe_key, payload, created_at)
        SELECT %(outbox_id)s, 'completion', 'completion:' || session_id,
               jsonb_build_object('session_id', session_id, 'story_id', story_id), %(now)s
        FROM completed
        ON CONFLICT (dedupe_key) DO NOTHING
        RETURNING id
    )
    SELECT EXISTS (SELECT FROM admitted) AS admitted, EXISTS (SELECT FROM won) AS won,
           (SELECT id::text FROM posted) AS outbox_id
"""

GO_ON: Final = _GONE_ON + _RECORDED
OPEN: Final = _ADMITTED + limits.TAKE_TOKEN + _OPENED + _RECORDED
CONTINUE: Final = _ADMITTED + limits.TAKE_TOKEN + _CONTINUED + _RECORDED


@dataclass(frozen=True)
class Written:
    """What became of a write."""

    admitted: bool
    """False where a session was to be opened and its source has opened too many: nothing was written."""
    won: bool
    """False where another batch came first, too: nothing was written."""
    outbox_id: str | None
    """The e-mail that a completion put in the outbox."""


@dataclass(frozen=True)
class Continued:
    """The session that a new one continues, as its reader leaves it."""

    session_id: str
    left: SessionState
    opened_in: SceneId | None
    """The scene the reader was carried to; None where they begin at the start."""


@dataclass(frozen=True)
class NewSession:
    """What only opening a session needs."""

    admission: Mapping[str, Any]
    """What the limit of new sessions draws on, by `limits.draw`."""
    secret_hash: bytes
    pseudonym: bytes
    continued: Continued | None


def save_outcome(
    connection: Connection,
    session_id: str,
    batch: Batch,
    outcome: Outcome,
    *,
    expected: int | NewSession,
    paced_until: datetime,
    now: datetime,
) -> Written:
    """Write steps, session, completion and the e-mail to send as one, if the session's last number is as expected.

    With a new session that continues another, also that the other one was left, if its last number is what was read.
    """
    session, steps, completion = outcome.session, outcome.steps, outcome.completion
    statement, values = _guard(expected)
    values |= {
        "session_id": session_id,
        "story_id": batch.story_id,
        "version": batch.version,
        "now": now,
        "paced_until": paced_until,
        "phase": session.phase,
        "number": session.number,
        "run": Jsonb(dump_run(session.run) | {"at": session.at}),
        "steps": Jsonb([vars(step) for step in steps]),
        "ending": completion.ending if completion else None,
        "path": list(completion.path) if completion else [],
        "duration_ms": completion.duration_ms if completion else None,
        "outbox_id": str(uuid.uuid4()),
    }
    with connection.cursor(row_factory=class_row(Written)) as cursor:
        [written] = cursor.execute(statement, values).fetchall()
    return written


def _guard(expected: int | NewSession) -> tuple[LiteralString, dict[str, Any]]:
    """The statement that writes where things are as expected, and what it needs for that."""
    if isinstance(expected, int):
        return GO_ON, {"expected": expected}
    values = {**expected.admission, "secret_hash": expected.secret_hash, "pseudonym": expected.pseudonym}
    origin = expected.continued
    if origin is None:
        return OPEN, values
    values |= {"origin": origin.session_id, "origin_number": origin.left.number, "origin_phase": origin.left.phase}
    return CONTINUE, values | {"opened_in": origin.opened_in}


# Updating a row to itself answers with the salt that is there, whoever made it.
SALT_OF_DAY: Final = """
    INSERT INTO reader_salts (day, salt) VALUES (%(day)s, %(salt)s)
    ON CONFLICT (day) DO UPDATE SET salt = reader_salts.salt RETURNING salt
"""


def claim_salt(connection: Connection, day: date, fresh: bytes) -> bytes:
    """The day's salt: the fresh one, if it is the first."""
    [(salt,)] = connection.execute(SALT_OF_DAY, {"day": day, "salt": fresh}).fetchall()
    return bytes(salt)


FORGET_SALTS: Final = "DELETE FROM reader_salts WHERE day <= %(day)s"


def forget_salts(connection: Connection, *, up_to: date) -> None:
    """Delete the salts of a day and all before it."""
    connection.execute(FORGET_SALTS, {"day": up_to})


# A partition cannot be made while the default one holds rows of its month: the first month may have begun there.
MAKE_MONTHS: Final = """
    SELECT ensure_step_months(month::date, 1)
    FROM generate_series(
        date_trunc('month', %(today)s::date),
        date_trunc('month', %(today)s::date) + interval '2 months',
        interval '1 month'
    ) AS month
    WHERE NOT EXISTS (SELECT FROM steps_default WHERE steps_default.month = month.month::date)
"""


def make_months(connection: Connection, today: date) -> None:
    """See that this month and the next two have a partition of steps."""
    connection.execute(MAKE_MONTHS, {"today": today})


def _session_of(row: Sequence[Any]) -> KeptSession:
    """The session a row begins with."""
    secret_hash, story_id, version, phase, number, run, origin, opened_in, paced, completed, over = row[
        :_SESSION_COLUMNS
    ]
    state = SessionState(phase, number, run["at"], load_run(run), completed)
    return KeptSession(story_id, version, bytes(secret_hash), state, origin, opened_in, paced, over)


def _scenes_of(stored: Mapping[str, Any]) -> dict[SceneId, StepScene]:
    return {SceneId(scene_id): StepScene.model_validate(scene) for scene_id, scene in stored.items()}
