"""A story on somebody else's page, and kept like an app, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, expect

from infra.local.creator import Creator, exchange
from infra.local.seed import SAMPLE
from infra.local.serving import Server
from infra.local.stack import Stack
from tests.browser.conftest import DESK, LOOKS, PHONE, WIDTHS, OpenWindow, Window
from tests.browser.test_screens import browser_state, check_screen
from tests.vectors.tables.shapes import option, scene

TITLE = "Three rooms"
LISTENER = """
    window.heard = []
    addEventListener('message', ({ data, origin, source }) => {
      window.heard.push({ data, origin })
      for (const frame of document.querySelectorAll('iframe'))
        if (frame.contentWindow === source && data?.fabula === 'size') frame.height = data.height
    })
"""


class Host:
    """Somebody else's site: it answers every path with its page."""

    def __init__(self) -> None:
        self.body = ""

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        page = f"<!doctype html><title>Host</title><h1>Elsewhere</h1><script>{LISTENER}</script>{self.body}"
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [page.encode()]


@dataclass
class Elsewhere:
    """The site while it runs."""

    host: Host
    origin: str

    def show(self, window: Window, body: str) -> Page:
        self.host.body = body
        window.page.goto(self.origin)
        return window.page


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    host = Host()
    server = Server("elsewhere", host, port=0, logs=tmp_path_factory.mktemp("logs"))
    server.start()
    yield Elsewhere(host, f"http://localhost:{server.port}")
    server.stop()


@dataclass
class Published:
    """A story that is out, and its creator."""

    creator: Creator
    story: str
    link: str


@pytest.fixture(scope="module")
def house(stack: Stack) -> Published:
    """A story of three rooms, each of another height, with pictures."""
    creator = Creator(stack.addresses)
    creator.sign_in("rooms@example.com")
    story = creator.call("POST", "/v1/stories", {"title": TITLE})["id"]
    picture = creator.upload(story, SAMPLE / "pictures" / "landing.jpg")
    creator.await_asset(picture)
    words = "Water, and more water, as far as the lamp can see. " * 40
    linked = f"[A link](https://example.com/). {words}"
    scenes = [
        scene("hall", option("door", "kitchen", label="Through the door"), image=picture, alt="A hall", text="A hall."),
        scene("kitchen", option("stair", "attic", label="Up the stair"), image=picture, alt="A kitchen", text=words),
        scene(
            "attic",
            text=linked,
            image=picture,
            alt="Beams",
            ending="Under the roof",
        ),
    ]
    edits = [{"type": "scene.added", "scene": one} for one in scenes]
    revision = creator.send_edits(story, 0, [*edits, {"type": "story.start_set", "start": "hall"}])
    creator.publish(story, revision)
    return Published(creator, story, str(creator.call("GET", f"/v1/stories/{story}")["link"]))


@pytest.fixture
def rooms(house: Published) -> str:
    """Where it is read."""
    return house.link


def embed_code(link: str) -> str:
    return str(exchange("GET", f"{link}/oembed.json").good().json()["html"])


def inner(page: Page) -> Frame:
    (frame,) = [one for one in page.frames if one is not page.main_frame]
    return frame


def wait_inside(page: Page, condition: str) -> None:
    """Until it holds in the frame, whose policy lets nothing be evaluated later; asked again from out here."""
    while not inner(page).evaluate(condition):
        page.wait_for_timeout(20)


def settled(page: Page) -> int:
    """The frame's height, once it is that of what it shows."""
    page.wait_for_function("heard.length && document.querySelector('iframe').height == heard.at(-1).data.height")
    wait_inside(page, "Math.ceil(document.documentElement.getBoundingClientRect().height) === innerHeight")
    return int(page.evaluate("document.querySelector('iframe').clientHeight"))


def read_to_the_end(page: Page) -> None:
    frame = inner(page)
    frame.get_by_role("link", name="Through the door").or_(frame.get_by_role("button", name="Through the door")).click()
    frame.get_by_role("button", name="Up the stair").click()
    expect(frame.get_by_role("heading", name="Under the roof")).to_be_visible()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["1440", "390"])
