"""A reader's session, what a browser claims about it, and what the server makes of the claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ..errors import Conflict, Forbidden, Gone, NotFound, Unavailable
from ..stories.model import OptionId, SceneId, Value, VariableName
from ..stories.rules import Run

Phase = Literal["reading", "ended", "carried"]
Carriage = Literal["whole", "scene-gone"]
"""What became of a reader who went on in a newer version: where they were, or at its start as their scene is gone."""

MAX_BATCH: Final = 500
"""Steps a batch may hold."""
MAX_STEPS: Final = 10_000
"""Steps a session may have; later ones are not recorded."""
MAX_AT: Final = 90 * 24 * 3600 * 1000
"""Milliseconds a session may last: 90 days, as long as a version's files are kept for it."""
FORGOTTEN_AT: Final = 730 * 24 * 3600 * 1000
"""Milliseconds after which nothing may be left of a session: two years, and it goes with its month, 25 months old."""


class VersionNotFound(NotFound):
    """The story has no version of that number."""


class StoryPutAway(Gone):
    """Its creator has put this story away; nobody begins to read it now."""


class SessionNotFound(NotFound):
    """There is no such session, or that is not its secret."""


class SessionForbidden(Forbidden):
    """This session belongs to another browser."""


class SessionElsewhere(Conflict):
    """This session is a reading of another version."""


class SessionOver(Gone):
    """This session began so long ago that what was recorded of it goes; no more is added to it."""


class SessionBusy(Unavailable):
    """Other batches of this session kept coming first; send it again."""


@dataclass(frozen=True)
class StepClaim:
    """One step as the browser took it: an option, or back to an earlier depth of the trail; never both."""

    number: int
    """Counts the session's steps, from 1."""
    scene: SceneId
    """The scene it left."""
    option: OptionId | None
    back_to: int | None
    """How many choices of the trail are left after going back."""
    at: int
    """Milliseconds since the session began, by the browser's clock."""


@dataclass(frozen=True)
class Origin:
    """The session that a browser says its new one continues, and that one's secret."""

    session_id: str
    secret: str


@dataclass(frozen=True)
class Batch:
    """What a browser sends: its steps, and the scene it believes it stands in after them."""

    story_id: str
    version: int
    steps: tuple[StepClaim, ...]
    scene: SceneId
    origin: Origin | None = None
    """Where the reader comes from, should this batch open the session."""

    @property
    def is_late(self) -> bool:
        """Whether it goes on with a session of which nothing may be left."""
        return min((step.at for step in self.steps), default=0) >= FORGOTTEN_AT

    def named_scenes(self) -> list[SceneId]:
        """Every scene the batch speaks of, once."""
        return sorted({step.scene for step in self.steps} | {self.scene})


@dataclass(frozen=True)
class Reader:
    """Where a request came from, for limits and the day's pseudonym; never stored or logged."""

    source: str
    agent: str
    private: bool
    """Whether the browser asks not to be recognised (Global Privacy Control, Do Not Track)."""


@dataclass(frozen=True)
class Opening:
    """How a session begins: every one of a version alike, but for those that continue one of an older version."""

    start: SceneId
    context: Mapping[VariableName, Value]
    visited: frozenset[SceneId] = frozenset()
    """Scenes the reader has been in before."""
    completed: bool = False
    """Whether the reader had reached an ending before: to stand in one from the beginning completes nothing then."""


@dataclass(frozen=True)
class SessionState:
    """A session as recorded. Its run is not changed: walking works on a copy."""

    phase: Phase
    number: int
    """Of the last recorded step; 0 before the first."""
    at: int
    """When that step was, in milliseconds since the session began."""
    run: Run
    completed: bool
    """Whether it has reached an ending before."""


@dataclass(frozen=True)
class RecordedStep:
    """One step the server executed."""

    number: int
    scene: SceneId
    option: OptionId | None
    back_to: int | None
    arrived: SceneId
    ended: bool
    at: int


@dataclass(frozen=True)
class Completion:
    """A session's first ending."""

    ending: SceneId
    path: tuple[SceneId, ...]
    """The scenes that led there, the ending last; what was taken back is not in it."""
    duration_ms: int


@dataclass(frozen=True)
class Whereabouts:
    """What a browser needs to go on, in the same session, where another one stopped."""

    story_id: str
    version: int
    head: str
    """Path on `read.` of the version's head, or of its whole machine where it was published in one piece."""
    session: SessionState
    age: int
    """Milliseconds since the session began; a browser's clock may have it older."""


@dataclass(frozen=True)
class Outcome:
    """What a batch made of a session."""

    session: SessionState
    steps: tuple[RecordedStep, ...]
    completion: Completion | None
