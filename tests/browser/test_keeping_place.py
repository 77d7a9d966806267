"""The reader keeps their place in a real browser: without a connection, without a server, in a newer version."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from infra.local.creator import Creator
from infra.local.environment import PUBLIC_BUCKET
from infra.local.stack import Stack, s3_client
from tests.browser.conftest import DESK, PHONE, OpenWindow, Window

PATIENCE: Final = 30.0
ENDINGS: Final = {
    "Three bowls": [
        "Look under the boat", "Take the can with you", "Open the logbook", "Go straight up to the light",
        "Burn two measures at once", "Go down to the door", "Lift the latch", "Set out a third bowl",
    ],
    "below": [
        "Go up to the lit door", "Go up to the light", "Keep climbing", "Keep it low till morning",
        "Go down to the door", "Lift the latch", "Row home with him",
    ],
    "threshold": ["Go up to the lit door", "Go up to the light", "Keep climbing", "Keep it low till morning",
        "Stay up with the light"],
}  # fmt: skip
"""Ways to every ending of the sample story."""
KEPT: Final = """async () => {
    if (!navigator.serviceWorker.controller) return -1
    const names = await caches.keys()
    const sizes = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).length))
    return sizes.reduce((sum, size) => sum + size, 0)
}"""
"""How many files the worker has kept; -1 before it answers for the page."""
PICTURE: Final = "() => document.querySelector('.scene:not(.leaving, .next) picture img').naturalWidth > 0"
SAVING: Final = """
    Object.defineProperty(navigator, 'connection', { value: { saveData: true, effectiveType: '4g' } })
