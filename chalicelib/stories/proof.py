"""What is wrong with a story once its conditions and effects are taken into account, and what is proved of it.

The structural rules (`problems`) ask only where options lead. Here every state is looked at that a reader can be in, or
as many as the budget allows; what could not be proved then is said, and never taken to be fine.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from .canonical import written
from .model import AssetId, Document, OptionId, SceneId, Value
from .problems import AssetState, Problem, Severity, find_problems
from .proving.domains import Uses
from .proving.exploring import Budget
from .proving.memory import build_memory
from .proving.survey import Stuck, Survey, survey
from .proving.ways import Way, Ways, list_ways
from .reach import MAX_PATHS
from .rules import apply_effects, initial_context

BUDGET: Final = 250_000
"""Options followed, each with a set of states at once: some four seconds at the most."""
MAX_TOLD: Final = MAX_PATHS
"""Problems of one kind that are told; mending some shows the others."""
MAX_STEPS: Final = 10_000
"""Scenes that all paths have together."""
MAX_NAMED: Final = 3
"""Variables named in one sentence."""
MAX_VALUE: Final = 40
"""Characters of a text that is named in a sentence."""

_MEND_OPTION: Final = "Change its condition, or let options before it change what it asks for."


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found, and what it is worth."""

    problems: Sequence[Problem]
    complete: bool
    """Whether everything is known; if not, a problem says so."""


def all_problems(document: Document, assets: Mapping[AssetId, AssetState]) -> list[Problem]:
    """Everything wrong with the document: what the structural rules find, then what only the proof does.

    `assets` are the story's own. Of an option the structural rules find something wrong with, nothing more is said.
    """
    problems = find_problems(document, assets)
    known = {(problem.scene, problem.option) for problem in problems if problem.option is not None}
    proved = prove(document, budget=BUDGET).problems
    return problems + [problem for problem in proved if (problem.scene, problem.option) not in known]


def prove(document: Document, *, budget: int) -> Proof:
    """What conditions and effects make of the document: the story first, then its scenes by id.

    `budget` counts the options that may be followed, each with a set of states at once, and not the time that takes: so
    the answer is the same every time.
    """
    if document.start is None or document.start not in document.scenes:
        return Proof([], complete=True)
    ways = list_ways(document, document.start)
    found = survey(ways, build_memory(document, ways), budget=Budget(budget), most=MAX_TOLD)
    complete = found.complete(ways)
    told = [*_barred(document, ways, found), *_never_offered(document, ways, found), *_stuck(document, found)]
    told.sort(key=lambda problem: problem.scene or "")
    return Proof([*(() if complete else (_not_proved(document, ways, found),)), *told], complete)


def _barred(document: Document, ways: Ways, found: Survey) -> Iterator[Problem]:
    """The scenes that only conditions keep readers from."""
    barriers = _barriers(ways, found)
    endings = sorted(barriers.keys() & ways.endings)
    for scene_id in endings[:MAX_TOLD]:
        sentence = (
            f"No reader reaches the ending {_ending(document, scene_id)}: {_option(document, barriers[scene_id])} on "
            f"the way is never offered. {_MEND_OPTION}"
        )
        yield _problem("ending-never-allowed", "error", sentence, scene_id)
    for scene_id in sorted(barriers.keys() - ways.endings)[:MAX_TOLD]:
        sentence = (
            f"Readers never get to {_scene(document, scene_id)}: {_option(document, barriers[scene_id])} on the way "
            f"is never offered. {_MEND_OPTION}"
        )
        yield _problem("scene-unreachable-by-conditions", "warning", sentence, scene_id)


def _barriers(ways: Ways, found: Survey) -> dict[SceneId, Way]:
    """By scene no reader gets to, the nearest option on a way there that is never offered."""
    leading = [(way, target) for way, target in ways.connected() if target in found.unreached]
    barriers: dict[SceneId, Way] = {}
    layer = [(target, way) for way, target in leading if way.source not in found.unreached]
    while layer:
        new = {target: way for target, way in reversed(layer) if target not in barriers}
        barriers |= new
        beyond = [(way.target, barrier) for scene_id, barrier in new.items() for way in ways.leaving[scene_id]]
        layer = [(target, barrier) for target, barrier in beyond if target is not None and target in found.unreached]
    return barriers


