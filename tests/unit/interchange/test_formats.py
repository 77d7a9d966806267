"""Telling formats apart, what is refused, the limits, and time that grows with the file's length alone."""

from __future__ import annotations

import base64
import contextlib
import json
import time
from typing import Any

import pytest

from chalicelib.interchange import formats, model
from chalicelib.interchange.formats import detect, read, title_of, write
from chalicelib.interchange.model import NotReadable, NotWritable
from infra.setup import story_arguments
from tests.unit.interchange.stories import GIF, codes, document, only, scene, twee
from tests.unit.stories.vectors import vectors

DOCUMENT: Any = vectors("documents")["document"]


@pytest.mark.parametrize(
    ("name", "content", "format_name"),
    [
        ("a.txt", b'{"schema": 1}', "fabula"),
        ("a.txt", b'\xef\xbb\xbf \n{"schema": 1}', "fabula"),
        ("a.html", b'{"schema": 1}', "fabula"),
        ("a.json", b'{"initial": "a", "states": {"a": {}}}', "xstate"),
        ("a.json", b'{"scenes": {"states": {}}}', "fabula"),
        ("a.txt", b"text\n:: A\n", "twee"),
        ("a.html", b":: A\n<tw-storydata>", "twee"),
        ("a.txt", ":: A".encode("utf-16"), "twee"),
        ("a.txt", b"<html><style>\n::before{}</style><TW-StoryData name=x>", "twine"),
        ("a.twee", b"<tw-storydata></tw-storydata>", "twine"),
        ("A.HTML", b"nothing", "twine"),
        ("a.tw", b"nothing", "twee"),
        ("a.json", b"nothing", "fabula"),
    ],
)
def test_a_format_is_told_by_content_then_by_name(name: str, content: bytes, format_name: str) -> None:
    assert detect(name, content) == format_name


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.png", b"\x89PNG", "no Fabula, Twee or Twine file"),
        ("twee", b"", "no Fabula, Twee or Twine file"),
        ("a.json", b'{"initial": "a", "states": {"a": {}}}', "compiled machine"),
        ("a.json", b"{", "cannot be read as JSON"),
        ("a.json", b"[" * 1000, "cannot be read as JSON|nested deeper"),
        ("a.json", b"{" * 100_000, "cannot be read as JSON"),
        ("a.json", b'{"a": NaN}', "NaN is not a JSON number"),
        ("a.json", b'{"a": 1, "a": 2}', "same key twice"),
        ("a.json", b'{"a": "\\ud800"}', "half of a surrogate"),
        ("a.json", b'{"a": ' + b"9" * 5000 + b"}", "cannot be read as JSON"),
        ("a.json", b"{}", "no Fabula story: schema"),
        ("a.json", json.dumps({**DOCUMENT, "schema": 99}).encode(), "schema 99"),
        ("a.json", json.dumps({**DOCUMENT, "title": 7}).encode(), "no Fabula story: title"),
        ("a.json", b'{"fabula": 2, "document": {}, "pictures": {}}', "no Fabula story: fabula"),
        ("a.json", b"{" + b"," * 3_000_001, "more parts"),
        ("a.twee", b"\n::" * 20_001, "more than 20,000 passages"),
        ("a.twee", b":: " + b"[" * 5_000_000, "header is longer"),
        ("a.html", b"<tw-storydata>" + b"<tw-tag a>" * 20_000, "more than 20,000 passages"),
        ("a.twee", b":: A\n" + b"$x" * 500_001, "more markup than any story"),
        ("a.twee", b":: A\n%b\n:: B\n%b" % (b"$x" * 250_001, b"$x" * 250_001), "more markup than the largest story"),
    ],
)
def test_what_is_no_story_is_refused_with_a_sentence(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(NotReadable, match=sentence):
        read(name, content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (base64.b64encode(b"<svg/>").decode(), "is no image/gif"),
        ("!", "is not base64"),
        ("R0lGODlh\n", "is not base64"),
    ],
)
def test_a_picture_is_what_its_first_bytes_say(content: str, sentence: str) -> None:
    picture = {"type": "image/gif", "name": "a.gif", "content": content}
    whole = {"fabula": 1, "document": DOCUMENT, "pictures": {"p": picture}}
    with pytest.raises(NotReadable, match=sentence) as refusal:
        read("a.json", json.dumps(whole).encode())
    assert refusal.value.where == "pictures.p"


def test_a_document_of_an_older_schema_is_brought_up() -> None:
    old = {**DOCUMENT, "schema": 1, "scenes": {}}
    del old["ifid"]
    assert read("a.json", json.dumps(old).encode()).document.ifid is None


