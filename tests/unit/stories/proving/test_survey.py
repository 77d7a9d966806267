"""What the survey is certain of is true: of thousands of small stories, each walked by the rules of reading."""

from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.stories.model import Document
from chalicelib.stories.proving.exploring import Budget
from chalicelib.stories.proving.memory import build_memory
from chalicelib.stories.proving.survey import Stuck, Survey, survey
from chalicelib.stories.proving.ways import list_ways
from chalicelib.stories.rules import initial_context, start_run, step_scene, take_step
from tests.unit.stories.brute import State, Truth, find_truth
from tests.vectors.tables.shapes import compare, document, option, scene

MOST_STATES = 400
SCENES = ["a", "b", "c", "d", "e", "f"]
VARIABLES: dict[str, Any] = {"lamp": False, "door": True, "coins": 0, "luck": 2.5, "colour": "red"}
OPERATORS = st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge", "ge", "lt"])
VALUES = st.one_of(
    st.booleans(), st.integers(-1, 4), st.sampled_from([0.5, 2.5, 2.0**53, 1e300]), st.sampled_from(["red", "blue"])
)
FITTING: dict[str, st.SearchStrategy[Any]] = {
    "lamp": st.booleans(),
    "door": st.booleans(),
    "coins": st.integers(-1, 4),
    "luck": st.sampled_from([0, 2.5, 2, 3, 2.0**53, 1e300]),
    "colour": st.sampled_from(["red", "blue", "green"]),
}


@cache
def pairs(names: tuple[str, ...]) -> st.SearchStrategy[tuple[str, Any]]:
    """A variable and a value, mostly of its type."""
    fitting = [st.tuples(st.just(name), FITTING[name]) for name in names]
    return st.one_of(*fitting, *fitting, st.tuples(st.sampled_from([*names, "unknown"]), VALUES))


@cache
def effects(names: tuple[str, ...]) -> st.SearchStrategy[list[Any]]:
    """What an option does, to these variables."""
    sums = st.sampled_from([1, 1, 1, 2, 5, 0.5, -1, -1, -3, 1e300])
    one = st.one_of(
        pairs(names).map(lambda pair: {"set": pair[0], "to": pair[1]}),
        st.builds(lambda name, by: {"add": name, "by": by}, st.sampled_from(names), sums),
        st.builds(lambda name, by: {"add": name, "by": by}, st.sampled_from(names), sums),
        st.sampled_from(names).map(lambda name: {"toggle": name}),
    )
    return st.lists(one, max_size=3)


@cache
def conditions(names: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """What an option asks, of these variables or of visits; some ask nothing."""
    leaf = st.builds(lambda pair, operator: compare(pair[0], operator, pair[1]), pairs(names), OPERATORS)
    visit = st.sampled_from([*SCENES, "gone"]).map(lambda name: {"visited": name})
    return st.none() | st.recursive(
        leaf | leaf | visit,
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
    told = tuple(draw(st.lists(st.sampled_from(list(VARIABLES)), min_size=1, max_size=3, unique=True)))
    targets = st.sampled_from([*names, *names, "gone", None] if draw(st.integers(0, 3)) == 0 else names)
    scenes = []
    for name in names:
        options = [
            option(f"{name}{number}", draw(targets), condition=draw(conditions(told)), effects=draw(effects(told)))
            for number in range(draw(st.sampled_from([0, 1, 2, 2, 3, 3])))
        ]
        ending = name if name == names[-1] or draw(st.integers(0, 5)) == 0 else None
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
    """The scenes told are where it becomes inevitable; if not all is known readers are lost there at least."""
    entered = truth.entered()
    if found.every_stuck:
        assert found.stuck.keys() == {state.scene for state in entered}
    distances = truth.distances()
    for scene_id, stuck in found.stuck.items():
        here = [state for state in (entered if found.exact else truth.lost) if state.scene == scene_id]
        plain = [state for state in here if not truth.leads[state]]
        meant = plain if stuck.at_once else here
        assert meant
        if stuck.walk is not None:
            assert _walked(story, stuck) in meant
        if found.exact:
            assert stuck.at_once == bool(plain)
            assert stuck.walk is None or len(stuck.walk.ways) == min(distances[state] for state in meant)


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
