"""The story map: several scenes selected, moved and removed at once, groups, and options led elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from infra.local.creator import Creator
from infra.local.stack import Stack
from tests.browser.conftest import DESK, OpenWindow, Window
from tests.browser.test_screens import browser_state, check_screen

PLACES = {"one": (0, 0), "two": (400, 0), "three": (803, 0), "far": (0, 520)}
LARGE = 400
NOTE_LOOKS = """
    const note = () => {
        const { transform } = getComputedStyle(document.querySelector('.vue-flow__transformationpane'))
        const { a: zoom, e: x } = new DOMMatrix(transform)
        window.looks = [...(window.looks ?? []), [zoom, x]]
        requestAnimationFrame(note)
    }
    note()
"""


@pytest.fixture
def desk(stack: Stack, creator: Creator, open_window: OpenWindow) -> Window:
    """Four scenes, of which one leads to two, and a group around the first three."""
    group = {"id": "shore", "title": "The shore", "colour": "#1f6fb2"}
    frame = {"position": {"x": -40.0, "y": -40.0}, "size": {"width": 1120.0, "height": 440.0}}
    edits: list[dict[str, Any]] = [
        *({"type": "scene.added", "scene": scene(name, *place)} for name, place in PLACES.items()),
        {"type": "option.added", "scene": "one", "option": option("on", "two"), "index": 0},
        {"type": "group.added", "group": group | frame},
    ]
    return open_story(stack, creator, open_window, edits)


def test_several_scenes_are_moved_and_removed_as_one(desk: Window) -> None:
    page = desk.page
    before = {name: place_of(page, name) for name in PLACES}
    draw_box(page, card(page, "one"), card(page, "two"))
    expect(page.get_by_text("2 scenes selected")).to_be_attached()
    card(page, "three").click(modifiers=["Shift"])
    expect(page.get_by_text("3 scenes selected")).to_be_attached()
    check_screen(page, "several selected")
    desk.shoot("canvas-several-1440")
    pull(page, card(page, "two"), (60, 90))
    after = {name: place_of(page, name) for name in PLACES}
    moves = {(round(after[name][0] - before[name][0]), round(after[name][1] - before[name][1])) for name in PLACES}
    assert len(moves) == 2, "all but one moved, and by the same way"
    assert after["far"] == pytest.approx(before["far"], abs=1)
    expect(page.get_by_role("banner").get_by_role("button", name="Undo: move 3 scenes")).to_be_visible()
    page.keyboard.press("Control+z")
    expect_places(page, before)
    expect(page.get_by_text("Undone: move 3 scenes", exact=True)).to_be_visible()
    expect(page.get_by_role("banner").get_by_role("button", name="Redo: move 3 scenes")).to_be_enabled()
    desk.shoot("undone-1440")
    page.keyboard.press("Delete")
    expect(cards(page)).to_have_count(1)
    page.get_by_role("region", name="Messages").get_by_role("button", name="Undo").click()
    expect(cards(page)).to_have_count(4)
    page.keyboard.press("Control+a")
    expect(page.get_by_text("4 scenes selected")).to_be_attached()
    page.keyboard.press("Delete")
    expect(cards(page)).to_have_count(0)
    page.get_by_role("banner").get_by_role("button", name="Undo").click()
    expect(cards(page)).to_have_count(4)
    page.keyboard.press("Control+a")
    expect(page.get_by_text("4 scenes selected")).to_be_attached()
    page.keyboard.press("Escape")
    expect(page.get_by_text("4 scenes selected")).to_have_count(0)
    assert desk.complaints == []


def test_a_click_on_the_empty_map_lets_go_of_what_is_selected(desk: Window) -> None:
    page = desk.page
    card(page, "one").click()
    panel = page.get_by_role("complementary")
    expect(panel).to_be_visible()
    page.get_by_role("button", name="Zoom out").click()
    map_ = page.locator(".vue-flow__pane").bounding_box()
    assert map_
    page.mouse.click(map_["x"] + 30, map_["y"] + 30)
    expect(panel).to_have_count(0)


def test_a_scene_is_named_where_it_was_made(desk: Window) -> None:
    page = desk.page
    name = page.get_by_role("textbox", name="Title of the scene")
    page.get_by_role("button", name="Zoom out").click()
    map_ = page.locator(".vue-flow__pane").bounding_box()
    assert map_
    page.mouse.dblclick(map_["x"] + 150, map_["y"] + 150)
    expect(name).to_be_focused()
    page.keyboard.type("Landing")
    page.keyboard.press("Enter")
    expect(cards(page).filter(has_text="Landing")).to_be_focused()
    assert desk.complaints == []


def test_a_scene_comes_out_from_behind_its_panel_and_the_zoom_stays(desk: Window) -> None:
    page = desk.page
    page.emulate_media(reduced_motion="no-preference")
    page.evaluate(NOTE_LOOKS)
    card(page, "three").click()
    expect(page.get_by_role("complementary")).to_be_visible()
    expect(card(page, "three")).to_be_in_viewport(ratio=0.99)
    looks = page.evaluate("window.looks")
    assert len({round(x) for _, x in looks}) > 2, "it did not move, or at one go"
    assert len({round(zoom, 3) for zoom, _ in looks}) == 1
    assert desk.complaints == []


def test_a_group_takes_its_scenes_along(desk: Window) -> None:
    page = desk.page
    before = {name: place_of(page, name) for name in PLACES}
    title = page.get_by_role("button", name="Group: The shore")
    pull(page, title, (40, 60))
    assert place_of(page, "one")[1] > before["one"][1] + 40
    # The hand begins near the canvas's border, and does not mean it.
    assert place_of(page, "far") == pytest.approx(before["far"], abs=1)
    page.keyboard.press("Control+z")
    expect_places(page, before)
    title.dblclick()
    page.get_by_label("Title of the group").fill("The landing")
    page.keyboard.press("Enter")
    renamed = page.get_by_role("button", name="Group: The landing")
    expect(renamed).to_be_focused()
    check_screen(page, "a group")
    desk.shoot("canvas-group-1440")
    page.keyboard.press("Delete")
    expect(renamed).to_have_count(0)
    expect(cards(page)).to_have_count(4)
    page.get_by_role("region", name="Messages").get_by_role("button", name="Undo").click()
    expect(renamed).to_be_visible()
    assert desk.complaints == []


def test_a_note_is_written_and_a_card_lies_with_another(desk: Window) -> None:
    page = desk.page
    page.get_by_test_id("add-note").click()
    field = page.get_by_role("textbox", name="Words of the note")
    expect(field).to_be_focused()
    field.fill("Ask Ann about the bell.")
    check_screen(page, "a note being written")
    page.keyboard.press("Escape")
    title = page.get_by_role("button", name="Note: Note")
    expect(title).to_be_focused()
    words = page.locator("p", has_text="Ask Ann about the bell.")
    before = words.bounding_box()
    assert before
    pull(page, words, (30, 50))
    after = words.bounding_box()
    assert after
    assert (after["x"] - before["x"], after["y"] - before["y"]) == pytest.approx((30, 50), abs=8)
    desk.shoot("canvas-note-1440")
    words.click(button="right")
    expect(page.get_by_role("menuitem", name="Write in the note")).to_be_visible()
    check_screen(page, "menu of a note")
    desk.shoot("canvas-note-menu-1440")
    page.get_by_role("menuitem", name="Remove the note").click()
    expect(words).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(words).to_be_visible()

    there = place_of(page, "three")[0]
    pull(page, card(page, "far"), (there - place_of(page, "far")[0] - 2, 40))
    expect_places(page, {"far": (there, place_of(page, "far")[1])}, within=0.4)  # between two lines of the grid
    assert desk.complaints == []


def test_a_scene_is_added_where_one_has_pointed(desk: Window) -> None:
    page = desk.page
    far = card(page, "far").bounding_box()
    assert far
    x, y = far["x"] + 3 * far["width"], far["y"] + 60
    page.mouse.click(x, y, button="right")
    page.get_by_role("menuitem", name="Add a scene").click()
    expect(cards(page)).to_have_count(5)
    added = page.locator(f"[data-testid=scene-card]:not({', '.join(f'[data-scene={name}]' for name in PLACES)})")
    there = added.bounding_box()
    assert there
    assert there["x"] < x < there["x"] + there["width"]
    assert there["y"] < y < there["y"] + there["height"]
    assert desk.complaints == []


def test_a_curve_is_led_to_another_scene(desk: Window) -> None:
    page = desk.page
    expect(card(page, "one")).to_contain_text("leads to two")
    target = card(page, "two").locator(".vue-flow__handle.in").bounding_box()
    end = card(page, "three").bounding_box()
    assert target
    assert end
    grip = (target["x"] - 12, target["y"] + target["height"] / 2)
    drag(page, grip, (end["x"] + end["width"] / 2, end["y"] + end["height"] / 2))
    expect(card(page, "one")).to_contain_text("leads to three")
    assert desk.complaints == []


def test_a_large_story_is_seen_whole_and_worked_on_from_afar(
    stack: Stack, creator: Creator, open_window: OpenWindow
) -> None:
    edits = [{"type": "scene.added", "scene": scene(f"s{at}", at % 20 * 320, at // 20 * 360)} for at in range(LARGE)]
    desk = open_story(stack, creator, open_window, edits)
    page = desk.page
    expect(page.get_by_test_id("overview")).to_be_visible()
    assert cards(page).count() < 5, "from afar scenes are painted"
    desk.shoot("canvas-large-1440")
    check_screen(page, "a large story from afar")
    page.mouse.click(*tile_of(page, 210), button="right")
    expect(page.get_by_role("menuitem", name="Open the scene")).to_be_visible()
    page.keyboard.press("Escape")
    page.mouse.dblclick(*tile_of(page, 210))
    expect(page.get_by_role("complementary")).to_be_visible()
    expect(cards(page).nth(3)).to_be_visible()
    assert cards(page).count() < 80
    desk.shoot("canvas-large-near-1440")
    assert desk.complaints == []


def open_story(stack: Stack, creator: Creator, open_window: OpenWindow, edits: list[dict[str, Any]]) -> Window:
    """A new story with these edits, open in a window."""
    story = str(creator.call("POST", "/v1/stories", {"title": "Map"})["id"])
    creator.send_edits(story, 0, edits)
    window = open_window(DESK, storage_state=browser_state(creator), reduced_motion="reduce")
    window.page.goto(f"{stack.addresses.app}/stories/{story}")
    expect(cards(window.page).first).to_be_attached()
    window.page.wait_for_load_state("networkidle")
    return window


def scene(name: str, x: float, y: float) -> dict[str, Any]:
    data: dict[str, Any] = {
        "title": name,
        "text": "",
        "image": "",
        "alt": "",
        "notes": "",
        "tags": [],
        "ending": None,
        "options": [],
    }
    return {"id": name, "type": "scene", "position": {"x": float(x), "y": float(y)}, "data": data}


def option(name: str, target: str) -> dict[str, Any]:
    plain: dict[str, Any] = {"condition": None, "effects": [], "hotspot": None, "when_locked": "hidden", "hint": ""}
    return {"id": name, "label": name, "target": target} | plain


def tile_of(page: Page, at: int) -> tuple[float, float]:
    """The middle of a painted scene's picture, on the screen."""
    x, y, zoom, left, top = page.evaluate("""() => {
        const { e, f, a } = new DOMMatrix(document.querySelector('.vue-flow__transformationpane').style.transform)
        const { left, top } = document.querySelector('.canvas').getBoundingClientRect()
        return [e, f, a, left, top]
    }""")
    return left + x + (at % 20 * 320 + 112) * zoom, top + y + (at // 20 * 360 + 70) * zoom


def cards(page: Page) -> Locator:
    return page.get_by_test_id("scene-card")


def card(page: Page, name: str) -> Locator:
    return page.locator(f'[data-scene="{name}"]')


def place_of(page: Page, name: str) -> tuple[float, float]:
    box = card(page, name).bounding_box()
    assert box
    return box["x"], box["y"]


def expect_places(page: Page, places: dict[str, tuple[float, float]], within: float = 1) -> None:
    for _ in range(40):
        if all(place_of(page, name) == pytest.approx(place, abs=within) for name, place in places.items()):
            return
        page.wait_for_timeout(50)
    raise AssertionError("the scenes are not where they were")


def draw_box(page: Page, first: Locator, last: Locator) -> None:
    start, end = first.bounding_box(), last.bounding_box()
    assert start
    assert end
    page.keyboard.down("Shift")
    drag(page, (start["x"] - 12, start["y"] - 8), (end["x"] + 20, end["y"] + 60))
    page.keyboard.up("Shift")


def pull(page: Page, what: Locator, by: tuple[float, float]) -> None:
    box = what.bounding_box()
    assert box
    start = (box["x"] + min(box["width"] / 2, 40), box["y"] + min(box["height"] / 2, 40))
    drag(page, start, (start[0] + by[0], start[1] + by[1]))


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=6)
    page.mouse.move(*end, steps=6)
    page.mouse.up()
    page.wait_for_timeout(100)
