"""SQL of publishing: publications under way, the versions they make, and what a story's page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from psycopg.errors import LockNotAvailable
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from ..db import Connection
from ..stories.upcasting import upcast_document


@dataclass(frozen=True)
class Publication:
    """A publication somebody asked for."""

    id: Any
    story_id: Any
    state: str
    attempts: int
    version: int | None
    """The version it made; it makes one at most."""


@dataclass(frozen=True)
class Draft:
    """A whole draft in one snapshot, and the number its next version would have."""

    revision: int
    fields: dict[str, Any]
    """Everything but the scenes."""
    scenes: dict[str, Any]
    next_number: int

    @property
    def document(self) -> dict[str, Any]:
        """The document as JSON of this schema."""
        return dict(upcast_document(self.fields | {"scenes": self.scenes}))


@dataclass(frozen=True)
class Pointer:
    """What a story's public page is to show just now."""

    story_id: Any
    slug: str
    state: str
    number: int | None
    machine_key: str | None
    """Of its head; of a version from before there were chunks, of the whole machine."""
    head: dict[str, Any] | None
    title: str | None
    summary: str | None
    language: str | None
    theme: dict[str, Any] | None
    schema: int | None
    """Which the theme is written in."""
    cover: dict[str, Any] | None
    """As `save_cover` wrote it; None where nobody has tried to make it."""
    public: bool
    """Whether search engines may list the story."""

    @property
    def shows(self) -> int:
        """What a page written from this shows: the version's number, 0 for a story that is put away."""
        return self.number if self.state == "published" and self.number is not None else 0


FIND_PUBLICATION: Final = """
    SELECT id, story_id, state, attempts, version FROM publications WHERE id = %(publication_id)s
"""


def find_publication(connection: Connection, publication_id: str) -> Publication | None:
    """One publication, whoever asked for it."""
    with connection.cursor(row_factory=class_row(Publication)) as cursor:
        return cursor.execute(FIND_PUBLICATION, {"publication_id": publication_id}).fetchone()


TAKE_UP: Final = """
    UPDATE publications SET state = 'publishing', attempts = attempts + 1, updated_at = %(now)s
    WHERE id = %(publication_id)s AND state IN ('queued', 'publishing')
    RETURNING attempts
"""


def take_up(connection: Connection, publication_id: str, *, now: datetime) -> int | None:
    """Begin, or begin again; how many times that makes, or None where the publication is over meanwhile."""
    row = connection.execute(TAKE_UP, {"publication_id": publication_id, "now": now}).fetchone()
    return int(row[0]) if row else None


# Neither shrinks: begun again, a publication may find fewer files to write than before, and none of them told yet.
SAVE_PROGRESS: Final = """
    UPDATE publications SET done = greatest(done, %(done)s), total = greatest(total, %(total)s), updated_at = %(now)s
    WHERE id = %(publication_id)s AND state = 'publishing'
"""


def save_progress(connection: Connection, publication_id: str, done: int, total: int, *, now: datetime) -> None:
    """Tell the creator how many of the files are there."""
    values = {"publication_id": publication_id, "done": done, "total": total, "now": now}
    connection.execute(SAVE_PROGRESS, values)


END: Final = """
    UPDATE publications SET state = %(state)s, problems = coalesce(%(problems)s, problems),
        done = CASE WHEN %(state)s = 'published' THEN total ELSE done END, updated_at = %(now)s
    WHERE id = %(publication_id)s AND state = 'publishing'
"""


def end_publication(
    connection: Connection,
    publication_id: str,
    state: str,
    *,
    problems: Sequence[Mapping[str, Any]] | None = None,
    now: datetime,
) -> None:
    """Finish or refuse a publication; one that is over stays as it is."""
    values = {"publication_id": publication_id, "state": state, "now": now}
    connection.execute(END, values | {"problems": None if problems is None else Jsonb(list(problems))})


GIVE_UP: Final = """
    UPDATE publications SET state = 'failed', detail = %(detail)s, updated_at = %(now)s
    WHERE id = %(publication_id)s AND state = 'publishing' AND version IS NULL
"""


