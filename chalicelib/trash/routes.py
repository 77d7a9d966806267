"""HTTP of the trash: throwing stories away, bringing them back, erasing them."""

from __future__ import annotations

from typing import Final

from ..stories.service import StoryNotFound
from ..web import Access, Answer, Call, Route
from . import service
from .records import TrashedRow
from .wire import RestoredStory, Trash, TrashedStory


def trash_story(call: Call) -> Answer:
    """Throw the story away: everything of it is gone from sight, and for 30 days can come back as it was. Readers of a
    published story are told that it was put away."""
    return Answer(body=_trashed(service.trash(call.account_id, call.id("story_id"), now=call.now)))


def list_trash(call: Call) -> Answer:
    """The stories in the account's trash, the last thrown away first; at most 200."""
    return Answer(body=Trash(stories=[_trashed(row) for row in service.list_trashed(call.account_id, now=call.now)]))


def restore_story(call: Call) -> Answer:
    """Bring the story back as it was; readers of one that was published have it again."""
    story_id = call.id("story_id")
    published = service.restore(call.account_id, story_id, now=call.now)
    return Answer(body=RestoredStory(id=story_id, published=published))


def erase_story(call: Call) -> Answer:
    """Have a story in the trash erased for ever, with its pictures, versions and numbers."""
    service.condemn(call.account_id, call.id("story_id"), now=call.now)
    return Answer(204)


def _trashed(row: TrashedRow) -> TrashedStory:
    return TrashedStory.model_validate(vars(row) | {"id": str(row.id)})


ROUTES: Final[tuple[Route, ...]] = (
    Route(
        "POST",
        "/v1/stories/{story_id}/trash",
        trash_story,
        "Throw the story away",
        Access.CREATOR,
        answers={200: TrashedStory},
        refusals=(StoryNotFound,),
    ),
    Route("GET", "/v1/trash", list_trash, "The account's trash", Access.CREATOR, answers={200: Trash}),
    Route(
        "POST",
        "/v1/trash/{story_id}/restore",
        restore_story,
        "Bring a story back",
        Access.CREATOR,
        answers={200: RestoredStory},
        refusals=(StoryNotFound,),
    ),
    Route(
        "DELETE",
        "/v1/trash/{story_id}",
        erase_story,
        "Erase a story",
        Access.CREATOR,
        answers={204: None},
        refusals=(StoryNotFound,),
    ),
)
