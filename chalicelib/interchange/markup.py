"""What may stand in a passage besides prose, by story format: where each piece begins and how far it goes."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, Literal

from .scanning import Finder

Dialect = Literal["fabula", "harlowe", "sugarcube", "chapbook", "snowman", "unknown"]
MARKDOWN: Final = frozenset({"fabula", "chapbook", "snowman"})
"""Whose prose is Markdown already."""

_HARLOWE_NAMES: Final = (
    "set|put|move|if|unless|else-if|elseif|else|link|link-goto|link-reveal|link-reveal-goto|link-repeat|link-replace|"
    "link-undo|link-show|link-fullscreen|goto|go-to|undo|print|display|either|random|live|stop|event|click|"
    "click-replace|click-append|click-goto|mouseover|replace|append|prepend|show|hide|for|a|array|dm|ds|datamap|"
    "transition|t8n|text-colour|text-color|colour|color|text-style|css|background|align|font|cycling-link|seq-link|"
    "input|input-box|prompt|alert|confirm|save-game|load-game|after|more|cond|nth|macro|output|meter|dialog|enchant"
)
_OPENINGS: Final = {
    "template": r"<%",
    "comment": r"<!--",
    "link": r"\[\[",
    "markdown_picture": r"!\[",
    "sugar_picture": r"\[[<>]?img\[",
    "sugar": r"<<(?=[/A-Za-z=-])",
    "tag": r"</?[A-Za-z][A-Za-z0-9-]{0,40}",
    "mustache": r"\{\{",
    "insert": r"\{(?=[A-Za-z_])",
    "harlowe": r"\((?=(?:[A-Za-z][\w-]{0,40}|[$_][A-Za-z]\w{0,40}):)",
    "harlowe_known": rf"\((?=(?:{_HARLOWE_NAMES}):)",
    "modifier": r"(?m:^)\[(?!\[)[^\[\]\n]+\][ \t]*(?=\n|\Z)",
    "variable": r"\$[A-Za-z_]\w{0,60}",
    "named_hook": r"\|[A-Za-z_]\w{0,40}>(?=\[)",
    "bracket": r"[\[\]]",
}
_OF: Final[dict[Dialect, tuple[str, ...]]] = {
    "fabula": ("link",),
    "harlowe": (
        *("comment", "link", "markdown_picture", "tag", "mustache", "harlowe", "variable", "named_hook", "bracket"),
    ),
    "sugarcube": ("comment", "link", "markdown_picture", "sugar_picture", "sugar", "tag", "mustache", "variable"),
    "chapbook": ("modifier", "comment", "link", "markdown_picture", "tag", "mustache", "insert"),
    "snowman": ("template", "comment", "link", "markdown_picture", "tag", "mustache"),
    "unknown": (
        *("template", "comment", "link", "markdown_picture", "sugar_picture", "sugar", "tag", "mustache"),
        *("harlowe_known", "variable"),
    ),
}
_CLOSINGS: Final = {
    "template": re.compile(r"%>"),
    "comment": re.compile(r"-->"),
    "link": re.compile(r"\]\]"),
    "markdown_picture": re.compile(r"\)"),
    "sugar_picture": re.compile(r"\]\]"),
    "sugar": re.compile(r">>"),
    "tag": re.compile(r">"),
    "mustache": re.compile(r"\}\}"),
    "insert": re.compile(r"\}"),
}
_ON_ONE_LINE: Final = {"link", "markdown_picture", "sugar_picture", "insert"}
_LINE_END: Final = re.compile(r"\n")
_CALL: Final = re.compile(_OPENINGS["harlowe"])
_ROUND: Final = re.compile(r"[()]|\"|(?<!\w)'|'(?!\w)")


def dialect_of(story_format: str) -> Dialect:
    """The dialect of a story format by its name."""
    known: tuple[Dialect, ...] = ("harlowe", "sugarcube", "chapbook", "snowman")
    for dialect in known:
        if story_format.lower().startswith(dialect):
            return dialect
    return "unknown"


@cache
def openings(dialect: Dialect) -> re.Pattern[str]:
    """Where a piece may begin; the group that matched names its kind."""
    return re.compile("|".join(f"(?P<{kind}>{_OPENINGS[kind]})" for kind in _OF[dialect]))


class Ends:
    """How far the pieces of one text go; asked for in the order they stand in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._finders = {kind: Finder(pattern, text) for kind, pattern in _CLOSINGS.items()}
        self._lines = Finder(_LINE_END, text)
        self._calls: dict[int, int] | None = None

    def of(self, kind: str, opening: re.Match[str]) -> int | None:
        """Where the piece that begins there ends; None if nothing closes it, so that it is prose."""
        if kind in ("harlowe", "harlowe_known"):
            if self._calls is None:
                self._calls = _round_ends(self._text)
            return self._calls.get(opening.start())
        if kind not in _CLOSINGS:
            return opening.end()
        closing = self._finders[kind].at_or_after(opening.end())
        if closing is None:
            return None
        if kind in _ON_ONE_LINE:
            line_end = self._lines.at_or_after(opening.end())
            if line_end and line_end.start() < closing.start():
                return None
        return closing.end()


def _round_ends(text: str) -> dict[int, int]:
    """Behind which character each call's `(` is closed, and each inside one; round brackets of prose do not count."""
    ends: dict[int, int] = {}
    open_at: list[int] = []
    quote = ""
    for match in _ROUND.finditer(text):
        sign = match[0]
        if quote:
            quote = "" if sign == quote else quote
        elif sign == "(" and (open_at or _CALL.match(text, match.start())):
            open_at.append(match.start())
        elif sign == ")" and open_at:
            ends[open_at.pop()] = match.end()
        elif sign in "\"'" and open_at:
            quote = sign
    return ends
