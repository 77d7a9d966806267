"""SQL of the rollup (the watermark, a window of new facts added, beginning anew) and of the statistics.

A fact's `xid` is the transaction that wrote it. All below `pg_snapshot_xmin(pg_current_snapshot())` have ended, so rows
from the watermark up to that horizon are complete: none can still appear there (PostgreSQL documentation, "Transaction
ID and Snapshot Information Functions"). The facts themselves are defined by the `fact_*` views. Statistics are the
rollups plus the facts from the watermark on, all read from one snapshot: exact at every moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NewType

from psycopg.rows import class_row

from ..db import Connection
from .model import TOP_PATHS, EndingReached, OptionTaken, PathWalked, SceneArrivals, Totals

Xid = NewType("Xid", str)
"""A 64-bit transaction id, in decimal."""


@dataclass(frozen=True)
class Watermark:
    """How far the rollups reach: every fact below is in them, no other is."""

    below: Xid
    ours: bool
    """Whether it was set on this cluster; transaction ids of another one mean nothing here."""


@dataclass(frozen=True)
class Window:
    """The facts of one run: from `below` up to, not including, `until`."""

    below: Xid
    until: Xid
    whole: bool
    """Whether nothing that is complete lies beyond it."""


@dataclass(frozen=True)
class Taken:
    """How many facts lie in a window."""

    sessions: int
    steps: int
    completions: int


BEGIN_WATERMARK: Final = """
    INSERT INTO rollup_watermark (system_identifier, below, ran_at)
    SELECT system_identifier, '0', %(now)s FROM pg_control_system()
    ON CONFLICT DO NOTHING
"""

CLAIM_WATERMARK: Final = """
    SELECT below::text AS below, system_identifier = (SELECT system_identifier FROM pg_control_system()) AS ours
    FROM rollup_watermark FOR UPDATE SKIP LOCKED
"""


def claim_watermark(connection: Connection, *, now: datetime) -> Watermark | None:
    """The watermark, held until the transaction ends; None while another run holds it."""
    connection.execute(BEGIN_WATERMARK, {"now": now})
    with connection.cursor(row_factory=class_row(Watermark)) as cursor:
        return cursor.execute(CLAIM_WATERMARK).fetchone()


FIND_WINDOW: Final = """
    SELECT %(below)s::xid8::text AS below, coalesce(capped.xid, ended.horizon)::text AS until,
           capped.xid IS NULL AS whole
    FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon) AS ended
    LEFT JOIN LATERAL (
        SELECT steps.xid FROM steps
        WHERE steps.xid > %(below)s::xid8 AND steps.xid < ended.horizon
        ORDER BY steps.xid OFFSET %(most)s LIMIT 1
    ) AS capped ON true
"""


def load_window(connection: Connection, below: Xid, *, most: int) -> Window:
    """The next window: up to the horizon, or to about `most` steps where more wait. It always gets on: rows of the
    watermark's own transaction id never end a window."""
    with connection.cursor(row_factory=class_row(Window)) as cursor:
        [window] = cursor.execute(FIND_WINDOW, {"below": below, "most": most}).fetchall()
    return window


COUNT_TAKEN: Final = """
    SELECT
        (SELECT count(*) FROM sessions WHERE xid >= %(below)s::xid8 AND xid < %(until)s::xid8) AS sessions,
        (SELECT count(*) FROM steps WHERE xid >= %(below)s::xid8 AND xid < %(until)s::xid8) AS steps,
        (SELECT count(*) FROM completions WHERE xid >= %(below)s::xid8 AND xid < %(until)s::xid8) AS completions
"""

