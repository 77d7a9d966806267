"""A story's look and what its locked options say: chosen in the editor, seen by its readers, by day and by night."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from infra.local.creator import Creator
from infra.local.seed import SAMPLE
from infra.local.stack import Stack
from tests.browser.conftest import DESK, LOOKS, PHONE, WIDTHS, OpenWindow
from tests.browser.test_main_job import card, close_panel, saved
from tests.browser.test_screens import browser_state, check_screen

HINT = "The ferryman takes 3; you have {coins}."


class Tale:
    """A shore with a closed way home and an open one, and its creator."""

    def __init__(self, creator: Creator) -> None:
        self.creator = creator
        self.story = str(creator.call("POST", "/v1/stories", {"title": "Two ways home"})["id"])
        self.pictures = [
            creator.upload(self.story, SAMPLE / "pictures" / f"{name}.jpg") for name in ("landing", "lamp")
        ]
        for picture in self.pictures:
            creator.await_asset(picture)
        locked = {"condition": {"var": "coins", "is": "ge", "value": 3}, "when_locked": "shown"}
        shore = scene("shore", self.pictures[0], options=[option("walk"), option("sail") | locked])
        home = scene("home", self.pictures[1], ending={"name": "Home", "link": None})
        self.revision = creator.send_edits(
            self.story,
            0,
            [
                {"type": "variable.added", "name": "coins", "variable": {"type": "number", "initial": 2}},
                {"type": "scene.added", "scene": shore},
                {"type": "scene.added", "scene": home},
                {"type": "story.start_set", "start": "shore"},
            ],
        )

    def draft(self) -> dict[str, Any]:
        page = self.creator.call("GET", f"/v1/stories/{self.story}/draft")
        self.revision = page["revision"]
        return dict(page)

    def publish(self) -> str:
        self.draft()
        self.creator.publish(self.story, self.revision)
        return str(self.creator.call("GET", f"/v1/stories/{self.story}")["link"])

    def wear(self, **theme: Any) -> str:
        """Another theme, published; the reading link."""
        worn = self.draft()["story"]["theme"] | theme
        self.creator.send_edits(self.story, self.revision, [{"type": "story.theme_set", "theme": worn}])
        return self.publish()


def option(option_id: str) -> dict[str, Any]:
    return {"id": option_id, "label": option_id.title(), "target": "home", "condition": None, "effects": []} | {
        "hotspot": None,
        "when_locked": "hidden",
        "hint": "",
    }


def scene(scene_id: str, image: str, **data: Any) -> dict[str, Any]:
    words = {"title": scene_id.title(), "text": "> By the water.\n\nYou have **{coins}** coins.", "image": image}
    plain: dict[str, Any] = {"alt": "A coast", "options": [], "ending": None, "notes": "", "tags": []}
    place = {"x": 0 if scene_id == "shore" else 400, "y": 0}
    return {"id": scene_id, "type": "scene", "position": place, "data": words | plain | data}


@pytest.fixture(scope="module")
def tale(stack: Stack) -> Tale:
    creator = Creator(stack.addresses)
    creator.sign_in(f"{uuid.uuid4().hex[:12]}@example.com")
    return Tale(creator)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_panel_of_the_story(stack: Stack, tale: Tale, open_window: OpenWindow, width: str, scheme: str) -> None:
    state = browser_state(tale.creator)
    window = open_window(WIDTHS[width], storage_state=state, color_scheme=scheme, reduced_motion="reduce")
    page = window.page
    page.goto(f"{stack.addresses.app}/stories/{tale.story}")
    page.get_by_test_id("settings-button").click()
    panel = page.get_by_role("complementary")
    expect(panel.get_by_role("heading", name="How it looks")).to_be_visible()
    page.wait_for_load_state("networkidle")
    check_screen(page, "settings")
    window.shoot(f"settings-{width}-{scheme}")
    panel.get_by_role("switch").scroll_into_view_if_needed()
    window.shoot(f"settings-end-{width}-{scheme}")
    assert window.complaints == []


def test_what_is_chosen_is_said_kept_taken_back_and_read(stack: Stack, tale: Tale, open_window: OpenWindow) -> None:
    window = open_window(DESK, storage_state=browser_state(tale.creator), reduced_motion="reduce")
    page = window.page
    page.goto(f"{stack.addresses.app}/stories/{tale.story}")
    page.get_by_test_id("settings-button").click()
    panel = page.get_by_role("complementary")
    panel.get_by_label("Summary").fill("One evening, two ways.")
    panel.get_by_label("Paper", exact=True).fill("#777777")
    expect(panel.get_by_text("Words on it are harder to read")).to_be_visible()
    panel.get_by_label("Paper", exact=True).fill("#fff4d6")
    expect(panel.get_by_text("Words on it are easy to read (19.1 to 1).")).to_be_visible()
    panel.get_by_label("Accent", exact=True).fill("#ffd54a")
    expect(panel.get_by_text("Too faint on the paper (1.2 to 1): readers see a darker shade of it.")).to_be_visible()
    panel.get_by_label("Font").select_option("A typewriter’s")
    panel.get_by_label("Layout").select_option("full")
    panel.get_by_label("Cover").select_option("Home")
    panel.get_by_role("switch", name="Show readers what others chose").check()
    window.shoot("settings-chosen-1440")
    check_screen(page, "settings, chosen")
    page.get_by_role("button", name="Undo").click()
    expect(panel.get_by_role("switch", name="Show readers what others chose")).not_to_be_checked()
    page.get_by_role("banner").get_by_role("button", name=re.compile("^Redo")).click()
    expect(panel.get_by_role("switch", name="Show readers what others chose")).to_be_checked()
    close_panel(page)

    page.get_by_role("button", name="Show the whole story").click()
    card(page, "Shore").click()
    sail = page.locator(".item").nth(1)
    sail.get_by_label("What readers are told there").fill(HINT)
    check_screen(page, "an option that is locked")
    sail.get_by_label("What readers are told there").scroll_into_view_if_needed()
    window.shoot("hint-1440")
    close_panel(page)
    saved(page)
    story = tale.draft()["story"]
    assert story["theme"] == {
        "layout": "full",
        "accent": "#ffd54a",
        "paper": "#fff4d6",
        "font": "typewriter",
        "cover": tale.pictures[1],
    }
    assert (story["reveal_choices"], story["summary"]) == (True, "One evening, two ways.")
    assert window.complaints == []

    reader = open_window(PHONE, color_scheme="light", reduced_motion="reduce")
    link = tale.publish()
    reader.page.goto(link)
    sailing = reader.page.get_by_role("button", name="Sail")
    expect(sailing).to_contain_text("The ferryman takes 3; you have 2.")
    expect(reader.page.get_by_role("button", name="Walk")).to_be_enabled()
    assert colour(reader.page, "html") == "rgb(255, 244, 214)"
    assert "Courier" in reader.page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    expect(reader.page.get_by_role("button", name="About")).to_be_enabled()  # keys come with it
    reader.page.keyboard.press("1")
    expect(reader.page.get_by_role("heading", name="Home").first).to_be_visible()
    reader.page.keyboard.press("Backspace")
    expect(reader.page.get_by_role("heading", name="Shore")).to_be_visible()
    # Made again by the script now, and still in the creator's words.
    expect(sailing).to_contain_text("The ferryman takes 3; you have 2.")
    reader.page.wait_for_load_state("networkidle")
    assert reader.page.evaluate("[...document.fonts].filter(face => face.status !== 'unloaded').length") == 0
    assert not reader.page.evaluate("[...document.fonts].some(face => face.family.includes('Fraunces Variable'))")
    assert reader.complaints == []


def colour(page: Page, selector: str) -> str:
    return str(page.evaluate(f"getComputedStyle(document.querySelector('{selector}')).backgroundColor"))


@pytest.mark.parametrize(
    "paper", [None, "#102030", *(pytest.param(paper, marks=pytest.mark.long) for paper in ("#fff4d6", "#777777"))]
)
def test_any_paper_can_be_read_by_day_and_by_night(tale: Tale, open_window: OpenWindow, paper: str | None) -> None:
    for layout, width, viewport in (("paper", "390", PHONE), ("full", "1440", DESK)):
        link = tale.wear(paper=paper, accent="#b0b030", font="plain", layout=layout)
        for scheme in ("light", "dark"):
            window = open_window(viewport, color_scheme=scheme, reduced_motion="reduce")
            window.page.goto(link)
            expect(window.page.get_by_role("button", name="Walk")).to_be_enabled()
            check_screen(window.page, f"{paper} {layout} {scheme} {width}")
            window.shoot(f"paper-{(paper or 'own').lstrip('#')}-{width}-{scheme}")
            assert window.complaints == []
