"""Where what had the focus goes away, the focus goes on to something: no key then does what nobody meant."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from infra.local.creator import Creator
from infra.local.stack import Stack
from tests.browser.conftest import DESK, OpenWindow
from tests.browser.test_screens import browser_state
from tests.browser.test_together import scene

FRAME = {"text": "", "colour": "#1f6fb2", "size": {"width": 280, "height": 120}}


@pytest.fixture
def story(creator: Creator) -> str:
    story = str(creator.call("POST", "/v1/stories", {"title": "Kept"})["id"])
    edits: list[dict[str, Any]] = [{"type": "scene.added", "scene": scene(name, at)} for at, name in enumerate("abc")]
    for at, name in enumerate(("Shore", "Hills")):
        group = FRAME | {"id": f"g{at}", "title": name, "position": {"x": at * 400, "y": 400}}
        edits.append({"type": "group.added", "group": group})
    creator.send_edits(story, 0, edits)
    return story


def test_the_focus_never_falls_to_the_page(stack: Stack, creator: Creator, story: str, open_window: OpenWindow) -> None:
    window = open_window(DESK, storage_state=browser_state(creator), reduced_motion="reduce")
    page, keys = window.page, window.page.keyboard
    page.goto(stack.addresses.app)
    page.locator(f"a[href$='/stories/{story}']").first.press("Enter")
    cards, main = page.get_by_test_id("scene-card"), page.locator("main#main")
    expect(cards).to_have_count(3)
    expect(main).to_be_focused()
    keys.press("ArrowRight")
    expect(page.locator("[data-scene='a']")).to_be_focused()

    page.locator("[data-group='g0']").focus()
    keys.press("Delete")
    expect(page.locator("[data-group='g1']")).to_be_focused()
    keys.press("Delete")
    expect(page.locator("[data-scene='b']")).to_be_focused()
    expect(cards).to_have_count(3)

    keys.press("Enter")
    page.get_by_role("complementary").get_by_role("button", name="Remove scene").press("Enter")
    expect(cards).to_have_count(2)
    expect(main).to_be_focused()
    keys.press("Control+z")
    expect(cards).to_have_count(3)
    expect(main).to_be_focused()
    keys.press("Control+a")
    keys.press("Delete")
    expect(cards).to_have_count(0)
    expect(main).to_be_focused()
    page.get_by_role("region", name="Messages").get_by_role("button", name="Undo").last.press("Enter")
    expect(cards).to_have_count(3)
    expect(main).to_be_focused()
    assert window.complaints == []
