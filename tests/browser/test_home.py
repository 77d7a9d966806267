"""Home: a file dropped on it becomes a story, which is copied, exported, found, thrown away and brought back."""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from infra.local.creator import Creator
from infra.local.stack import Stack
from tests.browser.conftest import DESK, PHONE, OpenWindow
from tests.browser.test_screens import browser_state, check_screen

TWEE = b""":: StoryTitle
The Shore

:: StoryData
{"ifid": "D674C58C-DEFA-4F70-B7A2-27742230C0FC", "start": "Shore"}

:: Shore
(set: $coins to 3)Waves.

[[Go home->Home]]

:: Home
Warm.
"""
DROP = """([name, text]) => {
    const carried = new DataTransfer()
    carried.items.add(new File([text], name))
    for (const kind of ['dragenter', 'dragover', 'drop'])
        document.querySelector('main').dispatchEvent(
            new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }))
}"""


def drop(page: Page, name: str, content: bytes) -> None:
    page.evaluate(DROP, [name, content.decode()])


def in_menu(page: Page, title: str, item: str) -> None:
    page.get_by_role("button", name=f"More about “{title}”").click()
    page.get_by_role("menuitem", name=item).click()
    expect(page.get_by_role("menu")).to_have_count(0)


@pytest.mark.parametrize(("width", "scheme"), [("1440", "light"), ("390", "dark")])
def test_a_file_becomes_a_story_that_is_copied_exported_thrown_away_and_back(
    stack: Stack, open_window: OpenWindow, width: str, scheme: str, tmp_path: Path
) -> None:
    creator = Creator(stack.addresses)
    creator.sign_in(f"{uuid.uuid4().hex[:12]}@example.com")
    window = open_window(
        {"1440": DESK, "390": PHONE}[width],
        storage_state=browser_state(creator),
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    page = window.page
    page.goto(stack.addresses.app)
    expect(page.get_by_role("heading", name="Your first story starts with one scene")).to_be_visible()

    drop(page, "no-story.json", b"{]")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("No story could be made of this file")).to_be_visible()
    check_screen(page, "refused import")
    page.keyboard.press("Escape")
    drop(page, "shore.twee", TWEE)
    expect(dialog.get_by_text("It is a story now")).to_be_visible()
    expect(dialog.get_by_role("button", name="Open the story")).to_be_visible()
    check_screen(page, "import")
    window.shoot(f"import-{width}-{scheme}")
    page.keyboard.press("Escape")

    in_menu(page, "The Shore", "Duplicate")
    expect(page.get_by_role("heading", level=2)).to_have_text(["Copy of The Shore", "The Shore"])
    page.get_by_role("heading", name="Your stories").click()  # the tooltip of the menu that has the focus goes
    expect(page.get_by_role("tooltip")).to_have_count(0)
    check_screen(page, "shelf")
    window.shoot(f"shelf-{width}-{scheme}")

    in_menu(page, "Copy of The Shore", "Export…")
    dialog.get_by_role("button", name="Make the file").click()
    with page.expect_download() as downloaded:
        dialog.get_by_role("button", name="Download").click()
    file = tmp_path / "story.json"
    downloaded.value.save_as(file)
    assert json.loads(file.read_text())["title"] == "Copy of The Shore"
    check_screen(page, "export")
    window.shoot(f"export-{width}-{scheme}")
    page.keyboard.press("Escape")

    page.get_by_label("Search your stories").fill("copy")
    expect(page.get_by_role("heading", level=2)).to_have_text(["Copy of The Shore"])
    expect(page).to_have_url(re.compile(r"\?q=copy$"))
    page.get_by_label("Search your stories").fill("nowhere")
    expect(page.get_by_text("No story matches “nowhere”")).to_be_visible()
    check_screen(page, "nothing found")
    page.get_by_role("button", name="Show all stories").click()

    in_menu(page, "Copy of The Shore", "Move to trash")
    expect(page.get_by_role("heading", level=2)).to_have_text(["The Shore"])
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=2)).to_have_count(2)
    in_menu(page, "Copy of The Shore", "Move to trash")
    page.get_by_role("tab", name="Trash").click()
    expect(page.get_by_text("30 days left")).to_be_visible()
    check_screen(page, "trash")
    window.shoot(f"trash-{width}-{scheme}")
    page.get_by_role("button", name="Erase “Copy of The Shore” for ever").click()
    expect(dialog.get_by_text("Nobody can bring them back.")).to_be_visible()
    check_screen(page, "erasing")
    dialog.get_by_role("button", name="Erase for ever").click()
    expect(page.get_by_text("The trash is empty")).to_be_visible()
    assert window.complaints == []


@pytest.mark.parametrize(("width", "scheme"), [("1440", "dark"), ("390", "light")])
def test_a_story_begins_as_a_template(stack: Stack, open_window: OpenWindow, width: str, scheme: str) -> None:
    creator = Creator(stack.addresses)
    creator.sign_in(f"{uuid.uuid4().hex[:12]}@example.com")
    window = open_window(
        {"1440": DESK, "390": PHONE}[width],
        storage_state=browser_state(creator),
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    page = window.page
    page.goto(stack.addresses.app)
    page.get_by_role("main").get_by_role("button", name="New story").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Title").fill("My study")
    dialog.get_by_role("radio", name="Look around").check()
    check_screen(page, "new story")
    window.shoot(f"new-story-{width}-{scheme}")
    dialog.get_by_role("button", name="Create").click()
    page.wait_for_url(re.compile(r"/stories/[0-9a-f-]{36}$"))
    [story] = creator.call("GET", "/v1/stories")["stories"]
    assert (story["title"], story["scenes"]) == ("My study", 4)
    assert window.complaints == []
