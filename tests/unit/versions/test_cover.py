"""Covers: the shape that is asked for, small enough, whatever the picture."""

import io
import random

import pytest
from PIL import Image

from chalicelib.versions.cover import (
    ICON_SIDES,
    MAX_PREVIEW_BYTES,
    PREVIEW,
    Cover,
    best_rendition,
    folder_of,
    icon_name,
    parse_cover,
)
from chalicelib.versions.covering import NotAPicture, draw_cover

PAPER = "#336699"


def written(picture: Image.Image, kind: str = "WEBP") -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **({"lossless": True} if kind == "WEBP" else {}))
    return buffer.getvalue()


def opened(body: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(body))
    picture.load()
    return picture


def noise(width: int, height: int) -> Image.Image:
    return Image.frombytes("RGB", (width, height), random.Random(7).randbytes(width * height * 3))  # noqa: S311


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(Image.new("RGB", (64, 40), "red"), id="small"),
        pytest.param(Image.new("RGB", (1600, 900), "red"), id="wide"),
        pytest.param(Image.new("RGB", (480, 2400), "red"), id="tall"),
        pytest.param(Image.new("RGB", (1, 1), "red"), id="one pixel"),
        pytest.param(Image.new("L", (300, 300), 90), id="grey"),
        pytest.param(Image.new("P", (300, 300)), id="palette"),
        pytest.param(noise(1600, 1000), id="noise"),
    ],
)
def test_every_picture_becomes_a_preview_and_icons(picture: Image.Image) -> None:
    files = draw_cover(written(picture, "PNG"), PAPER)
    preview = opened(files[PREVIEW])
    assert (preview.format, preview.size, preview.mode) == ("JPEG", (1200, 630), "RGB")
    assert len(files[PREVIEW]) <= MAX_PREVIEW_BYTES
    for side in ICON_SIDES:
        icon = opened(files[icon_name(side)])
        assert (icon.format, icon.size) == ("PNG", (side, side))
    assert files.keys() == {PREVIEW, *map(icon_name, ICON_SIDES)}


def test_the_middle_is_kept() -> None:
    stripes = Image.new("RGB", (300, 100), "red")
    stripes.paste("blue", (100, 0, 200, 100))
    icon = opened(draw_cover(written(stripes), PAPER)[icon_name(192)]).convert("RGB")
    assert [icon.getpixel((x, 96)) for x in (8, 96, 183)] == [(0, 0, 255)] * 3


def test_what_is_transparent_shows_the_storys_paper() -> None:
    picture = Image.new("RGBA", (1200, 630), (255, 0, 0, 0))
    preview = opened(draw_cover(written(picture), PAPER)[PREVIEW])
    assert preview.getpixel((600, 315)) == pytest.approx((0x33, 0x66, 0x99), abs=3)


@pytest.mark.parametrize("body", [b"", b"no picture", written(Image.new("RGB", (400, 400)), "PNG")[:200]])
def test_what_is_no_picture_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(NotAPicture):
        draw_cover(body, PAPER)


def test_the_best_rendition_keeps_what_is_transparent() -> None:
    renditions = [
        {"format": kind, "width": width, "url": f"{width}.{kind}"}
        for kind in ("avif", "webp", "jpeg")
        for width in (480, 1600)
    ]
    assert best_rendition(renditions) == "1600.webp"
    assert best_rendition([one for one in renditions if one["format"] != "webp"]) == "1600.jpeg"
    assert best_rendition([]) is None


def test_a_folder_is_named_by_what_its_cover_is_drawn_from() -> None:
    folders = {folder_of(rendition, paper) for rendition in ("a", "b") for paper in ("#ffffff", "#000000")}
    assert len(folders) == 4
    assert folder_of("a", "#ffffff") in folders


def test_a_row_says_where_a_cover_lies() -> None:
    assert parse_cover({"folder": "i/0", "alt": "A beach"}) == Cover("i/0", "A beach")
    assert parse_cover({"folder": None, "alt": ""}) is None
    assert parse_cover(None) is None
