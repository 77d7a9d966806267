"""Bodies and answers of the stories' routes: what travels between the editor and the API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final, Literal, TypeAlias
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from ..web import WireModel
from .edit_types import Edit
from .model import Document, Group, Ifid, Language, Scene, StoryTitle, Summary, Theme, Title, Variable
from .problems import Problem
from .rebase import SentEdit
from .upcasting import upcast_edit

MAX_EDITS: Final = 200
"""Edits taken in one request."""
CheckpointName: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class NewStory(WireModel):
    """A story to begin."""

    title: StoryTitle


class StoryMade(WireModel):
    """A story that was begun."""

    id: str


class StorySummary(WireModel):
    """A story as a list shows it."""

    id: str
    slug: str
    title: str
    state: Literal["draft", "published", "unpublished"]
    revision: int
    version: int | None
    link: str | None
    cover: str | None
    scenes: int
    created_at: datetime
    updated_at: datetime


class StoryList(WireModel):
    """The account's stories, the last edited first."""

    stories: list[StorySummary]


class DraftStory(WireModel):
    """What a draft holds beside its scenes."""

    schema_: Annotated[int, Field(alias="schema")]
    ifid: Ifid | None
    title: Title
    summary: Summary
    language: Language
    start: str | None
    theme: Theme
    reveal_choices: bool
    variables: dict[str, Variable]
    groups: dict[str, Group]


class Draft(WireModel):
    """One page of a draft: at most 1 MB of scenes, in the order of their ids; `next` is where the next page begins."""

    revision: int
    story: DraftStory
    scenes: list[Scene]
    next: str | None


class SentEdits(WireModel):
    """Edits in the order they were made."""

    schema_: Annotated[int, Field(alias="schema", strict=True, ge=1)] = 1
    """Which the edits are written in; a client that does not say is of the first, which knew no other."""
    edits: Annotated[list[SentEdit], Field(min_length=1, max_length=MAX_EDITS)]

    @model_validator(mode="before")
    @classmethod
    def _of_this_schema(cls, sent: Any) -> Any:
        """A page loaded before a release goes on sending what it knows. Raises SchemaTooNew."""
        schema, edits = (sent.get("schema", 1), sent.get("edits")) if isinstance(sent, dict) else (None, None)
        if type(schema) is not int or not isinstance(edits, list):
            return sent
        return sent | {"edits": [_upcast_sent(one, schema) for one in edits]}


class AcceptedEdit(WireModel):
    """An edit that stands, and the revision it made."""

    id: str
    revision: int


class ConflictingEdit(WireModel):
    """An edit that was not applied, because what it changes was changed since; both values, so nothing is lost."""

    id: str
    key: str | None
    """What both changed; None where the edit does not fit the story as it is now."""
    detail: str
    yours: Edit
    theirs: Edit | None


class EditsAnswer(WireModel):
    """What became of the sent edits."""

    revision: int
    accepted: list[AcceptedEdit]
    conflicts: list[ConflictingEdit]


class Undo(WireModel):
    """An action to take back."""

    action: UUID
    """The new action that does; made by the client, so that asking again changes nothing."""


class Undone(WireModel):
    """An action was taken back."""

    revision: int
    """The draft's, as taking it back left it."""
    action: str
    """The new action that did."""


class KeptEdit(WireModel):
    """One edit of the draft's history."""

    id: str
    revision: int
    edit: Edit
    inverse: Edit
    action: str
    """What its creator did, of which it is a part."""
    undoes: str | None
    """The action it takes back."""
    by: str | None
    at: datetime


class EditList(WireModel):
    """Edits after or before a revision, oldest first; when there are more than a page, ask again from the last one
    after it, or from the first one before it."""

    revision: int
    edits: list[KeptEdit]


class NewCheckpoint(WireModel):
    """A name for the draft as it was at a revision."""

    revision: Annotated[int, Field(strict=True, ge=0, le=2**53)]
    name: CheckpointName


class CheckpointRenamed(WireModel):
    """Another name for a moment that has one."""

    name: CheckpointName


class CheckpointMade(WireModel):
    """A moment that was named."""

    id: str


class Checkpoint(WireModel):
    """A moment of the draft's history that has a name."""

    id: str
    revision: int
    name: str
    by: str | None
    """Who named it; None where that account is gone."""
    at: datetime


class CheckpointList(WireModel):
    """A story's named moments, the latest moment first."""

    checkpoints: list[Checkpoint]


class Problems(WireModel):
    """Everything wrong with a draft at a revision."""

    revision: int
    problems: list[Problem]


def _upcast_sent(sent: Any, schema: int) -> Any:
    if not isinstance(sent, dict) or "edit" not in sent:
        return sent
    return sent | {"edit": upcast_edit(sent["edit"], schema)}


def draft_story(document: Document) -> DraftStory:
    """What a document holds beside its scenes."""
    return DraftStory.model_validate(document.model_dump(by_alias=True, exclude={"scenes"}))
