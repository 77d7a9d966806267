"""A story's versions and publications as its creator sees them; `publishing` does the work."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from .. import db, idempotency, queues
from ..db import Connection
from ..errors import NotFound
from ..idempotency import Once
from ..lifecycle import allows
from ..log import log
from ..preconditions import Expected
from ..queues import Queue
from ..stories import service as stories
from ..stories import upcasting
from ..stories.difference import Change, difference
from ..stories.model import Document
from ..stories.service import PAGE_BYTES, DraftChanged, StoryNotFound
from . import publication_store, store, switching
from .lifecycle import StoryLife
from .model import PointerRow, PublicationRow, VersionNotFound, VersionRow
from .wire import PublicationMade, Restored

STALE: Final = timedelta(minutes=2)
TRASHED: Final = "You threw the story away before this was published; publish again once you have restored it."


@dataclass(frozen=True)
class VersionPage:
    """A version, some of its scenes, and where to go on."""

    pointer: PointerRow
    version: VersionRow
    document: Document
    """With the page's scenes and no others."""
    next: str | None


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


def list_versions(account_id: str, story_id: str) -> tuple[PointerRow, list[VersionRow]]:
    """Which version readers get, and all of them, newest first. Raises StoryNotFound."""
    with db.snapshot() as connection:
        return _pointer(connection, account_id, story_id), store.list_versions(connection, account_id, story_id)


def load_version_page(account_id: str, story_id: str, number: int, *, after: str | None) -> VersionPage:
    """A version and one page of its document. Raises StoryNotFound, VersionNotFound."""
    with db.snapshot() as connection:
        pointer = _pointer(connection, account_id, story_id)
        version = store.find_version(connection, account_id, story_id, number)
        if version is None:
            raise VersionNotFound(field="number")
        document, following = store.page_document(connection, story_id, number, after=after, most=PAGE_BYTES)
    return VersionPage(pointer, version, upcasting.load_document(document), following)


def load_difference(account_id: str, story_id: str, number: int, to: int | None) -> tuple[int, list[Change]]:
    """What changed from a version to another one or, without a number, to the draft as it is now.

    Gives the draft's revision too. Raises StoryNotFound, VersionNotFound.
    """
    with db.snapshot() as connection:
        revision = stories.load_revision(connection, account_id, story_id)
        old = load_document(connection, account_id, story_id, number)
        if to is None:
            _, new = stories.load_whole_draft(connection, account_id, story_id)
        else:
            new = load_document(connection, account_id, story_id, to)
    return revision, difference(old, new)


def restore(account_id: str, story_id: str, number: int, expected: Expected, *, now: datetime) -> Restored:
    """Make the draft what a version was; the edits that do are history like any others, and can be taken back.

    Raises StoryNotFound, VersionNotFound, IfMatchStale where the draft has edits that its creator has not seen,
    DraftTooLarge.
    """
    with db.transaction() as connection:
        stories.load_revision(connection, account_id, story_id)
        wanted = load_document(connection, account_id, story_id, number)
        revision, edits = stories.replace_draft(connection, account_id, story_id, wanted, expected=expected, now=now)
    log.info("draft_restored", extra={"story_id": story_id, "version": number, "edits": edits})
    return Restored(revision=revision, edits=edits)


def load_document(connection: Connection, account_id: str, story_id: str, number: int) -> Document:
    """The document of a version of the account's story. Raises VersionNotFound."""
    document = store.find_document(connection, account_id, story_id, number)
    if document is None:
        raise VersionNotFound(field="number")
    return upcasting.load_document(document)


def withdraw(connection: Connection, account_id: str, story_id: str, *, now: datetime) -> bool:
    """Take a story from its readers, in the caller's transaction; says whether they had it. `follow` tells them after.

    Publications that have made no version yet end. Raises StoryNotFound.
    """
    pointer = _pointer(connection, account_id, story_id, lock=True)
    publication_store.call_off(connection, story_id, detail=TRASHED, now=now)
    if not allows(StoryLife, pointer.state, "put_away"):
        return False
    store.switch(connection, story_id, state="unpublished", number=pointer.number, now=now)
    return True


def show_again(connection: Connection, account_id: str, story_id: str, *, now: datetime) -> None:
    """Give readers back the version they had, in the caller's transaction; `follow` writes the page.

    Raises StoryNotFound.
    """
    pointer = _pointer(connection, account_id, story_id, lock=True)
    if pointer.number is not None and allows(StoryLife, pointer.state, "publish"):
        store.switch(connection, story_id, state="published", number=pointer.number, now=now)


def is_published(connection: Connection, account_id: str, story_id: str) -> bool:
    """Whether readers have the story. Raises StoryNotFound."""
    return _pointer(connection, account_id, story_id).state == "published"


def follow(story_id: str, *, now: datetime) -> None:
    """Write the story's page as its row says; a later sweep does what this cannot."""
    switching.follow(story_id, now=now)


def delete_page(slug: str) -> None:
    """Delete a story's page and what lies beside it."""
    from . import publishing  # what it takes to make a page is much to import for requests that make none

    publishing.delete_page(slug)


def sweep(*, now: datetime) -> None:
    """Send again the messages of publications that nothing has moved for two minutes, and write lagging pages."""
    with db.autocommit() as connection:
        left_behind = store.list_left_behind(connection, before=now - STALE)
    for publication_id in left_behind:
        queues.send(Queue.PUBLISH, publication_id=publication_id)
    switching.sweep(now=now)


def _pointer(connection: Connection, account_id: str, story_id: str, *, lock: bool = False) -> PointerRow:
    pointer = store.find_pointer(connection, account_id, story_id, lock=lock)
    if pointer is None:
        raise StoryNotFound(field="story_id")
    return pointer
