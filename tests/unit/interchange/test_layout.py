from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import pytest

from chalicelib.interchange.layout import laid_out
from chalicelib.interchange.naming import Ids, slug
from chalicelib.stories.model import SceneId
from tests.unit.interchange.stories import codes, twee


def ways(**targets: str) -> dict[SceneId, list[SceneId]]:
    return {SceneId(name): [SceneId(target) for target in said.split()] for name, said in targets.items()}


@pytest.mark.parametrize(
    ("graph", "start", "places"),
    [
        (ways(), None, {}),
        (ways(a=""), "a", {"a": (0, 0)}),
        (ways(a="b c", b="d", c="d", d=""), "a", {"a": (0, 0), "b": (340, 0), "c": (340, 380), "d": (680, 0)}),
        (ways(a="b b a gone", b="a"), "a", {"a": (0, 0), "b": (340, 0)}),
        (ways(a="", b="c", c="b"), "a", {"a": (0, 0), "b": (0, 380), "c": (340, 380)}),
        (ways(a="b c", b="", c="", d="b"), "a", {"a": (0, 0), "b": (340, 0), "c": (340, 380), "d": (0, 760)}),
        (ways(a="b", b=""), None, {"a": (0, 0), "b": (340, 0)}),
        (ways(a="b", b=""), "gone", {"a": (0, 0), "b": (340, 0)}),
    ],
)
def test_scenes_stand_in_columns(
    graph: dict[SceneId, list[SceneId]], start: str | None, places: dict[str, tuple[float, float]]
) -> None:
    assert laid_out(graph, SceneId(start) if start else None) == places


@pytest.mark.parametrize("shape", ["chain", "fan", "tree", "knot"])
def test_ten_thousand_scenes_are_laid_out_in_a_second(shape: str) -> None:
    count = 10_000
    names = [SceneId(f"s{number}") for number in range(count)]
    shapes: dict[str, Callable[[int], Iterable[int]]] = {
        "chain": lambda number: [number + 1],
        "fan": lambda number: range(1, count) if number == 0 else [],
        "tree": lambda number: [2 * number + 1, 2 * number + 2],
        "knot": lambda number: [number * 7 + step for step in range(20)],
    }
    graph = {name: [names[target % count] for target in shapes[shape](number)] for number, name in enumerate(names)}
    started = time.process_time()
    places = laid_out(graph, names[0])
    assert time.process_time() - started < 20
    assert len(set(places.values())) == count


@pytest.mark.parametrize(
    ("positions", "placed"),
    [
        ((None, None), [(0, 0), (340, 0)]),
        (("0,0", "0,0"), [(0, 0), (340, 0)]),
        (("0,0", "100,50"), [(0, 0), (200, 100)]),
        (("10,20", None), [(20, 40), (0, 420)]),
        (("x", "10,20"), [(0, 420), (20, 40)]),
    ],
)
def test_scenes_without_a_place_are_given_one(
    positions: tuple[str | None, str | None], placed: list[tuple[float, float]]
) -> None:
    said = [f' {{"position":"{position}"}}' if position else "" for position in positions]
    imported = twee(f":: A{said[0]}\n[[B]]", f":: B{said[1]}\n")
    places = [(scene.position.x, scene.position.y) for scene in imported.document.scenes.values()]
    assert places == placed
    assert ("laid-out" in codes(imported)) is (placed == [(0, 0), (340, 0)])


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        (["A", "a", "A"], ["a", "a-2", "a-3"]),
        (["a-2", "a", "a"], ["a-2", "a", "a-3"]),
        (["Ünïted Stätes!", "  x  y  "], ["united-states", "x-y"]),
        (["", "…", "日本"], ["scene", "scene-2", "scene-3"]),
        (["__proto__", "-x-"], ["proto", "x"]),
        (["x" * 100, "x" * 100], ["x" * 48, "x" * 48 + "-2"]),
    ],
)
def test_ids_are_made_of_names(names: list[str], ids: list[str]) -> None:
    given = Ids()
    assert [given.make(name, "scene") for name in names] == ids


@pytest.mark.parametrize("wanted", ["", "a b", "-a", "x" * 65, "a\n", None, 7, "taken"])
def test_only_a_legal_free_id_is_kept(wanted: object) -> None:
    given = Ids()
    assert given.keep("taken") == "taken"
    assert given.keep(wanted) is None


def test_a_slug_takes_no_longer_for_a_long_name() -> None:
    assert slug("é" * 10_000_000) == "e" * 48
