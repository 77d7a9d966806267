"""What the database holds of stories that were thrown away, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

KEPT_FOR: Final = timedelta(days=30)
"""How long a story in the trash can come back."""


@dataclass(frozen=True)
class TrashedRow:
    """A story in the trash, as its creator sees it."""

    id: Any
    title: str
    scenes: int
    sessions: int
    completions: int
    was_published: bool
    """Whether readers had it, and will have it again when it comes back."""
    erase_at: datetime


@dataclass(frozen=True)
class CondemnedRow:
    """A story to erase."""

    id: Any
    slug: str
