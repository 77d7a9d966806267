"""What a creator types reaches the server once, whatever comes between: no line, a crash, a busy server, a sign-out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
import pytest
from playwright.sync_api import Error, Locator, Page, Route, expect

from infra.local.creator import Creator
from infra.local.stack import Stack
from tests.browser.conftest import DESK, OpenWindow, Window
from tests.browser.test_main_job import PICTURES, card, drop_picture, pictures_done
from tests.browser.test_screens import browser_state, check_screen
from tests.browser.test_together import scene

BEGUN = 1
"""Edits with which the story begins."""


@pytest.fixture
def story(creator: Creator) -> str:
    """A story of one scene."""
    story = str(creator.call("POST", "/v1/stories", {"title": "Kept"})["id"])
    creator.send_edits(story, 0, [{"type": "scene.added", "scene": scene("a", 0)}])
    return story


@pytest.fixture
def desk(stack: Stack, creator: Creator, story: str, open_window: OpenWindow) -> Window:
    """That story, its scene's panel open."""
    window = open_window(DESK, storage_state=browser_state(creator), reduced_motion="reduce")
    open_scene(window.page, f"{stack.addresses.app}/stories/{story}")
    window.page.wait_for_load_state("networkidle")
    return window


def test_what_was_typed_without_a_line_arrives_once(stack: Stack, creator: Creator, story: str, desk: Window) -> None:
    page = desk.page
    text(page).press_sequentially("Rain. ", delay=20)
    desk.context.set_offline(True)
    text(page).press_sequentially("The line is down.", delay=20)
    title(page).fill("The mast")
    title(page).blur()
    expect(status(page)).to_contain_text("kept here")
    check_screen(page, "offline")
    desk.shoot("offline-1440")
    desk.context.set_offline(False)
    expect(status(page)).to_have_text("Saved")
    assert words(creator, story) == ("The mast", "Rain. The line is down.")
    edits = edits_of(stack, story)
    assert [kind for kind, _ in edits[BEGUN:]].count("scene.retitled") == 1
    written = [written for kind, written in edits[BEGUN:] if kind == "scene.rewritten"]
    assert written[-1] == "Rain. The line is down."
    assert len(set(written)) == len(written)


def test_a_file_dropped_where_nothing_takes_it_does_not_replace_the_story(desk: Window) -> None:
    opens = """bar => {
        const files = new DataTransfer()
        files.items.add(new File(['words'], 'words.txt'))
        return ['dragover', 'drop'].map(kind =>
            bar.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: files })))
    }"""
    assert desk.page.locator("header").first.evaluate(opens) == [False, False]


@pytest.mark.parametrize("end", ["killed", "closed"])
def test_what_was_typed_before_a_crash_is_there(
    stack: Stack, creator: Creator, story: str, desk: Window, end: str
) -> None:
    """Without a pause in the typing, and with no answer from the server, the browser keeps all but the last moment."""
    page, whole = desk.page, "The mill turns all night, and nobody is in it. " * 3
    page.route("**/edits", lambda route: route.abort())
    text(page).press_sequentially(whole, delay=40)
    if end == "killed":
        with page.expect_event("crash"), suppress(Error):
            page.goto("chrome://crash", timeout=5_000)
    else:
        page.close(run_before_unload=False)
    again = desk.context.new_page()
    open_scene(again, f"{stack.addresses.app}/stories/{story}")
    expect(status(again)).to_have_text("Saved")
    kept = text(again).input_value()
    assert whole.startswith(kept)
    assert len(kept) >= len(whole) / 2
    assert words(creator, story) == ("Scene a", kept)