"""


NOTHING_SENT: Final = """{
    const ask = window.fetch
    const isLost = (address) => !navigator.onLine && String(address).includes('/v1/')
    window.fetch = (address, init) => (isLost(address) ? Promise.reject(new TypeError('offline')) : ask(address, init))
    navigator.sendBeacon = () => true
}"""
"""A connection that is only said to be missing lets beacons through, and now and then what a worker does not answer.
One that is missing loses the first without a word and refuses the others."""


@pytest.fixture
def reader(open_window: OpenWindow) -> Window:
    window = open_window(PHONE, device_scale_factor=2, has_touch=True, reduced_motion="reduce")
    window.context.add_init_script(NOTHING_SENT)
    return window


@dataclass
class Tale:
    """A published story of four scenes in a row, and what its creator does to it."""

    stack: Stack
    creator: Creator
    story: str
    revision: int
    link: str = ""

    def edit(self, *edits: dict[str, Any]) -> None:
        self.revision = self.creator.send_edits(self.story, self.revision, edits)

    def publish(self) -> None:
        self.link = str(self.creator.publish(self.story, self.revision)["link"])

    def put_away(self) -> None:
        answer = self.creator.ask("GET", f"/v1/stories/{self.story}/versions").good()
        self.creator.ask(
            "POST", f"/v1/stories/{self.story}/unpublish", b"{}", {"If-Match": answer.headers["ETag"]}
        ).good()

    def steps(self) -> list[tuple[int, str, str]]:
        """Version, the scene left and the scene reached of every recorded step, in order."""
        with psycopg.connect(self.stack.addresses.database) as connection:
            return connection.execute(
                """
                SELECT sessions.version, steps.scene, steps.arrived
                FROM steps JOIN sessions ON sessions.id = steps.session_id
                WHERE steps.story_id = %s ORDER BY sessions.version, steps.session_id, steps.number
                """,
                (self.story,),
            ).fetchall()

    def sessions(self) -> list[tuple[int, str, bool]]:
        """Version, state and whether it continues another of every session, in order."""
        with psycopg.connect(self.stack.addresses.database) as connection:
            return connection.execute(
                "SELECT version, state, continues_from IS NOT NULL FROM sessions WHERE story_id = %s ORDER BY 1, 2",
                (self.story,),
            ).fetchall()


@pytest.fixture
def tale(stack: Stack, creator: Creator, tmp_path: Path) -> Tale:
    story = str(creator.call("POST", "/v1/stories", {"title": "Stones"})["id"])
    picture = tmp_path / "stone.png"
    Image.new("RGB", (320, 200), "#7a6a5a").save(picture)
    asset = creator.upload(story, picture)
    creator.await_asset(asset)
    tale = Tale(stack, creator, story, 0)
    names = ("one", "two", "three", "four")
    scenes = [scene(name, asset, *names[number + 1 : number + 2]) for number, name in enumerate(names)]
    tale.edit(*({"type": "scene.added", "scene": made} for made in scenes), {"type": "story.start_set", "start": "one"})
    tale.publish()
    return tale


def scene(name: str, asset: str, *targets: str) -> dict[str, Any]:
    options: list[dict[str, Any]] = [
        {"id": f"to-{target}", "label": f"To {target}", "target": target, "condition": None, "effects": []}
        | {"hotspot": None, "when_locked": "hidden"}
        for target in targets
    ]
    data: dict[str, Any] = {"title": f"Stone {name}", "text": f"Here lies stone {name}.", "notes": "", "tags": []}
    data |= {"image": asset, "alt": "A stone", "options": options}
    data |= {"ending": None if targets else {"name": f"End at {name}", "link": None}}
    return {"id": name, "type": "scene", "position": {"x": 0.0, "y": 0.0}, "data": data}


def open_kept(window: Window, link: str) -> None:
    """Open the story and wait until everything it fetches of its own accord is kept."""
    window.page.goto(link)
    settle(window.page)


def settle(page: Page) -> None:
    seen, kept = -2, -1
    until = time.monotonic() + PATIENCE
    while kept < 1 or kept != seen:
        assert time.monotonic() < until, f"{kept} files are kept, and no end"
        page.wait_for_timeout(700)
        seen, kept = kept, page.evaluate(KEPT)


def choose(page: Page, *labels: str) -> None:
    for label in labels:
        option(page, label).tap()
        page.wait_for_timeout(300)  # two taps in one place sooner than that are a double tap


def option(page: Page, label: str) -> Locator:
    return page.get_by_role("list").get_by_role("button", name=label, exact=True)


def at(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Stone {name}")


def eventually(look: Callable[[], Any], expected: Any) -> None:
    """Wait until what is looked at is as expected."""
    until = time.monotonic() + PATIENCE
    while (seen := look()) != expected:
        assert time.monotonic() < until, seen
        time.sleep(0.2)


@pytest.fixture
def api_down(stack: Stack, reader: Window) -> Callable[[], None]:
    """Nothing that is sent to the server arrives, until what this gives is called."""
    pattern = f"{stack.addresses.api}/**"
    reader.page.route(pattern, lambda route: route.abort())
    return lambda: reader.page.unroute(pattern)


def test_every_ending_is_reached_without_a_connection(stack: Stack, reader: Window, sample: str) -> None:
    page = reader.page
    open_kept(reader, sample)
    reader.context.set_offline(True)
    before = settled_completions(stack)
    for labels in ENDINGS.values():
        page.reload()
        for label in labels:
            expect(option(page, label)).to_be_visible()
            assert page.evaluate(PICTURE), f"no picture before {label}"
            choose(page, label)
        expect(page.get_by_text("An ending", exact=True)).to_be_visible()
        page.get_by_role("button", name="Read again").tap()
    expect(page.get_by_role("button", name="Look under the boat")).to_be_visible()
    assert completions(stack) == before
    reader.context.set_offline(False)
    eventually(lambda: completions(stack), before + len(ENDINGS))


def settled_completions(stack: Stack) -> int:
    """How many there are, once what readers before this one told on leaving has come in."""
    while True:
        before = completions(stack)
        time.sleep(1)
        if completions(stack) == before:
            return before


def completions(stack: Stack) -> int:
    with psycopg.connect(stack.addresses.database) as connection:
        row = connection.execute("SELECT count(*) FROM completions").fetchone()
    return int(row[0]) if row else 0


def test_a_reload_in_the_middle_shows_the_scene_again_and_every_step_is_recorded_once(
    reader: Window, tale: Tale
) -> None:
    page = reader.page
    open_kept(reader, tale.link)
    choose(page, "To two")
    reader.context.set_offline(True)
    choose(page, "To three")
    page.reload()
    at(page, "three")
    page.get_by_role("button", name="Back", exact=True).tap()
    at(page, "two")
    page.reload()
    at(page, "two")
    choose(page, "To three", "To four")
    expect(page.get_by_text("End at four").first).to_be_visible()
    reader.context.set_offline(False)
    walked = [(1, "one", "two"), (1, "two", "three"), (1, "three", "two"), (1, "two", "three"), (1, "three", "four")]
    eventually(tale.steps, walked)
    page.reload()
    expect(page.get_by_text("End at four").first).to_be_visible()
    settle(page)
    assert tale.steps() == walked
    assert tale.sessions() == [(1, "ended", False)]


def test_steps_of_a_page_closed_without_a_connection_arrive_days_later(reader: Window, tale: Tale) -> None:
    open_kept(reader, tale.link)
    reader.context.set_offline(True)
    choose(reader.page, "To two", "To three")
    # A page that is closed is told that it is connected again: what it sends then has to be lost, too.
    reader.page.evaluate("() => (window.fetch = () => Promise.reject(new TypeError('no connection')), null)")
    reader.page.close()
    assert tale.steps() == []
    reader.context.set_offline(False)
    page = reader.context.new_page()
    page.goto(tale.link)
    at(page, "three")
    eventually(tale.steps, [(1, "one", "two"), (1, "two", "three")])


def test_a_story_reads_to_its_end_without_a_server_which_hears_of_it_later(
    reader: Window, tale: Tale, api_down: Callable[[], None]
) -> None:
    page = reader.page
    page.goto(tale.link)
    choose(page, "To two", "To three", "To four")
    expect(page.get_by_text("End at four").first).to_be_visible()
    assert tale.sessions() == []
    api_down()
    eventually(tale.sessions, [(1, "ended", False)])
    assert tale.steps() == [(1, "one", "two"), (1, "two", "three"), (1, "three", "four")]


def test_who_saves_data_is_sent_nothing_ahead(open_window: OpenWindow, tale: Tale, sample: str) -> None:
    window = open_window(PHONE, device_scale_factor=2)
    window.context.add_init_script(SAVING)
    asked: list[str] = []
    window.page.on("request", lambda request: asked.append(request.url))
    open_kept(window, sample)
    pictures = {url.split("/")[4] for url in asked if "/i/" in url}
    assert len(pictures) == 1, "more than the picture of the scene that is shown"
    assert not [url for url in asked if "/m/" in url]
    window.context.set_offline(True)
    window.page.reload()
    expect(window.page.get_by_role("button", name="Look under the boat")).to_be_visible()
    assert window.page.evaluate(PICTURE)


def test_a_story_put_away_is_gone_from_this_device(reader: Window, tale: Tale) -> None:
    page = reader.page
    open_kept(reader, tale.link)
    tale.put_away()
    page.reload()
    expect(page.get_by_role("heading", name="This story is put away")).to_be_visible()
    reader.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name="This story is put away")).to_be_visible()


def test_a_story_that_is_there_no_more_is_gone_from_this_device(reader: Window, tale: Tale) -> None:
    page = reader.page
    open_kept(reader, tale.link)
    s3_client().delete_object(Bucket=PUBLIC_BUCKET, Key=f"s/{tale.link.rpartition('/')[2]}/index.html")
    page.reload()
    expect(page.get_by_role("heading", name="There is no story here")).to_be_visible()
    reader.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name="not on this device")).to_be_visible()


def test_an_address_that_never_was_here_says_so_without_a_connection(reader: Window, tale: Tale) -> None:
    open_kept(reader, tale.link)
    reader.context.set_offline(True)
    reader.page.goto(f"{tale.link}-elsewhere")
    expect(reader.page.get_by_role("heading", name="not on this device")).to_be_visible()
    reader.shoot("read-no-connection-390")


class TestAnotherDevice:
    """A link carries the session over."""

    @pytest.fixture
    def other(self, open_window: OpenWindow) -> Window:
        return open_window(DESK, reduced_motion="reduce")

    def link(self, reader: Window) -> str:
        reader.page.get_by_role("button", name="Your path").tap()
        reader.page.get_by_role("button", name="Continue on another device").tap()
        dialog = reader.page.get_by_role("dialog")
        link = dialog.get_by_label("Link to your place").input_value()
        reader.shoot("read-elsewhere-390")
        dialog.get_by_role("button", name="Close").tap()
        return link

    def test_says_so_where_the_link_leads_nowhere_yet(self, reader: Window, tale: Tale) -> None:
        reader.page.route("**/v1/play/**", lambda route: route.abort())
        reader.page.goto(tale.link)
        expect(reader.page.get_by_role("button", name="About")).to_be_enabled()
        choose(reader.page, "To two")
        reader.page.get_by_role("button", name="Your path").tap()
        reader.page.get_by_role("button", name="Continue on another device").tap()
        expect(reader.page.get_by_text("Your place could not be sent just now.")).to_be_visible()

    def test_goes_on_in_the_same_session(self, reader: Window, other: Window, tale: Tale) -> None:
        reader.page.goto(tale.link)
        choose(reader.page, "To two")
        link = self.link(reader)
        eventually(tale.steps, [(1, "one", "two")])
        page = other.page
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(link)
        at(page, "two")
        expect(page.get_by_text("You are where you left off.")).to_be_visible()
        assert page.url == tale.link
        assert not [url for url in asked if link.rpartition(".")[2] in url]
        page.get_by_role("button", name="To three").click()
        page.wait_for_timeout(300)
        page.get_by_role("button", name="To four").click()
        expect(page.get_by_text("End at four").first).to_be_visible()
        walked = [(1, "one", "two"), (1, "two", "three"), (1, "three", "four")]
        eventually(tale.steps, walked)
        page.reload()
        expect(page.get_by_text("End at four").first).to_be_visible()

        choose(reader.page, "To three")
        at(reader.page, "three")
        reader.page.reload()
        expect(reader.page.get_by_text("End at four").first).to_be_visible()
        assert tale.steps() == walked
        assert tale.sessions() == [(1, "ended", False)]
        assert (reader.complaints, other.complaints) == ([], [])

    def test_comes_before_the_place_that_is_there(self, reader: Window, other: Window, tale: Tale) -> None:
        other.page.goto(tale.link)
        other.page.get_by_role("button", name="To two").click()
        at(other.page, "two")
        reader.page.goto(tale.link)
        choose(reader.page, "To two", "To three")
        link = self.link(reader)
        eventually(lambda: len(tale.steps()), 2)
        other.page.goto("about:blank")
        other.page.goto(link)
        at(other.page, "three")
        eventually(lambda: sorted(tale.steps()), [(1, "one", "two"), (1, "one", "two"), (1, "two", "three")])

    def test_that_is_unknown_begins_as_usual(self, other: Window, tale: Tale) -> None:
        other.page.goto(f"{tale.link}#go-on={uuid.uuid4()}.{'x' * 43}")
        expect(other.page.get_by_text("That link could not be followed")).to_be_visible()
        at(other.page, "one")
        assert other.page.url == tale.link
        other.page.get_by_role("button", name="To two").click()
        at(other.page, "two")


class TestANewerVersion:
    """A reader comes back, and the story was published anew meanwhile."""

    @pytest.fixture
    def page(self, reader: Window, tale: Tale) -> Page:
        """Somebody who read up to the second scene."""
        reader.page.goto(tale.link)
        choose(reader.page, "To two")
        at(reader.page, "two")
        return reader.page

    def test_goes_on_where_they_were(self, page: Page, tale: Tale) -> None:
        tale.edit({"type": "scene.rewritten", "scene": "two", "text": "The stone has been turned."})
        tale.publish()
        page.reload()
        expect(page.get_by_text("The stone has been turned.")).to_be_visible()
        expect(page.get_by_text("You go on in its newer version.")).to_be_visible()
        assert tale.sessions() == [(1, "carried", False), (2, "reading", True)]
        choose(page, "To three", "To four")
        eventually(tale.steps, [(1, "one", "two"), (2, "two", "three"), (2, "three", "four")])
        page.reload()
        expect(page.get_by_text("End at four").first).to_be_visible()
        assert tale.sessions() == [(1, "carried", False), (2, "ended", True)]

    def test_moves_nothing_where_their_scene_is_the_same(self, page: Page, tale: Tale) -> None:
        tale.edit({"type": "scene.rewritten", "scene": "three", "text": "The stone has been turned."})
        tale.publish()
        page.reload()
        expect(page.get_by_text("You are where you left off.")).to_be_visible()
        page.evaluate("document.querySelector('.scene').dataset.seen = 'yes'")
        eventually(tale.sessions, [(1, "carried", False), (2, "reading", True)])
        expect(page.get_by_role("button", name="Back", exact=True)).to_have_count(0)
        assert page.evaluate("document.querySelector('.scene').dataset.seen") == "yes"
        choose(page, "To three")
        expect(page.get_by_text("The stone has been turned.")).to_be_visible()

    def test_begins_again_where_their_scene_is_gone(self, page: Page, tale: Tale) -> None:
        tale.edit(
            {"type": "option.retargeted", "scene": "one", "option": "to-two", "target": "three"},
            {"type": "scene.removed", "scene": "two"},
        )
        tale.publish()
        page.reload()
        at(page, "one")
        expect(page.get_by_text("The scene you were in is no longer in this story")).to_be_visible()
        choose(page, "To two", "To four")
        eventually(tale.steps, [(1, "one", "two"), (2, "one", "three"), (2, "three", "four")])

    def test_takes_along_what_was_read_without_a_connection(self, page: Page, reader: Window, tale: Tale) -> None:
        settle(page)
        reader.context.set_offline(True)
        choose(page, "To three")
        tale.edit({"type": "scene.rewritten", "scene": "three", "text": "The stone has been turned."})
        tale.publish()
        page.reload()
        at(page, "three")
        reader.context.set_offline(False)
        eventually(tale.steps, [(1, "one", "two"), (1, "two", "three")])
        page.reload()
        expect(page.get_by_text("The stone has been turned.")).to_be_visible()
        eventually(tale.sessions, [(1, "carried", False), (2, "reading", True)])
