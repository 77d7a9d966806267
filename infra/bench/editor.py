"""The editor's canvas with a very large story, beside plain Vue Flow and React Flow with the same one.

Every editor is opened in turn, round after round, each time in a fresh browser; a row shows medians. A hand is sixty
moves of the mouse a second, and what is counted are the frames the page makes meanwhile.
"""

from __future__ import annotations

import base64
import io
import json
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import sin
from pathlib import Path
from statistics import median
from typing import Any, Final

from PIL import Image
from playwright.sync_api import Page, sync_playwright
from werkzeug.wrappers import Request, Response

from infra.bench.harness import Goal, Measured, Options, bench
from infra.local.hosts import FolderSource, send
from infra.local.seed import SAMPLE
from infra.local.serving import HOST, Server
from infra.setup import node
from infra.setup.chromium import FLAGS, VARIABLE

ROUNDS: Final = 3
SCENES: Final = 5_000
MOST_SCENES: Final = 10_000
OURS: Final = "ours"
PEERS: Final = {"vue": "Vue Flow", "react": "React Flow"}
WATCH: Final = (Path(__file__).parent / "editor_watch.js").read_text(encoding="utf-8")
PICTURES: Final = 8
PICTURE: Final = (320, 200)
PATIENCE: Final = 120_000
NARROW: Final = {"width": 880, "height": 800}
"""So wide that ours, too, opens at the start, with as many scenes in sight as the others."""
WIDE: Final = {"width": 1440, "height": 900}
CARDS_IN_SIGHT: Final = 6
CURVES_IN_SIGHT: Final = 4
HUNDRED: Final = 100
MOVES: Final = 120
BEAT: Final = 1 / 60
SETTLING: Final = 1_500


@dataclass
class _Figures:
    """What was measured of one editor, a figure a round."""

    shown: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    pan: list[float] = field(default_factory=list)
    drag: list[float] = field(default_factory=list)
    hundred: list[float] = field(default_factory=list)
    fitted: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    typing: list[float] = field(default_factory=list)


@bench("editor")
def measure_editor(_: Options) -> list[Measured]:
    """A story of 5,000 scenes and 10,000 options: shown, looked around in, edited; and what it holds in memory."""
    with _pages() as address:
        figures: dict[str, _Figures] = defaultdict(_Figures)
        for _round in range(ROUNDS):
            for editor in (OURS, *PEERS):
                _look(address, editor, figures[editor])
            _look_from_afar(address, SCENES, figures[OURS])
            _look_from_afar(address, MOST_SCENES, figures["most"])
    return _rows(figures)


def _rows(figures: Mapping[str, _Figures]) -> list[Measured]:
    ours, vue, react, most = figures[OURS], figures["vue"], figures["react"], figures["most"]
    even = Goal("ours", "least", 57)
    return [
        _row("draft in memory to shown", "ms", ours.shown, react.shown, "React Flow", Goal("ratio", "most", 0.4)),
        _row("draft in memory to shown", "ms", ours.shown, vue.shown, "Vue Flow"),
        _row("panning", "frames/s", ours.pan, react.pan, "React Flow", even),
        _row("panning", "frames/s", ours.pan, vue.pan, "Vue Flow", even),
        _row("dragging one scene", "frames/s", ours.drag, react.drag, "React Flow", even),
        _row("dragging one scene", "frames/s", ours.drag, vue.drag, "Vue Flow", even),
        Measured("dragging a hundred scenes", "frames/s", median(ours.hundred), goal=even),
        Measured("from an edit to the next frame", "ms", median(ours.typing), goal=Goal("ours", "most", 16)),
        _row("memory of scripts", "MB", ours.memory, react.memory, "React Flow", Goal("ours", "most", 300)),
        _row("memory of scripts", "MB", ours.memory, vue.memory, "Vue Flow"),
        Measured("the whole story shown", "ms", median(ours.whole)),
        Measured("panning, zoomed to fit", "frames/s", median(ours.fitted), goal=Goal("ours", "least", 50)),
        Measured("10,000 scenes: the whole story shown", "ms", median(most.whole)),
        Measured("10,000 scenes: panning, zoomed to fit", "frames/s", median(most.fitted)),
        Measured("10,000 scenes: memory of scripts", "MB", median(most.memory)),
    ]


def _row(
    what: str, unit: str, ours: Sequence[float], peer: Sequence[float], name: str, goal: Goal | None = None
) -> Measured:
    return Measured(what, unit, median(ours), median(peer), name, goal)


