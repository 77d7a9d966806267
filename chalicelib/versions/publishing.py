"""Publishing: a draft becomes an immutable, numbered version, its machine, and the page readers open.

A publication may be delivered twice, late, at once with another one, and be killed anywhere. What is uploaded before
the version's row is named by its content; the row, what steps need and the story's pointer are one transaction; the
page is a projection of the pointer, written by one at a time and again until it equals it. A publication says
`published` once its page is there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Literal

from .. import clients, db
from ..assets import service as assets
from ..lifecycle import allows
from ..log import count, log
from ..settings import load_settings
from ..stories.canonical import canonical
from ..stories.machine import Picture, PictureFile, PictureSource, compile_machine, step_scenes
from ..stories.model import AssetId, Document, Theme
from ..stories.problems import AssetState, find_problems
from . import publication_store
from .lifecycle import PublicationLife
from .page import (
    Page,
    PageFacts,
    ReaderManifest,
    build_missing_page,
    build_page,
    build_unpublished_page,
    parse_manifest,
)
from .publication_store import NewVersion, Pointer, Publication

IMAGE_TYPES: Final[tuple[Literal["image/avif", "image/webp", "image/jpeg"], ...]] = (
    "image/avif",
    "image/webp",
    "image/jpeg",
)
MANIFEST_KEY: Final = "a/manifest.json"
MISSING_KEY: Final = "s/404.html"
FILES: Final = 2
"""What a publication writes: the machine and the page."""
MOST_ATTEMPTS: Final = 8
"""Fewer than the queue's ten receives, so that a creator reads a sentence before a message is dead."""
MOST_ROUNDS: Final = 5
GAVE_UP: Final = "Publishing did not work this time. Your draft is as you left it; try again in a few minutes."


class Overtaken(Exception):
    """Others at work on the story came first every time; the message, or the sweep, comes again."""


def publish(publication_id: str, *, now: datetime) -> None:
    """Carry out one publication as far as it has not been; a finished one stays as it is.

    A failure is raised, so that the message comes again, until MOST_ATTEMPTS have failed or were killed. Once the
    version is made it is never given up: the row says published, and the page has to follow.
    """
    with db.autocommit() as connection:
        publication = publication_store.find_publication(connection, publication_id)
        if publication is None or not allows(PublicationLife, publication.state, "take_up"):
            return
        attempts = publication_store.take_up(connection, publication_id, total=FILES, now=now)
    if attempts is None or (attempts > MOST_ATTEMPTS and _give_up(publication_id, now=now)):
        return
    try:
        _carry_out(publication, now=now)
    except Exception:
        if attempts < MOST_ATTEMPTS or not _give_up(publication_id, now=now):
            raise
        log.exception("publication_failed", extra={"publication_id": publication_id})


def project_page(story_id: str, *, now: datetime) -> None:
    """Write a story's public page as its row says, and say in the row what the page shows.

    One at a time writes it, and whoever changes the row projects the page afterwards. Where that one is killed in
    between, the row and what it says of its page differ, which the sweep finds. Raises Overtaken where another
    writer takes too long.
    """
    with db.transaction() as connection:
        if not publication_store.lock_page(connection, story_id):
            raise Overtaken(story_id)
        pointer = publication_store.find_pointer(connection, story_id)
        if pointer is None or pointer.state == "draft":
            return
        _put_page(f"s/{pointer.slug}/index.html", _page_of(pointer, _manifest(now)))
        publication_store.note_page(connection, story_id, shows=pointer.shows)


def write_missing_page(*, now: datetime) -> None:
    """Write what `read.` answers where there is no story. Deploying and the local stack do it when they start."""
    _put_page(MISSING_KEY, build_missing_page(_manifest(now)))


def _give_up(publication_id: str, *, now: datetime) -> bool:
    """End a publication that has made no version; False where it has."""
    with db.autocommit() as connection:
        given_up = publication_store.give_up(connection, publication_id, detail=GAVE_UP, now=now)
    if given_up:
        count("PublicationFailed")
    return given_up


def _carry_out(publication: Publication, *, now: datetime) -> None:
    publication_id, story_id = str(publication.id), str(publication.story_id)
    if publication.version is None and not _make_version(publication_id, story_id, now=now):
        return
    project_page(story_id, now=now)
    with db.autocommit() as connection:
        publication_store.end_publication(connection, publication_id, "published", now=now)
    log.info("story_published", extra={"story_id": story_id, "publication_id": publication_id})
    count("StoryPublished")


