"""The problems of one scene: those of its picture, words and options, and those of its place in the graph."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from .model import (
    Add,
    AllOf,
    AnyOf,
    AssetId,
    Compare,
    Condition,
    Document,
    Effect,
    Image,
    Not,
    Option,
    OptionId,
    Scene,
    SceneId,
    SetTo,
    Variable,
    VariableName,
    VariableType,
    Visited,
    type_of,
)
from .problem import AssetState, Problem, error, warning
from .references import leaves, names_in_option, placeholders
from .rules import condition_holds

LONG_TEXT: Final = 3_000
"""Characters of a text that fills five screens of a phone and takes three minutes to read."""

_VISIBLE: Final = re.compile(r"[^ \t\r\n]")
_TYPE_WORDS: Final[Mapping[VariableType, str]] = {"boolean": "a yes or no", "number": "a number", "string": "a text"}
_ORDERS: Final = {"lt", "le", "gt", "ge"}
_NEVER: Final = frozenset[SceneId]()


@dataclass(frozen=True, slots=True)
class Around:
    """What of the rest of the story a scene's own problems depend on."""

    document: Document
    assets: Mapping[AssetId, AssetState]
    is_changed: Callable[[VariableName], bool]
    """Whether some option a reader can meet changes the variable."""
    is_reached: Callable[[SceneId], bool]
    """Whether some way leads there from the start."""


def way_problems(scene: Scene, *, reached: bool, trap: bool) -> Iterator[Problem]:
    """The problems of a scene's place in the graph; a place to be stuck in comes first."""
    name = f"“{scene.data.title or scene.id}”"
    if scene.data.ending is None and not scene.data.options:
        yield error("dead-end", f"{name} leads nowhere: add an option, or mark it as an ending.", scene)
    elif trap:
        sentence = f"From {name} no ending can be reached: lead one of its options towards an ending."
        yield error("cannot-reach-ending", sentence, scene)
    if not reached and scene.data.ending is not None:
        sentence = f"{name} is an ending nobody gets to: lead an option there from a scene readers reach, or delete it."
        yield error("unreachable-ending", sentence, scene)
    elif not reached:
        sentence = f"Readers never get to {name}: lead an option there from a scene they reach, or delete it."
        yield warning("unreachable-scene", sentence, scene)


def own_problems(scene: Scene, around: Around) -> Iterator[Problem]:
    """All problems of a scene but those of its place in the graph."""
    name = f"“{scene.data.title or scene.id}”"
    yield from _picture_problems(scene, name, around.assets)
    if len(scene.data.text) > LONG_TEXT:
        sentence = f"The text of {name} is longer than {LONG_TEXT:,} characters: spread it over more scenes."
        yield warning("long-text", sentence, scene)
    for variable in placeholders(scene.data.text):
        if variable not in around.document.variables:
            sentence = f"The text of {name} names “{variable}”, which is no variable: add it, or change the text."
            yield error("unknown-variable", sentence, scene, variable=variable)
    if scene.data.ending is None:
        yield from _options_problems(scene, name, around)
    elif scene.data.options:
        sentence = f"{name} is an ending, so its options never show: delete them, or the ending."
        yield warning("options-after-ending", sentence, scene)


def cover_problems(cover: Image, assets: Mapping[AssetId, AssetState]) -> Iterator[Problem]:
    """The problems of the story's cover; none where it has none of its own."""
    if cover:
        yield from _asset_problems("The story's cover", AssetId(cover), assets)


def _picture_problems(scene: Scene, name: str, assets: Mapping[AssetId, AssetState]) -> Iterator[Problem]:
    image = scene.data.image
    if image == "":
        yield error("missing-image", f"{name} has no picture: add one.", scene)
        return
    yield from _asset_problems(f"The picture of {name}", AssetId(image), assets, scene)
    if not _VISIBLE.search(scene.data.alt):
        yield warning("missing-alt", f"Describe the picture of {name} for readers who cannot see it.", scene)


def _asset_problems(
    which: str, asset: AssetId, assets: Mapping[AssetId, AssetState], scene: Scene | None = None
) -> Iterator[Problem]:
    match assets.get(asset):
        case None:
            yield error("asset-missing", f"{which} is gone: choose another.", scene)
        case "failed":
            yield error("image-failed", f"{which} could not be used: choose another.", scene)
        case "granted" | "received" | "processing":
            yield error("image-still-processing", f"{which} is still being made ready: wait a moment.", scene)
        case "large":
            sentence = f"{which} is over 5 MB or 40 megapixels, which no reader sees: use a smaller one."
            yield warning("large-picture", sentence, scene)
        case "ready":
            pass