def _look(address: str, editor: str, figures: _Figures) -> None:
    """Open the story near its start, look around and drag."""
    with _page(f"{address}?editor={editor}&scenes={SCENES}", NARROW) as page:
        shown = page.evaluate("([cards, curves]) => benchShown(cards, curves)", [CARDS_IN_SIGHT, CURVES_IN_SIGHT])
        figures.shown.append(shown)
        page.wait_for_timeout(SETTLING)
        figures.memory.append(_memory(page))
    with _page(f"{address}?editor={editor}&scenes={SCENES}", WIDE) as page:
        if editor == OURS:
            page.evaluate("benchPainted()")
            page.evaluate("benchNear()")
        else:
            page.evaluate("benchShown(4, 4)")
        page.wait_for_timeout(SETTLING)
        figures.pan.append(_hand(page, "plane", step=-5))
        page.wait_for_timeout(SETTLING)
        figures.drag.append(_hand(page, "card", step=2))
        if editor != OURS:
            return
        page.wait_for_timeout(SETTLING)
        page.evaluate("benchNear()")
        page.evaluate(f"benchSelect({HUNDRED})")
        page.wait_for_timeout(SETTLING)
        figures.hundred.append(_hand(page, "card", step=2))
        page.wait_for_timeout(SETTLING)
        figures.typing.append(page.evaluate("benchTyping(40)"))


def _look_from_afar(address: str, scenes: int, figures: _Figures) -> None:
    """Open the story whole, as our editor does, and look around."""
    with _page(f"{address}?editor={OURS}&scenes={scenes}", WIDE) as page:
        figures.whole.append(page.evaluate("benchPainted()"))
        page.wait_for_timeout(SETTLING)
        figures.fitted.append(_hand(page, "plane", step=-3))
        figures.memory.append(_memory(page))


def _hand(page: Page, what: str, *, step: float) -> float:
    """Press there, move for two seconds, let go; the frames a second meanwhile."""
    spot = page.evaluate("what => benchSpot(what)", what)
    if spot is None:
        raise RuntimeError(f"{page.url} shows no {what} to take hold of")
    x, y = spot["x"], spot["y"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("benchFrames()")
    began = time.monotonic()
    for move in range(1, MOVES + 1):
        page.mouse.move(x + step * move, y + 60 * sin(move / 8))
        time.sleep(max(0, began + move * BEAT - time.monotonic()))
    rate = page.evaluate("benchRate()")
    page.mouse.up()
    return float(rate)


def _memory(page: Page) -> float:
    page.evaluate("gc()")
    return float(page.evaluate("performance.memory.usedJSHeapSize")) / 1_000_000


@contextmanager
def _page(address: str, viewport: Mapping[str, int]) -> Iterator[Page]:
    with sync_playwright() as playwright:
        flags = [*FLAGS, "--enable-precise-memory-info", "--js-flags=--expose-gc"]
        browser = playwright.chromium.launch(executable_path=os.environ[VARIABLE], args=flags)
        try:
            page = browser.new_page(viewport={"width": viewport["width"], "height": viewport["height"]})
            page.set_default_timeout(PATIENCE)
            page.add_init_script(WATCH)
            page.goto(address, wait_until="commit")
            yield page
        finally:
            browser.close()


@contextmanager
def _pages() -> Iterator[str]:
    """Where the editors are, while they are served."""
    with tempfile.TemporaryDirectory(prefix="fabula-editors-") as place:
        folder = Path(place) / "site"
        _build(folder)
        server = Server("editors", _Folder(folder), port=0, logs=Path(place) / "logs")
        server.start()
        try:
            yield f"http://{HOST}:{server.port}/index.html"
        finally:
            server.stop()


def _build(folder: Path) -> None:
    fix = "mend what the build names above"
    node.run_npm("building the editors", "run", "build:bench", "--", "--outDir", str(folder), fix=fix)
    pictures = sorted((SAMPLE / "pictures").glob("*.jpg"))[:PICTURES]
    described = [_make_picture(picture, folder / f"picture-{at}.webp") for at, picture in enumerate(pictures)]
    (folder / "pictures.json").write_text(json.dumps(described), encoding="utf-8")


def _make_picture(source: Path, to: Path) -> dict[str, str]:
    """A picture as large as the smallest rendition, and its placeholder."""
    with Image.open(source) as picture:
        small = picture.convert("RGB").resize(PICTURE)
    small.save(to, "WEBP", quality=75)
    placeholder = io.BytesIO()
    small.resize((16, 10)).save(placeholder, "WEBP", quality=40)
    encoded = base64.b64encode(placeholder.getvalue()).decode()
    return {"url": to.name, "placeholder": f"data:image/webp;base64,{encoded}"}


class _Folder:
    """The WSGI application that serves the pages."""

    def __init__(self, folder: Path) -> None:
        self._source = FolderSource(folder)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Answer one request."""
        request = Request(environ)
        found = self._source.find(request.path.lstrip("/"))
        headers = {"Cache-Control": "public, max-age=3600"}
        response = send(request, found, 200, headers) if found else Response("Not found\n", 404)
        return response(environ, start_response)
