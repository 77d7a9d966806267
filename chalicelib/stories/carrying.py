"""Carrying a reader's run over to a newer version of their story.

Pure, and the same in `frontend/src/story/carrying.ts`; `tests/vectors/carrying.json` holds the two together. A scene is
carried to the scene of its id. Where that is wrong or there is none, the creator says of each version where the scenes
of the version before it have gone: these *moves* are followed one version after the other, and only then the newest
version has to have the scene. So what one version lost and a later one has again was never lost.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypeAlias

from .model import Document, SceneId, Value, VariableName, VariableType, type_of
from .rules import Context, Run, start_run

Moves: TypeAlias = Mapping[SceneId, SceneId | None]
"""What a creator says of one version: a scene of the version before, and the scene it has become; None is none."""


@dataclass(frozen=True)
class MigrationMap:
    """How readers get from one version to the next."""

    scenes: Mapping[SceneId, SceneId | None]
    """Every scene of the older version, and the scene of the newer one that it is now; None where it is gone."""
    variables: frozenset[VariableName]
    """The variables that keep what they hold; the newer version's others begin anew."""


@dataclass(frozen=True)
class Carried:
    """The reader goes on where they were. Their trail begins anew, so going back ends here."""

    run: Run


@dataclass(frozen=True)
class SceneGone:
    """The scene is not there any more: the reader is told, and begins the newer version at its start."""

    scene: SceneId
    """Where they stood, in the version they knew."""


def propose_map(old: Document, new: Document) -> MigrationMap:
    """The map by ids: a scene stays the one of its id, a variable the one of its name and type."""
    same = {name for name, variable in new.variables.items() if _is_of(old, name, variable.type)}
    scenes = {scene_id: scene_id if scene_id in new.scenes else None for scene_id in old.scenes}
    return MigrationMap(scenes, frozenset(same))


def with_moves(proposed: MigrationMap, moves: Moves) -> MigrationMap:
    """The map with what its creator says instead."""
    return MigrationMap({**proposed.scenes, **moves}, proposed.variables)


def follow(scene_id: SceneId, moves: Sequence[Moves]) -> SceneId | None:
    """The scene a scene has become after all the moves, oldest first; None where a move says that it is gone."""
    for move in moves:
        if scene_id not in move:
            continue
        moved = move[scene_id]
        if moved is None:
            return None
        scene_id = moved
    return scene_id


def destinations(run: Run, moves: Sequence[Moves]) -> set[SceneId]:
    """The scenes that carrying the run asks about: the one it stands in and those visited, after the moves."""
    followed = (follow(scene_id, moves) for scene_id in {run.scene, *run.visited})
    return {scene_id for scene_id in followed if scene_id is not None}


def carry(
    run: Run, moves: Sequence[Moves], scenes: Set[SceneId], *, start: SceneId, initial: Context
) -> Carried | SceneGone:
    """The run in the newer version, or that its scene is gone. The run given is left as it is.

    `moves` are those of every version after the run's own up to the newer one, oldest first. `scenes` holds those of
    the newer version, at least as far as `destinations` asks; `start` is where it begins, and `initial` what its
    variables hold then. A variable of the same name and type keeps its value; what was visited and is still there stays
    visited, and so is the start, which no reader of that version has not seen.
    """
    scene_id = follow(run.scene, moves)
    if scene_id is None or scene_id not in scenes:
        return SceneGone(run.scene)
    carried = start_run(scene_id, {name: _kept(run.context, name, value) for name, value in initial.items()})
    carried.visited.update(destinations(run, moves) & scenes, [start])
    return Carried(carried)


def _is_of(document: Document, name: VariableName, kind: VariableType) -> bool:
    return name in document.variables and document.variables[name].type == kind


def _kept(context: Context, name: VariableName, initial: Value) -> Value:
    held = context.get(name)
    return initial if held is None or type_of(held) != type_of(initial) else held
