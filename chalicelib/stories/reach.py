"""Where readers can get in a story's graph, conditions left aside, kept while the story changes."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final

from .model import SceneId

MAX_PATHS: Final = 100
"""How many shortest paths a list of problems carries: each may be as long as the story."""

NOWHERE: Final[frozenset[SceneId]] = frozenset()

Waiting = dict[int, list[SceneId]]
"""Scenes by the distance they may have."""


class Distances:
    """How many options each scene is from the nearest of some sources: none from itself, absent where no way leads.

    A change costs time in those scenes alone whose distance is another afterwards, and in their neighbours (after
    Ramalingam and Reps, “On the computational complexity of dynamic graph problems”, 1996). `before` and `after` give a
    scene's neighbours towards the sources and away from them, as the graph is when `mend` is called.
    """

    def __init__(
        self, before: Callable[[SceneId], Iterable[SceneId]], after: Callable[[SceneId], Iterable[SceneId]]
    ) -> None:
        self._before = before
        self._after = after
        self._distances: dict[SceneId, int] = {}
        self._nearer: dict[SceneId, SceneId] = {}

    def __contains__(self, scene_id: SceneId) -> bool:
        """Whether some way leads between a source and the scene."""
        return scene_id in self._distances

    def mend(self, changed: Collection[SceneId], sources: Collection[SceneId]) -> set[SceneId]:
        """Take notice that these scenes have other neighbours before them, or are sources or not any more.

        Returns the scenes that are within reach now and were not, or the reverse.
        """
        if changed:
            self._nearer.clear()
        lost = self._loosen(changed, sources)
        gained = self._settle(self._proposals({*changed, *lost}, sources))
        return lost ^ gained

    def path_to(self, scene_id: SceneId) -> tuple[SceneId, ...]:
        """A shortest way from a source to a scene within reach, both included; by smallest ids where there are more."""
        path = [scene_id]
        for distance in range(self._distances[scene_id] - 1, -1, -1):
            path.append(self._nearer.get(path[-1]) or self._find_nearer(path[-1], distance))
        return tuple(reversed(path))

    def _find_nearer(self, scene_id: SceneId, distance: int) -> SceneId:
        nearer = min(one for one in self._before(scene_id) if self._distances.get(one) == distance)
        self._nearer[scene_id] = nearer
        return nearer

    def _loosen(self, changed: Iterable[SceneId], sources: Collection[SceneId]) -> set[SceneId]:
        """Forget the distance of every scene that no neighbour nearer to a source holds at it any more."""
        lost: set[SceneId] = set()
        waiting: Waiting = {}
        for scene_id in changed:
            if scene_id in self._distances:
                waiting.setdefault(self._distances[scene_id], []).append(scene_id)
        while waiting:
            distance = min(waiting)
            for scene_id in waiting.pop(distance):
                if scene_id in lost or self._is_held(scene_id, distance, sources):
                    continue
                lost.add(scene_id)
                del self._distances[scene_id]
                following = [one for one in self._after(scene_id) if self._distances.get(one) == distance + 1]
                if following:
                    waiting.setdefault(distance + 1, []).extend(following)
        return lost

    def _is_held(self, scene_id: SceneId, distance: int, sources: Collection[SceneId]) -> bool:
        if distance == 0:
            return scene_id in sources
        return any(self._distances.get(one) == distance - 1 for one in self._before(scene_id))

    def _proposals(self, scene_ids: Iterable[SceneId], sources: Collection[SceneId]) -> Waiting:
        """The scenes that may be nearer than they are said to be, by the distance their neighbours give them."""
        waiting: Waiting = {}
        for scene_id in scene_ids:
            near = (self._distances[one] + 1 for one in self._before(scene_id) if one in self._distances)
            distance = 0 if scene_id in sources else min(near, default=None)
            if distance is not None:
                waiting.setdefault(distance, []).append(scene_id)
        return waiting

    def _settle(self, waiting: Waiting) -> set[SceneId]:
        """Breadth first, set every distance that is nearer than before; returns the scenes that had none."""
        gained: set[SceneId] = set()
        distances = self._distances
        while waiting:
            distance = min(waiting)
            following: list[SceneId] = []
            for scene_id in waiting.pop(distance):
                held = distances.get(scene_id)
                if held is not None and held <= distance:
                    continue
                if held is None:
                    gained.add(scene_id)
                distances[scene_id] = distance
                following.extend(self._after(scene_id))
            if following:
                waiting.setdefault(distance + 1, []).extend(following)
        return gained


class Reach:
    """Which scenes a reader can get to from the start, and from which scenes to an ending.

    The graph's scenes are all that are named: those no scene of the story has the id of lead nowhere.
    """

    def __init__(self) -> None:
        self._targets: dict[SceneId, frozenset[SceneId]] = {}
        self._sources: dict[SceneId, set[SceneId]] = {}
        self._starts: frozenset[SceneId] = NOWHERE
        self._endings: set[SceneId] = set()
        self._from_start = Distances(self.leading_to, self.targets)
        self._to_ending = Distances(self.targets, self.leading_to)

    def targets(self, scene_id: SceneId) -> frozenset[SceneId]:
        """Where the scene's options lead."""
        return self._targets.get(scene_id, NOWHERE)

    def leading_to(self, scene_id: SceneId) -> Collection[SceneId]:
        """The scenes whose options lead there."""
        return self._sources.get(scene_id, NOWHERE)

    def is_reached(self, scene_id: SceneId) -> bool:
        """Whether some way leads there from the start."""
        return scene_id in self._from_start

    def is_saved(self, scene_id: SceneId) -> bool:
        """Whether some way leads from there to an ending; of an ending it is true."""
        return scene_id in self._to_ending

    def is_trap(self, scene_id: SceneId) -> bool:
        """Whether a reader who could have reached an ending cannot any more, once they have come here."""
        if self.is_saved(scene_id) or not self.is_reached(scene_id):
            return False
        return any(self.is_reached(one) and self.is_saved(one) for one in self.leading_to(scene_id))

    def path_to(self, scene_id: SceneId) -> tuple[SceneId, ...] | None:
        """A shortest way from the start to the scene, both included; None if there is no way."""
        return self._from_start.path_to(scene_id) if self.is_reached(scene_id) else None

    def change(
        self,
        targets: Mapping[SceneId, frozenset[SceneId]],
        endings: Mapping[SceneId, bool],
        start: SceneId | None,
    ) -> tuple[set[SceneId], set[SceneId]]:
        """Some scenes lead elsewhere, are endings or not any more, or the start is another.

        Returns the scenes that are reached now and were not, or the reverse; and those for which whether they are
        reached, saved or a trap may have changed.
        """
        led = self._lead(targets)
        for scene_id, ending in endings.items():
            (self._endings.add if ending else self._endings.discard)(scene_id)
        starts = NOWHERE if start is None else frozenset((start,))
        begun, self._starts = self._starts ^ starts, starts
        reached = self._from_start.mend(led | begun, self._starts)
        saved = self._to_ending.mend({*targets, *endings}, self._endings)
        flipped = reached | saved
        return reached, flipped.union(led, *(self.targets(scene_id) for scene_id in flipped))

    def _lead(self, changed: Mapping[SceneId, frozenset[SceneId]]) -> set[SceneId]:
        """Connect the scenes otherwise; returns where an option leads that did not, or the reverse."""
        led: set[SceneId] = set()
        for scene_id, targets in changed.items():
            before = self.targets(scene_id)
            for target in before - targets:
                self._sources[target].discard(scene_id)
            for target in targets - before:
                self._sources.setdefault(target, set()).add(scene_id)
            self._targets[scene_id] = targets
            led |= before ^ targets
        return led
