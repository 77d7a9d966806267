"""Proving what conditions and effects make of the biggest stories, by what the conditions ask."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

from chalicelib.stories.model import MAX_SCENES, PLAIN_THEME, SCHEMA, Document
from chalicelib.stories.proof import BUDGET, prove
from infra.bench.harness import Goal, Measured, Options, bench

NEAR: Final = 200
"""An option leads so many scenes ahead or back at most, so that the story is one great loop of loops."""
COLOURS: Final = ("red", "green", "blue")
OFTEN: Final = 0.3
"""How many options have a condition, and how many an effect."""

Json = dict[str, Any]


@bench("proof")
def measure_proofs(_: Options) -> Iterator[Measured]:
    """Seconds of one processor for stories of 10,000 scenes: proved, or proved in part in time for a request."""
    yield measure_twelve_booleans()
    for what, variables, visits, most in (
        ("6 texts", {f"t{n}": "red" for n in range(6)}, 0, 3),
        ("4 numbers from 0 to 5", {f"n{n}": 0 for n in range(4)}, 0, 3),
        ("8 booleans and 4 visits", {f"b{n}": False for n in range(8)}, 4, 3),
        ("30 booleans", {f"b{n}": False for n in range(30)}, 0, 5),
        ("10 numbers from 0 to 5", {f"n{n}": 0 for n in range(10)}, 0, 5),
        ("300 visits", {}, 300, 5),
    ):
        yield _measured(what, variables, visits, most)


def measure_twelve_booleans() -> Measured:
    """Seconds of one processor to prove a story of 10,000 scenes with 12 booleans."""
    return _measured("12 booleans", {f"b{n}": False for n in range(12)}, 0, 3)


def _measured(what: str, variables: dict[str, Any], visits: int, most: float) -> Measured:
    story = Document.model_validate(build_maze(MAX_SCENES, variables, visits=visits, seed=1))
    began = time.process_time()
    proof = prove(story, budget=BUDGET)
    taken = time.process_time() - began
    told = "proved" if proof.complete else "proved in part"
    return Measured(f"{what}, {told}", "s", taken, goal=Goal("ours", "most", most))


def build_maze(scenes: int, variables: dict[str, Any], *, visits: int, seed: int) -> Json:
    """A document of that many scenes that lead back and forth, with conditions and effects on the variables.

    `visits` of the scenes are asked for. From every scene an option that is always offered leads on, the last ends.
    """
    dice = random.Random(seed)  # noqa: S311 - a story, not a secret
    asked = dice.sample(range(scenes), visits)
    written = [_scene(dice, at, scenes, list(variables.items()), asked) for at in range(scenes - 1)]
    written.append(_plain(scenes - 1, [], ending="The end"))
    return {
        "schema": SCHEMA,
        "ifid": None,
        "title": "A maze",
        "summary": "Made by a seed.",
        "language": "en",
        "start": "s0",
        "theme": PLAIN_THEME.model_dump(),
        "reveal_choices": False,
        "variables": {name: {"type": _type(initial), "initial": initial} for name, initial in variables.items()},
        "scenes": {scene["id"]: scene for scene in written},
        "groups": {},
    }


def _scene(
    dice: random.Random, at: int, scenes: int, variables: Sequence[tuple[str, Any]], asked: Sequence[int]
) -> Json:
    if dice.random() < 0.02 and at > 0:
        return _plain(at, [], ending=f"Ending {at}")
    ahead = dice.randint(at + 1, min(at + NEAR, scenes - 1))
    around = [dice.randint(max(at - NEAR, 0), min(at + NEAR, scenes - 1)) for _ in range(dice.randint(1, 2))]
    options = []
    for number, target in enumerate((ahead, *around)):
        guarded = number > 0 and dice.random() < OFTEN
        changes = bool(variables) and dice.random() < OFTEN
        options.append(
            {
                "id": f"o{number}",
                "label": f"Go to {target}",
                "target": f"s{target}",
                "condition": _condition(dice, variables, asked) if guarded else None,
                "effects": [_effect(dice, *dice.choice(variables))] if changes else [],
                "hotspot": None,
                "when_locked": "hidden",
                "hint": "",
            }
        )
    return _plain(at, options, ending=None)


def _plain(at: int, options: list[Json], *, ending: str | None) -> Json:
    data = {
        "title": f"Scene {at}",
        "text": "",
        "image": "picture",
        "alt": "A maze.",
        "options": options,
        "ending": None if ending is None else {"name": ending, "link": None},
        "notes": "",
        "tags": [],
    }
    return {"id": f"s{at}", "type": "scene", "position": {"x": 0, "y": 0}, "data": data}


def _condition(dice: random.Random, variables: Sequence[tuple[str, Any]], asked: Sequence[int]) -> Json:
    """One to three questions, all to be answered with yes or any."""
    leaves: list[Json] = [
        {"visited": f"s{dice.choice(asked)}"}
        if asked and (not variables or dice.random() < OFTEN)
        else _comparison(dice, *dice.choice(variables))
        for _ in range(dice.randint(1, 3))
    ]
    return {dice.choice(["all", "any"]): leaves}


def _comparison(dice: random.Random, name: str, initial: Any) -> Json:
    match _type(initial):
        case "boolean":
            return {"var": name, "is": "eq", "value": dice.random() < 0.5}
        case "number":
            return {"var": name, "is": dice.choice(["ge", "lt"]), "value": dice.randint(1, 5)}
        case _:
            return {"var": name, "is": dice.choice(["eq", "ne"]), "value": dice.choice(COLOURS)}


def _effect(dice: random.Random, name: str, initial: Any) -> Json:
    match _type(initial):
        case "boolean":
            return dice.choice([{"toggle": name}, {"set": name, "to": dice.random() < 0.5}])
        case "number":
            return {"set": name, "to": dice.randint(0, 5)}
        case _:
            return {"set": name, "to": dice.choice(COLOURS)}


def _type(initial: Any) -> str:
    if isinstance(initial, bool):
        return "boolean"
    return "string" if isinstance(initial, str) else "number"
