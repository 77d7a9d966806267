"""The outline: a story written in it by keyboard alone, the same one on the map, and both on a phone."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from infra.local.creator import Creator
from infra.local.stack import Stack
from tests.browser.conftest import DESK, PHONE, OpenWindow
from tests.browser.test_by_keyboard import panel, walk_to, ways
from tests.browser.test_commands import begin, opened, saved
from tests.browser.test_screens import author as author
from tests.browser.test_screens import browser_state, check_screen


def test_a_story_is_written_in_the_outline_by_keyboard(stack: Stack, creator: Creator, open_window: OpenWindow) -> None:
    story = begin(creator, "The Mill")
    window = open_window(DESK, storage_state=browser_state(creator), reduced_motion="reduce")
    page = opened(stack, window, story, cards=0)
    keys = page.keyboard
    keys.press("o")
    expect(page.get_by_test_id("view-outline")).to_have_attribute("aria-pressed", "true")
    check_screen(page, "an empty outline")
    keys.press("n")
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


def test_the_outline_is_read_and_mended_on_a_phone(
    stack: Stack, author: Creator, open_window: OpenWindow
) -> None:
    story = author.call("GET", "/v1/stories")["stories"][0]["id"]
    window = open_window(PHONE, storage_state=browser_state(author), has_touch=True, reduced_motion="reduce")
    page = window.page
    page.goto(f"{stack.addresses.app}/stories/{story}")
    start = page.get_by_test_id("outline-scene").first
    expect(start).to_be_visible()
    page.wait_for_load_state("networkidle")
    check_screen(page, "the outline of a story")
    window.shoot("outline-390-light")
    page.emulate_media(color_scheme="dark")
    check_screen(page, "the outline of a story, dark")
    window.shoot("outline-390-dark")
    start.get_by_role("button", name="What can be done").tap()
    expect(page.get_by_role("menuitem", name="Rename")).to_be_visible()
    window.shoot("outline-390-menu")
    page.keyboard.press("Escape")
    start.tap()
    expect(panel(page)).to_be_visible()
    check_screen(page, "a scene of the outline, open")
    window.shoot("outline-390-open")
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
