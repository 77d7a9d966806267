"""Papers and accents, as a creator may choose them; what the page makes of them is recorded."""

from typing import Final

from .shapes import Json, document

PAPERS: Final = (
    None,
    "#FFF4D6",
    "#ffffff",
    "#102030",
    "#000000",
    "#777777",
    "#757575",
    "#ff0000",
    "#8b0000",
    "#2F7D5B",
)
ACCENTS: Final = (None, "#1d3b4f", "#FFE08A", "#b83e28")


def themes() -> list[Json]:
    plain: Json = document()["theme"]
    return [{**plain, "paper": paper, "accent": accent} for paper in PAPERS for accent in ACCENTS]
