"""The states of a slot: what a variable's values come to, where values that nothing can tell apart are one.

Two values are one state if they answer every question alike and every program leads them to one state again: the
coarsest such partition, found by refining (Moore's minimisation of automata). A number that nothing makes smaller once
it is above the largest value it is compared with is one state there, and likewise below the smallest. A number that may
grow and shrink without end stays open, each value a state of its own; `in_blocks` looks at such a one roughly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Final, assert_never

from ..model import Add, Compare, Effect, SetTo, Value, VariableName
from ..rules import apply_effects, condition_holds

MAX_STATES: Final = 1_000
"""A number of more values than this is open."""
MAX_BLOCKS: Final = 200
"""States of a number that is looked at roughly."""
_WHOLE: Final = 2**31
"""Whole numbers up to here add up without rounding."""

Question = tuple[str, Value]
"""What a condition asks of one slot: an operator and a value, of the slot's type."""
Program = tuple[Effect, ...]
"""What taking an option does to one slot: the effects that can change it, in order."""
State = Value
"""A finite slot's states are counted from 0, where it begins; an open one's are its values."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A guard that is one question."""

    question: Question


@dataclass(frozen=True, slots=True)
class Reversed:
    """A guard that is true where its part is false."""

    part: "Guard"


@dataclass(frozen=True, slots=True)
class Joined:
    """A guard that is `decisive` as soon as one part is: True joins by or, False by and."""

    decisive: bool
    parts: "tuple[Guard, ...]"


Guard = Asked | Reversed | Joined | None
"""What of a condition concerns one slot; None is what concerns others."""


@dataclass(slots=True)
class Uses:
    """A variable or a visit, and everything the story asks of it and does to it."""

    name: VariableName
    """Of a visit the scene's id."""
    visit: bool
    initial: Value
    questions: dict[Question, Compare] = field(default_factory=dict)
    programs: dict[Program, set[Guard]] = field(default_factory=dict)
    """Each with what the options that carry it out ask of this slot before."""

    def after(self, program: Program, value: Value) -> Value:
        """The value once the program has run."""
        return apply_effects(program, {self.name: value})[0][self.name]

    def answer(self, question: Question, value: Value) -> bool:
        """Whether the question is answered with yes."""
        return condition_holds(self.questions[question], {self.name: value}, frozenset())


@dataclass(frozen=True, slots=True, eq=False)
class Finite:
    """A slot of counted states; it begins in state 0."""

    uses: Uses
    size: int
    answers: Mapping[Question, Sequence[bool]]
    """By state."""
    tables: Mapping[Program, Sequence[tuple[int, ...]]]
    """By state, what it may become; more than one state only where a number is looked at roughly."""

    @property
    def beginning(self) -> int:
        """The state it begins in."""
        return 0

    def answer(self, question: Question, state: State) -> bool:
        """Whether the question is answered with yes in the state."""
        return self.answers[question][int(state)]

    def after(self, program: Program, state: State) -> int:
        """The state once the program has run, where it becomes one state."""
        (after,) = self.tables[program][int(state)]
        return after

    def constant(self, program: Program) -> int | None:
        """The one state the program leads to, wherever it begins."""
        reached = {state for states in self.tables[program] for state in states}
        return reached.pop() if len(reached) == 1 else None


@dataclass(frozen=True, slots=True, eq=False)
class Open:
    """A number of values without end, or of too many."""

    uses: Uses

    @property
    def size(self) -> float:
        """How many values there may be."""
        return inf

    @property
    def beginning(self) -> Value:
        """The value it begins with."""
        return self.uses.initial

    def answer(self, question: Question, state: State) -> bool:
        """Whether the question is answered with yes at the value."""
        return self.uses.answer(question, state)

    def after(self, program: Program, state: State) -> Value:
        """The value once the program has run."""
        return self.uses.after(program, state)

    def constant(self, program: Program) -> Value | None:
        """The one value the program leads to, wherever it begins."""
        sets = any(isinstance(effect, SetTo) for effect in program)
        return self.uses.after(program, self.uses.initial) if sets else None


Slot = Finite | Open


