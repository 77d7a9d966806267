"""What a first visit costs, in requests and bytes: counted in a real browser, never timed."""

from __future__ import annotations

import gzip
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping

import brotli
import psycopg
import pytest
from playwright.sync_api import Route, expect

from infra.local.creator import Creator, exchange
from infra.local.stack import Stack
from tests.browser.conftest import DESK, PHONE, SCENE, OpenWindow
from tests.browser.flats import LONG, opened, settle
from tests.browser.test_screens import browser_state
from tests.browser.test_together import scene
from tests.browser.ways import sample_document, shortest_ways

FIRST_WORDS_BYTES = 20_000
CANVAS_SCRIPT_BYTES = 200_000
"""Of the editor's scripts that a browser asks for before it shows the canvas, each compressed by gzip."""
NOTE_CANVAS = """
    new MutationObserver((_, observer) => {
        if (document.querySelector('[data-testid="scene-card"]') === null) return
        observer.disconnect()
        window.canvasShown = performance.now()
    }).observe(document, { childList: true, subtree: true })
"""
SCRIPTS_BEFORE = """
    performance.getEntriesByType('resource')
        .filter(({ name, startTime }) => name.endsWith('.js') && startTime < window.canvasShown)
        .map(({ name }) => name)
"""
TEN_STEPS = (
    *('option="o3"', 'option="o11"', 'act="back"', 'option="o10"', 'option="o32"'),
    *('act="back"', 'act="back"', 'act="back"', 'option="o1"', 'option="o5"'),
)
PACES: tuple[Mapping[int, int], ...] = ({}, {5: 3_000}, dict.fromkeys(range(4, 8), 2_300))
"""Milliseconds that a reader stays after a step. A batch goes after two seconds without a further one."""
MOST_CALLS = 3
"""Of a read of ten steps: opening it, the steps in two batches, the second of them on leaving."""

MOST_AHEAD = 13
"""Scenes of the whole sample story, and those at most two choices away where each leads to three."""

Flats = Callable[[int], str]


@pytest.fixture(params=["sample", "long"])
def story(request: pytest.FixtureRequest) -> str:
    """The sample story, and one of two thousand scenes."""
    return str(
        request.getfixturevalue("sample") if request.param == "sample" else request.getfixturevalue("flats")(LONG)
    )


def test_the_first_words_and_options_need_one_request_and_few_bytes(story: str, open_window: OpenWindow) -> None:
    page, others = open_window(PHONE).page, list[str]()

    def refuse(route: Route) -> None:
        if route.request.is_navigation_request():
            route.continue_()
        else:
            others.append(route.request.url)
            route.abort()

    page.route("**/*", refuse)
    page.goto(story)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".text p").first).to_be_visible()
    expect(page.locator(".options [data-option]").first).to_be_visible()
    assert others, "nothing else was asked for: then this shows nothing"
    html = exchange("GET", story).good().body
    assert len(brotli.compress(html)) <= FIRST_WORDS_BYTES


def test_a_first_visit_asks_for_few_things_and_each_once(stack: Stack, story: str, open_window: OpenWindow) -> None:
    window, calls, log = open_window(PHONE), list[str](), stack.options.data / "logs" / "read.log"
    window.page.on("request", lambda request: calls.append(request.url))
    before = len(log.read_text())
    opened(stack, window, story)
    # What has reached the host: of a picture that its cache holds already, the browser may ask the worker once more.
    host = re.findall(r'"GET (/\S*) HTTP', log.read_text()[before:])
    kinds = Counter(path[:3] for path in host)
    assert max(Counter(host).values()) == 1, Counter(host).most_common(3)
    assert kinds["/s/"] == 1
    assert kinds["/c/"] <= MOST_AHEAD
    assert kinds["/i/"] <= MOST_AHEAD
    assert kinds["/m/"] <= 2, "more than the head and the index"
    assert kinds["/a/"] <= 4, "more than the script, what it fetches later, and the letters"
    assert len([url for url in calls if url.startswith(stack.addresses.api)]) == 1, "more than the session's opening"
    assert window.complaints == []


