"""What the database holds of imports and exports, row by row, their bounds, and what is refused of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from ..errors import Conflict, NotFound, TooLarge
from .model import Format

ImportState = Literal["granted", "received", "reading", "done", "refused", "failed"]
ExportState = Literal["queued", "writing", "done", "failed"]

MOST_PICTURES: Final = 1_000
"""Pictures of one file, in or out: as many as the list of a story's pictures shows."""
MOST_ATTEMPTS: Final = 8
"""Fewer than the queue's ten receives, so that a creator reads a sentence before a message is dead."""
STALE: Final = timedelta(minutes=2)
"""When the sweep takes up what nothing has moved; longer than a function lives."""
UNCLAIMED_AFTER: Final = timedelta(hours=24)
"""When a grant nobody came back for is deleted, with whatever was uploaded by it."""
EXPORT_LIFE: Final = timedelta(hours=24)
REPORT_LIFE: Final = timedelta(days=30)
"""How long an import that is over can be asked about."""
LINK_LIFE: Final = timedelta(minutes=5)


class ImportNotFound(NotFound):
    """There is no such import."""


class ExportNotFound(NotFound):
    """There is no such export; files are kept for a day."""


class FileTooLarge(TooLarge):
    """A file has at most 64 MB."""


class FileMissing(Conflict):
    """Nothing has arrived by that grant yet; upload the file first."""


class FileDiffers(Conflict):
    """What arrived is not of the size that was granted; begin a new import and upload the file again."""


@dataclass(frozen=True)
class ImportRow:
    """An import as its creator sees it, with a page of its report."""

    id: Any
    state: ImportState
    file_name: str
    size: int
    raw_key: str
    story_id: Any
    pictures: int
    pictures_stored: int
    detail: str
    notes: int
    """How long the whole report is."""
    report: list[dict[str, Any]]


@dataclass(frozen=True)
class PendingImport:
    """An import as the queue's consumer takes it up."""

    id: Any
    account_id: Any
    state: str
    file_name: str
    raw_key: str


@dataclass(frozen=True)
class EndedImport:
    """An import that is over, and what it left in storage."""

    id: Any
    state: str
    raw_key: str
    picture_keys: list[str]


@dataclass(frozen=True)
class ExportRow:
    """An export as its creator sees it, with a page of its report."""

    id: Any
    story_id: Any
    state: ExportState
    format: Format
    version: int | None
    pictures: bool
    file_key: str
    file_name: str | None
    size: int | None
    detail: str
    notes: int
    """How long the whole report is."""
    report: list[dict[str, Any]]
    created_at: datetime


@dataclass(frozen=True)
class PendingExport:
    """An export as the queue's consumer takes it up."""

    id: Any
    account_id: Any
    story_id: Any
    state: str
    format: Format
    version: int | None
    pictures: bool
    file_key: str
