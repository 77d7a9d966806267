"""What a screen reader is told: the accessibility tree of a page, as Chromium gives it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page


@dataclass(frozen=True)
class Node:
    """One thing that is told."""

    id: str
    role: str
    name: str
    description: str
    """What is told after its name."""
    backend: int
    """Chromium's number of its element."""
    properties: Mapping[str, Any]

    def property(self, name: str) -> Any:
        """Its value, None where it has none."""
        return self.properties.get(name)


@dataclass(frozen=True)
class Tree:
    """Everything that is told, in order; what is told of nothing is left out."""

    nodes: tuple[Node, ...]
    above: Mapping[str, frozenset[str]]
    """The nodes that a node is within."""

    def all(self, role: str, *, within: Node | None = None) -> list[Node]:
        """The nodes of a role, in order."""
        return [
            node for node in self.nodes if node.role == role and (within is None or within.id in self.above[node.id])
        ]

    def one(self, role: str) -> Node:
        """The only node of a role."""
        [node] = self.all(role)
        return node

    def named(self, role: str, name: str, *, within: Node | None = None) -> list[Node]:
        """The nodes of a role and a name."""
        return [node for node in self.all(role, within=within) if node.name == name]


def read_tree(page: Page) -> Tree:
    """The tree as it is now."""
    session = page.context.new_cdp_session(page)
    raw = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    session.detach()
    root = next(node for node in raw.values() if "parentId" not in node)
    nodes, above = list[Node](), dict[str, frozenset[str]]()
    for node, within in _walk(raw, root, frozenset()):
        above[node["nodeId"]] = within
        if not node["ignored"]:
            nodes.append(_node(node))
    return Tree(tuple(nodes), above)


def _walk(
    raw: Mapping[str, Any], node: Mapping[str, Any], within: frozenset[str]
) -> Iterator[tuple[Mapping[str, Any], frozenset[str]]]:
    yield node, within
    for child in node.get("childIds", []):
        if child in raw:
            yield from _walk(raw, raw[child], within | {node["nodeId"]})


def _node(raw: Mapping[str, Any]) -> Node:
    properties = {one["name"]: one["value"].get("value") for one in raw.get("properties", [])}
    name = raw.get("name", {}).get("value", "")
    description = raw.get("description", {}).get("value", "")
    return Node(raw["nodeId"], raw["role"]["value"], name, description, raw.get("backendDOMNodeId", 0), properties)
