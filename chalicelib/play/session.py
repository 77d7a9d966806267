"""The lifecycle of a reader's session: reading → ended, and back to reading where the reader goes back.

A reader who comes back to a newer version goes on there in another session; the one they leave is carried, for good.
The machine has three states whatever the story's size; the story's graph is data that it walks by `stories.rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from statemachine import State, StateMachine

from ..stories.model import OptionId, SceneId, StepScene
from ..stories.rules import DepthBeyondTrail, OptionNotOffered, Run, rewind, take_step
from .model import Phase


class SceneNotLoaded(LookupError):
    """The walk came to a scene that was not given to it; `scene_id` names it."""

    def __init__(self, scene_id: SceneId) -> None:
        super().__init__(scene_id)
        self.scene_id = scene_id


@dataclass
class Place:
    """What the machine moves: the run, and its own state's name."""

    state: str
    run: Run


class ReaderSession(StateMachine):
    """One reader's session, restored into a phase without running anything again. It changes the run it is given."""

    reading = State(initial=True)
    ended = State()
    carried = State(final=True)

    arrive = reading.to(ended, cond="at_ending") | reading.to(reading, unless="at_ending")
    go_back = reading.to(reading) | ended.to(reading)
    carry = reading.to(carried) | ended.to(carried)

    def __init__(self, scenes: Mapping[SceneId, StepScene], run: Run, phase: Phase = "reading") -> None:
        self._scenes = scenes
        self._place = Place(phase, run)
        if phase not in {state.value for state in type(self).states}:
            raise ValueError(f"a session has no phase {phase!r}")
        super().__init__(model=self._place)

    @property
    def phase(self) -> Phase:
        """The state's name, as stored."""
        return cast(Phase, self._place.state)

    def at_ending(self) -> bool:
        """Whether the run stands in an ending. Raises SceneNotLoaded."""
        scene_id = self._place.run.scene
        if scene_id not in self._scenes:
            raise SceneNotLoaded(scene_id)
        return self._scenes[scene_id].ending is not None

    def choose(self, option_id: OptionId) -> None:
        """Take an option. Raises OptionNotOffered and changes nothing where it is not offered or reading has ended."""
        if self.phase != "reading":
            raise OptionNotOffered("The session has ended.")
        take_step(self._scenes, self._place.run, option_id)
        self.arrive()

    def return_to(self, depth: int) -> None:
        """Go back until `depth` choices are left.

        Raises DepthBeyondTrail unless that takes back at least one, and in a session that was left.
        """
        if self.phase == "carried":
            raise DepthBeyondTrail("The reader goes on in a newer version.")
        if depth >= len(self._place.run.trail):
            raise DepthBeyondTrail(f"The run is {len(self._place.run.trail)} choices deep; {depth} is not before that.")
        rewind(self._place.run, depth)
        self.go_back()
