"""What effects do. `before` holds the former values of what is different, and of nothing else.

Sums are worked out in fractions and rounded once, which is what IEEE 754 asks of an addition; no sum is made by one.
"""

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any, Final

from .comparisons import BOOLEANS, NUMBERS, STRINGS
from .shapes import Json

LARGEST: Final = 2**53
SEQUENCES: Final = 600
Row = list[Any]

# effects, context, after, before
TABLE: Final[tuple[tuple[list[Json], Json, Json, Json], ...]] = (
    ([], {"n": 1}, {"n": 1}, {}),
    ([], {}, {}, {}),
    ([{"set": "n", "to": 2}], {"n": 1}, {"n": 2}, {"n": 1}),
    ([{"set": "n", "to": 1}], {"n": 1}, {"n": 1}, {}),
    ([{"set": "s", "to": ""}], {"s": "x"}, {"s": ""}, {"s": "x"}),
    ([{"set": "s", "to": "\U0001f511"}], {"s": ""}, {"s": "\U0001f511"}, {"s": ""}),
    ([{"set": "b", "to": False}], {"b": True}, {"b": False}, {"b": True}),
    # Types never convert: an effect of another type does nothing.
    ([{"set": "n", "to": "2"}], {"n": 1}, {"n": 1}, {}),
    ([{"set": "n", "to": True}], {"n": 1}, {"n": 1}, {}),
    ([{"set": "b", "to": 0}], {"b": True}, {"b": True}, {}),
    ([{"set": "s", "to": 0}], {"s": ""}, {"s": ""}, {}),
    ([{"add": "s", "by": 1}], {"s": "a"}, {"s": "a"}, {}),
    ([{"add": "b", "by": 1}], {"b": True}, {"b": True}, {}),
    ([{"toggle": "n"}], {"n": 1}, {"n": 1}, {}),
    ([{"toggle": "s"}], {"s": ""}, {"s": ""}, {}),
    # There is no negative zero.
    ([{"set": "n", "to": -0.0}], {"n": 1}, {"n": 0}, {"n": 1}),
    ([{"add": "n", "by": -0.0}], {"n": 0}, {"n": 0}, {}),
    ([{"add": "n", "by": 0.5}], {"n": -0.5}, {"n": 0}, {"n": -0.5}),
    # Sums stop at ±2⁵³, what is set does not.
    ([{"add": "n", "by": 1}], {"n": LARGEST - 1}, {"n": LARGEST}, {"n": LARGEST - 1}),
    ([{"add": "n", "by": 1}], {"n": LARGEST}, {"n": LARGEST}, {}),
    ([{"add": "n", "by": -1}], {"n": -LARGEST}, {"n": -LARGEST}, {}),
    ([{"set": "n", "to": 1e300}], {"n": 0}, {"n": 1e300}, {"n": 0}),
    ([{"add": "n", "by": 0}], {"n": 1e300}, {"n": LARGEST}, {"n": 1e300}),
    ([{"set": "n", "to": 1e300}, {"add": "n", "by": -1}], {"n": 0}, {"n": LARGEST}, {"n": 0}),
    ([{"add": "n", "by": 1e308}, {"add": "n", "by": -1e308}], {"n": 0}, {"n": -LARGEST}, {"n": 0}),
    ([{"add": "n", "by": LARGEST}, {"add": "n", "by": -1}], {"n": 1}, {"n": LARGEST - 1}, {"n": 1}),
    # In order, each on what the one before left.
    ([{"toggle": "b"}, {"toggle": "b"}], {"b": False}, {"b": False}, {}),
    ([{"toggle": "b"}] * 49, {"b": False}, {"b": True}, {"b": False}),
    ([{"add": "n", "by": 0.1}] * 10, {"n": 0}, {"n": 0.9999999999999999}, {"n": 0}),
    ([{"add": "n", "by": 1}] * 50, {"n": LARGEST - 49}, {"n": LARGEST}, {"n": LARGEST - 49}),
    ([{"set": "n", "to": 5}, {"add": "n", "by": 1}], {"n": 0}, {"n": 6}, {"n": 0}),
    ([{"add": "n", "by": 1}, {"set": "n", "to": 5}], {"n": 0}, {"n": 5}, {"n": 0}),
    ([{"add": "n", "by": 1}, {"add": "n", "by": -1}], {"n": 7}, {"n": 7}, {}),
    ([{"set": "b", "to": True}, {"toggle": "b"}, {"set": "b", "to": "x"}], {"b": True}, {"b": False}, {"b": True}),
    (
        [{"add": "n", "by": 1}, {"toggle": "b"}],
        {"n": 0, "b": True, "s": ""},
        {"n": 1, "b": False, "s": ""},
        {"n": 0, "b": True},
    ),
)
KINDS: Final[tuple[tuple[Any, ...], ...]] = (
    tuple(number for same in NUMBERS for number in same if number != 0 or str(number) == "0"),
    STRINGS,
    BOOLEANS,
)


