"""HTTP of windows: being in a story, and leaving it."""

from __future__ import annotations

from typing import Final

from ..stories.model import AnySceneId, SceneId
from ..web import Access, Answer, Call, Route, WireModel
from . import service
from .service import StoryNotFound


class Whereabouts(WireModel):
    """Where the window's creator is."""

    scene: AnySceneId | None
    """The scene that is selected; null is none."""


class OtherWindow(WireModel):
    """Another window in which the story is open."""

    id: str
    email: str
    """Its creator's address."""
    own: bool
    """Whether that is who asks."""
    scene: SceneId | None


class Company(WireModel):
    """Who else is in the story, and how far its draft is."""

    revision: int
    windows: list[OtherWindow]


def stay(call: Call, body: Whereabouts) -> Answer:
    """Say that a window is open and where its creator is, which holds for 25 s; tells of the other windows, at most
    50, and of the draft's revision."""
    revision, others = service.stay(
        call.account_id, call.id("story_id"), call.id("window_id"), scene=body.scene, now=call.now
    )
    windows = [OtherWindow(id=str(one.id), email=one.email, own=one.own, scene=_scene(one.scene)) for one in others]
    return Answer(body=Company(revision=revision, windows=windows))


def leave(call: Call) -> Answer:
    """Say that a window was closed, or is out of sight."""
    service.leave(call.account_id, call.id("story_id"), call.id("window_id"))
    return Answer(204)


def _scene(scene: str | None) -> SceneId | None:
    return None if scene is None else SceneId(scene)


ROUTES: Final[tuple[Route, ...]] = (
    Route(
        "PUT",
        "/v1/stories/{story_id}/windows/{window_id}",
        stay,
        "Be in a story",
        Access.CREATOR,
        body=Whereabouts,
        answers={200: Company},
        refusals=(StoryNotFound,),
    ),
    Route(
        "DELETE",
        "/v1/stories/{story_id}/windows/{window_id}",
        leave,
        "Leave a story",
        Access.CREATOR,
        answers={204: None},
    ),
)
