from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from chalicelib.stories.edit_types import Edit
from chalicelib.stories.edits import EditRefused, apply, existences_above, inverse, keys, touched_scenes
from chalicelib.stories.model import Document, SceneId
from tests.unit.stories.vectors import replaced, vectors
from tests.vectors.tables.shapes import document, group, option, scene, variable

EDITS = vectors("edits")
STORY = Document.model_validate(EDITS["document"])
EDIT: TypeAdapter[Edit] = TypeAdapter(Edit)
CASES = [pytest.param(case, id=f"{number} {case['edit']['type']}") for number, case in enumerate(EDITS["cases"])]
REFUSED = [pytest.param(case, id=f"{number} {case['edit']['type']}") for number, case in enumerate(EDITS["refused"])]


def _edit(written: Any) -> Edit:
    edit = EDIT.validate_python(written)
    assert EDIT.dump_python(edit, mode="json") == written
    return edit


def _changed(case: Any) -> Any:
    expected = EDITS["document"]
    for place, value in case["changes"].items():
        expected = replaced(expected, place, value)
    return expected


def _partial(whole: Document, edit: Edit) -> Document:
    held = {scene_id: whole.scenes[scene_id] for scene_id in touched_scenes(edit) if scene_id in whole.scenes}
    return whole.model_copy(update={"scenes": held})


@pytest.mark.parametrize("case", CASES)
def test_an_edit_changes_what_it_says_and_nothing_else(case: Any) -> None:
    edit = _edit(case["edit"])
    assert apply(STORY, edit).model_dump(mode="json") == _changed(case)
    assert STORY.model_dump(mode="json") == EDITS["document"]


@pytest.mark.parametrize("case", CASES)
def test_an_edit_has_one_inverse(case: Any) -> None:
    edit = _edit(case["edit"])
    back = inverse(STORY, edit)
    assert EDIT.dump_python(back, mode="json") == case["inverse"]
    after = apply(STORY, edit)
    assert apply(after, back) == STORY
    assert apply(STORY, inverse(after, back)) == after


@pytest.mark.parametrize("case", CASES)
def test_an_edit_has_keys(case: Any) -> None:
    edit = _edit(case["edit"])
    assert keys(edit) == tuple(case["keys"])
    assert existences_above(edit) == tuple(case["above"])


@pytest.mark.parametrize("case", CASES)
def test_an_edit_applies_to_the_scenes_it_touches_alone(case: Any) -> None:
    edit = _edit(case["edit"])
    partial, whole = apply(_partial(STORY, edit), edit), apply(STORY, edit)
    touched = touched_scenes(edit)
    assert partial.scenes == {scene_id: whole.scenes[scene_id] for scene_id in touched if scene_id in whole.scenes}
    assert inverse(_partial(STORY, edit), edit) == inverse(STORY, edit)
    untouched = STORY.scenes.keys() - set(touched)
    assert all(whole.scenes[scene_id] is STORY.scenes[scene_id] for scene_id in untouched)


@pytest.mark.parametrize("case", REFUSED)
def test_an_edit_that_does_not_fit_is_refused(case: Any) -> None:
    edit = _edit(case["edit"])
    for held in (STORY, _partial(STORY, edit)):
        with pytest.raises(EditRefused) as refusal:
            apply(held, edit)
        assert refusal.value.detail == case["sentence"]


@pytest.mark.parametrize(
    ("full", "edit", "sentence"),
    [
        (
            document(scene("a", *(option(f"o{n}") for n in range(20)))),
            {"type": "option.added", "scene": "a", "option": option("one-more"), "index": 0},
            "A scene has at most 20 options.",
        ),
        (
            document(variables={f"v{n}": 0 for n in range(200)}),
            {"type": "variable.added", "name": "v", "variable": variable(0)},
            "A story has at most 200 variables.",
        ),
        (
            document(groups=tuple(group(f"g{n}") for n in range(1000))),
            {"type": "group.added", "group": group("g")},
            "A story has at most 1,000 groups.",
        ),
        (
            document(*(scene(f"s{n}") for n in range(10_000))),
            {"type": "scene.added", "scene": scene("s")},
            "A story has at most 10,000 scenes.",
        ),
    ],
    ids=["options", "variables", "groups", "scenes"],
)
def test_limits_are_said(full: Any, edit: Any, sentence: str) -> None:
    with pytest.raises(EditRefused) as refusal:
        apply(Document.model_validate(full), _edit(edit))
    assert refusal.value.detail == sentence


