"""The story page from opening its link, beside a bare page and what others publish of the same story.

A phone on a slow network, as Chromium emulates one: a processor four times slower, 1.4 Mbit/s down, 562 ms a round trip
(the "slow 4G" of Lighthouse, which these figures are usually quoted for). Every page is opened in turn, round after
round, each time in a fresh browser context without a cache; a row shows medians.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final, Literal
from urllib.parse import urljoin

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from werkzeug.wrappers import Request, Response

from infra.bench.harness import Goal, Measured, Options, bench
from infra.bench.published import BenchScene, bench_stack, publish_story
from infra.bench.reader_sites import Site, Story, plan_sites
from infra.local.hosts import FolderSource, send
from infra.local.serving import HOST, Server
from infra.setup.chromium import FLAGS, VARIABLE

ROUNDS: Final = 5
SETTLING: Final = 2_500
"""Milliseconds between loading and the tap, for what is fetched ahead."""
PATIENCE: Final = 60_000
TAPS: Final = 5
"""Scenes gone through after each opening. A tap waits for the next frame, so each is given another place within one."""
BETWEEN_TAPS: Final = 1_500
"""Milliseconds, for what the next choice leads to."""
FRAME: Final = 1000 / 60
RESTS: Final = 300
"""Milliseconds between coming to an option and pressing it, with which what the mouse lights up is lit."""
HELD: Final = 80
"""Milliseconds that a finger or a button stays down, as in a quick tap, on every page alike. They are not counted: the
click begins what is timed, and what a page does at the press, be it to darken the option, is done by then."""
WATCH: Final = (Path(__file__).parent / "reader_watch.js").read_text(encoding="utf-8")
OURS: Final = "ours"
BARE: Final = "bare page"
OURS_CHOICE: Final = ".scene:not(.ahead, .next, .leaving) .options :is(a, button:not(:disabled))"
LARGE: Final = "ours, 10,000 scenes"
SMALL_SCENES: Final = 10
LARGE_SCENES: Final = 10_000
PHONE: Final[dict[str, Any]] = {
    "viewport": {"width": 412, "height": 823},
    "device_scale_factor": 1.75,
    "has_touch": True,
    "is_mobile": True,
}
NETWORK: Final = {
    "offline": False,
    "latency": 562.5,
    "downloadThroughput": 1_474.56 * 1024 / 8,
    "uploadThroughput": 675 * 1024 / 8,
}
SLOW_DOWN: Final = 4
LOREM: Final = (
    "The boatman holds the rail with one hand while you step across, and passes you your bag, and then, more "
    "carefully, the bread. The stair goes up to a door with a light in it. Below it, on the shingle, somebody has "
    "turned a rowing boat over for the winter and not quite let it down."
)

Hand = Literal["touch", "mouse"]


@dataclass
class _Figures:
    """What was measured of one page, a figure a round."""

    first_text: list[float] = field(default_factory=list)
    """Milliseconds from opening the link until the first scene's words were painted."""
    largest_paint: list[float] = field(default_factory=list)
    shift: list[float] = field(default_factory=list)
    carried: list[float] = field(default_factory=list)
    """Bytes of the files that came before the first words were painted, pictures and fonts aside."""
    whole: list[float] = field(default_factory=list)
    """Bytes of all that was asked for before that, however late it came."""
    answered: list[float] = field(default_factory=list)
    """Milliseconds from opening the link until an option pressed as soon as it was there had led on."""
    taps: dict[Hand, list[float]] = field(default_factory=lambda: {"touch": [], "mouse": []})
    """Milliseconds from the end of a tap, its click, to the next scene's words being painted."""


@dataclass(frozen=True)
class _Opened:
    """One page to open."""

    address: str
    choice: str


@bench("reader")
def measure_reader(options: Options) -> list[Measured]:
    """First words, largest paint, first tap, tap to next scene, bytes and layout shift."""
    with _pages(options.peers) as pages, _chromium() as browser:
        figures: dict[str, _Figures] = defaultdict(_Figures)
        for _round in range(ROUNDS):
            for name, page in pages.items():
                _look(browser, page, figures[name])
            for name in (OURS, BARE):
                _go_through(browser, pages[name], figures[name])
    return _rows(figures)