def give_up(connection: Connection, publication_id: str, *, detail: str, now: datetime) -> bool:
    """End a publication that did not work, unless it has made its version."""
    values = {"publication_id": publication_id, "detail": detail, "now": now}
    return connection.execute(GIVE_UP, values).rowcount == 1


CALL_OFF: Final = """
    UPDATE publications SET state = 'failed', detail = %(detail)s, updated_at = %(now)s
    WHERE story_id = %(story_id)s AND state IN ('queued', 'publishing') AND version IS NULL
"""


def call_off(connection: Connection, story_id: str, *, detail: str, now: datetime) -> None:
    """End the story's publications that have made no version yet; the caller holds the story's row.

    A version is made under the same lock, and only of a publication that is under way, so none of them makes one later.
    """
    connection.execute(CALL_OFF, {"story_id": story_id, "detail": detail, "now": now})


# One statement, so one snapshot: the scenes are those of the revision. What it gives is read as a document by the
# caller, who holds no connection meanwhile.
LOAD_DRAFT: Final = """
    SELECT revision,
           jsonb_build_object('schema', schema, 'ifid', ifid, 'title', title, 'summary', summary, 'language', language,
               'start', start, 'theme', theme, 'reveal_choices', reveal_choices, 'variables', variables,
               'groups', groups) AS fields,
           coalesce(
               (SELECT jsonb_object_agg(scene_id, scene) FROM draft_scenes WHERE story_id = %(story_id)s), '{}'
           ) AS scenes,
           1 + coalesce((SELECT max(number) FROM versions WHERE story_id = %(story_id)s), 0) AS next_number
    FROM drafts WHERE story_id = %(story_id)s
"""


def load_draft(connection: Connection, story_id: str) -> Draft:
    """A story's whole draft. Raises LookupError where the story is gone."""
    with connection.cursor(row_factory=class_row(Draft)) as cursor:
        draft = cursor.execute(LOAD_DRAFT, {"story_id": story_id}).fetchone()
    if draft is None:
        raise LookupError(story_id)
    return draft


# The newest few, and no more: what was written before those may be gone one day.
LIST_HEADS: Final = """
    SELECT head FROM versions WHERE story_id = %(story_id)s AND head IS NOT NULL ORDER BY number DESC LIMIT 3
"""


def list_heads(connection: Connection, story_id: str) -> list[dict[str, Any]]:
    """The heads of the story's newest versions, whose files are all there."""
    return [row[0] for row in connection.execute(LIST_HEADS, {"story_id": story_id}).fetchall()]


LOCK_STORY: Final = "SELECT FROM stories WHERE id = %(story_id)s FOR UPDATE"

INSERT_VERSION: Final = """
    INSERT INTO versions
        (story_id, number, publication_id, revision, document, machine_key, head, reveals_choices, published_at)
    SELECT %(story_id)s, %(number)s, publications.id, %(revision)s, %(document)s, %(machine_key)s, %(head)s,
           coalesce((%(document)s ->> 'reveal_choices')::boolean, false), %(now)s
    FROM publications
    WHERE publications.id = %(publication_id)s AND publications.state = 'publishing' AND publications.version IS NULL
      AND %(number)s = 1 + coalesce((SELECT max(number) FROM versions WHERE story_id = %(story_id)s), 0)
"""

INSERT_VERSION_SCENES: Final = """
    INSERT INTO version_scenes (story_id, number, scene_id, scene)
    SELECT %(story_id)s, %(number)s, key, value FROM jsonb_each(%(scenes)s)
"""

MOVE_POINTER: Final = """
    UPDATE stories SET state = 'published', published_version = %(number)s, updated_at = %(now)s
    WHERE id = %(story_id)s
"""

SAVE_NUMBER: Final = "UPDATE publications SET version = %(number)s WHERE id = %(publication_id)s"


@dataclass(frozen=True)
class NewVersion:
    """A version to write."""

    story_id: str
    number: int
    publication_id: str
    revision: int
    document: Mapping[str, Any]
    machine_key: str
    head: Mapping[str, Any]
    scenes: Mapping[str, Any]
    """What executing a step needs, by scene."""


