"""Rebasing: what becomes of edits made on an older revision than the draft's.

Each edit is decided alone. It stands unless one of its keys, or the existence of something it stands in, was changed
after its base; a position has no key, so the last one wins. An edit whose id is known was stored before: a resend is
answered with the revision it got then. Pure; the caller loads, applies the accepted edits and stores them.
"""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chalicelib.stories.edits import Edit
from chalicelib.stories.model import Frozen


class SentEdit(Frozen):
    """An edit as a client sends it."""

    id: UUID
    """Made by the client, unique in the story for ever."""
    base: Annotated[int, Field(strict=True, ge=0)]
    """The draft's revision the client knew when it made the edit."""
    edit: Edit


@dataclass(frozen=True, slots=True)
class StoredEdit:
    """An edit of the draft's history."""

    id: UUID
    revision: int
    """The draft's revision that it made."""
    edit: Edit


@dataclass(frozen=True, slots=True)
class Accepted:
    """The edit stands; if it is new, the caller applies it and gives it the next revision."""

    sent: SentEdit
    revision: int | None
    """The revision it has had since it was first stored; None if it is new."""


@dataclass(frozen=True, slots=True)
class Conflicted:
    """The edit does not stand: the key was changed by somebody else after its base."""

    sent: SentEdit
    key: str
    theirs: StoredEdit
    """The newest stored edit that changed the key."""


Decision = Accepted | Conflicted
