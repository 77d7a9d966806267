"""Validation: what keeps a story from being published, and what its creator may have overlooked.

These are the structural rules: they read the graph without asking what conditions allow. A `Checker` keeps what it
found and finds anew, after a change, only what the change can touch. `frontend/src/story/problems.ts` finds the same,
sentence by sentence; `tests/vectors/problems.json` holds the two together.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Final, TypeVar

from .model import AssetId, Document, SceneId, Variable, VariableName
from .problem import STRUCTURAL_CODES, AssetState, Problem, Severity, error, warning
from .reach import MAX_PATHS, NOWHERE, Reach
from .references import references, targets
from .scene_problems import Around, cover_problems, own_problems, way_problems

__all__ = ["STRUCTURAL_CODES", "AssetState", "Checker", "Problem", "Severity", "find_problems"]

K = TypeVar("K", bound=str)

_NOTHING: Final[frozenset[str]] = frozenset()
_STUCK: Final = frozenset(("dead-end", "cannot-reach-ending"))


def find_problems(document: Document, assets: Mapping[AssetId, AssetState]) -> list[Problem]:
    """Everything wrong with the document: the story first, then its scenes, then its variables, each by id.

    `assets` are the story's own. Only the first `MAX_PATHS` problems that could carry a path do, which bounds the time.
    """
    return Checker(document, assets).problems()


class Checker:
    """The problems of a story that changes: what `find_problems` finds, at the price of what changed.

    Documents share the scenes that no edit touched (see `chalicelib.stories.edits`), so a glance at the identity of
    every scene tells what changed, whatever brought it about; a scene that is equal and not the same is merely checked
    again. A scene's own problems are found anew when it changed or what it refers to did, those of its place in the
    graph when ways to it or from it came or went.
    """

    def __init__(self, document: Document, assets: Mapping[AssetId, AssetState]) -> None:
        self._document = document.model_copy(update={"scenes": {}, "variables": {}, "start": None})
        self._assets: Mapping[AssetId, AssetState] = {}
        self._reach = Reach()
        self._references: dict[SceneId, frozenset[str]] = {}
        self._referring: dict[str, set[SceneId]] = {}
        self._way: dict[SceneId, tuple[Problem, ...]] = {}
        self._own: dict[SceneId, tuple[Problem, ...]] = {}
        self._faulty: list[SceneId] = []
        self._stuck: list[SceneId] = []
        self.recheck(document, assets)

    def recheck(self, document: Document, assets: Mapping[AssetId, AssetState] | None = None) -> None:
        """Take notice of what the story is now, and of its pictures where they are given."""
        before, self._document = self._document, document
        pictures, self._assets = self._assets, self._assets if assets is None else assets
        changed = _differing(before.scenes, document.scenes)
        existing = [one for one in changed if (one in before.scenes) != (one in document.scenes)]
        begun = (before.start in before.scenes) != (document.start in document.scenes)
        stale = set(changed)
        stale.update(*map(self._leading_to, existing))
        names = [*self._refer(changed), *self._redefined(before.variables)]
        reached, ways = self._connect(changed)
        keys = [f"asset:{asset}" for asset in _differing(pictures, self._assets)]
        keys += [f"{use}:{name}" for name in names for use in ("read", "set")]
        keys += [f"visit:{one}" for one in reached.union(existing)]
        if begun or before.start != document.start:
            keys += [key for key in self._referring if key.startswith("visit:")]
        stale.update(*(self._referring.get(key, ()) for key in keys))
        self._check(stale, ways.union(changed, document.scenes if begun else ()))

    def problems(self) -> list[Problem]:
        """Everything wrong with the story as it is now: the same as `find_problems` gives."""
        problems = list(self._story_problems())
        stuck = {scene_id: self._with_path(scene_id) for scene_id in self._stuck[:MAX_PATHS]}
        for scene_id in self._faulty:
            problems += stuck.get(scene_id, self._way.get(scene_id, ()))
            problems += self._own.get(scene_id, ())
        problems += self._variable_problems()
        return problems

    def _refer(self, changed: Iterable[SceneId]) -> list[VariableName]:
        """Note what the scenes refer to now; returns the variables that options change now or did before, not both."""
        flipped: list[VariableName] = []
        for scene_id in changed:
            scene = self._document.scenes.get(scene_id)
            before, now = self._references.pop(scene_id, _NOTHING), references(scene) if scene else _NOTHING
            if scene:
                self._references[scene_id] = now
            for key in before ^ now:
                referring = self._referring.setdefault(key, set())
                used = bool(referring)
                (referring.add if key in now else referring.discard)(scene_id)
                if key.startswith("set:") and used != bool(referring):
                    flipped.append(VariableName(key.removeprefix("set:")))
        return flipped

    def _redefined(self, before: Mapping[VariableName, Variable]) -> list[VariableName]:
        """The variables that came, went, or are of another type; where no option changes them, of another value too."""

        def matters(name: VariableName, was: Variable | None, now: Variable | None) -> bool:
            if was is None or now is None or was.type != now.type:
                return True
            return was.initial != now.initial and not self._is_changed(name)

        after = self._document.variables
        return [name for name in _differing(before, after) if matters(name, before.get(name), after.get(name))]

    def _connect(self, changed: Iterable[SceneId]) -> tuple[set[SceneId], set[SceneId]]:
        """Let the graph know of the scenes as they are now; returns what `Reach.change` does."""
        scenes, start = self._document.scenes, self._document.start
        now = [(scene_id, scenes.get(scene_id)) for scene_id in changed]
        return self._reach.change(
            {scene_id: targets(scene) if scene else NOWHERE for scene_id, scene in now},
            {scene_id: scene is not None and scene.data.ending is not None for scene_id, scene in now},
            start if start in scenes else None,
        )

    def _check(self, stale: Set[SceneId], ways: Set[SceneId]) -> None:
        """Find these scenes' own problems anew, and those of these scenes' places in the graph."""
        scenes, began = self._document.scenes, self._document.start in self._document.scenes
        around = Around(self._document, self._assets, self._is_changed, self._reach.is_reached)
        for scene_id in stale:
            scene = scenes.get(scene_id)
            _keep(self._own, scene_id, tuple(own_problems(scene, around)) if scene else ())
        for scene_id in ways:
            scene = scenes.get(scene_id)
            reached, trap = not began or self._reach.is_reached(scene_id), self._reach.is_trap(scene_id)
            found = tuple(way_problems(scene, reached=reached, trap=trap)) if scene else ()
            _keep(self._way, scene_id, found)
            _list(self._stuck, scene_id, listed=any(problem.code in _STUCK for problem in found))
        for scene_id in stale | ways:
            _list(self._faulty, scene_id, listed=scene_id in self._own or scene_id in self._way)

    def _leading_to(self, scene_id: SceneId) -> Iterable[SceneId]:
        return self._reach.leading_to(scene_id)

    def _is_changed(self, name: VariableName) -> bool:
        return bool(self._referring.get(f"set:{name}"))

    def _with_path(self, scene_id: SceneId) -> tuple[Problem, ...]:
        stuck, *others = self._way[scene_id]
        return (stuck.model_copy(update={"path": self._reach.path_to(scene_id)}), *others)

    def _story_problems(self) -> Iterator[Problem]:
        start = self._document.start
        if start is None:
            yield error("no-start", "The story has no start: choose the scene it begins with.")
        elif start not in self._document.scenes:
            yield error("no-start", "The scene the story began with is gone: choose another start.")
        elif not self._reach.is_saved(start):
            sentence = "No ending can be reached from the start: mark a scene as an ending and lead an option there."
            yield error("no-ending-reachable", sentence)
        yield from cover_problems(self._document.theme.cover, self._assets)

    def _variable_problems(self) -> Iterator[Problem]:
        for name in sorted(self._document.variables):
            read, changed = bool(self._referring.get(f"read:{name}")), self._is_changed(name)
            if not read and not changed:
                sentence = (
                    f"Nothing uses “{name}”: let an option change it and a condition or a text read it, or delete it."
                )
                yield warning("variable-unused", sentence, variable=name)
            elif not read:
                sentence = f"Nothing reads “{name}”: use it in a condition or a text, or delete it."
                yield warning("variable-never-read", sentence, variable=name)
            elif not changed:
                sentence = f"No option changes “{name}”: let one change it, or delete it."
                yield warning("variable-never-set", sentence, variable=name)


def _differing(before: Mapping[K, object], after: Mapping[K, object]) -> list[K]:
    """The keys that hold not the very same in both, or are in one of them alone."""
    if before is after:
        return []
    differing = [key for key, value in after.items() if before.get(key) is not value]
    if len(after) - sum(key not in before for key in differing) < len(before):
        differing += [key for key in before if key not in after]
    return differing


def _keep(kept: dict[SceneId, tuple[Problem, ...]], scene_id: SceneId, found: tuple[Problem, ...]) -> None:
    if found:
        kept[scene_id] = found
    else:
        kept.pop(scene_id, None)


def _list(ordered: list[SceneId], scene_id: SceneId, *, listed: bool) -> None:
    """Have the scene in the ordered list, or not."""
    at = bisect_left(ordered, scene_id)
    if (at < len(ordered) and ordered[at] == scene_id) == listed:
        return
    if listed:
        ordered.insert(at, scene_id)
    else:
        del ordered[at]
