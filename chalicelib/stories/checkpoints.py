"""Moments of a draft's history that its creator gave a name. The moment is in the history anyway; only the name is
kept here, so forgetting it loses nothing else."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Final

from .. import db, idempotency
from ..errors import Conflict, NotFound
from ..idempotency import Once
from . import checkpoint_store, service
from .records import CheckpointRow
from .service import DraftChanged
from .wire import CheckpointMade

MAX_CHECKPOINTS: Final = 500
"""Named moments of one story; a list of them stays far below 1 MB."""


class CheckpointNotFound(NotFound):
    """No moment of this story has that name any more."""


class TooManyCheckpoints(Conflict):
    """A story keeps at most 500 named moments; delete one that you no longer need."""


def list_checkpoints(account_id: str, story_id: str) -> list[CheckpointRow]:
    """A story's named moments, the latest moment first. Raises StoryNotFound."""
    with db.snapshot() as connection:
        service.load_revision(connection, account_id, story_id)
        return checkpoint_store.list_checkpoints(connection, account_id, story_id)


def create_checkpoint(
    account_id: str, story_id: str, revision: int, name: str, *, once: Once | None, now: datetime
) -> CheckpointRow:
    """Give the draft as it was at a revision a name.

    Raises StoryNotFound, DraftChanged where the draft has fewer edits than that, TooManyCheckpoints, and
    CheckpointNotFound where a request that is sent again made one that has been deleted since.
    """
    checkpoint_id = str(uuid.uuid4())

    def effect() -> CheckpointMade:
        # With the draft locked, no two at once can both be the last that fits.
        if revision > service.lock_draft(connection, account_id, story_id).revision:
            raise DraftChanged(field="revision")
        if checkpoint_store.count_checkpoints(connection, story_id) >= MAX_CHECKPOINTS:
            raise TooManyCheckpoints()
        checkpoint_store.insert_checkpoint(
            connection,
            checkpoint_id=checkpoint_id,
            story_id=story_id,
            account_id=account_id,
            revision=revision,
            name=name,
            now=now,
        )
        return CheckpointMade(id=checkpoint_id)

    with db.transaction() as connection:
        made = idempotency.perform(connection, once, CheckpointMade, effect, now=now)
    return _load(account_id, story_id, made.id)


def rename_checkpoint(account_id: str, story_id: str, checkpoint_id: str, name: str) -> CheckpointRow:
    """Give a named moment another name; the last word counts. Raises StoryNotFound, CheckpointNotFound."""
    with db.transaction() as connection:
        service.load_revision(connection, account_id, story_id)
        checkpoint_store.rename_checkpoint(connection, account_id, story_id, checkpoint_id, name)
    return _load(account_id, story_id, checkpoint_id)


def delete_checkpoint(account_id: str, story_id: str, checkpoint_id: str) -> None:
    """Forget a moment's name. Asked twice it changes nothing more. Raises StoryNotFound."""
    with db.transaction() as connection:
        service.load_revision(connection, account_id, story_id)
        checkpoint_store.delete_checkpoint(connection, account_id, story_id, checkpoint_id)


def _load(account_id: str, story_id: str, checkpoint_id: str) -> CheckpointRow:
    with db.autocommit() as connection:
        found = checkpoint_store.find_checkpoint(connection, account_id, story_id, checkpoint_id)
    if found is None:
        raise CheckpointNotFound(field="checkpoint_id")
    return found
