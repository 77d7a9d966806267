"""Twine 2 HTML: published, as an archive, and badly written."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.interchange.formats import read
from chalicelib.interchange.model import NotReadable
from tests.unit.interchange.stories import codes, example, only


def test_a_published_story() -> None:
    imported = example("published.html")
    story = imported.document.model_dump(mode="json")
    assert (story["title"], story["ifid"], story["start"]) == (
        'The "Well" & after',
        "71A3B6F0-19D4-4D0E-B7B5-8E3A0C6D9F44",
        "rim",
    )
    assert {key: (scene["data"]["title"], scene["position"]) for key, scene in story["scenes"].items()} == {
        "down-there": ("Down <there>", {"x": 50, "y": 101}),
        "rim": ("Rim", {"x": 450, "y": 100}),
        "echo": ("Echo", {"x": 850, "y": 100}),
    }
    assert story["scenes"]["down-there"]["data"]["tags"] == ["deep", "wet"]
    assert story["scenes"]["down-there"]["data"]["text"] == "Water &amp; stone, cold."
    assert story["scenes"]["echo"]["data"]["text"] == "Hello… hello…"
    assert [(option["label"], option["target"]) for option in story["scenes"]["rim"]["data"]["options"]] == [
        ("Down <there>", "down-there"),
        ("Call", "echo"),
    ]
    assert {(note.code, note.line) for note in imported.report} == {
        ("tag-colours", None),
        ("stylesheet-passage", 11),
        ("script-passage", 12),
        ("html", 14),
        ("macro", 17),
        ("sizes", None),
        ("story-format", None),
    }


def test_of_an_archives_stories_the_first_is_read_and_the_others_named() -> None:
    imported = example("archive.html")
    assert (imported.document.title, imported.document.start) == ("First", "begin")
    note = next(note for note in imported.report if note.code == "more-stories")
    assert "“Second”" in note.sentence


@pytest.mark.parametrize(
    ("element", "title", "text", "tags"),
    [
        ('<tw-passagedata pid="1" name="A" tags="">x</tw-passagedata>', "A", "x", []),
        ("<TW-PASSAGEDATA NAME=A PID=1>x</TW-PASSAGEDATA>", "A", "x", []),
        ("<tw-passagedata tags='b c' name='A'>x</tw-passagedata>", "A", "x", ["b", "c"]),
        ('<tw-passagedata\n\tname = "A"\n\ttags>x</tw-passagedata  >', "A", "x", []),
        ('<tw-passagedata name="A">x', "A", "x", []),
        ('<tw-passagedata name="A" name="B">x</tw-passagedata>', "A", "x", []),
        ('<tw-passagedata name="A &amp;lt; B">&amp;amp;</tw-passagedata>', "A &lt; B", "\\&amp;", []),
        ('<tw-passagedata name="A">a > b &gt; c</tw-passagedata>', "A", "a > b > c", []),
        ('<tw-passagedata name="A"></tw-passagedata>', "A", "", []),
        ('<tw-passagedata name="">x</tw-passagedata>', "", "x", []),
        ("<tw-passagedata>x</tw-passagedata>", "", "x", []),
        ('<tw-passagedata name="<b>">&#0;&#xD800;</tw-passagedata>', "<b>", "\ufffd\ufffd", []),
        (f'<tw-passagedata name="&#{"9" * 5_000};">&#x{"f" * 5_000} </tw-passagedata>', "\ufffd", "\ufffd", []),
    ],
)
def test_a_passage_is_read_however_it_is_written(element: str, title: str, text: str, tags: list[str]) -> None:
    imported = read("tale.html", f"<p>Before</p><tw-storydata name=T>{element}</tw-storydata><p>After</p>".encode())
    (scene,) = imported.document.scenes.values()
    assert (scene.data.title, scene.data.text, list(scene.data.tags)) == (title, text, tags)


@pytest.mark.parametrize(
    ("startnode", "start"),
    [("2", "b"), (" 2 ", "b"), ("7", None), ("", None), ("x", None)],
)
def test_the_start_is_a_pid(startnode: str, start: Any) -> None:
    passages = '<tw-passagedata pid="1" name="A">x</tw-passagedata><tw-passagedata pid="2" name="B">y</tw-passagedata>'
    imported = read("tale.html", f'<tw-storydata name="T" startnode="{startnode}">{passages}</tw-storydata>'.encode())
    assert imported.document.start == start
    assert ("start-missing" in codes(imported)) is (start is None)


def test_an_empty_story_is_one() -> None:
    imported = read("empty.html", b"<tw-storydata></tw-storydata>")
    assert (imported.document.title, dict(imported.document.scenes)) == ("empty", {})


@pytest.mark.parametrize("content", [b"<html><body>A page</body></html>", b'<div id="storeArea"></div>'])
def test_a_page_without_a_story_is_not_readable(content: bytes) -> None:
    with pytest.raises(NotReadable, match="no Twine 2 story"):
        read("page.html", content)


def test_a_script_of_the_page_is_no_passage() -> None:
    assert "no passage" not in str(example("published.html").document)
    assert only(example("published.html"), "rim")["options"][1]["label"] == "Call"
