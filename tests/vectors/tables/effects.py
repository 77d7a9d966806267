"""What effects do. `before` holds the former values of what is different, and of nothing else."""

from typing import Any, Final

from .shapes import Json

LARGEST: Final = 2**53

# effects, context, after, before
TABLE: Final[tuple[tuple[list[Json], Json, Json, Json], ...]] = (
    ([], {"n": 1}, {"n": 1}, {}),
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
    # Nothing comes into being.
    ([{"set": "unknown", "to": 1}], {"n": 1}, {"n": 1}, {}),
    ([{"add": "unknown", "by": 1}], {}, {}, {}),
    ([{"toggle": "unknown"}], {}, {}, {}),
    ([{"add": "constructor", "by": 1}], {}, {}, {}),
    ([{"toggle": "toString"}], {"n": 0}, {"n": 0}, {}),
    ([{"add": "constructor", "by": 1}], {"constructor": 1}, {"constructor": 2}, {"constructor": 1}),
    ([{"add": "n", "by": 2}], {"n": 1}, {"n": 3}, {"n": 1}),
    ([{"add": "n", "by": -2}], {"n": 1}, {"n": -1}, {"n": 1}),
    ([{"add": "n", "by": 0}], {"n": 1}, {"n": 1}, {}),
    ([{"add": "n", "by": 0.2}], {"n": 0.1}, {"n": 0.30000000000000004}, {"n": 0.1}),
    ([{"add": "n", "by": -1}], {"n": 1}, {"n": 0}, {"n": 1}),
    # Sums stop at ±2⁵³.
    ([{"add": "n", "by": 1}], {"n": LARGEST - 1}, {"n": LARGEST}, {"n": LARGEST - 1}),
    ([{"add": "n", "by": 1}], {"n": LARGEST}, {"n": LARGEST}, {}),
    ([{"add": "n", "by": 4}], {"n": LARGEST}, {"n": LARGEST}, {}),
    ([{"add": "n", "by": -1}], {"n": -LARGEST}, {"n": -LARGEST}, {}),
    ([{"add": "n", "by": -4}], {"n": -LARGEST}, {"n": -LARGEST}, {}),
    ([{"add": "n", "by": 1e308}], {"n": 1e308}, {"n": LARGEST}, {"n": 1e308}),
    ([{"add": "n", "by": -1e308}], {"n": -1e308}, {"n": -LARGEST}, {"n": -1e308}),
    ([{"set": "n", "to": 1e300}], {"n": 0}, {"n": 1e300}, {"n": 0}),
    ([{"add": "n", "by": 0}], {"n": 1e300}, {"n": LARGEST}, {"n": 1e300}),
    ([{"toggle": "b"}], {"b": True}, {"b": False}, {"b": True}),
    ([{"toggle": "b"}], {"b": False}, {"b": True}, {"b": False}),
    # In order, each on what the one before left.
    ([{"toggle": "b"}, {"toggle": "b"}], {"b": False}, {"b": False}, {}),
    ([{"set": "n", "to": 5}, {"add": "n", "by": 1}], {"n": 0}, {"n": 6}, {"n": 0}),
    ([{"add": "n", "by": 1}, {"set": "n", "to": 5}], {"n": 0}, {"n": 5}, {"n": 0}),
    ([{"add": "n", "by": 1}, {"add": "n", "by": -1}], {"n": 7}, {"n": 7}, {}),
    (
        [{"add": "n", "by": 1}, {"toggle": "b"}],
        {"n": 0, "b": True, "s": ""},
        {"n": 1, "b": False, "s": ""},
        {"n": 0, "b": True},
    ),
)


def cases() -> list[dict[str, Any]]:
    return [
        {"effects": effects, "context": context, "after": after, "before": before}
        for effects, context, after, before in TABLE
    ]
