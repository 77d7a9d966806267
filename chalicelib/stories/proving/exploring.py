"""Three searches through a story's states: which can be reached, from which an ending can, and the shortest ways.

Each is a fixpoint over sets of states, place by place. What they may cost is counted, not timed, so that a story always
gets the same answer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from math import inf

from ..model import SceneId
from .bitsets import Bits
from .space import Passage, Place, Space
from .ways import Way

States = Mapping[Place, Bits]
"""Sets of states by place."""


@dataclass(slots=True)
class Budget:
    """How many options may still be followed, each with a set of states at once."""

    left: int
    kept: int = 0
    """What is not for the search that goes on."""

    def begin(self) -> None:
        """Let another search begin: it may spend half of what is left."""
        self.kept = self.left // 2

    def allows(self, price: int) -> bool:
        """Spend it, if the search may."""
        if self.left - price < self.kept:
            return False
        self.left -= price
        return True


@dataclass(frozen=True, slots=True)
class Reached:
    """The states readers can be in."""

    states: States
    unfinished: States
    """Those of them from which nothing was followed, because the budget was spent."""


@dataclass(frozen=True, slots=True)
class Walk:
    """How readers come to a state: the ways they take from the start."""

    scenes: tuple[SceneId, ...]
    ways: tuple[Way, ...]


def reach(space: Space, budget: Budget, *, surely: bool) -> Reached:
    """The states reached from the start; `surely` takes only what is offered for certain and leads to one state.

    Goes along the story, so that each place is followed few times; where places may be without end, in the order of
    their distance, so that it does not lose itself in one direction. Stops, too, where more places have states than
    there is room for.
    """
    budget.begin()
    states: dict[Place, Bits] = {space.start: 1}
    fresh: dict[Place, Bits] = {space.start: 1}
    line = _Line(endless=space.endless)
    line.put(space.start)
    for place in line:
        followed = fresh.pop(place)
        if len(states) > space.most_places or not budget.allows(space.price(place)):
            return Reached(states, fresh | {place: followed})
        for passage in space.leaving(place):
            taken = followed & (passage.will & passage.change.steady if surely else passage.may)
            if taken and passage.target is not None:
                known = states.get(passage.target, 0)
                new = passage.change.forwards(taken) & ~known
                if new:
                    states[passage.target] = known | new
                    line.put(passage.target)
                    fresh[passage.target] = fresh.get(passage.target, 0) | new
    return Reached(states, {})


def save(space: Space, within: States, saved: States, budget: Budget, *, surely: bool) -> States | None:
    """The states `within` some from which one of the `saved` can be reached; None where the budget was spent.

    `surely` they can, whatever is left aside or looked at roughly; else they may.
    """
    budget.begin()
    full = space.numbering.full
    found = dict(saved)
    line = _Line(backwards=True)
    for place in saved:
        line.put(place)
    for place in line:
        if not budget.allows(space.step * len(place.arriving)):
            return None
        for passage in place.arriving:
            if surely:
                before = passage.will & ~passage.change.backwards(full & ~found[place])
            else:
                before = passage.may & passage.change.backwards(found[place])
            known = found.get(passage.source, 0)
            new = before & within.get(passage.source, 0) & ~known
            if new:
                found[passage.source] = known | new
                line.put(passage.source)
    return found


def find_walks(space: Space, through: States, wanted: States, budget: Budget, *, most: int) -> dict[SceneId, Walk]:
    """By scene the shortest walk from the start that leads `through` some states to a wanted one there.

    The nearest scenes come first, not more than `most`; fewer, too, where the budget is spent.
    """
    budget.begin()
    search = _Search(space, through, wanted)
    while search.layers[-1] and len(search.found) < most and budget.allows(search.price()):
        search.advance()
    return {scene: search.walk_to(scene) for scene in list(search.found)[:most]}


class _Search:
    """Breadth first, each layer kept, so that a walk can be traced back."""

    def __init__(self, space: Space, through: States, wanted: States) -> None:
        self._space = space
        self._through = through
        self._wanted = wanted
        self._seen: dict[Place, Bits] = {}
        self.layers: list[States] = []
        self.found: dict[SceneId, tuple[int, Place, Bits]] = {}
        """By scene the layer it was met in, and the state."""
        self._arrive({space.start: 1})

    def price(self) -> int:
        """What the next layer costs."""
        return sum(self._space.price(place) for place in self.layers[-1])

    def advance(self) -> None:
        """Make the next layer."""
        following: dict[Place, Bits] = {}
        for place, states in self.layers[-1].items():
            for passage in self._space.leaving(place):
                taken = states & passage.will & passage.change.steady
                if taken and passage.target is not None:
                    arrived = passage.change.forwards(taken)
                    following[passage.target] = following.get(passage.target, 0) | arrived
        self._arrive(following)

    def walk_to(self, scene: SceneId) -> Walk:
        """The walk to the state that was met in the scene."""
        layer, place, state = self.found[scene]
        scenes, ways = [place.scene], list[Way]()
        while layer > 0:
            layer -= 1
            passage, state = self._came_from(self.layers[layer], place, state)
            place = passage.source
            scenes.append(place.scene)
            ways.append(passage.way)
        return Walk(tuple(reversed(scenes)), tuple(reversed(ways)))

    def _arrive(self, arrived: States) -> None:
        """Note what was wanted, and keep what is new to go on from."""
        layer: dict[Place, Bits] = {}
        for place, states in arrived.items():
            hit = states & self._wanted.get(place, 0)
            if hit:
                self.found.setdefault(place.scene, (len(self.layers), place, hit & -hit))
            seen = self._seen.get(place, 0)
            new = states & self._through.get(place, 0) & ~seen
            if new:
                self._seen[place] = seen | new
                layer[place] = new
        self.layers.append(layer)

    def _came_from(self, layer: States, place: Place, state: Bits) -> tuple[Passage, Bits]:
        """A passage from a state of the layer that leads to this one, and that state."""
        for passage in place.arriving:
            before = passage.change.backwards(state) & passage.will & passage.change.steady
            before &= layer.get(passage.source, 0)
            if before:
                return passage, before & -before
        raise LookupError(f"no way leads to a state of the scene {place.scene} that was reached")


class _Line:
    """Places waiting, each once: those further on in the story are gone through first, then the ones led back to."""

    def __init__(self, *, endless: bool = False, backwards: bool = False) -> None:
        self._endless = endless
        self._sign = -1 if backwards else 1
        self._waiting: set[Place] = set()
        self._heap: list[tuple[int, int, int, Place]] = []
        self._tickets = count()
        self._sweep = 0
        self._at = -inf

    def put(self, place: Place) -> None:
        """Let the place wait, if it does not already."""
        if place not in self._waiting:
            self._waiting.add(place)
            rank = self._sign * place.rank
            turn = place.depth if self._endless else self._sweep + (rank <= self._at)
            heappush(self._heap, (turn, rank, next(self._tickets), place))

    def __iter__(self) -> Iterator[Place]:
        while self._heap:
            self._sweep, self._at, _, place = heappop(self._heap)
            self._waiting.remove(place)
            yield place