def _never_offered(document: Document, ways: Ways, found: Survey) -> Iterator[Problem]:
    never = (way for way, _ in ways.connected() if way in found.unoffered and way.source not in found.unreached)
    for way in islice(never, MAX_TOLD):
        option = _option(document, way)
        sentence = f"{option[0].upper()}{option[1:]} is never offered. {_MEND_OPTION}"
        yield _problem("option-never-offered", "warning", sentence, way.source, option=way.option.id)


def _stuck(document: Document, found: Survey) -> Iterator[Problem]:
    left = MAX_STEPS
    for scene_id, stuck in found.stuck.items():
        path = None
        if stuck.walk is not None and len(stuck.walk.scenes) <= left:
            path = stuck.walk.scenes
            left -= len(path)
        when = _held(document, stuck)
        if stuck.at_once:
            sentence = (
                f"Readers can be in {_scene(document, scene_id)} when none of its options is offered{when}: add an "
                "option that always is, or change the conditions."
            )
            yield _problem("no-way-on", "error", sentence, scene_id, path=path)
        else:
            sentence = (
                f"Readers can be in {_scene(document, scene_id)} when they can reach no ending any more{when}: lead "
                "an option from there on towards an ending, or change the conditions that follow."
            )
            yield _problem("stuck", "error", sentence, scene_id, path=path)


def _held(document: Document, stuck: Stuck) -> str:
    """What matters from there on, as it is at the end of the walk, in brackets."""
    if stuck.walk is None:
        return ""
    context = initial_context(document)
    for way in stuck.walk.ways:
        context, _ = apply_effects(way.option.effects, context)
    held: list[str] = []
    for uses in stuck.matters[:MAX_NAMED]:
        if uses.visit:
            visited = SceneId(uses.name) in stuck.walk.scenes
            held.append(f"{_scene(document, SceneId(uses.name))} {'was' if visited else 'was not'} visited")
        else:
            held.append(f"“{uses.name}” is {_value(context[uses.name])}")
    return f" ({', '.join(held)})" if held else ""


def _not_proved(document: Document, ways: Ways, found: Survey) -> Problem:
    doubts = [] if found.every_stuck else [f"that readers get stuck nowhere{' else' if found.stuck else ''}"]
    endings = len(ways.endings - found.reached - found.unreached)
    if endings:
        doubts.append(f"that readers can reach {_number(endings, 'ending')}")
    options = sum(way not in found.offered and way not in found.unoffered for way, _ in ways.connected())
    if options:
        doubts.append(f"that they can ever take {_number(options, 'option')}")
    many = [_memory(document, uses) for uses in found.many[:MAX_NAMED]]
    sentence = (
        f"It is not proved {_listed(doubts)}: there are more states than the {found.states:,} that were looked at, "
        f"because of {_listed(many)}. Keep numbers within bounds by conditions, or let fewer conditions depend on them."
    )
    return _problem("not-proved", "warning", sentence, None)


def _memory(document: Document, uses: Uses) -> str:
    return f"visits to {_scene(document, SceneId(uses.name))}" if uses.visit else f"“{uses.name}”"


def _number(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"“{value[:MAX_VALUE]}”" if isinstance(value, str) else written(value)


def _scene(document: Document, scene_id: SceneId) -> str:
    return f"“{document.scenes[scene_id].data.title or scene_id}”"


def _ending(document: Document, scene_id: SceneId) -> str:
    ending = document.scenes[scene_id].data.ending
    return f"“{ending.name}”" if ending and ending.name else _scene(document, scene_id)


def _option(document: Document, way: Way) -> str:
    return f"the option “{way.option.label or way.option.id}” of {_scene(document, way.source)}"


def _problem(
    code: str,
    severity: Severity,
    sentence: str,
    scene: SceneId | None,
    *,
    option: OptionId | None = None,
    path: tuple[SceneId, ...] | None = None,
) -> Problem:
    return Problem(
        code=code, severity=severity, scene=scene, option=option, variable=None, sentence=sentence, path=path
    )
