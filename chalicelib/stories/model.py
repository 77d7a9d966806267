"""The Fabula document: what a creator writes, as data.

The same shapes stand in `frontend/src/story/model.ts`; `tests/vectors/documents.json` holds the two together. Every
limit is part of the type, so a document that exists is within its limits, all but the size of the whole (see
`chalicelib.stories.canonical.document_size`). Numbers are finite IEEE doubles and never −0; text holds no U+0000 and
no lone surrogate, because neither PostgreSQL's jsonb nor canonical JSON (RFC 8785) can carry them.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, NewType, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictStr,
    StringConstraints,
    Tag,
    model_validator,
)

SCHEMA: Final = 4
"""Documents of an older one are read through `chalicelib.stories.upcasting`."""

MAX_SCENES: Final = 10_000
MAX_OPTIONS: Final = 20
MAX_VARIABLES: Final = 200
MAX_GROUPS: Final = 1_000
MAX_EFFECTS: Final = 50
MAX_TEXT: Final = 20_000
MAX_SUMMARY: Final = 2_000
MAX_TITLE: Final = 200
MAX_LABEL: Final = 500
MAX_HINT: Final = 200
MAX_ALT: Final = 2_000
MAX_GROUP_TEXT: Final = 1_000
MAX_STRING_VALUE: Final = 1_000
MAX_LINK: Final = 2_000
MAX_TAGS: Final = 50
MAX_TAG: Final = 100
MAX_POINTS: Final = 64
MAX_CONDITION_DEPTH: Final = 10
MAX_CONDITION_PARTS: Final = 50
MAX_DOCUMENT_BYTES: Final = 8_000_000

ID_SHAPE: Final = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
COLOUR_SHAPE: Final = r"^#[0-9A-Fa-f]{6}$"
LANGUAGE_SHAPE: Final = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}$"
LINK_SHAPE: Final = r"^https?://[^\s/]\S*$"
IFID_SHAPE: Final = r"^[A-Z0-9-]{8,63}$"
"""Treaty of Babel, 2.1: what identifies a work of interactive fiction."""

WHITE_SPACE: Final = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
"""Unicode's White_Space, which neither Python's nor JavaScript's `\\s` is."""

SceneId = NewType("SceneId", str)
OptionId = NewType("OptionId", str)
GroupId = NewType("GroupId", str)
AssetId = NewType("AssetId", str)
VariableName = NewType("VariableName", str)


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("text cannot hold the character U+0000")
    return text


def _without_space(tag: str) -> str:
    if WHITE_SPACE.search(tag):
        raise ValueError(f"a tag holds no whitespace: “{tag}”")
    return tag


def _each_once(tags: tuple[str, ...]) -> tuple[str, ...]:
    twice = next((tag for place, tag in enumerate(tags) if tag in tags[:place]), None)
    if twice is not None:
        raise ValueError(f"a scene has each tag once: “{twice}” is there twice")
    return tags


def _positive_zero(number: float) -> float:
    return number + 0.0


def _shallow(condition: object) -> object:
    """Refuse a condition nested too deeply before anything recurses into it."""
    layer, depth = [condition], 0
    while layer:
        depth += 1
        if depth > MAX_CONDITION_DEPTH:
            raise ValueError(f"a condition nests at most {MAX_CONDITION_DEPTH} deep")
        layer = [part for whole in layer for part in _parts(whole)]
    return condition


def _parts(condition: object) -> list[object]:
    if isinstance(condition, AllOf | AnyOf | Not):
        return list(condition.parts)
    if not isinstance(condition, dict):
        return []
    lists = [condition[name] for name in ("all", "any") if isinstance(condition.get(name), list | tuple)]
    return [part for parts in lists for part in parts] + ([condition["not"]] if "not" in condition else [])


_Id = StringConstraints(strict=True, pattern=ID_SHAPE)
_Text = AfterValidator(_without_nul)
Number = Annotated[float, Field(strict=True, allow_inf_nan=False), AfterValidator(_positive_zero)]
Text = Annotated[StrictStr, _Text]

