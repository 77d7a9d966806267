"""What conditions mean beyond one comparison (see `comparisons`): visits, names nobody gave, parts within parts.

The outcomes are written down here, not computed by the rules. Nested conditions are built from the outcome they shall
have: of parts known to be true or false, as many of either kind as it takes.
"""

import random
from collections.abc import Iterator
from itertools import product
from typing import Any, Final

from .shapes import Json, compare

Row = list[Any]

OPERATORS: Final = ("eq", "ne", "lt", "le", "gt", "ge")
TRUE: Final[Json] = {"all": []}
FALSE: Final[Json] = {"any": []}
NESTED: Final = 1_000
DEEPEST: Final = 5

CONTEXT: Final[Json] = {"n": 2, "zero": 0, "s": "b", "empty": "", "wave": "\uff5e", "yes": True, "no": False} | {
    "constructor": 0.5,
    "10": "9",
}
VISITED: Final = ("a", "constructor", "10", "x-y_z")
# Of this context and these visits.
HOLD: Final[tuple[Json, ...]] = (
    compare("n", "ge", 2),
    compare("n", "lt", 2.0000000000000004),
    compare("n", "ne", 3),
    compare("zero", "eq", 0),
    compare("zero", "lt", 5e-324),
    compare("s", "gt", "a"),
    compare("s", "lt", "ba"),
    compare("empty", "le", ""),
    compare("wave", "lt", "\U0001f600"),
    compare("yes", "eq", True),
    compare("no", "ne", True),
    compare("constructor", "gt", 0.3),
    compare("10", "gt", "10"),
    {"visited": "a"},
    {"visited": "constructor"},
    {"visited": "10"},
    TRUE,
)
FAIL: Final[tuple[Json, ...]] = (
    compare("n", "gt", 2),
    compare("n", "eq", "2"),
    compare("n", "ne", True),
    compare("zero", "eq", False),
    compare("zero", "ne", ""),
    compare("s", "lt", "B"),
    compare("empty", "eq", 0),
    compare("wave", "gt", "\U0001f600"),
    compare("yes", "ge", True),
    compare("no", "lt", True),
    compare("toString", "ne", 1),
    compare("gone", "eq", 0),
    compare("10", "eq", 9),
    {"visited": "A"},
    {"visited": "toString"},
    {"visited": "1"},
    FALSE,
)


def cases() -> dict[str, Any]:
    """Rows of a condition, a context, the scenes visited and whether it holds; nested ones share context and visits."""
    rows = [*_unknown(), *_visits(), *_truths()]
    return {"rows": rows, "context": CONTEXT, "visited": list(VISITED), "nested": list(_nested())}


def _unknown() -> Iterator[Row]:
    names = ("unknown", "constructor", "toString", "hasOwnProperty", "valueOf", "isPrototypeOf", "V", "v-", "0")
    for name, operator, value in product(names, OPERATORS, (False, True, 0, 1, "", "undefined")):
        yield [compare(name, operator, value), {"v": 0}, [], False]
        yield [compare(name, operator, value), {}, [name], False]
    for name in names:
        yield [compare(name, "eq", 3), {name: 3}, [], True]


def _visits() -> Iterator[Row]:
    scenes = ("a", "b", "A", "constructor", "toString", "1", "01", "x-y_z")
    for scene, seen in product(scenes, scenes):
        yield [{"visited": scene}, {scene: True}, [seen], scene == seen]
        yield [{"not": {"visited": scene}}, {}, ["here", seen], scene != seen]
    for scene in scenes:
        yield [{"visited": scene}, {}, [], False]
        yield [{"visited": scene}, {}, list(scenes), True]
        yield [{"visited": scene}, {}, [other for other in scenes if other != scene], False]


def _truths() -> Iterator[Row]:
    yield [None, {}, [], True]
    for depth in range(10):
        condition: Json = TRUE
        for _ in range(depth):
            condition = {"not": condition}
        yield [condition, {}, [], depth % 2 == 0]
    for length in range(5):
        for truths in product((True, False), repeat=length):
            parts = [TRUE if truth else FALSE for truth in truths]
            for whole, holds in (("all", False not in truths), ("any", True in truths)):
                yield [{whole: parts}, {}, [], holds]
                yield [{"not": {whole: parts}}, {}, [], not holds]


def _nested() -> Iterator[Row]:
    for leaf in HOLD:
        yield [leaf, True]
    for leaf in FAIL:
        yield [leaf, False]
    dice = random.Random(1)  # noqa: S311 - a table, not a secret
    for at in range(NESTED):
        yield [_built(dice, at % 2 == 0, 1 + at % DEEPEST), at % 2 == 0]


def _built(dice: random.Random, truth: bool, depth: int) -> Json:  # noqa: FBT001
    """A condition that holds, or does not, because of what it is made of."""
    if depth == 0:
        return dice.choice(HOLD if truth else FAIL)
    whole = dice.choice(("all", "any", "not"))
    if whole == "not":
        return {"not": _built(dice, not truth, depth - 1)}
    # One false part makes `all` false, one true part makes `any` true, whatever the others are.
    deciding = whole == "any"
    others = dice.randint(0, 2)
    if truth is deciding:
        parts = [_built(dice, dice.random() < 0.5, depth - 1) for _ in range(others)]
        parts.insert(dice.randint(0, others), _built(dice, truth, depth - 1))
    else:
        parts = [_built(dice, truth, depth - 1) for _ in range(others)]
    return {whole: parts}