def build_slot(uses: Uses, *, work: int) -> Slot:
    """The slot, as exact as the story itself.

    `work` is how often programs may be carried out to see what comes of them; where that does not do the slot is open.
    """
    floor, ceiling = _bounds(uses)
    values = _values(uses, floor, ceiling, most=min(MAX_STATES, work // max(len(uses.programs), 1)))
    if values is None:
        return Open(uses)
    numbers = {value: number for number, value in enumerate(values)}

    def after(program: Program, value: Value) -> tuple[int]:
        # What no option does to this value may lead out of the values there are, and is of no matter.
        return (numbers.get(_squeezed(uses.after(program, value), floor, ceiling), numbers[value]),)

    tables = {program: [after(program, value) for value in values] for program in uses.programs}
    return _merged(uses, values, tables, work=work)


def in_blocks(slot: Open, *, work: int) -> Finite | None:
    """The number looked at roughly: whole numbers near those the story names one by one, all above and below as two.

    None where the number is not always whole, where those named lie too far apart, or for want of `work`.
    """
    uses = slot.uses
    effects = [effect for program in uses.programs for effect in program]
    named = [uses.initial, *(value for _, value in uses.questions)]
    named += [effect.to for effect in effects if isinstance(effect, SetTo)]
    added = [effect.by for effect in effects if isinstance(effect, Add)]
    numbers = [number for number in (*named, *added) if isinstance(number, float)]
    if any(number % 1 or abs(number) > _WHOLE for number in numbers):
        return None
    most = max(map(abs, added), default=0.0)
    near = [number for number in named if isinstance(number, float)]
    low, high = int(min(near) - most), int(max(near) + most)
    if high - low > min(MAX_BLOCKS, work // len(uses.programs)):
        return None
    exact = [float(number) for number in range(low, high + 1)]
    values = [*dict.fromkeys([*near[:1], *exact]), -inf, inf]
    states = {value: state for state, value in enumerate(values)}
    tables = {
        program: [tuple(sorted(states[after] for after in _roughly(program, value, exact))) for value in values]
        for program in uses.programs
    }
    return _merged(uses, values, tables, work=work)


def _bounds(uses: Uses) -> tuple[float, float]:
    """Below and above which all numbers are one; infinite where there is no such bound."""
    asked = [value for _, value in uses.questions if isinstance(value, float)]
    if not asked:
        return -inf, inf
    floor = -inf if any(effect.by > 0 for effect in _shifts(uses, -inf)) else min(asked)
    ceiling = inf if any(effect.by < 0 for effect in _shifts(uses, inf)) else max(asked)
    return floor, ceiling


def _shifts(uses: Uses, value: float) -> list[Add]:
    """The additions that some option may do to the value, and that are not set aside by an effect that sets it."""
    programs = [program for program, guards in uses.programs.items() if _possible(uses, guards, value)]
    free = [program for program in programs if not any(isinstance(effect, SetTo) for effect in program)]
    return [effect for program in free for effect in program if isinstance(effect, Add)]


def _squeezed(value: Value, floor: float, ceiling: float) -> Value:
    """The value, or the infinity that stands for all beyond its bound: sums stop alike for them (see `rules`)."""
    if not isinstance(value, float):
        return value
    if value > ceiling:
        return inf
    return -inf if value < floor else value


def _values(uses: Uses, floor: float, ceiling: float, *, most: int) -> list[Value] | None:
    """Every value the slot can come to hold, the initial one first; None if they are more than `most`."""
    values = [_squeezed(uses.initial, floor, ceiling)]
    known = set(values)
    for value in values:  # grows while it is gone through
        for program, guards in uses.programs.items():
            after = _squeezed(uses.after(program, value), floor, ceiling)
            if after not in known and _possible(uses, guards, value):
                known.add(after)
                values.append(after)
        if len(values) > most:
            return None
    return values


def _possible(uses: Uses, guards: set[Guard], value: Value) -> bool:
    return any(_verdict(uses, guard, value) is not False for guard in guards)


def _verdict(uses: Uses, guard: Guard, value: Value) -> bool | None:
    """What the guard says of the value; None where that depends on others (Kleene's logic)."""
    match guard:
        case None:
            return None
        case Asked():
            return uses.answer(guard.question, value)
        case Reversed():
            verdict = _verdict(uses, guard.part, value)
            return None if verdict is None else not verdict
        case Joined():
            verdicts = {_verdict(uses, part, value) for part in guard.parts}
            if guard.decisive in verdicts:
                return guard.decisive
            return None if None in verdicts else not guard.decisive
        case _:
            assert_never(guard)


def _roughly(program: Program, value: float, exact: Sequence[float]) -> set[float]:
    """What a number, or a block of them, may become where only those `exact` are told apart."""
    held = {value}
    for effect in program:
        if isinstance(effect, SetTo) and isinstance(effect.to, float):
            held = {effect.to}
        elif isinstance(effect, Add):
            held = {after for number in held for after in _added(number, effect.by, exact)}
    return held


def _added(number: float, by: float, exact: Sequence[float]) -> set[float]:
    low, high = exact[0], exact[-1]
    if number == inf:
        found = {other for other in exact if other > high + by}
        return found | {inf} | ({-inf} if high + 1 + by < low else set())
    if number == -inf:
        found = {other for other in exact if other < low + by}
        return found | {-inf} | ({inf} if low - 1 + by > high else set())
    after = number + by
    if after > high:
        return {inf}
    return {-inf} if after < low else {after}


def _merged(
    uses: Uses, values: Sequence[Value], tables: Mapping[Program, Sequence[tuple[int, ...]]], *, work: int
) -> Finite:
    """The slot with values that nothing can tell apart made one; `tables` speak of the values by number.

    For want of `work` every value is a state of its own, which is as exact.
    """
    classes = _numbered([tuple(uses.answer(question, value) for question in uses.questions) for value in values])
    distinct = list({tuple(table) for table in tables.values()})
    while True:
        work -= len(values) * (len(distinct) + 1)
        finer = _numbered(
            [
                (classes[number], *(frozenset(classes[after] for after in table[number]) for table in distinct))
                for number in range(len(values))
            ]
        )
        if max(finer) == max(classes):
            break
        classes = finer if work > 0 else list(range(len(values)))
    # a number stands for each state; any of the state's does
    chosen = {state: number for number, state in reversed(list(enumerate(classes)))}
    size = len(chosen)
    return Finite(
        uses,
        size,
        {
            question: [uses.answer(question, values[chosen[state]]) for state in range(size)]
            for question in uses.questions
        },
        {
            program: [tuple(sorted({classes[after] for after in table[chosen[state]]})) for state in range(size)]
            for program, table in tables.items()
        },
    )


def _numbered(signatures: Sequence[object]) -> list[int]:
    """Equal signatures get one number, the first 0."""
    numbers: dict[object, int] = {}
    return [numbers.setdefault(signature, len(numbers)) for signature in signatures]
