"""A version's cover: the files that stand for it in link previews and on home screens, and where they lie. Pure.

All of them lie in one folder, named by what they are drawn from, so that they are written once and kept for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

RECIPE: Final = "cover 1"
"""Names this way of drawing covers; it enters their address, so another way never meets an old cache."""
PREVIEW: Final = "preview.jpeg"
PREVIEW_SIZE: Final = (1200, 630)
"""What sites that show links ask for, in pixels."""
MAX_PREVIEW_BYTES: Final = 300_000
TOUCH_SIDE: Final = 180
"""Of the icon that iOS asks for, in pixels."""
ICON_SIDES: Final = (TOUCH_SIDE, 192, 512)
PREFERRED: Final = ("webp", "jpeg")
"""Formats to draw from: the first keeps what is transparent so."""


@dataclass(frozen=True)
class Cover:
    """Where a version's cover lies, and what it shows."""

    folder: str
    """A key of the public bucket, without a slash at its end."""
    alt: str

    @property
    def preview(self) -> str:
        """The key of the picture for link previews."""
        return f"{self.folder}/{PREVIEW}"

    def icon(self, side: int) -> str:
        """The key of the icon of that many pixels a side, one of ICON_SIDES."""
        return f"{self.folder}/{icon_name(side)}"


def icon_name(side: int) -> str:
    """The file of the icon of that many pixels a side."""
    return f"icon-{side}.png"


def best_rendition(renditions: Sequence[Mapping[str, Any]]) -> str | None:
    """The address of the rendition to draw from, the largest of the first format there is."""
    for kind in PREFERRED:
        own = [one for one in renditions if one["format"] == kind]
        if own:
            return str(max(own, key=lambda one: one["width"])["url"])
    return None


def folder_of(rendition: str, paper: str) -> str:
    """Where the cover lies that is drawn from that rendition, whose address its content makes, on paper of a colour."""
    drawn_from = "\n".join((RECIPE, rendition, paper))
    return f"i/{hashlib.sha256(drawn_from.encode()).hexdigest()[:32]}"


def parse_cover(written: Mapping[str, Any] | None) -> Cover | None:
    """A cover from what a version's row holds; None where it has none."""
    if not written or not written["folder"]:
        return None
    return Cover(written["folder"], written["alt"])
