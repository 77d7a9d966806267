from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.stories.canonical import canonical
from chalicelib.stories.edit_types import Edit
from chalicelib.stories.edits import EditRefused, apply, existences_above, inverse, keys, touched_scenes
from chalicelib.stories.model import Document, SceneId
from tests.unit.stories.drawn_edits import EDIT, FIELDS, KINDS, allowed_edits, any_edits
from tests.unit.stories.vectors import replaced, vectors
from tests.vectors.tables.shapes import document, group, option, scene, variable

EDITS = vectors("edits")
STORY = Document.model_validate(EDITS["document"])
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


def test_every_kind_of_edit_is_tried() -> None:
    assert FIELDS.keys() == KINDS
    assert {case["edit"]["type"] for case in EDITS["cases"]} == KINDS


@settings(max_examples=150, deadline=None)
@given(st.lists(any_edits(), min_size=1, max_size=30))
def test_any_edit_is_taken_or_refused_alike_by_the_whole_and_by_what_it_touches(edits: list[Edit]) -> None:
    now = STORY
    for edit in edits:
        partial = _partial(now, edit)
        try:
            after = apply(now, edit)
        except EditRefused:
            with pytest.raises(EditRefused):
                apply(partial, edit)
            continue
        assert apply(partial, edit).scenes.items() <= after.scenes.items()
        now = after
    assert Document.model_validate(now.model_dump(mode="json")) == now


def test_edits_undone_backwards_leave_exactly_the_document_as_it_was() -> None:
    occurred: Counter[str] = Counter()

    @settings(max_examples=100, deadline=None)
    @given(st.data())
    def undone(data: st.DataObject) -> None:
        now, undo = STORY, list[Edit]()
        for _ in range(data.draw(st.integers(1, 25))):
            edit = data.draw(allowed_edits(now))
            undo.append(inverse(now, edit))
            now = apply(now, edit)
            occurred[edit.type] += 1
        for edit in reversed(undo):
            now = apply(now, edit)
        assert canonical(now) == canonical(STORY)

    undone()
    assert occurred.keys() == KINDS


def test_a_partial_document_needs_the_touched_scene_only() -> None:
    edit = _edit({"type": "scene.retitled", "scene": "b", "title": "B"})
    assert touched_scenes(edit) == (SceneId("b"),)
    assert touched_scenes(_edit({"type": "story.retitled", "title": "T"})) == ()
