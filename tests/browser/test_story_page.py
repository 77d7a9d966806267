"""The story page under the reader's hands: looks, places in the picture, keys, swipes, paper, and who cannot see it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import CDPSession, Page, expect

from infra.local.creator import Creator
from infra.local.seed import SAMPLE
from infra.local.stack import Stack
from tests.browser.conftest import DESK, PHONE, OpenWindow, Window
from tests.browser.test_screens import check_screen

LYING = {"width": 844, "height": 390}
NARROW = {"width": 320, "height": 640}
HUGE = {"width": 3840, "height": 2160}
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"

GREEN_PLACE = (0.10, 0.46, 0.12, 0.04)
"""Left, top, width and height of the spot that is painted on the tall picture and is a hotspot, too; 0–1."""
SMALL_PLACES = {"left": (0.30, 0.60, 0.02, 0.012), "right": (0.40, 0.60, 0.02, 0.012)}

WATCH = """
    window.broken = []; window.shifted = 0
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        window.broken.push(`${violatedDirective} ${blockedURI}`))
    new PerformanceObserver((list) => list.getEntries().forEach(({ value, hadRecentInput }) =>
        { if (!hadRecentInput) window.shifted += value })).observe({ type: 'layout-shift', buffered: true })
"""

Shelf = Mapping[str, str]
"""Reading links, by story."""


@pytest.fixture(scope="session")
def shelf(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Stories that are hard to show well."""
    creator = Creator(stack.addresses)
    creator.sign_in("shelf@example.com")
    tall = tmp_path_factory.mktemp("pictures") / "tall.jpg"
    tall.write_bytes(tall_picture())
    tower = [
        scene("base", "At the base", "A tall picture.", tower_options(), "tall"),
        scene("top", "At the top", "Go on.", [option("down", "Down", "base"), option("stop", "Stop", "end")], "wide"),
        scene("end", "The end", "It ends.", image="tall", ending="Home"),
    ]
    arabic = [
        scene(
            "a",
            "المرسى",
            "لا يربط المراكبي قاربه. يمسك بالحاجز بيدٍ واحدة بينما تعبر.",
            [option("x", "اصعد إلى الباب", "b"), option("z", "باب مقفل", "b", locked=True)],
            "wide",
        ),
        scene("b", "مائدة الحارسة", "حساء لشخصين.", [option("e", "النهاية", "e"), option("y", "عد", "a")], "wide"),
        scene("e", "خاتمة", "انتهت.", image="wide", ending="النور يدور"),
    ]
    ways = [option(f"o{n}", f"Way {n} {LONG_WORD if n == 3 else ''}", "b", locked=n % 5 == 0) for n in range(1, 21)]
    twenty = [
        scene("a", LONG_WORD, f"Pick one of twenty. {LONG_WORD * 3}", ways, "wide"),
        scene("b", "There", "You are there.", [option("e", "Enough", "e")], "wide"),
        scene("e", "The end", "It ends.", image="wide", ending=LONG_WORD),
    ]
    plain = {"layout": "paper", "accent": None, "paper": None, "font": "book", "cover": ""}
    pictures = {"tall": tall, "wide": SAMPLE / "pictures" / "landing.jpg"}
    return {
        "paper": publish(creator, "The tower", tower, pictures, plain),
        "full": publish(creator, "The tower, full", tower, pictures, plain | {"layout": "full"}),
        "arabic": publish(creator, "المنارة", arabic, pictures, plain, language="ar"),
        "twenty": publish(creator, f"Twenty {LONG_WORD}", twenty, pictures, plain),
    }


# Looks


