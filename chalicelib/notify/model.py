"""Notifications: what tells a creator that somebody finished, and how they say they want no more of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from ..errors import NotFound

Mode = Literal["every", "off"]

LEASE: Final = timedelta(minutes=5)
"""How long one consumer has a mail for itself; after that another may try."""
MAX_ATTEMPTS: Final = 10
UNSENT_AFTER: Final = timedelta(minutes=2)
"""When the sweep takes up a mail whose message seems lost."""


class UnsubscribeLinkWrong(NotFound):
    """That unsubscribe link is not one of ours."""


@dataclass(frozen=True)
class OutboxRow:
    """A mail this consumer has leased."""

    id: Any
    kind: str
    payload: Mapping[str, Any]
    attempts: int


@dataclass(frozen=True)
class FinishedStory:
    """What the completion mail tells."""

    email: str
    account_id: Any
    story_id: Any
    story: str
    ending: str
    scenes: int
    """How many scenes the reader came through, the ending included."""
    duration_ms: int
    completed_at: datetime
    completions: int
    """Of the story, all versions together."""
    mode: Mode


@dataclass(frozen=True)
class Mail:
    """One e-mail, ready to send."""

    sender: str
    to: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]
