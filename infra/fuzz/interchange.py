"""Broken story files for every importer, and what has to hold of whatever comes of them.

A case is its number: the same number is the same input. It begins with one of the example stories, or with Fabula's own
file of one, and is then bent a few times.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from chalicelib.interchange.formats import read, write
from chalicelib.interchange.model import Format, Imported, NotReadable, NotWritable
from chalicelib.stories.canonical import canonical
from chalicelib.stories.model import Document

T = TypeVar("T")

EXAMPLES: Final = Path(__file__).resolve().parent.parent.parent / "tests" / "examples" / "interchange"
MOST_SECONDS: Final = 5.0
"""Processor time of reading or writing one file; the usual one takes a millisecond, 10,000 scenes one second."""
MOST_BYTES: Final = 60_000
FORMATS: Final[tuple[Format, ...]] = ("fabula", "twee", "twine", "xstate")

_NASTY: Final = (
    *(b"\x00", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\r", b"\r\n", b"\xe2\x80\xa8", b"\xf0\x9f\x92\xa5", b"\\"),
    *(b"[[", b"]]", b"->", b"<-", b"|", b"][", b"\n::", b"\n:: ", b"\n:: StoryData\n{", b"\n:: StoryTitle\n", b"\\::"),
    *(b"<<", b">>", b"<<if", b"(if:", b"(", b")", b'"', b"'", b"{{", b"}}", b"{", b"}", b"<%", b"%>", b"<!--", b"-->"),
    *(b"<", b">", b"<a ", b"<img src=", b"data:image/png;base64,", b"![", b"](", b"[img[", b"</tw-passagedata>"),
    *(b"<tw-storydata ", b"<tw-passagedata ", b"</tw-storydata>", b"<style>", b"<script>", b"<script ", b'name="'),
    *(b"&", b"&#0;", b"&#xD800;", b"&#99999999999;", b"&quot;", b"&amp;lt;", b"\\ud800", b"\\u0000", b"\\", b"\\\\"),
    *(
        b"[",
        b"]",
        b'{"',
        b'":',
        b",",
        b"null",
        b"true",
        b"1e999",
        b"-0",
        b"NaN",
        b"9" * 400,
        b"0.0000001",
        b"''",
        b"//",
    ),
    *(
        b'{"position":"1e308,-1e308"}',
        b'{"position":"nan,inf"}',
        b'"schema":4',
        b'"schema":1',
        b'"fabula":',
        b"`",
        b"_",
    ),
    *(b"[script]", b"[stylesheet]", b" [a b] ", b"$x", b"|h>[", b"\n--\n", b"\n[if x]\n", b"$", b"#", b"\n\n", b"\t"),
)


@dataclass(frozen=True)
class Outcome:
    """What became of a case."""

    read: bool
    """Whether it was a story after all."""
    seconds: float
    """Processor time of the slowest step."""


def load_seeds() -> list[tuple[str, bytes]]:
    """The example stories, and each in Fabula's own three formats."""
    seeds = [(path.name, path.read_bytes()) for path in sorted(EXAMPLES.iterdir())]
    for name, content in tuple(seeds):
        imported = read(name, content)
        for format_name in FORMATS[:3]:
            exported = write(imported.document, format_name, imported.pictures, story_id="fuzz", version=1)
            seeds.append((exported.file_name, exported.content))
    return seeds


def make_case(seeds: Sequence[tuple[str, bytes]], number: int) -> tuple[str, bytes]:
    """A file's name and content."""
    chance = random.Random(number)  # noqa: S311  (repeatable, not secret)
    name, content = chance.choice(seeds)
    bent = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        chance.choice(_BENDS)(bent, chance, chance.choice(seeds)[1])
        del bent[MOST_BYTES:]
    return (name if chance.random() < 0.9 else "tale"), bytes(bent)


def run_case(name: str, content: bytes) -> Outcome:
    """Read the file, and write and read again what it holds.

    Raises AssertionError where something does not hold, and whatever the readers and writers let through.
    """
    steps = Steps()
    try:
        imported = steps.take(lambda: read(name, content))
    except NotReadable:
        return Outcome(False, steps.slowest)
    if Document.model_validate_json(canonical(imported.document)) != imported.document:
        raise AssertionError("the document is not what it says")
    for format_name in FORMATS:
        _write_and_read(imported, format_name, steps)
    return Outcome(True, steps.slowest)


class Steps:
    """Takes steps one by one and holds each to its time."""

    def __init__(self) -> None:
        self.slowest = 0.0
        """Processor time of the slowest step so far."""

    def take(self, step: Callable[[], T]) -> T:
        """What the step gives. Raises AssertionError if it took too long."""
        started = time.process_time()
        try:
            return step()
        finally:
            seconds = time.process_time() - started
            self.slowest = max(self.slowest, seconds)
            if seconds > MOST_SECONDS:
                raise AssertionError(f"that took {seconds:.1f} s")


def _write_and_read(imported: Imported, format_name: Format, steps: Steps) -> None:
    document = imported.document
    try:
        exported = steps.take(lambda: write(document, format_name, imported.pictures, story_id="fuzz", version=1))
    except NotWritable:
        if format_name == "xstate" and document.start not in document.scenes:
            return
        raise
    said = {note.code for note in exported.report}
    if format_name == "xstate" or "line-ends" in said:  # those are written otherwise, and it is said
        return
    again = steps.take(lambda: read(exported.file_name, exported.content))
    if again.document.model_copy(update={"ifid": document.ifid}) != document:
        raise AssertionError(f"{format_name} does not bring the story back")
    if any(imported.pictures[key].content != picture.content for key, picture in again.pictures.items()):
        raise AssertionError(f"{format_name} changes the pictures")


def _flip(bent: bytearray, chance: random.Random, other: bytes) -> None:
    for _ in range(min(len(bent), chance.randint(1, 8))):
        bent[chance.randrange(len(bent))] ^= 1 << chance.randrange(8)


def _cut_off(bent: bytearray, chance: random.Random, _: bytes) -> None:
    del bent[chance.randint(0, len(bent)) :]


def _cut_out(bent: bytearray, chance: random.Random, _: bytes) -> None:
    start = chance.randint(0, len(bent))
    del bent[start : start + chance.choice((1, 5, 50, 500))]


def _put_in(bent: bytearray, chance: random.Random, other: bytes) -> None:
    for _ in range(chance.choice((1, 1, 3, 10))):
        place = chance.randint(0, len(bent))
        bent[place:place] = chance.choice(_NASTY)


def _repeat(bent: bytearray, chance: random.Random, _: bytes) -> None:
    start = chance.randint(0, len(bent))
    piece = bytes(bent[start : start + chance.choice((1, 2, 8, 100, 2_000))])
    bent[start:start] = piece * chance.choice((2, 10, 1_000))


def _nest(bent: bytearray, chance: random.Random, _: bytes) -> None:
    place = chance.randint(0, len(bent))
    bent[place:place] = chance.choice(_NASTY) * chance.choice((10, 500, 3_000))


def _splice(bent: bytearray, chance: random.Random, other: bytes) -> None:
    start = chance.randint(0, len(other))
    piece = other[start : start + chance.choice((20, 300, 5_000))]
    place = chance.randint(0, len(bent))
    bent[place:place] = piece


_BENDS: Final[tuple[Callable[[bytearray, random.Random, bytes], None], ...]] = (
    *(_flip, _cut_off, _cut_out, _put_in, _put_in, _repeat, _nest, _splice),
)
