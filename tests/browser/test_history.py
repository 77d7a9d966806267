"""A story's history and its versions in a real browser: named, looked back at, gone back to, compared, rolled back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from infra.local.creator import Creator, exchange
from infra.local.stack import Stack
from tests.browser.conftest import DESK, LOOKS, WIDTHS, OpenWindow, Window
from tests.browser.test_screens import browser_state, check_screen
from tests.conftest import SignIn
from tests.vectors.tables.shapes import option, scene

TITLE = "The tide"


class Desk:
    """A creator's story and the browser it is open in."""

    def __init__(self, stack: Stack, creator: Creator, window: Window) -> None:
        self.stack, self.creator, self.window, self.page = stack, creator, window, window.page
        self.story = str(creator.call("POST", "/v1/stories", {"title": TITLE})["id"])
        self.revision = 0

    def edit(self, *edits: dict[str, Any]) -> None:
        """What another tab of the creator does."""
        self.revision = self.creator.call("GET", f"/v1/stories/{self.story}")["revision"]
        self.revision = self.creator.send_edits(self.story, self.revision, edits)

    def go(self, path: str = "") -> None:
        self.page.goto(f"{self.stack.addresses.app}/stories/{self.story}{path}")

    def draft(self) -> list[tuple[str, str]]:
        scenes = self.creator.call("GET", f"/v1/stories/{self.story}/draft")["scenes"]
        return [(one["data"]["title"], one["data"]["text"]) for one in scenes]


@pytest.fixture
def desk(stack: Stack, sign_in: SignIn, open_window: OpenWindow, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    creator = sign_in()
    made = Desk(stack, creator, open_window(DESK, storage_state=browser_state(creator), reduced_motion="reduce"))
    made.edit(
        {
            "type": "scene.added",
            "scene": scene("shore", option("on", "cave"), title="Shore", text="The tide is out.", image=""),
        },
        {"type": "scene.added", "scene": scene("cave", ending="Home", title="Cave", text="It is dry here.", image="")},
        {"type": "story.start_set", "start": "shore"},
    )
    return made


def test_naming_looking_back_going_back_and_undoing_it(desk: Desk) -> None:
    page = desk.page
    desk.go("/history")
    expect(moments(page)).to_have_count(2)
    expect(moments(page).first).to_contain_text("You added “Shore” and “Cave”")
    expect(moments(page).first).to_contain_text("As it is now")
    expect(page.get_by_label("Compare with").get_by_role("option")).to_have_text(["the moment before"])
    page.get_by_role("button", name="Name this moment").click()
    page.get_by_label("Name", exact=True).fill("Before the flood")
    page.keyboard.press("Enter")
    expect(moments(page).first).to_contain_text("Before the flood")
    expect(moments(page).first).to_have_attribute("aria-current", "true")
    before = desk.draft()

    desk.edit(
        {"type": "scene.rewritten", "scene": "shore", "text": "The tide is in."},
        {"type": "scene.removed", "scene": "cave"},
    )
    after = desk.draft()
    page.reload()
    expect(moments(page)).to_have_count(4)
    expect(cards(page)).to_have_count(1)

    # By keyboard to the named moment: the map is as it was, and nothing on it can be changed.
    moments(page).first.focus()
    page.keyboard.press("ArrowDown")
    expect(moments(page).nth(1)).to_be_focused()
    expect(page.get_by_role("heading", name="Before the flood")).to_be_visible()
    expect(cards(page)).to_have_count(2)
    expect(page.get_by_test_id("add-scene")).to_have_count(0)
    cards(page).first.focus()
    page.keyboard.press("Delete")
    expect(cards(page)).to_have_count(2)

    page.get_by_label("Compare with").select_option("the draft now")
    changes = page.get_by_role("complementary")
    expect(changes.locator("del", has_text="out")).to_be_visible()
    expect(changes.locator("ins", has_text="in")).to_be_visible()
    check_screen(page, "comparing")

    page.get_by_test_id("restore").click()
    expect(page.get_by_role("dialog")).to_contain_text("1 scene added and 1 scene changed")
    desk.edit({"type": "scene.retitled", "scene": "shore", "title": "Coast"})
    after = desk.draft()
    page.get_by_role("dialog").get_by_role("button", name="Go back").click()
    renewed = "The draft was changed just now. Look again at what becomes of it."
    expect(page.get_by_text(renewed, exact=True)).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Go back").click()
    expect(moments(page).first).to_contain_text("added “Cave”")
    expect(moments(page).nth(1)).to_contain_text("Before going back to Before the flood")
    assert desk.draft() == before
    page.get_by_role("button", name="Undo").click()
    expect(moments(page).first).to_contain_text("took 1 thing back")
    assert desk.draft() == after
    assert desk.window.complaints == []


def test_publishing_twice_comparing_and_rolling_back(desk: Desk) -> None:
    page = desk.page
    draw(desk)
    desk.go()
    link = publish(page, "Publish", 1)
    assert "The tide is out." in exchange("GET", link).text
    page.get_by_role("dialog").get_by_role("button", name="Done").click()
    page.get_by_test_id("publish-button").click()
    expect(page.get_by_text("Readers have exactly this already, as version 1.")).to_be_visible()
    expect(page.get_by_role("button", name="Publish again")).to_be_disabled()

    desk.edit({"type": "scene.rewritten", "scene": "shore", "text": "The tide is in."})
    page.reload()
    publish(page, "Publish again", 2)
    assert "The tide is in." in exchange("GET", link).text
    page.get_by_text("Versions", exact=True).click()
    second, first = page.get_by_test_id("version").nth(0), page.get_by_test_id("version").nth(1)
    expect(second).to_contain_text("Readers see this one")
    second.get_by_text("What it changed").click()
    expect(second).to_contain_text("Shore · text")
    first.get_by_role("button", name="Make version 1 the one readers see").click()
    expect(first).to_contain_text("Readers see this one")
    assert "The tide is out." in exchange("GET", link).text
    page.get_by_text("QR code", exact=True).click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as PNG").click()
    assert saved.value.suggested_filename == f"{TITLE}.png"
    check_screen(page, "versions")

    first.get_by_role("link", name="Look at version 1").click()
    expect(page.get_by_role("heading", name="Published as version 1")).to_be_visible()
    page.get_by_label("Compare with").select_option("version 2")
    expect(page.get_by_role("complementary").locator("ins", has_text="in")).to_be_visible()
    assert desk.window.complaints == []


def test_a_long_history_is_read_as_far_as_one_looks(desk: Desk) -> None:
    for _ in range(4):
        desk.edit(*({"type": "scene.noted", "scene": "shore", "notes": f"Note {n}"} for n in range(180)))
    desk.go("/history")
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url) if "before=" in request.url else None)
    expect(moments(desk.page).last).to_contain_text("The story begins")  # what is short enough to see is loaded on
    assert [re.search(r"before=(\d+)", url) for url in asked]
    desk.page.get_by_role("slider", name="Moment").focus()
    desk.page.keyboard.press("Home")
    expect(cards(desk.page)).to_have_count(0)
    assert desk.window.complaints == []


