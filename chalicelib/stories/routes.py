"""HTTP of stories: drafts, edits, problems."""

from __future__ import annotations

import re
from typing import Any, Final
from uuid import UUID

from ..limits import RateLimitReached
from ..web import Access, Answer, BodyInvalid, Call, Route
from . import actions, checkpoints, service
from .actions import ActionKnown, ActionOvertaken, NothingToUndo
from .checkpoints import CheckpointNotFound, TooManyCheckpoints
from .edits import EditRefused
from .model import ID_SHAPE
from .records import CheckpointRow, StoryPlace, StoryRow
from .service import DraftChanged, DraftTooLarge, StoryNotFound
from .upcasting import SchemaTooNew, upcast_edit
from .wire import (
    Checkpoint,
    CheckpointList,
    CheckpointRenamed,
    Draft,
    EditList,
    EditsAnswer,
    KeptEdit,
    NewCheckpoint,
    NewCopy,
    NewStory,
    Problems,
    SentEdits,
    StoryList,
    StorySummary,
    Undo,
    Undone,
    draft_story,
)


def list_stories(call: Call) -> Answer:
    """A page of the account's stories, the last edited first."""
    rows, following = service.list_stories(call.account_id, after=_place(call, "after"))
    following_text = None if following is None else str(following)
    return Answer(body=StoryList(stories=[_summary(row) for row in rows], next=following_text))


def create_story(call: Call, body: NewStory) -> Answer:
    """Begin a story with an empty draft."""
    story_id = service.create_story(call.account_id, body.title, once=call.once, now=call.now)
    return Answer(201, _summary(service.load_story(call.account_id, story_id)))


def copy_story(call: Call, body: NewCopy) -> Answer:
    """Begin a story whose draft is this one's as it is now, pictures and all. Nothing of the copy is published."""
    copy_id = service.copy_story(call.account_id, call.id("story_id"), body.title, once=call.once, now=call.now)
    return Answer(201, _summary(service.load_story(call.account_id, copy_id)))


def load_story(call: Call) -> Answer:
    """One story."""
    return Answer(body=_summary(service.load_story(call.account_id, call.id("story_id"))))


def load_draft(call: Call) -> Answer:
    """A page of the draft: what it holds beside its scenes, and scenes in the order of their ids. Its ETag is the
    revision in double quotes."""
    page = service.load_draft_page(call.account_id, call.id("story_id"), after=_scene_id(call, "after"))
    body = {"revision": page.revision, "story": draft_story(page.document), "scenes": page.scenes, "next": page.next}
    return Answer(body=Draft.model_validate(body), headers={"ETag": service.draft_tag(page.revision)})


def save_edits(call: Call, body: SentEdits) -> Answer:
    """Take edits: each is accepted, was accepted before, or conflicts; sending one again changes nothing."""
    return Answer(body=service.save_edits(call.account_id, call.id("story_id"), body.edits, now=call.now))


def list_edits(call: Call) -> Answer:
    """Edits after the revision `since`, or the last ones before the revision `before`; oldest first, at most 500."""
    since, before = call.whole_number("since"), call.whole_number("before")
    if since is not None and before is not None:
        raise BodyInvalid("Edits are told after a revision or before one.", field="before")
    if before is None:
        revision, rows = service.list_edits_since(call.account_id, call.id("story_id"), since or 0)
    else:
        revision, rows = service.list_edits_before(call.account_id, call.id("story_id"), before)
    kept = [
        {
            "id": str(row.edit_id),
            "revision": row.revision,
            "edit": upcast_edit(row.edit, row.schema),
            "inverse": upcast_edit(row.inverse, row.schema),
            "action": str(row.action),
            "undoes": _text(row.undoes),
            "by": _text(row.account_id),
            "at": row.made_at,
        }
        for row in rows
    ]
    return Answer(body=EditList(revision=revision, edits=[KeptEdit.model_validate(one) for one in kept]))


def undo_action(call: Call, body: Undo) -> Answer:
    """Take an action of the account back by one new action, however many edits it was. Where something it changed was
    changed since, the problem's `key` says what, and `by` by which action."""
    story_id, action = call.id("story_id"), UUID(call.id("action_id"))
    revision = actions.undo(call.account_id, story_id, action, new=body.action, now=call.now)
    return Answer(body=Undone(revision=revision, action=str(body.action)))


def list_checkpoints(call: Call) -> Answer:
    """The story's named moments, the latest first; at most 500."""
    rows = checkpoints.list_checkpoints(call.account_id, call.id("story_id"))
    return Answer(body=CheckpointList(checkpoints=[_checkpoint(row) for row in rows]))


def create_checkpoint(call: Call, body: NewCheckpoint) -> Answer:
    """Give the draft as it was at a revision a name."""
    row = checkpoints.create_checkpoint(
        call.account_id, call.id("story_id"), body.revision, body.name, once=call.once, now=call.now
    )
    return Answer(201, _checkpoint(row))


def rename_checkpoint(call: Call, body: CheckpointRenamed) -> Answer:
    """Give a named moment another name."""
    story_id, checkpoint_id = call.id("story_id"), call.id("checkpoint_id")
    return Answer(body=_checkpoint(checkpoints.rename_checkpoint(call.account_id, story_id, checkpoint_id, body.name)))


def delete_checkpoint(call: Call) -> Answer:
    """Forget a moment's name; the moment stays in the history."""
    checkpoints.delete_checkpoint(call.account_id, call.id("story_id"), call.id("checkpoint_id"))
    return Answer(204)


