"""Twee 3 (IFTF, version 3.0.2) as passages, and passages as Twee 3."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..strict_json import DEPTH
from .model import MAX_HEADER, MAX_PASSAGES, Note, NotReadable
from .passages import STORY_DATA, STORY_TITLE, Passage, PassageStory, cleaned, decoded, tags_in, text_of

_HEADER: Final = re.compile(r"^::(?P<header>[^\n]*)(?:\n|\Z)", re.MULTILINE)
_ESCAPED: Final = re.compile(r"\\(.?)")
_ESCAPED_HEADER: Final = re.compile(r"^\\(?=\\*::)", re.MULTILINE)
_HEADER_LIKE: Final = re.compile(r"^(?=\\*::)", re.MULTILINE)
_META: Final = re.compile(r"([\\\[\]{}])")
_MOST_PARTS: Final = 1_000_000
_KNOWN_DATA: Final = {"ifid", "format", "format-version", "start", "fabula"}


def read_twee(content: bytes) -> PassageStory:
    """The passages of a Twee file. Raises NotReadable if it has none."""
    text, notes = decoded(content)
    report = list(notes)
    if text.count("\n::") > MAX_PASSAGES:
        raise NotReadable(f"The file has more than {MAX_PASSAGES:,} passages.")
    headers = list(_HEADER.finditer(text))
    if not headers:
        raise NotReadable("There is no passage in the file: no line begins with “::”.", line=1)
    if before := text[: headers[0].start()].strip():
        sentence = f"{len(before):,} characters stand before the first passage and belong to none."
        report.append(Note("text-before-passages", "lost", None, 1, sentence))
    passages = list(_passages(text, headers, report))
    title = next((passage.text.strip() for passage in passages if passage.name == STORY_TITLE), None)
    data = next((_story_data(passage, report) for passage in passages if passage.name == STORY_DATA), {})
    return PassageStory(
        title=title,
        passages=tuple(passage for passage in passages if passage.name not in (STORY_TITLE, STORY_DATA)),
        ifid=text_of(data, "ifid"),
        start=text_of(data, "start"),
        format=text_of(data, "format") or "",
        format_version=text_of(data, "format-version") or "",
        extras=data.get("fabula"),
        report=tuple(report),
    )


def write_twee(story: PassageStory) -> bytes:
    """The story as a Twee file."""
    data = {
        "ifid": story.ifid,
        "format": story.format,
        "format-version": story.format_version,
        "start": story.start,
        "fabula": story.extras,
    }
    known = {name: value for name, value in data.items() if value not in (None, "")}
    parts = [
        f":: {STORY_TITLE}\n{_body(story.title or '')}",
        f":: {STORY_DATA}\n{_body(json.dumps(known, indent=2, ensure_ascii=False))}",
        *(f"{_header(passage)}\n{_body(passage.text)}" for passage in story.passages),
    ]
    return ("\n\n\n".join(parts) + "\n").encode()


def _passages(text: str, headers: list[re.Match[str]], report: list[Note]) -> Iterator[Passage]:
    line, counted = 1, 0
    for number, match in enumerate(headers):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        end = headers[number + 1].start() if number + 1 < len(headers) else len(text)
        body = _ESCAPED_HEADER.sub("", text[match.end() : end].rstrip())
        yield _passage(match["header"], body, line, report)


def _passage(header: str, body: str, line: int, report: list[Note]) -> Passage:
    if len(header) > MAX_HEADER:
        raise NotReadable("A passage's header is longer than any can be.", line=line)
    name, tags, metadata = _split(header)
    values = _metadata(name, metadata, line, report)
    return Passage(
        name=name,
        text=body,
        tags=tags,
        position=text_of(values, "position"),
        size=text_of(values, "size"),
        line=line + 1,
        extras=text_of(values, "fabula"),
    )


def _split(header: str) -> tuple[str, tuple[str, ...], str | None]:
    """A header's name, tags and metadata, the first two without their escapes."""
    bracket = brace = None
    for mark in re.finditer(r"\\.?|[\[{]", header):
        if mark[0] == "{":
            brace = mark.start()
            break
        if mark[0] == "[" and bracket is None:
            bracket = mark.start()
    metadata = header[brace:] if brace is not None else None
    before = header[:brace]
    tags: tuple[str, ...] = ()
    if bracket is not None:
        before, listed = before[:bracket], before[bracket + 1 :]
        end = next((match.start() for match in re.finditer(r"\\.?|\]", listed) if match[0] == "]"), len(listed))
        tags = tuple(dict.fromkeys(filter(None, map(_unescaped, tags_in(listed[:end])))))
    return _unescaped(before.strip()), tags, metadata


def _metadata(name: str, metadata: str | None, line: int, report: list[Note]) -> Mapping[str, Any]:
    if metadata is None:
        return {}
    values = _object(metadata)
    if values is None:
        sentence = "What stands in braces behind its name is no JSON object and was left out, its position with it."
        report.append(Note("metadata-broken", "lost", name, line, sentence))
        return {}
    for key in values:
        if key not in ("position", "size", "fabula"):
            sentence = f"“{cleaned(key)[:80]}”, in braces behind its name, means nothing here and was left out."
            report.append(Note("metadata-unknown", "lost", name, line, sentence))
    return values


def _story_data(passage: Passage, report: list[Note]) -> Mapping[str, Any]:
    values = _object(passage.text)
    if values is None:
        sentence = "StoryData is no JSON object and was left out: the start and the IFID with it."
        report.append(Note("story-data-broken", "lost", STORY_DATA, passage.line, sentence))
        return {}
    for key in values:
        if key not in _KNOWN_DATA:
            sentence = f"“{cleaned(key)[:80]}” in StoryData means nothing here and was left out."
            report.append(Note("story-data-unknown", "lost", STORY_DATA, passage.line, sentence))
    return values


def _object(text: str) -> dict[str, Any] | None:
    """The JSON object; None for anything else, too deep a one too."""
    # Each of these may become a Python object of a hundred bytes: count before making them.
    if sum(text.count(sign) for sign in ",[{") > _MOST_PARTS:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and _shallow(value) else None


def _shallow(value: dict[str, Any]) -> bool:
    layer: list[Any] = [value]
    for _ in range(DEPTH):
        layer = [
            part
            for whole in layer
            for part in (whole.values() if isinstance(whole, dict) else whole)
            if isinstance(part, dict | list)
        ]
        if not layer:
            return True
    return False


def _header(passage: Passage) -> str:
    tags = f" [{' '.join(_escaped(tag) for tag in passage.tags)}]" if passage.tags else ""
    values = {"position": passage.position, "size": passage.size}
    written = [f'"{key}":{json.dumps(value)}' for key, value in values.items() if value is not None]
    if passage.extras is not None:
        written.append(f'"fabula":{_without_brackets(json.dumps(passage.extras))}')
    return f":: {_escaped(passage.name)}{tags}" + (f" {{{','.join(written)}}}" if written else "")


def _without_brackets(literal: str) -> str:
    """A JSON string with its brackets as escapes: some readers of Twee look for the last `{` of a header."""
    return re.sub(r"[\[\]{}]", lambda bracket: f"\\u{ord(bracket[0]):04x}", literal)


def _body(text: str) -> str:
    return _HEADER_LIKE.sub(r"\\", text)


def _escaped(name: str) -> str:
    return _META.sub(r"\\\1", name)


def _unescaped(name: str) -> str:
    return _ESCAPED.sub(r"\1", name)
