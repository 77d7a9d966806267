"""Themes: whatever colours a creator chooses, the page can be read, by day and by night; measured independently."""

import re
from pathlib import Path
from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.stories.model import PLAIN_THEME, Font, Theme
from chalicelib.versions.theming import DARK, DAY, NAMES, palettes, theme_style

SHEET: Final = (Path(__file__).parents[3] / "frontend" / "src" / "reader" / "reader.css").read_text(encoding="utf-8")
COLOURS: Final = st.tuples(*[st.integers(0, 255)] * 3).map(lambda parts: "#" + bytes(parts).hex().upper())
GROUNDS: Final = ("paper", "surface")
NIGHT: Final = "@media (prefers-color-scheme: dark)"


def themed(**fields: str | None) -> Theme:
    return PLAIN_THEME.model_copy(update=fields)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2: (L1 + 0.05) / (L2 + 0.05), of relative luminances."""

    def luminance(colour: str) -> float:
        def linear(channel: float) -> float:
            return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

        red, green, blue = (linear(channel / 255) for channel in bytes.fromhex(colour.removeprefix("#")))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    brighter, dimmer = max(luminance(one), luminance(other)), min(luminance(one), luminance(other))
    return (brighter + 0.05) / (dimmer + 0.05)


def seen(theme: Theme, *, night: bool) -> dict[str, str]:
    """The custom properties a screen ends up with: the style sheet's, and over them the theme's, as they cascade."""
    properties: dict[str, str] = {}
    for sheet in (SHEET, theme_style(theme)):
        for media, block in re.findall(r"(?:(@media[^{]*)\{\s*)?:root\s*\{([^}]*)\}", sheet):
            if night or "dark" not in media:
                found = re.findall(r"(--\w+|color-scheme)\s*:\s*([^;]+)", block)
                properties |= {name.removeprefix("--"): value.strip() for name, value in found}
    return properties


def six_digits(colour: str) -> str:
    return "#" + "".join(2 * digit for digit in colour[1:]) if len(colour) == 4 else colour


def check(theme: Theme, *, night: bool) -> dict[str, str]:
    properties = {name: value for name, value in seen(theme, night=night).items() if name in NAMES}
    colours = {name: six_digits(value) for name, value in properties.items()}
    best = max(contrast(colours["paper"], extreme) for extreme in ("#000000", "#ffffff"))
    for ground in GROUNDS:
        measured = {name: contrast(colours[name], colours[ground]) for name in ("ink", "muted", "accent", "focus")}
        assert measured["ink"] >= min(7, best), (theme, night, ground, measured)
        assert min(measured.values()) >= 4.5, (theme, night, ground, measured)
    return colours


@given(COLOURS | st.none(), COLOURS | st.none())
@example("#777777", "#777777")
@example("#767676", None)
@example("#FF0000", "#FF0000")
@example("#0000FF", "#00FF00")
@example("#FFFFFF", "#FFFFFF")
@example("#000000", "#000000")
@settings(max_examples=400, deadline=None)
def test_any_colours_leave_a_page_that_can_be_read(paper: str | None, accent: str | None) -> None:
    theme = themed(paper=paper, accent=accent)
    day, night = check(theme, night=False), check(theme, night=True)
    assert day["paper"] == (paper.lower() if paper else DAY.paper)
    assert contrast(night["paper"], "#ffffff") >= 13, "a page by night is dark"
    assert contrast(night["surface"], "#ffffff") >= 10
    assert theme_style(theme) == theme_style(themed(paper=paper, accent=accent))


@given(COLOURS)
@settings(max_examples=100, deadline=None)
def test_an_accent_that_can_be_seen_stays_as_it_is(accent: str) -> None:
    day, night = palettes(themed(accent=accent))
    for palette, own in ((day, DAY), (night, DARK)):
        fine = all(contrast(accent, ground) >= 4.5 for ground in (own.paper, own.surface))
        assert (palette.accent == accent.lower()) == fine
        assert palette.paper == own.paper


def test_the_products_own_colours_are_the_style_sheets() -> None:
    for palette, night in ((DAY, False), (DARK, True)):
        written = seen(PLAIN_THEME, night=night)
        assert {name: getattr(palette, name) for name in NAMES} == {name: six_digits(written[name]) for name in NAMES}
    assert palettes(PLAIN_THEME) == (DAY, DARK)


def test_a_light_paper_has_dark_ink_and_a_dark_one_light_ink_and_says_so() -> None:
    light, dark = themed(paper="#fff4d6"), themed(paper="#102030")
    assert contrast(seen(light, night=False)["ink"], "#ffffff") > 10
    assert "color-scheme" not in seen(light, night=False)
    assert contrast(seen(dark, night=False)["ink"], "#000000") > 10
    assert seen(dark, night=False)["color-scheme"] == "dark"


def test_by_night_a_light_paper_keeps_its_hue_and_a_dark_one_everything() -> None:
    (_, yellow), (_, blue) = palettes(themed(paper="#fff4d6")), palettes(themed(paper="#d6e4ff"))
    red, _, least = bytes.fromhex(yellow.paper[1:])
    assert red > least, "a yellow night"
    red, _, most = bytes.fromhex(blue.paper[1:])
    assert most > red, "a blue night"
    assert palettes(themed(paper="#102030"))[1].paper == "#102030"


@pytest.mark.parametrize("font", ["book", "plain", "typewriter"])
def test_a_font_is_one_the_reader_has(font: Font) -> None:
    style = theme_style(themed(font=font))
    assert ("--prose" in style) == (font != "book")
    assert "url(" not in style
    assert "<" not in style
