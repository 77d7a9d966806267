"""The closed union of edits: small facts in the past tense.

`type` tells them apart on the wire. `scene`, `option` and `group` are ids, but whole objects where something is added
and in `group.changed`. What they mean is in `chalicelib.stories.edits`.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from chalicelib.stories.model import (
    MAX_OPTIONS,
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
    Hotspot,
    Image,
    Label,
    Language,
    Option,
    Position,
    Scene,
    SceneText,
    StoryTitle,
    Summary,
    Theme,
    Title,
    Variable,
    WhenLocked,
)


class FieldEdit(Frozen):
    """One field has a new value; the edit's field has the same name as what it sets."""

    field: ClassVar[str]


class StoryFieldEdit(FieldEdit):
    """One field of the story itself has a new value."""


class StoryRetitled(StoryFieldEdit):
    field = "title"
    type: Literal["story.retitled"]
    title: StoryTitle


class StorySummarised(StoryFieldEdit):
    field = "summary"
    type: Literal["story.summarised"]
    summary: Summary


class StoryLanguageSet(StoryFieldEdit):
    field = "language"
    type: Literal["story.language_set"]
    language: Language


class StoryStartSet(StoryFieldEdit):
    """The start may name a scene that is not there: that is a problem, not a refusal."""

    field = "start"
    type: Literal["story.start_set"]
    start: AnySceneId | None


class StoryThemeSet(StoryFieldEdit):
    field = "theme"
    type: Literal["story.theme_set"]
    theme: Theme


class SceneAdded(Frozen):
    type: Literal["scene.added"]
    scene: Scene


class SceneRemoved(Frozen):
    """Options and the start that lead there stay as they are and become problems."""

    type: Literal["scene.removed"]
    scene: AnySceneId


class SceneMoved(Frozen):
    type: Literal["scene.moved"]
    scene: AnySceneId
    position: Position


class SceneFieldEdit(FieldEdit):
    """One field of what is in a scene has a new value."""

    scene: AnySceneId


class SceneRetitled(SceneFieldEdit):
    field = "title"
    type: Literal["scene.retitled"]
    title: Title


class SceneRewritten(SceneFieldEdit):
    field = "text"
    type: Literal["scene.rewritten"]
    text: SceneText


class SceneImageSet(SceneFieldEdit):
    field = "image"
    type: Literal["scene.image_set"]
    image: Image


class SceneAltSet(SceneFieldEdit):
    field = "alt"
    type: Literal["scene.alt_set"]
    alt: Alt


class SceneEndingSet(SceneFieldEdit):
    field = "ending"
    type: Literal["scene.ending_set"]
    ending: Ending | None


class SceneNoted(SceneFieldEdit):
    field = "notes"
    type: Literal["scene.noted"]
    notes: SceneText


class OptionAdded(Frozen):
    """Placed before the option now at `index`, or last when there are fewer."""

    type: Literal["option.added"]
    scene: AnySceneId
    option: Option
    index: Annotated[int, Field(strict=True, ge=0, lt=MAX_OPTIONS)]


class OptionRemoved(Frozen):
    type: Literal["option.removed"]
    scene: AnySceneId
    option: AnyOptionId


class OptionReordered(Frozen):
    """The named options come first, in this order; any not named follow as they stood.

    So an order survives an option somebody else added meanwhile.
    """

    type: Literal["option.reordered"]
    scene: AnySceneId
    order: Annotated[tuple[AnyOptionId, ...], Field(max_length=MAX_OPTIONS)]


class OptionFieldEdit(FieldEdit):
    """One field of an option has a new value."""

    scene: AnySceneId
    option: AnyOptionId


class OptionRelabelled(OptionFieldEdit):
    field = "label"
    type: Literal["option.relabelled"]
    label: Label


class OptionRetargeted(OptionFieldEdit):
    """The target may be a scene that is not there: that is a problem, not a refusal."""

    field = "target"
    type: Literal["option.retargeted"]
    target: AnySceneId | None


class OptionConditionSet(OptionFieldEdit):
    field = "condition"
    type: Literal["option.condition_set"]
    condition: Condition | None


class OptionEffectsSet(OptionFieldEdit):
    field = "effects"
    type: Literal["option.effects_set"]
    effects: Effects


class OptionHotspotSet(OptionFieldEdit):
    field = "hotspot"
    type: Literal["option.hotspot_set"]
    hotspot: Hotspot | None


class OptionLockSet(OptionFieldEdit):
    field = "when_locked"
    type: Literal["option.lock_set"]
    when_locked: WhenLocked


class VariableAdded(Frozen):
    type: Literal["variable.added"]
    name: AnyVariableName
    variable: Variable


class VariableRemoved(Frozen):
    """Conditions, effects and texts that name it stay and become problems."""

    type: Literal["variable.removed"]
    name: AnyVariableName


class VariableChanged(Frozen):
    type: Literal["variable.changed"]
    name: AnyVariableName
    variable: Variable


class GroupAdded(Frozen):
    type: Literal["group.added"]
    group: Group


class GroupRemoved(Frozen):
    type: Literal["group.removed"]
    group: AnyGroupId


class GroupChanged(Frozen):
    """The group of that id is now this one."""

    type: Literal["group.changed"]
    group: Group


StoryEdit = StoryRetitled | StorySummarised | StoryLanguageSet | StoryStartSet | StoryThemeSet
SceneEdit = SceneRetitled | SceneRewritten | SceneImageSet | SceneAltSet | SceneEndingSet | SceneNoted
OptionEdit = (
    OptionRelabelled | OptionRetargeted | OptionConditionSet | OptionEffectsSet | OptionHotspotSet | OptionLockSet
)
Edit = Annotated[
    StoryEdit
    | SceneAdded
    | SceneRemoved
    | SceneMoved
    | SceneEdit
    | OptionAdded
    | OptionRemoved
    | OptionReordered
    | OptionEdit
    | VariableAdded
    | VariableRemoved
    | VariableChanged
    | GroupAdded
    | GroupRemoved
    | GroupChanged,
    Field(discriminator="type"),
]
"""Every change a draft can undergo; the wire's `type` tells them apart."""
