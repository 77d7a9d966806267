"""Reading a story of two thousand scenes in a real browser: what is loaded first does not know how long it is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from infra.local.stack import Stack
from tests.browser.conftest import PHONE, OpenWindow, Window
from tests.browser.flats import LONG, SHORT, Loaded, opened, settle

TAKE = """label => {
    const buttons = document.querySelectorAll('.scene:not(.leaving, .next) .options button')
    ;[...buttons].find((button) => button.textContent.trim() === label).click()
    return document.querySelector('.scene:not(.leaving, .next) h1').textContent
}"""
"""Take an option; the heading that stands on the screen in that very moment."""
NO_WORKER = "Object.defineProperty(navigator, 'serviceWorker', { value: undefined })"
"""A browser without service workers has only what is one choice away."""


@pytest.fixture
def reader(open_window: OpenWindow) -> Window:
    return open_window(PHONE, device_scale_factor=2, has_touch=True, reduced_motion="reduce")


def at(page: Page, number: int) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Mark {number}")


def take(page: Page, number: int) -> None:
    page.get_by_role("button", name=f"To {number}", exact=True).tap()


def first_load(loaded: Loaded) -> int:
    """Bytes of the page with its style, the script, the first chunk and the picture."""
    first_chunk, *_ = loaded.of("/c/")
    return sum(loaded.of("/s/", "/i/", "/a/reader.").values()) + loaded.sizes[first_chunk]


def test_the_first_load_is_the_same_however_long_the_story_is(
    stack: Stack, open_window: OpenWindow, flats: Callable[[int], str]
) -> None:
    short, long = (opened(stack, open_window(PHONE), flats(scenes)) for scenes in (SHORT, LONG))
    for loaded in (short, long):
        order = [path[:3] for path in loaded.sizes]
        assert order[0] == "/s/"
        assert {"/a/", "/c/", "/i/", "/m/"} <= set(order)
        assert order.index("/c/") < order.index("/m/"), "the head waits for the first scene"
    assert first_load(long) == pytest.approx(first_load(short), rel=0.1)
    beyond = sum(long.of("/c/").values()) - sum(short.of("/c/").values()) + sum(long.of("/m/").values())
    assert beyond < 4 * 50_000


def test_the_walk_crosses_chunks_and_waits_for_none(stack: Stack, reader: Window, flats: Callable[[int], str]) -> None:
    loaded, page = opened(stack, reader, flats(LONG)), reader.page
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


def test_one_step_is_there_without_a_connection(stack: Stack, reader: Window, flats: Callable[[int], str]) -> None:
    loaded = opened(stack, reader, flats(LONG))
    take(reader.page, 3)
    settle(reader.page, loaded)
    assert len(loaded.of("/c/")) > 1
    reader.context.set_offline(True)
    take(reader.page, 11)
    at(reader.page, 11)


def test_a_tap_before_its_chunk_says_so_and_is_answered_once_it_comes(
    stack: Stack, reader: Window, flats: Callable[[int], str]
) -> None:
    reader.context.add_init_script(NO_WORKER)
    opened(stack, reader, flats(LONG))
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
