"""Answers of the trash's routes."""

from __future__ import annotations

from datetime import datetime

from ..web import WireModel


class TrashedStory(WireModel):
    """A story in the trash. Restoring one that was published has readers find it again, as they did before."""

    id: str
    title: str
    scenes: int
    sessions: int
    completions: int
    was_published: bool
    erase_at: datetime
    """When it is erased for ever."""


class Trash(WireModel):
    """The stories in the account's trash, the last thrown away first; at most 200, the oldest make room in time."""

    stories: list[TrashedStory]


class RestoredStory(WireModel):
    """A story that is back."""

    id: str
    published: bool
    """Whether readers find it again."""
