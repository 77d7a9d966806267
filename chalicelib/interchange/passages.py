"""What Twee and Twine files have in common: a story of passages, linked by name."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ..stories.model import WHITE_SPACE
from .model import Note

NO_SCENE_TAGS: Final = frozenset({"script", "stylesheet", "Twine.private"})
"""A passage with one of these is no scene."""
STORY_TITLE: Final = "StoryTitle"
STORY_DATA: Final = "StoryData"
START: Final = "Start"
UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
"""What a file in that encoding begins with."""


@dataclass(frozen=True)
class Passage:
    """One passage as its file has it."""

    name: str
    text: str
    tags: tuple[str, ...] = ()
    position: str | None = None
    """`x,y`, of its top left corner, in pixels of Twine's map."""
    size: str | None = None
    """`width,height`, likewise."""
    line: int = 1
    """Of its first line of text in the file, from 1."""
    extras: str | None = None
    """What Fabula wrote beside it for itself, as JSON (see `extras`)."""


@dataclass(frozen=True)
class PassageStory:
    """A story as its file has it."""

    title: str | None
    passages: tuple[Passage, ...]
    ifid: str | None = None
    start: str | None = None
    """The first passage's name; None where the file does not say."""
    format: str = ""
    """The story format's name, which says what the text's markup means."""
    format_version: str = ""
    extras: Any = None
    """What Fabula wrote beside the story for itself; None in a file of another tool's."""
    report: tuple[Note, ...] = field(default=())


_ENDLESS_REFERENCE: Final = re.compile("&#(?:[0-9]{9,}|[xX][0-9a-fA-F]{9,});?")
"""More digits than any character needs; Python refuses to count thousands of them."""
_CONTROLS: Final = re.compile("[\x00\ud800-\udfff]")


def cleaned(text: str) -> str:
    """The text without what no story can hold, U+0000 and halves of surrogate pairs: U+FFFD stands there instead."""
    return _CONTROLS.sub("\ufffd", text)


def unescaped(text: str) -> str:
    """HTML's text with its character references put in; a number that no character has becomes U+FFFD."""
    return html.unescape(_ENDLESS_REFERENCE.sub("\ufffd", text))


def decoded(content: bytes) -> tuple[str, tuple[Note, ...]]:
    """The file as text with line ends as `\\n`: UTF-8, UTF-16 with a byte order mark, else Windows-1252."""
    notes: list[Note] = []
    encoding = "utf-16" if content.startswith(UTF_16) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
        sentence = "The file is not UTF-8 and was read as Windows-1252: check its accents and quotation marks."
        notes.append(Note("encoding-guessed", "changed", None, None, sentence))
    if _CONTROLS.search(text):
        text = cleaned(text)
        sentence = "Characters no text can hold (U+0000) were replaced by “\ufffd”."
        notes.append(Note("characters-replaced", "changed", None, None, sentence))
    return text.replace("\r\n", "\n").replace("\r", "\n"), tuple(notes)


def tags_in(text: str) -> list[str]:
    """The tags in a list with white space between."""
    return [tag for tag in WHITE_SPACE.split(text) if tag]


def text_of(values: Mapping[str, Any], key: str) -> str | None:
    """The text under that key of somebody else's JSON; None for anything but a text."""
    value = values.get(key)
    return cleaned(value) if isinstance(value, str) else None
