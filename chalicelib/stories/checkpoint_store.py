"""SQL of named moments of a draft's history. Every statement names the owner."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from psycopg.rows import class_row

from ..db import Connection
from .records import CheckpointRow

LIST_CHECKPOINTS: Final = """
    SELECT checkpoints.id, checkpoints.revision, checkpoints.name, checkpoints.account_id, checkpoints.created_at
    FROM checkpoints JOIN stories ON stories.id = checkpoints.story_id
    WHERE stories.id = %(story_id)s AND stories.account_id = %(account_id)s
      AND (%(checkpoint_id)s::uuid IS NULL OR checkpoints.id = %(checkpoint_id)s)
    ORDER BY checkpoints.revision DESC, checkpoints.created_at DESC, checkpoints.id
"""


def list_checkpoints(connection: Connection, account_id: str, story_id: str) -> list[CheckpointRow]:
    """A story's named moments, the latest moment first."""
    values = {"story_id": story_id, "account_id": account_id, "checkpoint_id": None}
    with connection.cursor(row_factory=class_row(CheckpointRow)) as cursor:
        return cursor.execute(LIST_CHECKPOINTS, values).fetchall()


def find_checkpoint(connection: Connection, account_id: str, story_id: str, checkpoint_id: str) -> CheckpointRow | None:
    """One named moment of the account's story."""
    values = {"story_id": story_id, "account_id": account_id, "checkpoint_id": checkpoint_id}
    with connection.cursor(row_factory=class_row(CheckpointRow)) as cursor:
        return cursor.execute(LIST_CHECKPOINTS, values).fetchone()


COUNT_CHECKPOINTS: Final = "SELECT count(*) FROM checkpoints WHERE story_id = %(story_id)s"


def count_checkpoints(connection: Connection, story_id: str) -> int:
    """How many moments of a story have names."""
    [(count,)] = connection.execute(COUNT_CHECKPOINTS, {"story_id": story_id}).fetchall()
    return int(count)


INSERT_CHECKPOINT: Final = """
    INSERT INTO checkpoints (id, story_id, revision, name, account_id, created_at)
    VALUES (%(id)s, %(story_id)s, %(revision)s, %(name)s, %(account_id)s, %(now)s)
"""


def insert_checkpoint(
    connection: Connection,
    *,
    checkpoint_id: str,
    story_id: str,
    account_id: str,
    revision: int,
    name: str,
    now: datetime,
) -> None:
    """Give a moment a name; the caller has seen that the story is the account's."""
    values = {"id": checkpoint_id, "story_id": story_id, "account_id": account_id}
    connection.execute(INSERT_CHECKPOINT, values | {"revision": revision, "name": name, "now": now})


RENAME_CHECKPOINT: Final = """
    UPDATE checkpoints SET name = %(name)s FROM stories
    WHERE stories.id = checkpoints.story_id AND checkpoints.id = %(id)s AND stories.id = %(story_id)s
      AND stories.account_id = %(account_id)s
"""


def rename_checkpoint(connection: Connection, account_id: str, story_id: str, checkpoint_id: str, name: str) -> None:
    """Give a named moment another name, if it is there."""
    values = {"id": checkpoint_id, "story_id": story_id, "account_id": account_id, "name": name}
    connection.execute(RENAME_CHECKPOINT, values)


DELETE_CHECKPOINT: Final = """
    DELETE FROM checkpoints USING stories
    WHERE stories.id = checkpoints.story_id AND checkpoints.id = %(id)s AND stories.id = %(story_id)s
      AND stories.account_id = %(account_id)s
"""


def delete_checkpoint(connection: Connection, account_id: str, story_id: str, checkpoint_id: str) -> None:
    """Forget a moment's name, if it has one."""
    connection.execute(DELETE_CHECKPOINT, {"id": checkpoint_id, "story_id": story_id, "account_id": account_id})
