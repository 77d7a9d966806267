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
from urllib.parse import urlsplit

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
from .cover import best_rendition, folder_of, parse_cover
from .embedding import build_oembed
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
    text_direction,
)
from .publication_store import NewVersion, Pointer, Publication
from .theming import DAY, palettes
from .uploading import upload
from .web_manifest import build_web_manifest

IMAGE_TYPES: Final[tuple[Literal["image/avif", "image/webp", "image/jpeg"], ...]] = (
    "image/avif",
    "image/webp",
    "image/jpeg",
)
MANIFEST_KEY: Final = "a/manifest.json"
MISSING_KEY: Final = "s/404.html"
PAGE_FILES: Final = ("index.html", "embed.html", "oembed.json", "app.webmanifest")
"""What publishing writes below `s/<slug>/`; the first two of them stay when the story is put away."""
PAGE_CACHE: Final = "public, max-age=60"
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
    between, the row and what it says of its page differ, which the sweep finds. Then caches are told to forget the page
    as it was; the row says so until they were. Raises Overtaken where another writer takes too long, or turned to a
    version that is not cut yet.
    """
    _cut_again(story_id)
    _cover(story_id)
    with db.transaction() as connection:
        if not publication_store.lock_page(connection, story_id):
            raise Overtaken(story_id)
        pointer = publication_store.find_pointer(connection, story_id)
        if pointer is None or pointer.state == "draft":
            return
        _write_page(pointer, _manifest(now))
        publication_store.note_page(connection, story_id, shows=pointer.shows, public=pointer.public)
        has_chosen = analytics.mark_chosen(connection, story_id)
    purge_page(story_id)
    if has_chosen:
        analytics.write_chosen(story_id, now=now)


def delete_page(slug: str) -> None:
    """Delete a story's page and what lies beside it; it is as if there never was one."""
    clients.delete_public(f"s/{slug}/{name}" for name in PAGE_FILES)
    analytics.delete_chosen(slug)


def purge_page(story_id: str) -> None:
    """Have caches forget what a story's page was before it was written last. Where that fails, a later sweep tries."""
    with db.autocommit() as connection:
        due = publication_store.find_purge(connection, story_id)
    if due is None:
        return
    try:
        clients.purge(_addresses(due.slug))
    except clients.PurgeFailed:
        log.exception("purge_left_behind", extra={"story_id": story_id})
        count("PurgeLeftBehind")
        return
    with db.autocommit() as connection:
        publication_store.note_purge(connection, story_id, writes=due.writes)


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


def _write_page(pointer: Pointer, manifest: ReaderManifest) -> None:
    """Write the page and what lies beside it; of a story put away nothing is left but the word that it is."""
    page, embed, oembed, web_manifest = (f"s/{pointer.slug}/{name}" for name in PAGE_FILES)
    if pointer.state != "published" or pointer.machine_key is None or pointer.number is None:
        away = build_unpublished_page(manifest)
        for key in (page, embed):
            _put_page(key, away)
        clients.delete_public((oembed, web_manifest))
        return
    facts = _facts_of(pointer)
    states = _states_at_hand(facts.head)
    about = build_oembed(slug=facts.slug, title=facts.title, cover=facts.cover, read_url=facts.read_url)
    clients.put_public(oembed, about, content_type="application/json", cache_control=PAGE_CACHE)
    kept = build_web_manifest(
        slug=facts.slug,
        title=facts.title,
        cover=facts.cover,
        language=facts.language,
        direction=text_direction(facts.language),
        icon=manifest.icon,
        paper=palettes(facts.theme)[0].paper,
    )
    clients.put_public(web_manifest, kept, content_type="application/manifest+json", cache_control=PAGE_CACHE)
    _put_page(embed, build_page(states, facts, manifest, embedded=True))
    _put_page(page, build_page(states, facts, manifest))


def _facts_of(pointer: Pointer) -> PageFacts:
    """What the page says of a published story. Raises Overtaken where its version is not cut yet."""
    if pointer.head is None:
        raise Overtaken(str(pointer.story_id))
    settings = load_settings()
    return PageFacts(
        slug=pointer.slug,
        title=pointer.title or "",
        summary=pointer.summary or "",
        language=pointer.language or "en",
        theme=Theme.model_validate(upcast_theme(pointer.theme, pointer.schema or SCHEMA)),
        head=Head.model_validate(upcast_head(pointer.head)),
        head_key=str(pointer.machine_key),
        cover=parse_cover(pointer.cover),
        public=pointer.public,
        read_url=settings.read_url,
        api_url=settings.api_url,
    )


def _states_at_hand(head: Head) -> dict[str, Any]:
    """The states of the version's start and of scenes one choice away, as their chunks hold them."""
    states = _states_in(chunk_key(head.chunks[head.initial]))
    for key in sorted(chunks_ahead(states[head.initial], head)):
        states |= _states_in(key)
    return states


def _states_in(key: str) -> dict[str, Any]:
    states: dict[str, Any] = json.loads(clients.get_public(key))["states"]
    return states


def _addresses(slug: str) -> list[str]:
    """Every address at which caches may have met what lies below `s/<slug>/`."""
    read_url = load_settings().read_url
    pages = [f"{read_url}/{kind}/{slug}{end}" for kind in ("s", "e") for end in ("", "/")]
    return pages + [f"{read_url}/s/{slug}/{name}" for name in PAGE_FILES[2:]]


def _cover(story_id: str) -> None:
    """Draw the cover of the version that readers get, where nobody has tried to yet.

    A picture that is not there, or cannot be read, is no reason not to publish: the version has no cover then. Drawing
    takes a while, so no connection is held. Raises StorageUnavailable.
    """
    with db.autocommit() as connection:
        wanted = publication_store.find_uncovered(connection, story_id)
        if wanted is None:
            return
        ready = assets.list_ready(connection, story_id, [wanted.image])
        rendition = best_rendition(ready[wanted.image].renditions) if wanted.image in ready else None
        paper = wanted.paper or DAY.paper
        folder = folder_of(rendition, paper) if rendition else None
        drawn = folder is not None and publication_store.has_cover(connection, story_id, folder)
    if rendition and folder and not drawn and not _draw_cover(rendition, folder, paper):
        folder = None
    with db.autocommit() as connection:
        publication_store.save_cover(connection, story_id, wanted.number, folder=folder, alt=wanted.alt)


def _draw_cover(rendition: str, folder: str, paper: str) -> bool:
    """Draw a cover and write its files; False where its picture is not there or cannot be read."""
    from . import covering  # Pillow is much to import for processes that draw nothing

    try:
        files = covering.draw_cover(clients.get_public(urlsplit(rendition).path.lstrip("/")), paper)
    except (KeyError, covering.NotAPicture):
        log.exception("cover_not_drawn", extra={"folder": folder})
        return False
    for name, body in files.items():
        kind = "image/jpeg" if name.endswith(".jpeg") else "image/png"
        clients.put_public(f"{folder}/{name}", body, content_type=kind)
    return True


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
        cache_control=PAGE_CACHE,
        metadata={"csp-style": page.style_hash},
    )


def _manifest(now: datetime) -> ReaderManifest:
    return _manifest_of_minute(int(now.timestamp()) // 60)


@lru_cache(maxsize=1)
def _manifest_of_minute(_minute: int) -> ReaderManifest:
    """The reader's build as it lies in the public bucket, asked for once a minute: a deploy shows soon enough."""
    return parse_manifest(clients.get_public(MANIFEST_KEY))
