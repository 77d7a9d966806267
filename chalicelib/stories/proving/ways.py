"""The ways through a story: its options as a graph, conditions left aside, in an order that follows the story."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from ..model import Document, Option, Scene, SceneId


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """An option of a scene that the graph reaches."""

    source: SceneId
    option: Option
    target: SceneId | None
    """None where it is not connected to a scene of the story."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Every way of the scenes that the graph reaches from the start."""

    start: SceneId
    leaving: Mapping[SceneId, Sequence[Way]]
    """Each scene's, in the order of its options; an ending has none. A scene comes before those it leads to, as far as
    the story does not lead back."""
    endings: Set[SceneId]
    hopeless: Set[SceneId]
    """Scenes the graph leads from to no ending: what the structural rules say of them is enough."""

    def connected(self) -> Iterator[tuple[Way, SceneId]]:
        """Each way that leads somewhere, and where."""
        for ways in self.leaving.values():
            for way in ways:
                if way.target is not None:
                    yield way, way.target


def list_ways(document: Document, start: SceneId) -> Ways:
    """The ways of the document from its start, which is a scene of its own."""
    leaving = _reached(document, start)
    endings = {scene_id for scene_id in leaving if document.scenes[scene_id].data.ending is not None}
    return Ways(start, leaving, endings, leaving.keys() - _before(endings, leaving.values()))


def _reached(document: Document, start: SceneId) -> dict[SceneId, Sequence[Way]]:
    """The scenes in reverse postorder of a depth-first search, with the ways leaving each."""
    leaving = {start: _leaving(document, document.scenes[start])}
    left: list[SceneId] = []
    entered = [(start, iter(leaving[start]))]
    while entered:
        scene_id, ways = entered[-1]
        target = next((way.target for way in ways if way.target is not None and way.target not in leaving), None)
        if target is None:
            left.append(scene_id)
            entered.pop()
        else:
            leaving[target] = _leaving(document, document.scenes[target])
            entered.append((target, iter(leaving[target])))
    return {scene_id: leaving[scene_id] for scene_id in reversed(left)}


def _leaving(document: Document, scene: Scene) -> Sequence[Way]:
    if scene.data.ending is not None:
        return ()
    return tuple(
        Way(scene.id, option, option.target if option.target in document.scenes else None)
        for option in scene.data.options
    )


def _before(endings: Set[SceneId], leaving: Iterable[Sequence[Way]]) -> Set[SceneId]:
    """The endings and all scenes some way leads from to one of them."""
    sources: dict[SceneId | None, list[SceneId]] = {}
    for ways in leaving:
        for way in ways:
            sources.setdefault(way.target, []).append(way.source)
    found = set(endings)
    waiting = list(endings)
    while waiting:
        for source in sources.get(waiting.pop(), ()):
            if source not in found:
                found.add(source)
                waiting.append(source)
    return found