@pytest.mark.parametrize(
    ("passages", "code", "field", "length"),
    [
        ([":: A\n" + "x" * 20_001], "cut", "text", 20_000),
        ([":: " + "x" * 201], "cut", "title", 200),
        ([":: A\n" + "".join(f"[[{n}->A]]" for n in range(21))], "links-over-limit", "options", 20),
        ([f":: A [{' '.join(f't{n}' for n in range(51))}]"], "tags-over-limit", "tags", 50),
        ([f":: A [{'t' * 101} u]"], "tags-over-limit", "tags", 1),
        ([":: A\n" + "<<x>>" * 5_000], "cut", "notes", 20_000),
    ],
)
def test_what_is_over_a_limit_is_cut_and_said(passages: list[str], code: str, field: str, length: int) -> None:
    imported = twee(*passages)
    (one,) = imported.document.scenes.values()
    assert len(getattr(one.data, field)) == length
    assert code in codes(imported)


def test_labels_and_alternative_texts_are_cut_too() -> None:
    address = f"data:image/gif;base64,{base64.b64encode(GIF).decode()}"
    imported = twee(f':: A\n[[{"x" * 501}->A]]<img src="{address}" alt="{"y" * 2_001}">')
    assert len(only(imported, "a")["options"][0]["label"]) == 500
    assert len(only(imported, "a")["alt"]) == 2_000
    assert codes(imported).count("cut") == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("\n".join(f":: {number}" for number in range(10_001)), "10,001 passages; 10,000 scenes"),
        ("\n".join(f":: {number}\n{'x' * 19_000}" for number in range(500)), "larger than 8 MB"),
    ],
)
def test_what_cannot_be_cut_is_refused(content: str, sentence: str) -> None:
    with pytest.raises(NotReadable, match=sentence):
        read("a.twee", content.encode())


def test_a_file_over_64_mb_is_refused_unread() -> None:
    with pytest.raises(NotReadable, match="larger than 64 MB"):
        read("a.twee", bytes(model.MAX_FILE_BYTES + 1))


def test_a_report_has_an_end() -> None:
    imported = read("a.twee", "\n".join(f":: {number}\n[[gone]]" for number in range(6_000)).encode())
    assert len(imported.report) == model.MAX_NOTES
    assert imported.report[-1].code == "more-notes"


@pytest.mark.parametrize("start", [None, "gone"])
def test_a_machine_needs_a_start(start: str | None) -> None:
    with pytest.raises(NotWritable):
        write(document(scene("a"), start=start), "xstate", {}, story_id="s", version=1)


@pytest.mark.parametrize(
    ("name", "title"),
    [("a.twee", "a"), ("C:\\tales\\My tale.final.twee", "My tale"), ("/x/.twee", "Untitled"), ("", "Untitled")],
)
def test_a_file_without_a_title_is_called_by_its_name(name: str, title: str) -> None:
    assert title_of(name) == title


def test_the_command_knows_every_format() -> None:
    assert story_arguments.FORMATS == model.FORMATS
    assert set(formats.MEDIA_TYPES) == set(formats.ENDINGS) == set(model.FORMATS)


SIGNS = {
    "": (
        *("[[", "[[a->", "(if:", "<<", "<<link ", "<<link [[", '<<link "a" ', "{{", "<%", "<!--", "<a ", '<img src="'),
        *("![", "![a](", "[img[", "[", "$a", "\\", "<script", "_", "*", " ", "\n", "\r", "&amp", "\\::", "[[a]]", "]["),
    ),
    "Harlowe": ("(if: (a:", "(", "(a: '", "|a>[", "''a ''", "//", "(link-goto: 'a' "),
    "Chapbook": ("{a", "\n[if", "\n--\n", "a:\n", "{a}"),
}
ELEMENTS = (
    *("<tw-tag ", '<tw-tag a="', "<tw-passagedata ", "</tw-passagedata", "<tw-passagedata>", "<tw-storydata ", "a="),
    *("a='", "/", " ", "<style>", "</style", "&#", "<"),
)
HOSTILE = [
    *(
        (f':: StoryData\n{{"format":"{story_format}"}}\n\n:: A\n', sign)
        for story_format, signs in SIGNS.items()
        for sign in signs
    ),
    *((":: A", sign) for sign in ("\n::", "\n:: [", "\n:: {", "[", "{", "\\", " ", '{"a":')),
    *(("<tw-storydata name=x><tw-passagedata name=y>", sign) for sign in ELEMENTS),
    *(("<tw-storydata ", sign) for sign in ELEMENTS),
    *(('{"schema":2,"title":"', sign) for sign in ("[", "\\", '":{"a', "1")),
]


@pytest.mark.parametrize(("head", "sign"), HOSTILE)
def test_no_sign_however_often_keeps_a_reader_busy(head: str, sign: str) -> None:
    """A fraction of a second where time grows with the length alone; what is quadratic would take far longer."""
    assert _seconds(head + sign * (300_000 // len(sign))) < 5


def _seconds(content: str) -> float:
    started = time.process_time()
    with contextlib.suppress(NotReadable):
        read("tale.twee", content.encode())
    return time.process_time() - started
