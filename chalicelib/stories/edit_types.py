"""The closed union of edits: small facts in the past tense.

`type` tells them apart on the wire. `scene`, `option` and `group` are ids, but whole objects where something is added
and in `group.changed`. What they mean is in `chalicelib.stories.edits`.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StrictBool

from .model import (
    MAX_OPTIONS,
    Alt,
    AnyGroupId,
    AnyOptionId,
    AnySceneId,
    AnyVariableName,
    Colour,
    Condition,
    Effects,
    Ending,
    Frozen,
    Group,
    GroupText,
    Hint,
    Hotspot,
    Ifid,
    Image,
    Label,
    Language,
    Option,
    Position,
    Scene,
    SceneTags,
    SceneText,
    Size,
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
    """The story has another title."""

    field = "title"
    type: Literal["story.retitled"]
    title: StoryTitle


class StorySummarised(StoryFieldEdit):
    """The story has another summary."""

    field = "summary"
    type: Literal["story.summarised"]
    summary: Summary


class StoryLanguageSet(StoryFieldEdit):
    """The story is in another language."""

    field = "language"
    type: Literal["story.language_set"]
    language: Language


class StoryStartSet(StoryFieldEdit):
    """The story begins elsewhere; the start may name a scene that is not there: that is a problem, not a refusal."""

    field = "start"
    type: Literal["story.start_set"]
    start: AnySceneId | None


class StoryThemeSet(StoryFieldEdit):
    """The reading page looks otherwise."""

    field = "theme"
    type: Literal["story.theme_set"]
    theme: Theme


class StoryIfidSet(StoryFieldEdit):
    """The work has another Treaty of Babel identifier, or none."""

    field = "ifid"
    type: Literal["story.ifid_set"]
    ifid: Ifid | None


class StoryRevealChoicesSet(StoryFieldEdit):
    """Readers are told how many others chose as they did, or are not."""

    field = "reveal_choices"
    type: Literal["story.reveal_choices_set"]
    reveal_choices: StrictBool


class SceneAdded(Frozen):
    """There is a new scene, under an id that is not taken."""

    type: Literal["scene.added"]
    scene: Scene


class SceneRemoved(Frozen):
    """Options and the start that lead there stay as they are and become problems."""

    type: Literal["scene.removed"]
    scene: AnySceneId


class SceneMoved(Frozen):
    """The scene stands elsewhere on the canvas."""

    type: Literal["scene.moved"]
    scene: AnySceneId
    position: Position


class SceneFieldEdit(FieldEdit):
    """One field of what is in a scene has a new value."""

    scene: AnySceneId


class SceneRetitled(SceneFieldEdit):
    """The scene has another title."""

    field = "title"
    type: Literal["scene.retitled"]
    title: Title


class SceneRewritten(SceneFieldEdit):
    """The scene has another text."""

    field = "text"
    type: Literal["scene.rewritten"]
    text: SceneText


class SceneImageSet(SceneFieldEdit):
    """The scene has another picture, or none."""

    field = "image"
    type: Literal["scene.image_set"]
    image: Image


class SceneAltSet(SceneFieldEdit):
    """The picture has another description."""

    field = "alt"
    type: Literal["scene.alt_set"]
    alt: Alt


class SceneEndingSet(SceneFieldEdit):
    """The scene is an ending now, another one, or none."""

    field = "ending"
    type: Literal["scene.ending_set"]
    ending: Ending | None


class SceneNoted(SceneFieldEdit):
    """The creator's notes on the scene are others."""

    field = "notes"
    type: Literal["scene.noted"]
    notes: SceneText


class SceneTagged(SceneFieldEdit):
    """The creator's keywords of the scene are others."""

    field = "tags"
    type: Literal["scene.tagged"]
    tags: SceneTags


class OptionAdded(Frozen):
    """Placed before the option now at `index`, or last when there are fewer."""

    type: Literal["option.added"]
    scene: AnySceneId
    option: Option
    index: Annotated[int, Field(strict=True, ge=0, lt=MAX_OPTIONS)]


