"""The formats there are: telling a file's, reading it, writing one. Pure: ids come from names, nothing from a clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from ..stories.model import AssetId, Document
from .fabula import read_fabula, write_fabula
from .from_passages import document_from
from .model import MAX_FILE_BYTES, MAX_NOTES, Exported, Format, Imported, Note, NotReadable, PictureFile
from .passages import UTF_16
from .to_passages import passages_of
from .twee import read_twee, write_twee
from .twine import read_twine, write_twine
from .xstate import write_xstate

MEDIA_TYPES: Final[Mapping[Format, str]] = {
    "fabula": "application/json",
    "twee": "text/plain; charset=utf-8",
    "twine": "text/html; charset=utf-8",
    "xstate": "application/json",
}
ENDINGS: Final[Mapping[Format, str]] = {
    "fabula": ".fabula.json",
    "twee": ".twee",
    "twine": ".html",
    "xstate": ".xstate.json",
}
_BY_NAME: Final[Mapping[str, Format]] = {
    ".json": "fabula",
    ".twee": "twee",
    ".tw": "twee",
    ".html": "twine",
    ".htm": "twine",
}
_XSTATE: Final = re.compile(rb'"states"\s*:\s*\{')
_FABULA: Final = re.compile(rb'"(?:scenes|fabula)"\s*:')
_TWINE: Final = re.compile(rb"<tw-storydata[\s>/]", re.IGNORECASE)
_TWEE: Final = re.compile(rb"^::", re.MULTILINE)


def detect(name: str, content: bytes) -> Format:
    """The format of a file by what is in it, else by its name. Raises NotReadable if it is none of ours."""
    content = _plain(content)
    first = content.lstrip()[:1]
    if first == b"{":
        return "xstate" if _XSTATE.search(content) and not _FABULA.search(content) else "fabula"
    twine, twee = _TWINE.search(content), _TWEE.search(content)
    # Either may hold the other's signs: a style sheet's lines begin with `::`, and a passage may speak of elements.
    if twine and (first == b"<" or not twee or twine.start() < twee.start()):
        return "twine"
    if twee:
        return "twee"
    dot, ending = name.lower().rpartition(".")[1:]
    if dot + ending in _BY_NAME:
        return _BY_NAME[dot + ending]
    raise NotReadable("This is no Fabula, Twee or Twine file.")


def _plain(content: bytes) -> bytes:
    """The file in an encoding in which the signs are bytes."""
    if content.startswith(UTF_16):
        return content.decode("utf-16", errors="replace").encode()
    return content.removeprefix(b"\xef\xbb\xbf")


def read(name: str, content: bytes) -> Imported:
    """The story in a file of that name. Raises NotReadable, and nothing else, in time linear in its size."""
    if len(content) > MAX_FILE_BYTES:
        raise NotReadable(f"The file is larger than {MAX_FILE_BYTES // 1_000_000} MB.")
    imported = _READERS[detect(name, content)](name, content)
    return replace(imported, report=_bounded(imported.report))


def write(
    document: Document, format: Format, pictures: Mapping[AssetId, PictureFile], *, story_id: str, version: int
) -> Exported:
    """The story as a file.

    `pictures` are those to put in, by the ids the document has for them; a picture that is not among them is noted
    where the format could have held it. `story_id` and `version` name the machine, and `story_id` stands in for an
    IFID the story has not. Raises NotWritable, and nothing else: for a machine without a start.
    """
    match format:
        case "fabula":
            content, report = write_fabula(document, pictures)
        case "xstate":
            content, report = write_xstate(document, story_id=story_id, version=version)
        case "twee":
            story, report = passages_of(document, pictures, story_id=story_id)
            content = write_twee(story)
        case "twine":
            story, report = passages_of(document, pictures, story_id=story_id)
            content = write_twine(story)
    return Exported(content, MEDIA_TYPES[format], file_name(document.title) + ENDINGS[format], _bounded(report))


def _machine(name: str, content: bytes) -> Imported:
    raise NotReadable("This is a compiled machine, which no story can be made from: import the story itself.")


_READERS: Final[Mapping[Format, Callable[[str, bytes], Imported]]] = {
    "fabula": lambda _, content: read_fabula(content),
    "twee": lambda name, content: document_from(read_twee(content), name=title_of(name)),
    "twine": lambda name, content: document_from(read_twine(content), name=title_of(name)),
    "xstate": _machine,
}


def _bounded(report: tuple[Note, ...]) -> tuple[Note, ...]:
    """The report, its end counted where it is too long."""
    if len(report) <= MAX_NOTES:
        return report
    left = len(report) - MAX_NOTES + 1
    return (*report[: MAX_NOTES - 1], Note("more-notes", "lost", None, None, f"There is more of the kind: {left:,}."))


def file_name(title: str) -> str:
    """A title as a file's name: small letters, digits and hyphens, never empty."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-") or "story"


def title_of(name: str) -> str:
    """A file's name as a title: without folders and ending, never empty."""
    return re.split(r"[/\\]", name)[-1].partition(".")[0].strip() or "Untitled"
