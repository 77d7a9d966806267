"""The story's core: reading it, checking it, compiling it, walking it; beside other engines walking the same story.

Every engine has the same story and takes the same ways through it, chosen beforehand. What one of them can do only
once, such as compiling ink's source, is left out of its figures.
"""

from __future__ import annotations

import gc
import json
import random
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

from chalicelib.stories.machine import Picture, PictureFile, PictureSource, compile_machine, step_scenes
from chalicelib.stories.model import Document, OptionId, Scene, SceneId, StepScene
from chalicelib.stories.problems import Checker, find_problems
from chalicelib.stories.rules import initial_context, offered_options, start_run, take_step
from infra.bench.harness import Goal, Measured, Options, bench
from infra.bench.ink import ink_source
from infra.bench.proofs import measure_twelve_booleans
from infra.bench.stories import PICTURE, build_story
from infra.setup import node

SMALL: Final = 10
LARGE: Final = 10_000
STEPS: Final = 20_000
LONGEST_WAY: Final = 60
ROUNDS: Final = 7
PYTHON_STEPS: Final = 250_000
EDITS: Final = 40

Ways = list[list[OptionId]]


@dataclass(frozen=True)
class Story:
    """A big story in all its forms, and ways through it."""

    written: dict[str, Any]
    document: Document
    rows: Mapping[SceneId, StepScene]
    ways: Ways

    @property
    def steps(self) -> int:
        """How many steps all ways have."""
        return sum(map(len, self.ways))


@bench("core")
def measure_core(_: Options) -> Iterator[Measured]:
    """What 10,000 scenes cost to read, check, compile and walk."""
    small, large = (_story(scenes) for scenes in (SMALL, LARGE))
    gc.collect()
    gc.freeze()  # what only a bench holds is not for the collector to go through while something else is measured
    yield from _handling(large)
    yield measure_twelve_booleans()
    for story in (small, large):
        yield from _python_steps(story)
    gc.unfreeze()
    for story in (small, large):
        yield from _javascript(story)


def _story(scenes: int) -> Story:
    written = build_story(scenes, seed=1)
    document = Document.model_validate(written)
    rows = step_scenes(document)
    return Story(written, document, rows, _ways(document, rows))


def _ways(document: Document, rows: Mapping[SceneId, StepScene]) -> Ways:
    """Walks by chance from the start to an ending or `LONGEST_WAY` steps far."""
    dice = random.Random(1)  # noqa: S311 - a walk, not a secret
    ways: Ways = []
    while sum(map(len, ways)) < STEPS:
        run = start_run(_start(document), initial_context(document))
        way: list[OptionId] = []
        while len(way) < LONGEST_WAY:
            offers = offered_options(document.scenes[run.scene], run.context, run.visited)
            offered = [offer.option.id for offer in offers if offer.shown == "offered"]
            if not offered:
                break
            way.append(dice.choice(offered))
            take_step(rows, run, way[-1])
        ways.append(way)
    return ways


def _start(document: Document) -> SceneId:
    if document.start is None:
        raise ValueError("a story without a start cannot be walked")
    return document.start


def _handling(story: Story) -> Iterator[Measured]:
    text = json.dumps(story.written)
    pictures = {PICTURE: story_picture()}

    def read() -> None:
        problems = find_problems(Document.model_validate(json.loads(text)), {PICTURE: "ready"})
        if any(problem.severity == "error" for problem in problems):
            raise ValueError(f"the story to measure has problems: {problems[0]}")

    def compiled() -> None:
        compile_machine(story.document, pictures, story_id="story", version=1)

    scenes = f"{len(story.rows):,} scenes"
    yield Measured(f"reading and checking {scenes}", "s", _seconds(read, 3), goal=Goal("ours", "most", 1.5))
    yield Measured(f"compiling {scenes}", "s", _seconds(compiled, 3), goal=Goal("ours", "most", 1))
    yield _rechecked("Python", scenes, _recheck_milliseconds(story.document))


def _rechecked(language: str, scenes: str, milliseconds: float) -> Measured:
    return Measured(f"an edit checked in {language}, {scenes}", "ms", milliseconds, goal=Goal("ours", "most", 5))