def _make_version(publication_id: str, story_id: str, *, now: datetime) -> bool:
    """Make the publication's version from the draft as it is now. Returns False where problems forbid it."""
    for _ in range(MOST_ROUNDS):
        with db.autocommit() as connection:
            draft = publication_store.load_draft(connection, story_id)
            document = Document.model_validate(draft.document)
            problems = find_problems(document, _asset_states(connection, story_id))
            if any(problem.severity == "error" for problem in problems):
                found = [problem.model_dump(mode="json") for problem in problems]
                publication_store.end_publication(connection, publication_id, "refused", problems=found, now=now)
                log.info("publication_refused", extra={"publication_id": publication_id, "problems": len(found)})
                return False
            pictures = _pictures(connection, story_id, document)
        machine = canonical(compile_machine(document, pictures, story_id=story_id, version=draft.next_number))
        machine_key = f"m/{hashlib.sha256(machine).hexdigest()[:32]}.json"
        clients.put_public(machine_key, machine, content_type="application/json")
        scenes = {str(key): scene.model_dump(mode="json") for key, scene in step_scenes(document).items()}
        version = NewVersion(
            story_id, draft.next_number, publication_id, draft.revision, draft.document, machine_key, scenes
        )
        with db.transaction() as connection:
            publication_store.save_progress(connection, publication_id, 1, now=now)
            if publication_store.save_version(connection, version, now=now):
                return True
            current = publication_store.find_publication(connection, publication_id)
        if current is None or current.version is not None:
            return current is not None  # another delivery of the same message made it
    raise Overtaken(story_id)


def _asset_states(connection: db.Connection, story_id: str) -> dict[AssetId, AssetState]:
    return {AssetId(key): state for key, state in assets.list_states(connection, story_id).items()}


def _pictures(connection: db.Connection, story_id: str, document: Document) -> dict[AssetId, Picture]:
    used = sorted({scene.data.image for scene in document.scenes.values() if scene.data.image})
    ready = assets.list_ready(connection, story_id, used)
    return {AssetId(key): _picture(asset.renditions, asset.placeholder or "") for key, asset in ready.items()}


def _picture(renditions: Sequence[Mapping[str, Any]], placeholder: str) -> Picture:
    """A ready asset as the machine describes it; formats best first."""
    sizes = sorted(renditions, key=lambda rendition: rendition["width"])
    sources = []
    for kind in IMAGE_TYPES:
        own = [one for one in sizes if f"image/{one['format']}" == kind]
        files = tuple(PictureFile(url=one["url"], width=one["width"]) for one in own)
        sources.append(PictureSource(type=kind, srcset=files))
    largest = sizes[-1]
    return Picture(sources=tuple(sources), width=largest["width"], height=largest["height"], placeholder=placeholder)


def _page_of(pointer: Pointer, manifest: ReaderManifest) -> Page:
    if pointer.state != "published" or pointer.machine_key is None or pointer.number is None:
        return build_unpublished_page(manifest)
    settings = load_settings()
    facts = PageFacts(
        story_id=str(pointer.story_id),
        version=pointer.number,
        slug=pointer.slug,
        title=pointer.title or "",
        summary=pointer.summary or "",
        language=pointer.language or "en",
        theme=Theme.model_validate(pointer.theme),
        machine_key=pointer.machine_key,
        read_url=settings.read_url,
        api_url=settings.api_url,
    )
    return build_page(json.loads(clients.get_public(pointer.machine_key)), facts, manifest)


def _put_page(key: str, page: Page) -> None:
    clients.put_public(
        key,
        page.html,
        content_type="text/html; charset=utf-8",
        cache_control="public, max-age=60",
        metadata={"csp-style": page.style_hash},
    )


def _manifest(now: datetime) -> ReaderManifest:
    return _manifest_of_minute(int(now.timestamp()) // 60)


@lru_cache(maxsize=1)
def _manifest_of_minute(_minute: int) -> ReaderManifest:
    """The reader's build as it lies in the public bucket, asked for once a minute: a deploy shows soon enough."""
    return parse_manifest(clients.get_public(MANIFEST_KEY))
