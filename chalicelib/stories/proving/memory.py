"""What of a story's memory matters: the variables and visits that some condition on the way asks for, as slots.

A variable that no condition reads changes nothing about where readers can get, whatever options do to it. Whether they
have been in the start scene, or in one the graph never reaches, is no question either.
"""

from collections.abc import Container, Mapping, Sequence, Sized
from dataclasses import dataclass, replace
from typing import Final, assert_never

from ..model import (
    Add,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Document,
    Effect,
    Not,
    SceneId,
    SetTo,
    Toggle,
    Variable,
    VariableName,
    Visited,
    type_of,
)
from ..references import Leaf, leaves
from .domains import Asked, Guard, Joined, Open, Program, Question, Reversed, Slot, Uses, build_slot, in_blocks
from .ways import Way, Ways

Key = tuple[str, str]
"""“variable” or “visit”, and which."""

WORK: Final = 1_000_000
"""How often programs may be carried out while the states of all slots are found …"""
LEAST_WORK: Final = 100
"""… and of each, however many they are."""

_YES: Final[Question] = ("eq", True)


@dataclass(frozen=True, slots=True)
class Asking:
    """Which slot a part of a condition asks about."""

    variables: Mapping[VariableName, Variable]
    start: SceneId
    reached: Container[SceneId]

    def asked(self, leaf: Leaf) -> tuple[Key, Question] | bool:
        """The slot and what is asked of it, or the answer where there is only one."""
        match leaf:
            case Compare():
                variable = self.variables.get(leaf.var)
                if variable is None or type_of(leaf.value) != variable.type:
                    return False
                return ("variable", leaf.var), (leaf.operator, leaf.value)
            case Visited():
                if leaf.visited == self.start or leaf.visited not in self.reached:
                    return leaf.visited == self.start
                return ("visit", leaf.visited), _YES
            case _:
                assert_never(leaf)


@dataclass(frozen=True, slots=True)
class Memory:
    """The slots of a story, numbered; what its conditions ask of them and its options do to them."""

    slots: Sequence[Slot]
    changes: Mapping[Way, Mapping[int, Program]]
    """What taking a way that leads somewhere does, by slot; a slot it does nothing to is not there."""
    _asking: Asking
    _numbers: Mapping[Key, int]

    def asked(self, leaf: Leaf) -> tuple[int, Question] | bool:
        """The slot a part of a condition asks about, and what; or the answer where there is only one."""
        asked = self._asking.asked(leaf)
        return asked if isinstance(asked, bool) else (self._numbers[asked[0]], asked[1])

    def in_blocks(self) -> "Memory":
        """The same with its open slots looked at roughly, as far as that can be done."""
        work = _work(self.slots)
        roughly = [in_blocks(slot, work=work) if isinstance(slot, Open) else None for slot in self.slots]
        return replace(self, slots=[rough or slot for rough, slot in zip(roughly, self.slots, strict=True)])


def build_memory(document: Document, ways: Ways) -> Memory:
    """The memory that the story's ways depend on."""
    asking = Asking(document.variables, ways.start, ways.leaving)
    uses = _asked_for(asking, ways)
    changes = {way: _programs(way, target, uses) for way, target in ways.connected()}
    for way, programs in changes.items():
        for key, program in programs.items():
            counted = any(isinstance(effect, Add) for effect in program)
            guard = _guard(way.option.condition, key, asking) if counted else None
            uses[key].programs.setdefault(program, set()).add(guard)
    numbers = {key: number for number, key in enumerate(uses)}
    numbered = {way: {numbers[key]: program for key, program in programs.items()} for way, programs in changes.items()}
    slots = [build_slot(one, work=_work(uses)) for one in uses.values()]
    return Memory(slots, numbered, asking, numbers)


def _work(slots: Sized) -> int:
    """Each slot's share of the work."""
    return max(WORK // max(len(slots), 1), LEAST_WORK)


def _asked_for(asking: Asking, ways: Ways) -> dict[Key, Uses]:
    """What conditions ask, by slot."""
    uses: dict[Key, Uses] = {}
    for leaving in ways.leaving.values():
        for way in leaving:
            for leaf in leaves(way.option.condition):
                asked = asking.asked(leaf)
                if not isinstance(asked, bool):
                    key, question = asked
                    one = uses.setdefault(key, _uses(leaf, asking))
                    one.questions.setdefault(question, _comparison(leaf))
    return uses


def _uses(leaf: Leaf, asking: Asking) -> Uses:
    if isinstance(leaf, Visited):
        return Uses(VariableName(leaf.visited), visit=True, initial=False)
    return Uses(leaf.var, visit=False, initial=asking.variables[leaf.var].initial)


def _comparison(leaf: Leaf) -> Compare:
    """A visit compared as the variable it is treated as."""
    if isinstance(leaf, Compare):
        return leaf
    return Compare.model_validate({"var": leaf.visited, "is": "eq", "value": True})


def _programs(way: Way, target: SceneId, uses: Mapping[Key, Uses]) -> dict[Key, Program]:
    """What taking the way does to slots, without what does nothing."""
    programs: dict[Key, Program] = {}
    for effect in way.option.effects:
        key = ("variable", effect.variable)
        if key in uses and _fits(effect, uses[key]):
            programs[key] = (*programs.get(key, ()), effect)
    visit = ("visit", target)
    if visit in uses:
        programs[visit] = (SetTo(set=VariableName(target), to=True),)
    return programs


def _fits(effect: Effect, uses: Uses) -> bool:
    match effect:
        case SetTo():
            return type_of(effect.to) == type_of(uses.initial)
        case Add():
            return type_of(uses.initial) == "number"
        case Toggle():
            return type_of(uses.initial) == "boolean"
        case _:
            assert_never(effect)


def _guard(condition: Condition | None, key: Key, asking: Asking) -> Guard:
    """What of the condition concerns the slot."""
    match condition:
        case None:
            return None
        case Compare() | Visited():
            asked = asking.asked(condition)
            return Asked(asked[1]) if not isinstance(asked, bool) and asked[0] == key else None
        case Not():
            part = _guard(condition.part, key, asking)
            return None if part is None else Reversed(part)
        case AllOf() | AnyOf():
            parts = tuple(dict.fromkeys(_guard(part, key, asking) for part in condition.parts))
            return None if parts == (None,) else Joined(isinstance(condition, AnyOf), parts)
        case _:
            assert_never(condition)