def save_version(connection: Connection, version: NewVersion, *, now: datetime) -> bool:
    """Write the version and point the story at it, inside the caller's transaction.

    Returns False, having written nothing, where another version took the number, or the publication already has one or
    was ended meanwhile.
    """
    parts = {"document": version.document, "head": version.head, "scenes": version.scenes}
    values = vars(version) | {"now": now} | {name: Jsonb(part) for name, part in parts.items()}
    connection.execute(LOCK_STORY, values)
    if connection.execute(INSERT_VERSION, values).rowcount == 0:
        return False
    connection.execute(INSERT_VERSION_SCENES, values)
    connection.execute(MOVE_POINTER, values)
    connection.execute(SAVE_NUMBER, values)
    return True


FIND_POINTER: Final = """
    SELECT stories.id AS story_id, stories.slug, stories.state, versions.number, versions.machine_key, versions.head,
           versions.document ->> 'title' AS title, versions.document ->> 'summary' AS summary,
           versions.document ->> 'language' AS language, versions.document -> 'theme' AS theme,
           (versions.document ->> 'schema')::integer AS schema, versions.cover, stories.public
    FROM stories LEFT JOIN versions ON versions.story_id = stories.id AND versions.number = stories.published_version
    WHERE stories.id = %(story_id)s
"""


def find_pointer(connection: Connection, story_id: str) -> Pointer | None:
    """What the story's page is to show; None where there is no such story."""
    with connection.cursor(row_factory=class_row(Pointer)) as cursor:
        return cursor.execute(FIND_POINTER, {"story_id": story_id}).fetchone()


SAVE_HEAD: Final = """
    UPDATE versions SET head = %(head)s, machine_key = %(head_key)s
    WHERE story_id = %(story_id)s AND number = %(number)s AND head IS NULL
"""


def save_head(connection: Connection, story_id: str, number: int, *, head: Mapping[str, Any], head_key: str) -> None:
    """Note what a version from before there were chunks was cut into."""
    values = {"story_id": story_id, "number": number, "head": Jsonb(head), "head_key": head_key}
    connection.execute(SAVE_HEAD, values)


# What a version's cover is drawn from. The alt text is that of a scene with the same picture, the start before others.
FIND_UNCOVERED: Final = """
    WITH chosen AS MATERIALIZED (
        SELECT versions.number, versions.start, versions.document -> 'scenes' AS scenes,
               versions.document #>> '{theme,paper}' AS paper,
               coalesce(
                   nullif(versions.document #>> '{theme,cover}', ''),
                   versions.document #>> ARRAY['scenes', versions.start, 'data', 'image']
               ) AS image
        FROM stories
        JOIN versions ON versions.story_id = stories.id AND versions.number = stories.published_version
        WHERE stories.id = %(story_id)s AND stories.state = 'published' AND versions.cover IS NULL
    )
    SELECT number, coalesce(image, '') AS image, paper, coalesce((
        SELECT value #>> '{data,alt}' FROM jsonb_each(scenes) WHERE value #>> '{data,image}' = image
        ORDER BY value #>> '{data,alt}' <> '' DESC, key = start DESC, key COLLATE "C" LIMIT 1
    ), '') AS alt FROM chosen
"""


@dataclass(frozen=True)
class Uncovered:
    """A published version that nobody has tried to make a cover for, and what it would be drawn from."""

    number: int
    image: str
    """An asset's id, empty where there is no picture."""
    alt: str
    paper: str | None


def find_uncovered(connection: Connection, story_id: str) -> Uncovered | None:
    """The version that the story's readers get, where it still needs a cover."""
    with connection.cursor(row_factory=class_row(Uncovered)) as cursor:
        return cursor.execute(FIND_UNCOVERED, {"story_id": story_id}).fetchone()


HAS_COVER: Final = """
    SELECT EXISTS (SELECT FROM versions WHERE story_id = %(story_id)s AND cover ->> 'folder' = %(folder)s)
"""


def has_cover(connection: Connection, story_id: str, folder: str) -> bool:
    """Whether a version of the story has its cover in that folder, so that it is all there."""
    [(there,)] = connection.execute(HAS_COVER, {"story_id": story_id, "folder": folder}).fetchall()
    return bool(there)


