"""The story page under the reader's hands: places in the picture, keys and swipes."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from PIL import Image
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.conftest import DESK, PHONE, SCENE, OpenWindow, Window
from tests.browser.shelf import Shelf, heading, last_choice, read

LYING = {"width": 844, "height": 390}
NARROW = {"width": 320, "height": 640}
HUGE = {"width": 3840, "height": 2160}


# Choosing


@pytest.mark.parametrize("viewport", [PHONE, LYING, DESK, HUGE], ids=["390", "844", "1440", "4k"])
@pytest.mark.parametrize("story", ["paper", "full"])
def test_a_place_lies_exactly_on_what_its_creator_drew(
    shelf: Shelf, open_window: OpenWindow, story: str, viewport: dict[str, int]
) -> None:
    page = read(open_window, shelf[story], viewport).page
    place = page.locator('polygon[data-option="green"]')
    expect(place).to_have_count(1)
    page.locator(".frame picture img").first.evaluate("image => image.decode()")
    drawn = place.bounding_box()
    painted = green_box(page)
    assert drawn
    assert painted
    for mine, seen in zip((drawn["x"], drawn["y"], drawn["width"], drawn["height"]), painted, strict=True):
        assert abs(mine - seen) <= 0.006 * viewport["width"] + 2, (drawn, painted)


def test_a_finger_meets_a_small_place_and_the_nearer_of_two(shelf: Shelf, open_window: OpenWindow) -> None:
    page = read(open_window, shelf["paper"], PHONE, has_touch=True).page
    left = page.locator('polygon[data-option="left"]').bounding_box()
    right = page.locator('polygon[data-option="right"]').bounding_box()
    assert left
    assert right
    assert right["x"] - left["x"] < 44  # their surroundings overlap
    gap = right["x"] - (left["x"] + left["width"])
    for x, arrived in (
        (left["x"] + left["width"] + gap * 0.3, "left"),
        (left["x"] + left["width"] + gap * 0.7, "right"),
        (left["x"] - 15, "left"),
        (left["x"] - 40, None),
    ):
        page.touchscreen.tap(x, left["y"] + left["height"] / 2)
        if arrived is None:
            page.wait_for_timeout(200)
            expect(heading(page, "At the base")).to_be_visible()
            continue
        expect(heading(page, "At the top")).to_be_visible()
        assert last_choice(page) == arrived
        page.keyboard.press("Backspace")
        expect(heading(page, "At the base")).to_be_visible()
        page.wait_for_timeout(300)  # else two taps are a double click


def test_places_show_themselves_on_a_key_to_the_focus_and_to_a_long_press(
    shelf: Shelf, open_window: OpenWindow
) -> None:
    window = read(open_window, shelf["paper"], PHONE, has_touch=True)
    page = window.page
    place = page.locator('polygon[data-option="green"]')
    hidden, lit = "rgba(0, 0, 0, 0)", "rgb(255, 250, 240)"
    expect(place).to_have_css("stroke", hidden)
    page.keyboard.press("h")
    expect(place).to_have_css("stroke", lit)
    window.shoot("page-places-390")
    page.keyboard.press("H")
    expect(place).to_have_css("stroke", hidden)
    place.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(place).to_have_css("stroke", lit)
    place.evaluate("it => it.blur()")

    box = place.bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    touch = Finger(window)
    touch.down(*middle)
    expect(page.locator(".hotspots")).to_have_class("hotspots shown")
    touch.up()
    expect(place).to_have_css("stroke", hidden)
    page.wait_for_timeout(100)
    expect(heading(page, "At the base")).to_be_visible()
    page.touchscreen.tap(*middle)
    expect(heading(page, "At the top")).to_be_visible()


def test_places_are_pressed_by_keys_and_described(shelf: Shelf, open_window: OpenWindow) -> None:
    page = read(open_window, shelf["paper"], DESK).page
    page.locator("polygon").first.focus()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "The green window"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.option") == "left"
    page.keyboard.press("Enter")
    expect(heading(page, "At the top")).to_be_visible()
    assert last_choice(page) == "left"


def test_keys_walk_choose_and_go_back(shelf: Shelf, open_window: OpenWindow) -> None:
    page = read(open_window, shelf["paper"], DESK).page
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.option") == "left"
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.dataset.option") == "green"
    page.keyboard.press("Enter")
    expect(heading(page, "At the top")).to_be_visible()
    page.keyboard.press("Backspace")
    expect(heading(page, "At the base")).to_be_visible()
    for stolen in ("Control+1", "Alt+1", "Meta+1"):
        page.keyboard.press(stolen)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("1")  # a sheet's keys are its own
    page.keyboard.press("Backspace")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(heading(page, "At the base")).to_be_visible()
    page.keyboard.press("2")
    expect(heading(page, "At the top")).to_be_visible()


def test_a_press_shows_nothing_of_what_it_leads_to(shelf: Shelf, open_window: OpenWindow) -> None:
    window = read(open_window, shelf["paper"], {"width": 390, "height": 400}, has_touch=True)
    page, finger = window.page, Finger(window)
    page.wait_for_selector(".scene.next .frame img:only-of-type", state="attached")
    option = page.locator(f'{SCENE} .options [data-option="left"]')
    option.scroll_into_view_if_needed()
    scrolled = page.evaluate("scrollY")
    assert scrolled > 0
    box = option.bounding_box()
    assert box
    height = int(box["y"])
    before = page.screenshot(clip={"x": 0, "y": 0, "width": 390, "height": height})
    finger.down(box["x"] + 20, box["y"] + 20)
    expect(page.locator(".scene.staged")).to_have_count(1)
    page.wait_for_timeout(100)
    assert page.screenshot(clip={"x": 0, "y": 0, "width": 390, "height": height}) == before
    finger.move(box["x"] + 20, box["y"] + 60)
    finger.move(box["x"] + 20, box["y"] + 120)
    expect(page.locator(".scene.staged")).to_have_count(0)  # this has become scrolling
    finger.up()
    page.wait_for_timeout(100)
    assert page.evaluate("scrollY") < scrolled
    assert page.evaluate("shifted") == 0
    option.scroll_into_view_if_needed()
    finger.down(box["x"] + 20, box["y"] + 20)
    expect(page.locator(".scene.staged")).to_have_count(1)
    finger.up()
    expect(heading(page, "At the top")).to_be_visible()
    expect(page.locator(".leaving")).to_have_count(0)
    assert page.evaluate("scrollY") == 0
    assert page.locator(SCENE).evaluate("it => it.getBoundingClientRect().top") == 0
    assert window.complaints == []


# Swiping


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_swipe_in_reading_direction_goes_back(shelf: Shelf, open_window: OpenWindow, motion: str) -> None:
    window = read(open_window, shelf["paper"], PHONE, has_touch=True, reduced_motion=motion)
    page, finger = window.page, Finger(window)
    page.keyboard.press("1")
    expect(heading(page, "At the top")).to_be_visible()
    page.wait_for_timeout(400)
    for name, path in (
        ("the other way", [(300, 300), (100, 305)]),
        ("short of it", [(100, 300), (140, 302)]),
        ("downwards", [(100, 200), (190, 400)]),
        ("from the edge", [(10, 300), (250, 302)]),
    ):
        finger.draw(path)
        page.wait_for_timeout(150)
        assert page.locator(".scene:not(.leaving, .next) h1").inner_text() == "At the top", name
    finger.draw([(100, 300), (250, 305)], [(120, 400), (260, 405)])
    page.wait_for_timeout(150)
    expect(heading(page, "At the top")).to_be_visible()
    assert page.locator(".scene:not(.leaving, .next)").evaluate("it => it.style.transform") == ""
    finger.draw([(100, 300), (250, 310)])
    expect(heading(page, "At the base")).to_be_visible()
    finger.draw([(100, 300), (250, 310)])
    page.wait_for_timeout(150)
    expect(heading(page, "At the base")).to_be_visible()  # there is nothing before the first scene
    assert window.complaints == []


def test_a_swipe_is_mirrored_where_the_story_is_written_so(shelf: Shelf, open_window: OpenWindow) -> None:
    window = read(open_window, shelf["arabic"], PHONE, has_touch=True)
    page, finger = window.page, Finger(window)
    page.keyboard.press("1")
    expect(heading(page, "مائدة الحارسة")).to_be_visible()
    finger.draw([(100, 300), (250, 310)])
    page.wait_for_timeout(150)
    expect(heading(page, "مائدة الحارسة")).to_be_visible()
    finger.draw([(250, 300), (100, 310)])
    expect(heading(page, "المرسى")).to_be_visible()


def green_box(page: Page) -> tuple[float, float, float, float] | None:
    """Where on the screen the green spot is seen: left, top, width, height."""
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    red, green, blue = seen.split()
    mask = green.point([255 * (value > 170) for value in range(256)])
    for other in (red, blue):
        mask.paste(0, mask=other.point([255 * (value > 90) for value in range(256)]))
    box = mask.getbbox()
    return (box[0], box[1], box[2] - box[0], box[3] - box[1]) if box else None


class Finger:
    """Touches as a touch screen makes them."""

    def __init__(self, window: Window) -> None:
        self._session: CDPSession = window.context.new_cdp_session(window.page)

    def down(self, *point: float) -> None:
        self._send("touchStart", point)

    def move(self, *point: float) -> None:
        self._send("touchMove", point)

    def up(self) -> None:
        self._send("touchEnd")

    def draw(self, *paths: Sequence[tuple[float, float]]) -> None:
        """Draw straight lines with as many fingers, at an even pace."""
        self._send("touchStart", *(path[0] for path in paths))
        for part in range(1, 11):
            self._send("touchMove", *(between(path[0], path[-1], part / 10) for path in paths))
        self._send("touchEnd")

    def _send(self, kind: str, *points: tuple[float, ...]) -> None:
        touches = [{"x": point[0], "y": point[1], "id": index} for index, point in enumerate(points)]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})


def between(start: tuple[float, float], end: tuple[float, float], part: float) -> tuple[float, float]:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
