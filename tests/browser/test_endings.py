"""Readers get everywhere: to every ending of the sample story, by every hand, and where something is missing.

The ways come from the story. Whatever is chosen is chosen as a reader would: by a finger, a mouse, a key, or from what
a screen reader is told; nothing is clicked by script.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from infra.local.stack import Stack
from infra.setup.chromium import FLAGS
from tests.browser.conftest import DESK, PHONE, OpenWindow, Window
from tests.browser.tree import Tree, read_tree
from tests.browser.ways import Stop, Way, sample_document, shortest_ways

WAYS = shortest_ways(sample_document())
TWO_TAPS = 300
"""Milliseconds after which a second tap in the same place is one of its own, not the second half of a double tap."""
MOST_TABS = 20
"""Tabs until the focus has gone around a scene."""

TakeOption = Callable[[Window, Stop, int], None]


def test_the_story_has_ways_to_all_its_endings() -> None:
    assert set(WAYS) == {name for name, scene in sample_document().scenes.items() if scene.data.ending}
    assert len(WAYS) >= 3


@pytest.mark.parametrize("ending", WAYS)
def test_by_touch(stack: Stack, sample: str, open_window: OpenWindow, ending: str) -> None:
    window = open_window(PHONE, device_scale_factor=2, has_touch=True, is_mobile=True, reduced_motion="reduce")
    walk(window, sample, WAYS[ending], by_touch)
    assert recorded(stack, window) == (ending, [stop.scene for stop in WAYS[ending]])
    assert window.complaints == []


@pytest.mark.parametrize("ending", WAYS)
def test_by_mouse(stack: Stack, sample: str, open_window: OpenWindow, ending: str) -> None:
    window = open_window(DESK)
    walk(window, sample, WAYS[ending], by_mouse)
    assert recorded(stack, window) == (ending, [stop.scene for stop in WAYS[ending]])
    assert window.complaints == []


@pytest.mark.parametrize("ending", WAYS)
def test_by_keyboard_alone(stack: Stack, sample: str, open_window: OpenWindow, ending: str) -> None:
    window = open_window(DESK, reduced_motion="reduce")
    walk(window, sample, WAYS[ending], by_keyboard)
    assert recorded(stack, window) == (ending, [stop.scene for stop in WAYS[ending]])
    assert window.complaints == []


@pytest.mark.parametrize("ending", WAYS)
def test_by_screen_reader(stack: Stack, sample: str, open_window: OpenWindow, ending: str) -> None:
    window = open_window(PHONE, reduced_motion="reduce")
    walk(window, sample, WAYS[ending], by_screen_reader)
    check_tree(read_tree(window.page), WAYS[ending][-1], focused=True)
    assert recorded(stack, window) == (ending, [stop.scene for stop in WAYS[ending]])
    assert window.complaints == []


def walk(window: Window, link: str, way: Way, take: TakeOption) -> None:
    """Read from the first scene to the ending, looking at every scene on the way."""
    window.page.goto(link)
    window.page.wait_for_load_state("networkidle")
    for index, stop in enumerate(way):
        arrived(window.page, stop)
        if stop.take is not None:
            take(window, stop, index)


def arrived(page: Page, stop: Stop) -> None:
    """The scene is on the screen, whole: its picture, heading, options, and the ending where it is one."""
    expect(scene(page)).to_have_attribute("data-scene", stop.scene)
    expect(scene(page).get_by_role("heading", level=1)).to_have_text(stop.title)
    expect(scene(page).get_by_role("heading", level=1)).to_be_in_viewport()
    expect(scene(page).get_by_role("img", name=stop.alt, exact=True)).to_be_visible()
    expect(scene(page).locator(".options [data-option]")).to_have_count(len(stop.options))
    for option in stop.options:
        expect(button(page, option.id)).to_be_visible()
        expect(button(page, option.id)).to_contain_text(option.label)
    if stop.ending:
        expect(scene(page).get_by_role("heading", level=2)).to_have_text(stop.ending)


def by_touch(window: Window, stop: Stop, _: int) -> None:
    """A finger on the option; between them a locked one, where nothing happens."""
    for option in stop.options:
        if option.locked:
            touch(window.page, button(window.page, option.id))
    touch(window.page, button(window.page, stop.taken.id))


def by_mouse(window: Window, stop: Stop, _: int) -> None:
    """A click on the place in the picture where there is one, else on the option."""
    place = scene(window.page).locator(f'.hotspots [data-option="{stop.take}"]')
    (place if stop.taken.in_picture else button(window.page, stop.taken.id)).click()


def by_keyboard(window: Window, stop: Stop, index: int) -> None:
    """Its number, Tab and Enter, or arrows and Enter, in turn; the first choice is taken back once and taken again."""
    page, wanted = window.page, button(window.page, stop.taken.id)
    match index % 3:
        case 0:
            page.keyboard.press(str(stop.number))
        case 1:
            press_until(page, "Tab", lambda: is_focused(wanted))
            page.keyboard.press("Enter")
        case _:
            press_until(page, "Tab", lambda: any(is_focused(button(page, option.id)) for option in stop.options))
            press_until(page, "ArrowDown" if stop.number > 1 else "ArrowUp", lambda: is_focused(wanted))
            page.keyboard.press("Enter")
    if index == 0:
        expect(scene(page)).not_to_have_attribute("data-scene", stop.scene)
        page.keyboard.press("Backspace")
        arrived(page, stop)
        page.keyboard.press(str(stop.number))


def by_screen_reader(window: Window, stop: Stop, index: int) -> None:
    """What is told says where one is and what there is to choose; an option is found there by its name and entered."""
    tree = read_tree(window.page)
    check_tree(tree, stop, focused=index > 0)
    [option] = tree.named("button", stop.taken.label, within=tree.one("list"))
    window.page.context.new_cdp_session(window.page).send("DOM.focus", {"backendNodeId": option.backend})
    window.page.keyboard.press("Enter")


def check_tree(tree: Tree, stop: Stop, *, focused: bool) -> None:
    """One heading with the scene's name, which has the focus; the picture in words; a list of options, or the end."""
    [heading] = [node for node in tree.all("heading") if node.property("level") == 1]
    assert heading.name == stop.title
    assert heading.property("focused") is (True if focused else None)
    assert [node.name for node in tree.all("image")] == [stop.alt]
    if stop.ending:
        assert tree.all("list") == []
        assert heading.description == f"An ending {stop.ending}", "who lands on the heading hears that this is an end"
        told = [node.name for node in tree.nodes if node.role in ("heading", "StaticText")]
        assert told.index("An ending") < told.index(stop.ending, told.index("An ending"))
        assert [node.name for node in tree.all("heading")] == [stop.title, stop.ending]
        assert tree.named("button", "Read again")
        return
    items = [tree.all("button", within=item) for item in tree.all("listitem", within=tree.one("list"))]
    assert [[node.name for node in item] for item in items] == [
        [f"{option.label} {option.hint}" if option.locked else option.label] for option in stop.options
    ]
    assert [item[0].property("disabled") is True for item in items] == [option.locked for option in stop.options]


