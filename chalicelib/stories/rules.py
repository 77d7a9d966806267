"""The rules of reading: what a condition means, what a scene offers, what taking an option does.

Pure, and the same in `frontend/src/story/rules.ts`; `tests/vectors/` holds the two together. A run is walked in place,
because copying what was visited on every step would make a step as dear as the story is long: `take_step` and `rewind`
change the run they are given, or raise and change nothing.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from ..errors import Conflict
from .canonical import written
from .model import (
    PLACEHOLDER,
    Add,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Document,
    Effect,
    Not,
    Operator,
    Option,
    OptionId,
    Scene,
    SceneId,
    SetTo,
    StepOption,
    StepScene,
    Toggle,
    Value,
    VariableName,
    Visited,
    type_of,
)

LARGEST: Final = 2.0**53
"""Sums stop here, where a double can no longer count by ones."""

Context = Mapping[VariableName, Value]
Shown = Literal["offered", "locked", "hidden"]


class OptionNotOffered(Conflict):
    """That scene does not offer that option."""


class DepthBeyondTrail(Conflict):
    """The run has not gone that far."""


@dataclass(frozen=True, slots=True)
class OfferedOption:
    """An option as a reader meets it just now."""

    option: Option
    shown: Shown
    """Offered: may be taken. Locked: there, greyed out. Hidden: not there."""


class TrailEntry(NamedTuple):
    """One choice of a run, with what it takes to undo it."""

    scene: SceneId
    """The scene it was made in."""
    option: OptionId
    before: Mapping[VariableName, Value]
    """The former values of the variables it changed, and no others."""
    first: bool
    """Whether it brought the reader to its target for the first time."""


@dataclass(slots=True)
class Run:
    """Where one reader is, what the story remembers, and how they came there."""

    scene: SceneId
    context: dict[VariableName, Value]
    visited: set[SceneId]
    trail: list[TrailEntry]


def start_run(start: SceneId, initial: Context) -> Run:
    """A reader's run at its beginning: in the start scene, which counts as visited."""
    return Run(scene=start, context=dict(initial), visited={start}, trail=[])


def initial_context(document: Document) -> dict[VariableName, Value]:
    """What the story's variables hold when a reader begins."""
    return {name: variable.initial for name, variable in document.variables.items()}


def condition_holds(condition: Condition | None, context: Context, visited: Set[SceneId]) -> bool:
    """Whether the condition is true; None always is. Never raises, whatever the condition names."""
    return condition is None or _HOLDS[type(condition)](condition, context, visited)


def offered_options(scene: Scene, context: Context, visited: Set[SceneId]) -> list[OfferedOption]:
    """Every option of the scene in its order, and whether a reader may take it; an ending has none.

    An option that leads nowhere stands only in a draft; it shows as locked so that its creator sees it.
    """
    if scene.data.ending is not None:
        return []
    return [OfferedOption(option, _shown(option, context, visited)) for option in scene.data.options]


def apply_effects(
    effects: Sequence[Effect], context: Context
) -> tuple[dict[VariableName, Value], dict[VariableName, Value]]:
    """The context after the effects, in order, and the former values of the variables that are different now."""
    after = dict(context)
    return after, _affect(after, effects)


def take_step(scenes: Mapping[SceneId, StepScene], run: Run, option_id: OptionId) -> TrailEntry:
    """Follow one option of the scene the run stands in; the run is changed, its new trail entry returned.

    `scenes` needs the scene the run stands in and no other. Raises OptionNotOffered, and changes nothing, if that
    scene is an ending, lacks the option, or the option leads nowhere or is locked.
    """
    scene = scenes[run.scene]
    option = None if scene.ending is not None else _find_option(scene, option_id)
    if option is None or option.target is None or not condition_holds(option.condition, run.context, run.visited):
        raise OptionNotOffered(f"The scene “{run.scene}” does not offer the option “{option_id}”.")
    before = _affect(run.context, option.effects)
    entry = TrailEntry(run.scene, option_id, before, option.target not in run.visited)
    run.trail.append(entry)
    run.visited.add(option.target)
    run.scene = option.target
    return entry


def rewind(run: Run, to_depth: int) -> None:
    """Undo choices until `to_depth` of them are left: 0 is the beginning.

    Raises DepthBeyondTrail, and changes nothing, if the run is not that deep.
    """
    if not 0 <= to_depth <= len(run.trail):
        raise DepthBeyondTrail(f"The run is {len(run.trail)} choices deep, not {to_depth}.")
    while len(run.trail) > to_depth:
        entry = run.trail.pop()
        if entry.first:
            run.visited.remove(run.scene)
        run.context.update(entry.before)
        run.scene = entry.scene