@pytest.mark.parametrize(
    ("story", "width", "colours"),
    [
        *(
            (story, width, colours)
            for story in ("paper", "full")
            for width in (390, 1440)
            for colours in ("light", "dark")
        ),
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
    for act, name in (("about", "about"), ("keys", "keys")):
        page.locator(f"[data-act={act}]:visible").click()
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
    assert unharmed(window)


@pytest.mark.parametrize("story", ["full", "arabic", "twenty"])
@pytest.mark.parametrize("viewport", [NARROW, LYING, HUGE], ids=["320", "844", "4k"])
@pytest.mark.parametrize("text", [100, 200])
def test_every_screen_and_text_size_is_read_without_sideways_scrolling(
    shelf: Shelf, open_window: OpenWindow, story: str, viewport: dict[str, int], text: int
) -> None:
    window = read(open_window, shelf[story], viewport, has_touch=True)
    page = window.page
    for name in ("first", "second", "ending"):
        page.evaluate(
            "size => { const sheet = new CSSStyleSheet(); sheet.replaceSync(`html { font-size: ${size}% }`);"
            " if (size !== 100) document.adoptedStyleSheets.push(sheet) }",
            text,
        )
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        small = page.evaluate(
            "[...document.querySelectorAll('.scene button')].filter(one => one.checkVisibility())"
            ".map(one => [one.textContent, one.getBoundingClientRect()])"
            ".filter(([, box]) => box.height < 44 || box.width < 44).map(([text]) => text)"
        )
        assert small == []
        window.shoot(f"page-{story}-{name}-{viewport['width']}-{text}")
        page.keyboard.press("1") if name == "first" else to_the_end(page)


def test_lines_are_neither_too_long_nor_too_short(shelf: Shelf, sample_page: Callable[[dict[str, int]], Page]) -> None:
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


# Choosing


@pytest.mark.parametrize("viewport", [PHONE, LYING, DESK, HUGE], ids=["390", "844", "1440", "4k"])
@pytest.mark.parametrize("story", ["paper", "full"])
def test_a_place_lies_exactly_on_what_its_creator_drew(
    shelf: Shelf, open_window: OpenWindow, story: str, viewport: dict[str, int]
) -> None:
    page = read(open_window, shelf[story], viewport).page
    place = page.locator('polygon[data-option="green"]')
    expect(place).to_have_count(1)
    page.locator(".frame picture img").first.evaluate("image => image.decode()")
    drawn = place.bounding_box()
    painted = green_box(page)
    assert drawn
    assert painted
    for mine, seen in zip((drawn["x"], drawn["y"], drawn["width"], drawn["height"]), painted, strict=True):
        assert abs(mine - seen) <= 0.006 * viewport["width"] + 2, (drawn, painted)


def test_a_finger_meets_a_small_place_and_the_nearer_of_two(shelf: Shelf, open_window: OpenWindow) -> None:
    page = read(open_window, shelf["paper"], PHONE, has_touch=True).page
    left = page.locator('polygon[data-option="left"]').bounding_box()
    right = page.locator('polygon[data-option="right"]').bounding_box()
    assert left
    assert right
    assert right["x"] - left["x"] < 44  # their surroundings overlap
    gap = right["x"] - (left["x"] + left["width"])
    for x, arrived in (
        (left["x"] + left["width"] + gap * 0.3, "left"),
        (left["x"] + left["width"] + gap * 0.7, "right"),
        (left["x"] - 15, "left"),
        (left["x"] - 40, None),
    ):
        page.touchscreen.tap(x, left["y"] + left["height"] / 2)
        if arrived is None:
            page.wait_for_timeout(200)
            expect(heading(page, "At the base")).to_be_visible()
            continue
        expect(heading(page, "At the top")).to_be_visible()
        assert last_choice(page) == arrived
        page.keyboard.press("Backspace")
        expect(heading(page, "At the base")).to_be_visible()
        page.wait_for_timeout(300)  # else two taps are a double click


def test_places_show_themselves_on_a_key_to_the_focus_and_to_a_long_press(
    shelf: Shelf, open_window: OpenWindow
) -> None:
    window = read(open_window, shelf["paper"], PHONE, has_touch=True)
    page = window.page
    place = page.locator('polygon[data-option="green"]')
    hidden, lit = "rgba(0, 0, 0, 0)", "rgb(255, 250, 240)"
    expect(place).to_have_css("stroke", hidden)
    page.keyboard.press("h")
    expect(place).to_have_css("stroke", lit)
    window.shoot("page-places-390")
    page.keyboard.press("H")
    expect(place).to_have_css("stroke", hidden)
    place.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(place).to_have_css("stroke", lit)
    place.evaluate("it => it.blur()")

    box = place.bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    touch = Finger(window)
    touch.down(*middle)
    expect(page.locator(".hotspots")).to_have_class("hotspots shown")
    touch.up()
    expect(place).to_have_css("stroke", hidden)
    page.wait_for_timeout(100)
    expect(heading(page, "At the base")).to_be_visible()
    page.touchscreen.tap(*middle)
    expect(heading(page, "At the top")).to_be_visible()


def test_places_are_pressed_by_keys_and_described(shelf: Shelf, open_window: OpenWindow) -> None:
    page = read(open_window, shelf["paper"], DESK).page
    page.locator("polygon").first.focus()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "The green window"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.option") == "left"
    page.keyboard.press("Enter")
    expect(heading(page, "At the top")).to_be_visible()
    assert last_choice(page) == "left"


def test_keys_walk_choose_and_go_back(shelf: Shelf, open_window: OpenWindow) -> None:
    page = read(open_window, shelf["paper"], DESK).page
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.option") == "left"
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.dataset.option") == "green"
    page.keyboard.press("Enter")
    expect(heading(page, "At the top")).to_be_visible()
    page.keyboard.press("Backspace")
    expect(heading(page, "At the base")).to_be_visible()
    for stolen in ("Control+1", "Alt+1", "Meta+1"):
        page.keyboard.press(stolen)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("1")  # a sheet's keys are its own
    page.keyboard.press("Backspace")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(heading(page, "At the base")).to_be_visible()
    page.keyboard.press("2")
    expect(heading(page, "At the top")).to_be_visible()


# Swiping


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_swipe_in_reading_direction_goes_back(shelf: Shelf, open_window: OpenWindow, motion: str) -> None:
    window = read(open_window, shelf["paper"], PHONE, has_touch=True, reduced_motion=motion)
    page, finger = window.page, Finger(window)
    page.keyboard.press("1")
    expect(heading(page, "At the top")).to_be_visible()
    page.wait_for_timeout(400)
    for name, path in (
        ("the other way", [(300, 300), (100, 305)]),
        ("short of it", [(100, 300), (140, 302)]),
        ("downwards", [(100, 200), (190, 400)]),
        ("from the edge", [(10, 300), (250, 302)]),
    ):
        finger.draw(path)
        page.wait_for_timeout(150)
        assert page.locator(".scene:not(.leaving) h1").inner_text() == "At the top", name
    finger.draw([(100, 300), (250, 305)], [(120, 400), (260, 405)])
    page.wait_for_timeout(150)
    expect(heading(page, "At the top")).to_be_visible()
    assert page.locator(".scene:not(.leaving)").evaluate("it => it.style.transform") == ""
    finger.draw([(100, 300), (250, 310)])
    expect(heading(page, "At the base")).to_be_visible()
    finger.draw([(100, 300), (250, 310)])
    page.wait_for_timeout(150)
    expect(heading(page, "At the base")).to_be_visible()  # there is nothing before the first scene
    assert unharmed(window)


def test_a_swipe_is_mirrored_where_the_story_is_written_so(shelf: Shelf, open_window: OpenWindow) -> None:
    window = read(open_window, shelf["arabic"], PHONE, has_touch=True)
    page, finger = window.page, Finger(window)
    page.keyboard.press("1")
    expect(heading(page, "مائدة الحارسة")).to_be_visible()
    finger.draw([(100, 300), (250, 310)])
    page.wait_for_timeout(150)
    expect(heading(page, "مائدة الحارسة")).to_be_visible()
    finger.draw([(250, 300), (100, 310)])
    expect(heading(page, "المرسى")).to_be_visible()


# Right to left


def test_a_story_from_right_to_left_is_mirrored(shelf: Shelf, open_window: OpenWindow) -> None:
    page = read(open_window, shelf["arabic"], DESK).page
    picture, words = (page.locator(f"{part}:visible").bounding_box() for part in (".frame", ".words"))
    assert picture
    assert words
    assert picture["x"] > words["x"]
    page.keyboard.press("1")
    expect(page.get_by_role("button", name="Back", exact=True)).to_be_visible()
    assert "-1" in page.locator("[data-act=back] svg").evaluate("it => getComputedStyle(it).transform")
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
    assert unharmed(window)


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
    expect(page.get_by_text("of readers chose this")).to_have_count(0)  # nobody is told before they choose
    page.keyboard.press("1")
    expect(heading(page, "At the top")).to_be_visible()
    expect(page.get_by_text("38 % of readers chose this")).to_be_visible()
    page.keyboard.press("2")
    expect(heading(page, "The end")).to_be_visible()
    expect(page.get_by_text("38 % of readers chose this")).to_be_visible()
    told = page.evaluate("document.activeElement.getAttribute('aria-describedby')").split()
    assert "chosen-by" in told
    window.shoot("page-chosen-390")
    assert asked == [f"{shelf['paper']}/chosen.json"]
    assert window.complaints == []


# Who cannot see it


def test_a_screen_reader_hears_the_scene_its_picture_and_its_options(shelf: Shelf, open_window: OpenWindow) -> None:
    window = read(open_window, shelf["twenty"], PHONE)
    page = window.page
    tree = spoken(window)
    assert ("image", "wide in words") in tree
    assert [role for role, _ in tree].count("listitem") == 20
    assert ("list", "") in tree
    locked = [node for node in nodes(window) if node["role"]["value"] == "button" and "Way 5 " in name_of(node)]
    assert "Not open to you yet." in name_of(locked[0])
    assert {"name": "disabled", "value": {"type": "boolean", "value": True}} in locked[0]["properties"]
    page.keyboard.press("1")
    expect(heading(page, "There")).to_be_focused()
    assert ("heading", "There") in spoken(window)


# What the tests are made of


def read(open_window: OpenWindow, link: str, viewport: dict[str, int], **options: Any) -> Window:
    """A reader at the first scene, with everything there that comes later."""
    window = open_window(viewport, **({"reduced_motion": "reduce"} | options))
    window.page.add_init_script(WATCH)
    window.page.goto(link)
    expect(window.page.locator(".scene [data-act=about]").first).to_be_enabled()
    return window


@pytest.fixture
def sample_page(shelf: Shelf, stack: Stack, open_window: OpenWindow) -> Callable[[dict[str, int]], Page]:
    from infra.local.seed import ensure_sample

    link = ensure_sample(stack.addresses, stack.options.data, lambda _: None)
    return lambda viewport: read(open_window, link, viewport).page


def unharmed(window: Window) -> bool:
    """Nothing broke the page's policy, and nothing complained."""
    assert window.page.evaluate("window.broken") == []
    assert window.complaints == []
    return True


def heading(page: Page, title: str) -> Any:
    return page.locator(".scene:not(.leaving)").get_by_role("heading", name=title, exact=True, level=1)


def to_the_end(page: Page) -> None:
    """Take a way to the ending from wherever the page is."""
    for _ in range(3):
        if page.locator(".ending:visible").count():
            return
        options = page.locator(".options [data-option]:not([aria-disabled=true]):visible")
        ending = options.filter(has_text=re.compile("^(Stop|النهاية|Enough)$"))
        (ending if ending.count() else options).first.click()
    expect(page.locator(".ending:visible")).to_be_visible()


def last_choice(page: Page) -> str:
    # What is kept is written after the paint that shows the choice.
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(() => setTimeout(done))))")
    place = page.evaluate("JSON.parse(Object.entries(localStorage).find(([key]) => key.endsWith(':place'))[1])")
    return str(place["run"]["trail"][-1]["option"])


