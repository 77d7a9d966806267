"""The trash: throwing a story away, bringing it back, and erasing what nobody wanted back.

A story in the trash is there for nobody: every route of it answers as if it did not exist. Readers of a published story
are told that it was put away, and have it again when it comes back. Erasing is the sweep's alone: it deletes a few
thousand rows at a time, then the pictures' originals and the page, and the story's row last, so that what is killed
half-way is found and done again. Files named by their content (renditions, chunks) stay: other stories may have the
same, and nothing leads to them any more.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import Final

from .. import db
from ..assets import service as assets
from ..lifecycle import allows
from ..log import count, log
from ..stories.service import StoryNotFound
from ..versions import service as versions
from . import store
from .lifecycle import KeepingLife
from .records import KEPT_FOR, CondemnedRow, TrashedRow

STORIES_A_SWEEP: Final = 20
SWEEP_SECONDS: Final = 10.0
"""When a sweep begins nothing further, so that the other rooms' sweeps have most of the function's minute."""


def trash(account_id: str, story_id: str, *, now: datetime) -> TrashedRow:
    """Throw a story away, and take it from its readers. Asked twice it changes nothing more. Raises StoryNotFound."""
    with db.transaction() as connection:
        keeping = store.find_keeping(connection, account_id, story_id)
        thrown = keeping is not None and allows(KeepingLife, keeping, "trash")
        if thrown:
            was_published = versions.withdraw(connection, account_id, story_id, now=now)
            store.trash(connection, story_id, was_published=was_published, erase_at=now + KEPT_FOR)
        found = store.list_trashed(connection, account_id, story_id=story_id, now=now)
    if not found:
        raise StoryNotFound(field="story_id")
    if found[0].was_published:
        versions.follow(story_id, now=now)
    if thrown:
        log.info("story_trashed", extra={"story_id": story_id})
    return found[0]


def list_trashed(account_id: str, *, now: datetime) -> list[TrashedRow]:
    """The stories in the account's trash, the last thrown away first."""
    with db.autocommit() as connection:
        return store.list_trashed(connection, account_id, now=now)


def restore(account_id: str, story_id: str, *, now: datetime) -> bool:
    """Bring a story back as it was; says whether readers have it again. Asked twice it changes nothing more.

    Raises StoryNotFound, also where it is to be erased.
    """
    with db.transaction() as connection:
        keeping = store.find_keeping(connection, account_id, story_id)
        if keeping is None:
            raise StoryNotFound(field="story_id")
        if keeping != "kept":
            was_published = store.restore(connection, story_id, now=now) if _may(keeping, "restore") else None
            if was_published is None:
                raise StoryNotFound(field="story_id")
            if was_published:
                versions.show_again(connection, account_id, story_id, now=now)
            log.info("story_restored", extra={"story_id": story_id})
        published = versions.is_published(connection, account_id, story_id)
    if published:
        versions.follow(story_id, now=now)
    return published


def condemn(account_id: str, story_id: str, *, now: datetime) -> None:
    """Have a story in the trash erased for ever, soon. Asked twice it changes nothing more.

    Raises StoryNotFound where there is none, or it is still kept: it has to be thrown away first.
    """
    with db.transaction() as connection:
        keeping = store.find_keeping(connection, account_id, story_id)
        if keeping is None or keeping == "kept":
            raise StoryNotFound(field="story_id")
        if _may(keeping, "condemn"):
            store.condemn(connection, story_id, now=now)
            log.info("story_condemned", extra={"story_id": story_id})


def sweep(*, now: datetime, clock: Callable[[], float] = monotonic) -> None:
    """Erase stories that are condemned, and those that were in the trash for 30 days, as many as there is time for.

    One that fails does not keep the others from going. `clock` counts seconds.
    """
    until = clock() + SWEEP_SECONDS
    with db.autocommit() as connection:
        condemned = store.list_condemned(connection, most=STORIES_A_SWEEP, now=now)
    for story in condemned:
        try:
            if not _erase(story, until=until, clock=clock):
                return
        except Exception:  # noqa: BLE001 - logged and tried again in a minute
            log.exception("story_not_erased", extra={"story_id": str(story.id)})


def _erase(story: CondemnedRow, *, until: float, clock: Callable[[], float]) -> bool:
    """Erase a story; False where the time ran out before it was gone."""
    story_id = str(story.id)
    more = True
    while more:
        if clock() >= until:
            return False
        with db.autocommit() as connection:
            more = store.erase_some(connection, story_id)
    with db.autocommit() as connection:
        assets.delete_originals(connection, story_id)
    versions.delete_page(story.slug)
    with db.autocommit() as connection:
        store.erase_story(connection, story_id)
    log.info("story_erased", extra={"story_id": story_id})
    count("StoryErased")
    return True


def _may(keeping: str, event: str) -> bool:
    return allows(KeepingLife, keeping, event)
