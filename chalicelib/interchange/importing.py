"""Importing: an uploaded file becomes a new story, whole or not at all.

A message may be delivered twice, late, at once with itself, and be killed anywhere. The pictures' originals are stored
first, at keys that follow from the import and are noted before, so that storing them again changes nothing and an
import that fails can take them away. The story, its draft, its pictures' rows and the import's end are one transaction:
an import makes one story at most, and nobody sees half of one.
"""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

from .. import child, clients, db
from ..assets import service as assets
from ..assets.model import MAX_BYTES, AccountFull, StoredPicture
from ..lifecycle import allows
from ..log import count, log
from ..stories import service as stories
from ..stories.model import AssetId, Document
from ..stories.service import DraftTooLarge
from . import store
from .lifecycle import ImportLife
from .model import Note
from .packing import list_notes, new_asset_id, with_pictures
from .records import MOST_ATTEMPTS, MOST_PICTURES, PendingImport

WALL_SECONDS: Final = 25
PROGRESS_EVERY: Final = 25
GONE: Final = "The uploaded file is not there any more. Import it again."
UNREADABLE: Final = "This file takes too much time or memory to read. Split the story and import its parts."
TOO_MANY_PICTURES: Final = (
    f"This file holds more than {MOST_PICTURES:,} pictures. Split the story and import its parts."
)
GAVE_UP: Final = "Importing did not work this time, and nothing was made. Import the file again in a few minutes."


@dataclass(frozen=True)
class _Story:
    """What a file becomes."""

    document: Document
    pictures: Sequence[StoredPicture]
    files: Sequence[Path]
    """The originals of the pictures, one by one."""
    report: Sequence[Mapping[str, Any]]


def read_import(import_id: str, *, now: datetime) -> None:
    """Carry out one import as far as it has not been; one that is over stays as it is.

    A failure is raised, so that the message comes again, until MOST_ATTEMPTS have failed or were killed.
    """
    with db.autocommit() as connection:
        found = store.find_pending_import(connection, import_id)
        if found is None or not allows(ImportLife, found.state, "take_up"):
            return
        attempts = store.take_up_import(connection, import_id, now=now)
    if attempts is None or (attempts > MOST_ATTEMPTS and _give_up(import_id, now=now)):
        return
    try:
        _carry_out(found, now=now)
    except Exception:
        if attempts < MOST_ATTEMPTS or not _give_up(import_id, now=now):
            raise
        log.exception("import_failed", extra={"import_id": import_id})


def _carry_out(found: PendingImport, *, now: datetime) -> None:
    import_id, account_id = str(found.id), str(found.account_id)
    with tempfile.TemporaryDirectory(prefix="fabula-") as place:
        source, folder = Path(place) / "file", Path(place) / "story"
        folder.mkdir()
        if not clients.fetch_private(found.raw_key, source):
            _refuse(import_id, GONE, now=now)
            return
        outcome = child.run(
            "chalicelib.interchange.reading", found.file_name, str(source), str(folder), seconds=WALL_SECONDS
        )
        if outcome is None or "refusal" in outcome:
            refused = outcome or {"refusal": UNREADABLE, "report": []}
            _refuse(import_id, refused["refusal"], refused["report"], now=now)
            return
        story = _story(import_id, folder, outcome)
        if _may_store(import_id, account_id, story, now=now):
            _store_pictures(import_id, account_id, story, now=now)
            _make_story(import_id, account_id, story, now=now)


def _story(import_id: str, folder: Path, outcome: Mapping[str, Any]) -> _Story:
    ids: dict[str, AssetId | Literal[""]] = {}
    pictures, files, left_out = [], [], []
    for number, one in enumerate(outcome["pictures"]):
        name = one["name"] or one["id"]
        if one["size"] > MAX_BYTES:
            ids[one["id"]] = ""
            left_out.append(
                Note("picture-too-large", "lost", None, None, f"The picture “{name}” has more than 20 MiB.")
            )
            continue
        ids[one["id"]] = asset_id = new_asset_id(import_id, one["id"])
        pictures.append(StoredPicture(asset_id, name, one["type"], one["size"]))
        files.append(folder / str(number))
    document = Document.model_validate_json((folder / "document.json").read_bytes())
    return _Story(with_pictures(document, ids), pictures, files, [*list_notes(left_out), *outcome["report"]])


def _may_store(import_id: str, account_id: str, story: _Story, *, now: datetime) -> bool:
    """Note the keys of the pictures to store; False, the import being over, where they may not be."""
    if len(story.pictures) > MOST_PICTURES:
        _refuse(import_id, TOO_MANY_PICTURES, story.report, now=now)
        return False
    keys = [assets.raw_key(account_id, picture.id) for picture in story.pictures]
    try:
        with db.autocommit() as connection:
            assets.require_room(connection, account_id, sum(picture.size for picture in story.pictures))
            return store.plan_pictures(connection, import_id, keys, now=now)
    except AccountFull as refusal:
        _refuse(import_id, refusal.detail or refusal.title(), story.report, now=now)
        return False


def _store_pictures(import_id: str, account_id: str, story: _Story, *, now: datetime) -> None:
    def put(picture: StoredPicture, file: Path) -> None:
        key = assets.raw_key(account_id, picture.id)
        clients.put_private(key, file.read_bytes(), content_type=picture.content_type)

    with ThreadPoolExecutor(clients.AT_ONCE) as pool:
        for stored, _ in enumerate(pool.map(put, story.pictures, story.files), start=1):
            if stored % PROGRESS_EVERY == 0 or stored == len(story.pictures):
                with db.autocommit() as connection:
                    store.save_progress(connection, import_id, stored, now=now)


def _make_story(import_id: str, account_id: str, story: _Story, *, now: datetime) -> None:
    story_id = str(uuid.uuid4())
    try:
        with db.transaction() as connection:
            if not store.lock_reading(connection, import_id):
                return  # another delivery of the same message made it
            stories.begin_story(connection, account_id, story_id, story.document, now=now)
            assets.add_received(connection, account_id, story_id, story.pictures, now=now)
            store.end_import(connection, import_id, "done", story_id=story_id, report=story.report, now=now)
    except DraftTooLarge as refusal:
        _refuse(import_id, refusal.detail or refusal.title(), story.report, now=now)
        return
    assets.hurry(picture.id for picture in story.pictures)
    made = {"scenes": len(story.document.scenes), "pictures": len(story.pictures), "notes": len(story.report)}
    log.info("story_imported", extra={"import_id": import_id, "story_id": story_id, **made})
    count("StoryImported")


def _refuse(import_id: str, sentence: str, report: Sequence[Mapping[str, Any]] = (), *, now: datetime) -> None:
    with db.autocommit() as connection:
        store.end_import(connection, import_id, "refused", report=report, detail=sentence, now=now)
    log.info("import_refused", extra={"import_id": import_id})
    count("ImportRefused")


def _give_up(import_id: str, *, now: datetime) -> bool:
    """End an import that did not work; False where it has come to an end."""
    with db.autocommit() as connection:
        given_up = store.end_import(connection, import_id, "failed", detail=GAVE_UP, now=now)
    if given_up:
        count("ImportFailed")
    return given_up