def green_box(page: Page) -> tuple[float, float, float, float] | None:
    """Where on the screen the green spot is seen: left, top, width, height."""
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    red, green, blue = seen.split()
    mask = green.point([255 * (value > 170) for value in range(256)])
    for other in (red, blue):
        mask.paste(0, mask=other.point([255 * (value > 90) for value in range(256)]))
    box = mask.getbbox()
    return (box[0], box[1], box[2] - box[0], box[3] - box[1]) if box else None


class Finger:
    """Touches as a touch screen makes them."""

    def __init__(self, window: Window) -> None:
        self._session: CDPSession = window.context.new_cdp_session(window.page)

    def down(self, *point: float) -> None:
        self._send("touchStart", point)

    def up(self) -> None:
        self._send("touchEnd")

    def draw(self, *paths: Sequence[tuple[float, float]]) -> None:
        """Draw straight lines with as many fingers, at an even pace."""
        self._send("touchStart", *(path[0] for path in paths))
        for part in range(1, 11):
            self._send("touchMove", *(between(path[0], path[-1], part / 10) for path in paths))
        self._send("touchEnd")

    def _send(self, kind: str, *points: tuple[float, ...]) -> None:
        touches = [{"x": point[0], "y": point[1], "id": index} for index, point in enumerate(points)]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})


