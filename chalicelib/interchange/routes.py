"""HTTP of interchange: files in, files out, how far each is."""

from __future__ import annotations

from typing import Final

from ..assets.model import AccountFull, Grant
from ..clients import StorageUnavailable
from ..limits import RateLimitReached
from ..stories.service import StoryNotFound
from ..versions.model import VersionNotFound
from ..web import Access, Answer, Call, Route
from . import service
from .records import (
    EXPORT_LIFE,
    ExportNotFound,
    ExportRow,
    FileDiffers,
    FileMissing,
    FileTooLarge,
    ImportNotFound,
    ImportRow,
)
from .wire import Export, GrantedImport, Import, ImportGrant, NewExport, NewImport


def create_import(call: Call, body: NewImport) -> Answer:
    """Grant the upload of a file that a new story is to be made of."""
    granted = service.grant_import(
        call.account_id,
        file_name=body.file_name,
        size=body.size,
        once=call.once,
        answer=_granted,
        answers=GrantedImport,
        now=call.now,
    )
    return Answer(201, granted)


def note_received(call: Call) -> Answer:
    """Say that the file is uploaded; a queue makes a story of it."""
    return Answer(202, _import(service.note_received(call.account_id, call.id("import_id"), now=call.now)))


def load_import(call: Call) -> Answer:
    """How far an import is, and what its report says."""
    after = call.whole_number("after") or 0
    return Answer(body=_import(service.load_import(call.account_id, call.id("import_id"), after=after), after=after))


def create_export(call: Call, body: NewExport) -> Answer:
    """Have a file made of the story; a queue makes it."""
    asked = service.ask_for_export(
        call.account_id,
        call.id("story_id"),
        body.format,
        version=body.version,
        pictures=body.pictures,
        once=call.once,
        now=call.now,
    )
    return Answer(202, _export(asked))


def load_export(call: Call) -> Answer:
    """How far an export is, what its report says, and where its file is."""
    after = call.whole_number("after") or 0
    return Answer(body=_export(service.load_export(call.account_id, call.id("export_id"), after=after), after=after))


def _granted(row: ImportRow, grant: Grant) -> GrantedImport:
    signed = ImportGrant(method="PUT", url=grant.url, headers=dict(grant.headers), expires_at=grant.expires_at)
    return GrantedImport.model_validate({"import": _import(row), "grant": signed})


def _import(row: ImportRow, *, after: int = 0) -> Import:
    values = {name: value for name, value in vars(row).items() if name != "raw_key"}
    story_id = None if row.story_id is None else str(row.story_id)
    return Import.model_validate(values | {"id": str(row.id), "story_id": story_id} | _following(row, after))


def _export(row: ExportRow, *, after: int = 0) -> Export:
    values = {name: value for name, value in vars(row).items() if name not in ("file_key", "created_at")}
    story_id = None if row.story_id is None else str(row.story_id)
    values |= {"id": str(row.id), "story_id": story_id, "link": service.sign_link(row)}
    return Export.model_validate(values | {"expires_at": row.created_at + EXPORT_LIFE} | _following(row, after))


def _following(row: ImportRow | ExportRow, after: int) -> dict[str, int | None]:
    """Where the report goes on after this page."""
    known = after + len(row.report)
    return {"next": known if known < row.notes else None}


_AFTER: Final = {"after": "How many notes of the report are known already"}

ROUTES: Final[tuple[Route, ...]] = (
    Route(
        "POST",
        "/v1/imports",
        create_import,
        "Grant the upload of a story's file",
        Access.CREATOR,
        body=NewImport,
        answers={201: GrantedImport},
        refusals=(FileTooLarge, AccountFull, RateLimitReached),
    ),
    Route(
        "POST",
        "/v1/imports/{import_id}/received",
        note_received,
        "Say that a file is uploaded",
        Access.CREATOR,
        answers={202: Import},
        refusals=(ImportNotFound, FileMissing, FileDiffers, StorageUnavailable),
    ),
    Route(
        "GET",
        "/v1/imports/{import_id}",
        load_import,
        "How far an import is",
        Access.CREATOR,
        answers={200: Import},
        refusals=(ImportNotFound,),
        query=_AFTER,
    ),
    Route(
        "POST",
        "/v1/stories/{story_id}/exports",
        create_export,
        "Make a file of the story",
        Access.CREATOR,
        body=NewExport,
        answers={202: Export},
        refusals=(StoryNotFound, VersionNotFound, RateLimitReached),
    ),
    Route(
        "GET",
        "/v1/exports/{export_id}",
        load_export,
        "How far an export is",
        Access.CREATOR,
        answers={200: Export},
        refusals=(ExportNotFound,),
        query=_AFTER,
    ),
)
