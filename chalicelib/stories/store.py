"""SQL of stories, their drafts and the draft's edits. Every statement names the owner where a creator asks."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import batched
from typing import Any, Final

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from ..db import Connection
from .records import DraftRow, EditRow, HistoryRow, NewEdit, StoryPlace, StoryRow

PAGE_EDITS: Final = 500
SCENES_AT_ONCE: Final = 1_000
EDITS_AT_ONCE: Final = 1_000


INSERT_STORY: Final = """
    INSERT INTO stories (id, account_id, slug, state, created_at, updated_at)
    VALUES (%(story_id)s, %(account_id)s, %(slug)s, 'draft', %(now)s, %(now)s)
"""

INSERT_DRAFT: Final = """
    INSERT INTO drafts (story_id, revision, schema, ifid, title, summary, language, start, theme, reveal_choices,
                        variables, groups)
    VALUES (%(story_id)s, 0, %(schema)s, %(ifid)s, %(title)s, %(summary)s, %(language)s, %(start)s, %(theme)s,
            %(reveal_choices)s, %(variables)s, %(groups)s)
"""


def insert_story(
    connection: Connection, *, story_id: str, account_id: str, slug: str, draft: Mapping[str, Any], now: datetime
) -> None:
    """Write a new story with its draft, scenes and all, at revision 0: what its first edit is made on."""
    connection.execute(INSERT_STORY, {"story_id": story_id, "account_id": account_id, "slug": slug, "now": now})
    connection.execute(INSERT_DRAFT, {"story_id": story_id} | _draft_values(draft))
    if draft["scenes"]:
        connection.execute(SAVE_SCENES, {"story_id": story_id, "scenes": Jsonb(draft["scenes"])})


COPY_STORY: Final = """
    INSERT INTO stories (id, account_id, slug, state, created_at, updated_at)
    VALUES (%(copy_id)s, %(account_id)s, %(slug)s, 'draft', %(now)s, %(now)s)
"""

# A picture that the copy does not have stays named: the problem that this is shows there as it did before.
COPY_DRAFT: Final = """
    INSERT INTO drafts (story_id, revision, schema, ifid, title, summary, language, start, theme, reveal_choices,
                        variables, groups)
    SELECT %(copy_id)s::uuid, 0, schema, NULL, %(title)s, summary, language, start,
           CASE WHEN %(pictures)s::jsonb ? (theme ->> 'cover')
               THEN jsonb_set(theme, '{cover}', %(pictures)s::jsonb -> (theme ->> 'cover')) ELSE theme END,
           reveal_choices, variables, groups
    FROM drafts WHERE story_id = %(story_id)s