def test_a_server_that_is_busy_for_a_while_gets_everything_once(
    stack: Stack, creator: Creator, story: str, desk: Window
) -> None:
    page = desk.page
    with answering_503(page) as asked:
        text(page).fill("It blows.")
        text(page).blur()
        expect(status(page)).to_contain_text("1 edit kept here")
        title(page).fill("The mast")
        title(page).blur()
        expect(status(page)).to_contain_text("2 edits kept here")
        assert asked
    expect(status(page)).to_have_text("Saved")
    assert words(creator, story) == ("The mast", "It blows.")
    kinds = [kind for kind, _ in edits_of(stack, story)[BEGUN:]]
    assert sorted(kinds) == ["scene.retitled", "scene.rewritten"]


def test_what_was_typed_after_the_session_ended_arrives_after_signing_in(
    stack: Stack, creator: Creator, story: str, desk: Window
) -> None:
    page = desk.page
    email = creator.call("GET", "/v1/account")["email"]
    creator.call("DELETE", "/v1/account-sessions/current")
    text(page).fill("Nobody knows me here.")  # at once: whoever still types sees the words go to signing in
    expect(page.get_by_label("E-mail")).to_be_visible()
    expect(page.get_by_text("is kept in this browser")).to_be_visible()
    check_screen(page, "signed out")
    desk.shoot("signed-out-1440")
    assert edits_of(stack, story)[BEGUN:] == []

    before = {mail["id"] for mail in creator.mail_to(email)}
    page.get_by_label("E-mail").fill(email)
    page.keyboard.press("Enter")
    page.goto(f"{stack.addresses.app}/sign-in#token={creator.await_token(email, before)}")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**/stories/{story}")
    expect(status(page)).to_have_text("Saved")
    creator.sign_in(email)
    assert words(creator, story) == ("Scene a", "Nobody knows me here.")


def test_a_picture_that_was_not_sent_is_not_left_behind_unasked(desk: Window) -> None:
    page, unsent = desk.page, re.compile(r"/v1/stories/[^/]+/assets$")
    page.route(unsent, lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    drop_picture(card(page, "Scene a"), PICTURES / "landing.jpg")
    again = card(page, "Scene a").get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    home = page.get_by_role("link", name="All stories")
    home.click()
    asked = page.get_by_role("dialog", name="Pictures are still on their way")
    expect(asked).to_be_visible()
    check_screen(page, "pictures on their way")
    desk.shoot("leaving-1440")
    asked.get_by_role("button", name="Stay here").click()
    page.unroute(unsent)
    again.click()
    expect(again).to_have_count(0)
    pictures_done(page)
    home.click()
    expect(page.get_by_role("heading", name="Your stories")).to_be_visible()


@contextmanager
def answering_503(page: Page) -> Iterator[list[str]]:
    """The API takes no edits meanwhile; gives what was sent to it."""
    asked = list[str]()

    def refuse(route: Route) -> None:
        asked.append(route.request.post_data or "")
        route.fulfill(status=503, headers={"Access-Control-Allow-Origin": route.request.headers["origin"]})

    page.route("**/edits", refuse)
    yield asked
    page.unroute("**/edits")


def open_scene(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_test_id("scene-card").first.click()
    expect(text(page)).to_be_visible()


def title(page: Page) -> Locator:
    return page.get_by_role("complementary").get_by_label("Title", exact=True)


def text(page: Page) -> Locator:
    return page.get_by_role("complementary").get_by_label("Text", exact=True)


def status(page: Page) -> Locator:
    return page.get_by_test_id("save-status").get_by_role("status")


def words(creator: Creator, story: str) -> tuple[str, str]:
    """Title and text of the scene, as the server has them."""
    [only] = creator.call("GET", f"/v1/stories/{story}/draft")["scenes"]
    return only["data"]["title"], only["data"]["text"]


def edits_of(stack: Stack, story: str) -> list[tuple[str, str | None]]:
    """Each row of the draft's edits, with the text it wrote."""
    with psycopg.connect(stack.addresses.database) as connection:
        return connection.execute(
            "SELECT edit ->> 'type', edit ->> 'text' FROM draft_edits WHERE story_id = %s ORDER BY revision", (story,)
        ).fetchall()