SAVE_COVER: Final = """
    UPDATE versions SET cover = %(cover)s
    WHERE story_id = %(story_id)s AND number = %(number)s AND cover IS NULL
"""


def save_cover(connection: Connection, story_id: str, number: int, *, folder: str | None, alt: str) -> None:
    """Note where a version's cover lies; None where it has none."""
    cover = Jsonb({"folder": folder, "alt": alt})
    connection.execute(SAVE_COVER, {"story_id": story_id, "number": number, "cover": cover})


WAIT_FOR_PAGE: Final = "SELECT set_config('lock_timeout', '4s', true)"

LOCK_PAGE: Final = "SELECT pg_advisory_xact_lock(hashtextextended('page ' || %(story_id)s::text, 0))"


def lock_page(connection: Connection, story_id: str) -> bool:
    """Let nobody else write the story's page until the transaction ends; False where somebody does for too long.

    No row is locked and no transaction id taken, so that slow storage holds up neither edits nor the rollup.
    """
    connection.execute(WAIT_FOR_PAGE)
    try:
        connection.execute(LOCK_PAGE, {"story_id": story_id})
    except LockNotAvailable:
        return False
    return True


NOTE_PAGE: Final = """
    UPDATE stories SET page_shows = %(shows)s, page_public = %(public)s, page_writes = page_writes + 1
    WHERE id = %(story_id)s
"""


def note_page(connection: Connection, story_id: str, *, shows: int, public: bool) -> None:
    """Say in the story's row what its page shows now, and that caches are to forget what it showed before.

    The caller holds the page's lock.
    """
    connection.execute(NOTE_PAGE, {"story_id": story_id, "shows": shows, "public": public})


FIND_PURGE: Final = """
    SELECT slug, page_writes AS writes FROM stories WHERE id = %(story_id)s AND page_purged < page_writes
"""


@dataclass(frozen=True)
class Purge:
    """A page that was written after caches were told the last time."""

    slug: str
    writes: int
    """How many times it was written; caches told now forget all of them."""


def find_purge(connection: Connection, story_id: str) -> Purge | None:
    """The purge that is due for a story's page."""
    with connection.cursor(row_factory=class_row(Purge)) as cursor:
        return cursor.execute(FIND_PURGE, {"story_id": story_id}).fetchone()


NOTE_PURGE: Final = """
    UPDATE stories SET page_purged = greatest(page_purged, %(writes)s) WHERE id = %(story_id)s
"""


def note_purge(connection: Connection, story_id: str, *, writes: int) -> None:
    """Say in the story's row that caches were told of the page as it was written that many times."""
    connection.execute(NOTE_PURGE, {"story_id": story_id, "writes": writes})


LAGGING: Final = """
    SELECT id FROM stories
    WHERE page_shows IS DISTINCT FROM
        CASE state WHEN 'published' THEN published_version WHEN 'unpublished' THEN 0 END
        OR (page_public <> public AND state <> 'draft')
    ORDER BY page_tried_at NULLS FIRST, updated_at LIMIT %(most)s
"""


def list_lagging(connection: Connection, *, most: int) -> list[str]:
    """Stories whose page does not show what their row says: those never tried first, then the longest not tried."""
    return [str(row[0]) for row in connection.execute(LAGGING, {"most": most}).fetchall()]


UNPURGED: Final = """
    SELECT id FROM stories WHERE page_purged < page_writes
    ORDER BY page_tried_at NULLS FIRST, updated_at LIMIT %(most)s
"""


def list_unpurged(connection: Connection, *, most: int) -> list[str]:
    """Stories whose page caches were not told of, in the same order."""
    return [str(row[0]) for row in connection.execute(UNPURGED, {"most": most}).fetchall()]


NOTE_TRIED: Final = "UPDATE stories SET page_tried_at = %(now)s WHERE id = %(story_id)s"


def note_tried(connection: Connection, story_id: str, *, now: datetime) -> None:
    """Put the story behind the others whose page lags, whatever becomes of this try."""
    connection.execute(NOTE_TRIED, {"story_id": story_id, "now": now})
