"""A story's theme as custom properties of its page: the creator's paper and accent, and around them what can be read.

Everything else follows from these two, by day and by night, so that words keep a contrast of 7:1 where the paper allows
it and of 4.5:1 in any case, and small print, the accent and the focus ring one of 4.5:1 (WCAG 2.2, success criteria
1.4.6, 1.4.3 and 1.4.11). Colours are moved in OKLCH, which keeps their hue while they get lighter or darker
(B. Ottosson, “A perceptual color space for image processing”, 2020). The same theme gives the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Final, NamedTuple

from ..stories.model import PLAIN_THEME, Font, Theme

WORDS: Final = 7.0
"""Contrast that words have where black or white would."""
LEAST: Final = 4.5
"""Contrast of whatever is to be read or found."""
NIGHT: Final = 13.0
"""Contrast to white below which a paper is no paper for the night; the product's own has 18."""
NIGHT_LIGHTNESS: Final = 0.19
"""OKLCH lightness of the papers made for the night, which is that of the product's own."""
NIGHT_CHROMA: Final = 0.035
STEP: Final = 1 / 256

BLACK: Final = "#000000"
WHITE: Final = "#ffffff"

FONTS: Final[Mapping[Font, str]] = {
    "book": "",
    "plain": "var(--sans)",
    "typewriter": "'American Typewriter','Courier Prime','Courier New',Courier,'Liberation Mono',monospace",
}
"""What `--prose` is; the style sheet's own is a book's. All of them lie on the reader's device."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a page, each #rrggbb; named as the custom properties are."""

    paper: str
    surface: str
    ink: str
    muted: str
    line: str
    accent: str
    focus: str


NAMES: Final = tuple(field.name for field in fields(Palette))

DAY: Final = Palette("#fbf8f3", "#ffffff", "#1f1b16", "#6b6259", "#e7e0d6", "#b83e28", "#1f6fb2")
DARK: Final = Palette("#161412", "#1f1c19", "#f3eee7", "#a89e92", "#35302b", "#ff8a66", "#7cb8ee")
"""The product's own, as `frontend/src/reader/reader.css` has them."""


class _Colour(NamedTuple):
    """A colour in OKLCH: lightness from 0 to 1, chroma, hue in radians."""

    lightness: float
    chroma: float
    hue: float


def palettes(theme: Theme) -> tuple[Palette, Palette]:
    """The page's colours by day and by night. By night a light paper is shown dark, in the same hue."""
    day, night = DAY, DARK
    if theme.paper is not None:
        day = _on_paper(theme.paper.lower())
        night = _on_paper(_by_night(theme.paper.lower()))
    return _with_accent(day, theme.accent), _with_accent(night, theme.accent)


def theme_style(theme: Theme) -> str:
    """The style that lays the theme over the style sheet; empty where a story looks as any.

    Printed pages keep the product's own colours, for their paper is white.
    """
    style = f":root{{--prose:{FONTS[theme.font]}}}" if FONTS[theme.font] else ""
    if (theme.paper, theme.accent) == (PLAIN_THEME.paper, PLAIN_THEME.accent):
        return style
    day, night = palettes(theme)
    # What is said for the day counts by night as well, so each is said for both.
    names = [
        name
        for name in NAMES
        if getattr(day, name) != getattr(DAY, name) or getattr(night, name) != getattr(DARK, name)
    ]
    scheme = "color-scheme:dark;" if _is_dark(day.paper) else ""
    return (
        f"{style}@media screen{{:root{{{scheme}{_properties(day, names)}}}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{_properties(night, names)}}}}}"
    )


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2, “contrast ratio”)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _properties(palette: Palette, names: Sequence[str]) -> str:
    return ";".join(f"--{name}:{getattr(palette, name)}" for name in names)


