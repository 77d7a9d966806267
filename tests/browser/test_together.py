"""One story in two browsers at once: each sees the other, and neither loses a word."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from infra.local.creator import Creator
from infra.local.stack import Stack
from tests.browser.conftest import DESK, PHONE, OpenWindow, Window
from tests.browser.test_main_job import card, saved
from tests.browser.test_screens import browser_state, check_screen

SOON = 5_000
"""Milliseconds in which others' edits are to be seen."""


@pytest.fixture
def story(creator: Creator) -> str:
    story = str(creator.call("POST", "/v1/stories", {"title": "Two at once"})["id"])
    edits: list[dict[str, Any]] = [{"type": "scene.added", "scene": scene(name, at)} for at, name in enumerate("ab")]
    creator.send_edits(story, 0, edits)
    return story


def scene(name: str, at: int) -> dict[str, Any]:
    words: dict[str, Any] = {"title": f"Scene {name}", "text": "", "image": "", "alt": "", "notes": "", "tags": []}
    place = {"x": at * 400, "y": 0}
    return {"id": name, "type": "scene", "position": place, "data": words | {"options": [], "ending": None}}


def open_story(
    stack: Stack, creator: Creator, story: str, open_window: OpenWindow, size: dict[str, int] = DESK
) -> Window:
    window = open_window(size, storage_state=browser_state(creator), reduced_motion="reduce")
    window.page.goto(f"{stack.addresses.app}/stories/{story}")
    expect(window.page.locator("[data-scene='a']")).to_be_visible()
    return window


def write(page: Page, title: str, field: str, words: str) -> None:
    page.get_by_role("complementary").get_by_label(field, exact=True).fill(words)
    page.get_by_role("complementary").get_by_label(field, exact=True).blur()


def test_each_sees_the_other_and_what_they_write(
    stack: Stack, creator: Creator, story: str, open_window: OpenWindow
) -> None:
    one = open_story(stack, creator, story, open_window)
    two = open_story(stack, creator, story, open_window, PHONE)
    expect(two.page.get_by_test_id("company")).to_be_visible()
    expect(one.page.get_by_test_id("company")).to_be_visible(timeout=17_000)  # alone, it asks every 15 s

    check_screen(two.page, "company on a phone")
    two.shoot("company-390")
    two.page.locator("[data-scene='b']").click()
    one.page.get_by_test_id("company").click()
    expect(one.page.get_by_text("in “Scene b”")).to_be_visible(timeout=SOON)
    expect(card(one.page, "Scene b")).to_have_accessible_name(re.compile("Here now: You, in another window"))
    check_screen(one.page, "company")
    one.shoot("company-1440")
    one.page.get_by_role("button", name="Show", exact=True).click()
    expect(card(one.page, "Scene b")).to_be_focused()

    write(two.page, "Scene b", "Title", "The mill")
    saved(two.page)
    began = time.monotonic()
    expect(card(one.page, "The mill")).to_be_visible(timeout=SOON)
    assert time.monotonic() - began < SOON / 1000
    two.page.goto(stack.addresses.app)
    expect(one.page.get_by_test_id("company")).to_have_count(0, timeout=SOON)
    assert one.complaints == []


def test_what_both_wrote_is_there_to_choose_from(
    stack: Stack, creator: Creator, story: str, open_window: OpenWindow
) -> None:
    frame = {"colour": "#1f6fb2", "position": {"x": 0, "y": 320}, "size": {"width": 240, "height": 120}}
    note = {"id": "n", "title": "", "text": "Ask Ann."} | frame
    creator.send_edits(story, 2, [{"type": "group.added", "group": note}])
    one = open_story(stack, creator, story, open_window)
    two = open_window(DESK, storage_state=browser_state(creator), reduced_motion="reduce")
    with two.page.expect_response("**/UnsettledDialog-*.js"):  # what opens later has come before it is wanted
        two.page.goto(f"{stack.addresses.app}/stories/{story}")
    two.page.wait_for_load_state("networkidle")
    two.context.set_offline(True)
    for window, title, text in ((two, "The mill", "It turns."), (one, "The weir", "It roars.")):
        card(window.page, "Scene b").click()
        write(window.page, "Scene b", "Title", title)
        write(window.page, title, "Text", text)
    for window, key, field, words in (
        (two, "F2", "Title of the note", "Clues"),
        (one, "t", "Words of the note", "Ask Ben."),
    ):
        window.page.get_by_role("button", name="Note: ").press(key)
        window.page.get_by_label(field, exact=True).fill(words)
        window.page.get_by_label(field, exact=True).press("Control+Enter")
    saved(one.page)
    expect(two.page.get_by_test_id("save-status")).to_contain_text("3 edits kept here")
    two.context.set_offline(False)
    dialog = two.page.get_by_role("dialog", name="Two versions")
    for words in ("The mill", "The weir", "It turns.", "It roars."):
        expect(dialog.get_by_text(words, exact=True)).to_be_visible()
    expect(dialog.get_by_role("listitem")).to_have_count(2)
    check_screen(two.page, "two versions")
    two.shoot("conflict-1440")
    dialog.get_by_role("button", name="Use mine").first.click()
    dialog.get_by_role("button", name="Use theirs").click()
    saved(two.page)
    for window in (one, two):
        expect(card(window.page, "The mill")).to_be_visible()
        expect(window.page.get_by_role("button", name="Note: Clues.")).to_be_attached()
        expect(window.page.get_by_text("Ask Ben.", exact=True)).to_be_attached()
    [kept] = [one["data"] for one in creator.call("GET", f"/v1/stories/{story}/draft")["scenes"] if one["id"] == "b"]
    assert (kept["title"], kept["text"]) == ("The mill", "It roars.")
