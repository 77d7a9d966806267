"""What the database holds of stories and drafts, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class StoryRow:
    """A story with what a list shows of its draft."""

    id: Any
    slug: str
    title: str
    state: str
    revision: int
    published_version: int | None
    scenes: int
    cover: list[dict[str, Any]] | None
    """The renditions of the cover, or else of the start's picture, where that is ready."""
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class DraftRow:
    """A draft without its scenes."""

    revision: int
    schema: int
    ifid: str | None
    title: str
    summary: str
    language: str
    start: str | None
    theme: dict[str, Any]
    reveal_choices: bool
    variables: dict[str, Any]
    groups: dict[str, Any]


@dataclass(frozen=True)
class EditRow:
    """One accepted edit."""

    edit_id: Any
    revision: int
    schema: int
    """Which the edit is written in, and its inverse."""
    edit: dict[str, Any]


@dataclass(frozen=True)
class HistoryRow(EditRow):
    """One accepted edit with all that is kept of it."""

    inverse: dict[str, Any]
    action: Any
    """What its creator did, of which it is a part; its own id where it stands alone."""
    undoes: Any
    """The action it takes back, or None."""
    account_id: Any
    made_at: datetime


@dataclass(frozen=True)
class CheckpointRow:
    """A moment of the draft's history that has a name."""

    id: Any
    revision: int
    name: str
    account_id: Any
    """Who named it; None where that account is gone."""
    created_at: datetime


@dataclass(frozen=True)
class NewEdit:
    """One edit to write."""

    edit_id: str
    revision: int
    base: int
    keys: Sequence[str]
    schema: int
    edit: Mapping[str, Any]
    inverse: Mapping[str, Any]
    action: str | None
    undoes: str | None
