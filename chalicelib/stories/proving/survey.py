"""What is certain about where readers can get, from as many states as a budget allows.

First the story itself: if every state of it can be looked at, everything is known. If not, what was reached is known,
and a rougher story bounds the rest from both sides: numbers are told apart only near those the story names, slots there
is no room for are left aside. Where not even its doubtful options lead, no reader gets; where its certain ones always
lead on to an ending, nobody is stuck.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from ..model import SceneId
from .bitsets import Bits
from .domains import Uses
from .exploring import Budget, States, Walk, find_walks, reach, save
from .memory import Memory
from .space import ROOM, Place, Space
from .ways import Way, Ways


@dataclass(frozen=True, slots=True)
class Stuck:
    """A scene readers can come to when no ending can be reached any more, but could just before, as far as is known."""

    walk: Walk | None
    """The shortest way there; None where the budget did not suffice to find it."""
    at_once: bool
    """Whether no option is offered there then, for certain."""
    matters: Sequence[Uses]
    """What conditions there or later depend on."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What is certain. Of what is in neither of two sets nothing is known."""

    reached: Set[SceneId]
    unreached: Set[SceneId]
    offered: Set[Way]
    """Of ways that lead somewhere."""
    unoffered: Set[Way]
    stuck: Mapping[SceneId, Stuck]
    every_stuck: bool
    """Whether these are all such scenes, but for those beyond the most that are told."""
    exact: bool
    """Whether every state was looked at: everything is known, and walks are the shortest there are."""
    states: int
    """How many were looked at."""
    many: Sequence[Uses]
    """What there are so many of them for, the worst first."""

    def complete(self, ways: Ways) -> bool:
        """Whether everything is known."""
        scenes = len(self.reached) + len(self.unreached) == len(ways.leaving)
        options = len(self.offered) + len(self.unoffered) == sum(1 for _ in ways.connected())
        return scenes and options and self.every_stuck


def survey(ways: Ways, memory: Memory, *, budget: Budget, most: int, room: int = ROOM) -> Survey:
    """Look at the story; `budget` bounds what that takes, `most` the scenes that are told as stuck.

    `room` is how many bits a set of states in every scene may take.
    """
    exact = Space(ways, memory, counting=True, room=room)
    if not exact.counted:
        return _Look(ways, exact, budget, rough=False).survey(most)
    rough = _Look(ways, Space(ways, memory.in_blocks(), counting=False, room=room), budget, rough=True).survey(most)
    if rough.complete(ways):
        return rough
    found = _Look(ways, exact, budget, rough=False).survey(most)
    return found if found.exact else _joined(found, rough, most)


def _joined(exact: Survey, rough: Survey, most: int) -> Survey:
    """What either is certain of."""
    return Survey(
        reached=exact.reached | rough.reached,
        unreached=rough.unreached,
        offered=exact.offered | rough.offered,
        unoffered=rough.unoffered,
        stuck=dict([*exact.stuck.items(), *rough.stuck.items()][:most]),
        every_stuck=rough.every_stuck,
        exact=False,
        states=max(exact.states, rough.states),
        many=exact.many,
    )


class _Look:
    """One look at a space: what may be, what is for certain, and what follows."""

    def __init__(self, ways: Ways, space: Space, budget: Budget, *, rough: bool) -> None:
        self._ways = ways
        self._space = space
        self._budget = budget
        self._rough = rough
        may = reach(space, budget, surely=False)
        self._may = may.states
        self._finished = not may.unfinished
        self._sure = reach(space, budget, surely=True).states if rough else may.states
        self._hopes = self._save(may.unfinished, surely=False)
        self._saves = self._save({}, surely=True) if rough and self._finished else self._hopes

    def survey(self, most: int) -> Survey:
        """Tell what is certain."""
        space, ways = self._space, [way for way, _ in self._ways.connected()]
        reached = {place.scene for place in self._sure}
        offered = self._offered(self._sure, surely=True)
        perhaps = {place.scene for place in self._may} if self._finished else self._ways.leaving.keys()
        doubtful = self._offered(self._may, surely=False) if self._finished else set(ways)
        return Survey(
            reached=reached,
            unreached=self._ways.leaving.keys() - perhaps,
            offered=offered,
            unoffered=set(ways) - doubtful,
            stuck=self._stuck(most),
            every_stuck=self._every_stuck(),
            exact=self._finished and self._hopes is not None and not self._rough,
            states=sum(states.bit_count() for states in self._sure.values()),
            many=space.many,
        )

    def _offered(self, states: States, *, surely: bool) -> set[Way]:
        passages = (passage for place in states for passage in place.leaving or ())
        return {
            passage.way
            for passage in passages
            if passage.target is not None and states[passage.source] & (passage.will if surely else passage.may)
        }

    def _save(self, unfinished: States, *, surely: bool) -> States | None:
        """The states from which readers come to an ending, or to what has an error of its own."""
        saved = dict(unfinished)
        for place, states in self._may.items():
            if place.scene in self._ways.endings or place.scene in self._ways.hopeless:
                saved[place] = states
                continue
            for passage in place.leaving or ():
                if passage.target is None and (open_ := states & (passage.will if surely else passage.may)):
                    saved[place] = saved.get(place, 0) | open_
        return save(self._space, self._may, saved, self._budget, surely=surely)

    def _every_stuck(self) -> bool:
        """Whether `_stuck` finds all there are; in a rough look only where there are none."""
        if not self._finished or self._hopes is None or self._saves is None:
            return False
        saves = self._saves
        return not self._rough or all(not states & ~saves.get(place, 0) for place, states in self._may.items())

    def _stuck(self, most: int) -> dict[SceneId, Stuck]:
        """The scenes readers come to lost from a state in which they were not."""
        if self._hopes is None:
            return {}
        hopes = self._hopes
        # What is certain may have gone further than what is doubtful, each with a budget of its own: of those states
        # nobody asked whether there is hope.
        asked = {place: states & self._may.get(place, 0) for place, states in self._sure.items()}
        lost = {place: left for place, states in asked.items() if (left := states & ~hopes.get(place, 0))}
        if not lost:
            return {}
        through = {place: states & hopes.get(place, 0) for place, states in self._sure.items()}
        entered = self._entered(through, lost)
        at_once = {place: left for place, states in entered.items() if (left := self._without_option(place, states))}
        plain = {place.scene for place in at_once}
        wanted = at_once | {place: states for place, states in entered.items() if place.scene not in plain}
        walks = find_walks(self._space, through, wanted, self._budget, most=most)
        scenes = [*walks, *sorted({place.scene for place in wanted} - walks.keys())]
        return {scene: Stuck(walks.get(scene), scene in plain, self._space.matters(scene)) for scene in scenes[:most]}

    def _entered(self, through: States, lost: States) -> dict[Place, Bits]:
        """The lost states that readers come to from a state in which they were not."""
        start = self._space.start
        entered = {start: 1} if lost.get(start, 0) & 1 else {}
        for place, states in through.items():
            for passage in place.leaving or () if states else ():
                if passage.target is not None and passage.target in lost:
                    taken = states & passage.will & passage.change.steady
                    arrived = passage.change.forwards(taken) & lost[passage.target]
                    if arrived:
                        entered[passage.target] = entered.get(passage.target, 0) | arrived
        return entered

    def _without_option(self, place: Place, states: Bits) -> Bits:
        for passage in place.leaving or ():
            states &= ~passage.may
        return states