AnySceneId = Annotated[SceneId, _Id]
AnyOptionId = Annotated[OptionId, _Id]
AnyGroupId = Annotated[GroupId, _Id]
AnyAssetId = Annotated[AssetId, _Id]
AnyVariableName = Annotated[VariableName, _Id]
Title = Annotated[StrictStr, Field(max_length=MAX_TITLE), _Text]
StoryTitle = Annotated[StrictStr, Field(min_length=1, max_length=MAX_TITLE), _Text]
Summary = Annotated[StrictStr, Field(max_length=MAX_SUMMARY), _Text]
Language = Annotated[StrictStr, StringConstraints(strict=True, pattern=LANGUAGE_SHAPE)]
Label = Annotated[StrictStr, Field(max_length=MAX_LABEL), _Text]
Hint = Annotated[StrictStr, Field(max_length=MAX_HINT), _Text]
SceneText = Annotated[StrictStr, Field(max_length=MAX_TEXT), _Text]
Alt = Annotated[StrictStr, Field(max_length=MAX_ALT), _Text]
GroupText = Annotated[StrictStr, Field(max_length=MAX_GROUP_TEXT), _Text]
Colour = Annotated[StrictStr, StringConstraints(strict=True, pattern=COLOUR_SHAPE)]
Link = Annotated[StrictStr, StringConstraints(strict=True, pattern=LINK_SHAPE, max_length=MAX_LINK), _Text]
Ifid = Annotated[StrictStr, StringConstraints(strict=True, pattern=IFID_SHAPE)]
SceneTag = Annotated[
    StrictStr,
    Field(min_length=1, max_length=MAX_TAG, json_schema_extra={"pattern": r"^\S+$"}),
    AfterValidator(_without_space),
    _Text,
]
SceneTags = Annotated[
    tuple[SceneTag, ...],
    Field(max_length=MAX_TAGS, json_schema_extra={"uniqueItems": True}),
    AfterValidator(_each_once),
]
Image = AnyAssetId | Literal[""]
StringValue = Annotated[StrictStr, Field(max_length=MAX_STRING_VALUE), _Text]
Value = StrictBool | Number | StringValue
VariableType = Literal["boolean", "number", "string"]
Operator = Literal["eq", "ne", "lt", "le", "gt", "ge"]
WhenLocked = Literal["hidden", "shown"]
Font = Literal["book", "plain", "typewriter"]


class Frozen(BaseModel):
    """The story's shapes: nothing unknown gets in, nothing changes once made, field names are the wire's."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)


class Position(Frozen):
    """A place on the editor's canvas, in canvas pixels; y grows downwards."""

    x: Number
    y: Number


class Size(Frozen):
    """A width and height on the editor's canvas, in canvas pixels."""

    width: Annotated[Number, Field(ge=0)]
    height: Annotated[Number, Field(ge=0)]


class Compare(Frozen):
    """True if the variable stands in this relation to the value.

    False when the variable is unknown or of another type (`ne` too), and for an order of booleans.
    """

    var: AnyVariableName
    operator: Operator = Field(alias="is")
    value: Value


class Visited(Frozen):
    """True once the reader has been in the scene; the scene they stand in counts."""

    visited: AnySceneId


class AllOf(Frozen):
    """True if every part is; of none it is true."""

    parts: "tuple[ConditionPart, ...]" = Field(alias="all", max_length=MAX_CONDITION_PARTS)


class AnyOf(Frozen):
    """True if at least one part is; of none it is false."""

    parts: "tuple[ConditionPart, ...]" = Field(alias="any", max_length=MAX_CONDITION_PARTS)


class Not(Frozen):
    """True if its part is false."""

    part: "ConditionPart" = Field(alias="not")

    @property
    def parts(self) -> "tuple[ConditionPart]":
        """The one part, as the conditions of many have theirs."""
        return (self.part,)


def _condition_kind(value: Any) -> str | None:
    if isinstance(value, Frozen):
        return {Compare: "var", Visited: "visited", AllOf: "all", AnyOf: "any", Not: "not"}.get(type(value))
    if not isinstance(value, dict):
        return None
    return next((kind for kind in ("var", "visited", "all", "any", "not") if kind in value), None)


