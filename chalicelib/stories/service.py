"""Stories and their drafts: beginning one, taking edits, saying what is wrong."""

from __future__ import annotations

import json
import re
import secrets
import unicodedata
import uuid
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from .. import db, idempotency, limits
from ..assets import service as assets
from ..db import Connection
from ..errors import Conflict, NotFound, TooLarge
from ..idempotency import Once
from ..preconditions import Expected, etag
from ..settings import load_settings
from . import difference, edits, store
from .edit_types import Edit
from .model import MAX_DOCUMENT_BYTES, MAX_SCENES, SCHEMA, AssetId, Document, Scene, new_document
from .problems import AssetState, Problem
from .proof import all_problems
from .rebase import Accepted, Conflicted, SentEdit, StoredEdit, rebase
from .records import DraftRow, EditRow, HistoryRow, NewEdit, StoryPlace, StoryRow
from .upcasting import load_document, load_edit, upcast_document, upcast_scene
from .wire import AcceptedEdit, ConflictingEdit, EditsAnswer, StoryMade

PAGE_BYTES: Final = 600_000
"""A page of a draft's scenes, or of its edits, begins no further one beyond this; an answer stays about 1 MB."""
SCENE_BYTES: Final = 300_000
"""A scene as JSON: far more than words need; conditions and effects could fill a page by themselves."""
NEW_STORIES: Final = limits.Limit("new-stories", 200, timedelta(hours=1))
"""Far more than anybody begins: it bounds what a program that has gone astray leaves behind."""
COPIES: Final = limits.Limit("copies", 60, timedelta(hours=1))
"""A copy is as large as its story, which may be 8 MB."""
SLUG_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"


class StoryNotFound(NotFound):
    """There is no such story."""


class DraftChanged(Conflict):
    """The draft has fewer edits than that; load it again."""


class DraftTooLarge(TooLarge):
    """The story would grow beyond 10,000 scenes or 8 MB."""


@dataclass(frozen=True)
class DraftPage:
    """A draft's own fields, some of its scenes, and where to go on."""

    revision: int
    document: Document
    """Without scenes."""
    scenes: Sequence[Mapping[str, Any]]
    next: str | None


def create_story(account_id: str, title: str, *, once: Once | None, now: datetime) -> str:
    """Begin a story; gives its id. Raises RateLimitReached."""

    def effect() -> StoryMade:
        limits.take(connection, NEW_STORIES, account_id, now=now)
        story_id = str(uuid.uuid4())
        begin_story(connection, account_id, story_id, new_document(title), now=now)
        return StoryMade(id=story_id)

    with db.transaction() as connection:
        return idempotency.perform(connection, once, StoryMade, effect, now=now).id


def copy_story(account_id: str, story_id: str, title: str, *, once: Once | None, now: datetime) -> str:
    """Begin a story whose draft is another one's as it is now, pictures and all, under another title; gives its id.

    What was published of the other one, its history and its IFID are not the copy's. Raises StoryNotFound,
    RateLimitReached.
    """

    def effect() -> StoryMade:
        limits.take(connection, COPIES, account_id, now=now)
        copy_id = str(uuid.uuid4())
        copy = {"copy_id": copy_id, "account_id": account_id, "slug": _slug(title), "title": title, "now": now}
        store.copy_draft(connection, story_id, copy, lambda: assets.copy_pictures(connection, story_id, copy_id))
        return StoryMade(id=copy_id)

    with db.transaction() as connection:
        _draft(connection, account_id, story_id, lock=True)
        return idempotency.perform(connection, once, StoryMade, effect, now=now).id


def begin_story(connection: Connection, account_id: str, story_id: str, document: Document, *, now: datetime) -> None:
    """Write a new story whose draft is this document, inside the caller's transaction.

    The document is revision 0: the history begins after it, and undoing everything comes back to it. Raises
    DraftTooLarge where the document, or a scene of it, is larger than edits could have made it.
    """
    for scene in document.scenes.values():
        if not _is_small(scene):
            raise DraftTooLarge(f"The scene “{scene.data.title or scene.id}” takes more than {SCENE_BYTES:,} bytes.")
    draft = document.model_dump(mode="json", by_alias=True)
    slug = _slug(document.title)
    store.insert_story(connection, story_id=story_id, account_id=account_id, slug=slug, draft=draft, now=now)
    _require_room(connection, story_id)


