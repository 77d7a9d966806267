"""Statistics over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from ..web import Access, Answer, Call, Route, WireModel
from . import service
from .model import Statistics, StoryNotFound, VersionNotFound
from .service import StatisticsRebuilding


class SceneStatistics(WireModel):
    """How often readers came to a scene: by beginning there, by an option or by going back."""

    scene: str
    arrivals: int


class OptionStatistics(WireModel):
    """How often an option was taken."""

    scene: str
    option: str
    taken: int


class EndingStatistics(WireModel):
    """How often an ending was reached; a session that goes back and ends again counts again."""

    scene: str
    name: str
    reached: int


class PathStatistics(WireModel):
    """How many completions came along exactly these scenes, the ending last."""

    scenes: list[str]
    count: int


class StatisticsAnswer(WireModel):
    """Everything about one version, exact as of `as_of`. Scenes and options nobody came to are left out."""

    version: int | None
    """None while the story has never been published."""
    as_of: datetime
    rolled_up_at: datetime | None
    sessions: int
    readers: int
    """Daily readers, summed."""
    completions: int
    completion_rate: float
    """Completions a session, 0 to 1."""
    mean_duration_ms: int | None
    """From a session's beginning to its first ending; None before the first completion."""
    scenes: list[SceneStatistics]
    options: list[OptionStatistics]
    endings: list[EndingStatistics]
    paths: list[PathStatistics]
    """The twenty walked most often."""


def statistics(call: Call) -> Answer:
    """The statistics of one version."""
    found = service.load_statistics(call.account_id, call.id("story_id"), call.whole_number("version"), now=call.now)
    return Answer(200, _answer(found))


def _answer(statistics: Statistics) -> StatisticsAnswer:
    return StatisticsAnswer(
        version=statistics.version,
        as_of=statistics.as_of,
        rolled_up_at=statistics.rolled_up_at,
        sessions=statistics.totals.sessions,
        readers=statistics.totals.readers,
        completions=statistics.totals.completions,
        completion_rate=statistics.completion_rate,
        mean_duration_ms=statistics.mean_duration_ms,
        scenes=[SceneStatistics(**vars(one)) for one in statistics.scenes],
        options=[OptionStatistics(**vars(one)) for one in statistics.options],
        endings=[EndingStatistics(**vars(one)) for one in statistics.endings],
        paths=[PathStatistics(**vars(one)) for one in statistics.paths],
    )


ROUTES: Final[tuple[Route, ...]] = (
    Route(
        "GET",
        "/v1/stories/{story_id}/statistics",
        statistics,
        "Where readers go, exact and live",
        Access.CREATOR,
        answers={200: StatisticsAnswer},
        refusals=(StoryNotFound, VersionNotFound, StatisticsRebuilding),
        query={"version": "number of the version; without it, the version readers get"},
    ),
)
