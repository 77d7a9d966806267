"""Random stories, walked at random by a seed: what is offered on the way is recorded, for others to agree with."""

import random
from typing import Any, Final

from .shapes import Json, compare, document, option, scene

VARIABLES: Final[dict[str, Any]] = {"n": 0, "m": 2**53 - 2, "s": "b", "t": "\uff5e", "b": True, "constructor": 0.5}
STRINGS: Final = ("", "a", "b", "\uff5e", "\U0001f600")
NUMBERS: Final = (-1, 0, 0.1, 1, 2, 2**53)
OPERATORS: Final = ("eq", "ne", "lt", "le", "gt", "ge")


def story(dice: random.Random) -> Json:
    """A story of two to nine scenes, the last an ending, with conditions and effects of every kind."""
    names = ["a", "constructor", "toString", "1", "x-y_z", "B", "c", "d"][: dice.randint(1, 8)]
    scenes = [scene(name, *_options(dice, [*names, "end"])) for name in names]
    return document(*scenes, scene("end", ending="End"), variables=VARIABLES)


def _options(dice: random.Random, names: list[str]) -> list[Json]:
    return [
        option(
            option_id,
            dice.choice(names),
            condition=_condition(dice, names, 3) if dice.random() < 0.6 else None,
            effects=[_effect(dice) for _ in range(dice.randint(0, 3))],
            when_locked=dice.choice(("hidden", "shown")),
        )
        for option_id in ("go", "valueOf", "2", "o-3")[: dice.randint(1, 4)]
    ]


def _condition(dice: random.Random, names: list[str], depth: int) -> Json:
    kind = dice.choice(("var", "var", "visited", "all", "any", "not") if depth else ("var", "visited"))
    if kind == "var":
        return compare(dice.choice([*VARIABLES, "unknown"]), dice.choice(OPERATORS), _value(dice))
    if kind == "visited":
        return {"visited": dice.choice([*names, "gone"])}
    if kind == "not":
        return {"not": _condition(dice, names, depth - 1)}
    return {kind: [_condition(dice, names, depth - 1) for _ in range(dice.randint(0, 3))]}


def _effect(dice: random.Random) -> Json:
    name = dice.choice([*VARIABLES, "unknown"])
    return dice.choice(({"set": name, "to": _value(dice)}, {"add": name, "by": dice.choice(NUMBERS)}, {"toggle": name}))


def _value(dice: random.Random) -> Any:
    return dice.choice((*STRINGS, *NUMBERS, True, False))
