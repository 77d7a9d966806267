"""What goes between a story and a file, and what is said about the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from ..errors import Invalid
from ..stories.model import AssetId, Document

Format = Literal["fabula", "twee", "twine", "xstate"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)

Fate = Literal["lost", "changed", "kept"]
"""What became of it: it is gone; it is there, but otherwise; it is there as it was, and means nothing here."""

PictureType = Literal["image/jpeg", "image/png", "image/webp", "image/avif", "image/gif"]

MAX_FILE_BYTES: Final = 64_000_000
"""The largest file that is read."""
MAX_NOTES: Final = 5_000
"""The longest report; a last note then counts what it leaves out."""


class NotReadable(Invalid):
    """This file is no story that can be read here."""

    def __init__(self, detail: str = "", *, where: str | None = None, line: int | None = None) -> None:
        super().__init__(detail, extra={"where": where, "line": line})
        self.where = where
        """The part of the file that is wrong, as the file names it."""
        self.line = line
        """Its line in the file, from 1."""


class NotWritable(Invalid):
    """This story cannot be written in that format yet."""


@dataclass(frozen=True)
class Note:
    """One thing that was not carried, or otherwise than it was."""

    code: str
    """Its kind, for ever the same."""
    fate: Fate
    where: str | None
    """The passage or scene, as the source names it; None is the story as a whole."""
    line: int | None
    """In the file, from 1; None where lines mean nothing."""
    sentence: str
    """What it was and what became of it, for the creator."""


@dataclass(frozen=True)
class PictureFile:
    """A picture's original, of a type that its first bytes bear out."""

    type: PictureType
    content: bytes
    name: str
    """A file name, for people."""


@dataclass(frozen=True)
class Imported:
    """A story read from a file. The same file is the same story every time, its ids too."""

    document: Document
    """Within every limit; its pictures' ids are keys of `pictures`, or of whatever the file was made beside."""
    pictures: Mapping[AssetId, PictureFile]
    report: tuple[Note, ...]


@dataclass(frozen=True)
class Exported:
    """A story written as a file."""

    content: bytes
    media_type: str
    file_name: str
    """Letters, digits and hyphens, and the format's ending."""
    report: tuple[Note, ...]
