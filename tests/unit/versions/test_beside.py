"""What lies beside a page: the oEmbed answer and the manifest."""

import json
from html.parser import HTMLParser
from typing import Any

import pytest

from chalicelib.versions.cover import Cover
from chalicelib.versions.embedding import build_oembed
from chalicelib.versions.web_manifest import build_web_manifest, short_name

COVER = Cover("i/0123", "A beach")
HOSTILE = '"><script>alert(1)</script>{title}'


class Frame(HTMLParser):
    """The elements of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def oembed(title: str = "The Lighthouse", cover: Cover | None = COVER) -> dict[str, Any]:
    return dict(json.loads(build_oembed(slug="shore-x", title=title, cover=cover, read_url="https://read.example")))


def test_the_oembed_answer_is_rich_and_complete() -> None:
    """https://oembed.com, 2.3.4: rich has html, width and height; a thumbnail has all three of its parts or none."""
    answer = oembed()
    html = answer.pop("html")
    assert answer == {
        "version": "1.0",
        "type": "rich",
        "title": "The Lighthouse",
        "width": 640,
        "height": 800,
        "provider_name": "Fabula",
        "provider_url": "https://read.example",
        "cache_age": 3600,
        "thumbnail_url": "https://read.example/i/0123/preview.jpeg",
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
    }
    ((tag, frame),) = Frame(html).found
    assert (tag, frame["src"], frame["loading"]) == ("iframe", "https://read.example/e/shore-x", "lazy")
    assert (frame["width"], frame["height"], frame["title"]) == ("640", "800", "The Lighthouse")
    assert "allow-top-navigation" not in str(frame["sandbox"])
    assert not [name for name in oembed(cover=None) if name.startswith("thumbnail")]


def test_a_title_stays_a_title_in_a_frame() -> None:
    ((tag, frame),) = Frame(oembed(HOSTILE)["html"]).found
    assert (tag, frame["title"], frame["src"]) == ("iframe", HOSTILE, "https://read.example/e/shore-x")


def manifest(**other: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"slug": "shore-x", "title": "The Lighthouse", "language": "ar", "direction": "rtl"}
    plain |= {"cover": COVER, "icon": "a/icon.abc.svg", "paper": "#fbf8f3"}
    return dict(json.loads(build_web_manifest(**(plain | other))))


def test_the_manifest_makes_the_story_an_app() -> None:
    made = manifest()
    icons = made.pop("icons")
    assert made == {
        "id": "/s/shore-x",
        "name": "The Lighthouse",
        "short_name": "The Lighthouse",
        "lang": "ar",
        "dir": "rtl",
        "start_url": "/s/shore-x",
        "scope": "/s/shore-x",
        "display": "standalone",
        "theme_color": "#fbf8f3",
        "background_color": "#fbf8f3",
    }
    assert {(one["src"], one["sizes"], one["type"], one["purpose"]) for one in icons} == {
        (f"/i/0123/icon-{side}.png", f"{side}x{side}", "image/png", purpose)
        for side in (192, 512)
        for purpose in ("any", "maskable")
    }


def test_a_story_without_a_cover_has_the_products_icon() -> None:
    (icon,) = manifest(cover=None, paper="#001122")["icons"]
    assert (icon["src"], icon["sizes"], icon["type"]) == ("/a/icon.abc.svg", "any", "image/svg+xml")
    assert manifest(paper="#001122")["theme_color"] == "#001122"


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Shore", "Shore"),
        ("A key in the fog", "A key in the fog"),
        ("A key in the thick fog", "A key in the"),
        ("Donaudampfschifffahrt", "Donaudampfschiff"),
        ("  Two  spaces ", "Two spaces"),
    ],
)
def test_a_name_fits_under_an_icon(title: str, short: str) -> None:
    assert short_name(title) == short
