import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from chalicelib.stories.canonical import canonical
from chalicelib.stories.difference import NotRepresentable, difference, edits_between, with_inverses
from chalicelib.stories.edit_types import Edit
from chalicelib.stories.edits import apply
from chalicelib.stories.model import MAX_GROUPS, MAX_OPTIONS, MAX_VARIABLES, Document
from tests.unit.stories.vectors import replaced, vectors
from tests.vectors.tables.shapes import document, group, option, scene

DIFFERENCES = vectors("differences")
EDIT: TypeAdapter[Edit] = TypeAdapter(Edit)
CASES = [pytest.param(case, id=case["name"]) for case in DIFFERENCES["cases"]]
REACHABLE = [pytest.param(case, id=case["name"]) for case in DIFFERENCES["cases"] if case["edits"] is not None]


def _documents(case: Any) -> tuple[Document, Document]:
    made = []
    for age in ("old", "new"):
        whole = DIFFERENCES["document"]
        for place, value in case[age].items():
            whole = replaced(whole, place, value)
        made.append(Document.model_validate(whole))
    return made[0], made[1]


def _applied(whole: Document, edits: list[Edit]) -> Document:
    for edit in edits:
        whole = apply(whole, edit)
    return whole


@pytest.mark.parametrize("case", CASES)
def test_what_changed_is_told(case: Any) -> None:
    changes = [change.model_dump(mode="json") for change in difference(*_documents(case))]
    assert canonical(changes) == canonical(case["changes"])


@pytest.mark.parametrize("case", REACHABLE)
def test_edits_lead_from_one_document_to_the_other(case: Any) -> None:
    old, new = _documents(case)
    edits = edits_between(old, new)
    assert canonical([EDIT.dump_python(edit, mode="json") for edit in edits]) == canonical(case["edits"])
    assert canonical(_applied(old, edits)) == canonical(new)


def test_two_options_of_one_id_cannot_be_made() -> None:
    case = next(case for case in DIFFERENCES["cases"] if case["edits"] is None)
    with pytest.raises(NotRepresentable):
        edits_between(*_documents(case))
    with pytest.raises(NotRepresentable):
        edits_between(Document.model_validate(document()), _documents(case)[1])


IDS = st.sampled_from(["a", "b", "c", "constructor", "x", "y"])
VALUES = st.sampled_from([True, False, 0.0, 1.0, "", "1"])
EFFECTS = st.lists(st.builds(lambda name, value: {"set": name, "to": value}, IDS, VALUES), max_size=2)
ENDINGS = st.none() | st.just({"name": "End", "link": None})
OPTIONS = st.builds(
    lambda option_id, target, effects, label: option(option_id, target, effects=effects, label=label),
    IDS,
    st.none() | IDS,
    EFFECTS,
    st.sampled_from(["go", "stay"]),
)
PLACES = st.fixed_dictionaries({"x": st.sampled_from([0.0, 1.5]), "y": st.just(0.0)})


def _scene(scene_id: str, options: list[Any], text: str, ending: Any, place: Any) -> Any:
    made = scene(scene_id, *options, text=text) | {"position": place}
    made["data"]["ending"] = ending
    return made


def _scenes(distinct: Any) -> st.SearchStrategy[Any]:
    options = st.lists(OPTIONS, max_size=5, unique_by=distinct)
    one = st.builds(_scene, IDS, options, st.sampled_from(["", "Rain."]), ENDINGS, PLACES)
    return st.lists(one, max_size=4, unique_by=lambda scene: scene["id"])


def _stories(scenes: st.SearchStrategy[Any]) -> st.SearchStrategy[Document]:
    return st.builds(
        lambda scenes, variables, groups, title, start: Document.model_validate(
            document(*scenes, variables=variables, groups=tuple(groups), title=title, start=start)
        ),
        scenes,
        st.dictionaries(IDS, VALUES, max_size=3),
        st.lists(
            st.builds(lambda key, title: group(key, title=title), IDS, IDS), max_size=3, unique_by=lambda g: g["id"]
        ),
        IDS,
        st.none() | IDS,
    )


ANY_STORY = _stories(_scenes(None))
SOUND_STORY = _stories(_scenes(lambda option: option["id"]))


@settings(max_examples=300, deadline=None)
@given(ANY_STORY, SOUND_STORY)
def test_edits_between_any_two_documents_make_exactly_the_second(old: Document, new: Document) -> None:
    edits = edits_between(old, new)
    assert canonical(_applied(old, edits)) == canonical(new)
    assert (edits == []) == (canonical(old) == canonical(new)) == (difference(old, new) == [])


@settings(max_examples=150, deadline=None)
@given(SOUND_STORY, SOUND_STORY)
def test_taken_back_one_by_one_they_lead_home(old: Document, new: Document) -> None:
    told = with_inverses(old, edits_between(old, new))
    assert [edit for edit, _ in told] == edits_between(old, new)
    assert canonical(_applied(new, [back for _, back in reversed(told)])) == canonical(old)


def _full(mark: str) -> Document:
    """A story at every limit that is quick to reach."""
    scenes = [scene(mark, *(option(f"{mark}{number}") for number in range(MAX_OPTIONS))), scene("both")]
    scenes[1]["data"]["options"] = [option(f"{mark}{number}") for number in range(MAX_OPTIONS)]
    variables = {f"{mark}{number}": 0 for number in range(MAX_VARIABLES)}
    groups = tuple(group(f"{mark}{number}") for number in range(MAX_GROUPS))
    return Document.model_validate(document(*scenes, variables=variables, groups=groups))


def test_no_limit_is_met_on_the_way() -> None:
    old, new = _full("p"), _full("q")
    assert canonical(_applied(old, edits_between(old, new))) == canonical(new)


def _large(scenes: int, text: str) -> Document:
    made = (scene(f"s{number}", option("on", f"s{number + 1}"), text=text) for number in range(scenes))
    return Document.model_validate(document(*made))


def test_a_large_story_does_not_take_the_square_of_its_time() -> None:
    """A fraction of a second; comparing each scene to each would take minutes."""
    old, new = _large(5_000, "Rain."), _large(5_000, "Snow.")
    began = time.process_time()
    assert len(difference(old, new)) == len(with_inverses(old, edits_between(old, new))) == 5_000
    assert time.process_time() - began < 10
