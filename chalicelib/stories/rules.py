"""The rules of reading: what a condition means, what a scene offers, what taking an option does.

Pure, and the same in `frontend/src/story/rules.ts`; `tests/vectors/` holds the two together. A run is walked in place,
because copying what was visited on every step would make a step as dear as the story is long: `take_step` and `rewind`
change the run they are given, or raise and change nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from chalicelib.errors import Conflict
from chalicelib.stories.model import Option, OptionId, SceneId, Value, VariableName

Context = Mapping[VariableName, Value]
Shown = Literal["offered", "locked", "hidden"]


class OptionNotOffered(Conflict):
    """That scene does not offer that option."""


class DepthBeyondTrail(Conflict):
    """The run has not gone that far."""


@dataclass(frozen=True, slots=True)
class OfferedOption:
    """An option as a reader meets it just now."""

    option: Option
    shown: Shown


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One choice of a run, with what it takes to undo it."""

    scene: SceneId
    """The scene it was made in."""
    option: OptionId
    before: Mapping[VariableName, Value]
    """The former values of the variables it changed, and no others."""
    first: bool
    """Whether it brought the reader to its target for the first time."""


@dataclass(slots=True)
class Run:
    """Where one reader is, what the story remembers, and how they came there."""

    scene: SceneId
    context: dict[VariableName, Value]
    visited: set[SceneId]
    trail: list[TrailEntry]
