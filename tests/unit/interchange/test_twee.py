"""Twee 3, trap by trap."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.interchange.formats import read
from chalicelib.interchange.links import Way, parse_link
from chalicelib.interchange.model import NotReadable
from tests.unit.interchange.stories import codes, example, only, twee


@pytest.mark.parametrize(
    ("inside", "label", "target", "setter"),
    [
        ("a", "a", "a", None),
        ("label->a", "label", "a", None),
        ("a<-label", "label", "a", None),
        ("label|a", "label", "a", None),
        (" label -> a ", "label", "a", None),
        ("a -> b -> c", "a -> b", "c", None),
        ("a <- b <- c", "b <- c", "a", None),
        ("a | b | c", "a | b", "c", None),
        ("a|b->c<-d", "a|b", "c<-d", None),
        ("a|b<-c", "c", "a|b", None),
        ("label->a][$x to 1", "label", "a", "$x to 1"),
        ("a][$x to [1]", "a", "a", "$x to [1]"),
        ("->a", "", "a", None),
        ("a->", "a", "", None),
        ("", "", "", None),
    ],
)
def test_a_link_is_read_in_twines_order(inside: str, label: str, target: str, setter: str | None) -> None:
    assert parse_link(inside) == Way(label, target, 1, setter)


@pytest.mark.parametrize(
    ("header", "name", "tags", "position"),
    [
        (":: A", "A", [], {"x": 0, "y": 0}),
        ("::A", "A", [], {"x": 0, "y": 0}),
        (":: A [x y]", "A", ["x", "y"], {"x": 0, "y": 0}),
        (":: A [x  y x]", "A", ["x", "y"], {"x": 0, "y": 0}),
        (':: A {"position":"10,20"}', "A", [], {"x": 20, "y": 40}),
        (':: A [x] {"position":"10.5,-20","size":"100,100"}', "A", ["x"], {"x": 21, "y": -40}),
        (r":: A \[b\] \{c\} \\d", r"A [b] {c} \d", [], {"x": 0, "y": 0}),
        (r":: A [x\]y \[z]", "A", ["x]y", "[z"], {"x": 0, "y": 0}),
        (r":: A\q", "Aq", [], {"x": 0, "y": 0}),
        (':: A {"position":"1,2","note":"[x] {y}"}', "A", [], {"x": 2, "y": 4}),
        (":: A []", "A", [], {"x": 0, "y": 0}),
        (":: A [\\ ]", "A", [], {"x": 0, "y": 0}),
        (":: A [x", "A", ["x"], {"x": 0, "y": 0}),
        (":: A {broken", "A", [], {"x": 0, "y": 0}),
        (':: A {"position":"1,2,3"}', "A", [], {"x": 0, "y": 0}),
        (':: A {"position":7}', "A", [], {"x": 0, "y": 0}),
        (':: A {"position":"1e999,nan"}', "A", [], {"x": 0, "y": 0}),
        (":: \u2028A", "A", [], {"x": 0, "y": 0}),
    ],
)
def test_a_header_is_name_tags_and_metadata(header: str, name: str, tags: list[str], position: Any) -> None:
    imported = twee(f"{header}\nText.")
    (scene,) = imported.document.model_dump(mode="json")["scenes"].values()
    assert (scene["data"]["title"], scene["data"]["tags"], scene["position"]) == (name, tags, position)


@pytest.mark.parametrize(
    ("data", "passages", "start", "code"),
    [
        ('{"start":"B"}', [":: A\n", ":: B\n"], "b", None),
        ("{}", [":: A\n", ":: Start\n"], "start", None),
        ('{"start":"Gone"}', [":: A\n", ":: Start\n"], "start", None),
        ('{"start":"Gone"}', [":: A\n"], None, "start-missing"),
        ("{}", [":: A\n"], None, "start-missing"),
        ('{"start":7}', [":: Start\n"], "start", None),
        ("not json", [":: Start\n"], "start", "story-data-broken"),
        ("[" * 5000, [":: Start\n"], "start", "story-data-broken"),
        ('{"ifid":"no ifid"}', [":: Start\n"], "start", "ifid-not-kept"),
        ('{"zoom":1}', [":: Start\n"], "start", "story-data-unknown"),
    ],
)
def test_the_start_is_a_name(data: str, passages: list[str], start: str | None, code: str | None) -> None:
    imported = twee(*passages, data=data)
    assert imported.document.start == start
    assert code is None or code in codes(imported)


def test_an_ifid_is_kept_in_capitals() -> None:
    imported = twee(":: A\n", data='{"ifid":"d674c58c-defa-4f70-b7a2-27742230c0fc"}')
    assert imported.document.ifid == "D674C58C-DEFA-4F70-B7A2-27742230C0FC"


def test_scenes_are_linked_by_ids_after_names() -> None:
    imported = example("cellar.twee")
    ways = [(option["label"], option["target"]) for option in only(imported, "the-kitchen")["options"]]
    assert ways == [
        ("creaks open", "the-cellar-dark"),
        ("Out into the garden", "the-garden"),
        ("Upstairs", "attic"),
        ("Attic", "attic"),
        ("a -> b", "attic"),
        ("c <- d", "attic"),
        ("e | f", "attic"),
        ("Wait", "the-kitchen"),
        ("Fetch the ladder", None),
    ]
    assert len({option["id"] for option in only(imported, "the-kitchen")["options"]}) == len(ways)


def test_every_trap_of_the_cellar_is_said_with_its_line() -> None:
    imported = example("cellar.twee")
    assert {(note.code, note.where, note.line) for note in imported.report} == {
        ("text-before-passages", None, 1),
        ("story-data-unknown", "StoryData", 7),
        ("stylesheet-passage", "Looks", 45),
        ("script-passage", "Sounds", 48),
        ("special-passage", "Every page", 51),
        ("duplicate-passage", "Attic", 42),
        ("macro", "The kitchen", 17),
        ("variable", "The kitchen", 17),
        ("macro", "The kitchen", 21),
        ("link-setter", "The kitchen", 24),
        ("link-to-missing", "The kitchen", 25),
        ("html", "The cellar {dark}", 29),
        ("picture-not-in-file", "The cellar {dark}", 31),
        ("macro", "Attic", 38),
        ("comment", "Attic", 38),
        ("sizes", None, None),
        ("story-format", None, None),
    }


def test_text_keeps_its_characters() -> None:
    imported = example("cellar.twee")
    assert only(imported, "the-kitchen")["text"] == (
        "You have $candles candles, \\*two\\* of them **dry**.\\\n"
        "\\# This is no heading, and 1_000 is no emphasis.\\\n"
        "1\\. This is no list. {candles\\} is no variable.\n\n"
        "The door for you."
    )
    assert only(imported, "the-cellar-dark")["text"] == (
        ":: These colons are no passage.\\\nIt is dark down here.\\\nVery dark."
    )
    assert only(imported, "the-kitchen")["notes"].split("\n")[0] == "17: (set: $candles to 2)"


@pytest.mark.parametrize(
    ("passage", "ending"),
    [
        (":: A [tag]\nThe end.", {"name": "A", "link": None}),
        (":: A\n[[B]]", None),
        (":: A\n(goto: 'B')", None),
        (":: A\n(set: $x to 1)", {"name": "A", "link": None}),
    ],
)
def test_a_passage_that_leads_nowhere_is_an_ending(passage: str, ending: Any) -> None:
    assert only(twee(passage), "a")["ending"] == ending


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"Just a text.", 1),
        (b"", None),
    ],
)
def test_a_file_without_passages_is_no_story(content: bytes, line: int | None) -> None:
    with pytest.raises(NotReadable) as refusal:
        read("tale.twee" if content else "tale", content)
    assert refusal.value.line == line


@pytest.mark.parametrize(
    ("content", "text", "code"),
    [
        ("\ufeff:: A\r\nÄ\r\n".encode(), "Ä", None),
        (":: A\nÄ".encode("utf-16"), "Ä", None),
        (":: A\nÄ".encode("cp1252"), "Ä", "encoding-guessed"),
        (b":: A\nx\x00y", "x\ufffdy", "characters-replaced"),
    ],
)
def test_encodings(content: bytes, text: str, code: str | None) -> None:
    imported = read("tale.twee", content)
    assert only(imported, "a")["text"] == text
    assert code is None or code in codes(imported)


def test_a_character_of_endless_digits_is_none() -> None:
    imported = twee(f':: A\n<img src="x" alt="&#{"9" * 5_000};"> Text.')
    assert "Text." in next(iter(imported.document.scenes.values())).data.text