def between(start: tuple[float, float], end: tuple[float, float], part: float) -> tuple[float, float]:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def nodes(window: Window) -> list[dict[str, Any]]:
    session = window.context.new_cdp_session(window.page)
    found: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    return [node for node in found if not node["ignored"]]


def name_of(node: dict[str, Any]) -> str:
    return str(node.get("name", {}).get("value", ""))


def spoken(window: Window) -> list[tuple[str, str]]:
    return [(node["role"]["value"], name_of(node)) for node in nodes(window)]


def tall_picture() -> bytes:
    """600 × 1200, grey, with a green spot where GREEN_PLACE says."""
    picture = Image.new("RGB", (600, 1200), (90, 100, 110))
    x, y, width, height = GREEN_PLACE
    spot = (x * 600, y * 1200, (x + width) * 600 - 1, (y + height) * 1200 - 1)
    ImageDraw.Draw(picture).rectangle(spot, fill=(20, 230, 20))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=95, subsampling=0)
    return file.getvalue()


def tower_options() -> list[dict[str, Any]]:
    return [
        option("green", "The green window", "top", place=GREEN_PLACE),
        option("left", "The left window", "top", place=SMALL_PLACES["left"]),
        option("right", "The right window", "top", place=SMALL_PLACES["right"]),
    ]