"""

COPY_SCENES: Final = """
    INSERT INTO draft_scenes (story_id, scene_id, scene)
    SELECT %(copy_id)s::uuid, scene_id,
           CASE WHEN %(pictures)s::jsonb ? (scene #>> '{data,image}')
               THEN jsonb_set(scene, '{data,image}', %(pictures)s::jsonb -> (scene #>> '{data,image}'))
               ELSE scene END
    FROM draft_scenes WHERE story_id = %(story_id)s
"""


def copy_draft(
    connection: Connection, story_id: str, copy: Mapping[str, Any], pictures: Callable[[], Mapping[str, str]]
) -> None:
    """Write a new story with another one's draft, which the caller has locked, at revision 0.

    `copy` is its `copy_id`, `account_id`, `slug`, `title` and the time, `now`. `pictures` is called once its row is
    there: it gives the copy its pictures, and says which of them stands for which.
    """
    connection.execute(COPY_STORY, copy)
    values = {**copy, "story_id": story_id, "pictures": Jsonb(dict(pictures()))}
    connection.execute(COPY_DRAFT, values)
    connection.execute(COPY_SCENES, values)


# A page of the longest titles and summaries stays below 1 MB.
PAGE_STORIES: Final = 200

STORY_COLUMNS: Final = """
    SELECT stories.id, stories.slug, drafts.title, left(drafts.summary, 400) AS summary, stories.state, drafts.revision,
           stories.published_version,
           (SELECT count(*) FROM draft_scenes WHERE draft_scenes.story_id = stories.id) AS scenes,
           (SELECT assets.renditions FROM assets
            WHERE assets.story_id = stories.id AND assets.state = 'ready' AND assets.id::text = coalesce(
                nullif(drafts.theme ->> 'cover', ''),
                (SELECT scene -> 'data' ->> 'image' FROM draft_scenes
                 WHERE draft_scenes.story_id = stories.id AND draft_scenes.scene_id = drafts.start)
            )) AS cover,
           read.sessions, read.completions, stories.created_at, stories.updated_at
    FROM stories JOIN drafts ON drafts.story_id = stories.id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(sessions), 0)::bigint AS sessions, coalesce(sum(completions), 0)::bigint AS completions
        FROM rollup_stories WHERE rollup_stories.story_id = stories.id
    ) AS read
    WHERE stories.account_id = %(account_id)s AND stories.keeping = 'kept'
"""

LIST_STORIES: Final = (
    STORY_COLUMNS
    + """
      AND (%(at)s::timestamptz IS NULL OR stories.updated_at < %(at)s
           OR (stories.updated_at = %(at)s AND stories.id > %(after)s))
    ORDER BY stories.updated_at DESC, stories.id LIMIT %(most)s
"""
)


def list_stories(connection: Connection, account_id: str, after: StoryPlace | None) -> list[StoryRow]:
    """The account's stories that come after a place, the last edited first: a page, and one more if there is one."""
    at, story_id = (after.updated_at, after.story_id) if after else (None, None)
    values = {"account_id": account_id, "at": at, "after": story_id, "most": PAGE_STORIES + 1}
    with connection.cursor(row_factory=class_row(StoryRow)) as cursor:
        return cursor.execute(LIST_STORIES, values).fetchall()


FIND_STORY: Final = STORY_COLUMNS + " AND stories.id = %(story_id)s"


def find_story(connection: Connection, account_id: str, story_id: str) -> StoryRow | None:
    """One story of the account."""
    with connection.cursor(row_factory=class_row(StoryRow)) as cursor:
        return cursor.execute(FIND_STORY, {"account_id": account_id, "story_id": story_id}).fetchone()


FIND_DRAFT: Final = """
    SELECT drafts.revision, drafts.schema, drafts.ifid, drafts.title, drafts.summary, drafts.language, drafts.start,
           drafts.theme, drafts.reveal_choices, drafts.variables, drafts.groups
    FROM drafts JOIN stories ON stories.id = drafts.story_id
    WHERE stories.id = %(story_id)s AND stories.account_id = %(account_id)s AND stories.keeping = 'kept'
"""


def find_draft(connection: Connection, account_id: str, story_id: str, *, lock: bool = False) -> DraftRow | None:
    """A story's draft without its scenes; with `lock`, nobody else edits it until the transaction ends."""
    statement = FIND_DRAFT + " FOR UPDATE OF drafts" if lock else FIND_DRAFT
    with connection.cursor(row_factory=class_row(DraftRow)) as cursor:
        return cursor.execute(statement, {"account_id": account_id, "story_id": story_id}).fetchone()


PAGE_OF_SCENES: Final = """
    SELECT scene_id, scene, running - size < %(most)s AS fits FROM (
        SELECT scene_id, scene, octet_length(scene::text) AS size,
               sum(octet_length(scene::text)) OVER (ORDER BY scene_id) AS running
        FROM (
            SELECT scene_id, scene FROM draft_scenes
            WHERE story_id = %(story_id)s AND (%(after)s::text IS NULL OR scene_id > %(after)s)
            ORDER BY scene_id LIMIT 1000
        ) AS candidates
    ) AS measured WHERE running - size < %(most)s ORDER BY scene_id
"""

MORE_SCENES: Final = """
    SELECT EXISTS (SELECT FROM draft_scenes WHERE story_id = %(story_id)s AND scene_id > %(after)s)
"""


def page_scenes(
    connection: Connection, story_id: str, *, after: str | None, most: int
) -> tuple[list[dict[str, Any]], str | None]:
    """Scenes after an id, about `most` bytes of them, and the id to go on after, or None at the end."""
    rows = connection.execute(PAGE_OF_SCENES, {"story_id": story_id, "after": after, "most": most}).fetchall()
    if not rows:
        return [], None
    last = rows[-1][0]
    more = connection.execute(MORE_SCENES, {"story_id": story_id, "after": last}).fetchone()
    return [row[1] for row in rows], last if more and more[0] else None


SCENES: Final = """
    SELECT scene_id, scene FROM draft_scenes
    WHERE story_id = %(story_id)s AND (%(scene_ids)s::text[] IS NULL OR scene_id = ANY(%(scene_ids)s))
    ORDER BY scene_id
"""


def load_scenes(
    connection: Connection, story_id: str, scene_ids: Sequence[str] | None = None
) -> dict[str, dict[str, Any]]:
    """Scenes by id: those named, or all of the draft."""
    named = None if scene_ids is None else list(scene_ids)
    return dict(connection.execute(SCENES, {"story_id": story_id, "scene_ids": named}).fetchall())


EDITS_THAT_MATTER: Final = """
    SELECT edit_id, revision, schema, edit FROM draft_edits
    WHERE story_id = %(story_id)s
      AND (edit_id = ANY(%(edit_ids)s::uuid[])
           OR (revision > %(base)s
               AND (keys && %(keys)s::text[]
                    OR EXISTS (SELECT FROM unnest(keys) AS key, unnest(%(beneath)s::text[]) AS stem
                               WHERE starts_with(key || ':', stem)))))
    ORDER BY revision
"""


def list_edits_that_matter(
    connection: Connection,
    story_id: str,
    *,
    edit_ids: Sequence[str],
    base: int,
    keys: Sequence[str],
    beneath: Sequence[str],
) -> list[EditRow]:
    """Edits that decide about sent ones: the same ones, sent before, and later ones on one of the keys or beneath."""
    values = {
        "story_id": story_id,
        "edit_ids": list(edit_ids),
        "base": base,
        "keys": list(keys),
        "beneath": list(beneath),
    }
    with connection.cursor(row_factory=class_row(EditRow)) as cursor:
        return cursor.execute(EDITS_THAT_MATTER, values).fetchall()


# 300 bytes are what an answer says of an edit beside it and its inverse.
EDITS_SINCE: Final = """
    SELECT edit_id, revision, schema, edit, inverse, action, undoes, account_id, made_at FROM (
        SELECT *, sum(size) OVER (ORDER BY revision) - size AS before FROM (
            SELECT edit_id, revision, schema, edit, inverse, coalesce(action, edit_id) AS action, undoes, account_id,
                   made_at, octet_length(edit::text) + octet_length(inverse::text) + 300 AS size
            FROM draft_edits
            WHERE story_id = %(story_id)s AND revision > %(since)s ORDER BY revision LIMIT %(edits)s
        ) AS candidates
    ) AS measured WHERE before < %(most)s ORDER BY revision
"""


def list_edits_since(connection: Connection, story_id: str, since: int, *, most: int) -> list[HistoryRow]:
    """A page of the draft's edits after a revision, oldest first, about `most` bytes of them."""
    values = {"story_id": story_id, "since": since, "edits": PAGE_EDITS, "most": most}
    with connection.cursor(row_factory=class_row(HistoryRow)) as cursor:
        return cursor.execute(EDITS_SINCE, values).fetchall()


EDITS_BEFORE: Final = """
    SELECT edit_id, revision, schema, edit, inverse, action, undoes, account_id, made_at FROM (
        SELECT *, sum(size) OVER (ORDER BY revision DESC) - size AS after FROM (
            SELECT edit_id, revision, schema, edit, inverse, coalesce(action, edit_id) AS action, undoes, account_id,
                   made_at, octet_length(edit::text) + octet_length(inverse::text) + 300 AS size
            FROM draft_edits
            WHERE story_id = %(story_id)s AND revision < %(before)s ORDER BY revision DESC LIMIT %(edits)s
        ) AS candidates
    ) AS measured WHERE after < %(most)s ORDER BY revision
"""


def list_edits_before(connection: Connection, story_id: str, before: int, *, most: int) -> list[HistoryRow]:
    """The page of the draft's edits that ends right before a revision, oldest first, about `most` bytes of them."""
    values = {"story_id": story_id, "before": before, "edits": PAGE_EDITS, "most": most}
    with connection.cursor(row_factory=class_row(HistoryRow)) as cursor:
        return cursor.execute(EDITS_BEFORE, values).fetchall()


LIST_ACTION: Final = """
    SELECT edit_id, revision, schema, edit, inverse, coalesce(action, edit_id) AS action, undoes, account_id, made_at
    FROM draft_edits WHERE story_id = %(story_id)s AND coalesce(action, edit_id) = %(action)s ORDER BY revision
"""


def list_action(connection: Connection, story_id: str, action: str) -> list[HistoryRow]:
    """The edits of one action, oldest first; none where the draft has no such action."""
    with connection.cursor(row_factory=class_row(HistoryRow)) as cursor:
        return cursor.execute(LIST_ACTION, {"story_id": story_id, "action": action}).fetchall()


OWN_ACTIONS: Final = """
    SELECT DISTINCT coalesce(action, edit_id) FROM draft_edits
    WHERE story_id = %(story_id)s AND account_id = %(account_id)s
      AND coalesce(action, edit_id) = ANY(%(actions)s::uuid[])
"""


def list_own_actions(connection: Connection, account_id: str, story_id: str, actions: Sequence[str]) -> set[uuid.UUID]:
    """Those of the actions that the account has made in the draft."""
    if not actions:
        return set()
    values = {"account_id": account_id, "story_id": story_id, "actions": list(actions)}
    return {row[0] for row in connection.execute(OWN_ACTIONS, values).fetchall()}


EDITS_BESIDE: Final = """
    SELECT edit_id, revision, schema, edit, inverse, coalesce(action, edit_id) AS action, undoes, account_id, made_at
    FROM draft_edits
    WHERE story_id = %(story_id)s AND revision > %(since)s AND coalesce(action, edit_id) <> %(action)s
      AND (
          undoes IS NOT NULL
          OR EXISTS (SELECT FROM unnest(keys) AS key WHERE split_part(key, ':', 2) = ANY(%(subjects)s::text[]))
      )
    ORDER BY revision
"""


def list_edits_beside(
    connection: Connection, story_id: str, action: str, *, since: int, subjects: Sequence[str]
) -> list[HistoryRow]:
    """Later edits than `since` that are not of the action: of one of the subjects, or taking something back."""
    values = {"story_id": story_id, "action": action, "since": since, "subjects": list(subjects)}
    with connection.cursor(row_factory=class_row(HistoryRow)) as cursor:
        return cursor.execute(EDITS_BESIDE, values).fetchall()


SAVE_DRAFT: Final = """
    UPDATE drafts SET revision = %(revision)s, schema = %(schema)s, ifid = %(ifid)s, title = %(title)s,
        summary = %(summary)s, language = %(language)s, start = %(start)s, theme = %(theme)s,
        reveal_choices = %(reveal_choices)s, variables = %(variables)s, groups = %(groups)s
    WHERE story_id = %(story_id)s
"""

SAVE_SCENES: Final = """
    INSERT INTO draft_scenes (story_id, scene_id, scene)
    SELECT %(story_id)s, key, value FROM jsonb_each(%(scenes)s)
    ON CONFLICT (story_id, scene_id) DO UPDATE SET scene = excluded.scene
"""

DELETE_SCENES: Final = "DELETE FROM draft_scenes WHERE story_id = %(story_id)s AND scene_id = ANY(%(scene_ids)s)"


def save_draft(
    connection: Connection,
    *,
    story_id: str,
    draft: Mapping[str, Any],
    revision: int,
    changed: Mapping[str, Mapping[str, Any]],
    removed: Sequence[str],
) -> None:
    """Write what a draft holds beside its scenes, and the scenes that changed; the caller holds the draft's lock."""
    if removed:
        connection.execute(DELETE_SCENES, {"story_id": story_id, "scene_ids": list(removed)})
    # Bringing a draft up to a newer schema changes every scene; no statement may take long.
    for some in batched(changed.items(), SCENES_AT_ONCE):
        connection.execute(SAVE_SCENES, {"story_id": story_id, "scenes": Jsonb(dict(some))})
    connection.execute(SAVE_DRAFT, {"story_id": story_id, "revision": revision} | _draft_values(draft))


INSERT_EDITS: Final = """
    INSERT INTO draft_edits
        (story_id, revision, edit_id, account_id, base, keys, schema, edit, inverse, action, undoes, made_at)
    SELECT %(story_id)s, revision, edit_id, %(account_id)s, base, keys, schema, edit, inverse, action, undoes, %(now)s
    FROM jsonb_to_recordset(%(edits)s) AS sent (
        revision bigint, edit_id uuid, base bigint, keys text[], schema integer, edit jsonb, inverse jsonb,
        action uuid, undoes uuid
    )
"""

TOUCH_STORY: Final = "UPDATE stories SET updated_at = %(now)s WHERE id = %(story_id)s"


def save_edits(
    connection: Connection, *, story_id: str, account_id: str, edits: Sequence[NewEdit], now: datetime
) -> None:
    """Write accepted edits; the caller holds the draft's lock and saves what they made of it."""
    same = {"story_id": story_id, "account_id": account_id, "now": now}
    # Restoring a version, or undoing that, makes many thousands; a statement for each would outlast the request.
    for some in batched(edits, EDITS_AT_ONCE):
        connection.execute(INSERT_EDITS, same | {"edits": Jsonb([vars(edit) for edit in some])})
    connection.execute(TOUCH_STORY, same)


def _draft_values(draft: Mapping[str, Any]) -> dict[str, Any]:
    names = ("schema", "ifid", "title", "summary", "language", "start", "reveal_choices")
    plain = {name: draft[name] for name in names}
    return plain | {name: Jsonb(draft[name]) for name in ("theme", "variables", "groups")}


DRAFT_SIZE: Final = """
    SELECT count(*), coalesce(sum(octet_length(scene::text)), 0) FROM draft_scenes WHERE story_id = %(story_id)s
"""


def measure_draft(connection: Connection, story_id: str) -> tuple[int, int]:
    """How many scenes a draft has and how many bytes they are."""
    row = connection.execute(DRAFT_SIZE, {"story_id": story_id}).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)