def _rows(figures: Mapping[str, _Figures]) -> list[Measured]:
    ours, bare, large = figures[OURS], figures[BARE], figures[LARGE]
    others = [name for name in figures if name not in (OURS, LARGE, BARE)]
    rows = [
        Measured("before the first words, without pictures", "kB", median(ours.carried) / 1000, goal=_most("ours", 20)),
        Measured("with the script, which they do not wait for", "kB", median(ours.whole) / 1000),
        _row("first words", ours.first_text, bare.first_text, BARE, 1.2),
        _row("largest paint", ours.largest_paint, bare.largest_paint, BARE, 1.1),
        *(_row("first words", ours.first_text, figures[other].first_text, other, None) for other in others),
        *(_row("largest paint", ours.largest_paint, figures[other].largest_paint, other, None) for other in others),
    ]
    if others:
        soonest = min(others, key=lambda other: median(figures[other].answered))
        rows.append(_row("first tap answered", ours.answered, figures[soonest].answered, soonest, 0.5))
    for hand, own in ours.taps.items():
        rows.append(_row(f"tap to next scene, by {hand}", own, bare.taps[hand], BARE, 1.1))
    small = f"{SMALL_SCENES} scenes"
    return [
        *rows,
        Measured("layout shift", "", max(ours.shift), goal=_most("ours", 0)),
        _row("first words of 10,000 scenes", large.first_text, ours.first_text, small, 1.1),
        _row("largest paint of 10,000 scenes", large.largest_paint, ours.largest_paint, small, 1.1),
        Measured(
            "before the first words of 10,000 scenes",
            "kB",
            median(large.carried) / 1000,
            median(ours.carried) / 1000,
            small,
            _most("ratio", 1.1),
        ),
    ]


def _row(what: str, ours: Sequence[float], peer: Sequence[float], name: str, at_most: float | None) -> Measured:
    goal = None if at_most is None else _most("ratio", at_most)
    return Measured(what, "ms", median(ours), median(peer), name, goal)


def _most(of: Literal["ours", "ratio"], value: float) -> Goal:
    return Goal(of, "most", value)


def _look(browser: Browser, opened: _Opened, figures: _Figures) -> None:
    """Open the page twice: to be read, and to be tapped at once."""
    with _slow_page(browser) as (page, session):
        wire = _Wire(session)
        _open(page, opened)
        page.wait_for_timeout(SETTLING)
        seen = page.evaluate("window.__bench")
        figures.first_text.append(seen["text"])
        figures.largest_paint.append(seen["paint"])
        figures.carried.append(wire.came_before(seen["text"]))
        figures.whole.append(wire.asked_before(seen["text"]))
        figures.shift.append(seen["shift"])
    with _slow_page(browser) as (page, _):
        page.add_init_script(f"window.__benchEager({json.dumps(opened.choice)})")
        page.goto(opened.address, wait_until="commit", timeout=PATIENCE)
        figures.answered.append(_seen(page, "answered"))


def _go_through(browser: Browser, opened: _Opened, figures: _Figures) -> None:
    """Open the page and go through its scenes, once with either hand."""
    for hand in figures.taps:
        with _slow_page(browser) as (page, session):
            _open(page, opened)
            for number in range(1, TAPS + 1):
                page.wait_for_timeout(SETTLING if number == 1 else BETWEEN_TAPS)
                figures.taps[hand].append(_tap(page, session, opened.choice, hand, number))
            figures.shift.append(page.evaluate("window.__bench.shift"))


def _open(page: Page, opened: _Opened) -> None:
    page.goto(opened.address, wait_until="load", timeout=PATIENCE)
    _seen(page, "text")
    page.wait_for_selector(opened.choice)


def _tap(page: Page, session: CDPSession, choice: str, hand: Hand, number: int) -> float:
    """Tap the option that leads to scene `number`. Milliseconds until it was painted."""
    option = page.locator(choice).first
    option.scroll_into_view_if_needed()
    box = option.bounding_box()
    if box is None:
        raise RuntimeError(f"{page.url} shows no option")
    x, y = box["x"] + min(box["width"], 40) / 2, box["y"] + box["height"] / 2
    if hand == "mouse":
        page.mouse.move(x, y)
    page.wait_for_timeout(RESTS)
    page.evaluate("number => window.__benchTap(number)", number)
    if hand == "mouse":
        page.mouse.down()
    else:
        session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    page.wait_for_timeout(HELD + number * FRAME / TAPS)
    if hand == "mouse":
        page.mouse.up()
    else:
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    return _seen(page, "tap")


def _seen(page: Page, what: str) -> float:
    """A figure of the watching script, waited for here: Playwright would evaluate strings, which our pages forbid."""
    until = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < until:
        figure = page.evaluate("what => window.__bench[what]", what)
        if figure is not None:
            return float(figure)
        page.wait_for_timeout(50)
    raise TimeoutError(f"{page.url}: no {what}")


