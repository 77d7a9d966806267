"""Stories of any length over tidal flats, and what a browser loads of them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg
from playwright.sync_api import Error, Page, Response
from psycopg.types.json import Jsonb

from infra.local.creator import Creator
from infra.local.seed import SAMPLE
from infra.local.stack import Stack
from tests.browser.conftest import Window

SHORT, LONG = 10, 2_000
WORDS = "The tide comes in over the flats, and the path goes on. "


def publish_flats(stack: Stack, creator: Creator, scenes: int) -> str:
    """Publish a story of as many scenes, each with three below it, and give its link; the first scenes are alike."""
    story = str(creator.call("POST", "/v1/stories", {"title": "Flats"})["id"])
    asset = creator.upload(story, SAMPLE / "pictures" / "landing.jpg")
    creator.await_asset(asset)
    with psycopg.connect(stack.addresses.database) as connection:
        made = {f"s{number}": _scene(number, scenes, asset) for number in range(scenes)}
        connection.execute("INSERT INTO draft_scenes SELECT %s, key, value FROM jsonb_each(%s)", (story, Jsonb(made)))
    revision = creator.send_edits(story, 0, [{"type": "story.start_set", "start": "s0"}])
    return str(creator.publish(story, revision)["link"])


def _scene(number: int, scenes: int, asset: str) -> dict[str, Any]:
    below = [child for child in range(3 * number + 1, 3 * number + 4) if child < scenes]
    options: list[dict[str, Any]] = [
        {"id": f"o{child}", "label": f"To {child}", "target": f"s{child}", "condition": None, "effects": []}
        | {"hotspot": None, "when_locked": "hidden", "hint": ""}
        for child in below
    ]
    data: dict[str, Any] = {"title": f"Mark {number}", "text": WORDS * 30, "image": asset, "alt": "Flats"}
    data |= {"notes": "", "tags": []}
    data |= {"options": options, "ending": None if below else {"name": f"End {number}", "link": None}}
    return {"id": f"s{number}", "type": "scene", "position": {"x": 0.0, "y": 0.0}, "data": data}


@dataclass
class Loaded:
    """What a page got from its own host, in bytes by address, in order."""

    read: str
    sizes: dict[str, int] = field(default_factory=dict)

    def note(self, response: Response) -> None:
        """Count an answer."""
        if response.url.startswith(self.read) and response.ok:
            path = response.url.removeprefix(self.read)
            self.sizes[path] = 0  # its place in the order: other answers are told while this one's body is awaited
            with suppress(Error):  # it went with the page that is being left
                self.sizes[path] = len(response.body())

    def of(self, *kinds: str) -> dict[str, int]:
        return {path: size for path, size in self.sizes.items() if path.startswith(kinds)}


def opened(stack: Stack, window: Window, link: str) -> Loaded:
    """The page at the link, with everything it loads of its own accord."""
    loaded = Loaded(stack.addresses.read)
    window.page.on("response", loaded.note)
    window.page.goto(link)
    settle(window.page, loaded)
    return loaded


def settle(page: Page, loaded: Loaded) -> None:
    """Wait until the page loads nothing more of its own accord."""
    seen = -1
    while seen < len(loaded.sizes):
        seen = len(loaded.sizes)
        page.wait_for_timeout(700)
