import json
from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter

from chalicelib.errors import Refusal
from chalicelib.stories.model import Condition, Document, Effect, OptionId, SceneId, Value, VariableName
from chalicelib.stories.rules import (
    DepthBeyondTrail,
    OptionNotOffered,
    Run,
    apply_effects,
    condition_holds,
    dump_run,
    fill_in,
    initial_context,
    load_run,
    offered_options,
    rewind,
    start_run,
    step_scene,
    take_step,
)
from tests.unit.stories.vectors import vectors

CONDITION: TypeAdapter[Condition | None] = TypeAdapter(Condition | None)
EFFECTS: TypeAdapter[tuple[Effect, ...]] = TypeAdapter(tuple[Effect, ...])
VALUE: TypeAdapter[Value] = TypeAdapter(Value)
OPERATORS = ("eq", "ne", "lt", "le", "gt", "ge")
STEPS = vectors("steps")
STORY = Document.model_validate(STEPS["document"])
ROWS = {scene_id: step_scene(scene) for scene_id, scene in STORY.scenes.items()}
RING = vectors("ring")
REFUSALS = {refusal.__name__: refusal for refusal in (OptionNotOffered, DepthBeyondTrail)}


def _read(context: Any) -> dict[VariableName, Value]:
    """The values as the edge reads them: numbers are doubles and never −0."""
    return {VariableName(name): VALUE.validate_python(held) for name, held in context.items()}


def _told(context: Any) -> dict[str, str]:
    """What tells values apart that Python calls equal: True and 1, 0.0 and −0.0."""
    return {name: repr(held if isinstance(held, bool | str) else float(held)) for name, held in context.items()}


def test_every_value_compares_to_every_other() -> None:
    rows = vectors("comparisons")
    wrong = []
    for held, value, holding in rows:
        context = {} if held is None else _read({"v": held})
        for operator in OPERATORS:
            condition = CONDITION.validate_python({"var": "v", "is": operator, "value": value})
            if condition_holds(condition, context, set()) is not (operator in holding.split()):
                wrong.append(f"{held!r} {operator} {value!r}")
    assert wrong == []
    assert len(rows) * len(OPERATORS) > 15_000


def test_conditions() -> None:
    table = vectors("conditions")
    rows = [
        *table["rows"],
        *([written, table["context"], table["visited"], holds] for written, holds in table["nested"]),
    ]
    wrong = []
    for written, context, visited, holds in rows:
        if condition_holds(CONDITION.validate_python(written), _read(context), set(visited)) is not holds:
            wrong.append(f"{written} with {context} after {visited} is not {holds}")
    assert wrong == []
    assert len(rows) > 1_500


def test_effects() -> None:
    table = vectors("effects")
    rows = [*table["rows"], *(_single(*change) for change in table["changes"])]
    wrong = []
    for written, held, after, before in rows:
        context = _read(held)
        made = apply_effects(EFFECTS.validate_python(written), context)
        if [*map(_told, made)] != [*map(_told, map(_read, (after, before)))]:
            wrong.append(f"{written} on {held} make {made}")
        assert _told(context) == _told(_read(held)), f"{written} change what they are given"
    assert wrong == []
    assert len(rows) > 2_500


def _single(kind: str, held: Any, operand: Any, after: Any) -> tuple[Any, Any, Any, Any]:
    effect = {kind: "v"} | {"set": {"to": operand}, "add": {"by": operand}, "toggle": {}}[kind]
    before = {} if _told(_read({"v": held})) == _told(_read({"v": after})) else {"v": held}
    return [effect], {"v": held}, {"v": after}, before


def _move(run: Run, move: Any) -> Any:
    if "rewind" in move:
        return rewind(run, move["rewind"])
    return take_step(ROWS, run, OptionId(move["take"])) if "take" in move else None


@pytest.mark.parametrize("case", STEPS["runs"], ids=lambda case: case["name"])
def test_runs(case: Any) -> None:
    assert STORY.start is not None
    run = start_run(STORY.start, initial_context(STORY))
    for move in case["moves"]:
        if "refused" in move:
            before = dump_run(run)
            with pytest.raises(REFUSALS[move["refused"]]):
                _move(run, move)
            assert dump_run(run) == before
            continue
        entry = _move(run, move)
        assert _now(run) == move["then"]
        if entry:
            assert {"before": entry.before, "first": entry.first} == move["entry"]
        run = load_run(dump_run(run))


