"""What the rollup reports and what a creator reads about one version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from ..errors import NotFound

TOP_PATHS: Final = 20
"""How many of the most walked paths the statistics name."""
MONTHS_KEPT: Final = 25
"""No event is kept longer. It goes with the month its session began in, and that goes as a whole."""


class StoryNotFound(NotFound):
    """There is no such story."""


class VersionNotFound(NotFound):
    """The story has no version of that number."""


@dataclass(frozen=True)
class RollupReport:
    """What one run of the rollup took in."""

    sessions: int
    steps: int
    completions: int
    rebuilt: bool
    """Whether the run found rollups of another cluster (a restored dump) and began them anew."""
    lag_seconds: float
    """Age of the oldest fact that is still in the tail after the run."""


@dataclass(frozen=True)
class Totals:
    """Sums over a version's days."""

    sessions: int
    readers: int
    """Distinct pseudonyms a day, summed: pseudonyms change daily, so a reader of two days counts twice."""
    completions: int
    duration_ms: int
    """Of all completions together."""


@dataclass(frozen=True)
class SceneArrivals:
    """How often readers came to a scene: by beginning there, by an option or by going back."""

    scene: str
    arrivals: int


@dataclass(frozen=True)
class OptionTaken:
    """How often an option was taken."""

    scene: str
    option: str
    taken: int


@dataclass(frozen=True)
class FirstChoice:
    """How many readers took an option the first time they chose in its scene."""

    scene: str
    option: str
    readers: int


@dataclass(frozen=True)
class EndingReached:
    """How often an ending was reached; a session that goes back and ends again counts again."""

    scene: str
    name: str
    reached: int


@dataclass(frozen=True)
class PathWalked:
    """How many completions came along exactly these scenes, the ending last."""

    scenes: list[str]
    count: int


@dataclass(frozen=True)
class Statistics:
    """Everything about one version, from one snapshot of the database."""

    version: int | None
    """None while the story has never been published."""
    as_of: datetime
    rolled_up_at: datetime | None
    totals: Totals
    scenes: list[SceneArrivals]
    options: list[OptionTaken]
    endings: list[EndingReached]
    paths: list[PathWalked]

    @property
    def completion_rate(self) -> float:
        """Completions a session, 0 to 1; 0 while there are no sessions."""
        return self.totals.completions / self.totals.sessions if self.totals.sessions else 0.0

    @property
    def mean_duration_ms(self) -> int | None:
        """Mean time from a session's beginning to its first ending, in milliseconds; None before the first."""
        return round(self.totals.duration_ms / self.totals.completions) if self.totals.completions else None


def first_month_kept(today: date) -> date:
    """The first month of which events are kept: of the one before, the earliest are MONTHS_KEPT old."""
    years, months = divmod(today.year * 12 + today.month - MONTHS_KEPT, 12)
    return date(years, months + 1, 1)
