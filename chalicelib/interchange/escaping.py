"""Plain prose as Markdown (CommonMark) that shows the same characters, line by line."""

from __future__ import annotations

import re
from typing import Final

REMOVED: Final = "\0"
"""Stands where something was taken out of a text, until `as_lines`; no text holds it otherwise."""

_NOTHING: Final = f"{REMOVED} \t>*+-\\"
"""With only these left, a line held nothing but what was taken out, in a quotation or a list perhaps."""
_INLINE: Final = re.compile(r"[\\`*\[\]]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|<(?=[A-Za-z/!?])|&(?=#?[A-Za-z0-9]+;)")
_PLACEHOLDER_END: Final = re.compile(r"(\{[A-Za-z0-9][A-Za-z0-9_-]{0,63})\}")
_BLOCK: Final = re.compile(r"(?P<sign>[#+=>~-])|(?P<number>[0-9]{1,9})(?=[.)](?:\s|$))")
_MANY_BLANK_LINES: Final = re.compile(r"\n{3,}")


def escaped_inline(text: str) -> str:
    """The text with every character escaped that would mean something inside a paragraph, or name a variable."""
    return _PLACEHOLDER_END.sub(r"\1\\}", _INLINE.sub(r"\\\g<0>", text))


def as_lines(text: str, *, bold: str | None = None, italic: str | None = None) -> str:
    """Text escaped inline as Markdown in which each line stays one.

    `bold` and `italic` are the signs around such words in the source, `''` and `//` in Harlowe and SugarCube.
    """
    lines = [_line(line, bold, italic) for line in _kept_lines(text)]
    broken = [
        f"{line}\\" if line and following else line for line, following in zip(lines, [*lines[1:], ""], strict=False)
    ]
    return _squeezed("\n".join(broken))


def as_markdown(text: str) -> str:
    """Text that is Markdown already, without the lines that held only what was taken out."""
    return "\n".join(_kept_lines(text)).strip("\n")


def _kept_lines(text: str) -> list[str]:
    lines = text.split("\n")
    kept = [line for line in lines if REMOVED not in line or line.strip(_NOTHING)]
    return [line.replace(f" {REMOVED} ", " ").replace(REMOVED, "") for line in kept]


def _squeezed(text: str) -> str:
    return _MANY_BLANK_LINES.sub("\n\n", text).strip("\n")


def _line(line: str, bold: str | None, italic: str | None) -> str:
    line = _styled(_styled(line.strip(), bold, "**"), italic, "*")
    match = _BLOCK.match(line)
    if match is None:
        return line
    if match["sign"]:
        return "\\" + line
    return f"{match['number']}\\{line[match.end() :]}"


def _styled(line: str, sign: str | None, markdown: str) -> str:
    """The line with the words between signs styled, if the signs pair and each pair holds close to its words."""
    if sign is None or sign not in line:
        return line
    parts = re.split(f"(?<!:){re.escape(sign)}", line)
    if len(parts) % 2 == 0 or not all(_holds(*parts[at - 1 : at + 2]) for at in range(1, len(parts), 2)):
        return line
    return "".join(part if number % 2 == 0 else markdown + part + markdown for number, part in enumerate(parts))


def _holds(before: str, words: str, behind: str) -> bool:
    """Whether CommonMark takes signs around the words for emphasis (its left- and right-flanking runs)."""
    if not words or words[0].isspace() or words[-1].isspace():
        return False
    opens = words[0].isalnum() or not before[-1:].isalnum()
    return opens and (words[-1].isalnum() or not behind[:1].isalnum())
