"""What becomes of a passage's text, by story format."""

from __future__ import annotations

import base64
import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.interchange.escaping import as_lines, escaped_inline
from chalicelib.interchange.markup import dialect_of
from chalicelib.interchange.passages import Passage
from chalicelib.interchange.prose import Prose, read_prose
from chalicelib.stories.markdown import render
from chalicelib.stories.model import PLACEHOLDER
from tests.unit.interchange.stories import GIF, PNG, TEXT

GIF_ADDRESS = f"data:image/gif;base64,{base64.b64encode(GIF).decode()}"
PNG_ADDRESS = f"data:image/jpeg;base64,{base64.b64encode(PNG).decode()}"


def prose(text: str, story_format: str = "") -> Prose:
    return read_prose(Passage("P", text), dialect_of(story_format))


@given(TEXT)
def test_escaped_prose_shows_the_same_characters(text: str) -> None:
    """Rendered, each line is a line again and each word the same, whatever Markdown would have made of it."""
    lines = re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip("\n")
    written = as_lines(escaped_inline(text))
    shown = render(written).replace("<br>\n", "\n").replace("</p>\n<p>", "\n\n")
    assert html.unescape(re.sub("</?p>", "", shown)).strip() == lines.strip()
    assert not PLACEHOLDER.search(written)


@pytest.mark.parametrize(
    ("story_format", "text", "read"),
    [
        ("Harlowe", "a ''b'' c", "a **b** c"),
        ("Harlowe", "//a// and ''b c''.", "*a* and **b c**."),
        ("Harlowe", "''odd", "''odd"),
        ("Harlowe", "'' spaced ''", "'' spaced ''"),
        ("SugarCube", "see http://x.example/y", "see http://x.example/y"),
        ("Chapbook", "*a* **b**", "*a* **b**"),
        ("Snowman", "# A\n\n- b", "# A\n\n- b"),
        ("Harlowe", "# A\n\n- b", "\\# A\n\n\\- b"),
        ("", "one\ntwo\n\n\n\nthree", "one\\\ntwo\n\nthree"),
        ("", "    indented", "indented"),
        ("", "1) one 2. two", "1\\) one 2. two"),
        ("", "&amp; & &c;", "\\&amp; & \\&c;"),
        ("", "a < b <3", "a < b <3"),
        ("Harlowe", "a (note this) b", "a (note this) b"),
        ("SugarCube", "a (set: it) b", "a (set: it) b"),
        ("", "a (note: this) b", "a (note: this) b"),
        ("Harlowe", '(if: $x is ")" and (a: 1))[yes [no] [[B]] yes] no', "yes \\[no\\] yes no"),
        ("Harlowe", "|door>[open]", "open"),
        ("Harlowe", "(if: (a: 1) never closed", "(if: never closed"),
        ("SugarCube", "<<if $x>>a<</if>>b", "ab"),
        ("SugarCube", "a << b", "a << b"),
        ("Snowman", "a<% if (x > 1) { %>b<% } %>", "ab"),
        ("", "a {{b}} c", "a c"),
        ("Chapbook", "x: 1\n--\nText {x} {reveal link: 'y'}.", "Text {x} ."),
        ("Chapbook", "No colon\n--\nText", "No colon\n--\nText"),
        ("Chapbook", "[if x]\nYes.\n[else]\nNo.\n[[B]]", "Yes.\nNo."),
        ("Chapbook", "- [[B]]\n- [[C]]\n> x", "> x"),
        ("", "a<br>b<hr/>c", "a\\\nbc"),
        ("", "a<script>alert('[[B]]')</script>b", "ab"),
        ("", "a<style>x { }", "a"),
        ("", "a<!-- [[B]] -->b", "ab"),
        ("", "a [[B", "a \\[\\[B"),
        ("", "a [[B\n]] c", "a \\[\\[B\\\n\\]\\] c"),
        ("", "[[site->https://x.example/a_b]]", "[site](<https://x.example/a_b>)"),
    ],
)
def test_prose(story_format: str, text: str, read: str) -> None:
    assert prose(text, story_format).text == read


@pytest.mark.parametrize(
    ("story_format", "text", "ways"),
    [
        ("Harlowe", '(link-goto: "Go", "B")', [("Go", "B")]),
        ("Harlowe", "(link-goto: 'B')", [("B", "B")]),
        ("Harlowe", '(link-goto: "Go", $where)', []),
        ("Harlowe", '(link: "Go")[(go-to: "B")]', []),
        ("SugarCube", '<<link "Go" "B">><</link>>', [("Go", "B")]),
        ("SugarCube", "<<link [[Go|B]]>><<set $x to 1>><</link>>", [("Go", "B")]),
        ("SugarCube", "<<button [[Go->B][$x to 1]]>><</button>>", [("Go", "B")]),
        ("SugarCube", '<<link "Go" $where>><</link>>', []),
        ("SugarCube", "[img[Alt|a.png][B]]", [("Alt", "B")]),
        ("SugarCube", "[img[a.png]]", []),
        ("", "[[a->B]] [[a->B]]", [("a", "B"), ("a", "B")]),
        ("", "[[[x]->B]]", [("[x]", "B")]),
    ],
)
def test_only_certain_calls_are_links(story_format: str, text: str, ways: list[tuple[str, str]]) -> None:
    assert [(way.label, way.target) for way in prose(text, story_format).ways] == ways


