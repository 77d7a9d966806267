"""A stack of its own with a published story on it, for benches that need the whole product."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local.creator import Creator
from infra.local.seed import SAMPLE
from infra.local.stack import Options, Stack


@dataclass(frozen=True)
class BenchScene:
    """What a bench says of a scene; it is an ending if it has no options."""

    text: str
    options: Sequence[tuple[str, str]]
    """Labels, which are the options' ids too, and the scenes they lead to."""


@dataclass(frozen=True)
class PublishedStory:
    """A story that can be read."""

    id: str
    link: str


@contextmanager
def bench_stack() -> Iterator[tuple[Stack, Creator]]:
    """A quiet stack without schedules, and somebody signed in to it."""
    with tempfile.TemporaryDirectory(prefix="fabula-bench-") as place:
        stack = Stack(Options(data=Path(place) / "data", ports="free", timer=False, quiet=True))
        stack.start()
        try:
            creator = Creator(stack.addresses)
            creator.sign_in("bench@example.com")
            yield stack, creator
        finally:
            stack.remove()


def publish_story(creator: Creator, title: str, scenes: Mapping[str, BenchScene]) -> PublishedStory:
    """Publish the scenes as a story that begins with the first one; all share one of the sample's pictures."""
    story = str(creator.call("POST", "/v1/stories", {"title": title})["id"])
    picture = min((SAMPLE / "pictures").glob("*.jpg"))
    asset = creator.upload(story, picture)
    creator.await_asset(asset)
    edits: list[dict[str, Any]] = [
        {"type": "scene.added", "scene": _scene(name, scene, asset)} for name, scene in scenes.items()
    ]
    edits.append({"type": "story.start_set", "start": next(iter(scenes))})
    creator.publish(story, creator.send_edits(story, 0, edits))
    return PublishedStory(story, str(creator.call("GET", f"/v1/stories/{story}")["link"]))


def _scene(name: str, scene: BenchScene, asset: str) -> dict[str, Any]:
    data: dict[str, Any] = {"title": name, "text": scene.text, "image": asset, "alt": name, "notes": "", "tags": []}
    data["ending"] = None if scene.options else {"name": "Home", "link": None}
    data["options"] = [
        {"id": label, "label": label, "target": target, "condition": None, "effects": []}
        | {"hotspot": None, "when_locked": "shown"}
        for label, target in scene.options
    ]
    return {"id": name, "type": "scene", "position": {"x": 0.0, "y": 0.0}, "data": data}