def cases() -> dict[str, Any]:
    """Rows of effects, context, after and before; changes of one value: kind, value held, operand, value after."""
    changes = [*_sums(), *_sets(), *_toggles()]
    rows = [*(list(row) for row in TABLE), *_of_nobody(), *_sequences(changes)]
    return {"rows": rows, "changes": changes}


def _sums() -> Iterator[Row]:
    for held, by in product(KINDS[0], KINDS[0]):
        exact = Fraction(float(held)) + Fraction(float(by))
        yield ["add", held, by, float(min(max(exact, Fraction(-LARGEST)), Fraction(LARGEST)))]
    for held in (*STRINGS, *BOOLEANS):
        yield from (["add", held, by, held] for by in (-1, 0, 1, 0.5))


def _sets() -> Iterator[Row]:
    for mine, theirs in product(KINDS, KINDS):
        for at, held in enumerate(mine):
            for more in range(min(6, len(theirs))):
                to = theirs[(at * 5 + more * more) % len(theirs)]
                yield ["set", held, to, to if mine is theirs else held]


def _toggles() -> Iterator[Row]:
    yield ["toggle", True, None, False]
    yield ["toggle", False, None, True]
    yield from (["toggle", held, None, held] for held in (*KINDS[0], *STRINGS))


def _of_nobody() -> Iterator[Row]:
    """Nothing comes into being, under whatever name; a variable of such a name is one like all others."""
    for name in ("unknown", "constructor", "toString", "valueOf", "hasOwnProperty", "N", "0"):
        effects: list[tuple[Json, Any, Any]] = [
            ({"set": name, "to": 2}, 1, 2),
            ({"set": name, "to": "2"}, "1", "2"),
            ({"add": name, "by": 1}, 1, 2),
            ({"toggle": name}, True, False),
        ]
        for effect, held, after in effects:
            yield [[effect], {}, {}, {}]
            yield [[effect], {"n": 0}, {"n": 0}, {}]
            yield [[effect], {"n": 0, name: held}, {"n": 0, name: after}, {name: held}]


def _sequences(changes: list[Row]) -> Iterator[Row]:
    """Several effects on three variables: each variable goes from row to row of the single changes."""
    ways: dict[Any, list[Row]] = {}
    for change in changes:
        ways.setdefault(_known(change[1]), []).append(change)
    dice = random.Random(2)  # noqa: S311 - a table, not a secret
    names = ("v", "constructor", "1")
    for _ in range(SEQUENCES):
        context = {name: dice.choice(dice.choice(KINDS)) for name in names}
        after, effects = dict(context), []
        for _ in range(dice.randint(2, 6)):
            name = dice.choice(names)
            if found := ways.get(_known(after[name])):
                kind, _held, operand, after[name] = dice.choice(found)
                effects.append(_effect(kind, name, operand))
        before = {name: held for name, held in context.items() if _known(held) != _known(after[name])}
        yield [effects, context, after, before]


def _effect(kind: str, name: str, operand: Any) -> Json:
    return {"set": {"set": name, "to": operand}, "add": {"add": name, "by": operand}, "toggle": {"toggle": name}}[kind]


def _known(value: Any) -> Any:
    """What a value is told by: its type, and numbers as doubles."""
    return (type(value), value) if isinstance(value, bool | str) else (float, float(value))
