"""Where readers can get in a story's graph, conditions left aside: two breadth-first searches."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Final

from .model import Document, Scene, SceneId

MAX_PATHS: Final = 100
"""How many shortest paths a list of problems carries: each may be as long as the story."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What the searches found."""

    came_from: Mapping[SceneId, SceneId | None]
    """Each scene reached from the start, and the one before it on a shortest way; the start has None."""
    saved: Set[SceneId]
    """The scenes some way leads from to an ending, endings included."""
    traps: Set[SceneId]
    """Reached scenes no way leads from to an ending, where the shortest way there passes none before them."""

    def path_to(self, scene_id: SceneId | None) -> tuple[SceneId, ...]:
        """The shortest way from the start to a reached scene, both included."""
        path: list[SceneId] = []
        while scene_id is not None:
            path.append(scene_id)
            scene_id = self.came_from[scene_id]
        return tuple(reversed(path))


def explore(document: Document) -> Reach:
    """Search the document's graph forwards from its start and backwards from its endings."""
    targets = {scene.id: _targets(scene, document.scenes) for scene in document.scenes.values()}
    endings = [scene.id for scene in document.scenes.values() if scene.data.ending is not None]
    came_from = _search([scene_id for scene_id in document.scenes if scene_id == document.start], targets)
    saved = _search(endings, _reversed(targets)).keys()
    traps = {
        scene_id
        for scene_id, before in came_from.items()
        if scene_id not in saved and before is not None and before in saved
    }
    return Reach(came_from, saved, traps)


def _targets(scene: Scene, scenes: Mapping[SceneId, Scene]) -> list[SceneId]:
    if scene.data.ending is not None:
        return []
    targets = (option.target for option in scene.data.options)
    return [target for target in targets if target is not None and target in scenes]


def _reversed(targets: Mapping[SceneId, Iterable[SceneId]]) -> dict[SceneId, list[SceneId]]:
    sources: dict[SceneId, list[SceneId]] = {scene_id: [] for scene_id in targets}
    for scene_id, reached in targets.items():
        for target in reached:
            sources[target].append(scene_id)
    return sources


def _search(starts: Iterable[SceneId], edges: Mapping[SceneId, Iterable[SceneId]]) -> dict[SceneId, SceneId | None]:
    """Every scene reached, breadth first, and the one it was first reached from."""
    came_from: dict[SceneId, SceneId | None] = dict.fromkeys(starts)
    layer = list(came_from)
    while layer:
        following: list[SceneId] = []
        for scene_id in layer:
            for reached in edges[scene_id]:
                if reached not in came_from:
                    came_from[reached] = scene_id
                    following.append(reached)
        layer = following
    return came_from