def list_stories(account_id: str, *, after: StoryPlace | None) -> tuple[list[StoryRow], StoryPlace | None]:
    """A page of the account's stories, the last edited first, and the place to go on after, or None at the end."""
    with db.autocommit() as connection:
        rows = store.list_stories(connection, account_id, after)
    page = rows[: store.PAGE_STORIES]
    return page, StoryPlace(page[-1].updated_at, str(page[-1].id)) if len(page) < len(rows) else None


def load_story(account_id: str, story_id: str) -> StoryRow:
    """One story. Raises StoryNotFound."""
    with db.autocommit() as connection:
        story = store.find_story(connection, account_id, story_id)
    if story is None:
        raise StoryNotFound(field="story_id")
    return story


def load_draft_page(account_id: str, story_id: str, *, after: str | None) -> DraftPage:
    """One page of a draft: the scenes are those of the revision. Raises StoryNotFound."""
    with db.snapshot() as connection:
        draft = _draft(connection, account_id, story_id)
        scenes, following = store.page_scenes(connection, story_id, after=after, most=PAGE_BYTES)
    current = [upcast_scene(scene, draft.schema) for scene in scenes]
    return DraftPage(draft.revision, _document(draft, {}), current, following)


def save_edits(account_id: str, story_id: str, sent: Sequence[SentEdit], *, now: datetime) -> EditsAnswer:
    """Take edits in their order: each stands, stood already, or conflicts; the others are not kept from standing.

    Raises StoryNotFound, DraftChanged where a base is newer than the draft, DraftTooLarge.
    """
    with db.transaction() as connection:
        draft = lock_draft(connection, account_id, story_id)
        if any(one.base > draft.revision for one in sent):
            raise DraftChanged(field="edits")
        since = [_stored(row) for row in _edits_that_matter(connection, story_id, sent)]
        scenes = store.load_scenes(connection, story_id, _scenes_touched(sent))
        undone = sorted({str(one.undoes) for one in sent if one.undoes})
        own = store.list_own_actions(connection, account_id, story_id, undone)
        taken = _take(draft, scenes, sent, rebase(sent, since), own=own)
        if taken.new:
            _write(connection, account_id, story_id, draft, scenes, taken, now=now)
    return EditsAnswer(revision=draft.revision + len(taken.new), accepted=taken.accepted, conflicts=taken.conflicts)


def load_draft(account_id: str, story_id: str) -> Document:
    """The whole draft as it is now. Raises StoryNotFound."""
    with db.snapshot() as connection:
        draft = _draft(connection, account_id, story_id)
        return _document(draft, store.load_scenes(connection, story_id))


def replace_draft(
    connection: Connection, account_id: str, story_id: str, wanted: Document, *, expected: Expected, now: datetime
) -> tuple[int, int]:
    """Make the draft this document, in the caller's transaction, by edits that are kept like any others: one action.

    Gives the revision and how many edits it took; none where the draft is that already. Raises StoryNotFound,
    IfMatchStale where the draft's revision is not the expected one, DraftTooLarge.
    """
    draft = lock_draft(connection, account_id, story_id)
    scenes = store.load_scenes(connection, story_id)
    before = _document(draft, scenes)
    told = difference.with_inverses(before, difference.edits_between(before, wanted))
    if not told:
        return draft.revision, 0
    expected.require(draft_tag(draft.revision))
    action = uuid.uuid4()
    new = [
        _new_edit(SentEdit(id=uuid.uuid4(), base=base, edit=edit, action=action), back, base + 1)
        for base, (edit, back) in enumerate(told, start=draft.revision)
    ]
    _write(connection, account_id, story_id, draft, scenes, _Taken(wanted, new, [], []), now=now)
    return draft.revision + len(new), len(new)


def append_action(
    connection: Connection,
    account_id: str,
    story_id: str,
    draft: DraftRow,
    told: Sequence[Edit],
    *,
    action: uuid.UUID,
    undoes: uuid.UUID,
    now: datetime,
) -> int:
    """Make the edits, an action that takes another one back, on the draft that the caller has locked.

    Gives the revision. Raises EditRefused where one does not fit the story as it is now, DraftTooLarge.
    """
    sent = [SentEdit(id=uuid.uuid4(), base=draft.revision, edit=edit, action=action, undoes=undoes) for edit in told]
    scenes = store.load_scenes(connection, story_id, _scenes_touched(sent))
    taken = _take(draft, scenes, sent, [Accepted(one, None) for one in sent], own={undoes})
    if taken.conflicts:
        raise edits.EditRefused(taken.conflicts[0].detail)
    _write(connection, account_id, story_id, draft, scenes, taken, now=now)
    return draft.revision + len(taken.new)


