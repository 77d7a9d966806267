"""The states of a story: a place is a scene with the values counted one by one; in a place there are sets of states.

Slots of few states are written into bitsets, as far as there is room. What does not fit is either counted, which is
exact and may take for ever, or left aside: then each option may be taken in some states and will be offered in fewer,
which bounds the truth from both sides.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, reduce
from operator import and_, or_
from typing import Final, assert_never

from ..model import AllOf, AnyOf, Compare, Condition, Not, SceneId, Visited
from ..references import Leaf, leaves
from .bitsets import Bits, Move, Numbering, share_digits
from .domains import Finite, Open, Program, Slot, State, Uses
from .liveness import Slots, find_occupied
from .memory import Memory
from .ways import Way, Ways

ROOM: Final = 2**28
"""Bits that one set of states in every place may take: 32 MB."""
MOST_STATES: Final = 2**20
"""Bits in one place, however few scenes there are."""
WIDE: Final = 2**16
"""Following an option costs one, and one more for so many states a set may hold …"""
MANY: Final = 16
"""… for so many slots that are counted, and for so many questions of its condition."""


@dataclass(slots=True, eq=False)
class Place:
    """A scene, and the states of the slots that are counted."""

    scene: SceneId
    rank: int
    """Where the scene stands in the story."""
    depth: int
    """Options from the start on the way it was found by."""
    counted: tuple[State, ...]
    leaving: "list[Passage] | None" = None
    """None until asked for."""
    arriving: "list[Passage]" = field(default_factory=list)
    """From places that were asked what leaves them."""


@dataclass(frozen=True, slots=True)
class Change:
    """What taking a way does to the states of a place."""

    moves: Sequence[Move]
    steady: Bits
    """The states that become one state, not one of several."""

    def forwards(self, states: Bits) -> Bits:
        """The states that these may become."""
        for move in self.moves:
            states = move.forwards(states)
        return states

    def backwards(self, states: Bits) -> Bits:
        """The states that may become one of these."""
        for move in reversed(self.moves):
            states = move.backwards(states)
        return states


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """A way, as it is taken from one place."""

    way: Way
    source: Place
    target: Place | None
    """None where the way is not connected."""
    may: Bits
    """The states in which it may be offered."""
    will: Bits
    """Those in which it is offered for certain."""
    change: Change


class Space:
    """A story's places, made as they are asked for."""

    def __init__(self, ways: Ways, memory: Memory, *, counting: bool, room: int = ROOM) -> None:
        self._ways = ways
        self._memory = memory
        self._occupied = find_occupied(ways, memory)
        self._ranks = {scene_id: rank for rank, scene_id in enumerate(ways.leaving)}
        self._places: dict[tuple[SceneId, tuple[State, ...]], Place] = {}
        self._offers: dict[tuple[Way, tuple[State, ...]], tuple[Bits, Bits]] = {}
        self._asks: dict[Way, Sequence[int]] = {}
        self._changes: dict[Way, Change] = {}
        self._counts: dict[Way, Sequence[tuple[int, Slot, Program | None]]] = {}
        self._holders = cache(self._find_holders)
        used = list(_numbers(_union(self._occupied.values())))
        self._digits, widths = share_digits(
            {number: slot.size for number in used if isinstance(slot := memory.slots[number], Finite)},
            set(self._occupied.values()),
            most=min(MOST_STATES, room // len(ways.leaving)),
        )
        self.numbering: Final = Numbering(widths)
        rest = tuple(number for number in used if number not in self._digits)
        self.counted: Final = rest if counting else ()
        """The slots whose states make places."""
        self.aside: Final = () if counting else rest
        """The slots of which nothing is known."""
        self._counted = _union(1 << number for number in self.counted)
        self._order = {number: at for at, number in enumerate(self.counted)}
        self.step: Final = 1 + self.numbering.states // WIDE + len(self.counted) // MANY
        """What it costs to follow one option with a set of states."""
        self._prices = {scene_id: self.step * _weight(leaving) for scene_id, leaving in ways.leaving.items()}
        self.most_places: Final = max(len(ways.leaving), ROOM // self.numbering.states)
        """How many places may have states at once."""
        self.start: Final = self._place(ways.start, tuple(memory.slots[number].beginning for number in self.counted), 0)

    def price(self, place: Place) -> int:
        """What it costs to follow the options of the place with a set of states."""
        return self._prices[place.scene]

    @property
    def endless(self) -> bool:
        """Whether there may be places without end."""
        return any(isinstance(self._memory.slots[number], Open) for number in self.counted)

    @property
    def many(self) -> Sequence[Uses]:
        """What makes the states so many, the worst first."""
        used = [self._memory.slots[number] for number in (*self._digits, *self.counted, *self.aside)]
        return [slot.uses for slot in sorted(used, key=lambda slot: -slot.size)]

    def matters(self, scene: SceneId) -> Sequence[Uses]:
        """What conditions in the scene or after it depend on."""
        return [self._memory.slots[number].uses for number in _numbers(self._occupied[scene])]

    def leaving(self, place: Place) -> Sequence[Passage]:
        """What can be taken from the place, conditions permitting."""
        if place.leaving is None:
            place.leaving = [self._passage(place, way) for way in self._ways.leaving[place.scene]]
            for passage in place.leaving:
                if passage.target is not None:
                    passage.target.arriving.append(passage)
        return place.leaving

    def _place(self, scene: SceneId, counted: tuple[State, ...], depth: int) -> Place:
        place = self._places.get((scene, counted))
        if place is None:
            place = self._places[scene, counted] = Place(scene, self._ranks[scene], depth, counted)
        return place

    def _passage(self, place: Place, way: Way) -> Passage:
        may, will = self._offered(way, place)
        if way.target is None:
            return Passage(way, place, None, may, will, Change((), 0))
        change = self._changes.get(way)
        if change is None:
            change = self._changes[way] = self._change(way, way.target)
        target = self._place(way.target, self._recounted(place, way, way.target), place.depth + 1)
        return Passage(way, place, target, may, will, change)

    def _recounted(self, place: Place, way: Way, target: SceneId) -> tuple[State, ...]:
        """The counted states after the way; what does not matter in the target is back at its beginning."""
        if not self.counted:
            return ()
        counts = self._counts.get(way)
        if counts is None:
            counts = self._counts[way] = self._counting(way, target)
        after = list(place.counted)
        for at, slot, program in counts:
            after[at] = slot.beginning if program is None else slot.after(program, after[at])
        return tuple(after)

    def _counting(self, way: Way, target: SceneId) -> Sequence[tuple[int, Slot, Program | None]]:
        """What the way does to counted slots, by their order: a program, or None that puts them back."""
        occupied, programs = self._occupied[target], self._memory.changes[way]
        left = _numbers(self._occupied[way.source] & ~occupied & self._counted)
        done: dict[int, Program | None] = {number: programs[number] for number in programs if occupied >> number & 1}
        done |= dict.fromkeys(left)
        return [
            (self._order[number], self._memory.slots[number], program)
            for number, program in done.items()
            if number in self._order
        ]

    def _change(self, way: Way, target: SceneId) -> Change:
        """What the way does to the digits."""
        here, there = self._holders(self._occupied[way.source]), self._holders(self._occupied[target])
        moves: list[Move] = []
        steady = self.numbering.full
        programs = self._memory.changes[way]
        for digit in here.keys() | there.keys():
            held, after = here.get(digit), there.get(digit)
            if held == after and after not in programs:
                continue
            table = self._table(held, after, programs)
            if table != tuple((state,) for state in range(len(table))):
                moves.append(self.numbering.move(digit, table))
            for state, becomes in enumerate(table):
                if len(becomes) > 1:
                    steady &= ~self.numbering.where(digit, state)
        return Change(moves, steady)

    def _table(
        self, held: int | None, after: int | None, programs: Mapping[int, Program]
    ) -> tuple[tuple[int, ...], ...]:
        """By the state of the slot that holds a digit, what the slot that holds it afterwards may be in."""
        size = 1 if held is None else self._finite(held).size
        if after is None:
            return ((0,),) * size
        program = programs.get(after)
        if program is None:
            return ((0,),) * size
        table = self._finite(after).tables[program]
        # a slot that begins to matter stands at its beginning, or is set whatever it was
        return tuple(table) if held == after else (table[0],) * size

    def _find_holders(self, occupied: Slots) -> dict[int, int]:
        """By digit the slot that has it."""
        return {self._digits[number]: number for number in _numbers(occupied) if number in self._digits}

    def _finite(self, number: int) -> Finite:
        slot = self._memory.slots[number]
        if not isinstance(slot, Finite):
            raise TypeError(f"the slot {number} is open, and has no digit")
        return slot

    def _offered(self, way: Way, place: Place) -> tuple[Bits, Bits]:
        """The states in which the way may be offered, and those in which it is for certain."""
        condition = way.option.condition
        if condition is None:
            return self.numbering.full, self.numbering.full
        asked = (way, tuple(place.counted[at] for at in self._counted_in(way)))
        offer = self._offers.get(asked)
        if offer is None:
            may = self._holds(condition, place, hoping=True)
            will = self._holds(condition, place, hoping=False) if self.aside else may
            offer = self._offers[asked] = may, will
        return offer

    def _counted_in(self, way: Way) -> Sequence[int]:
        """Which of the counted slots the way's condition asks about, by their order."""
        if not self.counted:
            return ()
        found = self._asks.get(way)
        if found is None:
            asked = (self._memory.asked(leaf) for leaf in leaves(way.option.condition))
            numbers = {one[0] for one in asked if not isinstance(one, bool)}
            found = self._asks[way] = sorted(self._order[number] for number in numbers if number in self._order)
        return found

    def _holds(self, condition: Condition, place: Place, *, hoping: bool) -> Bits:
        """The states in which the condition holds; of what is left aside the best is hoped, or the worst feared."""
        match condition:
            case Compare() | Visited():
                return self._answered(condition, place, hoping=hoping)
            case AllOf():
                parts = (self._holds(part, place, hoping=hoping) for part in condition.parts)
                return reduce(and_, parts, self.numbering.full)
            case AnyOf():
                return _union(self._holds(part, place, hoping=hoping) for part in condition.parts)
            case Not():
                return self.numbering.full ^ self._holds(condition.part, place, hoping=not hoping)
            case _:
                assert_never(condition)

    def _answered(self, leaf: Leaf, place: Place, *, hoping: bool) -> Bits:
        asked = self._memory.asked(leaf)
        if isinstance(asked, bool):
            return self.numbering.full if asked else 0
        number, question = asked
        slot = self._memory.slots[number]
        state: State = slot.beginning
        if self._occupied[place.scene] >> number & 1:
            if number in self._digits:
                answers = self._finite(number).answers[question]
                digit = self._digits[number]
                return _union(self.numbering.where(digit, at) for at, answer in enumerate(answers) if answer)
            if number in self.aside:
                return self.numbering.full if hoping else 0
            state = place.counted[self._order[number]]
        return self.numbering.full if slot.answer(question, state) else 0


def _weight(leaving: Sequence[Way]) -> int:
    """How many options there are, as if long conditions were several."""
    return sum(1 + sum(1 for _ in leaves(way.option.condition)) // MANY for way in leaving)


def _numbers(slots: Slots) -> Iterator[int]:
    """The numbers of the slots."""
    while slots:
        lowest = slots & -slots
        yield lowest.bit_length() - 1
        slots ^= lowest


def _union(sets: Iterable[int]) -> int:
    return reduce(or_, sets, 0)
