"""The editor on the whole product: a large story opened from the home screen.

From the click until the whole story is painted, all of its pages and what is known of its pictures are there, and the
canvas has answered a turn of the wheel. Every round is a fresh browser that has seen the home screen, and no story.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from statistics import median
from typing import Any, Final

import psycopg
from playwright.sync_api import Page, sync_playwright
from psycopg.types.json import Jsonb

from infra.bench.editor import PATIENCE, PICTURES, ROUNDS, SCENES, WATCH, WIDE
from infra.bench.harness import Goal, Measured, Options, bench
from infra.bench.published import bench_stack
from infra.local.creator import Creator
from infra.local.seed import SAMPLE
from infra.local.stack import Stack
from infra.setup.chromium import FLAGS, VARIABLE

TITLE: Final = "Five thousand"
ACROSS: Final = 78
NEXT: Final = 29
"""How far ahead a scene's second option leads."""
ENDS_EVERY: Final = 50


@bench("editor-open")
def measure_opening(_: Options) -> list[Measured]:
    """A story of 5,000 scenes with pictures and 10,000 options, from the click on the home screen."""
    with bench_stack() as (stack, creator):
        _make_story(stack, creator)
        took = [_open(stack, creator) for _round in range(ROUNDS)]
    return [Measured("click to interactive", "ms", median(took), goal=Goal("ours", "most", 2_000))]


def _open(stack: Stack, creator: Creator) -> float:
    with _home(stack, creator) as page:
        page.get_by_role("link", name=TITLE).first.click()
        page.evaluate("benchPainted()")
        return float(page.evaluate("benchAnswered()"))


@contextmanager
def _home(stack: Stack, creator: Creator) -> Iterator[Page]:
    """The home screen, at rest, of somebody signed in."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ[VARIABLE], args=list(FLAGS))
        try:
            context = browser.new_context(viewport={"width": WIDE["width"], "height": WIDE["height"]})
            context.set_default_timeout(PATIENCE)
            context.add_cookies(
                [{"name": name, "value": value, "url": stack.addresses.api} for name, value in creator.cookies.items()]
            )
            page = context.new_page()
            page.add_init_script(WATCH)
            page.goto(stack.addresses.app, wait_until="networkidle")
            yield page
        finally:
            browser.close()


def _make_story(stack: Stack, creator: Creator) -> None:
    story = str(creator.call("POST", "/v1/stories", {"title": TITLE})["id"])
    pictures = sorted((SAMPLE / "pictures").glob("*.jpg"))[:PICTURES]
    assets = [creator.upload(story, picture) for picture in pictures]
    for asset in assets:
        creator.await_asset(asset)
    scenes = {f"s{at}": _scene(at, assets[at % len(assets)]) for at in range(SCENES)}
    with psycopg.connect(stack.addresses.database) as connection:
        connection.execute("INSERT INTO draft_scenes SELECT %s, key, value FROM jsonb_each(%s)", (story, Jsonb(scenes)))
        connection.execute("UPDATE drafts SET start = 's0' WHERE story_id = %s", (story,))


def _scene(at: int, picture: str) -> Mapping[str, Any]:
    options: list[dict[str, Any]] = [
        {"id": name, "label": label, "target": f"s{(at + ahead) % SCENES}", "condition": None, "effects": []}
        | {"hotspot": None, "when_locked": "shown", "hint": ""}
        for name, label, ahead in (("on", "Go on", 1), ("round", "Go round", NEXT))
    ]
    ending = {"name": "Home", "link": None} if at % ENDS_EVERY == ENDS_EVERY - 1 else None
    data: dict[str, Any] = {
        "title": f"Scene {at}, by the water",
        "text": "The boatman holds the rail.",
        "image": picture,
        "alt": "Sea",
    }
    data |= {"options": options, "ending": ending, "notes": "", "tags": []}
    place = {"x": float(at % ACROSS * 320), "y": float(at // ACROSS * 360)}
    return {"id": f"s{at}", "type": "scene", "position": place, "data": data}
