"""What goes out comes back: Fabula's own file exactly, Twee and Twine as far as they and what stands beside them go."""

from __future__ import annotations

import json
from typing import Any, Literal

import pytest
from hypothesis import given, settings

from chalicelib.interchange.extras import read_story_extras
from chalicelib.interchange.formats import read, write
from chalicelib.interchange.links import Way
from chalicelib.interchange.markup import Dialect, dialect_of
from chalicelib.interchange.model import FORMATS, Format, PictureFile
from chalicelib.interchange.passages import Passage
from chalicelib.interchange.prose import read_prose
from chalicelib.interchange.twee import read_twee
from chalicelib.interchange.twine import read_twine
from chalicelib.stories.canonical import canonical
from chalicelib.stories.model import PLAIN_THEME, AssetId, Document
from tests.unit.interchange.stories import EXAMPLES, GIF, PNG, document, documents, option, scene, through
from tests.vectors.tables.shapes import group

LOOK = {"layout": "full", "accent": "#1d3b4f", "paper": "#102030", "font": "plain", "cover": "sea"}
PICTURES = {
    AssetId("gif"): PictureFile("image/gif", GIF, "a.gif"),
    AssetId("png"): PictureFile("image/png", PNG, "b.png"),
}


@given(documents())
@settings(max_examples=150, deadline=None)
def test_fabulas_own_file_is_the_document(story: Document) -> None:
    exported = write(story, "fabula", {}, story_id="s", version=1)
    assert exported.content == canonical(story)
    again = read("tale.json", exported.content)
    assert again.document == story
    assert write(again.document, "fabula", again.pictures, story_id="s", version=1).content == exported.content


@given(documents())
@settings(max_examples=150, deadline=None)
def test_twee_and_twine_bring_everything_back(story: Document) -> None:
    for format_name in ("twee", "twine"):
        again = through(story, format_name).document
        assert again.model_copy(update={"ifid": story.ifid}) == story


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.iterdir()))
@pytest.mark.parametrize("format_name", ["fabula", "twee", "twine"])
def test_an_imported_story_survives_every_format(name: str, format_name: Format) -> None:
    imported = read(name, (EXAMPLES / name).read_bytes())
    assert read(name, (EXAMPLES / name).read_bytes()) == imported
    again = through(imported.document, format_name, imported.pictures)
    assert again.document.model_copy(update={"ifid": imported.document.ifid}) == imported.document
    assert again.pictures == {
        key: PictureFile(picture.type, picture.content, again.pictures[key].name)
        for key, picture in imported.pictures.items()
    }


@pytest.mark.parametrize("format_name", ["twee", "twine"])
@pytest.mark.parametrize("name", ["cellar.twee", "harbour.twee", "orchard.twee", "published.html"])
def test_passages_come_back_as_they_were(name: str, format_name: Literal["twee", "twine"]) -> None:
    """Names, order, tags, links, places, start and IFID; a name that was there twice is told apart."""
    content = (EXAMPLES / name).read_bytes()
    before = read_twee(content) if name.endswith(".twee") else read_twine(content)
    exported = write(read(name, content).document, format_name, {}, story_id="s", version=1)
    after = read_twee(exported.content) if format_name == "twee" else read_twine(exported.content)
    scenes = [passage for passage in before.passages if passage.name not in NO_SCENES]
    assert [passage.name.removesuffix(" (2)") for passage in after.passages] == [passage.name for passage in scenes]
    assert [passage.tags for passage in after.passages] == [passage.tags for passage in scenes]
    assert (after.title, after.ifid, after.start) == (before.title, before.ifid, before.start or "Start")
    placed = any(passage.position not in (None, "0,0") for passage in scenes)
    if placed:
        assert [passage.position for passage in after.passages] == [passage.position for passage in scenes]
    names = {passage.name for passage in scenes}
    for old, new in zip(scenes, after.passages, strict=True):
        ways = [(way.label, way.target if way.target in names else "nowhere yet") for way in _ways(old, before.format)]
        assert [(way.label, way.target) for way in _ways(new, "fabula")] == ways


NO_SCENES = {"Looks", "Sounds", "Every page", "StoryInit", "twine-user-stylesheet", "twine-user-script"}


def _ways(passage: Passage, story_format: str) -> list[Way]:
    dialect: Dialect = "fabula" if story_format == "fabula" else dialect_of(story_format)
    return read_prose(passage, dialect).ways


@pytest.mark.parametrize("format_name", ["fabula", "twee", "twine"])
def test_pictures_travel_in_the_file(format_name: Format) -> None:
    story = document(
        scene("a", title="A", text="Look.", image="gif", alt='A "dot" & more', options=[option("o", "b")]),
        scene("b", title="B", image="png", ending={"name": "Done", "link": "https://example.com/"}),
        scene("c", title="C", image="elsewhere"),
    )
    again = through(story, format_name, PICTURES)
    assert {key: (picture.type, picture.content) for key, picture in again.pictures.items()} == {
        "gif": ("image/gif", GIF),
        "png": ("image/png", PNG),
    }
    assert again.document.scenes == story.scenes
    exported = write(story, format_name, PICTURES, story_id="s", version=1)
    assert [(note.code, note.where) for note in exported.report if note.code == "picture-absent"] == [
        ("picture-absent", "C")
    ]


def test_two_scenes_with_one_pictures_id_but_other_content_keep_their_own() -> None:
    story = document(scene("a", title="A", image="gif"), scene("b", title="B", image="gif"))
    exported = write(story, "twee", PICTURES, story_id="s", version=1)
    first, second = exported.content.split(b":: B")
    forged = first + b":: B" + second.replace(b"R0lGODlhAQ", b"R0lGODlhBQ")
    again = read("tale.twee", forged)
    images = [one.data.image for one in again.document.scenes.values()]
    assert images[0] == "gif"
    assert images[1].startswith("picture-")
    assert again.pictures[AssetId("gif")].content != again.pictures[AssetId(images[1])].content


