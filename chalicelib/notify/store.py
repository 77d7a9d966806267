"""SQL of the outbox's consumer and of who wants which mails."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from psycopg.rows import class_row

from ..db import Connection
from .model import LEASE, MAX_ATTEMPTS, FinishedStory, Mode, OutboxRow

LEASE_MAIL: Final = """
    UPDATE outbox SET leased_until = %(until)s, attempts = attempts + 1
    WHERE id = (
        SELECT id FROM outbox
        WHERE id = %(id)s AND sent_at IS NULL AND failed IS NULL AND (leased_until IS NULL OR leased_until < %(now)s)
        FOR UPDATE SKIP LOCKED
    )
    RETURNING id, kind, payload, attempts
"""


def claim_mail(connection: Connection, outbox_id: str, *, now: datetime) -> OutboxRow | None:
    """Lease one unsent mail; None where it is sent, given up, or another consumer's just now."""
    with connection.cursor(row_factory=class_row(OutboxRow)) as cursor:
        return cursor.execute(LEASE_MAIL, {"id": outbox_id, "until": now + LEASE, "now": now}).fetchone()


MARK_SENT: Final = """
    UPDATE outbox SET sent_at = %(now)s, provider_id = %(provider_id)s, leased_until = NULL WHERE id = %(id)s
"""

MARK_FAILED: Final = "UPDATE outbox SET failed = %(why)s, leased_until = NULL WHERE id = %(id)s"

RELEASE: Final = "UPDATE outbox SET leased_until = NULL WHERE id = %(id)s AND sent_at IS NULL"


def mark_sent(connection: Connection, outbox_id: str, provider_id: str, *, now: datetime) -> None:
    """The provider took the mail."""
    connection.execute(MARK_SENT, {"id": outbox_id, "provider_id": provider_id, "now": now})


def mark_failed(connection: Connection, outbox_id: str, why: str) -> None:
    """The mail is not to be sent, and why."""
    connection.execute(MARK_FAILED, {"id": outbox_id, "why": why})


def release_mail(connection: Connection, outbox_id: str) -> None:
    """Give a lease back early: the provider said no, so the next try may come at once."""
    connection.execute(RELEASE, {"id": outbox_id})


LEFT_BEHIND: Final = """
    SELECT id FROM outbox
    WHERE sent_at IS NULL AND failed IS NULL AND created_at < %(before)s
      AND attempts < %(most)s AND (leased_until IS NULL OR leased_until < %(now)s)
    ORDER BY created_at LIMIT 200
"""

GIVE_UP: Final = """
    UPDATE outbox SET failed = 'tried too often'
    WHERE sent_at IS NULL AND failed IS NULL AND attempts >= %(most)s
      AND (leased_until IS NULL OR leased_until < %(now)s)
    RETURNING id
"""


def list_left_behind(connection: Connection, *, before: datetime, now: datetime) -> list[str]:
    """Mails written before then that nobody has sent or is sending."""
    rows = connection.execute(LEFT_BEHIND, {"before": before, "most": MAX_ATTEMPTS, "now": now}).fetchall()
    return [str(row[0]) for row in rows]


def give_up(connection: Connection, *, now: datetime) -> int:
    """Mark mails that were tried too often as failed; gives how many."""
    return len(connection.execute(GIVE_UP, {"most": MAX_ATTEMPTS, "now": now}).fetchall())


FIND_FINISHED: Final = """
    SELECT accounts.email, accounts.id AS account_id, stories.id AS story_id,
           versions.document ->> 'title' AS story,
           coalesce(
               nullif(versions.document -> 'scenes' -> completions.ending -> 'data' -> 'ending' ->> 'name', ''),
               versions.document -> 'scenes' -> completions.ending -> 'data' ->> 'title'
           ) AS ending,
           cardinality(completions.path) AS scenes, completions.duration_ms, completions.completed_at,
           (SELECT count(*) FROM completions AS every WHERE every.story_id = stories.id) AS completions,
           coalesce(notification_modes.mode, 'every') AS mode
    FROM completions
    JOIN versions ON versions.story_id = completions.story_id AND versions.number = completions.version
    JOIN stories ON stories.id = completions.story_id
    JOIN accounts ON accounts.id = stories.account_id
    LEFT JOIN notification_modes
        ON notification_modes.story_id = stories.id AND notification_modes.account_id = accounts.id
    WHERE completions.session_id = %(session_id)s AND stories.keeping = 'kept'
"""


def find_finished(connection: Connection, session_id: str) -> FinishedStory | None:
    """What to tell the creator about one completion; nothing of a story thrown away."""
    with connection.cursor(row_factory=class_row(FinishedStory)) as cursor:
        return cursor.execute(FIND_FINISHED, {"session_id": session_id}).fetchone()


FIND_MODE: Final = """
    SELECT coalesce(notification_modes.mode, 'every') FROM stories
    LEFT JOIN notification_modes
        ON notification_modes.story_id = stories.id AND notification_modes.account_id = stories.account_id
    WHERE stories.id = %(story_id)s AND stories.account_id = %(account_id)s AND stories.keeping = 'kept'
"""


def find_mode(connection: Connection, account_id: str, story_id: str) -> Mode | None:
    """Which mails the account wants of its story; None where the story is not its own."""
    row = connection.execute(FIND_MODE, {"story_id": story_id, "account_id": account_id}).fetchone()
    return row[0] if row else None


SAVE_MODE: Final = """
    INSERT INTO notification_modes (story_id, account_id, mode)
    SELECT id, account_id, %(mode)s FROM stories
    WHERE id = %(story_id)s AND account_id = %(account_id)s AND keeping = 'kept'
    ON CONFLICT (story_id, account_id) DO UPDATE SET mode = excluded.mode
    RETURNING mode
"""


def save_mode(connection: Connection, account_id: str, story_id: str, mode: Mode) -> bool:
    """Set which mails the account wants; False where the story is not its own."""
    values = {"story_id": story_id, "account_id": account_id, "mode": mode}
    return connection.execute(SAVE_MODE, values).fetchone() is not None