class OptionRemoved(Frozen):
    """The option is gone."""

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
    """The option has another label."""

    field = "label"
    type: Literal["option.relabelled"]
    label: Label


class OptionRetargeted(OptionFieldEdit):
    """The target may be a scene that is not there: that is a problem, not a refusal."""

    field = "target"
    type: Literal["option.retargeted"]
    target: AnySceneId | None


class OptionConditionSet(OptionFieldEdit):
    """The option is offered under another condition."""

    field = "condition"
    type: Literal["option.condition_set"]
    condition: Condition | None


class OptionEffectsSet(OptionFieldEdit):
    """Taking the option changes other things."""

    field = "effects"
    type: Literal["option.effects_set"]
    effects: Effects


class OptionHotspotSet(OptionFieldEdit):
    """The option has another place in the picture, or none."""

    field = "hotspot"
    type: Literal["option.hotspot_set"]
    hotspot: Hotspot | None


class OptionLockSet(OptionFieldEdit):
    """The option looks otherwise while it is locked."""

    field = "when_locked"
    type: Literal["option.lock_set"]
    when_locked: WhenLocked


class OptionHintSet(OptionFieldEdit):
    """Readers are told something else where the option is locked."""

    field = "hint"
    type: Literal["option.hint_set"]
    hint: Hint


class VariableAdded(Frozen):
    """There is a new variable, under a name that is not taken."""

    type: Literal["variable.added"]
    name: AnyVariableName
    variable: Variable


class VariableRemoved(Frozen):
    """Conditions, effects and texts that name it stay and become problems."""

    type: Literal["variable.removed"]
    name: AnyVariableName


class VariableChanged(Frozen):
    """The variable has another type or initial value."""

    type: Literal["variable.changed"]
    name: AnyVariableName
    variable: Variable


class GroupAdded(Frozen):
    """There is a new group, under an id that is not taken."""

    type: Literal["group.added"]
    group: Group


class GroupRemoved(Frozen):
    """The group is gone; the scenes in it stay."""

    type: Literal["group.removed"]
    group: AnyGroupId


class GroupFieldEdit(FieldEdit):
    """One field of a group has a new value."""

    group: AnyGroupId


class GroupRetitled(GroupFieldEdit):
    """The group has another title."""

    field = "title"
    type: Literal["group.retitled"]
    title: Title


class GroupRewritten(GroupFieldEdit):
    """Other words stand in the group, or none."""

    field = "text"
    type: Literal["group.rewritten"]
    text: GroupText


class GroupRecoloured(GroupFieldEdit):
    """The group has another colour."""

    field = "colour"
    type: Literal["group.recoloured"]
    colour: Colour


class GroupMoved(GroupFieldEdit):
    """The group stands elsewhere on the canvas; the scenes in it stay."""

    field = "position"
    type: Literal["group.moved"]
    position: Position


class GroupResized(GroupFieldEdit):
    """The group has another size."""

    field = "size"
    type: Literal["group.resized"]
    size: Size


class GroupChanged(Frozen):
    """The group of that id is now this one, whole.

    Once the only way to change a group, it stands in histories and among edits kept in browsers; nothing writes it now.
    """

    type: Literal["group.changed"]
    group: Group


StoryEdit = (
    StoryRetitled
    | StorySummarised
    | StoryLanguageSet
    | StoryStartSet
    | StoryThemeSet
    | StoryIfidSet
    | StoryRevealChoicesSet
)
SceneEdit = SceneRetitled | SceneRewritten | SceneImageSet | SceneAltSet | SceneEndingSet | SceneNoted | SceneTagged
OptionEdit = (
    OptionRelabelled
    | OptionRetargeted
    | OptionConditionSet
    | OptionEffectsSet
    | OptionHotspotSet
    | OptionLockSet
    | OptionHintSet
)
GroupEdit = GroupRetitled | GroupRewritten | GroupRecoloured | GroupMoved | GroupResized
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
    | GroupEdit
    | GroupChanged,
    Field(discriminator="type"),
]
"""Every change a draft can undergo; the wire's `type` tells them apart."""
