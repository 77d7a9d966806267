"""Bodies and answers of the interchange's routes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StrictBool

from ..web import WireModel
from .model import Fate, Format
from .records import ExportState, ImportState


class NewImport(WireModel):
    """A file somebody wants to make a story of."""

    file_name: Annotated[str, Field(min_length=1, max_length=255)]
    size: Annotated[int, Field(strict=True, ge=1, le=2**40)]
    """Bytes, exactly."""


class Note(WireModel):
    """One thing that was not carried, or otherwise than it was."""

    code: str
    fate: Fate
    where: str | None
    line: int | None
    sentence: str


class Import(WireModel):
    """A file on its way to a story; `pictures_stored` of `pictures` are there.

    `report` is a page of its `notes` notes, `next` what to ask for `after` to go on, None at the end.
    """

    id: str
    state: ImportState
    file_name: str
    size: int
    story_id: str | None
    pictures: int
    pictures_stored: int
    detail: str
    """Why not, in a sentence, where it was refused or failed."""
    notes: int
    report: list[Note]
    next: int | None


class ImportGrant(WireModel):
    """A signed PUT, to be sent with exactly these headers before it expires."""

    method: Literal["PUT"]
    url: str
    headers: dict[str, str]
    expires_at: datetime


class GrantedImport(WireModel):
    """A file to come and the way to upload it."""

    import_: Annotated[Import, Field(alias="import")]
    grant: ImportGrant


class NewExport(WireModel):
    """A file to make of a story: of a version, or of the draft where none is named."""

    format: Format
    version: Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)] | None = None
    pictures: StrictBool = False
    """Whether pictures go into the file, where the format holds pictures."""


class ExportMade(WireModel):
    """An export that was asked for."""

    id: str


class Export(WireModel):
    """A story on its way to a file.

    `link` gets the file, for five minutes; asking again signs another. `report` is a page of its `notes` notes, `next`
    what to ask for `after` to go on, None at the end.
    """

    id: str
    story_id: str | None
    state: ExportState
    format: Format
    version: int | None
    pictures: bool
    file_name: str | None
    size: int | None
    link: str | None
    expires_at: datetime
    """When the file is deleted."""
    detail: str
    """Why not, in a sentence, where it failed."""
    notes: int
    report: list[Note]
    next: int | None
