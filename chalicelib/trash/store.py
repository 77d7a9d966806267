"""SQL of the trash. Every statement names the owner where a creator asks."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from psycopg.rows import class_row

from ..db import Connection
from .records import CondemnedRow, TrashedRow

MOST_LISTED: Final = 200
ROWS_AT_ONCE: Final = 2_000

FIND_KEEPING: Final = """
    SELECT keeping FROM stories WHERE id = %(story_id)s AND account_id = %(account_id)s FOR UPDATE
"""


def find_keeping(connection: Connection, account_id: str, story_id: str) -> str | None:
    """Whether a story of the account is kept, its row locked; None where there is none."""
    row = connection.execute(FIND_KEEPING, {"story_id": story_id, "account_id": account_id}).fetchone()
    return row[0] if row else None


TRASH: Final = """
    UPDATE stories SET keeping = 'trashed', was_published = %(was_published)s, erase_at = %(erase_at)s
    WHERE id = %(story_id)s
"""


def trash(connection: Connection, story_id: str, *, was_published: bool, erase_at: datetime) -> None:
    """Throw a story away; the caller holds its row."""
    connection.execute(TRASH, {"story_id": story_id, "was_published": was_published, "erase_at": erase_at})


# One that has served its time is the sweep's, which may be at it.
RESTORE: Final = """
    UPDATE stories SET keeping = 'kept', erase_at = NULL WHERE id = %(story_id)s AND erase_at > %(now)s
    RETURNING was_published
"""


def restore(connection: Connection, story_id: str, *, now: datetime) -> bool | None:
    """Bring a story back; says whether it was published, None where its time is over. The caller holds its row."""
    row = connection.execute(RESTORE, {"story_id": story_id, "now": now}).fetchone()
    return bool(row[0]) if row else None


CONDEMN: Final = "UPDATE stories SET keeping = 'condemned', erase_at = %(now)s WHERE id = %(story_id)s"


def condemn(connection: Connection, story_id: str, *, now: datetime) -> None:
    """Have the sweep erase a story; the caller holds its row."""
    connection.execute(CONDEMN, {"story_id": story_id, "now": now})


LIST_TRASHED: Final = """
    SELECT stories.id, drafts.title,
           (SELECT count(*) FROM draft_scenes WHERE draft_scenes.story_id = stories.id) AS scenes,
           read.sessions, read.completions, stories.was_published, stories.erase_at
    FROM stories JOIN drafts ON drafts.story_id = stories.id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(sessions), 0)::bigint AS sessions, coalesce(sum(completions), 0)::bigint AS completions
        FROM rollup_stories WHERE rollup_stories.story_id = stories.id
    ) AS read
    WHERE stories.account_id = %(account_id)s AND stories.keeping = 'trashed' AND stories.erase_at > %(now)s
      AND (%(story_id)s::uuid IS NULL OR stories.id = %(story_id)s)
    ORDER BY stories.erase_at DESC, stories.id LIMIT %(most)s
"""


def list_trashed(
    connection: Connection, account_id: str, *, story_id: str | None = None, now: datetime
) -> list[TrashedRow]:
    """The stories in the account's trash, or the one of them that is named; the last thrown away first."""
    values = {"account_id": account_id, "story_id": story_id, "now": now, "most": MOST_LISTED}
    with connection.cursor(row_factory=class_row(TrashedRow)) as cursor:
        return cursor.execute(LIST_TRASHED, values).fetchall()


CONDEMN_OLD: Final = """
    UPDATE stories SET keeping = 'condemned' WHERE keeping = 'trashed' AND erase_at <= %(now)s
"""

LIST_CONDEMNED: Final = """
    SELECT id, slug FROM stories WHERE keeping = 'condemned' ORDER BY erase_at LIMIT %(most)s
"""


def list_condemned(connection: Connection, *, most: int, now: datetime) -> list[CondemnedRow]:
    """Stories to erase, those whose time in the trash is over among them."""
    connection.execute(CONDEMN_OLD, {"now": now})
    with connection.cursor(row_factory=class_row(CondemnedRow)) as cursor:
        return cursor.execute(LIST_CONDEMNED, {"most": most}).fetchall()


# Steps have no foreign key: they go with their sessions, in one statement.
ERASE_SESSIONS: Final = """
    WITH gone AS MATERIALIZED (
        SELECT id, month FROM sessions WHERE story_id = %(story_id)s LIMIT %(most)s
    ), stepped AS (
        DELETE FROM steps USING gone WHERE steps.month = gone.month AND steps.session_id = gone.id
    )
    DELETE FROM sessions USING gone WHERE sessions.id = gone.id
"""

ERASE_EDITS: Final = """
    DELETE FROM draft_edits WHERE story_id = %(story_id)s AND revision IN (
        SELECT revision FROM draft_edits WHERE story_id = %(story_id)s ORDER BY revision LIMIT %(most)s
    )
"""

ERASE_STORY: Final = "DELETE FROM stories WHERE id = %(story_id)s AND keeping = 'condemned'"


def erase_some(connection: Connection, story_id: str) -> bool:
    """Delete some of what a story has most of; False where nothing of it is left. No statement takes long."""
    values = {"story_id": story_id, "most": ROWS_AT_ONCE}
    return any(connection.execute(statement, values).rowcount for statement in (ERASE_SESSIONS, ERASE_EDITS))


def erase_story(connection: Connection, story_id: str) -> None:
    """Delete a condemned story with all that hangs on it."""
    connection.execute(ERASE_STORY, {"story_id": story_id})