IDS = st.sampled_from(["a", "b", "constructor", "x", "y", "z", "gone"])
OPTIONS = st.builds(option, IDS, st.none() | IDS)
SCENES = st.builds(lambda scene_id: scene(scene_id, option("x", "b")), IDS)
EFFECTS = st.lists(st.sampled_from([{"toggle": "a"}, {"add": "b", "by": 1}, {"set": "x", "to": "y"}]), max_size=3)
VARIABLES = st.sampled_from([True, 1.5, "text"]).map(variable)
WORDS = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=8)
FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "story.retitled": {"title": WORDS.filter(bool)},
    "story.summarised": {"summary": WORDS},
    "story.language_set": {"language": st.sampled_from(["en", "pt-BR"])},
    "story.start_set": {"start": st.none() | IDS},
    "story.theme_set": {"theme": st.sampled_from([{"layout": "full", "accent": None}])},
    "story.ifid_set": {"ifid": st.sampled_from([None, "ZCODE-88"])},
    "scene.added": {"scene": SCENES},
    "scene.removed": {"scene": IDS},
    "scene.moved": {"scene": IDS, "position": st.fixed_dictionaries({"x": st.integers(-9, 9), "y": st.just(0.5)})},
    "scene.retitled": {"scene": IDS, "title": WORDS},
    "scene.rewritten": {"scene": IDS, "text": WORDS},
    "scene.image_set": {"scene": IDS, "image": st.just("") | IDS},
    "scene.alt_set": {"scene": IDS, "alt": WORDS},
    "scene.ending_set": {"scene": IDS, "ending": st.none() | st.just({"name": "End", "link": None})},
    "scene.noted": {"scene": IDS, "notes": WORDS},
    "scene.tagged": {"scene": IDS, "tags": st.lists(IDS, max_size=3, unique=True)},
    "option.added": {"scene": IDS, "option": OPTIONS, "index": st.integers(0, 19)},
    "option.removed": {"scene": IDS, "option": IDS},
    "option.reordered": {"scene": IDS, "order": st.lists(IDS, max_size=3)},
    "option.relabelled": {"scene": IDS, "option": IDS, "label": WORDS},
    "option.retargeted": {"scene": IDS, "option": IDS, "target": st.none() | IDS},
    "option.condition_set": {"scene": IDS, "option": IDS, "condition": st.none() | st.just({"visited": "a"})},
    "option.effects_set": {"scene": IDS, "option": IDS, "effects": EFFECTS},
    "option.hotspot_set": {"scene": IDS, "option": IDS, "hotspot": st.none()},
    "option.lock_set": {"scene": IDS, "option": IDS, "when_locked": st.sampled_from(["hidden", "shown"])},
    "variable.added": {"name": IDS, "variable": VARIABLES},
    "variable.removed": {"name": IDS},
    "variable.changed": {"name": IDS, "variable": VARIABLES},
    "group.added": {"group": st.builds(group, IDS)},
    "group.removed": {"group": IDS},
    "group.changed": {"group": st.builds(group, IDS, title=WORDS)},
}
ANY_EDIT = st.one_of(*(st.fixed_dictionaries({"type": st.just(kind)} | fields) for kind, fields in FIELDS.items())).map(
    EDIT.validate_python
)


def test_every_kind_of_edit_is_tried() -> None:
    kinds = EDIT.json_schema()["discriminator"]["mapping"].keys()
    assert FIELDS.keys() == kinds
    assert {case["edit"]["type"] for case in EDITS["cases"]} == kinds


@settings(max_examples=150, deadline=None)
@given(st.lists(ANY_EDIT, min_size=1, max_size=30))
def test_any_edits_undone_backwards_leave_the_document_as_it_was(edits: list[Edit]) -> None:
    now, undo = STORY, []
    for edit in edits:
        try:
            after = apply(now, edit)
        except EditRefused:
            with pytest.raises(EditRefused):
                apply(_partial(now, edit), edit)
            continue
        undo.append(inverse(now, edit))
        now = after
    assert Document.model_validate(now.model_dump(mode="json")) == now
    for edit in reversed(undo):
        now = apply(now, edit)
    assert now == STORY


def test_a_partial_document_needs_the_touched_scene_only() -> None:
    edit = _edit({"type": "scene.retitled", "scene": "b", "title": "B"})
    assert touched_scenes(edit) == (SceneId("b"),)
    assert touched_scenes(_edit({"type": "story.retitled", "title": "T"})) == ()