@pytest.mark.parametrize(
    ("story_format", "text", "code", "line", "sentence"),
    [
        ("Harlowe", "\n(set: $x to 1)\n(set: $y to 2)", "macro", 2, "“(set: …)” does nothing here; .* \\(2 times\\)"),
        ("SugarCube", "<<if $x>><</if>>", "macro", 1, "“<<if …>>” does nothing here; it is in the scene's notes."),
        ("Snowman", "<%= x %>", "macro", 1, "“<% … %>” does nothing here; it is in the scene's notes."),
        ("", "{{x}}", "macro", 1, "“{{x …}}” does nothing here; it is in the scene's notes."),
        ("", "$x $5", "variable", 1, "“\\$x” stays in the text as it is: .*"),
        ("", "<i>a</i>", "html", 1, "The HTML tag <i> was taken out; what it held is there."),
        ("", "a\n<<x", "unclosed-markup", 2, "“<<” is never closed and stays in the text."),
        ("", "[[a->B][$x to 1]]", "link-setter", 1, "What the link “a” sets on its way .*"),
        ("Chapbook", "{x}", "variable", 1, "“{x}” stays in the text and names a variable: .*"),
        ("Chapbook", "x: 1\n--\n", "macro", 1, "The variables set here are in the notes only."),
        ("Chapbook", "\n[after 1s]\nx", "macro", 2, "“\\[after …\\]” does nothing here; .*"),
    ],
)
def test_nothing_is_dropped_silently(story_format: str, text: str, code: str, line: int, sentence: str) -> None:
    (note,) = prose(text, story_format).report
    assert (note.code, note.line) == (code, line)
    assert re.fullmatch(sentence.replace("(set: …)", "\\(set: …\\)"), note.sentence)


def test_a_passage_with_endless_kinds_of_markup_has_a_short_report() -> None:
    found = prose("".join(f"<<call{number}>>" for number in range(1000)))
    assert len(found.report) == 41
    assert found.report[-1].sentence.endswith("(960 times)")
    assert len(found.leavings) == 1000


@pytest.mark.parametrize(
    ("text", "picture", "alt", "codes"),
    [
        (f'<img src="{GIF_ADDRESS}" alt="A &quot;dot&quot;">', GIF, 'A "dot"', []),
        (f"<IMG ALT='x' SRC='{GIF_ADDRESS}'/>", GIF, "x", []),
        (f"![A dot]({GIF_ADDRESS})", GIF, "A dot", []),
        (f"<img src={PNG_ADDRESS}>", PNG, "", []),
        (f"![]({GIF_ADDRESS}) ![]({PNG_ADDRESS})", GIF, "", ["further-picture"]),
        ("<img src='https://x.example/a.png' alt='A dot'>", None, "A dot", ["picture-not-in-file"]),
        ("![A dot](../a.png)", None, "A dot", ["picture-not-in-file"]),
        ("<img>", None, "", ["picture-not-in-file"]),
        ("![x](data:image/svg+xml;base64,PHN2Zy8+)", None, "", ["picture-not-taken"]),
        ("![x](data:image/png;base64,!!!!)", None, "", ["picture-not-taken"]),
        ("![x](data:image/png,abc)", None, "", ["picture-not-taken"]),
        ("![x](data:image/gif;base64,R0lGODlh%0AAQ%3D%3D)", b"GIF89a\x01", "x", []),
    ],
)
def test_pictures_come_from_the_file_alone(text: str, picture: bytes | None, alt: str, codes: list[str]) -> None:
    found = prose(text)
    assert (found.picture and found.picture.content, found.alt) == (picture, alt)
    assert [note.code for note in found.report] == codes
    assert found.text == ""


@given(
    st.lists(st.sampled_from(["[[", "]]", "((", "(if:", ")", '"', "<<", ">>", "[", "]", "\n", "x", "<a", ">", "{{"]))
)
def test_any_mixture_of_signs_is_read(pieces: list[str]) -> None:
    for story_format in ("Harlowe", "SugarCube", "Chapbook", "Snowman", ""):
        prose("".join(pieces), story_format)