ConditionPart = Annotated[
    Annotated[Compare, Tag("var")]
    | Annotated[Visited, Tag("visited")]
    | Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(
        _condition_kind,
        custom_error_type="condition_shape",
        custom_error_message="A condition is one of {var, is, value}, {visited}, {all}, {any} and {not}",
    ),
]
Condition = Annotated[ConditionPart, BeforeValidator(_shallow)]


class SetTo(Frozen):
    """The variable becomes the value; nothing happens if it is unknown or of another type."""

    variable: AnyVariableName = Field(alias="set")
    to: Value


class Add(Frozen):
    """The number grows by `by` (may be negative), clamped to ±2⁵³; nothing happens to any other variable."""

    variable: AnyVariableName = Field(alias="add")
    by: Number


class Toggle(Frozen):
    """The boolean turns into the other one; nothing happens to any other variable."""

    variable: AnyVariableName = Field(alias="toggle")


def _effect_kind(value: Any) -> str | None:
    if isinstance(value, Frozen):
        return {SetTo: "set", Add: "add", Toggle: "toggle"}.get(type(value))
    if not isinstance(value, dict):
        return None
    return next((kind for kind in ("set", "add", "toggle") if kind in value), None)


Effect = Annotated[
    Annotated[SetTo, Tag("set")] | Annotated[Add, Tag("add")] | Annotated[Toggle, Tag("toggle")],
    Discriminator(
        _effect_kind,
        custom_error_type="effect_shape",
        custom_error_message="An effect is one of {set, to}, {add, by} and {toggle}",
    ),
]
Effects = Annotated[tuple[Effect, ...], Field(max_length=MAX_EFFECTS)]

Fraction = Annotated[Number, Field(ge=0, le=1)]


class Hotspot(Frozen):
    """The part of a scene's picture that is the option: a closed polygon."""

    points: Annotated[tuple[tuple[Fraction, Fraction], ...], Field(min_length=3, max_length=MAX_POINTS)]
    """Corners as [x, y], fractions of the picture's width and height from its top left corner."""


class StepOption(Frozen):
    """What of an option decides a step."""

    id: AnyOptionId
    """Unique within its scene."""
    target: AnySceneId | None
    """The scene it leads to; None while it is not connected."""
    condition: Condition | None
    """When it is offered; None is always."""
    effects: Effects
    """What taking it changes, in order."""


class Option(StepOption):
    """What a scene offers its reader."""

    label: Label
    """What the reader sees on it; may name variables in braces."""
    hotspot: Hotspot | None
    """Its place in the picture; None makes it a button below."""
    when_locked: WhenLocked
    """While its condition is false: not there at all, or there and greyed out."""
    hint: Hint
    """What the reader is told where it is greyed out; may name variables in braces. Empty says no more than that."""


class Ending(Frozen):
    """What makes a scene final."""

    name: Title
    """What the ending is called, to its reader and in the statistics."""
    link: Link | None
    """Where the reader may go on to, an http or https address; None is nowhere."""


class SceneData(Frozen):
    """What is in a scene."""

    title: Title
    """What the creator calls it."""
    text: SceneText
    """What the reader reads: Markdown (CommonMark, no HTML, no images); may name variables in braces."""
    image: Image
    """The picture, an asset's id; empty while there is none."""
    alt: Alt
    """The picture in words, for who cannot see it."""
    options: Annotated[tuple[Option, ...], Field(max_length=MAX_OPTIONS)]
    """What the reader may choose, in the order shown; of no meaning in an ending."""
    ending: Ending | None
    """Set in a final scene."""
    notes: SceneText
    """The creator's own; never published."""
    tags: SceneTags
    """The creator's own keywords, each once; never published."""


class Scene(Frozen):
    """A node of the graph: picture, words, options."""

    id: AnySceneId
    """Unique in the story, opaque, kept for ever."""
    type: Literal["scene"]
    """Vue Flow's kind of node."""
    position: Position
    """Where it stands on the canvas."""
    data: SceneData

    def option(self, option_id: OptionId) -> Option | None:
        """The option of that id; the first, should there be two."""
        return next((option for option in self.data.options if option.id == option_id), None)


