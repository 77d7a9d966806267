"""Every value compared to every other by every operator.

Values stand here in ascending order by hand, so how two of them compare is where they stand, and nothing is computed.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any, Final

# Numbers as IEEE doubles, ascending; what shares a line is one double, however it is written.
NUMBERS: Final[tuple[tuple[float, ...], ...]] = (
    (-1.7976931348623157e308,),
    (-1e308,),
    (-1e21,),
    (-9007199254740996, -9007199254740995),
    (-9007199254740994,),
    (-9007199254740992, -9007199254740993),
    (-9007199254740991,),
    (-9007199254740990,),
    (-2,),
    (-1.5,),
    (-1,),
    (-0.1,),
    (-2.2250738585072014e-308,),
    (-5e-324,),
    (0, -0.0),
    (5e-324,),
    (2.2250738585072014e-308,),
    (0.1,),
    (0.2,),
    (0.3,),
    (0.30000000000000004,),
    (0.5,),
    (0.9999999999999999,),
    (1, 1.0),
    (1.0000000000000002,),
    (2,),
    (9,),
    (10,),
    (9007199254740990,),
    (9007199254740991,),
    (9007199254740992, 9007199254740993),
    (9007199254740994,),
    (9007199254740996, 9007199254740995),
    (1e21,),
    (1e308,),
    (1.7976931348623157e308,),
)
# Strings ascending by code point: digits are no numbers, case counts, nothing is normalised, and U+FF5E is before
# U+1F600 although its UTF-16 code unit is not.
STRINGS: Final = (
    *("", "\t", " ", "  ", "-1", "0", "01", "1", "10", "2", "9"),
    *("A", "Z", "__proto__", "a", "a ", "aa", "ab", "a\u0301", "a\U0001f600", "b"),
    *("constructor", "false", "hasOwnProperty", "null", "toString", "true", "undefined", "valueOf"),
    *("x", "x\uff5e", "x\U0001f600", "x\U0001f600y", "z", "ß", "á", "é", "ö", "\u0301", "ς", "σ", "\u2028"),
    *("ﬀ", "\uff5e", "\ufffd", "\uffff", "\U00010000", "\U0001f600", "\U0001f600a", "\U0001f601", "\U0010ffff"),
)
BOOLEANS: Final = (False, True)
MISSING: Final = None

BELOW: Final = "ne lt le"
SAME: Final = "eq le ge"
ABOVE: Final = "ne gt ge"
SAME_UNORDERED: Final = "eq"
OTHER_UNORDERED: Final = "ne"
NEVER: Final = ""

Row = list[Any]


def rows() -> Iterator[Row]:
    """What a variable holds, what it is compared to, and the operators that hold then; null is no such variable."""
    numbers = [(place, number) for place, same in enumerate(NUMBERS) for number in same]
    for ladder in (numbers, list(enumerate(STRINGS))):
        for (at, held), (other, value) in product(ladder, ladder):
            yield [held, value, BELOW if at < other else SAME if at == other else ABOVE]
    for one, other in product(BOOLEANS, BOOLEANS):
        yield [one, other, SAME_UNORDERED if one is other else OTHER_UNORDERED]
    yield from _unlike()


def _unlike() -> Iterator[Row]:
    kinds: list[list[Any]] = [
        [number for same in NUMBERS for number in same],
        [*STRINGS],
        [*BOOLEANS],
    ]
    for mine, theirs in product(kinds, kinds):
        if mine is not theirs:
            # Each value meets some of every other type; all pairs would say no more.
            for at, held in enumerate(mine):
                yield from ([held, theirs[(at * 7 + more) % len(theirs)], NEVER] for more in range(3))
    for kind in kinds:
        yield from ([MISSING, value, NEVER] for value in kind)
