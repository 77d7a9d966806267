"""Where readers can get in a small story, found by taking every step there is by the rules of reading."""

from collections import deque
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import NamedTuple

from chalicelib.stories.model import Document, OptionId, SceneId, Value, VariableName
from chalicelib.stories.rules import Run, condition_holds, initial_context, step_scene, take_step


class State(NamedTuple):
    """Everything a reader's next choices depend on."""

    scene: SceneId
    context: frozenset[tuple[VariableName, Value]]
    visited: frozenset[SceneId]


@dataclass(frozen=True)
class Truth:
    """What taking every step found."""

    leads: Mapping[State, Mapping[OptionId, State]]
    """By state, in the order of their distance from the start, where each option offered in it leads."""
    first: State
    finished: bool
    """Whether these are all states."""
    lost: Set[State]
    """From which no ending can be reached, nor anything the structural rules have an error for; if finished."""

    def entered(self) -> set[State]:
        """The lost states that come right after one that is not, or begin the story."""
        after = {to for state, leads in self.leads.items() if state not in self.lost for to in leads.values()}
        return (after | {self.first}) & self.lost

    def distances(self) -> dict[State, int]:
        """How many steps away each state is, the lost ones by ways through no other."""
        distances = {self.first: 0}
        waiting = deque([self.first])
        while waiting:
            state = waiting.popleft()
            for to in () if state in self.lost else self.leads[state].values():
                if to not in distances:
                    distances[to] = distances[state] + 1
                    waiting.append(to)
        return distances


def find_truth(story: Document, *, most: int) -> Truth:
    """Take every step of the story, up to `most` states."""
    assert story.start is not None
    first = State(story.start, frozenset(initial_context(story).items()), frozenset({story.start}))
    leads: dict[State, dict[OptionId, State]] = {}
    waiting = deque([first])
    while waiting and len(leads) < most:
        state = waiting.popleft()
        if state not in leads:
            leads[state] = _leads(story, state)
            waiting.extend(leads[state].values())
    finished = all(to in leads for after in leads.values() for to in after.values())
    return Truth(leads, first, finished, _lost(story, leads) if finished else set())


def _leads(story: Document, state: State) -> dict[OptionId, State]:
    rows = {scene_id: step_scene(scene) for scene_id, scene in story.scenes.items()}
    leads = {}
    for option in rows[state.scene].options if rows[state.scene].ending is None else ():
        if option.target in story.scenes and condition_holds(option.condition, dict(state.context), state.visited):
            run = Run(state.scene, dict(state.context), set(state.visited), [])
            take_step(rows, run, option.id)
            leads[option.id] = State(run.scene, frozenset(run.context.items()), frozenset(run.visited))
    return leads


def _lost(story: Document, leads: Mapping[State, Mapping[OptionId, State]]) -> set[State]:
    hopeful = _hopeful(story)
    saved = {state for state in leads if state.scene not in hopeful or _at_an_end(story, state)}
    grown = True
    while grown:
        more = {state for state, after in leads.items() if state not in saved and not saved.isdisjoint(after.values())}
        saved |= more
        grown = bool(more)
    return set(leads) - saved


def _hopeful(story: Document) -> set[SceneId]:
    """The scenes from which the graph leads to an ending."""
    hopeful = {scene_id for scene_id, scene in story.scenes.items() if scene.data.ending is not None}
    for _ in story.scenes:
        hopeful |= {
            scene_id
            for scene_id, scene in story.scenes.items()
            if any(option.target in hopeful for option in scene.data.options)
        }
    return hopeful


def _at_an_end(story: Document, state: State) -> bool:
    """Whether the state is in an ending, or an option is offered that is not connected."""
    data = story.scenes[state.scene].data
    return data.ending is not None or any(
        option.target not in story.scenes and condition_holds(option.condition, dict(state.context), state.visited)
        for option in data.options
    )
