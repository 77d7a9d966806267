"""What the survey is certain of is true: of thousands of small stories, each walked by the rules of reading."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.stories.exploring import Budget
from chalicelib.stories.memory import build_memory
from chalicelib.stories.model import Document
from chalicelib.stories.rules import initial_context, start_run, step_scene, take_step
from chalicelib.stories.survey import Stuck, Survey, survey
from chalicelib.stories.ways import list_ways
from tests.unit.stories.brute import State, Truth, find_truth
from tests.vectors.tables.shapes import compare, document, option, scene

MOST_STATES = 400
SCENES = ["a", "b", "c", "d", "e", "f"]
VARIABLES: dict[str, Any] = {"lamp": False, "door": True, "coins": 0, "luck": 2.5, "colour": "red"}
OPERATORS = st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge"])
VALUES = st.one_of(
    st.booleans(), st.integers(-1, 4), st.sampled_from([0.5, 2.5, 2.0**53, 1e300]), st.sampled_from(["red", "blue"])
)
FITTING = st.one_of(
    st.tuples(st.sampled_from(["lamp", "door"]), st.booleans()),
    st.tuples(st.sampled_from(["coins", "luck"]), st.integers(-1, 4)),
    st.tuples(st.just("colour"), st.sampled_from(["red", "blue", "green"])),
    st.tuples(st.sampled_from([*VARIABLES, "unknown"]), VALUES),
)
EFFECTS = st.one_of(
    FITTING.map(lambda pair: {"set": pair[0], "to": pair[1]}),
    st.builds(
        lambda name, by: {"add": name, "by": by},
        st.sampled_from(["coins", "coins", "luck", "lamp"]),
        st.sampled_from([1, 1, 1, 2, 0.5, -1, -1, -3, 1e300]),
    ),
    st.sampled_from(["lamp", "door", "coins"]).map(lambda name: {"toggle": name}),
)
LEAVES = st.one_of(
    st.builds(lambda pair, operator: compare(pair[0], operator, pair[1]), FITTING, OPERATORS),
    st.sampled_from([*SCENES, "gone"]).map(lambda name: {"visited": name}),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.lists(parts, max_size=3).map(lambda all_: {"all": all_}),
        st.lists(parts, max_size=3).map(lambda any_: {"any": any_}),
        parts.map(lambda part: {"not": part}),
    ),
    max_leaves=4,
)


@st.composite
def stories(draw: st.DrawFn) -> Document:
    """Small stories that use everything a story can, sensibly or not."""
    names = SCENES[: draw(st.integers(3, 6))]
    targets = st.sampled_from([*names, *names, "gone", None]) if draw(st.booleans()) else st.sampled_from(names)
    scenes = []
    for name in names:
        options = [
            option(
                f"{name}{number}",
                draw(targets),
                condition=draw(st.one_of(st.none(), CONDITIONS)),
                effects=draw(st.lists(EFFECTS, max_size=3)),
            )
            for number in range(draw(st.sampled_from([0, 1, 2, 2, 3, 3])))
        ]
        ending = name if name == names[-1] or name == draw(st.sampled_from(names)) else None
        scenes.append(scene(name, *options, ending=ending))
    return Document.model_validate(document(*scenes, variables=VARIABLES))


@settings(max_examples=600, deadline=None)
@given(stories(), st.sampled_from([2**28, 2**28, 60, 1]), st.sampled_from([10**5, 10**5, 100, 20, 0]))
def test_what_is_certain_is_true(story: Document, room: int, budget: int) -> None:
    assert story.start is not None
    ways = list_ways(story, story.start)
    found = survey(ways, build_memory(story, ways), budget=Budget(budget), most=100, room=room)
    truth = find_truth(story, most=MOST_STATES)
    reached = {state.scene for state in truth.leads}
    offered = {(state.scene, name) for state, leads in truth.leads.items() for name in leads}
    said = {(way.source, way.option.id) for way in found.offered}
    denied = {(way.source, way.option.id) for way in found.unoffered}
    assert found.unreached.isdisjoint(reached)
    assert denied.isdisjoint(offered)
    if truth.finished:
        assert found.reached <= reached
        assert said <= offered
        _check_stuck(story, found, truth)
    if truth.finished and found.complete(ways):
        assert found.reached == reached
        assert said == offered


def _check_stuck(story: Document, found: Survey, truth: Truth) -> None:
    entered: dict[str, list[State]] = {}
    for state in truth.entered():
        entered.setdefault(state.scene, []).append(state)
    assert found.stuck.keys() <= entered.keys()
    if found.every_stuck:
        assert found.stuck.keys() == entered.keys()
    distances = truth.distances()
    for scene_id, stuck in found.stuck.items():
        here = entered[scene_id]
        plain = [state for state in here if not truth.leads[state]]
        meant = plain if stuck.at_once else here
        assert meant
        if found.exact:
            assert stuck.at_once == bool(plain)
        if stuck.walk is not None:
            assert _walked(story, stuck) in meant
            if found.exact:
                assert len(stuck.walk.ways) == min(distances[state] for state in meant)


def _walked(story: Document, stuck: Stuck) -> State:
    """Where the walk leads by the rules."""
    assert stuck.walk is not None
    assert story.start is not None
    rows = {scene_id: step_scene(scene) for scene_id, scene in story.scenes.items()}
    run = start_run(story.start, initial_context(story))
    met = [run.scene]
    for way in stuck.walk.ways:
        take_step(rows, run, way.option.id)
        met.append(run.scene)
    assert tuple(met) == stuck.walk.scenes
    return State(run.scene, frozenset(run.context.items()), frozenset(run.visited))
