"""The story page on every screen: looks, right to left, its sheets, paper, others' choices, and who cannot see it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, SCENE, OpenWindow
from tests.browser.shelf import Shelf, heading, read
from tests.browser.test_screens import check_screen
from tests.browser.tree import read_tree

LYING = {"width": 844, "height": 390}
NARROW = {"width": 320, "height": 640}
HUGE = {"width": 3840, "height": 2160}


# Looks


@pytest.mark.parametrize(
    ("story", "width", "colours"),
    [
        *(("paper", 390, "light"), ("paper", 1440, "dark"), ("full", 390, "dark"), ("full", 1440, "light")),
        ("paper", 1440, "forced"),
        ("arabic", 390, "dark"),
        ("twenty", 390, "light"),
        ("twenty", 1440, "forced"),
    ],
)
def test_no_state_shuts_anybody_out(
    shelf: Shelf, open_window: OpenWindow, story: str, width: int, colours: str
) -> None:
    looks = {"forced_colors": "active"} if colours == "forced" else {"color_scheme": colours}
    window = read(open_window, shelf[story], PHONE if width == 390 else DESK, **looks)
    page = window.page
    check_screen(page, "first scene")
    page.keyboard.press("h")
    check_screen(page, "places shown")
    page.keyboard.press("h")
    for name, within in (("about", SCENE), ("keys", "dialog")):
        page.locator(within).locator(f"[data-act={name}]").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        check_screen(page, name)
        window.shoot(f"page-{story}-{name}-{width}-{colours}")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.get_by_role("button", name="Back", exact=True)).to_be_visible()
    check_screen(page, "second scene")
    page.get_by_role("button", name="Your path").click()
    check_screen(page, "path")
    page.keyboard.press("Escape")
    to_the_end(page)
    check_screen(page, "ending")
    window.shoot(f"page-{story}-ending-{width}-{colours}")
    assert window.complaints == []


@pytest.mark.parametrize("story", ["full", "arabic", pytest.param("twenty", marks=pytest.mark.long)])
@pytest.mark.parametrize("viewport", [NARROW, LYING, HUGE], ids=["320", "844", "4k"])
def test_every_screen_and_text_size_is_read_without_sideways_scrolling(
    shelf: Shelf, open_window: OpenWindow, story: str, viewport: dict[str, int]
) -> None:
    window = read(open_window, shelf[story], viewport, has_touch=True)
    page = window.page
    sheet = page.evaluate_handle(
        "() => { const sheet = new CSSStyleSheet(); document.adoptedStyleSheets.push(sheet); return sheet }"
    )
    for name in ("first", "second", "ending"):
        for text in (100, 200):
            rule = "" if text == 100 else f"html {{ font-size: {text}% }}"
            sheet.evaluate("(sheet, rule) => sheet.replaceSync(rule)", rule)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, text)
            small = page.evaluate(
                "[...document.querySelectorAll('.scene button')].filter(one => one.checkVisibility())"
                ".map(one => [one.textContent, one.getBoundingClientRect()])"
                ".filter(([, box]) => box.height < 44 || box.width < 44).map(([text]) => text)"
            )
            assert small == [], (name, text)
            if text == 100 or viewport is not HUGE:  # a picture of so many pixels takes its time
                window.shoot(f"page-{story}-{name}-{viewport['width']}-{text}")
        page.keyboard.press("1") if name == "first" else to_the_end(page)


def test_lines_are_neither_too_long_nor_too_short(sample_page: Callable[[dict[str, int]], Page]) -> None:
    for viewport in (DESK, HUGE, {"width": 768, "height": 1024}, {"width": 1920, "height": 1080}):
        longest = sample_page(viewport).evaluate(
            """() => {
                const range = document.createRange(), lines = new Map()
                for (const { firstChild: text } of document.querySelectorAll('.scene:first-child .text p'))
                    for (let at = 0; at < (text?.length ?? 0); at++) {
                        range.setStart(text, at); range.setEnd(text, at + 1)
                        const { bottom } = range.getBoundingClientRect()
                        lines.set(Math.round(bottom), (lines.get(Math.round(bottom)) ?? 0) + 1)
                    }
                return Math.max(...lines.values())
            }"""
        )
        assert 58 <= longest <= 70, viewport


def test_nothing_moves_once_it_is_painted(shelf: Shelf, open_window: OpenWindow) -> None:
    for viewport in (PHONE, DESK, LYING):
        window = read(open_window, shelf["paper"], viewport)
        window.page.keyboard.press("3")
        expect(window.page.get_by_role("heading", name="At the top")).to_be_visible()
        window.page.wait_for_timeout(300)
        assert window.page.evaluate("window.shifted") == 0, viewport


# Right to left


def test_a_story_from_right_to_left_is_mirrored(shelf: Shelf, open_window: OpenWindow) -> None:
    page = read(open_window, shelf["arabic"], DESK).page
    picture, words = (page.locator(SCENE).locator(part).bounding_box() for part in (".frame", ".words"))
    assert picture
    assert words
    assert picture["x"] > words["x"]
    page.keyboard.press("1")
    expect(page.get_by_role("button", name="Back", exact=True)).to_be_visible()
    arrow = page.get_by_role("button", name="Back").locator("svg")
    assert "-1" in arrow.evaluate("it => getComputedStyle(it).transform")
    rule = page.locator(".options button").first.evaluate("it => getComputedStyle(it, '::before').right")
    assert rule == "-1px"


# Path, story, paper


def test_about_tells_what_the_story_is_and_leads_on(shelf: Shelf, open_window: OpenWindow) -> None:
    page = read(open_window, shelf["paper"], PHONE).page
    page.get_by_role("button", name="About").click()
    sheet = page.get_by_role("dialog", name="The tower")
    expect(sheet).to_contain_text("A story of three scenes.")
    expect(sheet).to_contain_text("English")
    expect(sheet).to_contain_text("0 of 1")
    expect(sheet).to_contain_text("without a name, a cookie or an address")
    expect(sheet.get_by_role("button", name="Your path", exact=True)).to_have_count(0)
    page.keyboard.press("Escape")
    to_the_end(page)
    page.get_by_role("button", name="About").click()
    expect(sheet).to_contain_text("1 of 1")
    sheet.get_by_role("button", name="Your path", exact=True).click()
    path = page.get_by_role("dialog", name="Your path so far")
    path.get_by_role("button", name=re.compile("^At the top")).click()
    expect(heading(page, "At the top")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_sharing_is_confirmed_where_the_button_is(shelf: Shelf, open_window: OpenWindow) -> None:
    window = read(open_window, shelf["paper"], DESK, permissions=["clipboard-read", "clipboard-write"])
    page = window.page
    page.evaluate("Object.defineProperty(navigator, 'share', { value: undefined, configurable: true })")
    page.get_by_role("button", name="About").click()
    page.get_by_role("dialog").get_by_role("button", name="Share").click()
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("The link is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == shelf["paper"]


def test_what_is_printed_is_the_path(shelf: Shelf, open_window: OpenWindow, tmp_path: Path) -> None:
    window = read(open_window, shelf["paper"], DESK, color_scheme="dark")
    page = window.page
    to_the_end(page)
    page.evaluate("window.print = () => { window.asked = true; dispatchEvent(new Event('beforeprint')) }")
    page.get_by_role("button", name="About").click()
    page.get_by_role("dialog").get_by_role("button", name="Print your path").click()
    page.wait_for_function("() => window.asked")
    page.emulate_media(media="print")
    printed = page.locator(".printed")
    assert printed.locator("h2").all_inner_texts() == ["At the base", "At the top", "The end"]
    assert [" ".join(text.split()) for text in printed.locator(".taken").all_inner_texts()] == [
        "You chose The green window",
        "You chose Stop",
        "Home",
    ]
    assert printed.locator("picture img").evaluate_all("all => all.every(one => one.complete && one.naturalWidth)")
    expect(page.locator("#story")).to_be_hidden()
    expect(page.locator("[data-act]:visible")).to_have_count(0)
    assert page.locator("body").evaluate("it => getComputedStyle(it).color") == "rgb(0, 0, 0)"
    assert printed.locator("figure").first.evaluate("it => getComputedStyle(it).breakInside") == "avoid"
    window.shoot("page-printed")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(printed).to_have_count(0)
    expect(heading(page, "The end")).to_be_visible()
    page.pdf(path=tmp_path / "path.pdf", format="A4")  # the browser's own command lays the path, too
    assert window.complaints == []


# Others' choices


def test_how_many_chose_so_is_told_after_choosing(shelf: Shelf, open_window: OpenWindow) -> None:
    told = {"schema": 1, "version": 1, "scenes": {"base": {"green": 19, "left": 31}, "top": {"stop": 3, "down": 5}}}
    window = open_window(PHONE, reduced_motion="reduce")
    page, asked = window.page, list[str]()
    page.on("request", lambda request: asked.append(request.url) if "chosen" in request.url else None)
    page.route("**/chosen.json", lambda route: route.fulfill(json=told))
    with page.expect_response("**/chosen.json"):
        page.goto(shelf["paper"])
    expect(page.get_by_role("button", name="About")).to_be_enabled()
    page.wait_for_timeout(300)
    said = page.locator(SCENE).get_by_text("of readers chose this")
    expect(said).to_have_count(0)  # nobody is told before they choose
    page.keyboard.press("1")
    expect(heading(page, "At the top")).to_be_visible()
    expect(page.locator(SCENE).get_by_text("38 % of readers chose this")).to_be_visible()
    page.keyboard.press("2")
    expect(heading(page, "The end")).to_be_visible()
    expect(page.locator(SCENE).get_by_text("38 % of readers chose this")).to_be_visible()
    expect(heading(page, "The end")).to_be_focused()
    told = page.evaluate("document.activeElement.ariaDescribedByElements.map(one => one.className)")
    assert "chosen-by" in told
    window.shoot("page-chosen-390")
    assert asked == [f"{shelf['paper']}/chosen.json"]
    assert window.complaints == []


# Who cannot see it


def test_a_screen_reader_hears_the_scene_its_picture_and_its_options(shelf: Shelf, open_window: OpenWindow) -> None:
    window = read(open_window, shelf["twenty"], PHONE)
    page = window.page
    tree = read_tree(page)
    assert tree.named("image", "wide in words")
    assert len(tree.all("listitem", within=tree.one("list"))) == 20
    [locked] = [node for node in tree.all("button") if "Way 5 " in node.name]
    assert "Not open to you yet." in locked.name
    assert locked.property("disabled") is True
    page.keyboard.press("1")
    expect(heading(page, "There")).to_be_focused()
    assert read_tree(page).named("heading", "There")


@pytest.fixture
def sample_page(sample: str, open_window: OpenWindow) -> Callable[[dict[str, int]], Page]:
    return lambda viewport: read(open_window, sample, viewport).page


def to_the_end(page: Page) -> None:
    """Take a way to the ending from wherever the page is."""
    for _ in range(3):
        if page.locator(SCENE).locator(".ending").count():
            return
        options = page.locator(SCENE).locator(".options [data-option]:not([aria-disabled=true])")
        ending = options.filter(has_text=re.compile("^(Stop|النهاية|Enough)$"))
        (ending if ending.count() else options).first.click()
    expect(page.locator(SCENE).locator(".ending")).to_be_visible()
