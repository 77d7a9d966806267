"""What imports and exports decide: which files of pictures go out, under which names, what a report keeps."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.interchange import packing
from chalicelib.interchange.model import Note
from chalicelib.interchange.packing import (
    choose_renditions,
    disposition,
    list_notes,
    list_pictures,
    new_asset_id,
    picture_name,
    plain,
    with_pictures,
)
from chalicelib.stories.model import PLAIN_THEME, AssetId, SceneId
from tests.unit.interchange.stories import document, scene

IMPORT = "0192f7a0-0000-4000-8000-000000000001"


def test_a_cover_is_one_of_the_pictures_and_goes_where_its_asset_goes() -> None:
    story = document(scene("a", image="sea"), theme=PLAIN_THEME.model_copy(update={"cover": "front"}))
    assert list_pictures(story) == ["sea", "front"]
    moved = with_pictures(story, {"sea": AssetId("one"), "front": AssetId("two")})
    assert (moved.scenes[SceneId("a")].data.image, moved.theme.cover) == ("one", "two")
    assert with_pictures(story, {"front": ""}).theme.cover == ""
    assert list_pictures(document(scene("a", image="sea"))) == ["sea"]


def renditions(*widths: int, bytes_per_pixel: int = 10) -> list[dict[str, Any]]:
    return [
        {
            "format": format,
            "width": width,
            "bytes": width * bytes_per_pixel,
            "url": f"https://read/i/a/{width}.{format}",
        }
        for width in widths
        for format in ("avif", "webp", "jpeg")
    ]


@pytest.mark.parametrize(
    ("file_name", "name"),
    [("a.b.jpeg", "a.b.webp"), ("bare", "bare.webp"), ("x" * 251 + ".png", "x" * 195 + ".webp")],
)
def test_a_picture_is_called_as_its_original(file_name: str, name: str) -> None:
    assert picture_name(file_name) == name


PICTURES = {"small": renditions(64), "middling": renditions(960, 480), "large": renditions(1600, 960, 480)}


@pytest.mark.parametrize(
    ("most", "widths", "held_to"),
    [
        (26_240, {"small": 64, "middling": 960, "large": 1600}, None),
        (26_239, {"small": 64, "middling": 960, "large": 960}, 960),
        (19_839, {"small": 64, "middling": 480, "large": 480}, 480),
        (10_239, {}, None),
    ],
)
def test_pictures_are_the_largest_with_which_all_fit(
    monkeypatch: pytest.MonkeyPatch, most: int, widths: dict[str, int], held_to: int | None
) -> None:
    monkeypatch.setattr(packing, "PICTURE_BYTES", most)
    chosen, width = choose_renditions({AssetId(name): made for name, made in PICTURES.items()})
    assert {name: (one["format"], one["width"]) for name, one in chosen.items()} == {
        name: ("webp", wide) for name, wide in widths.items()
    }
    assert width == held_to


def test_of_no_pictures_none_are_chosen() -> None:
    assert choose_renditions({}) == ({}, None)


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("the-shore.fabula.json", 'attachment; filename="the-shore.fabula.json"'),
        ('a"; filename="b.exe', 'attachment; filename="a-filename-b.exe"'),
        ("../../etc/passwd", 'attachment; filename="etc-passwd"'),
        ("a\r\nSet-Cookie: b", 'attachment; filename="a-Set-Cookie-b"'),
        ("Küste.twee", 'attachment; filename="K-ste.twee"'),
        ("…", 'attachment; filename="story"'),
    ],
)
def test_a_files_name_says_nothing_but_a_name(name: str, header: str) -> None:
    assert disposition(name) == header


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("as it is 🌊", "as it is 🌊"),
        ("twelve signs", "twelve signs"),
        ("thirteen sign", "thirteen si…"),
        ("nul \0", "nul \ufffd"),
        ("half \ud83c", "half \ufffd"),
    ],
)
def test_a_text_is_kept_as_it_can_be(text: str, kept: str) -> None:
    assert plain(text, 12) == kept


def test_notes_are_kept_short_and_whole() -> None:
    kept = list_notes([Note("x", "lost", "w" * 400, 7, "s" * 2000), Note("y", "kept", None, None, "As it was.")])
    assert [(len(one["where"] or ""), one["line"], len(one["sentence"])) for one in kept] == [
        (300, 7, 1000),
        (0, None, 10),
    ]
    assert set(kept[0]) == {"code", "fate", "where", "line", "sentence"}


def test_a_picture_becomes_the_same_asset_at_every_delivery_and_another_in_another_import() -> None:
    other = IMPORT.replace("1", "2")
    made = [new_asset_id(*one) for one in ((IMPORT, "a"), (IMPORT, "a"), (IMPORT, "b"), (other, "a"))]
    assert (made[0] == made[1], len(set(made))) == (True, 3)
