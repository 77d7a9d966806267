"""What becomes of scenes, variables and runs in a newer version."""

from typing import Any, Final

from .shapes import Json, document, scene

OLD: Final = document(
    scene("a"), scene("b"), scene("constructor"), variables={"coins": 3, "lit": False, "name": "", "toString": 1}
)
NEW: Final = document(
    scene("a"), scene("b2"), scene("constructor"), variables={"coins": 5, "lit": "no", "valueOf": 0, "toString": 2}
)
PROPOSED: Final = {"a": "a", "b": None, "constructor": "constructor"}
KEPT: Final = ["coins", "toString"]


def maps() -> Json:
    """The map from the old story to the new one, and what creators make of it."""
    moved: list[tuple[Json, Json]] = [
        ({}, PROPOSED),
        ({"b": "b2"}, {**PROPOSED, "b": "b2"}),
        ({"a": None, "constructor": "a"}, {"a": None, "b": None, "constructor": "a"}),
    ]
    cases = [{"moves": moves, "scenes": scenes, "variables": KEPT} for moves, scenes in moved]
    return {"old": OLD, "new": NEW, "cases": cases}


CONTEXT: Final = {"coins": 7, "lit": True, "name": "Ada"}
SCENES: Final = ["a", "b", "c", "constructor"]


def runs() -> list[Json]:
    return [
        _carried("where nothing changed", "b", context=CONTEXT, visited=["a", "b"]),
        _carried("the scene under the cursor is visited, whatever came before", "c", came=["c"], visited=["c"]),
        _carried("values of variables that are no more are left", "b", initial={"coins": 0}, context={"coins": 7}),
        _carried("new variables begin", "b", initial={**CONTEXT, "valueOf": 2}, context={**CONTEXT, "valueOf": 2}),
        _carried("of another type a variable begins anew", "b", initial={"coins": "few"}, context={"coins": "few"}),
        _carried(
            "a number is not a boolean", "b", initial={"coins": False, "lit": 1}, context={"coins": False, "lit": 1}
        ),
        _carried("names like members of objects", "b", initial={"constructor": 1}, context={"constructor": 1}),
        _carried("visited scenes that are gone are forgotten", "b", scenes=["b", "c"], visited=["b"]),
        _carried("a moved scene", "c", moves=[{"b": "c"}], visited=["a", "c"]),
        _carried("visited scenes move too", "b", moves=[{"a": "constructor"}], visited=["b", "constructor"]),
        _carried("two scenes that became one", "c", moves=[{"b": "c", "a": "c"}], visited=["c"]),
        _carried("over several versions", "c", moves=[{"b": "x"}, {}, {"x": "y"}, {"y": "c"}], visited=["a", "c"]),
        _carried("what one version lost and a later one has", "b", moves=[{"q": "r"}, {}], visited=["a", "b"]),
        _carried("the newer start counts as visited", "b", start="n", visited=["a", "b", "n"]),
        _carried("two scenes that changed places", "a", moves=[{"a": "b", "b": "a"}], visited=["a", "b"]),
        _carried("a visited scene that a move takes away", "b", moves=[{"a": None}, {"a": "c"}], visited=["b"]),
        _gone("the scene is gone", scenes=["a", "c"]),
        _gone("the scene is taken away by a move", moves=[{"b": None}]),
        _gone("taken away for good, whatever a later move says", moves=[{"b": None}, {"b": "a"}]),
        _gone("moved to a scene that is gone", moves=[{"b": "x"}]),
        _gone("a story of no scenes", scenes=[]),
    ]


def _case(name: str, moves: list[Json], scenes: list[str], initial: Json, came: list[str], start: str) -> Json:
    trail = [{"scene": "a", "option": "go", "before": {"coins": 3}, "first": True}]
    run = {"scene": came[-1], "context": CONTEXT, "visited": sorted(came), "trail": trail}
    return {"name": name, "run": run, "moves": moves, "scenes": scenes, "start": start, "initial": initial}


def _carried(
    name: str,
    to: str,
    *,
    moves: list[Json] | None = None,
    scenes: list[str] | None = None,
    initial: Json | None = None,
    came: list[str] | None = None,
    start: str | None = None,
    context: Json | None = None,
    visited: list[str] | None = None,
) -> Json:
    given = _case(name, moves or [], scenes or SCENES, initial or CONTEXT, came or ["a", "b"], start or to)
    run: dict[str, Any] = {"scene": to, "context": context or CONTEXT, "visited": visited or ["a", "b"], "trail": []}
    return {**given, "carried": run}


def _gone(name: str, *, moves: list[Json] | None = None, scenes: list[str] | None = None) -> Json:
    return {**_case(name, moves or [], SCENES if scenes is None else scenes, CONTEXT, ["a", "b"], "a"), "gone": "b"}
