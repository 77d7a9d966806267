"""The lifecycle of a reader's session: reading → ended, and back to reading where the reader goes back.

A reader who comes back to a newer version goes on there in another session; the one they leave is carried, for good.
The machine has three states whatever the story's size; the story's graph is data that it walks by `stories.rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from statemachine import State, StateMachine

from ..stories.model import OptionId, SceneId, StepScene
from ..stories.rules import DepthBeyondTrail, OptionNotOffered, Run, rewind, take_step
from .model import Phase


class SceneNotLoaded(LookupError):
    """The walk came to a scene that was not given to it; `scene_id` names it."""

    def __init__(self, scene_id: SceneId) -> None:
        super().__init__(scene_id)
        self.scene_id = scene_id


class SessionLife(StateMachine):
    """What may happen to a session."""

    reading = State(initial=True)
    ended = State()
    carried = State(final=True)

    end = reading.to(ended)
    go_back = ended.to(reading)
    carry = reading.to(carried) | ended.to(carried)


PHASES: Final = frozenset(state.value for state in SessionLife.states)


class ReaderSession:
    """One reader's session, restored into a phase without running anything again. It changes the run it is given.

    Walking on from scene to scene is no event of its life. The library's machine is made when there is one: making it
    takes as long as a dozen steps.
    """

    def __init__(self, scenes: Mapping[SceneId, StepScene], run: Run, phase: Phase = "reading") -> None:
        if phase not in PHASES:
            raise ValueError(f"a session has no phase {phase!r}")
        self._scenes = scenes
        self._run = run
        self.state: Phase = phase
        """The phase, by the name under which the library reads and writes it."""

    @property
    def phase(self) -> Phase:
        """The state's name, as stored."""
        return self.state

    def arrive(self) -> None:
        """End where the run stands in an ending. Raises SceneNotLoaded."""
        scene_id = self._run.scene
        if scene_id not in self._scenes:
            raise SceneNotLoaded(scene_id)
        if self._scenes[scene_id].ending is not None:
            self._happen("end")

    def choose(self, option_id: OptionId) -> None:
        """Take an option. Raises OptionNotOffered and changes nothing where it is not offered or reading has ended."""
        if self.phase != "reading":
            raise OptionNotOffered("The session has ended.")
        take_step(self._scenes, self._run, option_id)
        self.arrive()

    def return_to(self, depth: int) -> None:
        """Go back until `depth` choices are left.

        Raises DepthBeyondTrail unless that takes back at least one, and in a session that was left.
        """
        if self.phase == "carried":
            raise DepthBeyondTrail("The reader goes on in a newer version.")
        if depth >= len(self._run.trail):
            raise DepthBeyondTrail(f"The run is {len(self._run.trail)} choices deep; {depth} is not before that.")
        rewind(self._run, depth)
        if self.phase == "ended":
            self._happen("go_back")

    def carry(self) -> None:
        """Leave the session for another one. Raises TransitionNotAllowed where it was left before."""
        self._happen("carry")

    def _happen(self, event: str) -> None:
        SessionLife(self).send(event)
