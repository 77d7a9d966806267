"""What a creator sees of publications and versions, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class PublicationRow:
    """A publication on its way or done."""

    id: Any
    state: str
    done: int
    total: int
    problems: list[dict[str, Any]]
    version: int | None
    detail: str
    slug: str


@dataclass(frozen=True)
class VersionRow:
    """A published version as a list shows it."""

    number: int
    published_at: datetime
    current: bool
    slug: str
