"""What undo and redo take back, told history by history; `a` to `f` are actions, and revisions count from 1."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from .shapes import Json, group, option, scene

A, B, C, D, E, F = (str(UUID(int=number)) for number in range(1, 7))
Entry = tuple[bool, str, str | None, Json, Json]


def _titled(before: str, after: str, scene_id: str = "a") -> tuple[Json, Json]:
    titles: tuple[Json, ...] = tuple(
        {"type": "scene.retitled", "scene": scene_id, "title": title} for title in (after, before)
    )
    return titles[0], titles[1]


def _swap(change: tuple[Json, Json]) -> tuple[Json, Json]:
    return change[1], change[0]


ADDED: Final = (
    {"type": "scene.added", "scene": scene("n")},
    {"type": "scene.removed", "scene": "n"},
)
REMOVED: Final = ({"type": "scene.removed", "scene": "a"}, {"type": "scene.added", "scene": scene("a")})
LINKED: Final = (
    {"type": "option.added", "scene": "a", "option": option("x", "n"), "index": 0},
    {"type": "option.removed", "scene": "a", "option": "x"},
)
LABELLED: Final = (
    {"type": "option.relabelled", "scene": "a", "option": "x", "label": "Go"},
    {"type": "option.relabelled", "scene": "a", "option": "x", "label": "X"},
)
MOVED: Final = (
    {"type": "scene.moved", "scene": "a", "position": {"x": 9, "y": 0}},
    {"type": "scene.moved", "scene": "a", "position": {"x": 0, "y": 0}},
)
GROUP_WRITTEN: Final = (
    {"type": "group.rewritten", "group": "g", "text": "Ask Ann."},
    {"type": "group.rewritten", "group": "g", "text": ""},
)
GROUP_TITLED: Final = (
    {"type": "group.retitled", "group": "g", "title": "Night"},
    {"type": "group.retitled", "group": "g", "title": ""},
)
GROUP_ADDED: Final = (
    {"type": "group.added", "group": group("g")},
    {"type": "group.removed", "group": "g"},
)
GROUP_CHANGED: Final = (
    {"type": "group.changed", "group": group("g", text="Ask Ben.")},
    {"type": "group.changed", "group": group("g")},
)
ORDERED: Final = (
    {"type": "option.reordered", "scene": "n", "order": ["y", "x"]},
    {"type": "option.reordered", "scene": "n", "order": ["x", "y"]},
)
ONE: Final = _titled("0", "1")
TWO: Final = _titled("1", "2")
BACK: Final = _swap(TWO)
B_ONE: Final = _titled("0", "1", "b")
N_TITLED: Final = _titled("N", "Mine", "n")


def _mine(action: str, change: tuple[Json, Json], undoes: str | None = None) -> Entry:
    return True, action, undoes, *change


def _theirs(action: str, change: tuple[Json, Json], undoes: str | None = None) -> Entry:
    return False, action, undoes, *change


def _back(action: str, *edits: Json) -> Json:
    return {"action": action, "edits": list(edits)}


def _overtaken(action: str, key: str, by: int) -> Json:
    return {"action": action, "key": key, "by": by}


def _case(
    name: str, history: list[Entry], undo: Json | None, redo: Json | None, passed_over: Sequence[str] = ()
) -> Json:
    entries = [
        {"revision": revision, "mine": mine, "action": action, "undoes": undoes, "edit": edit, "inverse": inverse}
        for revision, (mine, action, undoes, edit, inverse) in enumerate(history, start=1)
    ]
    return {"name": name, "history": entries, "passed_over": list(passed_over), "undo": undo, "redo": redo}


# name, history, what undo says, what redo says; the actions passed over
TABLE: Final[tuple[Json, ...]] = (
    _case("nothing there", [], None, None),
    _case("nothing of mine", [_theirs(A, ONE)], None, None),
    _case("one action", [_mine(A, ONE)], _back(A, ONE[1]), None),
    _case("the newest of two", [_mine(A, ONE), _mine(B, B_ONE)], _back(B, B_ONE[1]), None),
    _case(
        "one action of several edits goes back as one, last first",
        [_mine(A, ADDED), _mine(A, LINKED), _mine(B, B_ONE), _mine(C, _swap(B_ONE), B)],
        _back(A, LINKED[1], ADDED[1]),
        _back(C, B_ONE[0]),
    ),
    _case("undone already", [_mine(A, ONE), _mine(B, _swap(ONE), A)], None, _back(B, ONE[0])),
    _case(
        "undone already, and one before it",
        [_mine(A, ONE), _mine(B, TWO), _mine(C, BACK, B)],
        _back(A, ONE[1]),
        _back(C, TWO[0]),
    ),
    _case(
        "both undone: redo begins with the one undone last",
        [_mine(A, ONE), _mine(B, TWO), _mine(C, BACK, B), _mine(D, _swap(ONE), A)],
        None,
        _back(D, ONE[0]),
    ),
    _case(
        "undoing an undo is redoing",
        [_mine(A, ONE), _mine(B, _swap(ONE), A), _mine(C, ONE, B)],
        _back(C, ONE[1]),
        None,
    ),
    _case(
        "redone once, the next redo takes back the undo before",
        [_mine(A, ONE), _mine(B, TWO), _mine(C, BACK, B), _mine(D, _swap(ONE), A), _mine(E, ONE, D)],
        _back(E, ONE[1]),
        _back(C, TWO[0]),
    ),
    _case(
        "undone, redone and undone again",
        [_mine(A, ONE), _mine(B, _swap(ONE), A), _mine(C, ONE, B), _mine(D, _swap(ONE), C)],
        None,
        _back(D, ONE[0]),
    ),
    _case(
        "something new after an undo ends redoing",
        [_mine(A, ONE), _mine(B, _swap(ONE), A), _mine(C, B_ONE)],
        _back(C, B_ONE[1]),
        None,
    ),
    _case(
        "something new taken back does not bring redoing back",
        [_mine(A, ONE), _mine(B, _swap(ONE), A), _mine(C, B_ONE), _mine(D, _swap(B_ONE), C)],
        None,
        _back(D, B_ONE[0]),
    ),
    _case(
        "another's change to the same key",
        [_mine(A, ONE), _theirs(B, TWO)],
        _overtaken(A, "scene:a:title", 2),
        None,
    ),
    _case(
        "the newest of several changes is told",
        [_mine(A, ONE), _theirs(B, TWO), _theirs(C, _titled("2", "3"))],
        _overtaken(A, "scene:a:title", 3),
        None,
    ),
    _case(
        "another's change that was taken back is a change all the same",
        [_mine(A, ONE), _theirs(B, TWO), _theirs(C, BACK, B)],
        _overtaken(A, "scene:a:title", 3),
        None,
    ),
    _case("another's change before mine", [_theirs(A, ONE), _mine(B, TWO)], _back(B, TWO[1]), None),
    _case(
        "another's change elsewhere",
        [_mine(A, ONE), _theirs(B, B_ONE), _theirs(C, LABELLED), _theirs(D, MOVED)],
        _back(A, ONE[1]),
        None,
    ),
    _case(
        "another's move of what I moved: the last position wins",
        [_mine(A, MOVED), _theirs(B, MOVED)],
        _back(A, MOVED[1]),
        None,
    ),
    _case(
        "an edit in what somebody removed",
        [_mine(A, ONE), _theirs(B, REMOVED)],
        _overtaken(A, "scene:a", 2),
        None,
    ),
    _case(
        "a move of what somebody removed",
        [_mine(A, MOVED), _theirs(B, REMOVED)],
        _overtaken(A, "scene:a", 2),
        None,
    ),
    _case(
        "what somebody works in is not taken from under them",
        [_mine(A, ADDED), _theirs(B, N_TITLED)],
        _overtaken(A, "scene:n:title", 2),
        None,
    ),
    _case(
        "nor when they put its options in order",
        [_mine(A, ADDED), _theirs(B, ORDERED)],
        _overtaken(A, "order:n", 2),
        None,
    ),
    _case(
        "nor an option of which they wrote the label",
        [_mine(A, LINKED), _theirs(B, LABELLED)],
        _overtaken(A, "option:a:x:label", 2),
        None,
    ),
    _case(
        "nor a group in which they wrote",
        [_mine(A, GROUP_ADDED), _theirs(B, GROUP_WRITTEN)],
        _overtaken(A, "group:g:text", 2),
        None,
    ),
    _case(
        "another's title does not keep my words in a group",
        [_mine(A, GROUP_WRITTEN), _theirs(B, GROUP_TITLED)],
        _back(A, GROUP_WRITTEN[1]),
        None,
    ),
    _case(
        "a group changed whole is not put back over another's title",
        [_mine(A, GROUP_CHANGED), _theirs(B, GROUP_TITLED)],
        _overtaken(A, "group:g:title", 2),
        None,
    ),
    _case(
        "nor words over a group that another has changed whole",
        [_mine(A, GROUP_WRITTEN), _theirs(B, GROUP_CHANGED)],
        _overtaken(A, "group:g", 2),
        None,
    ),
    _case(
        "moving it is no work in it",
        [_mine(A, REMOVED), _mine(B, _swap(REMOVED), A), _theirs(C, MOVED)],
        None,
        _back(B, REMOVED[0]),
    ),
    _case(
        "a scene of a longer name is another scene",
        [_mine(A, ADDED), _theirs(B, _titled("0", "1", "nn"))],
        _back(A, ADDED[1]),
        None,
    ),
    _case(
        "one overtaken edit keeps the whole action",
        [_mine(A, ONE), _mine(A, B_ONE), _theirs(B, TWO)],
        _overtaken(A, "scene:a:title", 3),
        None,
    ),
    _case(
        "somebody else between the edits of one action came before the second",
        [_mine(A, B_ONE), _theirs(B, ONE), _mine(A, TWO)],
        _back(A, TWO[1], B_ONE[1]),
        None,
    ),
    _case(
        "two people's actions in turn: each has their own",
        [_mine(A, ONE), _theirs(B, B_ONE), _mine(C, ADDED), _theirs(D, _swap(B_ONE), B), _mine(E, _swap(ADDED), C)],
        _back(A, ONE[1]),
        _back(E, ADDED[0]),
    ),
    _case(
        "another's new action does not end my redoing",
        [_mine(A, ONE), _mine(B, _swap(ONE), A), _theirs(C, B_ONE)],
        None,
        _back(B, ONE[0]),
    ),
    _case(
        "redoing is overtaken too",
        [_mine(A, ONE), _mine(B, _swap(ONE), A), _theirs(C, ONE)],
        None,
        _overtaken(B, "scene:a:title", 3),
    ),
    _case(
        "undo after another's change: passed over, it stays, and the one before goes back",
        [_mine(A, B_ONE), _mine(B, ONE), _theirs(C, TWO)],
        _back(A, B_ONE[1]),
        None,
        [B],
    ),
    _case(
        "what stands in between keeps what it changed",
        [_mine(A, ONE), _mine(B, TWO), _mine(B, B_ONE), _theirs(C, _titled("1", "2", "b"))],
        _overtaken(A, "scene:a:title", 2),
        None,
        [B],
    ),
    _case(
        "all passed over",
        [_mine(A, ONE), _theirs(B, TWO)],
        None,
        None,
        [A],
    ),
    _case(
        "my own changes since that were taken back do not count",
        [_mine(A, ONE), _mine(B, TWO), _mine(C, BACK, B), _mine(D, TWO, C), _mine(E, BACK, D)],
        _back(A, ONE[1]),
        _back(E, TWO[0]),
    ),
    _case(
        "an undo of something before counts",
        [_mine(A, ONE), _mine(B, B_ONE), _mine(B, TWO), _mine(C, _swap(ONE), A)],
        _overtaken(B, "scene:a:title", 4),
        _back(C, ONE[0]),
    ),
    _case(
        "an undo of what lies before the history's beginning ends the search",
        [_mine(A, B_ONE), _mine(B, _swap(ONE), F)],
        None,
        None,
    ),
    _case(
        "what came after that can be taken back",
        [_mine(B, _swap(ONE), F), _mine(C, ONE, B), _mine(D, B_ONE)],
        _back(D, B_ONE[1]),
        None,
    ),
    _case(
        "somebody's undo of my action, named so, is not mine",
        [_mine(A, ONE), _theirs(B, _swap(ONE), A)],
        _overtaken(A, "scene:a:title", 2),
        None,
    ),
)


def cases() -> list[Json]:
    return list(TABLE)
