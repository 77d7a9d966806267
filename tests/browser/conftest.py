"""A real Chromium, with the screens it saw kept in `.fabula/screenshots`, and pages that tolerate no error."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from infra.local.creator import Creator
from infra.local.seed import ensure_sample
from infra.local.stack import Stack
from infra.setup.chromium import FLAGS

TELL_VIOLATIONS = """
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        console.error(`policy violation: ${violatedDirective} ${blockedURI}`))
"""
SCREENSHOTS = Path(__file__).resolve().parents[2] / ".fabula" / "screenshots"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
WIDTHS = {"1440": DESK, "390": PHONE}
SCENE = ".scene:not(.leaving, .ahead, .next)"
"""What is read of a story page: the last scene may still be leaving, and those one choice away lie ready."""
LOOKS = [
    *(pytest.param("1440", "light"), pytest.param("390", "dark")),
    *(pytest.param(*look, marks=pytest.mark.long) for look in (("1440", "dark"), ("390", "light"))),
]
"""Widths and colour schemes that a screen is looked at in: each of them always, every pair of them with `-m long`."""


@dataclass
class Window:
    """One browser context and its page; everything the console complained of is in `complaints`."""

    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    def session(self) -> str:
        """The session that this browser keeps its place in, of the one story it reads."""
        kept = [item for origin in self.context.storage_state().get("origins", []) for item in origin["localStorage"]]
        [place] = [json.loads(item["value"]) for item in kept if item["name"].endswith(":place")]
        return str(place["identity"]["id"])

    def shoot(self, name: str) -> None:
        """Keep a picture of what is on the screen."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")


OpenWindow = Callable[..., Window]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=20_000)  # two cores may be busy with a picture
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["FABULA_CHROMIUM"], args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def open_window(chromium: Browser) -> Iterator[OpenWindow]:
    """Opens windows, each a browser of its own: no cookies or storage shared."""
    windows: list[Window] = []

    def open_one(viewport: dict[str, int], **options: Any) -> Window:
        context = chromium.new_context(viewport=viewport, **options)  # type: ignore[arg-type]  # a ViewportSize
        context.set_default_timeout(20_000)
        context.add_init_script(TELL_VIOLATIONS)
        window = Window(context, context.new_page())
        window.page.on("console", lambda message: note(window, message))
        window.page.on("pageerror", lambda error: window.complaints.append(str(error)))
        windows.append(window)
        return window

    yield open_one
    for window in windows:
        window.context.close()


@pytest.fixture(scope="session")
def sample(stack: Stack) -> str:
    """The sample story's reading link, made as `dev` makes it."""
    return ensure_sample(stack.addresses, stack.options.data, lambda _: None)


@pytest.fixture(scope="session")
def shelf(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Reading links of the stories that are hard to show well, by story."""
    from tests.browser.shelf import publish_shelf

    return publish_shelf(stack, tmp_path_factory.mktemp("pictures"))


@pytest.fixture(scope="session")
def flats(stack: Stack) -> Callable[[int], str]:
    """Publishes a story of as many scenes, each with three below it, and gives its link; the first scenes are alike."""
    from tests.browser.flats import publish_flats  # which needs the windows from here

    creator = Creator(stack.addresses)
    creator.sign_in("long@example.com")
    return cache(lambda scenes: publish_flats(stack, creator, scenes))


def note(window: Window, message: ConsoleMessage) -> None:
    """Keep errors and policy violations; a first visit's 401 is how the editor learns that nobody is signed in."""
    if message.type in ("error", "warning") and "status of 401" not in message.text:
        window.complaints.append(message.text)
