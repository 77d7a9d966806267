"""Stories for the tests of interchange: one made by hand, and as many as are wanted by Hypothesis."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st

from chalicelib.interchange.formats import read, write
from chalicelib.interchange.model import Format, Imported, PictureFile
from chalicelib.stories.model import AssetId, Document
from tests.vectors.tables.shapes import group

EXAMPLES: Final = Path(__file__).parents[2] / "examples" / "interchange"
GIF: Final = b"GIF89a\x01\x00\x01\x00\x00\x00\x00,"
PNG: Final = b"\x89PNG\r\n\x1a\n and so on"


def example(name: str) -> Imported:
    return read(name, (EXAMPLES / name).read_bytes())


def twee(*passages: str, data: str = '{"format":"Harlowe","start":"A"}') -> Imported:
    """What a Twee file of these passages comes to, each with its header."""
    return read("tale.twee", "\n\n".join([":: StoryTitle\nTale", f":: StoryData\n{data}", *passages]).encode())


def only(imported: Imported, scene_id: str) -> Any:
    """A scene's data as plain values."""
    return imported.document.model_dump(mode="json")["scenes"][scene_id]["data"]


def codes(imported: Imported) -> list[str]:
    return [note.code for note in imported.report]


def through(document: Document, format_name: Format, pictures: Mapping[AssetId, PictureFile] | None = None) -> Imported:
    """The document written in a format and read again."""
    exported = write(document, format_name, pictures or {}, story_id="a-story", version=1)
    return read(exported.file_name, exported.content)


def scene(scene_id: str, **data: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("title", "text", "image", "alt", "notes"), "")
    usual: Any = {**empty, "options": [], "ending": None, "tags": []}
    return {"id": scene_id, "type": "scene", "position": {"x": 0, "y": 0}, "data": {**usual, **data}}


def option(option_id: str, target: str | None, **rest: Any) -> dict[str, Any]:
    usual: Any = {
        "label": option_id,
        "condition": None,
        "effects": [],
        "hotspot": None,
        "when_locked": "hidden",
        "hint": "",
    }
    return {"id": option_id, "target": target, **usual, **rest}


def document(*scenes: dict[str, Any], **rest: Any) -> Document:
    usual: dict[str, Any] = {
        "schema": 4,
        "ifid": None,
        "title": "Tale",
        "summary": "",
        "language": "en",
        "start": scenes[0]["id"] if scenes else None,
        "theme": {"layout": "paper", "accent": None, "paper": None, "font": "book", "cover": ""},
        "reveal_choices": False,
        "variables": {},
        "scenes": {one["id"]: one for one in scenes},
        "groups": {},
    }
    return Document.model_validate({**usual, **rest})


TEXT: Final = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=40) | st.text(
    alphabet="[]{}<>|-:\\\n `*_#ab1.&;\"'()/$", max_size=40
)
IDS: Final = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,8}", fullmatch=True)
NUMBERS: Final = st.floats(-1e6, 1e6, width=32).map(lambda number: number + 0.0)
VALUES: Final = st.booleans() | NUMBERS | TEXT
LEAVES: Final = st.builds(
    lambda var, sign, value: {"var": var, "is": sign, "value": value},
    IDS,
    st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge"]),
    VALUES,
) | st.builds(lambda scene_id: {"visited": scene_id}, IDS)
CONDITIONS: Final = st.none() | st.recursive(
    LEAVES,
    lambda part: (
        st.builds(lambda parts: {"all": parts}, st.lists(part, max_size=2))
        | st.builds(lambda inner: {"not": inner}, part)
    ),
    max_leaves=4,
)
EFFECTS: Final = st.lists(
    st.builds(lambda name, value: {"set": name, "to": value}, IDS, VALUES)
    | st.builds(lambda name, number: {"add": name, "by": number}, IDS, NUMBERS),
    max_size=2,
)
HOTSPOTS: Final = st.none() | st.just({"points": [[0, 0], [0.5, 0.25], [1, 1]]})
THEMES: Final = st.fixed_dictionaries(
    {
        "layout": st.sampled_from(["paper", "full"]),
        "accent": st.sampled_from([None, "#C0ffee"]),
        "paper": st.sampled_from([None, "#102030"]),
        "font": st.sampled_from(["book", "plain", "typewriter"]),
        "cover": st.just("") | IDS,
    }
)
TAGS: Final = st.lists(
    st.sampled_from(["a", "script", "stylesheet", "Twine.private", "x]y", "{z", "back\\slash", "“q”", "header"]),
    unique=True,
    max_size=3,
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Documents with everything in them, dangling targets and equal titles too."""
    ids = draw(st.lists(IDS, min_size=0, max_size=4, unique=True))
    targets = st.none() | st.sampled_from([*ids, "gone"])
    scenes = [_drawn_scene(draw, scene_id, targets) for scene_id in ids]
    return document(
        *scenes,
        title=draw(TEXT.filter(bool)),
        summary=draw(TEXT),
        start=draw(targets),
        ifid=draw(st.none() | st.just("2F7A63E4-0C5B-4E39-9B1D-6A8D5C1E7F02")),
        theme=draw(THEMES),
        reveal_choices=draw(st.booleans()),
        variables={name: {"type": "number", "initial": 1.5} for name in draw(st.lists(IDS, max_size=2))},
        groups={one: group(one, title=draw(TEXT), text=draw(TEXT)) for one in draw(st.lists(IDS, max_size=2))},
    )


def _drawn_scene(draw: st.DrawFn, scene_id: str, targets: st.SearchStrategy[str | None]) -> dict[str, Any]:
    ending = draw(st.none() | st.builds(lambda name: {"name": name, "link": None}, TEXT))
    option_ids = [] if ending else draw(st.lists(IDS, max_size=3, unique=True))
    options = [
        option(
            option_id,
            draw(targets),
            label=draw(TEXT),
            condition=draw(CONDITIONS),
            effects=draw(EFFECTS),
            hotspot=draw(HOTSPOTS),
            hint=draw(TEXT),
        )
        for option_id in option_ids
    ]
    made = scene(
        scene_id,
        title=draw(TEXT | st.sampled_from(["Start", "StoryTitle", "A", "a]", "x->y"])),
        text=draw(
            TEXT | st.sampled_from(["[[a]]", '<img src="data:," alt="">', ":: A", "\\:: B", "[\\[x", "\n\n\nx\n"])
        ),
        alt=draw(TEXT),
        notes=draw(TEXT),
        tags=draw(TAGS),
        options=options,
        ending=ending,
    )
    return {**made, "position": {"x": draw(NUMBERS), "y": draw(NUMBERS)}}