class _Wire:
    """What goes over the wire while a page loads, pictures and fonts aside; times are milliseconds after the first."""

    def __init__(self, session: CDPSession) -> None:
        self._asked: dict[str, float] = {}
        self._answered: dict[str, float] = {}
        self._sizes: dict[str, float] = {}
        session.on("Network.requestWillBeSent", self._note_request)
        session.on("Network.responseReceived", self._note_answer)
        session.on("Network.loadingFinished", self._note_end)

    def came_before(self, time: float) -> float:
        """Bytes of every file whose answer had begun by then, its end included."""
        return self._size_of(self._answered, time)

    def asked_before(self, time: float) -> float:
        """Bytes of every file that had been asked for by then, whenever it came."""
        return self._size_of(self._asked, time)

    def _size_of(self, times: Mapping[str, float], until: float) -> float:
        return sum(size for request, size in self._sizes.items() if times.get(request, until) < until)

    def _note_request(self, event: Any) -> None:
        if event.get("type") not in ("Image", "Font"):
            if not self._asked:
                self._began = event["timestamp"]
            self._asked[event["requestId"]] = self._since(event)

    def _note_answer(self, event: Any) -> None:
        self._answered[event["requestId"]] = self._since(event)

    def _note_end(self, event: Any) -> None:
        if event["requestId"] in self._asked:
            self._sizes[event["requestId"]] = event["encodedDataLength"]

    def _since(self, event: Any) -> float:
        return float(event["timestamp"] - self._began) * 1000


@contextmanager
def _slow_page(browser: Browser) -> Iterator[tuple[Page, CDPSession]]:
    context = browser.new_context(**PHONE)
    try:
        page = context.new_page()
        page.add_init_script(WATCH)
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.send("Network.emulateNetworkConditions", NETWORK)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_DOWN})
        yield page, session
    finally:
        context.close()


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ[VARIABLE], args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def _pages(peers: Path | None) -> Iterator[dict[str, _Opened]]:
    """Every page's address, while they are served."""
    with bench_stack() as (_, creator), tempfile.TemporaryDirectory(prefix="fabula-sites-") as place:
        small = publish_story(creator, "Bench", _scenes(SMALL_SCENES))
        large = publish_story(creator, "Bench, large", _scenes(LARGE_SCENES))
        folder = Path(place)
        with _chromium() as browser:
            picture = _picture_of(browser, small.link)
        story = Story(_scenes(SMALL_SCENES), picture.body, picture.suffix)
        sites = plan_sites(peers)
        for name, site in sites.items():
            (folder / name.replace(" ", "-")).mkdir()
            site.write(story, folder / name.replace(" ", "-"))
        server = Server("sites", _Folder(folder), port=0, logs=folder / "logs")
        server.start()
        try:
            yield {
                OURS: _Opened(small.link, OURS_CHOICE),
                LARGE: _Opened(large.link, OURS_CHOICE),
                **{name: _of_site(name, site, server.port) for name, site in sites.items()},
            }
        finally:
            server.stop()


def _of_site(name: str, site: Site, port: int) -> _Opened:
    return _Opened(f"http://{HOST}:{port}/{name.replace(' ', '-')}/", site.choice)


def _scenes(count: int) -> dict[str, BenchScene]:
    """`count` scenes, each leading to the two after it; the first ones are the same whatever the count, the many after
    them have fewer words, so that all keep within a document's size."""

    def options(number: int) -> list[tuple[str, str]]:
        following = [number + 1, number + 2]
        return [
            (f"Go-{words}", f"scene_{to}") for words, to in zip(("on", "round"), following, strict=True) if to < count
        ]

    return {
        f"scene_{number}": BenchScene(
            f"Scene number {number}. {LOREM if number < SMALL_SCENES else LOREM[:60]}", options(number)
        )
        for number in range(count)
    }


@dataclass(frozen=True)
class _Picture:
    body: bytes
    suffix: str


def _picture_of(browser: Browser, link: str) -> _Picture:
    """The very file that our page shows on this phone, for the other pages to show as well."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    page.goto(link, wait_until="load")
    address = page.evaluate("document.querySelector('picture img').currentSrc")
    body = page.request.get(urljoin(link, address)).body()
    context.close()
    return _Picture(body, Path(address).suffix)


class _Folder:
    """The WSGI application that serves the other pages, compressed as ours are."""

    def __init__(self, folder: Path) -> None:
        self._source = FolderSource(folder)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Answer one request."""
        request = Request(environ)
        path = request.path.lstrip("/")
        page = self._source.find(f"{path}index.html" if path.endswith("/") else path)
        headers = {"Cache-Control": "public, max-age=3600"}
        response = send(request, page, 200, headers) if page else Response("Not found\n", 404)
        return response(environ, start_response)
