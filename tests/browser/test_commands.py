"""What the story screen can do, by keys alone: copying into another story, laying out, taking back, searching."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from infra.local.creator import Creator
from infra.local.stack import Stack
from tests.browser.conftest import DESK, OpenWindow, Window
from tests.browser.test_screens import browser_state, check_screen

Place = tuple[float, float]


@pytest.fixture
def desk(creator: Creator, open_window: OpenWindow) -> Window:
    return open_window(DESK, storage_state=browser_state(creator), reduced_motion="reduce")


def test_scenes_are_copied_into_another_story_by_keys(stack: Stack, creator: Creator, desk: Window) -> None:
    here, there = begin(creator, "From"), begin(creator, "To")
    write(creator, here, COINS, added("shore", "Shore", (0, 0), leads_to="door", pays=True))
    write(creator, here, added("door", "Door", (0, 0)))
    page = opened(stack, desk, here)
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    expect(page.get_by_text("2 scenes copied.", exact=True)).to_be_visible()

    opened(stack, desk, there, cards=0)
    page.keyboard.press("Control+v")
    expect(page.get_by_test_id("scene-card")).to_have_count(2)
    saved(page)
    story = document(creator, there)
    scenes = {scene["data"]["title"]: scene for scene in story["scenes"]}
    [option] = scenes["Shore"]["data"]["options"]
    assert option["target"] == scenes["Door"]["id"]
    assert scenes["Shore"]["id"] != "shore"
    assert story["story"]["variables"] == {"coins": {"type": "number", "initial": 0}}

    page.keyboard.press("Control+z")
    expect(page.get_by_test_id("scene-card")).to_have_count(0)
    assert desk.complaints == []


def test_a_story_is_laid_out_and_taken_back(stack: Stack, creator: Creator, desk: Window) -> None:
    story = begin(creator, "Heap")
    write(creator, story, added("a", "Shore", (0, 0), leads_to="b"), added("b", "Door", (30, 0), leads_to="c"))
    write(creator, story, added("c", "Light", (60, 0), leads_to="a"))
    page = opened(stack, desk, story)

    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Commands")).to_be_visible()
    check_screen(page, "palette")
    desk.shoot("palette-1440")
    page.keyboard.type("lay out the")
    expect(page.get_by_role("option", name="Lay out the story")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    await_beside(page, "a", "b")
    saved(page)
    laid_out = places(creator, story)
    assert laid_out["a"][0] < laid_out["b"][0] < laid_out["c"][0]
    assert laid_out["b"][0] - laid_out["a"][0] > 224

    page.keyboard.press("Control+z")
    await_beside(page, "a", "b", beside=False)
    saved(page)
    assert places(creator, story) == {"a": (0, 0), "b": (30, 0), "c": (60, 0)}
    assert desk.complaints == []


def test_what_is_searched_for_is_shown(stack: Stack, creator: Creator, desk: Window) -> None:
    story = begin(creator, "Far")
    write(creator, story, added("a", "Shore", (0, 0)), added("b", "Door", (4_000, 3_000), text="A brass lamp."))
    page = opened(stack, desk, story)
    page.keyboard.press("/")
    page.keyboard.type("LAMP")
    expect(page.get_by_role("option", name="A brass lamp.")).to_be_visible()
    check_screen(page, "search")
    desk.shoot("search-1440")
    page.keyboard.press("Enter")
    door = page.locator("[data-scene='b']")
    expect(door).to_have_class(re.compile("selected"))
    expect(door).to_be_in_viewport(ratio=0.9)
    page.keyboard.press("Escape")
    expect(door).to_be_focused()

    page.keyboard.press("Control+k")
    page.keyboard.type("shore")
    page.keyboard.press("Enter")
    expect(page.locator("[data-scene='a']")).to_be_focused()

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys and shortcuts")).to_be_visible()
    check_screen(page, "help")
    desk.shoot("help-1440")
    page.keyboard.press("Escape")
    assert desk.complaints == []


def test_keys_on_a_slow_line_are_kept_for_the_palette_they_are_meant_for(
    stack: Stack, creator: Creator, desk: Window
) -> None:
    story = begin(creator, "Slow")
    write(creator, story, added("a", "Shore", (0, 0)), added("b", "Door", (500, 0)))
    page = desk.page
    held: list[Route] = []
    page.route("**/a/CommandPalette-*.js", lambda route: held.append(route))
    with page.expect_request("**/a/CommandPalette-*.js"):
        opened(stack, desk, story)
    page.locator("[data-scene='a']").focus()
    page.keyboard.press("Control+k")
    page.keyboard.type("door")
    page.keyboard.press("Enter")
    held.pop().continue_()
    expect(page.locator("[data-scene='b']")).to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert desk.complaints == []


def test_menus_say_what_can_be_done_there(stack: Stack, creator: Creator, desk: Window) -> None:
    story = begin(creator, "Menus")
    write(creator, story, added("a", "Shore", (0, 0)), added("b", "Door", (500, 0)))
    page = opened(stack, desk, story)
    shore = page.locator("[data-scene='a']")
    shore.focus()
    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("menuitem", name="Start the story here")).to_be_visible()
    check_screen(page, "menu")
    desk.shoot("menu-1440")
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(page.get_by_test_id("scene-card")).to_have_count(3)

    page.locator("[data-scene='b']").click(button="right")
    page.get_by_role("menuitem", name="Copy").click()
    expect(page.get_by_text("1 scene copied.", exact=True)).to_be_visible()
    page.keyboard.press("Control+v")
    expect(page.get_by_test_id("scene-card")).to_have_count(4)
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(page.get_by_test_id("scene-card")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(page.get_by_test_id("scene-card")).to_have_count(4)
    assert desk.complaints == []


COINS = {"type": "variable.added", "name": "coins", "variable": {"type": "number", "initial": 0}}


def added(
    scene: str, title: str, place: Place, *, leads_to: str | None = None, pays: bool = False, text: str = ""
) -> dict[str, Any]:
    """An edit that adds the scene."""
    effects = [{"add": "coins", "by": 1}] if pays else []
    option = {"id": "go", "label": "Go", "target": leads_to, "condition": None, "effects": effects}
    option |= {"hotspot": None, "when_locked": "hidden", "hint": ""}
    data: dict[str, Any] = {
        "title": title,
        "text": text,
        "image": "",
        "alt": "",
        "ending": None,
        "notes": "",
        "tags": [],
    }
    data |= {"options": [option] if leads_to else []}
    position = {"x": place[0], "y": place[1]}
    return {"type": "scene.added", "scene": {"id": scene, "type": "scene", "position": position, "data": data}}


def begin(creator: Creator, title: str) -> str:
    return str(creator.call("POST", "/v1/stories", {"title": title})["id"])


def write(creator: Creator, story: str, *edits: dict[str, Any]) -> None:
    creator.send_edits(story, document(creator, story)["revision"], edits)


def document(creator: Creator, story: str) -> dict[str, Any]:
    """The draft as the server has it, which is one page long."""
    page: dict[str, Any] = creator.call("GET", f"/v1/stories/{story}/draft")
    return page


def places(creator: Creator, story: str) -> dict[str, Place]:
    scenes: Sequence[dict[str, Any]] = document(creator, story)["scenes"]
    return {scene["id"]: (scene["position"]["x"], scene["position"]["y"]) for scene in scenes}


def opened(stack: Stack, desk: Window, story: str, cards: int | None = None) -> Page:
    """The story's screen, once its keys are listened to."""
    desk.page.goto(f"{stack.addresses.app}/stories/{story}")
    expect(desk.page.get_by_test_id("save-status")).to_contain_text("Saved")
    if cards == 0:
        expect(desk.page.get_by_text("Begin with a scene")).to_be_visible()
    else:
        expect(desk.page.get_by_test_id("scene-card").first).to_be_visible()
    return desk.page


def saved(page: Page) -> None:
    expect(page.get_by_test_id("save-status")).to_have_text("Saved")


def await_beside(page: Page, left: str, right: str, *, beside: bool = True) -> None:
    """Wait until one card is wholly to the left of another, or no longer is."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        boxes = [page.locator(f"[data-scene='{scene}']").bounding_box() for scene in (left, right)]
        if boxes[0] and boxes[1] and (boxes[0]["x"] + boxes[0]["width"] < boxes[1]["x"]) is beside:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{left} and {right} do not lie so")
