"""Which version a story's readers get: rolling back and forward, putting the story away, whether it may be listed, and
its page following.

The row is switched in a transaction of its own; the page, one object, is written by the same request right after the
commit. Where that fails, or the process dies in between, the row and what it says of its page differ, and the minute's
sweep writes the page. So no message is needed that could be lost or come in another order. A CDN is told to forget a
page once it is written, and again each minute until it has said that it did. Other caches keep one for a minute, and
show it once more in the ten after that while they fetch it anew.

The last word counts: a switch ends the story's publications that have not made their version yet, in its transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import Final

from .. import db
from ..lifecycle import allows
from ..log import count, log
from ..preconditions import Expected
from ..stories.service import StoryNotFound
from . import publication_store, store
from .lifecycle import StoryLife
from .model import PointerRow, StoryNotPublished, VersionNotFound

PAGES_A_SWEEP: Final = 20
SWEEP_SECONDS: Final = 15.0
"""When a sweep begins no further page, so that the other rooms' sweeps have most of the function's minute."""
AWAY: Final = "You put the story away before this was published; publish again when you want it back."
SWITCHED: Final = (
    "You chose the version readers get before this was published; publish again when you want them to get the draft."
)


def make_current(account_id: str, story_id: str, number: int, expected: Expected, *, now: datetime) -> PointerRow:
    """Have readers get this version from now on, be it an older or a newer one, or one of a story put away.

    Publications that have made no version yet end. Asked twice it changes nothing more. Raises StoryNotFound,
    VersionNotFound, IfMatchStale.
    """
    return _switch(account_id, story_id, "published", number, expected, now=now)


def put_away(account_id: str, story_id: str, expected: Expected, *, now: datetime) -> PointerRow:
    """Take the story back: its page says so, and no new reading begins. Readers who have it open read on.

    Publications that have made no version yet end. Asked twice it changes nothing more. Raises StoryNotFound,
    StoryNotPublished, IfMatchStale.
    """
    return _switch(account_id, story_id, "unpublished", None, expected, now=now)


def set_public(account_id: str, story_id: str, expected: Expected, *, public: bool, now: datetime) -> PointerRow:
    """Say whether search engines may list the story; its page follows, if it has one.

    Asked twice it changes nothing more. Raises StoryNotFound, IfMatchStale.
    """
    with db.transaction() as connection:
        pointer = store.find_pointer(connection, account_id, story_id, lock=True)
        if pointer is None:
            raise StoryNotFound(field="story_id")
        if pointer.public != public:
            expected.require(pointer.listing_tag)
            store.save_public(connection, story_id, public=public)
    if pointer.state != "draft":
        follow(story_id, now=now)
    log.info("story_listing_set", extra={"story_id": story_id, "public": public})
    return load_pointer(account_id, story_id)


def load_pointer(account_id: str, story_id: str) -> PointerRow:
    """What the story's readers get, and what its page says of it. Raises StoryNotFound."""
    with db.autocommit() as connection:
        pointer = store.find_pointer(connection, account_id, story_id)
    if pointer is None:
        raise StoryNotFound(field="story_id")
    return pointer


def sweep(*, now: datetime, clock: Callable[[], float] = monotonic) -> None:
    """Write the pages that do not show what their story's row says, and purge those that were not: a few at a time and
    for a quarter of a minute.

    One that fails waits until all the others were tried. `clock` counts seconds.
    """
    until = clock() + SWEEP_SECONDS
    with db.autocommit() as connection:
        lagging = publication_store.list_lagging(connection, most=PAGES_A_SWEEP)
        unpurged = publication_store.list_unpurged(connection, most=PAGES_A_SWEEP)
    for story_id in dict.fromkeys(lagging + unpurged):
        if clock() >= until:
            break
        _catch_up(story_id, lags=story_id in lagging, now=now)


def follow(story_id: str, *, now: datetime) -> None:
    """Write the story's page; the row stands whatever comes of it, and a later sweep tries again."""
    from . import publishing  # what it takes to make a page is much to import for requests that make none

    try:
        publishing.project_page(story_id, now=now)
    except Exception:  # noqa: BLE001 - logged, counted and tried again in a minute
        log.exception("page_left_behind", extra={"story_id": story_id})
        count("PageLeftBehind")


def _switch(
    account_id: str, story_id: str, state: str, number: int | None, expected: Expected, *, now: datetime
) -> PointerRow:
    with db.transaction() as connection:
        pointer = store.find_pointer(connection, account_id, story_id, lock=True)
        if pointer is None:
            raise StoryNotFound(field="story_id")
        if number is not None and store.find_version(connection, account_id, story_id, number) is None:
            raise VersionNotFound(field="number")
        there = pointer.state == state and number in (None, pointer.number)
        if not there:
            if not allows(StoryLife, pointer.state, "publish" if state == "published" else "put_away"):
                raise StoryNotPublished()
            expected.require(pointer.tag)
            store.switch(connection, story_id, state=state, number=number or pointer.number, now=now)
            detail = AWAY if number is None else SWITCHED
            publication_store.call_off(connection, story_id, detail=detail, now=now)
    follow(story_id, now=now)
    log.info("story_switched", extra={"story_id": story_id, "state": state, "version": number})
    return load_pointer(account_id, story_id)


def _catch_up(story_id: str, *, lags: bool, now: datetime) -> None:
    """Write a page that lags, and purge it; the story comes behind the others, whatever becomes of this try."""
    from . import publishing

    with db.autocommit() as connection:
        publication_store.note_tried(connection, story_id, now=now)
    if lags:
        follow(story_id, now=now)
    else:
        publishing.purge_page(story_id)
