"""SQL of imports and exports. Every statement names the owner where a creator asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from ..db import Connection
from .records import EndedImport, ExportRow, ImportRow, PendingExport, PendingImport

PAGE_BYTES: Final = 600_000
"""A page of a report begins no further note beyond this."""
PAGE_NOTES: Final = 1_000

INSERT_IMPORT: Final = """
    INSERT INTO imports (id, account_id, state, file_name, size, raw_key, created_at, updated_at)
    VALUES (%(id)s, %(account_id)s, 'granted', %(file_name)s, %(size)s, %(raw_key)s, %(now)s, %(now)s)
"""


def insert_import(connection: Connection, values: Mapping[str, Any]) -> None:
    """Write a granted import."""
    connection.execute(INSERT_IMPORT, values)


BYTES_IN_STORAGE: Final = """
    SELECT coalesce(sum(size), 0) FROM imports WHERE account_id = %(account_id)s AND NOT cleared
"""


def sum_bytes(connection: Connection, account_id: str) -> int:
    """Bytes of the account's uploaded files that are not deleted yet."""
    row = connection.execute(BYTES_IN_STORAGE, {"account_id": account_id}).fetchone()
    return int(row[0]) if row else 0


FIND_IMPORT: Final = """
    SELECT id, state, file_name, size, raw_key, story_id, cardinality(picture_keys) AS pictures, pictures_stored,
           detail, jsonb_array_length(report) AS notes,
           (SELECT coalesce(jsonb_agg(note ORDER BY number), '[]') FROM (
               SELECT note, number,
                      sum(octet_length(note::text)) OVER (ORDER BY number) - octet_length(note::text) AS before
               FROM jsonb_array_elements(report) WITH ORDINALITY AS notes (note, number)
               WHERE number > %(after)s ORDER BY number LIMIT %(notes)s
           ) AS measured WHERE before < %(most)s) AS report
    FROM imports WHERE id = %(id)s AND account_id = %(account_id)s
"""


def find_import(connection: Connection, account_id: str, import_id: str, *, after: int = 0) -> ImportRow | None:
    """One import of the account, with the notes of its report that come after so many."""
    values = {"id": import_id, "account_id": account_id, "after": after, "notes": PAGE_NOTES, "most": PAGE_BYTES}
    with connection.cursor(row_factory=class_row(ImportRow)) as cursor:
        return cursor.execute(FIND_IMPORT, values).fetchone()


NOTE_ARRIVAL: Final = """
    UPDATE imports SET state = 'received', updated_at = %(now)s WHERE id = %(id)s AND state = 'granted'
"""


def note_arrival(connection: Connection, import_id: str, *, now: datetime) -> None:
    """The file has arrived; nothing happens where that was known."""
    connection.execute(NOTE_ARRIVAL, {"id": import_id, "now": now})


PENDING_IMPORT: Final = "SELECT id, account_id, state, file_name, raw_key FROM imports WHERE id = %(id)s"


def find_pending_import(connection: Connection, import_id: str) -> PendingImport | None:
    """One import, whoever asked for it."""
    with connection.cursor(row_factory=class_row(PendingImport)) as cursor:
        return cursor.execute(PENDING_IMPORT, {"id": import_id}).fetchone()


TAKE_UP_IMPORT: Final = """
    UPDATE imports SET state = 'reading', attempts = attempts + 1, updated_at = %(now)s
    WHERE id = %(id)s AND state IN ('received', 'reading') RETURNING attempts
"""


def take_up_import(connection: Connection, import_id: str, *, now: datetime) -> int | None:
    """Begin, or begin again; how many times that makes, or None where the import is over meanwhile."""
    row = connection.execute(TAKE_UP_IMPORT, {"id": import_id, "now": now}).fetchone()
    return int(row[0]) if row else None


PLAN_PICTURES: Final = """
    UPDATE imports SET picture_keys = %(keys)s, updated_at = %(now)s WHERE id = %(id)s AND state = 'reading'
"""


def plan_pictures(connection: Connection, import_id: str, keys: Sequence[str], *, now: datetime) -> bool:
    """Note where the pictures' originals will lie; False where the import is over meanwhile."""
    return connection.execute(PLAN_PICTURES, {"id": import_id, "keys": list(keys), "now": now}).rowcount == 1


