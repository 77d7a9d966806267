"""The panels beside the canvas: drawing places in a picture, playing while editing, mending what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from infra.local.creator import Creator
from infra.local.seed import SAMPLE, clearing_edits
from infra.local.stack import Stack
from tests.browser.conftest import DESK, OpenWindow, Window
from tests.browser.test_screens import browser_state, check_screen

PICTURE: Path = SAMPLE / "pictures" / "landing.jpg"


@pytest.fixture
def desk(stack: Stack, creator: Creator, open_window: OpenWindow) -> Window:
    """A story of a gate and a yard, the first with a picture, open on a desk."""
    story = creator.call("POST", "/v1/stories", {"title": "The Gate"})["id"]
    picture = creator.upload(story, PICTURE)
    creator.await_asset(picture)
    draft = creator.call("GET", f"/v1/stories/{story}/draft")
    revision = creator.send_edits(story, draft["revision"], clearing_edits(draft))
    coins = {"type": "variable.added", "name": "coins", "variable": {"type": "number", "initial": 0}}
    scenes = [
        scene("gate", 0, picture, [option("in", "Go in", "yard"), option("wait", "Wait", "gate")]),
        scene("yard", 420, "", [option("out", "Go out", "gate")]),
    ]
    added = [{"type": "scene.added", "scene": each} for each in scenes]
    creator.send_edits(story, revision, [coins, *added, {"type": "story.start_set", "start": "gate"}])
    window = open_window(DESK, storage_state=browser_state(creator), reduced_motion="reduce")
    window.page.goto(f"{stack.addresses.app}/stories/{story}")
    expect(card(window.page, "Gate")).to_be_visible()
    return window


def test_a_place_is_drawn_with_the_mouse_and_shaped_with_keys(desk: Window) -> None:
    page = desk.page
    panel = open_scene(page, "Gate")
    panel.get_by_role("button", name="Conditions, effects and hotspot").first.click()
    panel.get_by_role("button", name="Draw on the picture").click()
    dialog = page.get_by_role("dialog")
    picture = dialog.get_by_role("application")
    at = places(picture)
    page.mouse.move(*at(0.2, 0.2))
    page.mouse.down()
    page.mouse.move(*at(0.4, 0.6), steps=5)
    page.mouse.up()
    corners = dialog.get_by_role("button", name=re.compile(r"^Corner \d"))
    expect(corners).to_have_count(4)
    expect(corners.nth(2)).to_have_accessible_name("Corner 3 of 4, 40 % from the left, 60 % from the top")

    corners.nth(2).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    expect(corners.nth(2)).to_have_accessible_name("Corner 3 of 4, 41 % from the left, 65 % from the top")
    page.keyboard.press("+")
    expect(corners).to_have_count(5)
    page.keyboard.press("Delete")
    expect(corners).to_have_count(4)
    for _ in range(3):  # the corner's end, its beginning, and the run of arrow keys: each was one change
        page.keyboard.press("Control+z")
    expect(corners.nth(2)).to_have_accessible_name("Corner 3 of 4, 40 % from the left, 60 % from the top")
    check_screen(page, "places")

    dialog.get_by_role("radio", name="Wait").check()
    dialog.get_by_role("button", name="Corners").click()
    picture.focus()
    for key in ("Space", *["Shift+ArrowRight"] * 3, "Space", *["Shift+ArrowDown"] * 3, "Space", "Enter"):
        page.keyboard.press(key)
    expect(corners).to_have_count(3)
    expect(corners.first).to_have_accessible_name("Corner 1 of 3, 50 % from the left, 50 % from the top")
    dialog.get_by_role("button", name="Rectangle").click()
    page.keyboard.press("Escape")  # gives up the drawing
    expect(corners).to_have_count(3)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert desk.complaints == []


def test_the_preview_keeps_its_place_while_the_story_is_edited(desk: Window) -> None:
    page = desk.page
    page.get_by_test_id("preview-button").click()
    panel, reading = page.get_by_role("complementary"), page.frame_locator("iframe")
    panel.get_by_label("coins", exact=True).fill("3")
    panel.get_by_label("coins", exact=True).blur()
    reading.get_by_role("button", name="Go in").click()
    expect(reading.get_by_role("heading", name="Yard")).to_be_visible()
    expect(card(page, "Yard")).to_have_class(named_class("previewing"))
    expect(card(page, "Gate")).to_have_class(named_class("played"))
    expect(card(page, "Gate")).to_have_accessible_name(re.compile("On the preview’s way"))
    expect(page.locator(".vue-flow__edge.played")).to_have_count(1)
    check_screen(page, "preview")

    card(page, "Gate").focus()
    page.keyboard.press("Delete")  # the way there is gone
    expect(card(page, "Gate")).to_have_count(0)
    expect(panel.get_by_text("your choices no longer lead here")).to_be_visible()
    expect(reading.get_by_role("heading", name="Yard")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(reading.get_by_role("heading", name="Yard")).to_be_visible()
    expect(panel.get_by_label("coins", exact=True)).to_have_value("3")
    panel.get_by_role("button", name="Back", exact=True).click()
    expect(reading.get_by_role("heading", name="Gate")).to_be_visible()
    for _ in range(2):  # from there again, though it began there before
        reading.get_by_role("button", name="Go in").click()
        card(page, "Gate").click(button="right")
        page.get_by_role("menuitem", name="Preview from here").click()
        expect(reading.get_by_role("heading", name="Gate")).to_be_visible()
    panel.get_by_role("button", name="As on a desktop").click()
    expect(reading.get_by_role("button", name="Go in")).to_be_visible()
    panel.get_by_role("button", name="Close").click()
    expect(page.locator(".card:is(.played, .previewing)")).to_have_count(0)
    assert desk.complaints == []


def test_a_problem_leads_to_its_place_and_is_mended(desk: Window) -> None:
    page = desk.page
    page.get_by_test_id("problems-button").click()
    panel = page.get_by_role("complementary")
    check_screen(page, "problems")
    panel.get_by_role("button", name="Remove “coins”").first.click()
    expect(panel.get_by_role("button", name="Remove “coins”")).to_have_count(0)
    page.get_by_role("region", name="Messages").get_by_role("button", name="Undo").click()
    expect(panel.get_by_role("button", name="Remove “coins”").first).to_be_visible()
    panel.get_by_role("button", name="Describe it").click()
    expect(panel.get_by_label("Picture in words")).to_be_focused()
    assert desk.complaints == []


def test_words_are_marked_completed_and_read_as_they_are_typed(desk: Window) -> None:
    page = desk.page
    panel = open_scene(page, "Gate")
    text = panel.get_by_role("textbox", name="Text", exact=True)
    reading = panel.get_by_role("region", name="The text as readers see it")
    text.fill("A rusty gate. ")
    expect(reading.get_by_text("A rusty gate.")).to_be_visible()
    text.press_sequentially("You have {c")
    offers = panel.get_by_role("listbox", name="Variables")
    expect(offers.get_by_role("option", name="coins")).to_have_attribute("aria-selected", "true")
    check_screen(page, "variables offered")
    page.keyboard.press("Escape")  # sends the list away, and not the panel
    expect(offers).to_have_count(0)
    text.press_sequentially("o")
    expect(offers).to_have_count(0)
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    text.press_sequentially("{")
    page.keyboard.press("Enter")
    expect(text).to_have_value("A rusty gate. You have {coins}")
    expect(reading.get_by_title("coins, as it is at the start")).to_have_text("0")

    page.keyboard.press("Shift+Home")
    page.keyboard.press("Control+b")
    expect(text).to_have_value("**A rusty gate. You have {coins}**")
    expect(reading.locator("strong")).to_have_text("A rusty gate. You have 0")
    page.keyboard.press("Control+z")  # the field's own
    expect(text).to_have_value("A rusty gate. You have {coins}")
    panel.get_by_role("button", name="Quote").click()
    expect(text).to_be_focused()
    expect(reading.get_by_role("blockquote")).to_be_visible()
    page.keyboard.press("End")
    page.keyboard.press("Control+k")  # a link, and not the commands
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(text).to_have_value("> A rusty gate. You have {coins}[](https://)")
    assert desk.complaints == []


def test_options_are_put_in_order_and_copied(desk: Window) -> None:
    page = desk.page
    panel = open_scene(page, "Gate")
    labels = panel.get_by_role("textbox", name="Words on the option")
    labels.first.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(labels.nth(1)).to_have_value("Go in")
    expect(labels.nth(1)).to_be_focused()
    expect(panel.get_by_text("“Go in” is option 2 of 2 now")).to_be_attached()
    grips = panel.get_by_role("button", name="Drag to another place")
    start, end = grips.nth(1).bounding_box(), labels.first.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 10, end["y"], steps=4)
    page.mouse.up()
    expect(labels.first).to_have_value("Go in")
    panel.get_by_role("button", name="Duplicate option").first.click()
    expect(labels).to_have_count(3)
    expect(labels.nth(1)).to_have_value("Go in")
    expect(labels.nth(1)).to_be_focused()
    assert desk.complaints == []


def test_a_picture_of_the_story_is_shown_once_more(desk: Window) -> None:
    page = desk.page
    panel = open_scene(page, "Yard")
    panel.get_by_role("button", name="From this story").click()
    dialog = page.get_by_role("dialog")
    check_screen(page, "pictures in the story")
    dialog.get_by_role("button", name="Gate").click()
    expect(dialog).to_have_count(0)
    expect(panel.get_by_role("button", name="Remove picture")).to_be_visible()
    panel.get_by_role("button", name="Remove picture").click()
    expect(panel.get_by_role("button", name="Remove picture")).to_have_count(0)
    page.get_by_role("region", name="Messages").get_by_role("button", name="Undo").click()
    expect(panel.get_by_role("button", name="Remove picture")).to_be_visible()
    assert desk.complaints == []


def test_a_variable_is_renamed_everywhere_and_asked_for_before_it_goes(desk: Window) -> None:
    page = desk.page
    panel = open_scene(page, "Gate")
    panel.get_by_role("textbox", name="Text", exact=True).fill("You have {coins}.")
    page.get_by_test_id("variables-button").click()
    panel.get_by_role("button", name="Rename coins").click()
    page.keyboard.type("a b")
    expect(panel.get_by_text("Use letters, digits")).to_be_visible()
    panel.get_by_label("New name").fill("gold")
    page.keyboard.press("Enter")
    expect(panel.get_by_role("button", name="Rename gold")).to_be_focused()
    panel.get_by_role("button", name="Remove gold").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("the text of “Gate”")).to_be_visible()
    check_screen(page, "variable asked for")
    dialog.get_by_role("button", name="Cancel").click()
    open_scene(page, "Gate")
    expect(panel.get_by_role("textbox", name="Text", exact=True)).to_have_value("You have {gold}.")
    assert desk.complaints == []


def test_the_story_gets_a_title_and_a_language_by_its_name(desk: Window) -> None:
    page = desk.page
    page.get_by_test_id("settings-button").click()
    panel = page.get_by_role("complementary")
    language = panel.get_by_role("combobox", name="Language of the text")
    expect(language).to_have_value("English (en)")
    check_screen(page, "settings")
    language.fill("brazil")
    page.keyboard.press("Enter")
    expect(language).to_have_value("Brazilian Portuguese (pt-BR)")
    language.fill("gsw")
    page.get_by_role("option", name="Use the code gsw").click()
    expect(language).to_have_value(re.compile(r"\(gsw\)$"))
    panel.get_by_label("Title", exact=True).fill("The Tower")
    panel.get_by_label("Title", exact=True).blur()
    expect(page.get_by_role("textbox", name="Title of the story")).to_have_value("The Tower")
    assert desk.complaints == []


def named_class(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{name}\b")


def scene(name: str, x: int, image: str, options: list[dict[str, object]]) -> dict[str, object]:
    data = {
        "title": name.capitalize(),
        "text": f"The {name}.",
        "image": image,
        "alt": "",
        "options": options,
        "ending": None,
        "notes": "",
        "tags": [],
    }
    return {"id": name, "type": "scene", "position": {"x": x, "y": 0}, "data": data}


def option(name: str, label: str, target: str) -> dict[str, object]:
    plain: dict[str, object] = {"condition": None, "effects": [], "hotspot": None, "when_locked": "hidden", "hint": ""}
    return plain | {"id": name, "label": label, "target": target}


def open_scene(page: Page, title: str) -> Locator:
    card(page, title).click()
    return page.get_by_role("complementary")


def card(page: Page, title: str) -> Locator:
    return page.get_by_test_id("scene-card").filter(has=page.get_by_role("heading", name=title, exact=True))


def places(picture: Locator) -> Callable[[float, float], tuple[float, float]]:
    """Where on the screen a place in the picture is."""
    box = picture.bounding_box()
    assert box
    return lambda x, y: (box["x"] + x * box["width"], box["y"] + y * box["height"])
