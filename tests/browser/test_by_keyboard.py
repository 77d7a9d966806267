"""A whole story made by keyboard alone, from Home to its link: no mouse is touched, and axe looks at every step."""

from __future__ import annotations

import re
import uuid
from typing import Any

from playwright.sync_api import Locator, Page, expect

from infra.local.creator import Creator
from infra.local.stack import Stack
from tests.browser.conftest import DESK, OpenWindow
from tests.browser.test_main_job import PICTURES
from tests.browser.test_screens import browser_state, check_screen

TABS = 60
"""More often nobody presses Tab to get somewhere."""


def test_a_story_is_made_by_keyboard_alone(stack: Stack, open_window: OpenWindow) -> None:
    creator = Creator(stack.addresses)
    creator.sign_in(f"{uuid.uuid4().hex[:12]}@example.com")
    window = open_window(DESK, storage_state=browser_state(creator), reduced_motion="reduce")
    page, keys = window.page, window.page.keyboard
    page.goto(stack.addresses.app)
    press(page, page.get_by_role("main").get_by_role("button", name="New story"))
    keys.type("The Mill")
    keys.press("Enter")

    press(page, page.get_by_role("button", name="Add the first scene"))
    page.wait_for_url("**/stories/*")
    story = page.url.rpartition("/")[2]
    write_scene(page, "Mill", "The wheel turns.")
    keys.press("Escape")
    expect(card(page, "Mill")).to_be_focused()
    keys.press("n")  # a scene that follows
    write_scene(page, "Weir", "Water.")
    walk_to(page, panel(page).get_by_role("switch", name="This is an ending"))
    keys.press("Space")
    walk_to(page, panel(page).get_by_label("Name of the ending"))
    keys.type("Downstream")
    check_screen(page, "an ending")
    keys.press("Escape")
    expect(card(page, "Weir")).to_be_focused()

    keys.press("ArrowLeft")
    expect(card(page, "Mill")).to_be_focused()
    keys.press("n")
    write_scene(page, "Loft", "Dust.")
    walk_to(page, panel(page).get_by_role("button", name="Add option"))
    keys.press("Enter")
    walk_to(page, panel(page).get_by_label("Words on the option"))
    keys.type("Climb down")
    lead_to(page, "wei")
    walk_to(page, panel(page).get_by_role("button", name="Start the story here"))
    keys.press("Enter")
    expect(panel(page).get_by_text("The story starts here")).to_be_visible()
    check_screen(page, "connected")
    window.shoot("by-keyboard-1440")
    keys.press("Escape")

    expect(page.get_by_test_id("save-status")).to_contain_text("Saved")
    assert ways(creator, story) == {"Mill": ["Weir", "Loft"], "Weir": [], "Loft": ["Weir"]}
    picture = creator.upload(story, PICTURES / "landing.jpg")
    creator.await_asset(picture)
    give_pictures(creator, story, picture)  # a file is chosen in the system's own window, which is no page
    page.reload()
    expect(page.get_by_test_id("scene-card").first.locator("img").first).to_be_visible()

    walk_to(page, page.get_by_test_id("publish-button"))
    keys.press("Enter")
    dialog = page.get_by_role("dialog", name="Publish")
    press(page, dialog.get_by_role("button", name="Publish", exact=True))
    expect(dialog.locator("a[href*='/s/']").first).to_be_visible(timeout=60_000)
    check_screen(page, "published")
    keys.press("Escape")
    expect(page.get_by_test_id("publish-button")).to_be_focused()
    assert window.complaints == []


def write_scene(page: Page, title: str, text: str) -> None:
    """Name the new scene on its card, go into its panel, and write."""
    expect(page.get_by_role("textbox", name="Title of the scene")).to_be_focused()
    page.keyboard.type(title)
    page.keyboard.press("Enter")
    expect(card(page, title)).to_be_focused()
    page.keyboard.press("Enter")
    walk_to(page, panel(page).get_by_label("Text", exact=True))
    page.keyboard.type(text)


def lead_to(page: Page, typed: str) -> None:
    walk_to(page, panel(page).get_by_role("combobox", name="Leads to"))
    page.keyboard.type(typed)
    expect(page.get_by_role("option", name=re.compile(typed, re.IGNORECASE))).to_be_visible()
    check_screen(page, "where an option leads")
    page.keyboard.press("Escape")  # shuts the list alone
    expect(page.get_by_role("option")).to_have_count(0)
    expect(panel(page).get_by_role("combobox", name="Leads to")).to_have_value("Nowhere yet")
    page.keyboard.press("Control+a")
    page.keyboard.type(typed)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("option")).to_have_count(0)


def press(page: Page, button: Locator) -> None:
    walk_to(page, button)
    page.keyboard.press("Enter")


def walk_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    expect(target).to_be_visible()
    for _ in range(TABS):
        if target.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no Tab leads to {target}")


def panel(page: Page) -> Locator:
    return page.get_by_role("complementary")


def card(page: Page, title: str) -> Locator:
    return page.get_by_test_id("scene-card").filter(has=page.get_by_role("heading", name=title, exact=True))


def scenes(creator: Creator, story: str) -> dict[str, dict[str, Any]]:
    draft = creator.call("GET", f"/v1/stories/{story}/draft")
    return {scene["id"]: scene["data"] for scene in draft["scenes"]}


def ways(creator: Creator, story: str) -> dict[str, list[str]]:
    """Which scenes each scene leads to, by title."""
    found = scenes(creator, story)
    return {data["title"]: [found[option["target"]]["title"] for option in data["options"]] for data in found.values()}


def give_pictures(creator: Creator, story: str, picture: str) -> None:
    revision = creator.call("GET", f"/v1/stories/{story}/draft")["revision"]
    given = [{"type": "scene.image_set", "scene": scene, "image": picture} for scene in scenes(creator, story)]
    creator.send_edits(story, revision, given)
