"""What deploying a stage would do, and make, change and remove of its stack. Nothing here changes anything.

The template and the parameters that would be sent are compared with those of the live stack, as they were sent then.
CloudFormation's own change sets would say as much, but have to be made, and of a new stack leave an empty one behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any, Final, Literal

Kind = Literal["make", "change", "replace", "remove", "leave"]
Template = Mapping[str, Any]

SIGNS: Final[Mapping[Kind, str]] = {"make": "+", "change": "~", "replace": "±", "remove": "-", "leave": "·"}
BLOCKED: Final = 1
CHANGES: Final = 3
READY: Final = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE")
"""States of a stack that can be updated."""


@dataclass(frozen=True)
class Live:
    """A stack as it is. What its parameters hold is known but of the secret ones."""

    status: str
    template: Template
    parameters: Mapping[str, str]
    outputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """What would become of one resource, and which of its properties differ.

    `leave`: it goes from the stack and stays in the account.
    """

    kind: Kind
    name: str
    type: str
    properties: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What deploying would do: `changes` of the stack, and `steps` before and after it.

    `blockers` are what it would stop at, before any step; `warnings` what to beware of.
    """

    stage: str
    region: str
    stack: str
    status: str | None
    code: str
    changes: tuple[Change, ...]
    blockers: tuple[str, ...]
    steps: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """What a command that made it ends with."""
        if self.blockers:
            return BLOCKED
        return CHANGES if self.changes or self.steps else 0

    def to_json(self) -> dict[str, Any]:
        """It for machines."""
        return asdict(self)


def plan_changes(
    wanted: Template, parameters: Mapping[str, str], live: Live | None, fixed: Callable[[str], frozenset[str]]
) -> tuple[Change, ...]:
    """The changes that lead from the live stack, if there is one, to the wanted template.

    `fixed` names the properties of a type that cannot change: another value is another resource.
    """
    new = resolved(wanted, parameters)
    old = {} if live is None else resolved(live.template, live.parameters)
    changes = [_change(name, old.get(name), new.get(name), fixed) for name in sorted(old.keys() | new.keys())]
    return tuple(change for change in changes if change is not None)


def resolved(template: Template, parameters: Mapping[str, str]) -> dict[str, Any]:
    """The resources with the values of parameters in place of their names; of secret ones the version."""
    secret = {name for name, one in template.get("Parameters", {}).items() if one.get("NoEcho")}
    known = {name: value for name, value in parameters.items() if name not in secret}
    versions = dict(one.split(":") for one in parameters.get("SecretVersions", "").split())
    known |= {name: f"{name} in version {versions[name]}" for name in secret & versions.keys()}

    def fill(part: Any) -> Any:
        if isinstance(part, Mapping):
            if part.keys() == {"Ref"} and part["Ref"] in known:
                return known[part["Ref"]]
            return {key: fill(value) for key, value in part.items()}
        return [fill(one) for one in part] if isinstance(part, list) else part

    return {name: fill(one) for name, one in template["Resources"].items()}


def differing(old: Any, new: Any, path: str = "") -> Iterator[str]:
    """Where two values differ, as dotted paths; a list is one value."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted(old.keys() | new.keys()):
            yield from differing(old.get(key), new.get(key), f"{path}.{key}" if path else key)
    elif old != new:
        yield path


def _change(name: str, old: Any, new: Any, fixed: Callable[[str], frozenset[str]]) -> Change | None:
    if old is None:
        return Change("make", name, new["Type"])
    if new is None:
        return Change("leave" if str(old.get("DeletionPolicy")).startswith("Retain") else "remove", name, old["Type"])
    if old["Type"] != new["Type"]:
        return Change("replace", name, new["Type"], ("Type",))
    properties = tuple(differing(old.get("Properties", {}), new.get("Properties", {})))
    others = tuple(differing(old | {"Properties": None}, new | {"Properties": None}))
    if not properties and not others:
        return None
    # A property within a fixed one is fixed with it.
    replaced = any(f"{path}.".startswith(f"{one}.") for path in properties for one in fixed(new["Type"]))
    return Change("replace" if replaced else "change", name, new["Type"], properties + others)


def fixed_properties(region: str) -> Callable[[str], frozenset[str]]:
    """What CloudFormation's schemas, as cfn-lint brings them, say cannot be changed."""

    @cache
    def fixed(kind: str) -> frozenset[str]:
        from cfnlint.schema import PROVIDER_SCHEMA_MANAGER  # three seconds, and most plans change nothing

        schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(region, kind).schema
        paths = schema.get("createOnlyProperties", ())
        return frozenset(path.removeprefix("/properties/").replace("/", ".") for path in paths)

    return fixed


def words(plan: Plan) -> list[str]:
    """The plan as lines for a person."""
    state = "not there yet" if plan.status is None else plan.status
    lines = [f"stage {plan.stage}: stack {plan.stack} in {plan.region}, {state}", f"code: {plan.code}"]
    lines += [f"  * {step}" for step in plan.steps]
    counted = {kind: sum(change.kind == kind for change in plan.changes) for kind in SIGNS}
    lines += [
        f"  {SIGNS[change.kind]} {change.type} {change.name}"
        + (f" ({', '.join(change.properties)})" if change.properties else "")
        for kind in SIGNS
        for change in plan.changes
        if change.kind == kind
    ]
    told = ", ".join(f"{number} to {kind}" for kind, number in counted.items() if number)
    lines.append(told or ("the stack would not change" if plan.steps else "nothing would change"))
    lines += [f"beware: {warning}" for warning in plan.warnings]
    return lines + [f"cannot be deployed yet: {blocker}" for blocker in plan.blockers]