def step_scene(scene: Scene) -> StepScene:
    """What of the scene decides a step."""
    options = tuple(
        StepOption(id=option.id, target=option.target, condition=option.condition, effects=option.effects)
        for option in scene.data.options
    )
    return StepScene(options=options, ending=scene.data.ending.name if scene.data.ending else None)


def fill_in(text: str, context: Context) -> str:
    """The text with `{name}` of known variables put in; to be shown as text, never as HTML."""
    return PLACEHOLDER.sub(lambda found: _held(context, found), text)


def dump_run(run: Run) -> dict[str, Any]:
    """The run as JSON, to be read by `load_run`."""
    trail = [
        {"scene": entry.scene, "option": entry.option, "before": dict(entry.before), "first": entry.first}
        for entry in run.trail
    ]
    return {"scene": run.scene, "context": run.context, "visited": sorted(run.visited), "trail": trail}


def load_run(stored: Mapping[str, Any]) -> Run:
    """The run that `dump_run` wrote, whatever of its numbers JSON made into integers on the way."""
    trail = [
        TrailEntry(entry["scene"], entry["option"], _doubles(entry["before"]), entry["first"])
        for entry in stored["trail"]
    ]
    return Run(stored["scene"], _doubles(stored["context"]), set(stored["visited"]), trail)


def _doubles(context: Context) -> dict[VariableName, Value]:
    """The values with every number a double: jsonb writes 1e23 in digits, which Python reads as another number."""
    return {name: held if isinstance(held, bool | str) else float(held) for name, held in context.items()}


def _held(context: Context, found: re.Match[str]) -> str:
    value = context.get(VariableName(found[1]))
    return found[0] if value is None else written(value)


def _compare_holds(condition: Compare, context: Context, _visited: Set[SceneId]) -> bool:
    held = context.get(condition.var)
    if held is None or not _of_one_type(held, condition.value):
        return False
    compared = _COMPARED if isinstance(held, bool) else _ORDERED
    # Python compares strings by code point.
    return condition.operator in compared and compared[condition.operator](held, condition.value)


def _visited_holds(condition: Visited, _context: Context, visited: Set[SceneId]) -> bool:
    return condition.visited in visited


def _all_hold(condition: AllOf, context: Context, visited: Set[SceneId]) -> bool:
    return all(condition_holds(part, context, visited) for part in condition.parts)


def _any_holds(condition: AnyOf, context: Context, visited: Set[SceneId]) -> bool:
    return any(condition_holds(part, context, visited) for part in condition.parts)


def _not_holds(condition: Not, context: Context, visited: Set[SceneId]) -> bool:
    return not condition_holds(condition.part, context, visited)


# A table by type: asking a pydantic class whether something is of it costs more than a whole step.
_HOLDS: Final[Mapping[type, Callable[[Any, Context, Set[SceneId]], bool]]] = {
    Compare: _compare_holds,
    Visited: _visited_holds,
    AllOf: _all_hold,
    AnyOf: _any_holds,
    Not: _not_holds,
}
_COMPARED: Final[dict[Operator, Callable[[Any, Any], bool]]] = {"eq": operator.eq, "ne": operator.ne}
_ORDERED: Final[dict[Operator, Callable[[Any, Any], bool]]] = {
    **_COMPARED,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


def _of_one_type(one: Value, other: Value) -> bool:
    return type(one) is type(other) or type_of(one) == type_of(other)


def _shown(option: Option, context: Context, visited: Set[SceneId]) -> Shown:
    if option.target is None:
        return "locked"
    if condition_holds(option.condition, context, visited):
        return "offered"
    return "locked" if option.when_locked == "shown" else "hidden"


def _find_option(scene: StepScene, option_id: OptionId) -> StepOption | None:
    for option in scene.options:
        if option.id == option_id:
            return option
    return None


def _affect(context: dict[VariableName, Value], effects: Sequence[Effect]) -> dict[VariableName, Value]:
    """Change the context by the effects, in order; the former values of the variables that are different now."""
    before: dict[VariableName, Value] = {}
    for effect in effects:
        value = context.get(effect.variable)
        if value is not None:
            before.setdefault(effect.variable, value)
            context[effect.variable] = _AFFECTED[type(effect)](effect, value)
    return {name: value for name, value in before.items() if context[name] != value} if before else before


def _set(effect: SetTo, value: Value) -> Value:
    return effect.to if _of_one_type(effect.to, value) else value


def _add(effect: Add, value: Value) -> Value:
    return value if isinstance(value, bool | str) else _sum(value, effect.by)


def _toggle(_effect: Toggle, value: Value) -> Value:
    return not value if isinstance(value, bool) else value


_AFFECTED: Final[Mapping[type, Callable[[Any, Value], Value]]] = {SetTo: _set, Add: _add, Toggle: _toggle}


def _sum(augend: float, addend: float) -> float:
    # Never −0.0: only two of them sum to it, and no story holds one.
    return min(max(augend + addend, -LARGEST), LARGEST)
