"""Random stories by a seed: small, legal, and with whatever has ever told two languages apart."""

import random
from typing import Any, Final

from chalicelib.stories.model import PLAIN_THEME, SCHEMA

IDS: Final = (
    *("a", "B", "constructor", "toString", "valueOf", "hasOwnProperty", "prototype", "length", "then", "default"),
    *("0", "1", "01", "10", "9007199254740993", "x-y_z", "e" * 64),
)
"""Of scenes and options: names every JavaScript object has, and names that look like numbers."""
VARIABLES: Final[dict[str, Any]] = {
    "n": 0,
    "zero": -0.0,
    "1": -1,
    "tiny": 5e-324,
    "edge": 2**53 - 2,
    "huge": 1e308,
    "constructor": 0.5,
    "s": "b",
    "toString": "\uff5e",
    "empty": "",
    "b": True,
    "valueOf": False,
}
STRINGS: Final = ("", "a", "aa", "b", "B", "10", "9", "true", "é", "e\u0301", "\uff5e", "\U0001f600", "\U0001f600a")
NUMBERS: Final = (-1e308, -(2**53), -2, -1, -0.1, -0.0, 0, 5e-324, 0.1, 0.2, 0.5, 1, 2, 2**53 - 1, 2**53, 1e308)
TEXTS: Final = (
    "",
    "You have **{n}** of {s}.",
    "# Ünï\n\n* \U0001f600 & <b>\n* `{b}` \u2028",
    "[x](https://example.com/?a=1&b=2)",
)
OPERATORS: Final = ("eq", "ne", "lt", "le", "gt", "ge")
KINDS: Final = {bool: "boolean", str: "string", int: "number", float: "number"}

Json = dict[str, Any]


def build_story(dice: random.Random) -> Json:
    """A document of one to ten scenes, some of them endings, with conditions and effects of every kind.

    It may hold options that lead nowhere, but none to a scene that is not there and no two of one id in a scene: what
    publishing refuses need not walk alike.
    """
    ids = dice.sample(IDS, dice.randint(1, 10))
    names = dice.sample([*VARIABLES], dice.randint(0, len(VARIABLES)))
    return {
        "schema": SCHEMA,
        "ifid": None,
        "title": "A story",
        "summary": "",
        "language": "en",
        "start": dice.choice(ids),
        "theme": PLAIN_THEME.model_dump(),
        "reveal_choices": False,
        "variables": {name: {"type": KINDS[type(VARIABLES[name])], "initial": VARIABLES[name]} for name in names},
        "scenes": {scene_id: _scene(dice, scene_id, ids) for scene_id in ids},
        "groups": {},
    }


def _scene(dice: random.Random, scene_id: str, ids: list[str]) -> Json:
    data = {
        "title": scene_id.title(),
        "text": dice.choice(TEXTS),
        "image": "",
        "alt": "",
        "options": [
            _option(dice, option_id, ids) for option_id in dice.sample(IDS, dice.choice((0, 1, 2, 3, 4, 5, 5)))
        ],
        "ending": {"name": "End", "link": None} if dice.random() < 0.1 else None,
        "notes": "",
        "tags": [],
    }
    return {"id": scene_id, "type": "scene", "position": {"x": 0, "y": 0}, "data": data}


def _option(dice: random.Random, option_id: str, ids: list[str]) -> Json:
    square = {"points": [[0, 0], [1, 0], [1, 0.1]]}
    return {
        "id": option_id,
        "label": f"To {option_id}",
        "target": dice.choice(ids) if dice.random() < 0.95 else None,
        "condition": _condition(dice, ids, 4) if dice.random() < 0.6 else None,
        "effects": [_effect(dice) for _ in range(dice.choice((0, 0, 1, 2, 5)))],
        "hotspot": dice.choice((None, None, square)),
        "when_locked": dice.choice(("hidden", "shown")),
        "hint": dice.choice(("", "", "You have {coins}.")),
    }


def _condition(dice: random.Random, ids: list[str], depth: int) -> Json:
    kind = dice.choice(("var", "var", "var", "visited", "all", "any", "not") if depth else ("var", "visited"))
    if kind == "var":
        return {"var": _name(dice), "is": dice.choice(OPERATORS), "value": _value(dice)}
    if kind == "visited":
        return {"visited": dice.choice([*ids, "gone"])}
    if kind == "not":
        return {"not": _condition(dice, ids, depth - 1)}
    return {kind: [_condition(dice, ids, depth - 1) for _ in range(dice.randint(0, 3))]}


def _effect(dice: random.Random) -> Json:
    kind = dice.choice(("set", "add", "add", "toggle"))
    if kind == "set":
        return {"set": _name(dice), "to": _value(dice)}
    return {"add": _name(dice), "by": dice.choice(NUMBERS)} if kind == "add" else {"toggle": _name(dice)}


def _name(dice: random.Random) -> str:
    return dice.choice([*VARIABLES, "unknown", "isPrototypeOf"])


def _value(dice: random.Random) -> Any:
    return dice.choice(dice.choice((STRINGS, NUMBERS, (True, False))))
