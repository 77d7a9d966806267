"""Reading a story of two thousand scenes in a real browser: what is loaded first does not know how long it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page, Response, Route, expect
from psycopg.types.json import Jsonb

from infra.local.creator import Creator
from infra.local.seed import SAMPLE
from infra.local.stack import Stack
from tests.browser.conftest import PHONE, OpenWindow, Window

SHORT, LONG = 10, 2_000
TAKE = """label => {
    const buttons = document.querySelectorAll('.scene:not(.leaving) .options button')
    ;[...buttons].find((button) => button.textContent.trim() === label).click()
    return document.querySelector('.scene:not(.leaving) h1').textContent
}"""
"""Take an option; the heading that stands on the screen in that very moment."""
NO_WORKER = "Object.defineProperty(navigator, 'serviceWorker', { value: undefined })"
"""A browser without service workers has only what is one choice away."""
WORDS = "The tide comes in over the flats, and the path goes on. "


@pytest.fixture(scope="module")
def publish(stack: Stack) -> Callable[[int], str]:
    """Publishes a story of as many scenes, each with three below it, and gives its link; the first scenes are alike."""
    creator = Creator(stack.addresses)
    creator.sign_in("long@example.com")
    links: dict[int, str] = {}

    def make(scenes: int) -> str:
        if scenes not in links:
            links[scenes] = _publish(stack, creator, scenes)
        return links[scenes]

    return make


def _publish(stack: Stack, creator: Creator, scenes: int) -> str:
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
        | {"hotspot": None, "when_locked": "hidden"}
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


@pytest.fixture
def reader(open_window: OpenWindow) -> Window:
    return open_window(PHONE, device_scale_factor=2, has_touch=True, reduced_motion="reduce")


def at(page: Page, number: int) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Mark {number}")


def settle(page: Page, loaded: Loaded) -> None:
    """Wait until the page loads nothing more of its own accord."""
    seen = -1
    while seen < len(loaded.sizes):
        seen = len(loaded.sizes)
        page.wait_for_timeout(700)


def take(page: Page, number: int) -> None:
    page.get_by_role("button", name=f"To {number}", exact=True).tap()


def first_load(loaded: Loaded) -> int:
    """Bytes of the page with its style, the script, the first chunk and the picture."""
    first_chunk, *_ = loaded.of("/c/")
    return sum(loaded.of("/s/", "/i/", "/a/reader.").values()) + loaded.sizes[first_chunk]


def test_the_first_load_is_the_same_however_long_the_story_is(
    stack: Stack, open_window: OpenWindow, publish: Callable[[int], str]
) -> None:
    short, long = (opened(stack, open_window(PHONE), publish(scenes)) for scenes in (SHORT, LONG))
    for loaded in (short, long):
        order = [path[:3] for path in loaded.sizes]
        assert order[0] == "/s/"
        assert {"/a/", "/c/", "/i/", "/m/"} <= set(order)
        assert order.index("/c/") < order.index("/m/"), "the head waits for the first scene"
    assert first_load(long) == pytest.approx(first_load(short), rel=0.1)
    beyond = sum(long.of("/c/").values()) - sum(short.of("/c/").values()) + sum(long.of("/m/").values())
    assert beyond < 4 * 50_000


def test_the_walk_crosses_chunks_and_waits_for_none(
    stack: Stack, reader: Window, publish: Callable[[int], str]
) -> None:
    loaded, page = opened(stack, reader, publish(LONG)), reader.page
    number = 0
    while 3 * number + 2 < LONG:
        number = 3 * number + 2
        assert page.evaluate(TAKE, f"To {number}") == f"Mark {number}", "the scene was not there at once"
        settle(page, loaded)
    expect(page.get_by_text(f"End {number}").first).to_be_visible()
    assert 3 < len(loaded.of("/c/")) < 30
    page.reload()
    expect(page.get_by_text(f"End {number}").first).to_be_visible()
    page.get_by_role("button", name=re.compile("^Back")).tap()
    at(page, (number - 2) // 3)
    page.get_by_role("button", name="Your path").tap()
    page.get_by_role("dialog").get_by_role("button", name="Mark 2 To 8", exact=True).tap()
    at(page, 2)
    assert reader.complaints == []


def test_one_step_is_there_without_a_connection(stack: Stack, reader: Window, publish: Callable[[int], str]) -> None:
    loaded = opened(stack, reader, publish(LONG))
    take(reader.page, 3)
    settle(reader.page, loaded)
    assert len(loaded.of("/c/")) > 1
    reader.context.set_offline(True)
    take(reader.page, 11)
    at(reader.page, 11)


def test_a_tap_before_its_chunk_says_so_and_is_answered_once_it_comes(
    stack: Stack, reader: Window, publish: Callable[[int], str]
) -> None:
    reader.context.add_init_script(NO_WORKER)
    opened(stack, reader, publish(LONG))
    page, held = reader.page, list[Route]()
    page.route("**/c/*", lambda route: held.append(route))
    take(page, 3)
    at(page, 3)
    take(page, 11)
    tapped = page.get_by_role("listitem").filter(has_text="To 11")
    expect(tapped.get_by_text("One moment…")).to_be_visible()
    expect(tapped.get_by_role("button", name="To 11")).to_have_class("chosen")
    at(page, 3)
    for route in held:
        route.continue_()
    at(page, 11)
    expect(page.get_by_text("One moment…")).to_have_count(0)
    assert reader.complaints == []