def _now(run: Run) -> Any:
    return {
        "scene": run.scene,
        "context": run.context,
        "visited": sorted(run.visited),
        "depth": len(run.trail),
    }


def test_offers() -> None:
    for scene_id, context, visited, shown in STEPS["offers"]:
        offers = offered_options(STORY.scenes[scene_id], _read(context), set(visited))
        assert [[offer.option.id, offer.shown] for offer in offers] == shown, (scene_id, context, visited)


@pytest.mark.parametrize("moves", RING["runs"])
def test_runs_around_the_ring(moves: Any) -> None:
    story = Document.model_validate(RING["document"])
    rows = {scene_id: step_scene(scene) for scene_id, scene in story.scenes.items()}
    around = RING["around"]
    run = start_run(around[0], initial_context(story))
    for move, *then in moves:
        before = dump_run(run)
        try:
            rewind(run, move) if isinstance(move, int) else take_step(rows, run, move)
        except (OptionNotOffered, DepthBeyondTrail):
            assert (then, dump_run(run)) == ([None], before)
            continue
        scene, walked, lit, said, seen, depth = then
        expected = {"walked": walked, "lit": lit, "laps": 2**53, "said": said, "hasOwnProperty": "kept"}
        assert (run.scene, _told(run.context), run.visited) == (scene, _told(expected), set(around[:seen]))
        assert len(run.trail) == depth


@pytest.mark.parametrize("walk", vectors("walks"), ids=lambda walk: str(walk["seed"]))
def test_recorded_walks(walk: Any) -> None:
    document = Document.model_validate(walk["document"])
    rows = {scene_id: step_scene(scene) for scene_id, scene in document.scenes.items()}
    assert document.start is not None
    run = start_run(document.start, initial_context(document))
    for step in walk["steps"]:
        offers = offered_options(document.scenes[run.scene], run.context, run.visited)
        assert run.scene == step["scene"]
        assert _told(run.context) == _told(step["context"])
        assert [[offer.option.id, offer.shown] for offer in offers] == step["offers"]
        for offer in offers:
            if offer.shown != "offered":
                with pytest.raises(OptionNotOffered):
                    take_step(rows, run, offer.option.id)
        if "take" in step:
            take_step(rows, run, step["take"])
    assert sorted(run.visited) == walk["visited"]
    rewind(run, 0)
    assert dump_run(run) == dump_run(start_run(document.start, initial_context(document)))


def test_walks_are_worth_walking() -> None:
    walks = vectors("walks")
    shown = {shown for walk in walks for step in walk["steps"] for _, shown in step["offers"]}
    assert shown == {"offered", "locked", "hidden"}
    assert sum(len(walk["steps"]) for walk in walks) > 500


@pytest.mark.parametrize("number", [0.0, 1e21, 1e23, 1.7976931348623157e308, 5e-324])
def test_a_run_comes_back_as_it_was_kept(number: float) -> None:
    run = start_run(SceneId("a"), {VariableName("n"): number, VariableName("b"): True})
    kept = dump_run(run) | {"trail": [{"scene": "a", "option": "o", "before": {"n": number}, "first": False}]}
    digits = json.loads(json.dumps(kept), parse_float=lambda written: json.loads(f"{Decimal(written):f}"))
    loaded = load_run(digits)
    assert loaded.context == run.context
    assert loaded.trail[0].before == {"n": number}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{n} of {s}, {b}", "1.5 of ada {n}, true"),
        ("{unknown} {constructor} {}", "{unknown} {constructor} {}"),
        ("{big} {whole}{whole}", "1e+21 33"),
        ("{html}", "<b>"),
    ],
)
def test_variables_are_written_as_a_browser_writes_them(text: str, filled: str) -> None:
    context: Any = {"n": 1.5, "s": "ada {n}", "b": True, "big": 1e21, "whole": 3.0, "html": "<b>"}
    assert fill_in(text, context) == filled


def test_what_is_refused_is_a_refusal() -> None:
    assert all(issubclass(refusal, Refusal) for refusal in REFUSALS.values())