@pytest.mark.parametrize("pauses", PACES, ids=["fast", "one pause", "slow"])
def test_ten_steps_are_three_calls_however_they_are_paced(
    stack: Stack, flats: Flats, open_window: OpenWindow, pauses: Mapping[int, int]
) -> None:
    window = open_window(PHONE, reduced_motion="reduce")
    page = window.page
    opened(stack, window, flats(LONG))
    session = window.session()
    for number, step in enumerate(TEN_STEPS, start=1):
        scene = str(page.locator(SCENE).get_attribute("data-scene"))
        page.locator(f"{SCENE} [data-{step}]").first.click()
        expect(page.locator(SCENE)).not_to_have_attribute("data-scene", scene)
        page.wait_for_timeout(pauses.get(number, 0))
    page.goto("about:blank")
    await_steps(stack, session, len(TEN_STEPS))
    log = (stack.options.data / "logs" / "api.log").read_text()
    assert 0 < len(re.findall(f"POST /v1/play/sessions/{session}/steps", log)) <= MOST_CALLS


def test_what_is_told_on_leaving_arrives_though_the_worker_sleeps(
    stack: Stack, sample: str, open_window: OpenWindow
) -> None:
    """A browser stops a worker after half a minute, and what has to wake it does not outlive the page it came from."""
    window = open_window(PHONE, reduced_motion="reduce")
    page = window.page
    opened(stack, window, sample)
    session = window.session()
    page.locator(f"{SCENE} .options [data-option]").first.click()
    workers = page.context.new_cdp_session(page)
    workers.send("ServiceWorker.enable")
    workers.send("ServiceWorker.stopAllWorkers")
    page.goto("about:blank")
    await_steps(stack, session, 1)


def await_steps(stack: Stack, session: str, count: int) -> None:
    until = time.monotonic() + 20
    with psycopg.connect(stack.addresses.database, autocommit=True) as connection:
        while True:
            found = connection.execute("SELECT count(*) FROM steps WHERE session_id = %s", (session,)).fetchone()
            if found == (count,):
                return
            assert time.monotonic() < until, f"{found} of {count} steps have arrived"
            time.sleep(0.05)


@pytest.mark.long
def test_who_saves_data_is_sent_nothing_they_did_not_ask_for(
    stack: Stack, sample: str, flats: Flats, open_window: OpenWindow
) -> None:
    way = shortest_ways(sample_document())["three-bowls"]
    for link, choices in ((sample, [stop.take for stop in way if stop.take]), (flats(LONG), ["o3", "o11", "o36"])):
        window, seen = open_window(PHONE, reduced_motion="reduce"), list[str]()
        page = window.page
        page.context.new_cdp_session(page).send("Emulation.setDataSaverOverride", {"dataSaverEnabled": True})
        loaded = opened(stack, window, link)
        for option in [*choices, None]:
            settle(page, loaded)
            seen.append(str(page.locator(SCENE).get_attribute("data-scene")))
            pictures = {path.split("/")[2] for path in loaded.of("/i/")}
            assert len(pictures) <= len(seen)
            for path in loaded.of("/c/"):
                chunk = exchange("GET", f"{stack.addresses.read}{path}").good().json()
                assert set(chunk["states"]) & set(seen), f"{path} holds no scene that was read"
            if option:
                page.locator(f'{SCENE} .options [data-option="{option}"]').click()
                expect(page.locator(SCENE)).not_to_have_attribute("data-scene", seen[-1])
        assert window.complaints == []


def test_the_editor_shows_the_canvas_after_few_bytes_of_script(
    stack: Stack, creator: Creator, open_window: OpenWindow
) -> None:
    story = str(creator.call("POST", "/v1/stories", {"title": "Cold"})["id"])
    creator.send_edits(story, 0, [{"type": "scene.added", "scene": scene("a", 0)}])
    window = open_window(DESK, storage_state=browser_state(creator))
    window.context.add_init_script(NOTE_CANVAS)
    window.page.goto(f"{stack.addresses.app}/stories/{story}")
    expect(window.page.get_by_test_id("scene-card")).to_be_visible()
    scripts = window.page.evaluate(SCRIPTS_BEFORE)
    sizes = {url: len(gzip.compress(exchange("GET", url).good().body)) for url in scripts}
    assert sum(sizes.values()) <= CANVAS_SCRIPT_BYTES, sizes
    assert sum(sizes.values()) > CANVAS_SCRIPT_BYTES / 4, "that is not all of them"
    assert window.complaints == []
