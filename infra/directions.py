"""The directions between the rooms of chalicelib that import-linter's own contracts cannot say.

Two rules, for every module that is there or will be. Across capability rooms only the doors are imported. A module that
is none of a room's hands (routes, service, store …) is a pure rule: it reaches no clock, no randomness, no environment,
no database, no Chalice and no Pillow, not even through others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


@dataclass(frozen=True)
class Plan:
    """Which rooms a package has and what may be reached in them."""

    container: str
    rooms: frozenset[str]
    doors: frozenset[str]
    hands: frozenset[str]
    impure: frozenset[str]

    def breaks(self, graph: ImportGraph) -> Iterator[str]:
        """Every break of either rule, as a line of text."""
        modules = sorted(module for module in graph.modules if self._room(module) is not None)
        for module in modules:
            yield from self._backdoors(graph, module)
        reachable = sorted(self.impure & graph.modules)
        for module in modules:
            if self._inner(module) not in self.hands | {""}:
                yield from _impurities(graph, module, reachable)

    def _backdoors(self, graph: ImportGraph, importer: str) -> Iterator[str]:
        """Imports of another room's inner modules."""
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            room = self._room(imported)
            if room is not None and room != self._room(importer) and self._inner(imported) not in self.doors:
                yield f"{importer} imports {imported}, which is none of {', '.join(sorted(self.doors))}"

    def _room(self, module: str) -> str | None:
        """The capability room a module is in."""
        parts = module.split(".")
        return parts[1] if len(parts) > 1 and parts[0] == self.container and parts[1] in self.rooms else None

    def _inner(self, module: str) -> str:
        """A module's name inside its room; empty for the room itself."""
        return ".".join(module.split(".")[2:])


class Rooms(Contract):
    """A contract of type `rooms`: see the module."""

    type_name = "rooms"

    container = fields.StringField()
    rooms = fields.ListField(subfield=fields.StringField())
    doors = fields.ListField(subfield=fields.StringField())
    hands = fields.ListField(subfield=fields.StringField())
    impure = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001  (the base class's signature)
        """Collect every break of either rule."""
        options: Any = self  # import-linter puts the parsed values where the fields were declared
        plan = Plan(
            container=options.container,
            rooms=frozenset(options.rooms),
            doors=frozenset(options.doors),
            hands=frozenset(options.hands),
            impure=frozenset(options.impure),
        )
        breaks = list(plan.breaks(graph))
        return ContractCheck(kept=not breaks, metadata={"breaks": breaks})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print what `check` collected."""
        for line in check.metadata["breaks"]:
            output.print_error(f"- {line}", bold=False)
        output.new_line()


def _impurities(graph: ImportGraph, module: str, impure: list[str]) -> Iterator[str]:
    """What a pure module reaches although it must not, with the way it does."""
    for name in impure:
        if chain := graph.find_shortest_chain(importer=module, imported=name):
            yield f"{module} is a pure rule but reaches {name}: {' → '.join(chain)}"
