"""What a creator sees of publications and versions, row by row."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..errors import Conflict, Invalid, NotFound
from ..preconditions import etag
from ..stories.canonical import canonical
from ..stories.model import SceneId


@dataclass(frozen=True)
class PublicationRow:
    """A publication on its way or done."""

    id: Any
    state: str
    done: int
    total: int
    problems: list[dict[str, Any]]
    version: int | None
    detail: str
    slug: str


@dataclass(frozen=True)
class VersionRow:
    """A published version as a list shows it."""

    number: int
    published_at: datetime
    revision: int
    scenes: int
    current: bool
    slug: str


@dataclass(frozen=True)
class PointerRow:
    """Which version a story's readers get."""

    state: str
    number: int | None
    """Of the version readers get, or would get if the story were not put away."""
    newest: int | None
    slug: str
    page_shows: int | None
    """The version its page shows, 0 for "put away", None where it was never written."""
    public: bool
    """Whether search engines may list the story."""
    page_public: bool
    """Whether its page says that they may."""

    @property
    def written(self) -> bool:
        """Whether the page says all that this does."""
        shows = (self.number or 0) if self.state == "published" else 0
        return self.page_shows == shows and self.page_public == self.public

    @property
    def listing_tag(self) -> str:
        """The ETag of whether the story may be listed."""
        return etag("public" if self.public else "unlisted")

    @property
    def tag(self) -> str:
        """The ETag of the story's versions: what is current, of how many; switching back brings the former one back."""
        return etag(self.state, self.number or 0, self.newest or 0)


@dataclass(frozen=True)
class MovesRow:
    """What a creator said of a version's scenes."""

    moves: dict[SceneId, SceneId | None]

    @property
    def tag(self) -> str:
        """Their ETag."""
        return etag(hashlib.sha256(canonical(self.moves)).hexdigest()[:32])


class VersionNotFound(NotFound):
    """The story has no version of that number."""


class StoryNotPublished(Conflict):
    """Only a published story can be put away."""


class NoVersionBefore(Conflict):
    """The first version has none before it, so nobody is carried to it."""


class MovesInvalid(Invalid):
    """Readers are moved from a scene of the version before to a scene of this one."""
