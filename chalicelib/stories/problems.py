"""Validation: what keeps a story from being published, and what its creator may have overlooked."""

from typing import Literal

from chalicelib.stories.model import Frozen, OptionId, SceneId

Severity = Literal["error", "warning"]
AssetState = Literal["granted", "received", "processing", "ready", "failed"]


class Problem(Frozen):
    """Something wrong with a story."""

    code: str
    """Its kind, for ever the same."""
    severity: Severity
    """An error blocks publishing, a warning does not."""
    scene: SceneId | None
    option: OptionId | None
    sentence: str
    """What to do about it, for the creator."""
    path: tuple[SceneId, ...] | None
    """For a place readers get stuck in: the shortest way there from the start, both included."""
