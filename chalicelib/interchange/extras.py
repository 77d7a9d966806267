"""What Fabula writes beside passages for itself, so that a story comes back from Twee and Twine as it went.

Other tools keep it or drop it; nothing of theirs depends on it. What a passage's own text, links, tags and position say
counts more: a text changed elsewhere is the text, and an option is only found again by its link's label and target.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StrictBool, StrictStr, ValidationError, model_validator

from ..stories.canonical import canonical
from ..stories.model import (
    MAX_GROUPS,
    MAX_OPTIONS,
    MAX_VARIABLES,
    Alt,
    AnyGroupId,
    AnyOptionId,
    AnySceneId,
    AnyVariableName,
    Condition,
    Effects,
    Ending,
    Frozen,
    Group,
    Hint,
    Hotspot,
    Image,
    Label,
    Language,
    SceneTags,
    SceneText,
    StoryTitle,
    Summary,
    Theme,
    Title,
    Variable,
    WhenLocked,
    require_keys_are_ids,
)
from ..stories.upcasting import upcast_group, upcast_theme


class OptionExtras(Frozen):
    """What a link cannot say of an option. What is as it usually is goes without saying."""

    link: tuple[StrictStr, StrictStr]
    """The label and the passage's name that the option was written with."""
    id: AnyOptionId
    label: Label | None = None
    """None is the link's."""
    target: AnySceneId | None = None
    """A scene that is gone; else the link says where the option leads."""
    condition: Condition | None = None
    effects: Effects = ()
    hotspot: Hotspot | None = None
    when_locked: WhenLocked = "hidden"
    hint: Hint = ""


class SceneExtras(Frozen):
    """What a passage cannot say of a scene, likewise."""

    id: AnySceneId
    title: Title | None = None
    """None is the passage's name."""
    edges: tuple[SceneText, SceneText] = ("", "")
    """White space around the text, which files of passages do not keep."""
    image: Image = ""
    alt: Alt = ""
    ending: Ending | None = None
    notes: SceneText = ""
    tags: SceneTags = ()
    options: Annotated[tuple[OptionExtras, ...], Field(max_length=MAX_OPTIONS)] = ()


class StoryExtras(Frozen):
    """What a file of passages cannot say of a story."""

    fabula: Literal[3]
    title: StoryTitle
    """Counts unless the file's own says other words."""
    summary: Summary
    language: Language
    start: AnySceneId | None
    theme: Theme
    reveal_choices: StrictBool
    variables: Annotated[Mapping[AnyVariableName, Variable], Field(max_length=MAX_VARIABLES)]
    groups: Annotated[Mapping[AnyGroupId, Group], Field(max_length=MAX_GROUPS)]

    @model_validator(mode="after")
    def _keys_are_ids(self) -> Self:
        require_keys_are_ids("group", self.groups)
        return self


def packed(extras: Any) -> str:
    """Extras, or their plain values, as text."""
    values = extras.model_dump(mode="json", exclude_defaults=True) if isinstance(extras, Frozen) else extras
    return canonical(values).decode()


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
    """A story's extras, of an older Fabula too; None unless every one of them is sound."""
    try:
        return None if values is None else StoryExtras.model_validate(_current(values))
    except ValidationError:
        return None


def _current(values: Any) -> Any:
    """The first ones knew what a document of schema 2 holds, the second ones what one of schema 3 does."""
    if not isinstance(values, dict) or values.get("fabula") not in (1, 2):
        return values
    if values["fabula"] == 1:
        values = {"reveal_choices": False, **values, "theme": upcast_theme(values.get("theme"), 2)}
    groups = values.get("groups")
    if isinstance(groups, dict):
        values = values | {"groups": {key: upcast_group(group, 3) for key, group in groups.items()}}
    return values | {"fabula": 3}
