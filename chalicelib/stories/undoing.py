"""Undo and redo, decided by a draft's history: what would be appended, or who stands in the way.

Nothing is ever taken out of the history. Edits that a creator made with one gesture are one *action*; undoing appends
an action of the inverses that names the one it takes back, and redoing is undoing that. An action stands unless a
standing one takes it back. Pure; `frontend/src/story/undoing.ts` is the same in TypeScript and
`tests/vectors/undo.json` holds the two together.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from uuid import UUID

from .edit_types import Edit
from .edits import beneath, existences_above, keys


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """An edit of a draft's history, in the eyes of one creator."""

    revision: int
    mine: bool
    action: UUID
    """What its creator did, of which it is a part."""
    undoes: UUID | None
    """The action it takes back."""
    edit: Edit
    inverse: Edit
    """What took the draft back at the time."""


@dataclass(frozen=True, slots=True)
class TakingBack:
    """What to append: edits, in the order to apply them, that take the action back."""

    action: UUID
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Overtaken:
    """The action cannot be taken back: the key was changed after it."""

    action: UUID
    key: str
    by: HistoryEntry
    """The newest entry that changed the key."""


def find_undo(history: Sequence[HistoryEntry], passed_over: Set[UUID] = frozenset()) -> TakingBack | Overtaken | None:
    """What undo takes back: my newest action that stands and takes nothing back itself; None where there is none.

    `history` is oldest first, and may begin anywhere but within one of my actions: what leads back to before its
    beginning ends the search. Actions `passed_over` are left standing; they were told to be overtaken.
    """
    actions = _my_actions(history)
    for action in reversed(actions.values()):
        if action.forward is None:
            return None
        if action.forward and action.stands and action.id not in passed_over:
            return _taking_back(history, actions, action)
    return None


def find_redo(history: Sequence[HistoryEntry], passed_over: Set[UUID] = frozenset()) -> TakingBack | Overtaken | None:
    """What redo takes back: my newest undo that stands, unless I have done something new since; as `find_undo`."""
    actions = _my_actions(history)
    for action in reversed(actions.values()):
        if action.forward is None or action.undoes is None:
            return None
        if not action.forward and action.stands and action.id not in passed_over:
            return _taking_back(history, actions, action)
    return None


def find_taking_back(history: Sequence[HistoryEntry], action: UUID) -> TakingBack | Overtaken | None:
    """What takes this action back, be it an undo itself; None where it is none of mine, or does not stand.

    `history` begins with the action, and may leave out what neither takes something back nor is of its `subjects`.
    """
    actions = _my_actions(history)
    found = actions.get(action)
    return _taking_back(history, actions, found) if found and found.stands else None


def subjects(inverses: Iterable[Edit]) -> frozenset[str]:
    """What the edits are of, scenes foremost: the second part of the key of whatever may stand in their way."""
    told = (key for inverse in inverses for key in (*existences_above(inverse), *keys(inverse)))
    return frozenset(key.split(":")[1] for key in told)


@dataclass(slots=True)
class _Action:
    id: UUID
    undoes: UUID | None
    forward: bool | None
    """Whether it does something or redoes it, rather than taking it back; None where the history does not say."""
    stands: bool = True
    places: list[int] = field(default_factory=list)
    """Its entries in the history."""


def _my_actions(history: Sequence[HistoryEntry]) -> dict[UUID, _Action]:
    """My actions by id, in their order."""
    actions: dict[UUID, _Action] = {}
    for place, entry in enumerate(history):
        if entry.mine:
            if entry.action not in actions:
                actions[entry.action] = _Action(entry.action, entry.undoes, _forward(entry, actions))
            actions[entry.action].places.append(place)
    # What takes an action back came after it, so it has been decided by then.
    for action in reversed(actions.values()):
        undone = actions.get(action.undoes) if action.undoes else None
        if action.stands and undone:
            undone.stands = False
    return actions


def _forward(entry: HistoryEntry, actions: Mapping[UUID, _Action]) -> bool | None:
    if entry.undoes is None:
        return True
    undone = actions.get(entry.undoes)
    return None if undone is None or undone.forward is None else not undone.forward


def _taking_back(
    history: Sequence[HistoryEntry], actions: Mapping[UUID, _Action], action: _Action
) -> TakingBack | Overtaken:
    # Restoring a version may be tens of thousands of edits: what others changed is told once, not for each of them.
    others = [(at, other, keys(other.edit)) for at, other in enumerate(history) if other.action != action.id]
    for place in reversed(action.places):
        inverse = history[place].inverse
        wanted, gone = (*existences_above(inverse), *keys(inverse)), beneath(inverse)
        for at, other, changed in reversed(others):
            touched = [key for key in changed if key in wanted or f"{key}:".startswith(gone)] if at > place else []
            if touched and _counts(other, actions, place):
                return Overtaken(action.id, touched[0], other)
    return TakingBack(action.id, tuple(history[place].inverse for place in reversed(action.places)))


def _counts(entry: HistoryEntry, actions: Mapping[UUID, _Action], since: int) -> bool:
    """Whether what the entry changed is different now from how it was at that place of the history.

    What I did and took back since is not, nor is the taking back.
    """
    if not entry.mine:
        return True
    undone = actions.get(entry.undoes) if entry.undoes else None
    return actions[entry.action].stands and (undone is None or undone.places[-1] < since)