ADD_SESSIONS: Final = """
    WITH taken AS (
        SELECT story_id, version, day, pseudonym FROM fact_sessions
        WHERE xid >= %(below)s::xid8 AND xid < %(until)s::xid8
    ), newcomers AS (
        INSERT INTO rollup_readers (story_id, version, day, pseudonym)
        SELECT DISTINCT story_id, version, day, pseudonym FROM taken
        ON CONFLICT DO NOTHING
        RETURNING story_id, version, day
    )
    INSERT INTO rollup_stories (story_id, version, day, sessions, readers)
    SELECT story_id, version, day, sum(sessions), sum(readers)
    FROM (
        SELECT story_id, version, day, 1 AS sessions, 0 AS readers FROM taken
        UNION ALL
        SELECT story_id, version, day, 0, 1 FROM newcomers
    ) AS counted
    GROUP BY story_id, version, day
    ON CONFLICT (story_id, version, day) DO UPDATE SET
        sessions = rollup_stories.sessions + excluded.sessions,
        readers = rollup_stories.readers + excluded.readers
"""

ADD_COMPLETIONS: Final = """
    INSERT INTO rollup_stories (story_id, version, day, completions, duration_ms)
    SELECT story_id, version, day, count(*), sum(duration_ms) FROM fact_completions
    WHERE xid >= %(below)s::xid8 AND xid < %(until)s::xid8
    GROUP BY story_id, version, day
    ON CONFLICT (story_id, version, day) DO UPDATE SET
        completions = rollup_stories.completions + excluded.completions,
        duration_ms = rollup_stories.duration_ms + excluded.duration_ms
"""

ADD_ARRIVALS: Final = """
    INSERT INTO rollup_scenes (story_id, version, day, scene, arrivals)
    SELECT story_id, version, day, scene, count(*) FROM fact_arrivals
    WHERE xid >= %(below)s::xid8 AND xid < %(until)s::xid8
    GROUP BY story_id, version, day, scene
    ON CONFLICT (story_id, version, day, scene) DO UPDATE SET arrivals = rollup_scenes.arrivals + excluded.arrivals
"""

ADD_ENDINGS: Final = """
    INSERT INTO rollup_endings (story_id, version, day, scene, reached)
    SELECT story_id, version, day, scene, count(*) FROM fact_arrivals
    WHERE ended AND xid >= %(below)s::xid8 AND xid < %(until)s::xid8
    GROUP BY story_id, version, day, scene
    ON CONFLICT (story_id, version, day, scene) DO UPDATE SET reached = rollup_endings.reached + excluded.reached
"""

# A session's steps are written in the order of their numbers, so its first choice in a scene is in the window it was
# written in, whatever comes later; to know it, the steps before the window are looked at, too.
ADD_CHOICES: Final = """
    WITH active AS MATERIALIZED (
        SELECT DISTINCT month, session_id FROM fact_choices WHERE xid >= %(below)s::xid8 AND xid < %(until)s::xid8
    ), choices AS (
        SELECT story_id, version, day, scene, option, xid,
               number = min(number) OVER (PARTITION BY session_id, scene) AS first
        FROM fact_choices JOIN active USING (month, session_id)
    )
    INSERT INTO rollup_options (story_id, version, day, scene, option, taken, readers)
    SELECT story_id, version, day, scene, option, count(*), count(*) FILTER (WHERE first) FROM choices
    WHERE xid >= %(below)s::xid8 AND xid < %(until)s::xid8
    GROUP BY story_id, version, day, scene, option
    ON CONFLICT (story_id, version, day, scene, option) DO UPDATE SET
        taken = rollup_options.taken + excluded.taken,
        readers = rollup_options.readers + excluded.readers
"""

MARK_CHOSEN: Final = """
    INSERT INTO chosen_files AS file (story_id, marks)
    SELECT versions.story_id, 1
    FROM versions JOIN stories ON stories.id = versions.story_id AND stories.published_version = versions.number
    WHERE versions.reveals_choices AND (versions.story_id, versions.number) IN (
        SELECT story_id, version FROM fact_choices WHERE xid >= %(below)s::xid8 AND xid < %(until)s::xid8
    )
    ON CONFLICT (story_id) DO UPDATE SET marks = file.marks + 1
"""

