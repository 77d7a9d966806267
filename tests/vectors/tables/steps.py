"""Whole runs, told choice by choice."""

from collections.abc import Iterator
from typing import Any, Final

from .shapes import Json, compare, document, option, scene

STORY: Final = document(
    scene(
        "a",
        option("go", "b", effects=[{"add": "coins", "by": 1}]),
        option("back", "a", effects=[{"toggle": "lit"}]),
        option("gate", "end", condition=compare("coins", "ge", 2), when_locked="shown"),
        option("secret", "c", condition={"visited": "c"}),
        option("nowhere"),
    ),
    scene("b", option("on", "a", effects=[{"add": "coins", "by": 1}]), option("see", "c")),
    scene("c", option("constructor", "a", effects=[{"set": "name", "to": "Ada"}])),
    scene("end", ending="The end"),
    variables={"coins": 0, "lit": False, "name": ""},
)
PLAIN: Final = {"coins": 0, "lit": False, "name": ""}


def cases() -> Iterator[Json]:
    yield _case("at the beginning", [_at("a", PLAIN, ["a"], 0)])
    yield _case(
        "effects, visits and an ending",
        [
            _take("go", "b", {**PLAIN, "coins": 1}, ["a", "b"], 1, before={"coins": 0}, first=True),
            _take("on", "a", {**PLAIN, "coins": 2}, ["a", "b"], 2, before={"coins": 1}, first=False),
            _take("gate", "end", {**PLAIN, "coins": 2}, ["a", "b", "end"], 3, before={}, first=True),
            _refused("gate", "OptionNotOffered"),
        ],
    )
    yield _case(
        "what is not offered changes nothing",
        [
            *(_refused(name, "OptionNotOffered") for name in ("gate", "secret", "nowhere", "on", "toString", "GO")),
            _at("a", PLAIN, ["a"], 0),
        ],
    )
    yield _case(
        "a scene that leads to itself",
        [
            _take("back", "a", {**PLAIN, "lit": True}, ["a"], 1, before={"lit": False}, first=False),
            _take("back", "a", PLAIN, ["a"], 2, before={"lit": True}, first=False),
            _rewind(1, "a", {**PLAIN, "lit": True}, ["a"]),
            _rewind(0, "a", PLAIN, ["a"]),
        ],
    )
    yield _case("going back undoes values and visits", _there_and_back())
    yield _case(
        "no further back than the beginning, nor forward",
        [
            _refused_rewind(1),
            _refused_rewind(-1),
            _take("go", "b", {**PLAIN, "coins": 1}, ["a", "b"], 1, before={"coins": 0}, first=True),
            _refused_rewind(2),
            _rewind(1, "b", {**PLAIN, "coins": 1}, ["a", "b"]),
        ],
    )


def offers() -> list[Json]:
    """Which options of scene `a` a reader meets, by what they have and have seen."""
    table: list[tuple[Json, list[str], str, str]] = [
        (PLAIN, ["a"], "locked", "hidden"),
        ({**PLAIN, "coins": 2}, ["a"], "offered", "hidden"),
        ({**PLAIN, "coins": 1}, ["a", "c"], "locked", "offered"),
        ({}, ["c"], "locked", "offered"),
        ({"coins": "2"}, [], "locked", "hidden"),
    ]
    rows: list[Json] = [
        {
            "scene": "a",
            "context": context,
            "visited": visited,
            "offers": [
                ["go", "offered"],
                ["back", "offered"],
                ["gate", gate],
                ["secret", secret],
                ["nowhere", "locked"],
            ],
        }
        for context, visited, gate, secret in table
    ]
    return [*rows, {"scene": "end", "context": PLAIN, "visited": ["end"], "offers": []}]


def _there_and_back() -> list[Json]:
    rich = {**PLAIN, "coins": 1}
    named = {**rich, "name": "Ada"}
    return [
        _take("go", "b", rich, ["a", "b"], 1, before={"coins": 0}, first=True),
        _take("see", "c", rich, ["a", "b", "c"], 2, before={}, first=True),
        _take("constructor", "a", named, ["a", "b", "c"], 3, before={"name": ""}, first=False),
        _take("secret", "c", named, ["a", "b", "c"], 4, before={}, first=False),
        _rewind(3, "a", named, ["a", "b", "c"]),
        _rewind(2, "c", rich, ["a", "b", "c"]),
        _rewind(1, "b", rich, ["a", "b"]),
        _take("see", "c", rich, ["a", "b", "c"], 2, before={}, first=True),
        _rewind(0, "a", PLAIN, ["a"]),
        _refused("secret", "OptionNotOffered"),
    ]


def _case(name: str, moves: list[Json]) -> Json:
    return {"name": name, "moves": moves}


def _at(scene_id: str, context: Json, visited: list[str], depth: int) -> Json:
    return {"then": {"scene": scene_id, "context": context, "visited": visited, "depth": depth}}


def _take(option_id: str, scene_id: str, context: Json, visited: list[str], depth: int, **entry: Any) -> Json:
    return {"take": option_id, "entry": entry, **_at(scene_id, context, visited, depth)}


def _rewind(to_depth: int, scene_id: str, context: Json, visited: list[str]) -> Json:
    return {"rewind": to_depth, **_at(scene_id, context, visited, to_depth)}


def _refused(option_id: str, refusal: str) -> Json:
    return {"take": option_id, "refused": refusal}


def _refused_rewind(to_depth: int) -> Json:
    return {"rewind": to_depth, "refused": "DepthBeyondTrail"}