def _options_problems(scene: Scene, name: str, around: Around) -> Iterator[Problem]:
    seen: set[OptionId] = set()
    for option in scene.data.options:
        if option.id in seen:
            sentence = f"Two options of {name} have the id “{option.id}”: delete one and make it anew."
            yield error("duplicate-option-id", sentence, scene, option)
        seen.add(option.id)
        which = f"The option “{option.label or option.id}” of {name}"
        yield from _option_problems(scene, option, which, around)
        if option.condition and _known(option.condition, scene.id, around) is False:
            sentence = f"{which} is never offered: change its condition, which cannot be true, or delete the option."
            yield warning("condition-never-true", sentence, scene, option)


def _option_problems(scene: Scene, option: Option, which: str, around: Around) -> Iterator[Problem]:
    document = around.document
    if option.target is None:
        yield error("option-without-target", f"{which} leads nowhere: connect it to a scene.", scene, option)
    elif option.target not in document.scenes:
        sentence = f"{which} leads to a scene that is gone: connect it to another."
        yield error("unknown-target", sentence, scene, option)
    for name in names_in_option(option):
        if name not in document.variables:
            sentence = f"{which} names “{name}”, which is no variable: add it, or choose another."
            yield error("unknown-variable", sentence, scene, option, variable=name)
    yield from _condition_problems(scene, option, which, document)
    for effect in option.effects:
        if mismatch := _effect_mismatch(effect, document.variables.get(effect.variable)):
            yield error("type-mismatch", f"{which} {mismatch}", scene, option, variable=effect.variable)


def _condition_problems(scene: Scene, option: Option, which: str, document: Document) -> Iterator[Problem]:
    for part in leaves(option.condition):
        if isinstance(part, Compare):
            if mismatch := _compare_mismatch(part, document.variables.get(part.var)):
                yield error("type-mismatch", f"{which} {mismatch}", scene, option, variable=part.var)
        elif part.visited not in document.scenes:
            sentence = f"{which} asks for a visit to a scene that is gone: choose another."
            yield error("unknown-scene", sentence, scene, option)


def _known(condition: Condition, here: SceneId, around: Around) -> bool | None:
    """What the condition is for every reader who asks in the scene `here`; None where that depends, or is an error."""
    match condition:
        case Compare():
            return _known_compare(condition, around)
        case Visited():
            return _known_visit(condition.visited, here, around)
        case Not():
            known = _known(condition.part, here, around)
            return None if known is None else not known
        case AllOf() | AnyOf():
            # One part that is false decides `all`, one that is true `any`.
            deciding = isinstance(condition, AnyOf)
            parts = {_known(part, here, around) for part in condition.parts}
            if deciding in parts:
                return deciding
            return None if None in parts else not deciding


def _known_compare(part: Compare, around: Around) -> bool | None:
    variable = around.document.variables.get(part.var)
    if variable is None or around.is_changed(part.var) or _compare_mismatch(part, variable):
        return None
    return condition_holds(part, {part.var: variable.initial}, _NEVER)


def _known_visit(visited: SceneId, here: SceneId, around: Around) -> bool | None:
    document = around.document
    if visited not in document.scenes or document.start not in document.scenes:
        return None
    if visited in (here, document.start):
        return True
    return None if around.is_reached(visited) else False


def _compare_mismatch(part: Compare, variable: Variable | None) -> str | None:
    if variable is None:
        return None
    if type_of(part.value) != variable.type:
        held, other = _TYPE_WORDS[variable.type], _TYPE_WORDS[type_of(part.value)]
        return f"compares “{part.var}”, {held}, with {other}: compare it with {held}."
    if variable.type == "boolean" and part.operator in _ORDERS:
        return f"asks whether “{part.var}”, a yes or no, is more or less: ask whether it is equal."
    return None


def _effect_mismatch(effect: Effect, variable: Variable | None) -> str | None:
    if variable is None:
        return None
    due: VariableType = "boolean"
    if isinstance(effect, SetTo):
        due = type_of(effect.to)
    elif isinstance(effect, Add):
        due = "number"
    if due == variable.type:
        return None
    held = _TYPE_WORDS[variable.type]
    return f"changes “{effect.variable}”, {held}, as if it were {_TYPE_WORDS[due]}: nothing would happen."
