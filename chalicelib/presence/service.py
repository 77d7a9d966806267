"""Being in a story with others: each window says where it is, and hears of the others and of the draft's revision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from .. import db
from ..stories import service as stories
from ..stories.service import StoryNotFound
from . import store
from .model import LIFE, EditorWindow

MOST_WINDOWS: Final = 50

__all__ = ["StoryNotFound", "leave", "stay", "sweep"]


def stay(
    account_id: str, story_id: str, window: str, *, scene: str | None, now: datetime
) -> tuple[int, Sequence[EditorWindow]]:
    """Say where a window is; gives the draft's revision and the other windows. Raises StoryNotFound."""
    values = {"account_id": account_id, "story_id": story_id, "id": window, "scene": scene, "now": now}
    with db.autocommit() as connection:
        revision = stories.load_revision(connection, account_id, story_id)
        return revision, store.save_window(connection, values | {"dead": now - LIFE, "most": MOST_WINDOWS})


def leave(account_id: str, story_id: str, window: str) -> None:
    """Forget a window of the account's; one that is not there is forgotten already."""
    with db.autocommit() as connection:
        store.delete_window(connection, account_id, story_id, window)


def sweep(*, now: datetime) -> None:
    """Forget the windows of stories that nobody looks at any more."""
    with db.autocommit() as connection:
        store.delete_dead(connection, dead=now - LIFE)