def lock_draft(connection: Connection, account_id: str, story_id: str) -> DraftRow:
    """The draft, locked for the caller's transaction. Raises StoryNotFound.

    One of an older schema is brought up whole: a draft's schema is that of all its scenes.
    """
    draft = _draft(connection, account_id, story_id, lock=True)
    if draft.schema == SCHEMA:
        return draft
    written = upcast_document(_written(draft, store.load_scenes(connection, story_id)))
    store.save_draft(
        connection, story_id=story_id, draft=written, revision=draft.revision, changed=written["scenes"], removed=[]
    )
    return _draft(connection, account_id, story_id, lock=True)


def draft_tag(revision: int) -> str:
    """The ETag of a draft at a revision."""
    return etag(revision)


def list_edits_since(account_id: str, story_id: str, since: int) -> tuple[int, list[HistoryRow]]:
    """The draft's revision and a page of its edits after `since`. Raises StoryNotFound."""
    with db.snapshot() as connection:
        draft = _draft(connection, account_id, story_id)
        return draft.revision, store.list_edits_since(connection, story_id, since, most=PAGE_BYTES)


def list_edits_before(account_id: str, story_id: str, before: int) -> tuple[int, list[HistoryRow]]:
    """The draft's revision and the page of its edits that ends right before `before`. Raises StoryNotFound."""
    with db.snapshot() as connection:
        draft = _draft(connection, account_id, story_id)
        return draft.revision, store.list_edits_before(connection, story_id, before, most=PAGE_BYTES)


def load_problems(account_id: str, story_id: str) -> tuple[int, list[Problem]]:
    """What is wrong with the draft as it is now, and its revision. Raises StoryNotFound."""
    with db.snapshot() as connection:
        revision, document = load_whole_draft(connection, account_id, story_id)
        held = assets.list_states(connection, story_id)
    states: dict[AssetId, AssetState] = {AssetId(asset): state for asset, state in held.items()}
    return revision, all_problems(document, states)


def load_whole_draft(connection: Connection, account_id: str, story_id: str) -> tuple[int, Document]:
    """The whole draft and its revision, inside the caller's snapshot. Raises StoryNotFound."""
    draft = _draft(connection, account_id, story_id)
    return draft.revision, _document(draft, store.load_scenes(connection, story_id))


def load_revision(connection: Connection, account_id: str, story_id: str) -> int:
    """The draft's newest revision, inside the caller's transaction. Raises StoryNotFound."""
    return _draft(connection, account_id, story_id).revision


def reading_link(slug: str) -> str:
    """Where readers find the story while it is published."""
    return f"{load_settings().read_url}/s/{slug}"


@dataclass(frozen=True)
class _Taken:
    """What became of sent edits, and the partial document they made."""

    document: Document
    new: list[NewEdit]
    accepted: list[AcceptedEdit]
    conflicts: list[ConflictingEdit]


def _take(
    draft: DraftRow,
    scenes: Mapping[str, Mapping[str, Any]],
    sent: Sequence[SentEdit],
    decisions: Sequence[Accepted | Conflicted],
    *,
    own: Set[uuid.UUID],
) -> _Taken:
    """Decide about each; `own` are the actions of the account's that the sent ones may take back, besides their own."""
    document = _document(draft, scenes)
    new: list[NewEdit] = []
    accepted: list[AcceptedEdit] = []
    conflicts: list[ConflictingEdit] = []
    seen: dict[uuid.UUID, int] = {}
    done = set(own)
    for one, decision in zip(sent, decisions, strict=True):
        known = seen.get(one.id) if isinstance(decision, Conflicted) else seen.get(one.id, decision.revision)
        if known is not None:
            accepted.append(AcceptedEdit(id=str(one.id), revision=known))
        elif isinstance(decision, Conflicted):
            conflicts.append(_conflict(one, decision.key, "That was changed meanwhile.", decision.theirs))
        elif one.undoes and (one.undoes not in done or one.undoes == one.action):
            conflicts.append(_conflict(one, None, "There is nothing of yours there to take back.", None))
        else:
            try:
                inverse, changed = edits.inverse(document, one.edit), edits.apply(document, one.edit)
                _require_small(changed, one.edit)
            except edits.EditRefused as refusal:
                conflicts.append(_conflict(one, None, refusal.detail or refusal.title(), None))
                continue
            document, revision = changed, draft.revision + len(new) + 1
            seen[one.id] = revision
            done.add(one.action or one.id)
            new.append(_new_edit(one, inverse, revision))
            accepted.append(AcceptedEdit(id=str(one.id), revision=revision))
    return _Taken(document, new, accepted, conflicts)


