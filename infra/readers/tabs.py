"""Readers at work: tabs of a Chromium in which a story is read again and again, and what befalls them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from infra.setup.chromium import FLAGS

from .record import Json, Read

SCRIPT: Final = Path(__file__).with_name("walk.js")
TABS: Final = 6
VISIT: Final = 10
"""Sessions read until something befalls the tab."""
LONGEST_VISIT: Final = 120_000
PHONE: Final[Any] = {"width": 390, "height": 844}

Accident = Literal["reloaded", "left", "killed", "cut off"]
ACCIDENTS: Final[tuple[Accident, ...]] = ("reloaded", "left", "killed", "cut off")


class ReaderStuck(Exception):
    """A page did not do what was clicked within two minutes; the message holds the session so far."""


@dataclass(frozen=True)
class Published:
    """A story to read."""

    id: str
    link: str


@dataclass(frozen=True)
class Task:
    """So many sessions of one story, one after the other in one browser of their own."""

    story: Published
    sessions: int
    seed: int


def plan_tasks(stories: Sequence[Published], sessions: int, seed: int, *, at_once: int) -> list[Task]:
    """The sessions dealt out to the stories in turn, so many at a time."""
    counts = [min(at_once, sessions - done) for done in range(0, sessions, at_once)]
    return [Task(stories[at % len(stories)], count, seed + at) for at, count in enumerate(counts)]


async def read_all(
    chromium: str,
    tasks: Sequence[Task],
    arrived: Callable[[Read], None],
    done: Callable[[list[Read], Sequence[Accident]], None],
) -> None:
    """Carry out the tasks in a few tabs; `done` is told of each with its reads and of what befell them.

    `arrived` returns once what a reader sent on leaving has arrived: a browser that is closed sends nothing more.
    """
    waiting = list(reversed(tasks))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))

        async def tab() -> None:
            while waiting:
                done(*await _carry_out(browser, waiting.pop(), arrived))

        async with asyncio.TaskGroup() as group:
            for _ in range(TABS):
                group.create_task(tab())
        await browser.close()


async def _carry_out(
    browser: Browser, task: Task, arrived: Callable[[Read], None]
) -> tuple[list[Read], list[Accident]]:
    context = await browser.new_context(viewport=PHONE, reduced_motion="reduce")
    context.set_default_timeout(LONGEST_VISIT)
    await context.add_init_script(path=SCRIPT)
    try:
        reads, accidents = await _Reader(context, task).read()
        await asyncio.to_thread(arrived, reads[-1])
        return reads, accidents
    finally:
        await context.close()


class _Reader:
    """One browser's storage, and the tab that is open in it just now."""

    def __init__(self, context: BrowserContext, task: Task) -> None:
        self._context = context
        self._task = task
        self._dice = random.Random(task.seed)  # noqa: S311 - a reader, not a secret
        self._reads: list[Json] = []
        self._under: Json | None = None
        self._page: Page

    async def read(self) -> tuple[list[Read], list[Accident]]:
        """Read until all sessions are read; the last one is left where it is."""
        accidents: list[Accident] = []
        self._page = await self._open()
        while (missing := self._task.sessions - len(self._reads) - 1) > 0 or self._under is None:
            some = min(VISIT, missing)
            accident = ACCIDENTS[(self._task.seed + len(accidents)) % len(ACCIDENTS)]
            await self._visit(some, cut_off=accident == "cut off")
            await self._befall(accident)
            accidents.append(accident)
        await self._in_time(self._page.evaluate("__readers.sent()"))
        await self._page.goto("about:blank")
        return [self._read_of(one) for one in [*self._reads, self._under]], accidents

    async def _visit(self, sessions: int, *, cut_off: bool) -> None:
        seed = self._dice.randrange(2**31)
        await self._in_time(self._page.evaluate("__readers.ready()"))
        await self._context.set_offline(cut_off)
        reading = asyncio.ensure_future(
            self._page.evaluate("given => __readers.read(...given)", [seed, sessions, self._under])
        )
        if cut_off:
            await asyncio.sleep(self._dice.uniform(0.2, 1.5))
            await self._context.set_offline(False)
        answer = await self._in_time(reading)
        self._reads += answer["finished"]
        self._under = answer["under"]

    async def _in_time(self, asked: Awaitable[Any]) -> Any:
        try:
            return await asyncio.wait_for(asked, LONGEST_VISIT / 1000)
        except TimeoutError:
            now = await self._page.evaluate("__readers.now()")
            raise ReaderStuck(f"stuck in {self._task.story.link}, seed {self._task.seed}: {now}") from None

    async def _befall(self, accident: Accident) -> None:
        if accident == "cut off":
            return
        if accident == "reloaded":
            await self._page.reload()
        elif accident == "left":
            await self._page.goto("about:blank")
            await self._page.goto(self._task.story.link)
        else:
            await self._kill()
            self._page = await self._open()
        self._under = await self._in_time(self._page.evaluate("under => __readers.resume(under)", self._under))

    async def _open(self) -> Page:
        page = await self._context.new_page()
        await page.goto(self._task.story.link)
        return page

    async def _kill(self) -> None:
        """End the tab's process, which gets to say nothing."""
        page, session = self._page, await self._context.new_cdp_session(self._page)
        gone = asyncio.Event()
        page.on("crash", lambda _: gone.set())
        crashing = asyncio.ensure_future(session.send("Page.crash"))
        await gone.wait()
        await page.close()
        await asyncio.gather(crashing, return_exceptions=True)

    def _read_of(self, told: Json) -> Read:
        moves, wrong = tuple(told["moves"]), tuple(told["wrong"])
        return Read(told["session"], self._task.story.id, told["version"], wrong, moves, told["kept"])