SAVE_PROGRESS: Final = """
    UPDATE imports SET pictures_stored = greatest(pictures_stored, %(stored)s), updated_at = %(now)s
    WHERE id = %(id)s AND state = 'reading'
"""


def save_progress(connection: Connection, import_id: str, stored: int, *, now: datetime) -> None:
    """Tell the creator how many pictures are stored."""
    connection.execute(SAVE_PROGRESS, {"id": import_id, "stored": stored, "now": now})


LOCK_READING: Final = "SELECT FROM imports WHERE id = %(id)s AND state = 'reading' FOR UPDATE"


def lock_reading(connection: Connection, import_id: str) -> bool:
    """Keep other deliveries off until the transaction ends; False where one of them ended the import."""
    return connection.execute(LOCK_READING, {"id": import_id}).rowcount == 1


END_IMPORT: Final = """
    UPDATE imports SET state = %(state)s, story_id = %(story_id)s, report = %(report)s, detail = %(detail)s,
        updated_at = %(now)s
    WHERE id = %(id)s AND state = 'reading'
"""


def end_import(
    connection: Connection,
    import_id: str,
    state: str,
    *,
    story_id: str | None = None,
    report: Sequence[Mapping[str, Any]] = (),
    detail: str = "",
    now: datetime,
) -> bool:
    """Bring an import to its end; False where it had come to one."""
    values = {"id": import_id, "state": state, "story_id": story_id, "detail": detail, "now": now}
    return connection.execute(END_IMPORT, values | {"report": Jsonb(list(report))}).rowcount == 1


IMPORTS_LEFT_BEHIND: Final = """
    SELECT id FROM imports WHERE state IN ('received', 'reading') AND updated_at < %(before)s
    ORDER BY updated_at LIMIT 50
"""


def list_imports_left_behind(connection: Connection, *, before: datetime) -> list[str]:
    """Imports on their way that nothing has moved since then."""
    return [str(row[0]) for row in connection.execute(IMPORTS_LEFT_BEHIND, {"before": before}).fetchall()]


UNCLEARED: Final = """
    SELECT id, state, raw_key, picture_keys FROM imports
    WHERE NOT cleared AND (
        (state IN ('done', 'refused', 'failed') AND updated_at < %(over)s)
        OR (state = 'granted' AND updated_at < %(unclaimed)s)
    )
    ORDER BY updated_at LIMIT 100
"""


def list_uncleared(connection: Connection, *, over: datetime, unclaimed: datetime) -> list[EndedImport]:
    """Imports over since then, and grants nobody came back for since then, with files still in storage."""
    with connection.cursor(row_factory=class_row(EndedImport)) as cursor:
        return cursor.execute(UNCLEARED, {"over": over, "unclaimed": unclaimed}).fetchall()


NOTE_CLEARED: Final = "UPDATE imports SET cleared = true WHERE id = %(id)s"


def note_cleared(connection: Connection, import_id: str) -> None:
    """What the import left in storage is deleted."""
    connection.execute(NOTE_CLEARED, {"id": import_id})


FORGET_IMPORTS: Final = """
    DELETE FROM imports WHERE id IN (
        SELECT id FROM imports WHERE cleared AND (updated_at < %(before)s OR state = 'granted')
        ORDER BY updated_at LIMIT 500
    )
"""


def forget_imports(connection: Connection, *, before: datetime) -> None:
    """Delete imports over for so long, and grants whose files are deleted."""
    connection.execute(FORGET_IMPORTS, {"before": before})


HAS_VERSION: Final = "SELECT FROM versions WHERE story_id = %(story_id)s AND number = %(number)s"


def has_version(connection: Connection, story_id: str, number: int) -> bool:
    """Whether the story has a version of that number."""
    return connection.execute(HAS_VERSION, {"story_id": story_id, "number": number}).rowcount == 1


INSERT_EXPORT: Final = """
    INSERT INTO exports (id, account_id, story_id, state, format, version, pictures, file_key, created_at, updated_at)
    VALUES (%(id)s, %(account_id)s, %(story_id)s, 'queued', %(format)s, %(version)s, %(pictures)s, %(file_key)s,
            %(now)s, %(now)s)
"""


def insert_export(connection: Connection, values: Mapping[str, Any]) -> None:
    """Write an export that was asked for."""
    connection.execute(INSERT_EXPORT, values)