def _recheck_milliseconds(document: Document) -> float:
    """The median over edits that each lead one option elsewhere, with all the story's problems listed after each."""
    checker = Checker(document, {PICTURE: "ready"})
    dice = random.Random(2)  # noqa: S311 - an edit, not a secret
    ids = list(document.scenes)
    taken = []
    for scene_id in dice.sample([scene.id for scene in document.scenes.values() if scene.data.options], EDITS):
        changed = _led_elsewhere(document.scenes[scene_id], dice.choice(ids))
        document = document.model_copy(update={"scenes": {**document.scenes, scene_id: changed}})
        started = time.process_time()
        checker.recheck(document)
        checker.problems()
        taken.append(time.process_time() - started)
    return median(taken) * 1000


def _led_elsewhere(scene: Scene, target: SceneId) -> Scene:
    first, *others = scene.data.options
    options = (first.model_copy(update={"target": target}), *others)
    return scene.model_copy(update={"data": scene.data.model_copy(update={"options": options})})


def story_picture() -> Picture:
    """Three sizes in three formats, as every picture has."""
    sizes = tuple(PictureFile(url=f"https://read.example.com/i/{width}", width=width) for width in (480, 960, 1600))
    sources = tuple(PictureSource(type=kind, srcset=sizes) for kind in ("image/avif", "image/webp", "image/jpeg"))
    return Picture(sources=sources, width=1600, height=900, placeholder="data:image/webp;base64,UklGRg==")


def _python_steps(story: Story) -> Iterator[Measured]:
    start, initial = _start(story.document), initial_context(story.document)
    table = {scene_id: {option.id: option.target for option in row.options} for scene_id, row in story.rows.items()}

    def by_rules() -> None:
        for way in story.ways:
            run = start_run(start, initial)
            for option_id in way:
                take_step(story.rows, run, option_id)

    def bare() -> None:
        for way in story.ways:
            scene: Any = start
            for option_id in way:
                scene = table[scene][option_id]

    yield Measured(
        what=f"steps in Python, {len(story.rows):,} scenes",
        unit="steps/s",
        ours=story.steps / _seconds(by_rules),
        peer=story.steps / _seconds(bare),
        peer_name="a bare table",
        goal=Goal("ours", "least", PYTHON_STEPS),
    )


def _javascript(story: Story) -> Iterator[Measured]:
    """What `frontend/programs/core.ts` measures."""
    told = _run_program(story)
    scenes = f"{len(story.rows):,} scenes"
    if len(story.rows) == LARGE:
        yield _rechecked("JavaScript", scenes, told["edit"])
    for peer, goal in (("bare", Goal("ratio", "least", 1 / 5)), ("XState", None), ("ink", None)):
        ours, theirs = told["steps"]["ours"], told["steps"][peer]
        yield Measured(f"steps in JavaScript, {scenes}", "steps/s", ours, theirs, _NAMES[peer], goal)
    for peer in ("XState", "ink"):
        yield Measured(f"loading {scenes}", "ms", told["load"]["ours"], told["load"][peer], _NAMES[peer])


_NAMES: Final = {"bare": "a bare table", "XState": "XState", "ink": "inkjs"}


def _run_program(story: Story) -> Any:
    machine = compile_machine(story.document, {PICTURE: story_picture()}, story_id="story", version=1)
    with tempfile.TemporaryDirectory(prefix="fabula-bench-") as place:
        given = Path(place) / "story.json"
        given.write_text(
            json.dumps(
                {"document": story.written, "machine": machine, "ways": story.ways, "ink": ink_source(story.document)}
            ),
            encoding="utf-8",
        )
        command = [*node.build_program("core"), str(given)]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def _seconds(act: Callable[[], None], rounds: int = ROUNDS) -> float:
    """The median of several rounds after one that warms up; of processor time, since nothing here waits."""
    act()
    taken = []
    for _ in range(rounds):
        started = time.process_time()
        act()
        taken.append(time.process_time() - started)
    return median(taken)