def test_without_a_connection(desk: Desk) -> None:
    page = desk.page
    desk.go("/history")
    expect(moments(page)).to_have_count(2)
    desk.window.context.set_offline(True)
    page.get_by_role("button", name="Name this moment").click()
    page.get_by_label("Name", exact=True).fill("Alone")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("The server cannot be reached")
    desk.window.context.set_offline(False)
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(moments(page).first).to_contain_text("Alone")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_it_is_for_everybody(desk: Desk, open_window: OpenWindow, width: str, scheme: str) -> None:
    state = browser_state(desk.creator)
    window = open_window(WIDTHS[width], storage_state=state, color_scheme=scheme, reduced_motion="reduce")
    window.page.goto(f"{desk.stack.addresses.app}/stories/{desk.story}/history")
    moments(window.page).last.click()
    expect(cards(window.page)).to_have_count(0)
    check_screen(window.page, "history")
    window.shoot(f"history-{width}-{scheme}")
    assert window.complaints == []


def draw(desk: Desk) -> None:
    """Give every scene a picture, without which nothing is published."""
    from infra.local.seed import SAMPLE

    asset = desk.creator.upload(desk.story, SAMPLE / "pictures" / "landing.jpg")
    desk.creator.await_asset(asset)
    for name in ("shore", "cave"):
        desk.edit(
            {"type": "scene.image_set", "scene": name, "image": asset},
            {"type": "scene.alt_set", "scene": name, "alt": "A boat."},
        )


def publish(page: Page, button: str, version: int) -> str:
    page.get_by_test_id("publish-button").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=button, exact=True).click()
    expect(dialog.get_by_role("heading", name=f"Version {version} is out")).to_be_visible(timeout=60_000)
    return str(dialog.get_by_role("link", name="Open").get_attribute("href"))


def moments(page: Page) -> Locator:
    return page.get_by_test_id("moment")


def cards(page: Page) -> Locator:
    return page.get_by_test_id("scene-card")
