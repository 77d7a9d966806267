"""Sets of states as one whole number: a bit for each state of several slots together.

A slot's state is a digit, its place value the slot's stride, as in a number written to mixed bases; the whole is the
index of a bit. So all states of a set take an option at once: a few masks and shifts of large whole numbers.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_

Bits = int
"""A set of states."""


@dataclass(frozen=True, slots=True)
class Digit:
    """Where slots that never matter at the same time have their state."""

    stride: int
    size: int


@dataclass(frozen=True, slots=True)
class Move:
    """What taking an option does to one digit."""

    shifts: Sequence[tuple[Bits, int]]
    """States, and how far they are moved up; a state may be moved to several places."""

    def forwards(self, states: Bits) -> Bits:
        """The states that these may become."""
        moved = 0
        for mask, shift in self.shifts:
            moved |= (states & mask) << shift if shift >= 0 else (states & mask) >> -shift
        return moved

    def backwards(self, states: Bits) -> Bits:
        """The states that may become one of these."""
        moved = 0
        for mask, shift in self.shifts:
            moved |= (states >> shift if shift >= 0 else states << -shift) & mask
        return moved


class Numbering:
    """The digits that states of dense slots are written in."""

    def __init__(self, sizes: Iterable[int]) -> None:
        digits: list[Digit] = []
        stride = 1
        for size in sizes:
            digits.append(Digit(stride, size))
            stride *= size
        self.digits: Sequence[Digit] = digits
        self.states = stride
        """How many states there are, hence bits a set takes."""
        self.full: Bits = (1 << stride) - 1
        """Every state."""
        self.where = cache(self._where)
        self.move = cache(self._move)

    def _where(self, digit: int, state: int) -> Bits:
        """Every state whose digit is that."""
        at = self.digits[digit]
        mask = ((1 << at.stride) - 1) << (at.stride * state)
        length = at.stride * at.size
        while length < self.states:
            mask |= mask << length
            length *= 2
        return mask & self.full

    def _move(self, digit: int, table: tuple[tuple[int, ...], ...]) -> Move:
        """The move that turns each state of the digit into those the table gives for it."""
        shifts: dict[int, Bits] = {}
        for state, becomes in enumerate(table):
            for after in becomes:
                shift = (after - state) * self.digits[digit].stride
                shifts[shift] = shifts.get(shift, 0) | self.where(digit, state)
        return Move([(mask, shift) for shift, mask in shifts.items()])


def share_digits(sizes: Mapping[int, int], together: Set[int], *, most: int) -> tuple[dict[int, int], list[int]]:
    """Give slots digits, small ones first; two that never matter together share one if they can, like registers.

    `sizes` are the slots' numbers of states, `together` the sets of slots that matter together, a bit each by number.
    Returns the slots' digits and the digits' sizes. A slot with which there would be more than `most` states has none.
    """
    given: dict[int, int] = {}
    widths: list[int] = []
    holders: list[int] = []
    states = 1
    for slot in sorted(sizes, key=lambda slot: (sizes[slot], slot)):
        rivals = reduce(or_, (slots for slots in together if slots >> slot & 1), 0)
        free = (digit for digit, held in enumerate(holders) if not held & rivals)
        digit = max(free, key=widths.__getitem__, default=len(widths))
        before = widths[digit] if digit < len(widths) else 1
        wider = states // before * max(before, sizes[slot])
        if wider > most:
            continue
        if digit == len(widths):
            widths.append(1)
            holders.append(0)
        states = wider
        widths[digit] = max(before, sizes[slot])
        holders[digit] |= 1 << slot
        given[slot] = digit
    return given, widths
