"""Where a story's slots make a difference, as a compiler asks of its variables: so that sets of states stay small.

A slot matters in a scene where it may hold something else than in the beginning, and some condition can still read it
before it is set anew. Everywhere else it is kept at its beginning.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..model import SceneId
from ..references import leaves
from .memory import Memory
from .ways import Way, Ways

MAX_ROUNDS: Final = 40
"""Passes over the story; a story that leads back so often is taken to need every slot everywhere."""

Slots = int
"""A set of slots, a bit each by number."""


def find_occupied(ways: Ways, memory: Memory) -> Mapping[SceneId, Slots]:
    """By scene the slots that matter there."""
    done = {way: _done(way, memory) for way, _ in ways.connected()}
    live, changed = _live(ways, memory, done), _changed(ways, memory, done)
    return {scene_id: live[scene_id] & changed[scene_id] for scene_id in ways.leaving}


@dataclass(frozen=True, slots=True)
class _Done:
    """What taking a way does to slots."""

    fixed: Slots
    """They come out the same, whatever they were."""
    changed: Slots
    """They may come out other than in the beginning, whatever they were."""


def _done(way: Way, memory: Memory) -> _Done:
    fixed = changed = 0
    for number, program in memory.changes[way].items():
        constant = memory.slots[number].constant(program)
        fixed |= (constant is not None) << number
        changed |= (constant != memory.slots[number].beginning) << number
    return _Done(fixed, changed)


def _live(ways: Ways, memory: Memory, done: Mapping[Way, _Done]) -> Mapping[SceneId, Slots]:
    """The slots that a condition of the scene, or of one after it, can read before they are set."""
    backwards = list(ways.leaving)[::-1]
    live = {scene_id: _read(leaving, memory) for scene_id, leaving in ways.leaving.items()}
    for _ in range(MAX_ROUNDS):
        grown = False
        for scene_id in backwards:
            here = live[scene_id]
            for way in ways.leaving[scene_id]:
                if way.target is not None:
                    here |= live[way.target] & ~done[way].fixed
            grown = grown or here != live[scene_id]
            live[scene_id] = here
        if not grown:
            return live
    return _everywhere(ways, memory)


def _changed(ways: Ways, memory: Memory, done: Mapping[Way, _Done]) -> Mapping[SceneId, Slots]:
    """The slots that some way to the scene may have left other than in the beginning."""
    changed = dict.fromkeys(ways.leaving, 0)
    for _ in range(MAX_ROUNDS):
        grown = False
        for scene_id, leaving in ways.leaving.items():
            here = changed[scene_id]
            for way in leaving:
                if way.target is not None:
                    there = changed[way.target]
                    changed[way.target] = there | here & ~done[way].fixed | done[way].changed
                    grown = grown or there != changed[way.target]
        if not grown:
            return changed
    return _everywhere(ways, memory)


def _everywhere(ways: Ways, memory: Memory) -> Mapping[SceneId, Slots]:
    return dict.fromkeys(ways.leaving, (1 << len(memory.slots)) - 1)


def _read(leaving: Sequence[Way], memory: Memory) -> Slots:
    read = 0
    for way in leaving:
        for leaf in leaves(way.option.condition):
            asked = memory.asked(leaf)
            if not isinstance(asked, bool):
                read |= 1 << asked[0]
    return read