def option(
    name: str,
    label: str,
    target: str,
    *,
    place: tuple[float, float, float, float] | None = None,
    locked: bool = False,
) -> dict[str, Any]:
    hotspot = None
    if place:
        x, y, width, height = place
        hotspot = {"points": [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]}
    condition = {"var": "keys", "is": "gt", "value": 9} if locked else None
    shown: dict[str, Any] = {
        "condition": condition,
        "effects": [],
        "hotspot": hotspot,
        "when_locked": "shown",
        "hint": "",
    }
    return {"id": name, "label": label, "target": target} | shown


def scene(
    name: str, title: str, text: str, options: Sequence[dict[str, Any]] = (), image: str = "", ending: str = ""
) -> dict[str, Any]:
    data: dict[str, Any] = {
        "title": title,
        "text": text,
        "image": image,
        "alt": f"{image} in words" if image else "",
        "tags": [],
    }
    data |= {"options": list(options), "ending": {"name": ending, "link": None} if ending else None, "notes": ""}
    return {"id": name, "type": "scene", "position": {"x": 0.0, "y": 0.0}, "data": data}


def publish(
    creator: Creator,
    title: str,
    scenes: list[dict[str, Any]],
    files: Mapping[str, Path],
    theme: dict[str, Any],
    language: str = "en",
) -> str:
    """Publish a story with a number `keys` that stays 0; answers its reading link."""
    story = str(creator.call("POST", "/v1/stories", {"title": title})["id"])
    named = sorted({one["data"]["image"] for one in scenes} - {""})
    assets = {name: creator.upload(story, files[name]) for name in named} | {"": ""}
    for name in named:
        creator.await_asset(assets[name])
    edits: list[dict[str, Any]] = [
        {"type": "story.theme_set", "theme": theme},
        {"type": "story.language_set", "language": language},
        {"type": "story.reveal_choices_set", "reveal_choices": True},
        {"type": "story.summarised", "summary": "A story of three scenes."},
        {"type": "variable.added", "name": "keys", "variable": {"type": "number", "initial": 0}},
    ]
    for one in scenes:
        drawn = json.loads(json.dumps(one))
        drawn["data"]["image"] = assets[one["data"]["image"]]
        edits.append({"type": "scene.added", "scene": drawn})
    edits.append({"type": "story.start_set", "start": scenes[0]["id"]})
    creator.publish(story, creator.send_edits(story, 0, edits))
    return str(creator.call("GET", f"/v1/stories/{story}")["link"])
