"""Cutting a compiled machine into the files readers load: chunks of scenes, an index of them, and a head.

What a reader loads first is one chunk, however long the story is. A file's name is its content's hash and holds nothing
of the story's id or version, so a chunk that did not change is the same file in every version. Where one chunk ends and
the next begins follows from the scenes' own ids and sizes (content-defined chunking: Muthitacharoen, Chen, Mazières, "A
Low-bandwidth Network File System", SOSP 2001, section 3.1), so an edit moves few boundaries, and those near it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from .canonical import canonical
from .machine import VISITED
from .model import SceneId
from .published import FILES_SCHEMA

LEAST: Final = 16_000
"""Bytes of JSON before a chunk may end."""
BEYOND: Final = 16_000
"""Bytes that a chunk has beyond those, on average."""
MOST: Final = 48_000
"""Bytes at which it ends in any case; a larger scene is a chunk of its own."""

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Cut:
    """A version's files."""

    head: Json
    head_key: str
    files: Mapping[str, bytes]
    """Everything there is to upload, by its key in the public bucket: chunks, index and head."""


def cut(machine: Json, *, reveal_choices: bool = False) -> Cut:
    """A compiled machine as files: the same machine is the same bytes, whatever order its members came in.

    The head says whether readers are told how many others chose as they did.
    """
    states = machine["states"]
    chunks = list(_chunks(_reading_order(machine), states))
    names = {scene_id: chunk[0] for chunk in chunks for scene_id in chunk}
    bodies = {
        chunk[0]: _body(states={scene_id: _linked(states[scene_id], names, chunk[0]) for scene_id in chunk})
        for chunk in chunks
    }
    index = _body(scenes={chunk[0]: chunk for chunk in chunks})
    head = {
        "id": machine["id"],
        "version": machine["version"],
        "schema": FILES_SCHEMA,
        "initial": machine["initial"],
        "context": {name: value for name, value in machine["context"].items() if name != VISITED},
        "endings": sum(state.get("type") == "final" for state in states.values()),
        "reveal_choices": reveal_choices,
        "chunks": {name: _hash(body) for name, body in bodies.items()},
        "index": _hash(index),
    }
    written = canonical(head)
    head_key = f"m/{_hash(written)}.json"
    files = {chunk_key(_hash(body)): body for body in (*bodies.values(), index)}
    return Cut(head, head_key, files | {head_key: written})


def chunk_key(file_hash: str) -> str:
    """The key of a chunk or an index in the public bucket."""
    return f"c/{file_hash}.json"


def files_of(head: Json) -> set[str]:
    """The keys of what a head holds together."""
    return {chunk_key(file_hash) for file_hash in (*head["chunks"].values(), head["index"])}


def _reading_order(machine: Json) -> list[SceneId]:
    """Every scene: depth-first from the start, then those no option leads to, by id.

    What a scene's options lead to stands together, before anything farther away, so that what is one choice away
    lies in few chunks.
    """
    states = machine["states"]
    order = {SceneId(machine["initial"]): None}
    ahead = list(order)
    while ahead:
        found = [target for target in _targets(states[ahead.pop()]) if target not in order]
        order |= dict.fromkeys(found)
        ahead += reversed(dict.fromkeys(found))
    return [*order, *sorted(states.keys() - order.keys())]


def _targets(state: Json) -> list[SceneId]:
    """Where the scene's options lead, in the order they are drawn."""
    return [target for option in state["meta"]["scene"]["options"] if (target := _target(state, option)) is not None]


def _target(state: Json, option: Json) -> SceneId | None:
    transitions = state.get("on", {}).get(option["id"])
    return SceneId(transitions[0]["target"]) if transitions else None


def _chunks(order: Sequence[SceneId], states: Json) -> Iterator[list[SceneId]]:
    chunk: list[SceneId] = []
    length = 0
    for scene_id in order:
        size = len(canonical(states[scene_id]))
        if chunk and (length + size > MOST or (length >= LEAST and _is_boundary(scene_id, size))):
            yield chunk
            chunk, length = [], 0
        chunk.append(scene_id)
        length += size
    yield chunk


def _is_boundary(scene_id: SceneId, size: int) -> bool:
    """True for one byte of BEYOND, so for scenes of any size chunks come out alike."""
    drawn = int.from_bytes(hashlib.sha256(scene_id.encode()).digest()[:4])
    return drawn * BEYOND < size << 32


def _linked(state: Json, names: Mapping[SceneId, SceneId], own: SceneId) -> Json:
    """The state with the chunk's name in every option that leads out of its own."""

    def linked(option: Json) -> Json:
        target = _target(state, option)
        name = own if target is None else names[target]
        return option if name == own else {**option, "chunk": name}

    scene = state["meta"]["scene"]
    return {**state, "meta": {"scene": {**scene, "options": [linked(option) for option in scene["options"]]}}}


def _body(**members: Any) -> bytes:
    return canonical({"schema": FILES_SCHEMA, **members})


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]
