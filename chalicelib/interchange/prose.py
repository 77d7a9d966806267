"""A passage's text as a scene's: prose as Markdown, links apart, and everything else said and put into the notes.

Nothing a story format would compute is computed here, with two exceptions that are certain: a call that is nothing but
a link with a label and a target in plain quotes is that link.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from ..stories.model import PLACEHOLDER
from .escaping import REMOVED, as_lines, as_markdown, escaped_inline
from .links import Way, parse_link
from .markup import MARKDOWN, Dialect, Ends, openings
from .model import MAX_PIECES, Fate, Note, NotReadable, PictureFile
from .passages import Passage, unescaped
from .pictures import picture_in

MOST_NAMES: Final = 40
"""Kinds of calls a passage's report names one by one."""

_OUTSIDE: Final = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
_CALL_NAME: Final = re.compile(r"[(<{]+[=-]?(/?[\w$-]*)")
# Never two repetitions of white space side by side, which would take quadratic time over a long stretch of it.
_QUOTED: Final = r"""(?:"([^"\\]*)"|'([^'\\]*)')"""
_LINK_CALL: Final = re.compile(rf"\((?:link-goto|link-go-to):\s*{_QUOTED}(?:\s*,\s*{_QUOTED})?\s*\)", re.IGNORECASE)
_SUGAR_LINK: Final = re.compile(
    rf"<<(?:link|button)\s+(?:\[\[(?P<inside>.*?)\]\]|{_QUOTED}\s+{_QUOTED})\s*>>", re.DOTALL
)
_LEADS_ON: Final = re.compile(
    r"link|go-?to|button|click|display|include|embed|choice|action|return|back|undo|redirect|mouse|reveal|widget|timed"
)
_ATTRIBUTE: Final = re.compile(r"""\b(src|alt)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_MARKDOWN_PICTURE: Final = re.compile(r"!\[([^\]]*)\]\(\s*<?([^\s)>]*)>?[^)]*\)")
_RAW_ELEMENT: Final = re.compile(r"<(script|style)\b", re.IGNORECASE)
_RAW_END: Final = re.compile(r"</(?:script|style)[^>]*>", re.IGNORECASE)
_OWN_LINKS: Final = re.compile(r"\[\\(?=\\*\[)")
_OWN_PICTURE: Final = re.compile(r'<img src="(data:[^"]*)" alt="([^"]*)">\n?')
_LINKS_APART: Final = re.compile(r"\[(?=\\*\[)")
_OWN_NO_PICTURE: Final = re.compile(r"\A\\(?=\\*<img)")
_PICTURE_APART: Final = re.compile(r"\A(?=\\*<img)")


@dataclass
class Prose:
    """What was found in a passage; filled while it is read."""

    passage: Passage
    text: str = ""
    """Markdown."""
    ways: list[Way] = field(default_factory=list)
    picture: PictureFile | None = None
    alt: str = ""
    leavings: list[str] = field(default_factory=list)
    """What was taken out, with its line: for the scene's notes."""
    leads_on: bool = False
    """Whether something that was taken out may lead to another passage."""
    pieces: int = 0
    """How many links, calls, tags and the like were looked at."""
    found: dict[tuple[str, str, Fate, str], tuple[int, int]] = field(default_factory=dict)
    """Code, name, fate and sentence, to the first line and how often."""
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def report(self) -> list[Note]:
        """A note for each kind of thing, with how often it was there."""
        return [
            Note(code, fate, self.passage.name, line, sentence + ("" if count == 1 else f" ({count} times)"))
            for (code, _, fate, sentence), (line, count) in self.found.items()
        ]

    def note(self, code: str, name: str, fate: Fate, line: int, sentence: str) -> None:
        """Say it, or count it once more."""
        key = (code, name, fate, sentence)
        if key not in self.found:
            self.kinds[code] += 1
            if self.kinds[code] > MOST_NAMES:
                key = (code, "", fate, f"More than {MOST_NAMES} different ones of this kind are in the passage.")
        first, count = self.found.get(key, (line, 0))
        self.found[key] = (first, count + 1)


def read_prose(passage: Passage, dialect: Dialect) -> Prose:
    """The passage's text by the rules of that dialect; `fabula` is what `own_text` wrote. Linear in its length.

    Raises NotReadable if it has more pieces of markup than a whole story may have.
    """
    return _Reader(passage, dialect).read()


def own_text(markdown: str, picture: str, alt: str, links: list[Way]) -> str:
    """A passage's text that `read_prose` turns back: the picture's data: address, the words, a link a line."""
    image = f'<img src="{picture}" alt="{html.escape(alt)}">\n' if picture else ""
    words = _PICTURE_APART.sub(r"\\", _LINKS_APART.sub(r"[\\", markdown))
    written = "\n".join(_link(way) for way in links)
    return image + words + ("\n\n" if words and written else "") + written


def _link(way: Way) -> str:
    return f"[[{way.label}->{way.target}]]"


class _Reader:
    def __init__(self, passage: Passage, dialect: Dialect) -> None:
        self.dialect = dialect
        self.prose = Prose(passage)
        self.source = passage.text
        self.out: list[str] = []
        self.hooks: list[bool] = []
        """For each open square bracket, whether it is a Harlowe hook's."""
        self.line, self.counted = passage.line, 0

    def read(self) -> Prose:
        if self.dialect == "fabula":
            self._own_picture()
        elif self.dialect == "chapbook":
            self._chapbook()
        ends, at = Ends(self.source), 0
        pattern = openings(self.dialect)
        while match := pattern.search(self.source, at):
            kind = str(match.lastgroup)
            self.prose.pieces += 1
            if self.prose.pieces > MAX_PIECES:
                raise NotReadable("The passage has more markup than any story.", where=self.prose.passage.name)
            end = ends.of(kind, match)
            self._prose(self.source[at : match.start()])
            self._count_lines(match.start())
            if end is None:
                self._unclosed(kind, match[0])
                end = match.end()
            else:
                end = _HANDLERS[kind](self, self.source[match.start() : end], end)
            at = end
        self._prose(self.source[at:])
        self.prose.text = self._joined("".join(self.out))
        return self.prose

    def _joined(self, text: str) -> str:
        if self.dialect == "fabula":
            return _OWN_LINKS.sub("[", _OWN_NO_PICTURE.sub("", as_markdown(text)))
        if self.dialect in MARKDOWN:
            return as_markdown(text)
        styled = self.dialect in ("harlowe", "sugarcube")
        return as_lines(text, bold="''" if styled else None, italic="//" if styled else None)

    def _prose(self, text: str) -> None:
        if text:
            self.out.append(text if self.dialect in MARKDOWN else escaped_inline(text))

    def _count_lines(self, place: int) -> None:
        self.line += self.source.count("\n", self.counted, place)
        self.counted = place

    def _leave(self, piece: str) -> None:
        self.out.append(REMOVED)
        self.prose.leavings.append(f"{self.line}: {piece}")

    def _unclosed(self, kind: str, opening: str) -> None:
        self._prose(opening)
        if kind not in ("bracket", "tag", "insert", "markdown_picture"):
            sentence = f"“{opening}” is never closed and stays in the text."
            self.prose.note("unclosed-markup", opening, "kept", self.line, sentence)

    def _link(self, piece: str, end: int) -> int:
        self._way(parse_link(piece[2:-2], line=self.line))
        return end

    def _way(self, way: Way) -> None:
        if _OUTSIDE.fullmatch(way.target) and self.dialect != "fabula":
            self.out.append(f"[{escaped_inline(way.label)}](<{way.target.replace('<', '%3C').replace('>', '%3E')}>)")
            sentence = f"The link to {way.target[:200]} became one in the text."
            self.prose.note("outside-link", way.target, "changed", self.line, sentence)
            return
        self.out.append(REMOVED)
        self.prose.ways.append(way)
        if way.setter is not None:
            self.prose.leavings.append(f"{self.line}: [{way.setter}]")
            sentence = f"What the link “{way.label[:80]}” sets on its way is only in the scene's notes."
            self.prose.note("link-setter", way.label, "changed", self.line, sentence)

    def _insert(self, piece: str, end: int) -> int:
        """Chapbook's `{name}` is how a variable is named here too."""
        if not PLACEHOLDER.fullmatch(piece):
            return self._call(piece, end)
        self._prose(piece)
        sentence = f"“{piece}” stays in the text and names a variable: add it, if the story has none of that name."
        self.prose.note("variable", piece, "kept", self.line, sentence)
        return end

    def _call(self, piece: str, end: int) -> int:
        if way := _plain_link(piece, self.line):
            self._way(way)
            return end
        name = _CALL_NAME.match(piece)
        called = (name[1] if name else "")[:40]
        self._leave(piece)
        if called.startswith("/"):
            return end
        self.prose.leads_on = self.prose.leads_on or bool(_LEADS_ON.search(called.lower()))
        sentence = f"“{_short(piece, called)}” does nothing here; it is in the scene's notes."
        self.prose.note("macro", called, "changed", self.line, sentence)
        return end

    def _harlowe(self, piece: str, end: int) -> int:
        end = self._call(piece, end)
        return self._hook(end)

    def _hook(self, end: int) -> int:
        """Take the bracket that opens a hook; what is inside stays."""
        opens = self.source.startswith("[", end) and (
            not self.source.startswith("[[", end) or self.source.startswith("[[[", end)
        )
        if opens and self.dialect == "harlowe":
            self.hooks.append(True)
            return end + 1
        return end

    def _named_hook(self, piece: str, end: int) -> int:
        self._leave(piece)
        self.prose.note("macro", piece, "changed", self.line, f"The hook's name “{piece}” does nothing here.")
        return self._hook(end)

    def _bracket(self, piece: str, end: int) -> int:
        if piece == "[":
            self.hooks.append(False)
        elif self.hooks and self.hooks.pop():
            return end
        self._prose(piece)
        return end

    def _comment(self, piece: str, end: int) -> int:
        self._leave(piece)
        self.prose.note("comment", "", "changed", self.line, "A comment went into the scene's notes.")
        return end

    def _variable(self, piece: str, end: int) -> int:
        self._prose(piece)
        sentence = f"“{piece}” stays in the text as it is: make it a variable and write it in braces."
        self.prose.note("variable", piece, "kept", self.line, sentence)
        return end

    def _tag(self, piece: str, end: int) -> int:
        name = piece.strip("</").split(">")[0].split()[0].lower().rstrip("/")[:40]
        if name == "img":
            attributes = _attributes(piece)
            self._picture(attributes.get("src", ""), attributes.get("alt", ""))
            return end
        if name == "br":
            self.out.append("\n")
            return end
        if _RAW_ELEMENT.match(piece):
            closing = _RAW_END.search(self.source, end)
            stop = closing.end() if closing else len(self.source)
            piece, end = self.source[end - len(piece) : stop], stop
        self._leave(piece)
        if not piece.startswith("</"):
            sentence = f"The HTML tag <{name}> was taken out; what it held is there."
            if _RAW_ELEMENT.match(piece):
                sentence = f"The element <{name}> was taken out with what it held; it is in the scene's notes."
            self.prose.note("html", name, "changed", self.line, sentence)
        return end

    def _markdown_picture(self, piece: str, end: int) -> int:
        if match := _MARKDOWN_PICTURE.fullmatch(piece):
            self._picture(match[2], match[1])
        else:
            self._prose(piece)
        return end

    def _sugar_picture(self, piece: str, end: int) -> int:
        inside = piece[piece.index("img[") + 4 : -2]
        source, bracket, target = inside.partition("][")
        alt, _, address = source.rpartition("|")
        self._picture(address, alt)
        if bracket and target:
            self._way(Way(alt.strip() or target.strip(), target.partition("][")[0].strip(), self.line))
        return end

    def _picture(self, address: str, alt: str) -> None:
        """The first picture is the scene's; nothing is ever fetched."""
        self.out.append(REMOVED)
        shown = "a data: address" if address.strip()[:5].lower() == "data:" else f"“{address[:200]}”"
        if shown.startswith("“"):
            self.prose.leavings.append(f"{self.line}: {address[:2000]}")
            sentence = f"The picture {shown} is not in the file and was not fetched: add it to the scene."
            self.prose.note("picture-not-in-file", address[:200], "lost", self.line, sentence)
            self.prose.alt = self.prose.alt or alt
            return
        picture = picture_in(address)
        if picture is None:
            sentence = "A picture was left out: only JPEG, PNG, WebP, AVIF and GIF up to 20 MiB are taken."
            self.prose.note("picture-not-taken", "", "lost", self.line, sentence)
        elif self.prose.picture is not None:
            sentence = "A scene has one picture: a further one was left out."
            self.prose.note("further-picture", "", "lost", self.line, sentence)
        else:
            self.prose.picture, self.prose.alt = picture, alt

    def _own_picture(self) -> None:
        if match := _OWN_PICTURE.match(self.source):
            self._picture(match[1], unescaped(match[2]))
            self.out.clear()
            self._skip(match.end())

    def _skip(self, end: int) -> None:
        """Go on as if the text began there."""
        self._count_lines(end)
        self.source, self.counted = self.source[end:], 0

    def _chapbook(self) -> None:
        """Take out the variables before `--`."""
        if end := _variables_end(self.source):
            self.prose.leavings.append(f"{self.line}: {self.source[:end].strip()}")
            self.prose.note("macro", "--", "changed", self.line, "The variables set here are in the notes only.")
            self._skip(end)

    def _modifier(self, piece: str, end: int) -> int:
        name = piece.strip("[] \t").split()[0].lower()[:40] if piece.strip("[] \t") else ""
        self._leave(piece.strip())
        sentence = f"“[{name} …]” does nothing here; it is in the scene's notes."
        self.prose.note("macro", name, "changed", self.line, sentence)
        return end


_HANDLERS: Final[Mapping[str, Callable[[_Reader, str, int], int]]] = {
    "link": _Reader._link,
    "sugar": _Reader._call,
    "template": _Reader._call,
    "mustache": _Reader._call,
    "insert": _Reader._insert,
    "harlowe": _Reader._harlowe,
    "harlowe_known": _Reader._harlowe,
    "named_hook": _Reader._named_hook,
    "bracket": _Reader._bracket,
    "comment": _Reader._comment,
    "modifier": _Reader._modifier,
    "variable": _Reader._variable,
    "tag": _Reader._tag,
    "markdown_picture": _Reader._markdown_picture,
    "sugar_picture": _Reader._sugar_picture,
}


def _plain_link(piece: str, line: int) -> Way | None:
    """The link that a call is, if it certainly is one."""
    if match := _LINK_CALL.fullmatch(piece):
        said = [part for part in match.groups() if part is not None]
        return Way(said[0].strip(), said[-1].strip(), line)
    if match := _SUGAR_LINK.fullmatch(piece):
        if match["inside"] is not None:
            return parse_link(match["inside"], line=line)
        said = [part for part in match.groups()[1:] if part is not None]
        return Way(said[0].strip(), said[-1].strip(), line)
    return None


def _variables_end(text: str) -> int:
    """Where Chapbook's section of variables ends, with the line `--`; 0 if there is none."""
    at = 0
    for line in text.split("\n"):
        at += len(line) + 1
        if line.strip() == "--":
            return min(at, len(text))
        if line.strip() and ":" not in line:
            return 0
    return 0


def _attributes(tag: str) -> dict[str, str]:
    return {
        match[1].lower(): unescaped(next(part for part in match.groups()[1:] if part is not None))
        for match in _ATTRIBUTE.finditer(tag)
    }


def _short(piece: str, name: str) -> str:
    """A call as its report shows it: its signs and its name."""
    if piece.startswith("("):
        return f"({name}: …)"
    width = 2 if piece[:2] in ("<<", "<%", "{{") else 1
    return f"{piece[:width]}{name} …{piece[-width:]}" if name else f"{piece[:width]} … {piece[-width:]}"