def list_problems(call: Call) -> Answer:
    """Everything wrong with the draft as it is now."""
    revision, problems = service.load_problems(call.account_id, call.id("story_id"))
    return Answer(body=Problems(revision=revision, problems=problems))


def _checkpoint(row: CheckpointRow) -> Checkpoint:
    by = _text(row.account_id)
    return Checkpoint(id=str(row.id), revision=row.revision, name=row.name, by=by, at=row.created_at)


def _summary(row: StoryRow) -> StorySummary:
    published = row.state == "published"
    values = {name: value for name, value in vars(row).items() if name not in ("published_version", "cover")}
    return StorySummary.model_validate(
        values
        | {
            "id": str(row.id),
            "version": row.published_version if published else None,
            "link": service.reading_link(row.slug) if published else None,
            "cover": _cover(row.cover),
        }
    )


def _cover(renditions: list[dict[str, Any]] | None) -> str | None:
    """The smallest WebP, which every browser of the editor shows."""
    small = [one for one in renditions or [] if one["format"] == "webp"]
    return min(small, key=lambda one: one["width"])["url"] if small else None


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _place(call: Call, name: str) -> StoryPlace | None:
    value = call.query.get(name)
    try:
        return None if value is None else StoryPlace.parse(value)
    except ValueError as error:
        raise BodyInvalid(f"`{name}` must be the `next` of a page.", field=name) from error


def _scene_id(call: Call, name: str) -> str | None:
    value = call.query.get(name)
    if value is not None and not re.fullmatch(ID_SHAPE, value):
        raise BodyInvalid(f"`{name}` must be a scene's id.", field=name)
    return value


ROUTES: Final[tuple[Route, ...]] = (
    Route(
        "GET",
        "/v1/stories",
        list_stories,
        "The account's stories",
        Access.CREATOR,
        answers={200: StoryList},
        query={"after": "The `next` of the page before"},
    ),
    Route(
        "POST",
        "/v1/stories",
        create_story,
        "Begin a story",
        Access.CREATOR,
        body=NewStory,
        answers={201: StorySummary},
        refusals=(RateLimitReached,),
    ),
    Route(
        "POST",
        "/v1/stories/{story_id}/copies",
        copy_story,
        "Copy a story",
        Access.CREATOR,
        body=NewCopy,
        answers={201: StorySummary},
        refusals=(StoryNotFound, RateLimitReached),
    ),
    Route(
        "GET",
        "/v1/stories/{story_id}",
        load_story,
        "One story",
        Access.CREATOR,
        answers={200: StorySummary},
        refusals=(StoryNotFound,),
    ),
    Route(
        "GET",
        "/v1/stories/{story_id}/draft",
        load_draft,
        "A page of the draft",
        Access.CREATOR,
        answers={200: Draft},
        refusals=(StoryNotFound, SchemaTooNew),
        query={"after": "The id of the last scene of the page before"},
    ),
    Route(
        "POST",
        "/v1/stories/{story_id}/edits",
        save_edits,
        "Edit the draft",
        Access.CREATOR,
        body=SentEdits,
        answers={200: EditsAnswer},
        refusals=(StoryNotFound, DraftChanged, DraftTooLarge, SchemaTooNew),
    ),
    Route(
        "GET",
        "/v1/stories/{story_id}/edits",
        list_edits,
        "Edits since a revision, or before one",
        Access.CREATOR,
        answers={200: EditList},
        refusals=(StoryNotFound, SchemaTooNew),
        query={"since": "The newest revision known", "before": "The oldest revision known; not together with `since`"},
    ),
    Route(
        "POST",
        "/v1/stories/{story_id}/actions/{action_id}/undo",
        undo_action,
        "Take an action back",
        Access.CREATOR,
        body=Undo,
        answers={200: Undone},
        refusals=(
            StoryNotFound,
            NothingToUndo,
            ActionOvertaken,
            ActionKnown,
            EditRefused,
            DraftTooLarge,
            SchemaTooNew,
        ),
    ),
    Route(
        "GET",
        "/v1/stories/{story_id}/problems",
        list_problems,
        "What is wrong with the draft",
        Access.CREATOR,
        answers={200: Problems},
        refusals=(StoryNotFound, SchemaTooNew),
    ),
    Route(
        "GET",
        "/v1/stories/{story_id}/checkpoints",
        list_checkpoints,
        "The story's named moments",
        Access.CREATOR,
        answers={200: CheckpointList},
        refusals=(StoryNotFound,),
    ),
    Route(
        "POST",
        "/v1/stories/{story_id}/checkpoints",
        create_checkpoint,
        "Name a moment",
        Access.CREATOR,
        body=NewCheckpoint,
        answers={201: Checkpoint},
        refusals=(StoryNotFound, DraftChanged, TooManyCheckpoints, CheckpointNotFound),
    ),
    Route(
        "PUT",
        "/v1/stories/{story_id}/checkpoints/{checkpoint_id}",
        rename_checkpoint,
        "Rename a moment",
        Access.CREATOR,
        body=CheckpointRenamed,
        answers={200: Checkpoint},
        refusals=(StoryNotFound, CheckpointNotFound),
    ),
    Route(
        "DELETE",
        "/v1/stories/{story_id}/checkpoints/{checkpoint_id}",
        delete_checkpoint,
        "Forget a moment's name",
        Access.CREATOR,
        answers={204: None},
        refusals=(StoryNotFound,),
    ),
)
