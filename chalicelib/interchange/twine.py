"""Twine 2 HTML (IFTF, version 1.0.2) as passages, and passages as Twine 2 HTML.

A file is a published story of whatever story format, or an archive without one. The scanner is our own: the elements
that matter hold escaped text only, and Python's own parser takes quadratic time on tags that nothing closes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .extras import packed, unpacked
from .model import MAX_PASSAGES, Note, NotReadable
from .passages import NO_SCENE_TAGS, Passage, PassageStory, cleaned, decoded, tags_in, unescaped
from .scanning import Finder

CREATOR: Final = "Fabula"
_TAG: Final = re.compile(r"<(/?)(tw-storydata|tw-passagedata|tw-tag|style|script)(?=[\s/>])", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"""[\s/]*([^\s=>/"'][^\s=>/]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?""")
_TAG_END: Final = re.compile(r">")
_CLOSERS: Final = {
    "tw-passagedata": re.compile(r"</tw-passagedata|<tw-passagedata(?=[\s/>])|</tw-storydata", re.IGNORECASE),
    "style": re.compile(r"</style", re.IGNORECASE),
    "script": re.compile(r"</script", re.IGNORECASE),
}
_MOST_ATTRIBUTES: Final = 100
"""Of one element; those behind are passed over."""
_KNOWN: Final = {
    *("name", "startnode", "creator", "creator-version", "format", "format-version", "ifid", "options", "hidden"),
    *("data-fabula",),
}


@dataclass(frozen=True)
class _Element:
    """A start tag with its attributes and, for those that hold any, the text inside, as the file has it."""

    name: str
    attributes: Mapping[str, str]
    text: str
    at: int


def read_twine(content: bytes) -> PassageStory:
    """The first story of a Twine 2 file. Raises NotReadable if it has none."""
    text, notes = decoded(content)
    report = list(notes)
    stories = _stories(text)
    if not stories:
        raise NotReadable("There is no Twine 2 story in the file: it has no <tw-storydata>.")
    data, parts = stories[0]
    if len(stories) > 1:
        names = ", ".join(f"“{other.attributes.get('name', '')[:80]}”" for other, _ in stories[1:11])
        sentence = f"The file holds {len(stories)} stories and the first was read; not read: {names}."
        report.append(Note("more-stories", "lost", None, None, sentence))
    passages = list(_passages(text, parts))
    report += _own_notes(data, parts)
    return PassageStory(
        title=data.attributes.get("name", "").strip() or None,
        passages=tuple(passage for _, passage in passages),
        ifid=data.attributes.get("ifid"),
        start=_start(data, passages),
        format=data.attributes.get("format", ""),
        format_version=data.attributes.get("format-version", ""),
        extras=unpacked(data.attributes.get("data-fabula")),
        report=tuple(report),
    )


def write_twine(story: PassageStory) -> bytes:
    """The story as a Twine archive, which Twine 2 imports."""
    start = next((number for number, passage in enumerate(story.passages, 1) if passage.name == story.start), None)
    attributes = {
        "name": story.title or "",
        "startnode": "" if start is None else str(start),
        "creator": CREATOR,
        "format": story.format,
        "format-version": story.format_version,
        "ifid": story.ifid or "",
        "options": "",
        "data-fabula": None if story.extras is None else packed(story.extras),
    }
    parts = [
        f"<tw-storydata{_attributes(attributes)} hidden>",
        '<style role="stylesheet" id="twine-user-stylesheet" type="text/twine-css"></style>',
        '<script role="script" id="twine-user-script" type="text/twine-javascript"></script>',
        *(_passage_element(number, passage) for number, passage in enumerate(story.passages, 1)),
        "</tw-storydata>",
    ]
    return ("\n".join(parts) + "\n").encode()


def _stories(text: str) -> list[tuple[_Element, list[_Element]]]:
    """The story elements, each with the elements inside it."""
    stories: list[tuple[_Element, list[_Element]]] = []
    for element in _elements(text):
        if element.name == "tw-storydata":
            stories.append((element, []))
        elif stories:
            stories[-1][1].append(element)
    return stories


def _elements(text: str) -> Iterator[_Element]:
    """The start tags that matter, those of a published story's own page left out."""
    closers = {name: Finder(pattern, text) for name, pattern in _CLOSERS.items()}
    tag_end = Finder(_TAG_END, text)
    at, inside, count = 0, False, 0
    while match := _TAG.search(text, at):
        name, at = match[2].lower(), match.end()
        if match[1]:
            inside = inside and name != "tw-storydata"
            continue
        attributes, at = _read_attributes(text, at, tag_end)
        body, closer = "", closers.get(name)
        if closer:
            end = closer.at_or_after(at)
            stop = end.start() if end else len(text)
            body, at = text[at:stop], stop
        inside = inside or name == "tw-storydata"
        if inside:
            count += 1
            if count > MAX_PASSAGES:
                raise NotReadable(f"The file has more than {MAX_PASSAGES:,} passages.")
            yield _Element(name, attributes, body, match.start())


def _read_attributes(text: str, at: int, tag_end: Finder) -> tuple[dict[str, str], int]:
    """The attributes of the tag whose name ends at `at`, decoded, and where the tag ends."""
    attributes: dict[str, str] = {}
    while match := _ATTRIBUTE.match(text, at):
        value = next((part for part in match.groups()[1:] if part is not None), "")
        if len(attributes) < _MOST_ATTRIBUTES:
            attributes.setdefault(match[1].lower(), cleaned(unescaped(value)))
        at = match.end()
    end = tag_end.at_or_after(at)
    return attributes, end.end() if end else len(text)


def _passages(text: str, parts: list[_Element]) -> Iterator[tuple[str, Passage]]:
    """Each passage with its pid."""
    line, counted = 1, 0
    for part in parts:
        line += text.count("\n", counted, part.at)
        counted = part.at
        values = part.attributes
        if part.name == "tw-passagedata":
            yield (
                values.get("pid", ""),
                Passage(
                    name=values.get("name", ""),
                    text=cleaned(unescaped(part.text)),
                    tags=tuple(dict.fromkeys(tags_in(values.get("tags", "")))),
                    position=values.get("position"),
                    size=values.get("size"),
                    line=line,
                    extras=values.get("data-fabula"),
                ),
            )
        elif part.name in ("style", "script") and part.text.strip():
            tag = "stylesheet" if part.name == "style" else "script"
            yield "", Passage(name=values.get("id", part.name), text=part.text, tags=(tag,), line=line)


def _start(data: _Element, passages: list[tuple[str, Passage]]) -> str | None:
    pid = data.attributes.get("startnode", "").strip()
    named = [passage.name for its_pid, passage in passages if pid and its_pid.strip() == pid and _may_be_scene(passage)]
    return named[0] if named else None


def _may_be_scene(passage: Passage) -> bool:
    return not NO_SCENE_TAGS.intersection(passage.tags)


def _own_notes(data: _Element, parts: list[_Element]) -> Iterator[Note]:
    colours = [part.attributes.get("name", "") for part in parts if part.name == "tw-tag"]
    if colours:
        sentence = f"The colours of its tags were left out: {len(colours)}."
        yield Note("tag-colours", "lost", None, None, sentence)
    for name, value in data.attributes.items():
        if name not in _KNOWN and not (name in ("zoom", "tags") and value in ("", "1")):
            yield Note("story-data-unknown", "lost", None, None, f"“{name[:80]}” of the story was left out.")


def _passage_element(number: int, passage: Passage) -> str:
    attributes = {
        "pid": str(number),
        "name": passage.name,
        "tags": " ".join(passage.tags),
        "position": passage.position,
        "size": passage.size,
        "data-fabula": passage.extras,
    }
    return f"<tw-passagedata{_attributes(attributes)}>{html.escape(passage.text)}</tw-passagedata>"


def _attributes(values: Mapping[str, Any]) -> str:
    return "".join(f' {name}="{_attribute(value)}"' for name, value in values.items() if value is not None)


def _attribute(value: str) -> str:
    # A line break as a reference, which no editor or transfer can change.
    return html.escape(value).replace("\n", "&#10;")