def test_what_was_changed_elsewhere_counts() -> None:
    """A text, a tag, a place, a title and a link changed in the file win over what Fabula wrote beside them."""
    story = document(
        scene(
            "a",
            title="A",
            text="Old words.",
            options=[
                option("stay", "b", label="Stay", effects=[{"toggle": "lamp"}]),
                option("go", "b", label="Go", condition={"visited": "b"}),
            ],
        ),
        scene("b", title="B", ending={"name": "The end", "link": None}),
    )
    written = write(story, "twee", {}, story_id="s", version=1).content.decode()
    changed = written.replace("Old words.", "New words.").replace("[[Go->B]]", "[[Run->B]]").replace("\nTale", "\nSaga")
    changed = changed.replace(':: A {"position":"0,0"', ':: A [new] {"position":"50,10"')
    again = read("tale.twee", changed.encode())
    first = again.document.model_dump(mode="json")["scenes"]["a"]
    assert again.document.title == "Saga"
    assert first["data"]["text"] == "New words."
    assert first["data"]["tags"] == ["new"]
    assert first["position"] == {"x": 100, "y": 20}
    assert first["data"]["options"] == [
        option("stay", "b", label="Stay", effects=[{"toggle": "lamp"}]),
        option("run", "b", label="Run"),
    ]
    assert [note.code for note in again.report] == ["options-changed"]


@pytest.mark.parametrize(
    ("beside", "code"),
    [
        ('"fabula": 3,', "extras-broken"),
        ('\\u007b\\"id\\":\\"a\\"\\u007d', "extras-broken"),
    ],
)
def test_what_stands_beside_and_is_broken_is_said(beside: str, code: str) -> None:
    written = write(document(scene("a", title="A", text="*x*")), "twee", {}, story_id="s", version=1).content.decode()
    assert beside in written
    again = read("tale.twee", written.replace(beside, beside.replace("3", "7").replace("id", "idea")).encode())
    assert code in [note.code for note in again.report]
    assert [one.data.text for one in again.document.scenes.values()] == ["*x*"]


def test_what_an_older_fabula_wrote_beside_its_passages_is_read() -> None:
    older = {"fabula": 1, "title": "Tale", "summary": "A walk.", "language": "en", "start": "a"}
    older |= {"theme": {"layout": "full", "accent": "#1d3b4f"}, "variables": {}, "groups": {}}
    read_again = read_story_extras(older)
    assert read_again is not None
    assert (read_again.summary, read_again.reveal_choices) == ("A walk.", False)
    assert read_again.theme == PLAIN_THEME.model_copy(update={"layout": "full", "accent": "#1d3b4f"})
    for broken in ({**older, "theme": None}, {**older, "more": 1}, {**older, "fabula": 3}):
        assert read_story_extras(broken) is None


@pytest.mark.parametrize("fabula", [1, 2])
def test_groups_were_written_there_without_their_text(fabula: int) -> None:
    """Later their text stands there as well, and comes back."""
    shore = group("shore", title="The shore")
    older = {name: value for name, value in shore.items() if name != "text"}
    beside: dict[str, Any] = {"title": "Tale", "summary": "", "language": "en", "start": None, "theme": LOOK}
    beside |= {"fabula": fabula, "reveal_choices": False, "variables": {}, "groups": {"shore": older}}
    read_again = read_story_extras(beside)
    assert read_again is not None
    assert [one.model_dump(mode="json") for one in read_again.groups.values()] == [shore]
    assert read_story_extras(beside | {"groups": {"shore": shore | {"text": 7}}}) is None


def test_what_is_kept_beside_the_passages_is_said() -> None:
    known = option("on", "a", hint="Not yet", condition={"visited": "a"}, when_locked="shown")
    story = document(scene("a", options=[known]), theme=LOOK, reveal_choices=True)
    codes = [note.code for note in write(story, "twee", {}, story_id="s", version=1).report]
    assert {"theme", "reveal-choices", "option-hints", "picture-absent"} <= {*codes}
    plain = [note.code for note in write(document(scene("a")), "twee", {}, story_id="s", version=1).report]
    assert not {"theme", "reveal-choices", "option-hints", "picture-absent"} & {*plain}


def test_a_cover_that_is_only_named_is_said_by_fabulas_own_file_too() -> None:
    story = document(scene("a", image="sea"), theme=LOOK)
    assert [note.where for note in write(story, "fabula", {}, story_id="s", version=1).report] == [None, "a"]
    sea = {AssetId("sea"): PICTURES[AssetId("png")]}
    assert not write(story, "fabula", sea, story_id="s", version=1).report


def test_extras_of_a_group_under_a_false_key_are_said_and_left_out() -> None:
    story = document(scene("a"), groups={"g": group("g")})
    written = write(story, "twee", {}, story_id="s", version=1).content.decode()
    again = read("tale.twee", written.replace('"g": {', '"h": {').encode())
    assert "extras-broken" in [note.code for note in again.report]
    assert not again.document.groups


def test_every_format_has_a_media_type_and_a_file_name() -> None:
    story = document(scene("a"), title="Ünder / the: Sea!")
    written = {name: write(story, name, {}, story_id="s", version=1) for name in FORMATS}
    assert {name: exported.file_name for name, exported in written.items()} == {
        "fabula": "nder-the-sea.fabula.json",
        "twee": "nder-the-sea.twee",
        "twine": "nder-the-sea.html",
        "xstate": "nder-the-sea.xstate.json",
    }
    assert json.loads(written["xstate"].content)["id"] == "s"