def _write(
    connection: Connection,
    account_id: str,
    story_id: str,
    draft: DraftRow,
    before: Mapping[str, Mapping[str, Any]],
    taken: _Taken,
    *,
    now: datetime,
) -> None:
    after = {str(key): _dump(scene) for key, scene in taken.document.scenes.items()}
    changed = {key: scene for key, scene in after.items() if before.get(key) != scene}
    store.save_edits(connection, story_id=story_id, account_id=account_id, edits=taken.new, now=now)
    store.save_draft(
        connection,
        story_id=story_id,
        draft=taken.document.model_dump(mode="json", by_alias=True, exclude={"scenes"}),
        revision=draft.revision + len(taken.new),
        changed=changed,
        removed=[key for key in before if key not in after],
    )
    # What makes a draft smaller is taken even of one that a newer schema, which writes more, brought beyond the limit.
    larger = _size(changed.values()) > _size(before[key] for key in changed if key in before)
    if larger or changed.keys() - before.keys():
        _require_room(connection, story_id, larger=larger, field="edits")


def _require_room(connection: Connection, story_id: str, *, larger: bool = True, field: str | None = None) -> None:
    """Raise DraftTooLarge where the draft, as just written, is; its bytes count only if they became more."""
    scenes, size = store.measure_draft(connection, story_id)
    if scenes > MAX_SCENES or (larger and size > MAX_DOCUMENT_BYTES):
        raise DraftTooLarge(field=field)


def _size(scenes: Iterable[Mapping[str, Any]]) -> int:
    return sum(len(json.dumps(scene)) for scene in scenes)


def _require_small(document: Document, edit: Edit) -> None:
    """Raise EditRefused where the edit made a scene too large to travel."""
    for scene_id in edits.touched_scenes(edit):
        scene = document.scenes.get(scene_id)
        if scene is not None and not _is_small(scene):
            raise edits.EditRefused(f"The scene “{scene_id}” would take more than {SCENE_BYTES:,} bytes.")


def _is_small(scene: Scene) -> bool:
    return len(scene.model_dump_json().encode()) <= SCENE_BYTES


def _new_edit(sent: SentEdit, inverse: Edit, revision: int) -> NewEdit:
    return NewEdit(
        edit_id=str(sent.id),
        revision=revision,
        base=sent.base,
        keys=edits.keys(sent.edit),
        schema=SCHEMA,
        edit=_dump(sent.edit),
        inverse=_dump(inverse),
        action=_text(sent.action),
        undoes=_text(sent.undoes),
    )


def _conflict(sent: SentEdit, key: str | None, detail: str, theirs: StoredEdit | None) -> ConflictingEdit:
    return ConflictingEdit(
        id=str(sent.id), key=key, detail=detail, yours=sent.edit, theirs=theirs.edit if theirs else None
    )


def _edits_that_matter(connection: Connection, story_id: str, sent: Sequence[SentEdit]) -> list[EditRow]:
    watched = {key for one in sent for key in (*edits.keys(one.edit), *edits.existences_above(one.edit))}
    return store.list_edits_that_matter(
        connection,
        story_id,
        edit_ids=[str(one.id) for one in sent],
        base=min(one.base for one in sent),
        keys=sorted(watched),
        beneath=sorted({stem for one in sent for stem in edits.beneath(one.edit)}),
    )


def _scenes_touched(sent: Sequence[SentEdit]) -> list[str]:
    return sorted({scene for one in sent for scene in edits.touched_scenes(one.edit)})


def _stored(row: EditRow) -> StoredEdit:
    return StoredEdit(row.edit_id, row.revision, load_edit(row.edit, row.schema))


def _dump(shape: Scene | Edit) -> dict[str, Any]:
    return shape.model_dump(mode="json", by_alias=True)


def _draft(connection: Connection, account_id: str, story_id: str, *, lock: bool = False) -> DraftRow:
    draft = store.find_draft(connection, account_id, story_id, lock=lock)
    if draft is None:
        raise StoryNotFound(field="story_id")
    return draft


def _document(draft: DraftRow, scenes: Mapping[str, Mapping[str, Any]]) -> Document:
    return load_document(_written(draft, scenes))


def _written(draft: DraftRow, scenes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {name: value for name, value in vars(draft).items() if name != "revision"} | {"scenes": scenes}


def _text(identifier: uuid.UUID | None) -> str | None:
    return None if identifier is None else str(identifier)


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
    ending = "".join(secrets.choice(SLUG_LETTERS) for _ in range(10))
    return f"{words or 'story'}-{ending}"
