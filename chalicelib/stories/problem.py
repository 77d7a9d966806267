"""What a problem is, and the kinds of problem the structural rules find."""

from typing import Final, Literal, get_args

from .model import Frozen, Option, OptionId, Scene, SceneId, VariableName

Severity = Literal["error", "warning"]
AssetState = Literal["granted", "received", "processing", "ready", "large", "failed"]
"""Where a picture stands; `large` is ready, and larger than any story needs."""

StructuralCode = Literal[
    "asset-missing",
    "cannot-reach-ending",
    "condition-never-true",
    "dead-end",
    "duplicate-option-id",
    "image-failed",
    "image-still-processing",
    "large-picture",
    "long-text",
    "missing-alt",
    "missing-image",
    "no-ending-reachable",
    "no-start",
    "option-without-target",
    "options-after-ending",
    "type-mismatch",
    "unknown-scene",
    "unknown-target",
    "unknown-variable",
    "unreachable-ending",
    "unreachable-scene",
    "variable-never-read",
    "variable-never-set",
    "variable-unused",
]
STRUCTURAL_CODES: Final[frozenset[str]] = frozenset(get_args(StructuralCode))
"""The kinds of problem that are found without asking what conditions allow, here and in the editor alike."""


class Problem(Frozen):
    """Something wrong with a story."""

    code: str
    """Its kind, for ever the same."""
    severity: Severity
    """An error blocks publishing, a warning does not."""
    scene: SceneId | None
    option: OptionId | None
    variable: VariableName | None
    """The variable it is about, where there is one."""
    sentence: str
    """What to do about it, for the creator."""
    path: tuple[SceneId, ...] | None
    """For a place readers get stuck in: the shortest way there from the start, both included."""


def error(
    code: StructuralCode,
    sentence: str,
    scene: Scene | None = None,
    option: Option | None = None,
    *,
    variable: VariableName | None = None,
) -> Problem:
    """What blocks publishing, where it is."""
    return _problem(code, "error", sentence, scene, option, variable)


def warning(
    code: StructuralCode,
    sentence: str,
    scene: Scene | None = None,
    option: Option | None = None,
    *,
    variable: VariableName | None = None,
) -> Problem:
    """What the creator may have overlooked, and where."""
    return _problem(code, "warning", sentence, scene, option, variable)


def _problem(
    code: StructuralCode,
    severity: Severity,
    sentence: str,
    scene: Scene | None,
    option: Option | None,
    variable: VariableName | None,
) -> Problem:
    return Problem(
        code=code,
        severity=severity,
        scene=scene.id if scene else None,
        option=option.id if option else None,
        variable=variable,
        sentence=sentence,
        path=None,
    )
