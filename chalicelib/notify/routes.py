"""HTTP of notifications: which mails a creator wants, and unsubscribing in one click."""

from __future__ import annotations

from typing import Final

from ..web import Access, Answer, Call, Route, WireModel
from . import service
from .model import Mode, UnsubscribeLinkWrong
from .service import StoryNotFound


class Notifications(WireModel):
    """Which mails the creator wants of a story: one for every completion, or none."""

    mode: Mode


def load_notifications(call: Call) -> Answer:
    """Which mails the creator wants of the story."""
    return Answer(body=Notifications(mode=service.load_mode(call.account_id, call.id("story_id"))))


def save_notifications(call: Call, body: Notifications) -> Answer:
    """Set which mails the creator wants of the story."""
    service.save_mode(call.account_id, call.id("story_id"), body.mode)
    return Answer(body=body)


def unsubscribe(call: Call) -> Answer:
    """No more mails about one story (RFC 8058). Only POST does it; the body is not read."""
    service.unsubscribe(call.path["token"])
    return Answer(204)


ROUTES: Final[tuple[Route, ...]] = (
    Route(
        "GET",
        "/v1/stories/{story_id}/notifications",
        load_notifications,
        "Which mails the creator wants",
        Access.CREATOR,
        answers={200: Notifications},
        refusals=(StoryNotFound,),
    ),
    Route(
        "PUT",
        "/v1/stories/{story_id}/notifications",
        save_notifications,
        "Choose which mails to get",
        Access.CREATOR,
        body=Notifications,
        answers={200: Notifications},
        refusals=(StoryNotFound,),
    ),
    Route(
        "POST",
        "/v1/unsubscribes/{token}",
        unsubscribe,
        "Unsubscribe in one click",
        Access.PUBLIC,
        answers={204: None},
        refusals=(UnsubscribeLinkWrong,),
    ),
)
