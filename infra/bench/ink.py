"""A story in ink's source language, for its engine to walk beside ours: scenes as knots, options as sticky choices.

Only what `infra.bench.stories` builds is written: booleans, numbers and strings under the operators ink has too.
"""

import json
from typing import Any, Final

from chalicelib.stories.model import (
    Add,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Document,
    Effect,
    Not,
    Option,
    Scene,
    SetTo,
    Visited,
)

OPERATORS: Final = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


def ink_source(document: Document) -> str:
    """The whole story; a choice reads as its option's id, and leads where that leads."""
    variables = (f"VAR {name} = {_value(variable.initial)}" for name, variable in document.variables.items())
    knots = (_knot(scene) for scene in document.scenes.values())
    return "\n".join([*variables, f"-> {_name(str(document.start))}", *knots])


def _knot(scene: Scene) -> str:
    # Braces mean something in ink, and what a text says of variables is nothing to a walk.
    text = scene.data.text.replace("{", "").replace("}", "")
    options = [] if scene.data.ending else scene.data.options
    return "\n".join([f"== {_name(scene.id)}", text, *(map(_choice, options) if options else ["-> END"])])


def _choice(option: Option) -> str:
    condition = f"{{{_condition(option.condition)}}} " if option.condition else ""
    effects = "".join(f"\n  ~ {_effect(effect)}" for effect in option.effects)
    return f"+ {condition}[{option.id}]{effects}\n  -> {_name(str(option.target))}"


def _condition(condition: Condition) -> str:
    match condition:
        case Compare():
            return f"({condition.var} {OPERATORS[condition.operator]} {_value(condition.value)})"
        case Visited():
            return f"({_name(condition.visited)} > 0)"
        case AllOf():
            return f"({' && '.join(map(_condition, condition.parts))})"
        case AnyOf():
            return f"({' || '.join(map(_condition, condition.parts))})"
        case Not():
            return f"(not {_condition(condition.part)})"


def _effect(effect: Effect) -> str:
    match effect:
        case SetTo():
            return f"{effect.variable} = {_value(effect.to)}"
        case Add():
            return f"{effect.variable} = {effect.variable} + {_value(effect.by)}"
        case _:
            return f"{effect.variable} = not {effect.variable}"


def _name(scene_id: str) -> str:
    return f"scene_{scene_id}"


def _value(value: Any) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else json.dumps(value)
