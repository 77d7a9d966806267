"""The first choice is answered by the page itself; the script takes over what was chosen, whenever it comes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page, Route, expect

from infra.bench.published import BenchScene, PublishedStory, publish_story
from infra.local.creator import Creator
from infra.local.stack import Stack
from tests.browser.conftest import PHONE, OpenWindow, Window

STORY = {
    "shore": BenchScene("You stand at the shore.", [("swim", "isle"), ("walk", "road")]),
    "isle": BenchScene("An isle, and nobody on it.", [("back", "shore"), ("sleep", "dream")]),
    "road": BenchScene("A road goes on.", [("on", "dream")]),
    "dream": BenchScene("You dream.", []),
}


@pytest.fixture(scope="module")
def story(stack: Stack) -> PublishedStory:
    creator = Creator(stack.addresses)
    creator.sign_in("first-choice@example.com")
    return publish_story(creator, "First choice", STORY)


@pytest.fixture
def reader(open_window: OpenWindow) -> Window:
    return open_window(PHONE, has_touch=True, reduced_motion="reduce")


@contextmanager
def held(page: Page, pattern: str) -> Iterator[None]:
    """Hold back what the page asks for at such addresses, until the block ends."""
    waiting: list[Route] = []
    page.route(pattern, lambda route: waiting.append(route))
    yield
    for route in waiting:
        route.continue_()
    page.unroute(pattern)


def at(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def recorded(stack: Stack, story: PublishedStory) -> list[Any]:
    with psycopg.connect(stack.addresses.database) as connection:
        query = "SELECT scene, option, arrived FROM steps WHERE story_id = %s ORDER BY recorded_at, number"
        return connection.execute(query, (story.id,)).fetchall()


@pytest.mark.parametrize("late", ["**/a/reader.*.js", "**/c/*.json"], ids=["script", "story"])
def test_a_tap_leads_on_before_the_script_and_the_story_are_in(
    stack: Stack, reader: Window, story: PublishedStory, late: str
) -> None:
    page, before = reader.page, len(recorded(stack, story))
    with held(page, late):
        page.goto(story.link, wait_until="commit")
        page.get_by_role("link", name="swim").tap()
        at(page, "isle")
        expect(page.get_by_text("nobody on it")).to_be_visible()
        expect(page.get_by_text("You stand at the shore")).to_be_hidden()
        expect(page.locator(".ahead:target picture img")).to_have_js_property("complete", True)
    expect(page.get_by_role("button", name="Your path")).to_be_visible()
    expect(page.locator(".scene:not(.next)")).to_have_count(1)
    assert page.url == story.link
    page.get_by_role("button", name="back", exact=True).tap()
    at(page, "shore")
    page.get_by_role("button", name="walk").tap()
    page.get_by_role("button", name="on", exact=True).tap()
    at(page, "dream")
    wanted = [("shore", "swim", "isle"), ("isle", "back", "shore"), ("shore", "walk", "road"), ("road", "on", "dream")]
    for _ in range(50):
        if len(recorded(stack, story)) >= before + len(wanted):
            break
        page.wait_for_timeout(100)
    assert recorded(stack, story)[before:] == wanted
    assert reader.complaints == []


def test_the_focus_goes_on_from_where_it_was(reader: Window, story: PublishedStory) -> None:
    page = reader.page
    with held(page, "**/c/*.json"):
        page.goto(story.link, wait_until="load")
        page.get_by_role("link", name="walk").focus()
    expect(page.get_by_role("button", name="walk")).to_be_focused()
    page.keyboard.press("Enter")
    at(page, "road")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_who_left_off_elsewhere_is_there_whatever_was_tapped_meanwhile(
    open_window: OpenWindow, story: PublishedStory
) -> None:
    # What a worker of the page answers cannot be held back here.
    page = open_window(PHONE, has_touch=True, reduced_motion="reduce", service_workers="block").page
    page.goto(story.link)
    page.get_by_role("button", name="walk").tap()
    at(page, "road")
    with held(page, "**/a/reader.*.js"):
        page.goto(story.link, wait_until="commit")
        page.get_by_role("link", name="swim").tap()
        at(page, "isle")
    at(page, "road")
    expect(page.get_by_text("where you left off")).to_be_visible()
    expect(page.locator(".scene:not(.leaving, .next)")).to_have_count(1)


def test_without_scripts_one_choice_can_be_made_and_the_page_says_why_no_more(
    open_window: OpenWindow, story: PublishedStory
) -> None:
    window = open_window(PHONE, java_script_enabled=False)
    page = window.page
    page.goto(story.link)
    # Chromium parses <noscript> as if scripts ran even while a test has turned them off: look at the source.
    assert page.content().count("turned off in this browser") == 3
    page.get_by_role("link", name="walk").click()
    at(page, "road")
    expect(page.get_by_role("button", name="on", exact=True)).to_be_disabled()
    assert window.complaints == []
