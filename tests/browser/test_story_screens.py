"""Every panel, list and dialog of the story's screens, at two widths, light and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from infra.local.creator import Creator
from infra.local.stack import Stack
from tests.browser.conftest import LOOKS, WIDTHS, OpenWindow
from tests.browser.test_screens import author, browser_state, check_screen

__all__ = ["author"]  # a fixture


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_what_lies_beside_the_canvas(
    stack: Stack, author: Creator, open_window: OpenWindow, width: str, scheme: str
) -> None:
    state = browser_state(author)
    window = open_window(WIDTHS[width], storage_state=state, color_scheme=scheme, reduced_motion="reduce")
    page = window.page
    story = author.call("GET", "/v1/stories")["stories"][0]["id"]
    page.goto(f"{stack.addresses.app}/stories/{story}")
    scene = page.get_by_test_id("scene-card").or_(page.get_by_role("treeitem")).first  # phones begin in the outline
    expect(scene).to_be_visible()
    panel = page.get_by_role("complementary")

    def look(name: str, shown: Locator) -> None:
        expect(shown.first).to_be_visible()
        check_screen(page, name)
        window.shoot(f"story-{name}-{width}-{scheme}")

    for name in ("variables", "problems", "settings", "preview"):
        page.get_by_test_id(f"{name}-button").click()
        look(name, panel)
        panel.get_by_role("button", name="Close").first.click()
    scene.focus()
    page.keyboard.press("Enter")
    look("scene", panel.get_by_label("Title", exact=True))
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    look("commands", page.get_by_role("dialog"))
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    look("keys", page.get_by_role("dialog"))
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("light")
    look("search", page.get_by_role("option"))
    page.keyboard.press("Escape")
    page.get_by_test_id("publish-button").click()
    look("publish", page.get_by_role("dialog").get_by_text("Link to the story"))
    page.keyboard.press("Escape")
    page.goto(f"{stack.addresses.app}/stories/{story}/history")
    look("history", page.get_by_role("heading", name="History"))
    assert window.complaints == []