def _on_paper(paper: str) -> Palette:
    is_dark = _is_dark(paper)
    base, limit = (DARK, WHITE) if is_dark else (DAY, BLACK)
    surface = _surface(paper, limit)
    grounds = (paper, surface)
    ink = _readable(_tinted(base.ink, paper), grounds, WORDS, limit)
    return Palette(
        paper=paper,
        surface=surface,
        ink=ink,
        muted=_readable(_mixed(ink, paper, 0.34), grounds, LEAST, limit),
        line=_mixed(ink, paper, 0.86),
        accent=_readable(base.accent, grounds, LEAST, limit),
        focus=_readable(base.focus, grounds, LEAST, limit),
    )


def _with_accent(palette: Palette, accent: str | None) -> Palette:
    if accent is None:
        return palette
    limit = WHITE if _is_dark(palette.paper) else BLACK
    return replace(palette, accent=_readable(accent.lower(), (palette.paper, palette.surface), LEAST, limit))


def _surface(paper: str, limit: str) -> str:
    """What lies on the paper, a little lighter than it; darker where that would take the words' contrast away."""
    if limit == BLACK:
        return _mixed(WHITE, paper, 0.3)
    lighter = _mixed(WHITE, paper, 0.95)
    return lighter if contrast(lighter, WHITE) >= WORDS else _mixed(BLACK, paper, 0.85)


def _by_night(paper: str) -> str:
    if contrast(paper, WHITE) >= NIGHT:
        return paper
    _, chroma, hue = _oklch(paper)
    return _hex(_Colour(NIGHT_LIGHTNESS, min(chroma, NIGHT_CHROMA), hue))


def _readable(colour: str, grounds: Sequence[str], least: float, limit: str) -> str:
    """The colour, as little lighter or darker as gives it that contrast on all grounds; else black or white.

    `limit` is which of the two stands out from the grounds.
    """

    def stands_out(shade: str) -> bool:
        return all(contrast(shade, ground) >= least for ground in grounds)

    shade, (lightness, chroma, hue) = colour, _oklch(colour)
    towards = STEP if limit == WHITE else -STEP
    while not stands_out(shade):
        lightness += towards
        if not 0 < lightness < 1:
            return limit
        shade = _hex(_Colour(lightness, chroma, hue))
    return shade


def _tinted(colour: str, paper: str) -> str:
    """The colour with a touch of the paper's hue."""
    lightness, chroma, _ = _oklch(colour)
    _, own, hue = _oklch(paper)
    return _hex(_Colour(lightness, min(chroma, own), hue))


def _mixed(one: str, other: str, share: float) -> str:
    """A mixture in which the other colour has that share."""
    pairs = zip(_bytes(one), _bytes(other), strict=True)
    return "#" + "".join(f"{round(mine + (theirs - mine) * share):02x}" for mine, theirs in pairs)


def _is_dark(paper: str) -> bool:
    """Whether white stands out from it more than black does."""
    return contrast(WHITE, paper) > contrast(BLACK, paper)


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _bytes(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (_to_linear(byte / 255) for byte in _bytes(colour))
    return red, green, blue


def _to_linear(channel: float) -> float:
    return float(channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)


def _from_linear(channel: float) -> float:
    return float(channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055)


def _oklch(colour: str) -> _Colour:
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return _Colour(lightness, math.hypot(a, b), math.atan2(b, a))


def _hex(colour: _Colour) -> str:
    """The colour on screens, with as much of its chroma as they can show."""
    lightness, chroma, hue = colour
    while True:
        channels = _srgb(lightness, chroma * math.cos(hue), chroma * math.sin(hue))
        if chroma < 1e-3 or all(-1e-4 <= channel <= 1 + 1e-4 for channel in channels):
            return "#" + "".join(f"{round(255 * min(max(_from_linear(one), 0), 1)):02x}" for one in channels)
        chroma *= 0.97


def _srgb(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    """Linear red, green and blue, beyond 0 and 1 where screens cannot show it."""
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
