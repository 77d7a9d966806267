"""The shortest way to every ending of a story, and what a reader meets on it, by the story's own rules."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chalicelib.stories.model import Document, OptionId, SceneId
from chalicelib.stories.rules import (
    Run,
    dump_run,
    fill_in,
    initial_context,
    load_run,
    offered_options,
    start_run,
    step_scene,
    take_step,
)
from infra.local.seed import SAMPLE

LOCKED: Final = "Not open to you yet."
"""Said of an option that is locked where its creator says nothing."""


@dataclass(frozen=True)
class Met:
    """An option as it stands on the page."""

    id: OptionId
    label: str
    locked: bool
    hint: str
    """What is said of it while it is locked."""
    in_picture: bool


@dataclass(frozen=True)
class Stop:
    """A scene on the way, as the reader meets it then."""

    scene: SceneId
    title: str
    alt: str
    options: tuple[Met, ...]
    """All that can be seen, in order."""
    ending: str | None
    take: OptionId | None
    """The option that leads on; None in the ending."""

    @property
    def taken(self) -> Met:
        """That option."""
        return next(option for option in self.options if option.id == self.take)

    @property
    def number(self) -> int:
        """Its key on the keyboard, which counts those that are open."""
        return [option.id for option in self.options if not option.locked].index(self.taken.id) + 1


Way = tuple[Stop, ...]


def sample_document() -> Document:
    """The sample story with each picture's name standing for its asset."""
    raw = json.loads((SAMPLE / "story.json").read_text(encoding="utf-8"))
    for scene in raw["scenes"].values():
        scene["data"]["image"] = Path(scene["data"]["image"]).stem
    return Document.model_validate(raw)


def shortest_ways(story: Document) -> dict[str, Way]:
    """A way of the fewest choices to each ending that can be reached, by its scene."""
    assert story.start is not None
    rows = {scene_id: step_scene(scene) for scene_id, scene in story.scenes.items()}
    ways: dict[str, Way] = {}
    waiting = deque([start_run(story.start, initial_context(story))])
    seen: set[str] = set()
    while waiting:
        run = waiting.popleft()
        if (state := _state(run)) in seen:
            continue
        seen.add(state)
        if story.scenes[run.scene].data.ending and run.scene not in ways:
            ways[run.scene] = _way(story, run)
        for offer in offered_options(story.scenes[run.scene], run.context, run.visited):
            if offer.shown == "offered":
                after = load_run(json.loads(json.dumps(dump_run(run))))
                take_step(rows, after, offer.option.id)
                waiting.append(after)
    return ways


def _state(run: Run) -> str:
    """What the next choices depend on."""
    return json.dumps([run.scene, sorted(run.context.items()), sorted(run.visited)])


def _way(story: Document, end: Run) -> Way:
    assert story.start is not None
    rows = {scene_id: step_scene(scene) for scene_id, scene in story.scenes.items()}
    run, stops = start_run(story.start, initial_context(story)), list[Stop]()
    for option in [*(entry.option for entry in end.trail), None]:
        stops.append(_stop(story, run, option))
        if option is not None:
            take_step(rows, run, option)
    return tuple(stops)


def _stop(story: Document, run: Run, take: OptionId | None) -> Stop:
    scene = story.scenes[run.scene]
    options = tuple(
        Met(
            offer.option.id,
            fill_in(offer.option.label, run.context),
            offer.shown == "locked",
            fill_in(offer.option.hint, run.context) or LOCKED,
            offer.option.hotspot is not None,
        )
        for offer in offered_options(scene, run.context, run.visited)
        if offer.shown != "hidden"
    )
    ending = scene.data.ending.name if scene.data.ending else None
    return Stop(run.scene, fill_in(scene.data.title, run.context), scene.data.alt, options, ending, take)
