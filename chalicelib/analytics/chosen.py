"""What readers are told of what others chose: enough of them that it tells of nobody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from ..stories.canonical import canonical
from ..stories.published import CHOSEN_SCHEMA
from .model import FirstChoice

LEAST_READERS: Final = 20
"""Readers who have left a scene by an option before anything is told of it."""


def chosen_key(slug: str) -> str:
    """The key of a story's file in the public bucket."""
    return f"s/{slug}/chosen.json"


def build_chosen(version: int, choices: Iterable[FirstChoice]) -> bytes:
    """The file (`stories.published.Chosen`) that tells these choices; the same choices are the same bytes."""
    scenes: dict[str, dict[str, Any]] = {}
    for choice in choices:
        scenes.setdefault(choice.scene, {})[choice.option] = choice.readers
    return canonical({"schema": CHOSEN_SCHEMA, "version": version, "scenes": scenes})
