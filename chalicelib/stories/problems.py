"""Validation: what keeps a story from being published, and what its creator may have overlooked.

These are the structural rules: they read the graph without asking what conditions allow, in time linear in the size of
the story. `frontend/src/story/problems.ts` finds the same, sentence by sentence; `tests/vectors/problems.json` holds
the two together.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal

from .model import (
    PLACEHOLDER,
    Add,
    AllOf,
    AnyOf,
    AssetId,
    Compare,
    Condition,
    Document,
    Effect,
    Frozen,
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
from .reach import MAX_PATHS, Reach, explore

Severity = Literal["error", "warning"]
AssetState = Literal["granted", "received", "processing", "ready", "failed"]

_VISIBLE: Final = re.compile(r"[^ \t\r\n]")
_TYPE_WORDS: Final[Mapping[VariableType, str]] = {"boolean": "a yes or no", "number": "a number", "string": "a text"}
_ORDERS: Final = {"lt", "le", "gt", "ge"}


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


def find_problems(document: Document, assets: Mapping[AssetId, AssetState]) -> list[Problem]:
    """Everything wrong with the document: the story first, then its scenes, then its variables, each by id.

    `assets` are the story's own. Only the first `MAX_PATHS` problems that could carry a path do, which bounds the time.
    """
    reach = explore(document)
    problems = list(_story_problems(document, reach))
    for scene_id in sorted(document.scenes):
        problems += _scene_problems(document, document.scenes[scene_id], assets, reach)
    problems += _variable_problems(document)
    return _with_paths(problems, reach)


def _story_problems(document: Document, reach: Reach) -> Iterator[Problem]:
    if document.start is None:
        yield _error("no-start", "The story has no start: choose the scene it begins with.")
    elif document.start not in document.scenes:
        yield _error("no-start", "The scene the story began with is gone: choose another start.")
    elif document.start not in reach.saved:
        sentence = "No ending can be reached from the start: mark a scene as an ending and lead an option there."
        yield _error("no-ending-reachable", sentence)


def _scene_problems(
    document: Document, scene: Scene, assets: Mapping[AssetId, AssetState], reach: Reach
) -> Iterator[Problem]:
    yield from _picture_problems(scene, assets)
    yield from _way_problems(document, scene, reach)
    for name in _placeholders(scene.data.text):
        if name not in document.variables:
            sentence = f"The text of {_named(scene)} names “{name}”, which is no variable: add it, or change the text."
            yield _error("unknown-variable", sentence, scene)
    if scene.data.ending is None:
        yield from _options_problems(document, scene)
    elif scene.data.options:
        sentence = f"{_named(scene)} is an ending, so its options never show: delete them, or the ending."
        yield _warning("options-after-ending", sentence, scene)


def _picture_problems(scene: Scene, assets: Mapping[AssetId, AssetState]) -> Iterator[Problem]:
    image, name = scene.data.image, _named(scene)
    if image == "":
        yield _error("missing-image", f"{name} has no picture: add one.", scene)
        return
    match assets.get(AssetId(image)):
        case None:
            yield _error("asset-missing", f"The picture of {name} is gone: choose another.", scene)
        case "failed":
            yield _error("image-failed", f"The picture of {name} could not be used: choose another.", scene)
        case "granted" | "received" | "processing":
            sentence = f"The picture of {name} is still being made ready: wait a moment."
            yield _error("image-still-processing", sentence, scene)
        case "ready":
            pass
    if not _VISIBLE.search(scene.data.alt):
        yield _warning("missing-alt", f"Describe the picture of {name} for readers who cannot see it.", scene)


def _way_problems(document: Document, scene: Scene, reach: Reach) -> Iterator[Problem]:
    name = _named(scene)
    if scene.data.ending is None and not scene.data.options:
        yield _error("dead-end", f"{name} leads nowhere: add an option, or mark it as an ending.", scene)
    elif scene.id in reach.traps:
        sentence = f"From {name} no ending can be reached: lead one of its options towards an ending."
        yield _error("cannot-reach-ending", sentence, scene)
    if document.start in document.scenes and scene.id not in reach.came_from:
        sentence = f"Readers never get to {name}: lead an option there from a scene they reach, or delete it."
        yield _warning("unreachable-scene", sentence, scene)


def _options_problems(document: Document, scene: Scene) -> Iterator[Problem]:
    seen: set[OptionId] = set()
    for option in scene.data.options:
        if option.id in seen:
            sentence = f"Two options of {_named(scene)} have the id “{option.id}”: delete one and make it anew."
            yield _error("duplicate-option-id", sentence, scene, option)
        seen.add(option.id)
        yield from _option_problems(document, scene, option)


def _option_problems(document: Document, scene: Scene, option: Option) -> Iterator[Problem]:
    which = f"The option “{option.label or option.id}” of {_named(scene)}"
    if option.target is None:
        sentence = f"{which} leads nowhere: connect it to a scene."
        yield _error("option-without-target", sentence, scene, option)
    elif option.target not in document.scenes:
        sentence = f"{which} leads to a scene that is gone: connect it to another."
        yield _error("unknown-target", sentence, scene, option)
    for name in _names_in_option(option):
        if name not in document.variables:
            sentence = f"{which} names “{name}”, which is no variable: add it, or choose another."
            yield _error("unknown-variable", sentence, scene, option)
    for code, what in (*_condition_faults(document, option), *_effect_faults(document, option)):
        yield _error(code, f"{which} {what}", scene, option)


def _condition_faults(document: Document, option: Option) -> Iterator[tuple[str, str]]:
    for part in _leaves(option.condition):
        if isinstance(part, Compare):
            if mismatch := _compare_mismatch(part, document.variables.get(part.var)):
                yield "type-mismatch", mismatch
        elif part.visited not in document.scenes:
            yield "unknown-scene", "asks for a visit to a scene that is gone: choose another."


def _effect_faults(document: Document, option: Option) -> Iterator[tuple[str, str]]:
    for effect in option.effects:
        if mismatch := _effect_mismatch(effect, document.variables.get(effect.variable)):
            yield "type-mismatch", mismatch


def _variable_problems(document: Document) -> Iterator[Problem]:
    read, changed = _uses(document)
    for name in sorted(document.variables):
        if name not in read:
            sentence = f"Nothing reads “{name}”: use it in a condition or a text, or delete it."
            yield _warning("variable-never-read", sentence)
        if name not in changed:
            sentence = f"No option changes “{name}”: let one change it, or delete it."
            yield _warning("variable-never-set", sentence)


def _uses(document: Document) -> tuple[set[VariableName], set[VariableName]]:
    """The variables something reads, and those something changes."""
    read: set[VariableName] = set()
    changed: set[VariableName] = set()
    for scene in document.scenes.values():
        read.update(_placeholders(scene.data.text))
        for option in scene.data.options if scene.data.ending is None else ():
            read.update(_placeholders(option.label))
            read.update(part.var for part in _leaves(option.condition) if isinstance(part, Compare))
            changed.update(effect.variable for effect in option.effects)
    return read, changed


def _with_paths(problems: list[Problem], reach: Reach) -> list[Problem]:
    stuck = [index for index, problem in enumerate(problems) if problem.code in ("dead-end", "cannot-reach-ending")]
    for index in stuck[:MAX_PATHS]:
        scene_id = problems[index].scene
        if scene_id in reach.came_from:
            problems[index] = problems[index].model_copy(update={"path": reach.path_to(scene_id)})
    return problems


def _names_in_option(option: Option) -> list[VariableName]:
    """The variables an option names, each once, in order: label, condition, effects."""
    compared = (part.var for part in _leaves(option.condition) if isinstance(part, Compare))
    changed = (effect.variable for effect in option.effects)
    return list(dict.fromkeys([*_placeholders(option.label), *compared, *changed]))


def _placeholders(text: str) -> list[VariableName]:
    return [VariableName(name) for name in dict.fromkeys(PLACEHOLDER.findall(text))]


def _leaves(condition: Condition | None) -> Iterator[Compare | Visited]:
    match condition:
        case Compare() | Visited():
            yield condition
        case AllOf() | AnyOf() | Not():
            for part in condition.parts:
                yield from _leaves(part)


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


def _named(scene: Scene) -> str:
    return f"“{scene.data.title or scene.id}”"


def _error(code: str, sentence: str, scene: Scene | None = None, option: Option | None = None) -> Problem:
    return _problem(code, "error", sentence, scene, option)


def _warning(code: str, sentence: str, scene: Scene | None = None) -> Problem:
    return _problem(code, "warning", sentence, scene, None)


def _problem(code: str, severity: Severity, sentence: str, scene: Scene | None, option: Option | None) -> Problem:
    return Problem(
        code=code,
        severity=severity,
        scene=scene.id if scene else None,
        option=option.id if option else None,
        sentence=sentence,
        path=None,
    )
