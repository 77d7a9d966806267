"""Rebasing: what becomes of edits made on an older revision than the draft's.

Each edit is decided alone. It stands unless one of its keys, the existence of something it stands in, or something that
would go with what it removes, was changed after its base; a position has no key, so the last one wins. An edit whose id
is known was stored before: a resend is answered with the revision it got then. Pure; the caller loads, applies the
accepted edits and stores them.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from pydantic import Field

from .edit_types import Edit
from .edits import beneath, existences_above, keys
from .model import Frozen


class SentEdit(Frozen):
    """An edit as a client sends it."""

    id: UUID
    """Made by the client, unique in the story for ever."""
    base: Annotated[int, Field(strict=True, ge=0)]
    """The draft's revision the client knew when it made the edit."""
    edit: Edit
    action: UUID | None = None
    """What the creator did, of which the edit is a part; None is the edit alone."""
    undoes: UUID | None = None
    """The action of theirs that the edit takes back (see `chalicelib.stories.undoing`)."""


@dataclass(frozen=True, slots=True)
class StoredEdit:
    """An edit of the draft's history."""

    id: UUID
    revision: int
    """The draft's revision that it made."""
    edit: Edit


@dataclass(frozen=True, slots=True)
class Accepted:
    """The edit stands; if it is new, the caller applies it and gives it the next revision."""

    sent: SentEdit
    revision: int | None
    """The revision it has had since it was first stored; None if it is new."""


@dataclass(frozen=True, slots=True)
class Conflicted:
    """The edit does not stand: the key was changed by somebody else after its base."""

    sent: SentEdit
    key: str
    theirs: StoredEdit
    """The newest stored edit that changed the key."""


Decision = Accepted | Conflicted


def rebase(sent: Sequence[SentEdit], since: Sequence[StoredEdit]) -> list[Decision]:
    """One decision for each sent edit, in their order.

    `since` holds, oldest first, every stored edit later than the oldest base, and those with an id of the batch
    whatever their revision. What an edit's own predecessors in the batch changed is no conflict: who sent it knew.
    """
    stored = {edit.id: edit for edit in since}
    changed = _changes_by_key(since)
    own: set[UUID] = set()
    decisions: list[Decision] = []
    for edit in sent:
        decisions.append(_decide(edit, stored.get(edit.id), changed, own))
        own.add(edit.id)
    return decisions


def _changes_by_key(since: Sequence[StoredEdit]) -> dict[str, list[StoredEdit]]:
    changed: dict[str, list[StoredEdit]] = {}
    for stored in since:
        for key in keys(stored.edit):
            changed.setdefault(key, []).append(stored)
    return changed


def _decide(
    sent: SentEdit, known: StoredEdit | None, changed: Mapping[str, Sequence[StoredEdit]], own: Set[UUID]
) -> Decision:
    if known is not None:
        return Accepted(sent, known.revision)
    gone = beneath(sent.edit)
    within = [key for key in changed if f"{key}:".startswith(gone)]
    for key in (*existences_above(sent.edit), *keys(sent.edit), *within):
        for theirs in reversed(changed.get(key, ())):
            if theirs.revision > sent.base and theirs.id not in own:
                return Conflicted(sent, key, theirs)
    return Accepted(sent, None)
