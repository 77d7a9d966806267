"""Imports and exports as their creator sees them; `importing` and `exporting` do the work."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, TypeVar

from pydantic import BaseModel

from .. import clients, db, idempotency, limits, queues
from ..assets import service as assets
from ..assets.model import GRANT_LIFE, Grant
from ..db import Connection
from ..idempotency import Once
from ..lifecycle import allows
from ..queues import Queue
from ..stories import service as stories
from ..versions.model import VersionNotFound
from . import store
from .lifecycle import ImportLife
from .model import MAX_FILE_BYTES, Format
from .records import (
    EXPORT_LIFE,
    LINK_LIFE,
    REPORT_LIFE,
    STALE,
    UNCLAIMED_AFTER,
    ExportNotFound,
    ExportRow,
    FileDiffers,
    FileMissing,
    FileTooLarge,
    ImportNotFound,
    ImportRow,
)
from .wire import ExportMade

IMPORTS: Final = limits.Limit("imports", 20, timedelta(hours=1))
EXPORTS: Final = limits.Limit("exports", 60, timedelta(hours=1))
UPLOAD_TYPE: Final = "application/octet-stream"
"""What a file is uploaded as: its content tells its format, and nothing else is believed of it."""

Model = TypeVar("Model", bound=BaseModel)


def grant_import(
    account_id: str,
    *,
    file_name: str,
    size: int,
    once: Once | None,
    answer: Callable[[ImportRow, Grant], Model],
    answers: type[Model],
    now: datetime,
) -> Model:
    """Grant the upload of one file: a signed PUT for exactly this size, good for five minutes.

    Raises FileTooLarge, AccountFull, RateLimitReached.
    """
    if size > MAX_FILE_BYTES:
        raise FileTooLarge(field="size")

    def effect() -> Model:
        limits.take(connection, IMPORTS, account_id, now=now)
        assets.require_room(connection, account_id, store.sum_bytes(connection, account_id) + size)
        import_id = str(uuid.uuid4())
        key = assets.raw_key(account_id, import_id)
        values = {"id": import_id, "account_id": account_id, "file_name": file_name, "size": size, "raw_key": key}
        store.insert_import(connection, values | {"now": now})
        url = clients.sign_upload(key, content_type=UPLOAD_TYPE, size=size, life=GRANT_LIFE)
        grant = Grant(url, {"Content-Type": UPLOAD_TYPE, "If-None-Match": "*"}, now + GRANT_LIFE)
        return answer(_import(connection, account_id, import_id), grant)

    with db.transaction() as connection:
        return idempotency.perform(connection, once, answers, effect, now=now)


def note_received(account_id: str, import_id: str, *, now: datetime) -> ImportRow:
    """The browser says the file is uploaded: look, and have it read. Saying it twice changes nothing.

    Raises ImportNotFound, FileMissing, FileDiffers, StorageUnavailable.
    """
    found = load_import(account_id, import_id)
    if not allows(ImportLife, found.state, "arrive"):
        return found
    if found.state == "granted":
        arrived = clients.size_of_upload(found.raw_key)
        if arrived is None:
            raise FileMissing(field="import_id")
        if arrived != found.size:
            raise FileDiffers(field="import_id")
        with db.autocommit() as connection:
            store.note_arrival(connection, import_id, now=now)
    queues.send(Queue.INTERCHANGE, import_id=import_id)
    return load_import(account_id, import_id)


def load_import(account_id: str, import_id: str, *, after: int = 0) -> ImportRow:
    """How far an import is, with the notes of its report after the first `after`. Raises ImportNotFound."""
    with db.autocommit() as connection:
        return _import(connection, account_id, import_id, after=after)


def ask_for_export(
    account_id: str,
    story_id: str,
    format: Format,
    *,
    version: int | None,
    pictures: bool,
    once: Once | None,
    now: datetime,
) -> ExportRow:
    """Have a file made of a version, or of the draft; the queue does the work.

    Raises StoryNotFound, VersionNotFound, RateLimitReached.
    """

    def effect() -> ExportMade:
        limits.take(connection, EXPORTS, account_id, now=now)
        if version is not None and not store.has_version(connection, story_id, version):
            raise VersionNotFound(field="version")
        export_id = str(uuid.uuid4())
        values = {"id": export_id, "account_id": account_id, "story_id": story_id, "format": format, "now": now}
        values |= {"version": version, "pictures": pictures, "file_key": f"exports/{account_id}/{export_id}"}
        store.insert_export(connection, values)
        return ExportMade(id=export_id)

    with db.transaction() as connection:
        stories.load_revision(connection, account_id, story_id)
        made = idempotency.perform(connection, once, ExportMade, effect, now=now)
    queues.send(Queue.INTERCHANGE, export_id=made.id)
    return load_export(account_id, made.id)


def load_export(account_id: str, export_id: str, *, after: int = 0) -> ExportRow:
    """How far an export is, with the notes of its report after the first `after`. Raises ExportNotFound."""
    with db.autocommit() as connection:
        found = store.find_export(connection, account_id, export_id, after=after)
    if found is None:
        raise ExportNotFound(field="export_id")
    return found


def sign_link(export: ExportRow) -> str | None:
    """A signed GET of the export's file, good for five minutes; None while there is no file."""
    return clients.sign_download(export.file_key, life=LINK_LIFE) if export.state == "done" else None


def sweep(*, now: datetime) -> None:
    """Send lost messages again; delete files that served their time, then what was known of them."""
    with db.autocommit() as connection:
        imports = store.list_imports_left_behind(connection, before=now - STALE)
        exports = store.list_exports_left_behind(connection, before=now - STALE)
    for import_id in imports:
        queues.send(Queue.INTERCHANGE, import_id=import_id)
    for export_id in exports:
        queues.send(Queue.INTERCHANGE, export_id=export_id)
    _clear_imports(now=now)
    _clear_exports(now=now)


def _clear_imports(*, now: datetime) -> None:
    with db.autocommit() as connection:
        ended = store.list_uncleared(connection, over=now - STALE, unclaimed=now - UNCLAIMED_AFTER)
    for one in ended:
        # The pictures of an import that is done are its story's now.
        clients.delete_private([one.raw_key, *(one.picture_keys if one.state != "done" else ())])
        with db.autocommit() as connection:
            store.note_cleared(connection, str(one.id))
    with db.autocommit() as connection:
        store.forget_imports(connection, before=now - REPORT_LIFE)


def _clear_exports(*, now: datetime) -> None:
    with db.autocommit() as connection:
        old = store.list_old_exports(connection, before=now - EXPORT_LIFE)
    clients.delete_private(old.values())
    with db.autocommit() as connection:
        store.forget_exports(connection, list(old))


def _import(connection: Connection, account_id: str, import_id: str, *, after: int = 0) -> ImportRow:
    found = store.find_import(connection, account_id, import_id, after=after)
    if found is None:
        raise ImportNotFound(field="import_id")
    return found