def test_a_story_is_read_in_a_frame_that_grows_with_it(
    rooms: str, elsewhere: Elsewhere, open_window: OpenWindow, stack: Stack, viewport: dict[str, int]
) -> None:
    window = open_window(viewport, reduced_motion="reduce")
    window.context.route("https://example.com/", lambda route: route.fulfill(body="Example"))
    page = elsewhere.show(window, embed_code(rooms).replace('width="640"', 'width="100%"'))
    frame = inner(page)
    hall = settled(page)
    frame.get_by_role("link", name="Through the door").or_(frame.get_by_role("button", name="Through the door")).click()
    expect(frame.get_by_text("Water, and more water").first).to_be_visible()
    page.wait_for_function(f"heard.at(-1).data.height !== {hall}")
    kitchen = settled(page)
    assert kitchen > hall
    assert page.evaluate("document.querySelector('iframe').getBoundingClientRect().top") > -1, "its top is in sight"
    frame.get_by_role("button", name="About").click()
    menu = frame.get_by_role("dialog").locator(".menu").get_by_role("button")
    expect(menu).to_have_text(["Your path", "Share", "Keys", "Start over"])  # a sandbox lets nothing print
    expect(frame.get_by_role("button", name="Close")).to_be_in_viewport(ratio=1)
    window.shoot(f"embed-sheet-{viewport['width']}")
    page.keyboard.press("Escape")
    window.shoot(f"embed-{viewport['width']}")
    frame.locator(".scene.next .frame img:only-of-type").wait_for(state="attached")
    below = frame.locator(".embed-foot")
    below.scroll_into_view_if_needed()
    seen = below.screenshot()
    frame.get_by_role("button", name="Up the stair").hover()
    page.mouse.down()
    assert below.screenshot() == seen, "nothing of what a press leads to is seen"
    page.mouse.up()
    expect(frame.get_by_role("heading", name="Under the roof")).to_be_visible()
    settled(page)
    assert page.evaluate("document.querySelector('iframe').getBoundingClientRect().top") > -1, "its top, again"
    heard = page.evaluate("heard")
    assert {one["origin"] for one in heard} == {stack.addresses.read}
    assert all(set(one["data"]) == {"fabula", "height"} for one in heard)
    with window.context.expect_page() as opened:
        frame.get_by_role("link", name="A link").click()
    opened.value.close()
    assert frame.url.startswith(f"{stack.addresses.read}/e/")
    assert frame.get_by_role("link", name="Open the story").get_attribute("href") == rooms
    # Where the system has nothing to share with, Chromium has never heard of sharing.
    assert [one for one in window.complaints if "'web-share'" not in one] == []


def test_a_frame_is_as_high_as_its_words_whatever_height_it_is_given(
    rooms: str, elsewhere: Elsewhere, open_window: OpenWindow
) -> None:
    page = elsewhere.show(open_window(DESK, reduced_motion="reduce"), embed_code(rooms))
    height = settled(page)
    told = page.evaluate("heard.length")
    for given in (4000, 1200, height):
        page.evaluate("given => { document.querySelector('iframe').height = given }", given)
        wait_inside(page, f"innerHeight === {given}")
        inner(page).evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("heard.length") == told


def test_a_story_reads_where_its_frame_may_keep_nothing(
    rooms: str, elsewhere: Elsewhere, open_window: OpenWindow
) -> None:
    """The strictest sandbox that still has scripts, as some sites put around every frame: no origin, no storage."""
    window = open_window(DESK, reduced_motion="reduce")
    frame = f'<iframe src="{rooms.replace("/s/", "/e/")}" width="640" height="800" sandbox="allow-scripts"></iframe>'
    page = elsewhere.show(window, frame)
    settled(page)
    read_to_the_end(page)
    assert {one["origin"] for one in page.evaluate("heard")} == {"null"}
    assert window.complaints == []


def test_the_storys_own_page_refuses_to_be_framed(rooms: str, elsewhere: Elsewhere, open_window: OpenWindow) -> None:
    window = open_window(DESK)
    page = elsewhere.show(window, f'<iframe src="{rooms}" width="640" height="800"></iframe>')
    page.wait_for_load_state("networkidle")
    assert inner(page).url == "chrome-error://chromewebdata/"
    assert any("frame-ancestors 'none'" in complaint for complaint in window.complaints)


def test_a_browser_may_keep_the_story_like_an_app(rooms: str, open_window: OpenWindow) -> None:
    window = open_window(PHONE)
    window.page.goto(rooms)
    devtools = window.context.new_cdp_session(window.page)
    found = devtools.send("Page.getAppManifest")
    assert (found["errors"], json.loads(found["data"])["name"]) == ([], TITLE)
    faults = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A window without a profile of its own keeps nothing, so this much is said of every page in it.
    assert [one["errorId"] for one in faults if one["errorId"] != "in-incognito"] == []
    assert window.complaints == []


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_a_creator_says_who_may_find_it_and_takes_the_embed_code(
    stack: Stack, house: Published, elsewhere: Elsewhere, open_window: OpenWindow, width: str, scheme: str
) -> None:
    state = browser_state(house.creator)
    window = open_window(WIDTHS[width], storage_state=state, color_scheme=scheme, reduced_motion="reduce")
    window.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=stack.addresses.app)
    page = window.page
    page.goto(f"{stack.addresses.app}/stories/{house.story}")
    page.get_by_test_id("publish-button").click()
    dialog = page.get_by_role("dialog")
    switch = dialog.get_by_role("switch", name="Let search engines list this story")
    expect(switch).not_to_be_checked()
    dialog.get_by_text("Show it on another page").click()
    check_screen(page, "publish")
    window.shoot(f"publish-embed-{width}-{scheme}")
    dialog.get_by_role("button", name="Copy embed code").click()
    expect(dialog.get_by_role("button", name="Copied")).to_be_visible()
    code = page.evaluate("navigator.clipboard.readText()")

    for listed in (True, False):
        with page.expect_response(lambda answer: answer.url.endswith("/listing") and answer.request.method == "PUT"):
            switch.set_checked(listed, force=True)
        expect(switch).to_be_enabled()
        assert ("noindex" not in exchange("GET", house.link).good().text) is listed
    assert window.complaints == []

    host = elsewhere.show(open_window(WIDTHS[width], reduced_motion="reduce"), code)
    assert settled(host) != 800
