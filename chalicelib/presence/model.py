"""Windows: a story open in a browser's tab, as the editor knows it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

LIFE: Final = timedelta(seconds=25)
"""How long a window counts after it was heard of: one that is alone says so every 15 s."""


@dataclass(frozen=True)
class EditorWindow:
    """A window in which the story is open."""

    id: uuid.UUID
    email: str
    """Its creator's address."""
    own: bool
    """Whether that is who asks."""
    scene: str | None
    """The scene its creator is in; None is none."""