# Scene ids hold no spaces, so a path's text names it and no other.
ADD_PATHS: Final = """
    INSERT INTO rollup_paths (story_id, version, day, path_hash, path, count)
    SELECT story_id, version, day, sha256(convert_to(array_to_string(path, ' '), 'UTF8')), path, count(*)
    FROM fact_completions
    WHERE xid >= %(below)s::xid8 AND xid < %(until)s::xid8
    GROUP BY story_id, version, day, path
    ON CONFLICT (story_id, version, day, path_hash) DO UPDATE SET count = rollup_paths.count + excluded.count
"""

MOVE_WATERMARK: Final = "UPDATE rollup_watermark SET below = %(until)s::xid8, ran_at = %(now)s"


def add_window(connection: Connection, window: Window, *, now: datetime) -> Taken:
    """Add a window's facts to the rollups and move the watermark past it, in the caller's transaction."""
    bounds: dict[str, Any] = {"below": window.below, "until": window.until}
    with connection.cursor(row_factory=class_row(Taken)) as cursor:
        [taken] = cursor.execute(COUNT_TAKEN, bounds).fetchall()
    if taken != Taken(0, 0, 0):
        for statement in (
            ADD_SESSIONS,
            ADD_COMPLETIONS,
            ADD_ARRIVALS,
            ADD_ENDINGS,
            ADD_CHOICES,
            ADD_PATHS,
            MARK_CHOSEN,
        ):
            connection.execute(statement, bounds)
    connection.execute(MOVE_WATERMARK, {"until": window.until, "now": now})
    return taken


FORGET_READERS: Final = "DELETE FROM rollup_readers WHERE day < %(before)s"


def forget_readers(connection: Connection, *, before: date) -> None:
    """Forget which pseudonyms were counted on days before; no session of those days may still be waiting."""
    connection.execute(FORGET_READERS, {"before": before})


LOCK_FACTS: Final = "LOCK TABLE sessions, steps, completions IN SHARE ROW EXCLUSIVE MODE"

ADOPT_FACTS: Final = (
    "UPDATE sessions SET xid = '0' WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())",
    "UPDATE steps SET xid = '0' WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())",
    "UPDATE completions SET xid = '0' WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())",
)


def adopt_facts(connection: Connection) -> None:
    """Make facts that another cluster's transactions wrote older than anything this cluster will write.

    Holds writers back until the transaction ends, so that no row can be of both kinds.
    """
    connection.execute(LOCK_FACTS)
    for statement in ADOPT_FACTS:
        connection.execute(statement)


# Rollups of months whose events are gone cannot be counted again: they stay as they are.
CLEAR_ROLLUPS: Final = (
    "DELETE FROM rollup_stories WHERE day >= (SELECT min(month) FROM sessions)",
    "DELETE FROM rollup_readers WHERE day >= (SELECT min(month) FROM sessions)",
    "DELETE FROM rollup_scenes WHERE day >= (SELECT min(month) FROM sessions)",
    "DELETE FROM rollup_options WHERE day >= (SELECT min(month) FROM sessions)",
    "DELETE FROM rollup_endings WHERE day >= (SELECT min(month) FROM sessions)",
    "DELETE FROM rollup_paths WHERE day >= (SELECT min(month) FROM sessions)",
)

RESET_WATERMARK: Final = """
    UPDATE rollup_watermark SET below = '0', ran_at = %(now)s,
        system_identifier = (SELECT system_identifier FROM pg_control_system())
"""


def clear_rollups(connection: Connection, *, now: datetime) -> None:
    """Begin anew: empty the rollups of the months whose events are kept, and put the watermark before everything."""
    for statement in CLEAR_ROLLUPS:
        connection.execute(statement)
    connection.execute(RESET_WATERMARK, {"now": now})


ALLOW_SECONDS: Final = "SELECT set_config('statement_timeout', %(timeout)s, true)"