def scene(page: Page) -> Locator:
    return page.locator(".scene:not(.leaving, .ahead, .next)")


def button(page: Page, option: str) -> Locator:
    return scene(page).locator(f'.options [data-option="{option}"]')


def touch(page: Page, target: Locator) -> None:
    """A finger put down in the middle of it and lifted again."""
    page.wait_for_timeout(TWO_TAPS)
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box
    session = page.context.new_cdp_session(page)
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def is_focused(target: Locator) -> bool:
    return bool(target.evaluate("node => node === document.activeElement"))


def press_until(page: Page, key: str, holds: Callable[[], bool]) -> None:
    for _ in range(MOST_TABS):
        if holds():
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not get there")


def recorded(stack: Stack, window: Window) -> tuple[str, list[str]] | None:
    """The ending and the path that the server has of this browser's session, once it has."""
    session = window.session()
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with psycopg.connect(stack.addresses.database) as connection:
            found = connection.execute("SELECT ending, path FROM completions WHERE session_id = %s", (session,))
            if row := found.fetchone():
                return row[0], row[1]
        time.sleep(0.05)
    return None


@pytest.fixture
def scriptless(chromium: Browser) -> Iterator[Page]:
    """A page of a browser in which scripts are turned off by its settings, so that <noscript> counts."""
    program = os.environ["FABULA_CHROMIUM"]
    flags = [*FLAGS, "--blink-settings=scriptEnabled=false"]
    browser = chromium.browser_type.launch(executable_path=program, args=flags)
    yield browser.new_context(viewport=PHONE).new_page()  # type: ignore[arg-type]  # a ViewportSize
    browser.close()


def test_without_scripts_the_first_scene_reads_and_says_what_the_rest_needs(scriptless: Page, sample: str) -> None:
    scriptless.goto(sample)
    first = WAYS["threshold"][0]
    arrived(scriptless, first)
    expect(scriptless.get_by_text("The boatman won’t tie up.")).to_be_visible()
    loaded(scriptless)
    told = " ".join(node.name for node in read_tree(scriptless).all("StaticText"))
    assert "needs scripts" in told


def test_where_the_script_is_blocked_the_first_scene_reads(sample: str, open_window: OpenWindow) -> None:
    window = open_window(PHONE)
    window.context.route("**/a/*.js", lambda route: route.abort())
    window.page.goto(sample)
    arrived(window.page, WAYS["threshold"][0])
    expect(window.page.get_by_text("The boatman won’t tie up.")).to_be_visible()
    loaded(window.page)
    assert [told for told in window.complaints if "ERR_FAILED" not in told] == []


def test_with_the_server_down_from_the_start_nothing_looks_different(
    stack: Stack, sample: str, open_window: OpenWindow
) -> None:
    up, down = (open_window(PHONE, reduced_motion="reduce") for _ in range(2))
    refused: list[str] = []
    down.context.route(f"{stack.addresses.api}/**", lambda route: route.abort("connectionrefused"))
    down.page.on("requestfailed", lambda request: refused.append(request.url))
    for window in (up, down):
        walk(window, sample, WAYS["three-bowls"], by_mouse)
    assert refused
    assert down.page.locator("body").inner_text() == up.page.locator("body").inner_text()
    assert [told for told in down.complaints if "ERR_CONNECTION_REFUSED" not in told] == []


def loaded(page: Page) -> None:
    """The scene's picture has come and is shown."""
    picture = scene(page).locator("picture img")
    expect(picture).to_be_visible()
    page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
