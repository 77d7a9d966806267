"""SQL of windows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from psycopg.rows import class_row

from ..db import Connection
from .model import EditorWindow

SAVE_WINDOW: Final = """
    WITH gone AS (
        DELETE FROM editor_windows WHERE story_id = %(story_id)s AND seen_at <= %(dead)s AND id <> %(id)s
    ), here AS (
        INSERT INTO editor_windows (story_id, id, account_id, scene, seen_at)
        VALUES (%(story_id)s, %(id)s, %(account_id)s, %(scene)s, %(now)s)
        ON CONFLICT (story_id, id) DO UPDATE SET scene = excluded.scene, seen_at = excluded.seen_at
        WHERE editor_windows.account_id = excluded.account_id
    )
    SELECT editor_windows.id, accounts.email, accounts.id = %(account_id)s AS own, editor_windows.scene
    FROM editor_windows JOIN accounts ON accounts.id = editor_windows.account_id
    WHERE editor_windows.story_id = %(story_id)s AND editor_windows.seen_at > %(dead)s AND editor_windows.id <> %(id)s
    ORDER BY editor_windows.id LIMIT %(most)s
"""


def save_window(connection: Connection, values: Mapping[str, Any]) -> list[EditorWindow]:
    """Write that a window is here, forget those not heard of since `dead`; gives the others, `most` of them."""
    with connection.cursor(row_factory=class_row(EditorWindow)) as cursor:
        return cursor.execute(SAVE_WINDOW, values).fetchall()


DELETE_WINDOW: Final = """
    DELETE FROM editor_windows WHERE story_id = %(story_id)s AND id = %(id)s AND account_id = %(account_id)s
"""


def delete_window(connection: Connection, account_id: str, story_id: str, window: str) -> None:
    """Forget a window of the account."""
    connection.execute(DELETE_WINDOW, {"story_id": story_id, "id": window, "account_id": account_id})


DELETE_DEAD: Final = "DELETE FROM editor_windows WHERE seen_at <= %(dead)s"


def delete_dead(connection: Connection, *, dead: datetime) -> None:
    """Forget every window not heard of since, of all stories."""
    connection.execute(DELETE_DEAD, {"dead": dead})
