"""The stories that are read: random ones, and a long one that comes in many chunks."""

from __future__ import annotations

import random
from collections.abc import Sequence

from infra.bench import stories as big_stories
from infra.local.creator import Creator
from infra.local.seed import SAMPLE, filling_edits

from .record import Json
from .stories import PICTURE, build_story
from .tabs import Published

LONG = 300
"""Scenes of the long story."""


def publish_stories(creator: Creator, count: int, *, seed: int) -> list[Published]:
    """Publish so many random stories, and the long one."""
    documents = [build_story(random.Random(seed + at)) for at in range(count)]  # noqa: S311 - stories, not secrets
    return _publish(creator, [*documents, big_stories.build_story(LONG, seed=seed)])


def _publish(creator: Creator, documents: Sequence[Json]) -> list[Published]:
    picture = min((SAMPLE / "pictures").glob("*.jpg"))
    begun = [str(creator.call("POST", "/v1/stories", {"title": "A random story"})["id"]) for _ in documents]
    assets = [creator.upload(story, picture) for story in begun]
    published: list[Published] = []
    for story, asset, document in zip(begun, assets, documents, strict=True):
        creator.await_asset(asset)
        revision = creator.send_edits(story, 0, filling_edits(document, {PICTURE: asset}))
        published.append(Published(story, str(creator.publish(story, revision)["link"])))
    return published
