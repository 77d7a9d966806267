"""Stories that are hard to show well, and how a reader meets them."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from infra.local.creator import Creator
from infra.local.seed import SAMPLE
from infra.local.stack import Stack
from tests.browser.conftest import SCENE, OpenWindow, Window

LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"

GREEN_PLACE = (0.10, 0.46, 0.12, 0.04)
"""Left, top, width and height of the spot that is painted on the tall picture and is a hotspot, too; 0–1."""
SMALL_PLACES = {"left": (0.30, 0.60, 0.02, 0.012), "right": (0.40, 0.60, 0.02, 0.012)}

WATCH_SHIFTS = """
    window.shifted = 0
    new PerformanceObserver((list) => list.getEntries().forEach(({ value, hadRecentInput }) =>
        { if (!hadRecentInput) window.shifted += value })).observe({ type: 'layout-shift', buffered: true })
"""

Shelf = Mapping[str, str]
"""Reading links, by story."""


def publish_shelf(stack: Stack, folder: Path) -> Shelf:
    """Publish them; `folder` is for their pictures."""
    creator = Creator(stack.addresses)
    creator.sign_in("shelf@example.com")
    tall = folder / "tall.jpg"
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


def read(open_window: OpenWindow, link: str, viewport: dict[str, int], **options: Any) -> Window:
    """A reader at the first scene, with everything there that comes later."""
    window = open_window(viewport, **({"reduced_motion": "reduce"} | options))
    window.page.add_init_script(WATCH_SHIFTS)
    window.page.goto(link)
    expect(window.page.locator(".scene [data-act=about]").first).to_be_enabled()
    return window


def heading(page: Page, title: str) -> Any:
    return page.locator(SCENE).get_by_role("heading", name=title, exact=True, level=1)


def last_choice(page: Page) -> str:
    # What is kept is written after the paint that shows the choice.
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(() => setTimeout(done))))")
    place = page.evaluate("JSON.parse(Object.entries(localStorage).find(([key]) => key.endsWith(':place'))[1])")
    return str(place["run"]["trail"][-1]["option"])


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