def allow_seconds(connection: Connection, seconds: int) -> None:
    """Let each statement of this transaction take so long; 0 is without end."""
    connection.execute(ALLOW_SECONDS, {"timeout": f"{seconds}s"})


ROLLUP_LAG: Final = """
    WITH mark AS (SELECT coalesce((SELECT below FROM rollup_watermark), '0') AS below)
    SELECT greatest(0, coalesce(extract(epoch FROM %(now)s::timestamptz - least(
        (SELECT started_at FROM sessions WHERE xid >= (SELECT below FROM mark) ORDER BY xid LIMIT 1),
        (SELECT recorded_at FROM steps WHERE xid >= (SELECT below FROM mark) ORDER BY xid LIMIT 1)
    )), 0))::float8
"""


def measure_lag(connection: Connection, *, now: datetime) -> float:
    """Age in seconds of the oldest fact that the rollups do not hold yet; 0 where they hold everything."""
    [(lag,)] = connection.execute(ROLLUP_LAG, {"now": now}).fetchall()
    return float(lag)


@dataclass(frozen=True)
class StoryVersion:
    """A story of the account and the version asked about."""

    version: int | None
    """The one asked for, else the one readers get, else the newest; None where there is no such version."""
    below: Xid
    """Where the tail begins."""
    ours: bool
    """False while the rollups are those of another cluster: then they and the tail do not fit together."""
    rolled_up_at: datetime | None


@dataclass(frozen=True)
class Scope:
    """One version and where its tail begins: the parameters of every statistics statement."""

    story_id: str
    version: int
    below: Xid


FIND_STORY_VERSION: Final = """
    SELECT versions.number AS version, coalesce(mark.below, '0')::text AS below,
           coalesce(mark.system_identifier = control.system_identifier, true) AS ours, mark.ran_at AS rolled_up_at
    FROM stories
    CROSS JOIN pg_control_system() AS control
    LEFT JOIN rollup_watermark AS mark ON true
    LEFT JOIN versions ON versions.story_id = stories.id AND versions.number = coalesce(
        %(version)s::bigint,
        stories.published_version,
        (SELECT max(number) FROM versions AS newest WHERE newest.story_id = stories.id)
    )
    WHERE stories.id = %(story_id)s AND stories.account_id = %(account_id)s AND stories.keeping = 'kept'
"""


def find_story_version(
    connection: Connection, account_id: str, story_id: str, version: int | None
) -> StoryVersion | None:
    """The version to show; None where the account has no such story."""
    values = {"account_id": account_id, "story_id": story_id, "version": version}
    with connection.cursor(row_factory=class_row(StoryVersion)) as cursor:
        return cursor.execute(FIND_STORY_VERSION, values).fetchone()


TOTALS: Final = """
    SELECT coalesce(sum(sessions), 0)::bigint AS sessions, coalesce(sum(readers), 0)::bigint AS readers,
           coalesce(sum(completions), 0)::bigint AS completions, coalesce(sum(duration_ms), 0)::bigint AS duration_ms
    FROM (
        SELECT sessions, readers, completions, duration_ms FROM rollup_stories
        WHERE story_id = %(story_id)s AND version = %(version)s
        UNION ALL
        SELECT count(*), 0, 0, 0 FROM fact_sessions
        WHERE story_id = %(story_id)s AND version = %(version)s AND xid >= %(below)s::xid8
        UNION ALL
        SELECT 0, count(DISTINCT (day, pseudonym)), 0, 0 FROM fact_sessions
        WHERE story_id = %(story_id)s AND version = %(version)s AND xid >= %(below)s::xid8
          AND (story_id, version, day, pseudonym) NOT IN (
              SELECT story_id, version, day, pseudonym FROM rollup_readers
              WHERE story_id = %(story_id)s AND version = %(version)s
          )
        UNION ALL
        SELECT 0, 0, count(*), coalesce(sum(duration_ms), 0) FROM fact_completions
        WHERE story_id = %(story_id)s AND version = %(version)s AND xid >= %(below)s::xid8
    ) AS parts
"""


