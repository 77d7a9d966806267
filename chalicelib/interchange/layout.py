"""Where imported scenes stand when their file does not say: in columns, by how many choices they are from the start."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from ..stories.model import SceneId

COLUMN: float = 340
"""Canvas pixels from one column to the next; a card is 224 wide."""
ROW: float = 380
"""Canvas pixels from one card to the one below; a card is 272 high."""


def laid_out(ways: Mapping[SceneId, Sequence[SceneId]], start: SceneId | None) -> dict[SceneId, tuple[float, float]]:
    """A place for every scene, in time linear in the scenes and ways. `ways` are each scene's targets, in order.

    What the start does not lead to follows below, each further beginning with what it leads to.
    """
    places: dict[SceneId, tuple[float, float]] = {}
    top = 0
    for root in _roots(ways, start):
        if root not in places:
            top += _lay(root, ways, places, top)
    return places


def _roots(ways: Mapping[SceneId, Sequence[SceneId]], start: SceneId | None) -> Iterable[SceneId]:
    """The start, then scenes nothing leads to, then whatever only circles lead to."""
    led_to = {target for targets in ways.values() for target in targets}
    if start is not None and start in ways:
        yield start
    yield from (scene_id for scene_id in ways if scene_id not in led_to)
    yield from ways


def _lay(
    root: SceneId,
    ways: Mapping[SceneId, Sequence[SceneId]],
    places: dict[SceneId, tuple[float, float]],
    top: int,
) -> int:
    """Place what is reached from the root, from row `top` on; how many rows that took."""
    rows: dict[int, int] = {}
    waiting = deque([(root, 0)])
    seen = {root}
    while waiting:
        scene_id, column = waiting.popleft()
        row = rows.get(column, 0)
        rows[column] = row + 1
        places[scene_id] = (column * COLUMN, (top + row) * ROW)
        for target in ways[scene_id]:
            if target in ways and target not in seen and target not in places:
                seen.add(target)
                waiting.append((target, column + 1))
    return max(rows.values())
