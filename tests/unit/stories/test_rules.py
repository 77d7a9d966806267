from typing import Any

import pytest
from pydantic import TypeAdapter

from chalicelib.errors import Refusal
from chalicelib.stories.model import Condition, Document, Effect, OptionId, SceneId
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
STEPS = vectors("steps")
STORY = Document.model_validate(STEPS["document"])
ROWS = {scene_id: step_scene(scene) for scene_id, scene in STORY.scenes.items()}
REFUSALS = {refusal.__name__: refusal for refusal in (OptionNotOffered, DepthBeyondTrail)}


def _same(one: Any, other: Any) -> bool:
    """Equal, and of equal types: True is not 1."""
    return bool(one == other) and {name: type(held) is bool for name, held in one.items()} == {
        name: type(held) is bool for name, held in other.items()
    }


@pytest.mark.parametrize("case", vectors("conditions"), ids=lambda case: str(case["condition"])[:70])
def test_conditions(case: Any) -> None:
    condition = CONDITION.validate_python(case["condition"])
    assert condition_holds(condition, case["context"], set(case["visited"])) is case["holds"]


@pytest.mark.parametrize("case", vectors("effects"), ids=lambda case: str(case["effects"])[:70])
def test_effects(case: Any) -> None:
    given = dict(case["context"])
    after, before = apply_effects(EFFECTS.validate_python(case["effects"]), given)
    assert _same(after, case["after"])
    assert _same(before, case["before"])
    assert _same(given, case["context"])


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


@pytest.mark.parametrize("case", STEPS["offers"])
def test_offers(case: Any) -> None:
    offers = offered_options(STORY.scenes[SceneId(case["scene"])], case["context"], set(case["visited"]))
    assert [[offer.option.id, offer.shown] for offer in offers] == case["offers"]


@pytest.mark.parametrize("walk", vectors("walks"), ids=lambda walk: str(walk["seed"]))
def test_recorded_walks(walk: Any) -> None:
    document = Document.model_validate(walk["document"])
    rows = {scene_id: step_scene(scene) for scene_id, scene in document.scenes.items()}
    assert document.start is not None
    run = start_run(document.start, initial_context(document))
    for step in walk["steps"]:
        offers = offered_options(document.scenes[run.scene], run.context, run.visited)
        assert run.scene == step["scene"]
        assert _same(run.context, step["context"])
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
