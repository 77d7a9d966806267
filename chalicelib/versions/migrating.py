"""Where readers of the version before come out in a version: proposed by ids, and said otherwise by its creator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .. import db
from ..db import Connection
from ..preconditions import Expected
from ..stories import service as stories
from ..stories.carrying import MigrationMap, propose_map
from ..stories.model import SceneId
from . import service, store
from .model import MovesInvalid, MovesRow, NoVersionBefore, VersionNotFound

PAGE_SCENES: Final = 2_000
"""Scenes of a map in one answer; with ids of 64 characters that is some 500 kB."""


@dataclass(frozen=True)
class Migration:
    """The way from the version before to this one."""

    number: int
    proposed: MigrationMap
    said: MovesRow


def load_migration(account_id: str, story_id: str, number: int) -> Migration:
    """The proposed map to a version, and what its creator says. Raises StoryNotFound, VersionNotFound,
    NoVersionBefore."""
    with db.snapshot() as connection:
        said = _moves(connection, account_id, story_id, number)
        old, new = (service.load_document(connection, account_id, story_id, one) for one in (number - 1, number))
    return Migration(number, propose_map(old, new), said)


def save_moves(
    account_id: str, story_id: str, number: int, moves: Mapping[SceneId, SceneId | None], expected: Expected
) -> Migration:
    """Say where scenes of the version before have gone, instead of all that was said; readers who come back from now
    on are carried by it.

    What says the same as the proposal is left out. Raises StoryNotFound, VersionNotFound, NoVersionBefore,
    MovesInvalid, IfMatchStale.
    """
    with db.transaction() as connection:
        before = _moves(connection, account_id, story_id, number, lock=True)
        there = _require_scenes(connection, story_id, number, moves)
        kept = {old: new for old, new in moves.items() if new != (old if old in there else None)}
        if kept != before.moves:
            expected.require(before.tag)
            store.save_moves(connection, story_id, number, kept)
    return load_migration(account_id, story_id, number)


def _moves(connection: Connection, account_id: str, story_id: str, number: int, *, lock: bool = False) -> MovesRow:
    stories.load_revision(connection, account_id, story_id)
    said = store.find_moves(connection, account_id, story_id, number, lock=lock)
    if said is None:
        raise VersionNotFound(field="number")
    if number == 1:
        raise NoVersionBefore(field="number")
    return said


def _require_scenes(
    connection: Connection, story_id: str, number: int, moves: Mapping[SceneId, SceneId | None]
) -> set[str]:
    """The moves' scenes that the version has. Raises MovesInvalid where either version lacks one it should have."""
    left = store.list_scenes_there(connection, story_id, number - 1, moves)
    there = store.list_scenes_there(connection, story_id, number, {*moves, *filter(None, moves.values())})
    for old, new in sorted(moves.items()):
        if old not in left:
            raise MovesInvalid(f"Version {number - 1} has no scene “{old}”.", field=f"scenes.{old}")
        if new is not None and new not in there:
            raise MovesInvalid(f"Version {number} has no scene “{new}”.", field=f"scenes.{old}")
    return there
