from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.stories.canonical import canonical
from chalicelib.stories.edits import apply, inverse
from chalicelib.stories.model import Document
from chalicelib.stories.undoing import HistoryEntry, Overtaken, TakingBack, find_redo, find_taking_back, find_undo
from tests.unit.stories.drawn_edits import EDIT, allowed_edits
from tests.unit.stories.vectors import vectors

CASES = [pytest.param(case, id=case["name"]) for case in vectors("undo")]
STORY = Document.model_validate(vectors("edits")["document"])


def _entry(written: Any) -> HistoryEntry:
    return HistoryEntry(
        written["revision"],
        written["mine"],
        UUID(written["action"]),
        UUID(written["undoes"]) if written["undoes"] else None,
        EDIT.validate_python(written["edit"]),
        EDIT.validate_python(written["inverse"]),
    )


def _written(found: TakingBack | Overtaken | None) -> Any:
    if isinstance(found, Overtaken):
        return {"action": str(found.action), "key": found.key, "by": found.by.revision}
    if found is None:
        return None
    return {"action": str(found.action), "edits": [EDIT.dump_python(edit, mode="json") for edit in found.edits]}


@pytest.mark.parametrize("case", CASES)
def test_undo_and_redo_take_back_what_they_should(case: Any) -> None:
    history = [_entry(entry) for entry in case["history"]]
    passed_over = {UUID(action) for action in case["passed_over"]}
    assert _written(find_undo(history, passed_over)) == case["undo"]
    assert _written(find_redo(history, passed_over)) == case["redo"]


@pytest.mark.parametrize("case", CASES)
def test_a_named_action_is_taken_back_as_the_newest_one_would_be(case: Any) -> None:
    history = [_entry(entry) for entry in case["history"]]
    for way in ("undo", "redo"):
        if case[way]:
            assert _written(find_taking_back(history, UUID(case[way]["action"]))) == case[way]


def test_only_a_standing_action_of_ones_own_is_taken_back() -> None:
    edit = EDIT.validate_python({"type": "scene.retitled", "scene": "a", "title": "New"})
    mine, theirs, back = (UUID(int=number) for number in (1, 2, 3))
    history = [
        HistoryEntry(1, True, mine, None, edit, edit),
        HistoryEntry(2, False, theirs, None, edit, edit),
        HistoryEntry(3, True, back, mine, edit, edit),
    ]
    assert [find_taking_back(history, action) for action in (mine, theirs, UUID(int=4))] == [None] * 3
    assert find_taking_back(history, back) == TakingBack(back, (edit,))


class Desk:
    """One creator alone with a draft: the history, and beside it the two stacks that everybody knows undo by."""

    def __init__(self) -> None:
        self.document = STORY
        self.history: list[HistoryEntry] = []
        self.before: list[Document] = []
        self.after: list[Document] = []

    def append(self, edits: tuple[Any, ...], undoes: UUID | None = None) -> None:
        action = UUID(int=len(self.history) + 1)
        for edit in edits:
            back = inverse(self.document, edit)
            self.history.append(HistoryEntry(len(self.history) + 1, True, action, undoes, edit, back))
            self.document = apply(self.document, edit)

    def act(self, data: st.DataObject) -> None:
        self.before.append(self.document)
        self.after.clear()
        trial, edits = self.document, []
        for _ in range(data.draw(st.integers(1, 3))):
            edits.append(data.draw(allowed_edits(trial)))
            trial = apply(trial, edits[-1])
        self.append(tuple(edits))

    def undo(self) -> None:
        found = find_undo(self.history)
        if not self.before:
            assert found is None
            return
        assert isinstance(found, TakingBack)
        self.after.append(self.document)
        self.append(found.edits, found.action)
        assert canonical(self.document) == canonical(self.before.pop())

    def redo(self) -> None:
        found = find_redo(self.history)
        if not self.after:
            assert found is None
            return
        assert isinstance(found, TakingBack)
        self.before.append(self.document)
        self.append(found.edits, found.action)
        assert canonical(self.document) == canonical(self.after.pop())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_alone_one_meets_the_undo_that_everybody_knows(data: st.DataObject) -> None:
    desk = Desk()
    for what in data.draw(st.lists(st.sampled_from(("act", "undo", "undo", "redo")), min_size=4, max_size=20)):
        if what == "act":
            desk.act(data)
        else:
            getattr(desk, what)()
