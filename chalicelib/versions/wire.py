"""Bodies and answers of the versions' routes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, field_validator

from ..stories.difference import Change
from ..stories.model import MAX_SCENES, AnySceneId, Document
from ..stories.problems import Problem
from ..web import WireModel

StoryState: TypeAlias = Literal["draft", "published", "unpublished"]


class PublicationMade(WireModel):
    """A publication that was asked for."""

    id: str


class NewPublication(WireModel):
    """Publish the draft; `revision` is the newest the creator has seen."""

    revision: Annotated[int, Field(strict=True, ge=0, le=2**53)]


class Publication(WireModel):
    """A publication on its way; `done` of `total` files are written."""

    id: str
    state: Literal["queued", "publishing", "published", "refused", "failed"]
    done: int
    total: int
    problems: list[Problem]
    version: int | None
    link: str | None
    detail: str

    @field_validator("problems", mode="before")
    @classmethod
    def _with_variable(cls, problems: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Those of a publication that was refused before problems had a variable do not say."""
        return [{"variable": None} | dict(problem) for problem in problems]


class Version(WireModel):
    """One published version."""

    number: int
    published_at: datetime
    revision: int
    """The draft's, when it was published."""
    scenes: int
    current: bool
    link: str | None


class VersionList(WireModel):
    """A story's versions, newest first."""

    state: StoryState
    versions: list[Version]


class VersionPage(WireModel):
    """A version and one page of its document: at most 1 MB of scenes, in the order of their ids; `next` is where the
    next page begins."""

    version: Version
    document: Document
    """Whole, but for the scenes of other pages."""
    next: str | None


class Difference(WireModel):
    """What changed from a version to another one or to the draft, one page of it; `next` is what to skip for the
    next page."""

    version: int
    to: int | None
    """None is the draft."""
    revision: int
    """The draft's newest."""
    total: int
    changes: list[Change]
    next: int | None


class Restored(WireModel):
    """A draft that is what a version was."""

    revision: int
    edits: int
    """How many it took, the last ones of the draft's history."""


class Showing(WireModel):
    """What a story's readers get from now on."""

    state: StoryState
    version: int | None
    """None while the story is put away."""
    link: str | None
    page: Literal["written", "following"]
    """Whether the page says so already, or will within a few minutes."""


class NewListing(WireModel):
    """Whether search engines may list the story."""

    public: Annotated[bool, Field(strict=True)]


class Listing(WireModel):
    """Whether search engines may list the story."""

    public: bool
    page: Literal["none", "written", "following"]
    """Whether the page says so already, or will within a few minutes; a draft has none."""


class MovedScene(WireModel):
    """A scene of the version before that is not simply the scene of its id."""

    scene: str
    proposed: str | None
    """The scene of its id; None where there is none any more."""
    becomes: str | None
    """Where readers who stood in it come out; None is at the start."""
    said: bool
    """Whether the creator says so."""


class Migration(WireModel):
    """Where readers of the version before come out in a version. Scenes not named here stay the scenes of their ids."""

    version: int
    scenes: list[MovedScene]
    """In the order of their ids; `next` is the id the next page begins after."""
    kept: list[str]
    """Variables that keep what they hold; all others begin anew."""
    next: str | None


class NewMoves(WireModel):
    """Where scenes of the version before have gone, as the creator says: a scene of this version, or null for none."""

    scenes: Annotated[dict[AnySceneId, AnySceneId | None], Field(max_length=MAX_SCENES)]