def load_totals(connection: Connection, scope: Scope) -> Totals:
    """The sums of a version."""
    with connection.cursor(row_factory=class_row(Totals)) as cursor:
        [totals] = cursor.execute(TOTALS, vars(scope)).fetchall()
    return totals


LIST_ARRIVALS: Final = """
    SELECT scene, sum(arrivals)::bigint AS arrivals
    FROM (
        SELECT scene, arrivals FROM rollup_scenes WHERE story_id = %(story_id)s AND version = %(version)s
        UNION ALL
        SELECT scene, 1 FROM fact_arrivals
        WHERE story_id = %(story_id)s AND version = %(version)s AND xid >= %(below)s::xid8
    ) AS parts
    GROUP BY scene ORDER BY scene
"""


def list_arrivals(connection: Connection, scope: Scope) -> list[SceneArrivals]:
    """Arrivals of every scene somebody came to."""
    with connection.cursor(row_factory=class_row(SceneArrivals)) as cursor:
        return cursor.execute(LIST_ARRIVALS, vars(scope)).fetchall()


LIST_CHOICES: Final = """
    SELECT scene, option, sum(taken)::bigint AS taken
    FROM (
        SELECT scene, option, taken FROM rollup_options WHERE story_id = %(story_id)s AND version = %(version)s
        UNION ALL
        SELECT scene, option, 1 FROM fact_choices
        WHERE story_id = %(story_id)s AND version = %(version)s AND xid >= %(below)s::xid8
    ) AS parts
    GROUP BY scene, option ORDER BY scene, option
"""


def list_choices(connection: Connection, scope: Scope) -> list[OptionTaken]:
    """Every option somebody took."""
    with connection.cursor(row_factory=class_row(OptionTaken)) as cursor:
        return cursor.execute(LIST_CHOICES, vars(scope)).fetchall()


LIST_ENDINGS: Final = """
    SELECT version_scenes.scene_id AS scene, version_scenes.scene ->> 'ending' AS name,
           coalesce(sum(parts.reached), 0)::bigint AS reached
    FROM version_scenes
    LEFT JOIN (
        SELECT scene, reached FROM rollup_endings WHERE story_id = %(story_id)s AND version = %(version)s
        UNION ALL
        SELECT scene, 1 FROM fact_arrivals
        WHERE ended AND story_id = %(story_id)s AND version = %(version)s AND xid >= %(below)s::xid8
    ) AS parts ON parts.scene = version_scenes.scene_id
    WHERE version_scenes.story_id = %(story_id)s AND version_scenes.number = %(version)s
      AND version_scenes.scene ->> 'ending' IS NOT NULL
    GROUP BY version_scenes.scene_id, version_scenes.scene ->> 'ending' ORDER BY reached DESC, scene
"""


def list_endings(connection: Connection, scope: Scope) -> list[EndingReached]:
    """Every ending of the version, also those nobody reached."""
    with connection.cursor(row_factory=class_row(EndingReached)) as cursor:
        return cursor.execute(LIST_ENDINGS, vars(scope)).fetchall()


LIST_PATHS: Final = """
    SELECT path AS scenes, sum(count)::bigint AS count
    FROM (
        SELECT path, count FROM rollup_paths WHERE story_id = %(story_id)s AND version = %(version)s
        UNION ALL
        SELECT path, 1 FROM fact_completions
        WHERE story_id = %(story_id)s AND version = %(version)s AND xid >= %(below)s::xid8
    ) AS parts
    GROUP BY path ORDER BY sum(count) DESC, path LIMIT %(most)s
"""


def list_paths(connection: Connection, scope: Scope) -> list[PathWalked]:
    """The paths most often walked to an ending, the commonest first."""
    with connection.cursor(row_factory=class_row(PathWalked)) as cursor:
        return cursor.execute(LIST_PATHS, vars(scope) | {"most": TOP_PATHS}).fetchall()
