"""Every screen, at two widths, light and dark: nothing spills over, nobody is shut out, nothing breaks the policy."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page, StorageState, expect

from infra.local.creator import Creator, exchange
from infra.local.seed import CREATOR
from infra.local.stack import Stack
from tests.browser.conftest import LOOKS, PHONE, WIDTHS, OpenWindow

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def author(stack: Stack, sample: str) -> Creator:
    """The sample's creator, signed in."""
    creator = Creator(stack.addresses)
    creator.sign_in(CREATOR)
    return creator


def browser_state(creator: Creator) -> StorageState:
    """What a browser holds in which the creator is signed in."""
    same = {"domain": "localhost", "path": "/", "httpOnly": True, "sameSite": "Lax"}
    cookies = [{"name": name, "value": value} | same for name, value in creator.cookies.items() if value]
    state: StorageState = json.loads(json.dumps({"cookies": cookies, "origins": []}))
    return state


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_creators_screens(stack: Stack, author: Creator, open_window: OpenWindow, width: str, scheme: str) -> None:
    state = browser_state(author)
    window = open_window(WIDTHS[width], storage_state=state, color_scheme=scheme, reduced_motion="reduce")
    page = window.page
    story_id = author.call("GET", "/v1/stories")["stories"][0]["id"]
    for name, path, landmark in (
        ("home", "", page.get_by_role("heading", name="Your stories")),
        ("story", f"stories/{story_id}", page.locator("[data-scene]").first),
        ("numbers", f"stories/{story_id}/numbers", page.get_by_role("heading", name="The Lighthouse")),
        ("account", "account", page.get_by_text(CREATOR).first),
        ("design", "design", page.get_by_role("heading", name="Design system")),
    ):
        page.goto(f"{stack.addresses.app}/{path}")
        expect(landmark).to_be_visible()
        page.wait_for_load_state("networkidle")
        check_screen(page, name)
        window.shoot(f"{name}-{width}-{scheme}")
    assert window.complaints == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_storys_menu_lies_above_its_card(stack: Stack, author: Creator, open_window: OpenWindow, width: str) -> None:
    page = open_window(WIDTHS[width], storage_state=browser_state(author)).page
    page.goto(f"{stack.addresses.app}/")
    page.get_by_role("button", name="More about “The Lighthouse”").click()
    expect(page.get_by_role("menuitem").first).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_readers_screens(stack: Stack, sample: str, open_window: OpenWindow, width: str, scheme: str) -> None:
    window = open_window(WIDTHS[width], color_scheme=scheme, reduced_motion="reduce")
    page = window.page
    page.goto(sample)
    expect(page.get_by_role("button", name="Go up to the lit door")).to_be_enabled()
    check_screen(page, "first scene")
    expect(page.get_by_role("button", name="About")).to_be_enabled()  # keys come with it
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name="The Keeper’s Table")).to_be_visible()
    check_screen(page, "second scene")
    window.shoot(f"read-{width}-{scheme}")
    assert window.complaints == []
    page.goto(f"{stack.addresses.read}/s/never-there")
    check_screen(page, "missing")
    window.shoot(f"missing-{width}-{scheme}")


@pytest.mark.parametrize("width", WIDTHS)
def test_signing_in(stack: Stack, open_window: OpenWindow, width: str) -> None:
    window = open_window(WIDTHS[width], reduced_motion="reduce")
    page = window.page
    page.goto(f"{stack.addresses.app}/sign-in")
    expect(page.get_by_label("E-mail")).to_be_visible()
    check_screen(page, "sign-in")
    page.goto(f"{stack.addresses.app}/sign-in#token={'x' * 43}")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("main")).to_contain_text("link")
    check_screen(page, "spent link")


def test_a_page_reads_without_scripts(sample: str, open_window: OpenWindow) -> None:
    page = open_window(PHONE, java_script_enabled=False).page
    page.goto(sample)
    expect(page.get_by_role("heading", name="The Landing")).to_be_visible()
    expect(page.get_by_text("The boatman won’t tie up.")).to_be_visible()
    # Chromium parses <noscript> as if scripts ran even while a test has turned them off: the sentence is in the source.
    assert "Choosing how the story goes on needs scripts" in exchange("GET", sample).good().text


def check_screen(page: Page, name: str) -> None:
    """No sideways scrolling, and nothing axe objects to."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than the screen"
    page.evaluate(axe())
    violations = page.evaluate("axe.run().then(found => found.violations)")
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in violations] == [], name


@cache
def axe() -> str:
    return AXE.read_text()