class StepScene(Frozen):
    """What of a scene decides a step: all the server keeps at hand of a published version."""

    options: Annotated[tuple[StepOption, ...], Field(max_length=MAX_OPTIONS)]
    ending: Title | None
    """The ending's name, in a final scene."""


class Group(Frozen):
    """A titled frame on the canvas, around scenes or around words; the reader never meets it."""

    id: AnyGroupId
    title: Title
    text: GroupText
    """A note: plain words that stand in the frame. Empty is none."""
    colour: Colour
    """#rrggbb."""
    position: Position
    """Its top left corner."""
    size: Size


class Variable(Frozen):
    """Something the story remembers."""

    type: VariableType
    initial: Value
    """Its value when a reader begins; of `type`."""

    @model_validator(mode="after")
    def _initial_of_type(self) -> Self:
        if type_of(self.initial) != self.type:
            raise ValueError(f"a {self.type} variable begins with a {self.type}")
        return self


class Theme(Frozen):
    """How the reading page looks."""

    layout: Literal["paper", "full"]
    """Words under the picture on paper, or over a picture that fills the screen."""
    accent: Colour | None
    """#rrggbb; None is the layout's own. Shown lighter or darker where it would be hard to see."""
    paper: Colour | None
    """#rrggbb, of the background, by day; None is the product's own. By night a light one is shown dark."""
    font: Font
    """Of the prose: a book's, the interface's of the reader's device, or a typewriter's."""
    cover: Image
    """The picture that stands for the story in lists and link previews, an asset's id; empty is the start's."""


class Document(Frozen):
    """A whole story as its creator wrote it.

    A *partial* document holds only some of the scenes; edits apply to it as to the whole (see
    `chalicelib.stories.edits.touched_scenes`).
    """

    schema_: Literal[4] = Field(alias="schema")
    """The version of this format."""
    ifid: Ifid | None
    """The work's Treaty of Babel identifier; None while it has none."""
    title: StoryTitle
    summary: Summary
    """One paragraph for link previews and lists; may be empty."""
    language: Language
    """BCP 47, of the text."""
    start: AnySceneId | None
    """Where every reader begins; None while the creator has not said."""
    theme: Theme
    reveal_choices: StrictBool
    """Whether readers are told how many others chose as they did."""
    variables: Annotated[Mapping[AnyVariableName, Variable], Field(max_length=MAX_VARIABLES)]
    scenes: Annotated[Mapping[AnySceneId, Scene], Field(max_length=MAX_SCENES)]
    groups: Annotated[Mapping[AnyGroupId, Group], Field(max_length=MAX_GROUPS)]

    @model_validator(mode="after")
    def _keys_are_ids(self) -> Self:
        require_keys_are_ids("scene", self.scenes)
        require_keys_are_ids("group", self.groups)
        return self


def require_keys_are_ids(what: str, things: Mapping[Any, Scene] | Mapping[Any, Group]) -> None:
    """Raise ValueError where one of them is kept under a key that is not its id."""
    for key, thing in things.items():
        if thing.id != key:
            raise ValueError(f"{what}s.{key} holds a {what} whose id is {thing.id}")


def type_of(value: Value) -> VariableType:
    """The type of a variable that holds the value."""
    if isinstance(value, bool):
        return "boolean"
    return "string" if isinstance(value, str) else "number"


PLAIN_THEME: Final = Theme(layout="paper", accent=None, paper=None, font="book", cover="")
"""How the page of a story looks whose creator has not said."""


def new_document(title: str, language: str = "en") -> Document:
    """An empty story."""
    return Document.model_validate(
        {
            "schema": SCHEMA,
            "ifid": None,
            "title": title,
            "summary": "",
            "language": language,
            "start": None,
            "theme": PLAIN_THEME,
            "reveal_choices": False,
            "variables": {},
            "scenes": {},
            "groups": {},
        }
    )


PLACEHOLDER: Final = re.compile(r"\{([A-Za-z0-9][A-Za-z0-9_-]{0,63})\}")
"""A variable named in a text or a label: `{coins}`."""
