"""Whole runs, told choice by choice."""

import random
from collections.abc import Iterator
from itertools import product
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
# Scenes in a ring: where a reader stands, what they have and have seen follows from counting what they took.
AROUND: Final = ("s0", "constructor", "2", "toString", "s-4")
RING: Final = document(
    *(
        scene(
            here,
            option(
                "on", AROUND[(at + 1) % len(AROUND)], effects=[{"add": "laps", "by": 0.2}, {"add": "walked", "by": 1}]
            ),
            option("turn", here, effects=[{"toggle": "lit"}]),
            option("2", here, condition=compare("walked", "ge", 3), effects=[{"set": "said", "to": here}]),
            option("lamp", here, condition={"all": [compare("lit", "eq", True), {"not": {"visited": AROUND[4]}}]}),
            option("valueOf"),
        )
        for at, here in enumerate(AROUND)
    ),
    variables={"walked": 0, "lit": False, "laps": 2**53, "said": "nothing", "hasOwnProperty": "kept"},
)
RING_RUNS: Final = 100
RING_MOVES: Final = 30


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


def offers() -> list[list[Any]]:
    """Which options of a scene a reader meets, by what they have and have seen: scene, context, visited, offers."""
    coins = (None, "2", True, -1, 0, 1, 1.9999999999999998, 2, 2.0000000000000004, 1e308)
    rows: list[list[Any]] = []
    for held, seen in product(coins, product((False, True), repeat=5)):
        visited = [scene_id for scene_id, there in zip(("a", "b", "c", "end", "gone"), seen, strict=True) if there]
        # A string and a boolean are no numbers; the fourth from the end on is enough.
        gate = "offered" if held in (2, 2.0000000000000004, 1e308) else "locked"
        secret = "offered" if "c" in visited else "hidden"
        shown = [["go", "offered"], ["back", "offered"], ["gate", gate], ["secret", secret], ["nowhere", "locked"]]
        rows.append(["a", {} if held is None else {"coins": held}, visited, shown])
    return [*rows, ["b", PLAIN, ["b"], [["on", "offered"], ["see", "offered"]]], ["end", PLAIN, ["end"], []]]


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


def ring() -> list[list[list[Any]]]:
    """Runs around the ring by chance, move by move: an option or a depth to go back to, then where the reader stands,
    `walked`, `lit`, `said`, how many scenes were seen and how deep the run is; null in their place where it is refused.
    """
    dice = random.Random(3)  # noqa: S311 - a table, not a secret
    return [_ring_run(dice) for _ in range(RING_RUNS)]


def _ring_run(dice: random.Random) -> list[list[Any]]:
    taken: list[str] = []
    moves: list[list[Any]] = []
    for _ in range(RING_MOVES):
        move: Any = dice.choice(("on", "on", "on", "turn", "2", "lamp", "valueOf", "gone"))
        if dice.random() < 0.15:
            move = dice.randint(-1, len(taken) + 1)
        _scene, walked, lit, _said, seen, depth = _counted(taken)
        if isinstance(move, int):
            legal = 0 <= move <= depth
            taken = taken[:move] if legal else taken
        else:
            legal = {"on": True, "turn": True, "2": walked >= 3, "lamp": lit and seen < 5}.get(move, False)
            taken = [*taken, move] if legal else taken
        moves.append([move, *_counted(taken)] if legal else [move, None])
    return moves


def _counted(taken: list[str]) -> list[Any]:
    walked = taken.count("on")
    said = [AROUND[taken[:at].count("on") % 5] for at, option_id in enumerate(taken) if option_id == "2"]
    seen = min(walked + 1, len(AROUND))
    return [AROUND[walked % 5], walked, taken.count("turn") % 2 == 1, [*["nothing"], *said][-1], seen, len(taken)]
