"""A story's versions and publications as its creator sees them; `publishing` does the work."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Final

from .. import db, idempotency, queues
from ..errors import NotFound
from ..idempotency import Once
from ..queues import Queue
from ..stories import service as stories
from ..stories.service import DraftChanged
from . import store
from .model import PublicationRow, VersionRow
from .wire import PublicationMade

STALE: Final = timedelta(minutes=2)


class PublicationNotFound(NotFound):
    """There is no such publication of this story."""


def ask_for_publication(
    account_id: str, story_id: str, revision: int, *, once: Once | None, now: datetime
) -> PublicationRow:
    """Have the draft published; the queue does the work. Raises StoryNotFound, DraftChanged."""
    publication_id = str(uuid.uuid4())

    def effect() -> PublicationMade:
        newest = stories.load_revision(connection, account_id, story_id)
        if revision > newest:
            raise DraftChanged(field="revision")
        store.insert_publication(
            connection,
            publication_id=publication_id,
            story_id=story_id,
            account_id=account_id,
            revision=newest,
            now=now,
        )
        return PublicationMade(id=publication_id)

    with db.transaction() as connection:
        made = idempotency.perform(connection, once, PublicationMade, effect, now=now)
    queues.send(Queue.PUBLISH, publication_id=made.id)
    return load_publication(account_id, story_id, made.id)


def load_publication(account_id: str, story_id: str, publication_id: str) -> PublicationRow:
    """How far a publication is. Raises PublicationNotFound."""
    with db.autocommit() as connection:
        found = store.find_publication(connection, account_id, story_id, publication_id)
    if found is None:
        raise PublicationNotFound(field="publication_id")
    return found


def list_versions(account_id: str, story_id: str) -> list[VersionRow]:
    """The story's versions, newest first. Raises StoryNotFound."""
    with db.transaction() as connection:
        stories.load_revision(connection, account_id, story_id)
        return store.list_versions(connection, account_id, story_id)


def sweep(*, now: datetime) -> None:
    """Send the messages of publications that nothing has moved for two minutes again."""
    with db.autocommit() as connection:
        left_behind = store.list_left_behind(connection, before=now - STALE)
    for publication_id in left_behind:
        queues.send(Queue.PUBLISH, publication_id=publication_id)
