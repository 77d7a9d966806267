"""What older schemas wrote is read for ever: an example of each is stored in tests/examples."""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from pydantic import TypeAdapter, ValidationError

from chalicelib.stories.canonical import canonical
from chalicelib.stories.edit_types import Edit
from chalicelib.stories.edits import EditRefused, apply
from chalicelib.stories.machine import MACHINE_SCHEMA, compile_machine
from chalicelib.stories.model import SCHEMA, Document
from chalicelib.stories.published import FILES_SCHEMA, Head
from chalicelib.stories.upcasting import (
    SchemaTooNew,
    load_document,
    load_edit,
    upcast_document,
    upcast_edit,
    upcast_group,
    upcast_head,
    upcast_scene,
    upcast_theme,
)
from tests.unit.stories.vectors import replaced, vectors

EXAMPLES: Final = Path(__file__).parents[2] / "examples"
OLDER: Final = range(1, SCHEMA)
STORY: Final = vectors("documents")["document"]
EDIT: TypeAdapter[Edit] = TypeAdapter(Edit)


def example(name: str, schema: int) -> Any:
    return json.loads((EXAMPLES / f"{name}.{schema}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("schema", OLDER)
def test_a_document_of_an_older_schema_is_read(schema: int) -> None:
    written = example("document", schema)
    before = json.dumps(written)
    document = load_document(written)
    assert document.schema_ == SCHEMA
    assert load_document(document.model_dump(mode="json")) == document
    assert json.dumps(written) == before, "the upcaster changed what it was given"


def test_schema_1_had_no_tags_and_no_ifid() -> None:
    written = example("document", 1)
    upcast = upcast_document(written)
    assert (upcast["schema"], upcast["ifid"]) == (SCHEMA, None)
    assert {json.dumps(scene["data"].pop("tags")) for scene in upcast["scenes"].values()} == {"[]"}
    del upcast["ifid"]
    assert upcast == upcast_document(written | {"schema": 2})


def test_schema_2_had_no_hints_and_a_theme_of_two_members() -> None:
    written = example("document", 2)
    upcast = upcast_document(written)
    assert (upcast["schema"], upcast.pop("reveal_choices")) == (SCHEMA, False)
    options = [option for scene in upcast["scenes"].values() for option in scene["data"]["options"]]
    assert {option.pop("hint") for option in options} == {""}
    assert upcast.pop("theme") == {"layout": "full", "accent": "#1d3b4f", "paper": None, "font": "book", "cover": ""}
    assert upcast == {name: value for name, value in written.items() if name != "theme"} | {"schema": SCHEMA}


@pytest.mark.parametrize("schema", OLDER)
def test_edits_of_an_older_schema_are_read_and_their_inverses(schema: int) -> None:
    rows = example("edits", schema)
    for row in rows:
        for written in (row["edit"], row["inverse"]):
            edit = load_edit(written, schema)
            assert EDIT.dump_python(edit, mode="json") == upcast_edit(written, schema)
    assert len({row["edit"]["type"] for row in rows}) >= 29


def test_an_added_scene_of_schema_1_has_no_tags() -> None:
    (added, *_) = (row["edit"] for row in example("edits", 1) if row["edit"]["type"] == "scene.added")
    assert upcast_edit(added, 1)["scene"] == upcast_scene(added["scene"], 1)
    upcast = upcast_scene(added["scene"], 1)["data"]
    assert upcast == upcast_scene(added["scene"] | {"data": added["scene"]["data"] | {"tags": []}}, 2)["data"]
    assert upcast["tags"] == []
    with pytest.raises(ValidationError, match="tags"):
        EDIT.validate_python(added)


@pytest.mark.parametrize("schema", range(1, 3))
def test_options_and_themes_before_schema_3_lacked_what_it_brought(schema: int) -> None:
    edits = [row["edit"] for row in example("edits", schema)]
    options = [edit for edit in edits if edit["type"] == "option.added"]
    (themed,) = (edit for edit in edits if edit["type"] == "story.theme_set")
    assert options
    for edit in options:
        assert upcast_edit(edit, schema) == edit | {"option": edit["option"] | {"hint": ""}}
    upcast = upcast_edit(themed, schema)
    assert upcast == themed | {"theme": upcast_theme(themed["theme"], schema)}
    assert upcast["theme"] == {"layout": "full", "accent": "#c0FFee", "paper": None, "font": "book", "cover": ""}


def test_schema_3_had_no_text_in_groups() -> None:
    written = example("document", 3)
    shore = written["groups"]["shore"]
    assert upcast_document(written) == written | {"schema": SCHEMA, "groups": {"shore": shore | {"text": ""}}}


@pytest.mark.parametrize("schema", OLDER)
def test_groups_before_schema_4_had_no_text(schema: int) -> None:
    edits = [side for row in example("edits", schema) for side in row.values()]
    held = [edit for edit in edits if edit["type"] in ("group.added", "group.changed")]
    assert len({edit["type"] for edit in held}) == 2
    for edit in held:
        assert upcast_edit(edit, schema) == edit | {"group": edit["group"] | {"text": ""}}
        assert upcast_group(edit["group"] | {"text": "Ask Ann."}, schema)["text"] == "Ask Ann."


def test_a_head_of_schema_2_reveals_nothing() -> None:
    written = example("head", 2)
    assert Head.model_validate(upcast_head(written)).reveal_choices is False
    assert upcast_head(written) == written | {"schema": FILES_SCHEMA, "reveal_choices": False}
    current = upcast_head(written) | {"reveal_choices": True}
    assert upcast_head(current) == current
    for other in (1, FILES_SCHEMA + 1, None):
        with pytest.raises(ValidationError, match="schema"):
            Head.model_validate(upcast_head(written | {"schema": other}))


@pytest.mark.parametrize("schema", OLDER)
def test_edits_of_an_older_schema_apply_to_its_document(schema: int) -> None:
    document = load_document(vectors("edits")["document"])
    applied = 0
    for row in example("edits", schema):
        try:
            after = apply(document, load_edit(row["edit"], schema))
        except EditRefused:
            continue
        assert apply(after, load_edit(row["inverse"], schema)) == document
        applied += 1
    assert applied == len(example("edits", schema))


@pytest.mark.parametrize("schema", range(1, MACHINE_SCHEMA))
def test_the_machine_of_an_older_schema_has_the_shape_of_today_s(schema: int) -> None:
    """The page is written again from it, and the reader runs it."""
    machine = example("machine", schema)
    assert machine["schema"] == schema
    document = load_document(example("document", schema))
    today = json.loads(canonical(compile_machine(document, {}, story_id="the-lighthouse", version=1)))
    for state in machine["states"].values():
        state["meta"]["scene"]["picture"] = None
    assert machine == today | {"schema": schema}


@pytest.mark.parametrize("schema", [SCHEMA + 1, 10**9])
def test_a_newer_schema_is_refused_with_a_sentence(schema: int) -> None:
    scene = STORY["scenes"]["a"]
    for read in (
        lambda: upcast_document(STORY | {"schema": schema}),
        lambda: load_document({"schema": schema, "of_which": "we know nothing"}),
        lambda: upcast_scene(scene, schema),
        lambda: upcast_edit({"type": "scene.added", "scene": scene}, schema),
        lambda: load_edit({"type": "scene.vanished"}, schema),
    ):
        with pytest.raises(SchemaTooNew, match=f"schema {schema}; this Fabula reads schemas up to {SCHEMA}"):
            read()


NOTHING: Final[tuple[Any, ...]] = (None, [], "1")
WRONG: Final[tuple[tuple[str, Any], ...]] = (
    *((place, value) for place in ("schema", "scenes", "scenes/a", "scenes/a/data") for value in NOTHING),
    ("schema", 0),
    ("schema", -1),
    ("schema", True),
    ("scenes/a/data/tags", None),
    *(("scenes/a/data/options", value) for value in (None, "1", [1])),
    ("scenes/a/data/options/0/hint", None),
    ("ifid", ""),
    *(("theme", value) for value in NOTHING),
    ("reveal_choices", None),
    *(("groups", value) for value in NOTHING),
    *(("groups/g", value) for value in NOTHING),
    ("groups/g/text", None),
    ("unknown", 1),
)


@pytest.mark.parametrize(("place", "value"), WRONG)
def test_what_is_no_document_of_schema_1_is_refused_and_never_breaks(place: str, value: Any) -> None:
    old = load_document(STORY).model_dump(mode="json") | {"schema": 1}
    assert isinstance(load_document(old), Document)
    with pytest.raises(ValidationError):
        load_document(replaced(old, place, value))


@pytest.mark.parametrize(
    "written", [None, 1, "text", [], {}, {"type": "scene.added"}, {"type": "scene.added", "scene": 1}]
)
def test_what_is_nothing_at_all_is_left_to_the_types(written: Any) -> None:
    for read in (load_document, lambda one: load_edit(one, 1)):
        with pytest.raises(ValidationError):
            read(written)
    assert upcast_scene(written, 1) == written


def test_what_is_of_this_schema_is_given_back() -> None:
    assert upcast_document(STORY) is STORY
    assert upcast_scene(STORY["scenes"], SCHEMA) is STORY["scenes"]
    assert upcast_edit(STORY, SCHEMA) is STORY
