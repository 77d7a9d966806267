"""What Fabula writes beside passages for itself, so that a story comes back from Twee and Twine as it went.

Other tools keep it or drop it; nothing of theirs depends on it. What a passage's own text, links, tags and position say
counts more: a text changed elsewhere is the text, and an option is only found again by its link's label and target.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StrictStr, ValidationError

from ..stories.canonical import canonical
from ..stories.model import (
    MAX_GROUPS,
    MAX_OPTIONS,
    MAX_VARIABLES,
    Alt,
    AnyGroupId,
    AnySceneId,
    AnyVariableName,
    Ending,
    Frozen,
    Group,
    Image,
    Language,
    Option,
    SceneText,
    Summary,
    Theme,
    Title,
    Variable,
)


class OptionExtras(Frozen):
    """An option, and the link it was written as."""

    label: StrictStr
    to: StrictStr
    """The name of the passage the link leads to."""
    option: Option


class SceneExtras(Frozen):
    """What a passage cannot say of a scene."""

    id: AnySceneId
    title: Title
    image: Image
    alt: Alt
    ending: Ending | None
    notes: SceneText
    options: Annotated[tuple[OptionExtras, ...], Field(max_length=MAX_OPTIONS)]


class StoryExtras(Frozen):
    """What a file of passages cannot say of a story."""

    fabula: Literal[1]
    summary: Summary
    language: Language
    start: AnySceneId | None
    theme: Theme
    variables: Annotated[Mapping[AnyVariableName, Variable], Field(max_length=MAX_VARIABLES)]
    groups: Annotated[Mapping[AnyGroupId, Group], Field(max_length=MAX_GROUPS)]


def packed(extras: Any) -> str:
    """Extras, or their plain values, as text."""
    return canonical(extras).decode()


def unpacked(text: str | None) -> Any:
    """The values in a text somebody may have changed; None where there are none."""
    try:
        return None if text is None else json.loads(text)
    except (ValueError, RecursionError):
        return None


def read_scene_extras(text: str | None) -> SceneExtras | None:
    """A passage's extras; None unless every one of them is sound."""
    try:
        return None if text is None else SceneExtras.model_validate(unpacked(text))
    except ValidationError:
        return None


def read_story_extras(values: Any) -> StoryExtras | None:
    """A story's extras; None unless every one of them is sound."""
    try:
        return None if values is None else StoryExtras.model_validate(values)
    except ValidationError:
        return None