FIND_EXPORT: Final = """
    SELECT id, story_id, state, format, version, pictures, file_key, file_name, size, detail, created_at,
           jsonb_array_length(report) AS notes,
           (SELECT coalesce(jsonb_agg(note ORDER BY number), '[]') FROM (
               SELECT note, number,
                      sum(octet_length(note::text)) OVER (ORDER BY number) - octet_length(note::text) AS before
               FROM jsonb_array_elements(report) WITH ORDINALITY AS notes (note, number)
               WHERE number > %(after)s ORDER BY number LIMIT %(notes)s
           ) AS measured WHERE before < %(most)s) AS report
    FROM exports WHERE id = %(id)s AND account_id = %(account_id)s
"""


def find_export(connection: Connection, account_id: str, export_id: str, *, after: int = 0) -> ExportRow | None:
    """One export of the account, with the notes of its report that come after so many."""
    values = {"id": export_id, "account_id": account_id, "after": after, "notes": PAGE_NOTES, "most": PAGE_BYTES}
    with connection.cursor(row_factory=class_row(ExportRow)) as cursor:
        return cursor.execute(FIND_EXPORT, values).fetchone()


PENDING_EXPORT: Final = """
    SELECT id, account_id, story_id, state, format, version, pictures, file_key FROM exports WHERE id = %(id)s
"""


def find_pending_export(connection: Connection, export_id: str) -> PendingExport | None:
    """One export, whoever asked for it."""
    with connection.cursor(row_factory=class_row(PendingExport)) as cursor:
        return cursor.execute(PENDING_EXPORT, {"id": export_id}).fetchone()


TAKE_UP_EXPORT: Final = """
    UPDATE exports SET state = 'writing', attempts = attempts + 1, updated_at = %(now)s
    WHERE id = %(id)s AND state IN ('queued', 'writing') RETURNING attempts
"""


def take_up_export(connection: Connection, export_id: str, *, now: datetime) -> int | None:
    """Begin, or begin again; how many times that makes, or None where the export is over meanwhile."""
    row = connection.execute(TAKE_UP_EXPORT, {"id": export_id, "now": now}).fetchone()
    return int(row[0]) if row else None


FINISH_EXPORT: Final = """
    UPDATE exports SET state = 'done', file_name = %(file_name)s, size = %(size)s, report = %(report)s,
        updated_at = %(now)s
    WHERE id = %(id)s AND state = 'writing'
"""


def finish_export(
    connection: Connection,
    export_id: str,
    *,
    file_name: str,
    size: int,
    report: Sequence[Mapping[str, Any]],
    now: datetime,
) -> None:
    """The file is written; nothing happens where another delivery wrote it."""
    values = {"id": export_id, "file_name": file_name, "size": size, "report": Jsonb(list(report)), "now": now}
    connection.execute(FINISH_EXPORT, values)


GIVE_UP_EXPORT: Final = """
    UPDATE exports SET state = 'failed', detail = %(detail)s, updated_at = %(now)s
    WHERE id = %(id)s AND state = 'writing'
"""


def give_up_export(connection: Connection, export_id: str, *, detail: str, now: datetime) -> bool:
    """End an export that did not work; False where it has come to an end."""
    return connection.execute(GIVE_UP_EXPORT, {"id": export_id, "detail": detail, "now": now}).rowcount == 1


EXPORTS_LEFT_BEHIND: Final = """
    SELECT id FROM exports WHERE state IN ('queued', 'writing') AND updated_at < %(before)s
    ORDER BY updated_at LIMIT 50
"""


def list_exports_left_behind(connection: Connection, *, before: datetime) -> list[str]:
    """Exports on their way that nothing has moved since then."""
    return [str(row[0]) for row in connection.execute(EXPORTS_LEFT_BEHIND, {"before": before}).fetchall()]


OLD_EXPORTS: Final = """
    SELECT id::text, file_key FROM exports WHERE created_at < %(before)s ORDER BY created_at LIMIT 100
"""


def list_old_exports(connection: Connection, *, before: datetime) -> dict[str, str]:
    """Exports asked for before then, each with its file's key."""
    return dict(connection.execute(OLD_EXPORTS, {"before": before}).fetchall())


FORGET_EXPORTS: Final = "DELETE FROM exports WHERE id = ANY(%(ids)s::uuid[])"


def forget_exports(connection: Connection, export_ids: Sequence[str]) -> None:
    """Delete exports whose files are deleted."""
    connection.execute(FORGET_EXPORTS, {"ids": list(export_ids)})
