"""Exporting: a story becomes a file that its creator can get for a day.

A message may be delivered twice, late, at once with itself, and be killed anywhere: the file lies at a key that follows
from the export, so writing it again replaces it, and the export is done once its file is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from .. import clients, db
from ..assets import service as assets
from ..lifecycle import allows
from ..log import count, log
from ..stories import service as stories
from ..stories.model import AssetId, Document
from ..stories.service import StoryNotFound
from ..versions import service as versions
from ..versions.model import VersionNotFound
from . import formats, store
from .lifecycle import ExportLife
from .model import Note, NotWritable, PictureFile
from .packing import choose_renditions, disposition, list_notes, list_pictures, note_on_pictures, picture_name
from .records import MOST_ATTEMPTS, MOST_PICTURES, PendingExport

DRAFT: Final = 0
"""The version a file made of the draft says it is."""
GONE: Final = "The story is not there any more."
TOO_MANY_PICTURES: Final = (
    f"The story has more than {MOST_PICTURES:,} pictures, which is too many for one file. Export it without them."
)
PICTURES_TOO_LARGE: Final = "The story's pictures are too large for one file together. Export it without them."
GAVE_UP: Final = "Exporting did not work this time. Your story is as you left it; try again in a few minutes."


class _NoFile(Exception):
    """There can be no such file of this story; the message is a sentence for its creator."""


def write_export(export_id: str, *, now: datetime) -> None:
    """Carry out one export as far as it has not been; one that is over stays as it is.

    A failure is raised, so that the message comes again, until MOST_ATTEMPTS have failed or were killed.
    """
    with db.autocommit() as connection:
        found = store.find_pending_export(connection, export_id)
        if found is None or not allows(ExportLife, found.state, "take_up"):
            return
        attempts = store.take_up_export(connection, export_id, now=now)
    if attempts is None or (attempts > MOST_ATTEMPTS and _give_up(export_id, GAVE_UP, now=now)):
        return
    try:
        _carry_out(found, now=now)
    except (_NoFile, NotWritable) as reason:
        _give_up(export_id, str(reason), now=now)
    except Exception:
        if attempts < MOST_ATTEMPTS or not _give_up(export_id, GAVE_UP, now=now):
            raise
        log.exception("export_failed", extra={"export_id": export_id})


def _carry_out(found: PendingExport, *, now: datetime) -> None:
    export_id = str(found.id)
    document = _document(found)
    pictures, notes = _pictures(str(found.story_id), document) if found.pictures else ({}, [])
    written = formats.write(
        document, found.format, pictures, story_id=str(found.story_id), version=found.version or DRAFT
    )
    clients.put_private(
        found.file_key,
        written.content,
        content_type=written.media_type,
        disposition=disposition(written.file_name),
    )
    report = list_notes([*notes, *written.report])
    with db.autocommit() as connection:
        store.finish_export(
            connection, export_id, file_name=written.file_name, size=len(written.content), report=report, now=now
        )
    made = {"format": found.format, "bytes": len(written.content), "pictures": len(pictures), "notes": len(report)}
    log.info("story_exported", extra={"export_id": export_id, **made})
    count("StoryExported")


def _document(found: PendingExport) -> Document:
    """The draft, or the version. Raises _NoFile where there is none any more."""
    if found.story_id is None:
        raise _NoFile(GONE)
    account_id, story_id = str(found.account_id), str(found.story_id)
    try:
        if found.version is None:
            return stories.load_draft(account_id, story_id)
        with db.autocommit() as connection:
            return versions.load_document(connection, account_id, story_id, found.version)
    except (StoryNotFound, VersionNotFound) as error:
        raise _NoFile(GONE) from error


def _pictures(story_id: str, document: Document) -> tuple[dict[AssetId, PictureFile], list[Note]]:
    """The document's pictures that are ready, as files we encoded ourselves, and what to say about them.

    The originals stay where they are: they may say where and when they were taken. Raises _NoFile where the pictures
    are too many or too large.
    """
    named = list_pictures(document)
    if len(named) > MOST_PICTURES:
        raise _NoFile(TOO_MANY_PICTURES)
    with db.autocommit() as connection:
        ready = assets.list_ready(connection, story_id, named)
    chosen, width = choose_renditions({AssetId(key): asset.renditions for key, asset in ready.items()})
    if not ready:
        return {}, []
    if not chosen:
        raise _NoFile(PICTURES_TOO_LARGE)
    with ThreadPoolExecutor(clients.AT_ONCE) as pool:
        contents = pool.map(_content, chosen.values())
        files = {
            asset: PictureFile("image/webp", content, picture_name(ready[asset].file_name))
            for asset, content in zip(chosen, contents, strict=True)
        }
    return files, [note_on_pictures(width)]


def _content(rendition: Mapping[str, Any]) -> bytes:
    return clients.get_public(urlsplit(rendition["url"]).path.lstrip("/"))


def _give_up(export_id: str, sentence: str, *, now: datetime) -> bool:
    """End an export that cannot be; False where it has come to an end."""
    with db.autocommit() as connection:
        given_up = store.give_up_export(connection, export_id, detail=sentence, now=now)
    if given_up:
        log.info("export_given_up", extra={"export_id": export_id})
        count("ExportFailed")
    return given_up
