"""Taking an action of the draft's history back, however many edits it was: decided and appended under its lock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from .. import db
from ..db import Connection
from ..errors import Conflict
from . import service, store
from .records import HistoryRow
from .undoing import HistoryEntry, Overtaken, find_taking_back, subjects
from .upcasting import load_edit


class NothingToUndo(Conflict):
    """The account has no such action in this story, or it has been taken back already."""


class ActionOvertaken(Conflict):
    """What the action changed was changed since, so it cannot be taken back."""


class ActionKnown(Conflict):
    """That id is another action's; a new action needs one of its own."""


def undo(account_id: str, story_id: str, action: UUID, *, new: UUID, now: datetime) -> int:
    """Append what takes the account's action back, as the action `new`; gives the revision that made.

    Asked twice with one `new` it changes nothing more and gives the same. Raises StoryNotFound, NothingToUndo,
    ActionOvertaken, ActionKnown, EditRefused where the story has no room for what comes back, DraftTooLarge.
    """
    with db.transaction() as connection:
        draft = service.lock_draft(connection, account_id, story_id)
        made = store.list_action(connection, story_id, str(new))
        if made:
            return _revision_of(made, account_id, action)
        match find_taking_back(_history(connection, account_id, story_id, action), action):
            case None:
                raise NothingToUndo(field="action_id")
            case Overtaken(key=key, by=by):
                raise ActionOvertaken(field="action_id", extra={"key": key, "by": str(by.action)})
            case found:
                return service.append_action(
                    connection, account_id, story_id, draft, found.edits, action=new, undoes=action, now=now
                )


def _revision_of(made: Sequence[HistoryRow], account_id: str, action: UUID) -> int:
    """The revision that taking the action back made at the time. Raises ActionKnown where that was not what it did."""
    if any(row.undoes != action or str(row.account_id) != account_id for row in made):
        raise ActionKnown(field="action")
    return int(made[-1].revision)


def _history(connection: Connection, account_id: str, story_id: str, action: UUID) -> list[HistoryEntry]:
    """The action, and of what came after its beginning all that bears on it."""
    own = store.list_action(connection, story_id, str(action))
    if not own:
        return []
    entries = [_entry(row, account_id) for row in own]
    beside = store.list_edits_beside(
        connection,
        story_id,
        str(action),
        since=own[0].revision,
        subjects=sorted(subjects(entry.inverse for entry in entries)),
    )
    entries += [_entry(row, account_id) for row in beside]
    return sorted(entries, key=lambda entry: entry.revision)


def _entry(row: HistoryRow, account_id: str) -> HistoryEntry:
    return HistoryEntry(
        revision=row.revision,
        mine=str(row.account_id) == account_id,
        action=row.action,
        undoes=row.undoes,
        edit=load_edit(row.edit, row.schema),
        inverse=load_edit(row.inverse, row.schema),
    )
