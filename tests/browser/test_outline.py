"""The outline: a story written in it by keyboard alone, the same one on the map, and both on a phone."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from infra.local.creator import Creator
from infra.local.stack import Stack
from tests.browser.conftest import DESK, PHONE, OpenWindow
from tests.browser.test_by_keyboard import panel, walk_to, ways
from tests.browser.test_commands import added, begin, opened, saved, write
from tests.browser.test_screens import browser_state, check_screen

THUMB = 44
"""Pixels that something touched has at least."""


def test_a_story_is_written_in_the_outline_by_keyboard(stack: Stack, creator: Creator, open_window: OpenWindow) -> None:
    story = begin(creator, "The Mill")
    window = open_window(DESK, storage_state=browser_state(creator), reduced_motion="reduce")
    page = opened(stack, window, story, cards=0)
    keys = page.keyboard
    keys.press("o")
    expect(page.get_by_test_id("view-outline")).to_have_attribute("aria-pressed", "true")
    check_screen(page, "an empty outline")
    keys.press("Shift+n")
    write_in_place(page, "Title of the scene", "Mill")
    expect(scene(page, "Mill")).to_be_focused()
    keys.press("Enter")
    walk_to(page, panel(page).get_by_label("Text", exact=True))
    keys.type("The wheel turns.")
    keys.press("Escape")
    expect(scene(page, "Mill")).to_be_focused()

    keys.press("a")
    write_in_place(page, "Words on the option", "Go to the weir")
    keys.press("n")  # a scene that the option leads to
    write_in_place(page, "Title of the scene", "Weir")
    keys.press("Enter")
    walk_to(page, panel(page).get_by_role("switch", name="This is an ending"))
    keys.press("Space")
    walk_to(page, panel(page).get_by_label("Name of the ending"))
    keys.type("Downstream")
    keys.press("Escape")
    expect(scene(page, "Weir")).to_have_attribute("aria-level", "1")

    keys.press("Home")
    expect(scene(page, "Mill")).to_be_focused()
    keys.press("n")  # a scene that follows: now the story branches
    write_in_place(page, "Title of the scene", "Loft")
    expect(scene(page, "Loft")).to_have_attribute("aria-level", "2")
    expect(scene(page, "Weir")).to_have_attribute("aria-level", "2")
    keys.press("a")
    write_in_place(page, "Words on the option", "Climb down")
    keys.press("c")
    expect(page.get_by_role("dialog")).to_be_visible()
    keys.type("wei")
    check_screen(page, "where an option leads")
    keys.press("Enter")
    climb = option(page, "Climb down")
    expect(climb).to_be_focused()
    expect(climb).to_have_accessible_name("Option: Climb down, leads to Weir")
    keys.press("g")
    expect(scene(page, "Weir")).to_be_focused()

    keys.press("Home")
    keys.press("ArrowDown")
    expect(option(page, "Go to the weir")).to_be_focused()
    keys.press("Alt+ArrowDown")
    expect(page.get_by_text("“Go to the weir” is option 2 of 2 now")).to_be_attached()
    expect(option(page, "Go to the weir")).to_be_focused()
    keys.press("Delete")
    expect(option(page, "Go to the weir")).to_have_count(0)
    keys.press("Control+z")
    expect(option(page, "Go to the weir")).to_be_visible()
    keys.press("Home")
    keys.press("Shift+End")
    expect(page.get_by_text("3 scenes selected")).to_be_attached()
    saved(page)
    assert ways(creator, story) == {"Mill": ["Loft", "Weir"], "Weir": [], "Loft": ["Weir"]}
    for theme in ("Dark", "Light"):
        run_command(page, theme)
        check_screen(page, f"the outline, {theme}")
        window.shoot(f"outline-1440-{theme.lower()}")

    keys.press("Escape")
    keys.press("Home")
    keys.press("m")
    mill = page.get_by_test_id("scene-card").filter(has_text="Mill")
    expect(mill).to_be_focused()
    expect(mill).to_have_class(re.compile("selected"))
    page.reload()
    expect(mill).to_be_visible()
    assert window.complaints == []


def test_the_outline_is_read_and_mended_on_a_phone(stack: Stack, creator: Creator, open_window: OpenWindow) -> None:
    story = begin(creator, "The Mill")
    mill = added("mill", "Mill", (0, 0), leads_to="weir", text="The wheel turns. " * 20)
    write(creator, story, mill, added("weir", "Weir", (400, 0), leads_to="mill"), added("loft", "Loft", (800, 0)))
    window = open_window(PHONE, storage_state=browser_state(creator), has_touch=True, reduced_motion="reduce")
    page = window.page
    page.goto(f"{stack.addresses.app}/stories/{story}")
    expect(scene(page, "Mill")).to_be_visible()
    expect(page.get_by_role("treeitem", name="The story has no start yet, 3 scenes")).to_be_visible()
    scene(page, "Weir").get_by_role("button", name="What can be done").tap()
    page.get_by_role("menuitem", name="Start the story here").tap()
    expect(page.get_by_role("treeitem", name="Not reached from the start, 1 scene")).to_be_visible()
    expect(scene(page, "Weir")).to_have_attribute("aria-posinset", "1")
    check_screen(page, "the outline on a phone")
    window.shoot("outline-390-light")
    page.emulate_media(color_scheme="dark")
    check_screen(page, "the outline on a phone, dark")
    scene(page, "Mill").tap()
    panel(page).get_by_label("Title", exact=True).fill("The old mill")
    expect(scene(page, "The old mill")).to_be_visible()
    check_screen(page, "a scene opened from the outline")
    window.shoot("outline-390-dark-open")
    panel(page).get_by_role("button", name="Close").first.tap()
    expect(scene(page, "The old mill")).to_be_focused()
    page.get_by_test_id("view-map").tap()
    expect(page.locator("[data-scene='mill']")).to_be_in_viewport(ratio=0.9)
    switch, bar, canvas = (
        page.get_by_test_id("view-map").bounding_box(),
        page.get_by_role("banner").bounding_box(),
        page.get_by_role("region", name="Story map").bounding_box(),
    )
    assert switch
    assert min(switch["width"], switch["height"]) >= THUMB
    assert bar
    assert canvas
    assert canvas["y"] == bar["y"] + bar["height"], "something costs the map its height"

    page.get_by_test_id("preview-button").tap()
    read = page.frame_locator("iframe")
    expect(read.get_by_role("heading", name="Weir")).to_be_visible()
    sheet = page.locator("iframe").bounding_box()
    assert sheet
    assert (sheet["x"], sheet["width"]) == (0, PHONE["width"]), "there is a phone in the phone"
    expect(page.get_by_role("group", name="Frame")).to_have_count(0)
    check_screen(page, "the preview on a phone")
    assert window.complaints == []


def scene(page: Page, title: str) -> Locator:
    return page.get_by_role("treeitem", name=re.compile(f"^{title}\\."))


def option(page: Page, label: str) -> Locator:
    return page.get_by_role("treeitem", name=re.compile(f"^Option: {label}"))


def write_in_place(page: Page, field: str, words: str) -> None:
    expect(page.get_by_role("tree").get_by_label(field)).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def run_command(page: Page, title: str) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type(title)
    expect(page.get_by_role("option", name=title, exact=True)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
