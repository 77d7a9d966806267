"""Publishing: a draft becomes an immutable, numbered version, its files, and the page readers open.

A publication may be delivered twice, late, at once with another one, and be killed anywhere. What is uploaded before
the version's row is named by its content; the row, what steps need and the story's pointer are one transaction; the
page is a projection of the pointer, written by one at a time and again until it equals it. A publication says
`published` once its page is there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Literal

from .. import clients, db
from ..analytics import service as analytics
from ..assets import service as assets
from ..lifecycle import allows
from ..log import count, log
from ..settings import load_settings
from ..stories.chunks import Cut, chunk_key, cut, files_of
from ..stories.machine import Picture, PictureFile, PictureSource, compile_machine, step_scenes
from ..stories.model import SCHEMA, AssetId, Document, Theme
from ..stories.problems import AssetState, Problem
from ..stories.proof import all_problems
from ..stories.published import Head
from ..stories.upcasting import upcast_head, upcast_theme
from . import publication_store
from .lifecycle import PublicationLife
from .page import (
    Page,
    PageFacts,
    ReaderManifest,
    build_missing_page,
    build_page,
    build_unpublished_page,
    chunks_ahead,
    parse_manifest,
)
from .publication_store import NewVersion, Pointer, Publication
from .uploading import upload

IMAGE_TYPES: Final[tuple[Literal["image/avif", "image/webp", "image/jpeg"], ...]] = (
    "image/avif",
    "image/webp",
    "image/jpeg",
)
MANIFEST_KEY: Final = "a/manifest.json"
MISSING_KEY: Final = "s/404.html"
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
        attempts = publication_store.take_up(connection, publication_id, now=now)
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
    writer takes too long, or turned to a version that is not cut yet.
    """
    _cut_again(story_id)
    with db.transaction() as connection:
        if not publication_store.lock_page(connection, story_id):
            raise Overtaken(story_id)
        pointer = publication_store.find_pointer(connection, story_id)
        if pointer is None or pointer.state == "draft":
            return
        _put_page(f"s/{pointer.slug}/index.html", _page_of(pointer, _manifest(now)))
        publication_store.note_page(connection, story_id, shows=pointer.shows)
        has_chosen = analytics.mark_chosen(connection, story_id)
    if has_chosen:
        analytics.write_chosen(story_id, now=now)


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
    """Make the publication's version from the draft as it is now. Returns False where problems forbid it, or where it
    was ended meanwhile."""
    for _ in range(MOST_ROUNDS):
        with db.autocommit() as connection:
            draft = publication_store.load_draft(connection, story_id)
            states = _asset_states(connection, story_id)
            heads = publication_store.list_heads(connection, story_id)
        document = Document.model_validate(draft.document)
        problems = all_problems(document, states)  # takes seconds for a long story, so nobody waits for a connection
        if any(problem.severity == "error" for problem in problems):
            _refuse(publication_id, problems, now=now)
            return False
        with db.autocommit() as connection:
            pictures = _pictures(connection, story_id, document)
        machine = compile_machine(document, pictures, story_id=story_id, version=draft.next_number)
        made = cut(machine, reveal_choices=document.reveal_choices)
        _upload(publication_id, made, heads, now=now)
        version = NewVersion(
            story_id=story_id,
            number=draft.next_number,
            publication_id=publication_id,
            revision=draft.revision,
            document=draft.document,
            machine_key=made.head_key,
            head=made.head,
            scenes={str(key): scene.model_dump(mode="json") for key, scene in step_scenes(document).items()},
        )
        with db.transaction() as connection:
            if publication_store.save_version(connection, version, now=now):
                return True
            current = publication_store.find_publication(connection, publication_id)
        if current is None or not allows(PublicationLife, current.state, "finish"):
            return False  # it was ended meanwhile
        if current.version is not None:
            return True  # another delivery of the same message made it
    raise Overtaken(story_id)


def _refuse(publication_id: str, problems: Sequence[Problem], *, now: datetime) -> None:
    found = [problem.model_dump(mode="json") for problem in problems]
    with db.autocommit() as connection:
        publication_store.end_publication(connection, publication_id, "refused", problems=found, now=now)
    log.info("publication_refused", extra={"publication_id": publication_id, "problems": len(found)})


def _upload(publication_id: str, made: Cut, heads: Sequence[Mapping[str, Any]], *, now: datetime) -> None:
    """Write what no earlier version has, and tell the creator how many of the version's files are there."""
    known = {key for head in heads for key in files_of(head)}
    new = {key: body for key, body in made.files.items() if key not in known}
    total = len(made.files) + 1  # the page comes last

    def tell(written: int) -> None:
        there = len(made.files) - len(new) + written
        with db.autocommit() as connection:
            publication_store.save_progress(connection, publication_id, there, total, now=now)

    tell(0)
    upload(new, told=tell)


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
    if pointer.head is None:
        raise Overtaken(str(pointer.story_id))
    settings, head = load_settings(), Head.model_validate(upcast_head(pointer.head))
    facts = PageFacts(
        slug=pointer.slug,
        title=pointer.title or "",
        summary=pointer.summary or "",
        language=pointer.language or "en",
        theme=Theme.model_validate(upcast_theme(pointer.theme, pointer.schema or SCHEMA)),
        head=head,
        head_key=pointer.machine_key,
        read_url=settings.read_url,
        api_url=settings.api_url,
    )
    states = _states_in(chunk_key(head.chunks[head.initial]))
    for key in sorted(chunks_ahead(states[head.initial], head)):
        states |= _states_in(key)
    return build_page(states, facts, manifest)


def _states_in(key: str) -> dict[str, Any]:
    states: dict[str, Any] = json.loads(clients.get_public(key))["states"]
    return states


def _cut_again(story_id: str) -> None:
    """Cut the stored machine of a version that is published, where it is from before there were chunks.

    The machine is what was published, with the pictures of that day. It stays where it is, for readers who are on it.
    Cutting and writing its files takes long for a long story, so no connection is held and no transaction idle.
    """
    with db.autocommit() as connection:
        pointer = publication_store.find_pointer(connection, story_id)
    if pointer is None or pointer.state != "published" or pointer.number is None or pointer.head is not None:
        return
    # Every number of a story is a double; canonical JSON writes one alike, however large, and refuses large integers.
    made = cut(json.loads(clients.get_public(str(pointer.machine_key)), parse_int=float))
    upload(made.files, told=lambda _: None)
    with db.autocommit() as connection:
        publication_store.save_head(connection, story_id, pointer.number, head=made.head, head_key=made.head_key)


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
