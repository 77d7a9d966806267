"""The stair, looking up the well of the tower."""

from typing import Final

import numpy as np

from .press import (
    XX,
    YY,
    Point,
    Sheet,
    arc,
    cut,
    distance,
    falloff,
    smoothstep,
    stroke,
)

TOP: Final = (1010.0, 520.0)
TURN: Final = 18
WIDEST: Final = 1500.0
SHRINK: Final = 0.56
INNER: Final = 0.79


def draw() -> Sheet:
    """Looking straight up the well: the steps wind towards the lamp, one cold window on the way."""
    sheet = Sheet("night")
    warm = np.clip(falloff(*TOP, 270) * 1.25, 0, 1)
    turned = np.arctan2(YY - TOP[1], XX - TOP[0]).astype(np.float32)
    side = (0.5 + 0.5 * np.cos(turned + 1.2)).astype(np.float32)
    for turn in reversed(range(6)):
        steps = range(turn * TURN, (turn + 1) * TURN)
        wall = cut(*[[at(k), at(k + 1), at(k + 1, 0.5), at(k, 0.5)] for k in steps], edge=1.5)
        sheet.ink(wall, "deep")
        sheet.shade(wall, "sea", side * 0.7)
        sheet.shade(wall, "ember", np.clip(warm * 1.5 - 0.35, 0, 1))
        sheet.shade(wall, "amber", np.clip(warm * 1.7 - 0.75, 0, 1))
        size = WIDEST * SHRINK**turn
        sheet.engrave(
            wall,
            "night",
            distance(*TOP, 1 / 0.86),
            max(7.0, size * 0.024),
            np.clip(0.52 - side * 0.2 - warm * 0.2, 0, 1),
        )
        if turn == 1:
            window(sheet, 26.5)
        for odd in (0, 1):
            treads = cut(
                *[[at(k, 1.02), at(k + 1, 1.02), at(k + 1, INNER), at(k, INNER)] for k in steps if k % 2 == odd],
                edge=1.5,
            )
            sheet.ink(treads, "ink" if odd else "black")
            sheet.shade(treads, "wine", np.clip(warm * 2 - 0.15 + (0.12 if odd else -0.1), 0, 1))
            sheet.shade(treads, "wood" if odd else "wine", np.clip(side * 0.5 + warm - 0.4, 0, 1))
            sheet.shade(treads, "ember", np.clip(warm * 1.6 - (0.6 if odd else 0.85), 0, 1))
        risers = stroke(*[[at(k, INNER), at(k, 1.02)] for k in steps], width=max(3, size * 0.006))
        strings = stroke(*[[at(k, INNER), at(k + 1, INNER)] for k in steps], width=max(4, size * 0.012))
        sheet.ink(risers * np.clip(warm * 2.4, 0.3, 1), "amber")
        sheet.ink(strings, "umber")
        sheet.ink(np.roll(strings, -3, axis=0) * np.clip(warm * 2.6, 0.35, 1), "lamp", 0.95)
    eye = WIDEST * SHRINK**6
    sheet.ink(cut(arc(*TOP, eye * 1.5, eye * 1.3)), "flame")
    sheet.glow(falloff(*TOP, 62), "flame", 0.9)
    sheet.glow(falloff(*TOP, 210), "amber", 0.4)
    sheet.dim(smoothstep(430, 1150, distance(*TOP)) * 0.5)
    return sheet


def at(step: float, part: float = 1, degrees: float | None = None) -> Point:
    """A point of the spiral seen from below: `part` of the radius of the step's outer end, at the step's angle."""
    angle = np.radians(100 - step * 360 / TURN if degrees is None else degrees)
    radius = WIDEST * SHRINK ** (step / TURN) * part
    drift = radius / 1400
    return (
        float(TOP[0] - 60 * drift + radius * np.cos(angle)),
        float(TOP[1] + 50 * drift + 0.86 * radius * np.sin(angle)),
    )


def window(sheet: Sheet, step: float) -> None:
    """A slot of cold evening in the wall between two turns of the stair."""
    middle, wide = 100 - step * 360 / TURN, 13.5

    def slot(low: float, high: float, half: float) -> list[Point]:
        over = [at(step, high, middle + a) for a in np.linspace(-half, half, 8)]
        return over + [at(step, low, middle + a) for a in np.linspace(half, -half, 8)]

    sheet.ink(cut(slot(0.565, 0.79, wide * 1.22), edge=2), "black")
    pane = cut(slot(0.59, 0.765, wide), edge=2)
    sheet.ink(pane, "fog")
    sheet.shade(pane, "pale", falloff(*at(step, 0.7, middle), 60))
    sheet.ink(stroke([at(step, 0.58, middle), at(step, 0.78, middle)], width=8), "black")
    sheet.glow(falloff(*at(step, 0.68, middle), 80), "mist", 0.55)
