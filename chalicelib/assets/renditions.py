"""Which renditions a picture gets. Pure; `rendering` makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .model import Format

WIDTHS: Final = (480, 960, 1600)
FORMATS: Final[tuple[Format, ...]] = ("avif", "webp", "jpeg")
RECIPE: Final = b"renditions 1\n"
"""Names this way of making renditions; it enters their address, so another way never meets an old cache."""


@dataclass(frozen=True)
class PlannedRendition:
    """One file to make, in pixels."""

    format: Format
    width: int
    height: int

    @property
    def file_name(self) -> str:
        """Its name in the picture's folder."""
        return f"{self.width}.{self.format}"


def plan_renditions(width: int, height: int) -> list[PlannedRendition]:
    """Every width that is not above the picture's own, and that one where it is below the largest; largest first."""
    widths = sorted({min(wanted, width) for wanted in WIDTHS}, reverse=True)
    return [
        PlannedRendition(format, wanted, max(1, round(height * wanted / width)))
        for wanted in widths
        for format in FORMATS
    ]
