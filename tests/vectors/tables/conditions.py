"""What conditions mean. The outcomes are written down here, not computed by the rules."""

from collections.abc import Iterator
from typing import Any, Final

from .shapes import Json, compare

OPERATORS: Final = ("eq", "ne", "lt", "le", "gt", "ge")
# Whether a comparison holds, by how the held value stands to the other, in the order of OPERATORS.
BELOW: Final = (False, True, True, True, False, False)
SAME: Final = (True, False, False, True, False, True)
ABOVE: Final = (False, True, False, False, True, True)
SAME_UNORDERED: Final = (True, False, False, False, False, False)
OTHER_UNORDERED: Final = (False, True, False, False, False, False)
NEVER: Final = (False,) * 6

PAIRS: Final[tuple[tuple[Any, Any, tuple[bool, ...]], ...]] = (
    (1, 2, BELOW),
    (2, 2, SAME),
    (2, 1, ABOVE),
    (-1, 0, BELOW),
    (0, 0, SAME),
    (0.1, 0.30000000000000004, BELOW),
    (0.3, 0.30000000000000004, BELOW),
    (9007199254740992, 9007199254740991, ABOVE),
    (-9007199254740992, 9007199254740992, BELOW),
    (1e308, -1e308, ABOVE),
    (5e-324, 0, ABOVE),
    ("a", "b", BELOW),
    ("a", "a", SAME),
    ("b", "a", ABOVE),
    ("", "a", BELOW),
    ("", "", SAME),
    ("ab", "a", ABOVE),
    ("10", "9", BELOW),
    ("Z", "a", BELOW),
    ("a", "ä", BELOW),
    # One character or two that look the same are not: nothing is normalised.
    ("\u00e9", "e\u0301", ABOVE),
    # By code point U+FF5E is before U+1F600; by UTF-16 code unit it would be after.
    ("\uff5e", "\U0001f600", BELOW),
    ("\U0001f600", "\uffff", ABOVE),
    ("\U0001f600", "\U0001f601", BELOW),
    ("x\U0001f600", "x\uff5e", ABOVE),
    ("\U0001f600", "\U0001f600", SAME),
    ("\U0001f600a", "\U0001f600", ABOVE),
    (True, True, SAME_UNORDERED),
    (False, False, SAME_UNORDERED),
    (True, False, OTHER_UNORDERED),
    (False, True, OTHER_UNORDERED),
    (1, True, NEVER),
    (True, 1, NEVER),
    (0, False, NEVER),
    (False, 0, NEVER),
    (0, "", NEVER),
    ("", 0, NEVER),
    ("1", 1, NEVER),
    (1, "1", NEVER),
    ("true", True, NEVER),
    (True, "true", NEVER),
    ("", False, NEVER),
    (False, "", NEVER),
)

TRUE: Final[Json] = {"all": []}
FALSE: Final[Json] = {"any": []}


def cases() -> Iterator[Json]:
    for held, value, outcomes in PAIRS:
        for operator, holds in zip(OPERATORS, outcomes, strict=True):
            yield _case(compare("v", operator, value), holds, {"v": held})
    for operator in OPERATORS:
        for name in ("unknown", "constructor", "toString", "hasOwnProperty", "valueOf"):
            for value in (False, 0, ""):
                yield _case(compare(name, operator, value), False, {"v": 0})
    yield _case(compare("constructor", "eq", 3), True, {"constructor": 3})
    yield from _visits()
    yield from _nests()


def _case(condition: Json | None, holds: bool, context: Json, visited: tuple[str, ...] = ()) -> Json:  # noqa: FBT001
    return {"condition": condition, "context": context, "visited": list(visited), "holds": holds}


def _visits() -> Iterator[Json]:
    yield _case({"visited": "a"}, True, {}, ("a",))
    yield _case({"visited": "a"}, True, {}, ("b", "a"))
    yield _case({"visited": "a"}, False, {}, ("A", "b"))
    yield _case({"visited": "a"}, False, {}, ())
    yield _case({"visited": "constructor"}, False, {}, ("a",))
    yield _case({"visited": "constructor"}, True, {}, ("constructor",))
    yield _case({"not": {"visited": "gone"}}, True, {}, ("a",))


def _nests() -> Iterator[Json]:
    yield _case(None, True, {})
    yield _case(TRUE, True, {})
    yield _case(FALSE, False, {})
    yield _case({"not": TRUE}, False, {})
    yield _case({"not": FALSE}, True, {})
    for first in (TRUE, FALSE):
        yield _case({"all": [first]}, first is TRUE, {})
        yield _case({"any": [first]}, first is TRUE, {})
        for second in (TRUE, FALSE):
            both, either = (first, second) == (TRUE, TRUE), TRUE in (first, second)
            yield _case({"all": [first, second]}, both, {})
            yield _case({"any": [first, second]}, either, {})
            yield _case({"not": {"all": [first, second]}}, not both, {})
            yield _case({"not": {"any": [first, second]}}, not either, {})
            yield _case({"all": [{"any": [first, second]}, {"not": first}]}, (first, second) == (FALSE, TRUE), {})
    has_key = compare("key", "eq", True)
    rich = compare("coins", "ge", 3)
    for held, coins, opens in ((True, 3, True), (True, 2, False), (False, 9, False)):
        yield _case({"all": [has_key, rich]}, opens, {"key": held, "coins": coins})
    for depth in range(10):
        condition: Json = TRUE
        for _ in range(depth):
            condition = {"not": condition}
        yield _case(condition, depth % 2 == 0, {})
