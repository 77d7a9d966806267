"""SQL of the files that tell readers how many chose so: whose is due, what it has to tell, and what it told last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from psycopg.rows import class_row

from ..db import Connection
from .model import FirstChoice


@dataclass(frozen=True)
class ChosenFile:
    """What a story's file of choices has to tell, and what it told last."""

    slug: str
    version: int
    told: bool
    """Whether readers get this version, and its creator lets them know."""
    marks: int
    body_hash: bytes | None
    """Of the file as it was last written."""


# A story whose creator never let readers know has no file, and none to write.
MARK_STORY: Final = """
    INSERT INTO chosen_files AS file (story_id, marks)
    SELECT stories.id, 1
    FROM stories
    LEFT JOIN versions ON versions.story_id = stories.id AND versions.number = stories.published_version
    WHERE stories.id = %(story_id)s
      AND (versions.reveals_choices OR EXISTS (SELECT FROM chosen_files WHERE story_id = stories.id))
    ON CONFLICT (story_id) DO UPDATE SET marks = file.marks + 1
"""


def mark_chosen(connection: Connection, story_id: str) -> bool:
    """Note that the story's file may have to tell something else; False where the story has none."""
    return connection.execute(MARK_STORY, {"story_id": story_id}).rowcount == 1


LIST_DUE: Final = """
    SELECT story_id::text FROM chosen_files WHERE marks <> written ORDER BY tried_at NULLS FIRST LIMIT %(most)s
"""


def list_chosen_due(connection: Connection, *, most: int) -> list[str]:
    """Stories whose file may be behind: those never tried first, then the longest not tried."""
    return [row[0] for row in connection.execute(LIST_DUE, {"most": most}).fetchall()]


NOTE_TRIED: Final = "UPDATE chosen_files SET tried_at = %(now)s WHERE story_id = %(story_id)s"


def note_chosen_tried(connection: Connection, story_id: str, *, now: datetime) -> None:
    """Put the story behind the others whose file is due, whatever becomes of this try."""
    connection.execute(NOTE_TRIED, {"story_id": story_id, "now": now})


LOCK_CHOSEN: Final = "SELECT pg_try_advisory_xact_lock(hashtextextended('chosen ' || %(story_id)s::text, 0))"


def lock_chosen(connection: Connection, story_id: str) -> bool:
    """Let nobody else write the story's file until the transaction ends; False where somebody does.

    No row is locked and no transaction id taken, so that slow storage does not hold back the rollup.
    """
    [(locked,)] = connection.execute(LOCK_CHOSEN, {"story_id": story_id}).fetchall()
    return bool(locked)


FIND_CHOSEN: Final = """
    SELECT stories.slug, versions.number AS version, stories.state = 'published' AND versions.reveals_choices AS told,
           chosen_files.marks, chosen_files.body_hash
    FROM chosen_files
    JOIN stories ON stories.id = chosen_files.story_id
    JOIN versions ON versions.story_id = stories.id AND versions.number = stories.published_version
    WHERE chosen_files.story_id = %(story_id)s
"""


def find_chosen(connection: Connection, story_id: str) -> ChosenFile | None:
    """What the story's file has to tell; None where it has none."""
    with connection.cursor(row_factory=class_row(ChosenFile)) as cursor:
        return cursor.execute(FIND_CHOSEN, {"story_id": story_id}).fetchone()


LIST_FIRST_CHOICES: Final = """
    WITH counted AS (
        SELECT scene, option, sum(readers)::bigint AS readers FROM rollup_options
        WHERE story_id = %(story_id)s AND version = %(version)s AND readers > 0
        GROUP BY scene, option
    ), told AS (
        SELECT scene FROM counted GROUP BY scene HAVING sum(readers) >= %(least)s
        ORDER BY sum(readers) DESC, scene LIMIT %(most)s
    )
    SELECT scene, option, readers FROM counted JOIN told USING (scene) ORDER BY scene, option
"""


def list_first_choices(
    connection: Connection, story_id: str, version: int, *, least: int, most: int
) -> list[FirstChoice]:
    """First choices in the scenes that at least so many readers have left, of those scenes most have left; as of the
    last rollup."""
    values = {"story_id": story_id, "version": version, "least": least, "most": most}
    with connection.cursor(row_factory=class_row(FirstChoice)) as cursor:
        return cursor.execute(LIST_FIRST_CHOICES, values).fetchall()


NOTE_CHOSEN: Final = """
    UPDATE chosen_files SET written = %(marks)s, body_hash = %(body_hash)s WHERE story_id = %(story_id)s
"""


def note_chosen(connection: Connection, story_id: str, *, marks: int, body_hash: bytes) -> None:
    """Say what the story's file tells now, and up to which mark; the caller holds the file's lock."""
    connection.execute(NOTE_CHOSEN, {"story_id": story_id, "marks": marks, "body_hash": body_hash})
