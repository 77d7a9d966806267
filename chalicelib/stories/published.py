"""What a published version is made of, as types: the whole machine, and the files readers load it from.

`compile_machine` and `cut` make plain JSON of these shapes; the types say what it may hold, and their JSON Schemas are
published. A head and a chunk count their schema for themselves, from 2: of schema 1 is a version whose machine is one
file. Schema 3 gave locked options their hints and the head whether choices are revealed; a chunk of schema 2 is read as
it is, a head through `upcast_head`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints
from pydantic.json_schema import SkipJsonSchema

from .machine import MACHINE_SCHEMA, Picture
from .model import (
    ID_SHAPE,
    MAX_EFFECTS,
    MAX_OPTIONS,
    MAX_SCENES,
    Alt,
    AnyOptionId,
    AnySceneId,
    AnyVariableName,
    Condition,
    Effect,
    Ending,
    Frozen,
    Hint,
    Hotspot,
    Label,
    Text,
    Title,
    Value,
    WhenLocked,
)

FILES_SCHEMA: Final = 3
"""Of heads, chunks and indexes."""
CHOSEN_SCHEMA: Final = 1
MAX_CHOSEN_SCENES: Final = 1_000
"""Scenes of one story of which is told what readers chose: those that most have left."""


def _may_be_absent(schema: dict[str, Any]) -> None:
    """Where the value is not said the member is left out; it is never null."""
    schema.pop("default", None)


_Absent = Field(default=None, json_schema_extra=_may_be_absent)
FileHash = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{32}$")]
"""What a file is called: the first half of the SHA-256 of its bytes, in hexadecimal."""

Readers = Annotated[int, Field(strict=True, ge=1)]


class Guard(Frozen):
    """When a transition may be taken."""

    type: Literal["condition"]
    params: Condition


class Action(Frozen):
    """What taking a transition changes."""

    type: Literal["effect"]
    params: Effect


class Transition(Frozen):
    """Where an option leads."""

    target: AnySceneId
    guard: Guard | SkipJsonSchema[None] = _Absent
    actions: Annotated[tuple[Action, ...], Field(min_length=1, max_length=MAX_EFFECTS)] | SkipJsonSchema[None] = _Absent


class DrawnOption(Frozen):
    """An option as a page draws it."""

    id: AnyOptionId
    label: Label
    when_locked: WhenLocked
    hotspot: Hotspot | None
    hint: Annotated[Hint, Field(min_length=1)] | SkipJsonSchema[None] = _Absent
    """Absent where there is none."""
    chunk: AnySceneId | SkipJsonSchema[None] = _Absent
    """In a chunk: the name of the chunk its target lies in, where that is another one."""


class DrawnScene(Frozen):
    """A scene as a page draws it."""

    title: Title
    html: Text
    """Safe HTML; `{name}` placeholders stand in its text nodes."""
    alt: Alt
    picture: Picture | None
    options: Annotated[tuple[DrawnOption, ...], Field(max_length=MAX_OPTIONS)]
    ending: Ending | None


class Meta(Frozen):
    """What XState carries along unread."""

    scene: DrawnScene


class Visited(Frozen):
    """Which scene is being entered."""

    scene: AnySceneId


class Visit(Frozen):
    """Entering a scene notes it as visited."""

    type: Literal["visit"]
    params: Visited


class SceneState(Frozen):
    """A scene: its options are its events."""

    meta: Meta
    entry: tuple[Visit]
    on: Annotated[Mapping[AnyOptionId, tuple[Transition]], Field(max_length=MAX_OPTIONS)]


class EndingState(Frozen):
    """A scene that ends the story."""

    type: Literal["final"]
    meta: Meta
    entry: tuple[Visit]


States = Annotated[Mapping[AnySceneId, EndingState | SceneState], Field(min_length=1, max_length=MAX_SCENES)]
Variables = Mapping[AnyVariableName, Value]


class MachineContext(BaseModel):
    """The variables' initial values by name, and the scenes visited under a name no variable can have."""

    model_config = ConfigDict(
        extra="allow",
        frozen=True,
        json_schema_extra={"propertyNames": {"anyOf": [{"const": "$visited"}, {"pattern": ID_SHAPE}]}},
    )
    __pydantic_extra__: dict[str, Value]  # pyright: ignore[reportIncompatibleVariableOverride]  # pydantic's own way
    visited: Mapping[AnySceneId, Literal[True]] = Field(alias="$visited")


class StoryMachine(Frozen):
    """A published story as one XState v5 configuration."""

    id: Text
    """The story's."""
    version: Annotated[str, StringConstraints(strict=True, pattern=r"^(0|[1-9][0-9]*)$")]
    """The version's number, in decimal; 0 is what was never published."""
    schema_: Annotated[int, Field(strict=True, ge=MACHINE_SCHEMA, le=MACHINE_SCHEMA)] = Field(alias="schema")
    initial: AnySceneId
    context: MachineContext
    states: States


class Head(Frozen):
    """What holds a version's chunks together; it has a line for each of them."""

    id: Text
    """The story's."""
    version: Annotated[str, StringConstraints(strict=True, pattern=r"^[1-9][0-9]*$")]
    """The version's number, in decimal."""
    schema_: Literal[3] = Field(alias="schema")
    initial: AnySceneId
    """The start; the chunk it lies in has its name."""
    context: Variables
    """The variables' initial values."""
    endings: Annotated[int, Field(strict=True, ge=0, le=MAX_SCENES)]
    """How many there are to find."""
    reveal_choices: StrictBool
    """Whether readers are told how many others chose as they did."""
    chunks: Annotated[Mapping[AnySceneId, FileHash], Field(min_length=1, max_length=MAX_SCENES)]
    """The file of each chunk, by the chunk's name."""
    index: FileHash
    """The file that says which chunk a scene lies in."""


class Chunk(Frozen):
    """Some scenes of a version, in a file of their own; it is called by the first of them in reading order."""

    schema_: Literal[3] = Field(alias="schema")
    states: States


class Index(Frozen):
    """Which scenes each chunk holds: for who has to go to a scene no option in sight leads to."""

    schema_: Literal[3] = Field(alias="schema")
    scenes: Annotated[Mapping[AnySceneId, tuple[AnySceneId, ...]], Field(min_length=1, max_length=MAX_SCENES)]


class Chosen(Frozen):
    """How many readers chose what, in one version: each with the first option they took in a scene.

    A file beside the story's page, written anew as readers come. Scenes that few have left by an option are not in it,
    nor options nobody took first.
    """

    schema_: Literal[1] = Field(alias="schema")
    version: Annotated[int, Field(strict=True, ge=1)]
    """The version's number; of another one it says nothing."""
    scenes: Annotated[
        Mapping[AnySceneId, Annotated[Mapping[AnyOptionId, Readers], Field(min_length=1)]],
        Field(max_length=MAX_CHOSEN_SCENES),
    ]
