"""What the kitchen's pictures share: the wall, the table, and the things that stand and hang there."""

import numpy as np

from .press import (
    ALL,
    HEIGHT,
    WIDTH,
    XX,
    YY,
    Point,
    Sheet,
    arc,
    box,
    curve,
    cut,
    distance,
    falloff,
    noise,
    ramp,
    smoothstep,
    stroke,
    taper,
)


def wall(sheet: Sheet, x: float, y: float, reach: float) -> None:
    """A boarded wall with a lamp's light on it, engraved in rings around (x, y)."""
    sheet.shade(ALL, "wood", falloff(x, y, reach * 0.95))
    boards = smoothstep(0.93, 0.98, np.abs((XX / 128) % 1 * 2 - 1).astype(np.float32))
    sheet.ink(boards, "umber", 0.75)
    sheet.engrave(
        ALL,
        "amber",
        distance(x, y) + (noise(51, 500) - 0.5) * 60,
        26,
        np.clip(falloff(x, y, reach * 0.62) * 1.05 - 0.16, 0, 0.8),
    )
    sheet.glow(falloff(x, y, reach * 0.42), "amber", 0.55)


def table(sheet: Sheet, y: float, light_x: float, light_y: float, reach: float) -> None:
    """A table top that fills the sheet below `y`, its grain engraved towards the viewer."""
    top = cut(box(-10, y, WIDTH + 10, HEIGHT + 10), edge=3)
    sheet.ink(top, "wood")
    lit = falloff(light_x, light_y, reach, 2.2)
    sheet.shade(top, "umber", np.clip(1.05 - lit * 1.5, 0, 1))
    sheet.shade(top, "amber", np.clip(lit * 1.15 - 0.38, 0, 1))
    depth = (YY - y) / (HEIGHT - y)
    grain = np.log1p(np.clip(depth, 0, 2) * 4) * 400 + (noise(52, 800, 60, 3) - 0.5) * 90
    sheet.engrave(top, "umber", grain, 30, np.clip(0.42 - lit * 0.25, 0, 1))
    sheet.ink(stroke([(-10, y + 2), (WIDTH + 10, y + 2)], width=5), "lamp", 0.7)


def lamp(sheet: Sheet, x: float, foot: float, size: float) -> Point:
    """A paraffin lamp standing at (x, foot). Answers with the place of its flame."""

    def at(*points: Point) -> list[Point]:
        return [(x + px * size, foot + py * size) for px, py in points]

    flame = (x, foot - 210 * size)
    sheet.glow(falloff(*flame, 120 * size), "lamp", 0.85)
    base = cut(
        at(
            *curve(
                [
                    (-82, 0),
                    (-70, -16),
                    (-26, -30),
                    (-22, -52),
                    (-74, -82),
                    (-80, -122),
                    (-40, -146),
                    (40, -146),
                    (80, -122),
                    (74, -82),
                    (22, -52),
                    (26, -30),
                    (70, -16),
                    (82, 0),
                ]
            )
        ),
        edge=2,
    )
    sheet.ink(base, "umber")
    sheet.shade(base, "amber", falloff(x - 30 * size, foot - 120 * size, 52 * size))
    glass = cut(
        at(
            *curve(
                [
                    (-30, -146),
                    (-62, -190),
                    (-56, -240),
                    (-30, -290),
                    (-24, -380),
                    (24, -380),
                    (30, -290),
                    (56, -240),
                    (62, -190),
                    (30, -146),
                ]
            )
        ),
        edge=1,
    )
    sheet.ink(glass, "lamp", 0.55)
    sheet.shade(glass, "flame", falloff(flame[0], flame[1], 70 * size))
    sheet.ink(
        cut(
            at(
                *curve(
                    [(-18, -160), (-26, -196), (-8, -240), (2, -280), (16, -232), (26, -194), (16, -160)], closed=True
                )
            ),
            edge=1,
        ),
        "flame",
    )
    sheet.ink(
        stroke(
            at(*curve([(-30, -146), (-62, -190), (-56, -240), (-30, -290), (-24, -380)])),
            at(*curve([(30, -146), (62, -190), (56, -240), (30, -290), (24, -380)])),
            width=4 * size,
        ),
        "paper",
        0.8,
    )
    return flame


def bowl(sheet: Sheet, x: float, y: float, wide: float, light: float, fill: str = "amber") -> None:
    """A bowl seen a little from above, lit from the side `light` (-1 left, 1 right) and holding soup."""
    body = cut(arc(x, y, wide, wide * 0.24, 180, 360) + arc(x, y, wide, wide * 0.72, 0, 180), edge=2)
    sheet.ink(body, "deep")
    side = np.clip((XX - x) / wide * light, -1, 1)
    sheet.shade(body, "fog", np.clip(0.15 + side * 0.85, 0, 1))
    sheet.engrave(
        body, "ink", YY - np.sqrt(np.clip(1 - side**2, 0, 1)) * wide * 0.2, 13, np.clip(0.35 - side * 0.6, 0, 0.7)
    )
    sheet.ink(cut(arc(x, y, wide, wide * 0.24), edge=2), "pale")
    sheet.ink(cut(arc(x, y + wide * 0.02, wide * 0.88, wide * 0.18), edge=2), fill)


def steam(sheet: Sheet, x: float, y: float, tall: float, seed: int) -> None:
    """Three wisps rising from (x, y)."""
    rng = np.random.default_rng(seed)
    for shift in (-0.12, 0.02, 0.14):
        sway = rng.uniform(-0.1, 0.1, 6)
        line = curve([(x + tall * (shift + sway[i] * i * 0.35), y - tall * i / 5) for i in range(6)])
        sheet.ink(cut(taper(line, tall * 0.03, tall * 0.005), soft=2.5), "paper", 0.55)


def pegs(sheet: Sheet, x: float, y: float) -> None:
    """A peg rail: a hat on one peg, a lantern on another, and the peg where her coat is not."""
    sheet.ink(cut(box(x - 170, y, x + 250, y + 34), edge=3), "black")
    sheet.ink(stroke([(x - 170, y + 2), (x + 250, y + 2)], width=4), "amber", 0.55)
    for dx in (-110, 40, 190):
        sheet.ink(stroke([(x + dx, y + 16), (x + dx, y + 52), (x + dx - 16, y + 66)], width=11), "black")
        sheet.ink(stroke([(x + dx - 5, y + 18), (x + dx - 5, y + 50)], width=3), "amber", 0.7)
    hat = curve(
        [
            (x - 200, y + 150),
            (x - 168, y + 110),
            (x - 150, y + 64),
            (x - 104, y + 46),
            (x - 66, y + 70),
            (x - 50, y + 116),
            (x - 16, y + 162),
            (x - 110, y + 140),
        ],
        closed=True,
    )
    sheet.ink(cut(hat, edge=3), "rust")
    sheet.shade(cut(hat, edge=3), "amber", ramp(x - 60, x - 230, across=True) * 0.7)
