"""The lane at the bottom of the sea."""

import numpy as np

from .depths import fish, water, weed
from .press import ALL, XX, YY, Point, Sheet, arc, box, curve, cut, distance, falloff, noise, ramp, stroke, taper


def draw() -> Sheet:
    """The lane at the bottom of the sea, one kitchen lit, the boat coming down under a single star of a lamp."""
    sheet = Sheet("ink")
    star = (960.0, 78.0)
    water(sheet, (960, 0))
    sheet.engrave(
        ALL,
        "fog",
        distance(*star) + (noise(72, 500) - 0.5) * 50,
        38,
        np.clip(0.5 - distance(*star) / 620, 0, 1),
        wander=0.2,
    )
    for x, y, wide in ((170, 900, 250), (1730, 880, 260), (430, 860, 190), (1520, 850, 170)):
        cottage(sheet, x, y, wide, "sea")
    village(sheet)
    hx, hy = kitchen(sheet)
    lane(sheet, hx, hy)
    coming_down(sheet)
    far_lamp(sheet, star)
    return sheet


def village(sheet: Sheet) -> None:
    """Roofs that nobody lives under, the tower with its bell, the sea floor."""
    sheet.ink(cut([(1268, 860), (1276, 520), (1340, 420), (1404, 520), (1412, 860)], edge=4), "deep")
    sheet.ink(cut(arc(1340, 560, 36, 46, 180, 360) + [(1376, 640), (1304, 640)], edge=2), "mist")
    sheet.ink(
        cut(
            curve(
                [(1322, 560), (1312, 606), (1296, 624), (1384, 624), (1368, 606), (1358, 560), (1340, 548)], closed=True
            ),
            edge=1,
        ),
        "night",
    )
    for x, y, wide in ((250, 1010, 330), (1690, 1010, 360)):
        cottage(sheet, x, y, wide, "deep")
    ground = cut(
        curve([(-20, 960), (300, 930), (700, 900), (1000, 890), (1300, 905), (1640, 940), (1940, 965)])
        + [(1940, 1220), (-20, 1220)],
        edge=5,
    )
    sheet.ink(ground, "ink")


def kitchen(sheet: Sheet) -> tuple[float, float]:
    """The house with the light on, somebody at the table."""
    hx, hy = 900.0, 930.0
    sheet.glow(falloff(hx, hy - 120, 190), "amber", 0.55)
    front = cut([(hx - 230, hy), (hx - 230, hy - 220), (hx, hy - 420), (hx + 230, hy - 220), (hx + 230, hy)], edge=4)
    sheet.ink(front, "black")
    sheet.engrave(front, "sea", YY + XX * 0.1, 20, np.clip(0.4 - ramp(hy - 420, hy - 60) * 0.5, 0, 1))
    sheet.ink(stroke([(hx - 262, hy - 196), (hx, hy - 428), (hx + 262, hy - 196)], width=26, edge=3), "night")
    sheet.ink(stroke([(hx - 262, hy - 208), (hx, hy - 440), (hx + 262, hy - 208)], width=5, edge=3), "fog", 0.9)
    sheet.ink(cut(box(hx + 88, hy - 470, hx + 142, hy - 320), edge=3), "night")
    pane = cut(box(hx - 170, hy - 176, hx + 36, hy - 50), edge=2)
    sheet.ink(pane, "lamp")
    sheet.shade(pane, "flame", falloff(hx - 100, hy - 130, 70))
    sitter = curve(
        [
            (hx - 92, hy - 46),
            (hx - 88, hy - 92),
            (hx - 70, hy - 104),
            (hx - 76, hy - 132),
            (hx - 56, hy - 148),
            (hx - 36, hy - 132),
            (hx - 42, hy - 104),
            (hx - 18, hy - 90),
            (hx - 4, hy - 62),
            (hx + 30, hy - 60),
            (hx + 30, hy - 46),
        ]
    )
    sheet.ink(cut(sitter, edge=1) * pane, "umber")
    sheet.ink(
        stroke([(hx - 66, hy - 176), (hx - 66, hy - 50)], [(hx - 170, hy - 112), (hx + 36, hy - 112)], width=9), "black"
    )
    door = cut(box(hx + 92, hy - 180, hx + 176, hy), edge=2)
    sheet.ink(door, "amber")
    sheet.shade(door, "flame", ramp(hy - 190, hy))
    return hx, hy


def lane(sheet: Sheet, hx: float, hy: float) -> None:
    """The lane between its walls, the light lying on it."""
    lane = cut(
        curve([(hx + 92, hy), (hx + 40, 1020), (hx - 120, 1220)])
        + curve([(hx + 560, 1220), (hx + 280, 1020), (hx + 176, hy)]),
        edge=4,
    )
    sheet.shade(lane, "sea", ALL * 0.6)
    sheet.shade(lane, "amber", np.clip(falloff(hx + 134, hy + 10, 120) * 1.2 - 0.1, 0, 1))
    sheet.engrave(lane, "night", np.log1p(np.clip(YY - hy + 20, 0, 400)) * 160, 26, ALL * 0.4)
    for side in (-1, 1):
        x0 = hx + 134
        line = curve([(x0 + side * 64, hy + 6), (x0 + side * 180, 1030), (x0 + side * 470, 1230)])
        sheet.ink(cut(taper(line, 34, 120), edge=7), "black")
        sheet.ink(stroke([(x, y - 18 - i * 0.9) for i, (x, y) in enumerate(line)], width=5, edge=6), "amber", 0.5)
    rng = np.random.default_rng(8)
    for _ in range(20):
        x, y, r = rng.normal(600, 90), rng.uniform(60, 300), rng.uniform(3, 9)
        sheet.ink(stroke(arc(x, y, r, r, steps=24), width=3, edge=0), "pale", 0.75)


def coming_down(sheet: Sheet) -> None:
    """The boat from the side, two in it, and what swims and grows around it."""
    bx, by = 660.0, 330.0
    lean = 0.16

    def tip(points: list[Point]) -> list[Point]:
        return [(bx + x - y * lean, by + y + x * lean) for x, y in points]

    hull = curve([(-190, -34), (-120, 32), (-20, 56), (90, 46), (170, 6), (204, -52)]) + curve(
        [(204, -52), (60, -14), (-80, -10), (-190, -34)]
    )
    sheet.ink(cut(tip(hull), edge=3), "black")
    for x, size in ((-70, 1.0), (70, 0.92)):
        body = curve(
            [
                (x - 46, 0),
                (x - 44, -70),
                (x - 20, -96),
                (x - 24, -124),
                (x, -146),
                (x + 24, -124),
                (x + 20, -96),
                (x + 44, -70),
                (x + 46, 0),
            ]
        )
        sheet.ink(cut(tip([(px, py * size) for px, py in body]), edge=2), "black")
    sheet.ink(stroke(tip([(-10, -40), (40, 120)]), width=11), "black")
    sheet.ink(cut(arc(*tip([(46, 138)])[0], 12, 34), edge=2), "black")
    rim = stroke(
        tip(curve([(-190, -36), (-80, -12), (60, -16), (204, -54)])),
        tip(curve([(72, -134), (94, -112), (92, -92), (114, -66)])),
        tip(curve([(-66, -146), (-46, -124), (-50, -96), (-26, -70)])),
        width=5,
    )
    sheet.ink(rim, "pale", 0.95)
    for x, y, size in ((1250, 300, 0.8), (1340, 350, 0.6), (1180, 372, 0.55)):
        fish(sheet, x, y, size, "night")
    for i, (x, tall) in enumerate(((90, 330), (300, 210), (520, 180), (1560, 240), (1700, 200), (1850, 350))):
        weed(sheet, x, 1215, tall, i + 20, "black" if i % 2 else "night")


def far_lamp(sheet: Sheet, star: Point) -> None:
    """The lamp, far up."""
    rays = [
        [(star[0] + 10 * np.cos(a), star[1] + 10 * np.sin(a)), (star[0] + r * np.cos(a), star[1] + r * np.sin(a))]
        for a, r in zip(np.radians(range(0, 360, 45)), (62, 30) * 4, strict=True)
    ]
    sheet.glow(falloff(*star, 60), "lamp", 0.9)
    sheet.ink(stroke(*rays, width=5, edge=1), "flame")
    sheet.ink(cut(arc(*star, 15, 15), edge=1), "flame")


def cottage(sheet: Sheet, x: float, y: float, wide: float, name: str) -> None:
    """A drowned house, gable to the viewer, standing at (x, y)."""
    high = wide * 0.8
    sheet.ink(
        cut(
            [
                (x - wide / 2, y),
                (x - wide / 2, y - high),
                (x, y - high * 1.75),
                (x + wide / 2, y - high),
                (x + wide / 2, y),
            ],
            edge=3,
        ),
        name,
    )
    sheet.engrave(
        cut(
            [
                (x - wide / 2, y),
                (x - wide / 2, y - high),
                (x, y - high * 1.75),
                (x + wide / 2, y - high),
                (x + wide / 2, y),
            ],
            edge=3,
        ),
        "night",
        YY,
        17,
        np.clip(0.1 + ramp(x - wide, x + wide, across=True) * 0.6, 0, 1),
    )
    roof = [
        [(x - wide * 0.58, y - high * 0.9), (x, y - high * 1.78)],
        [(x, y - high * 1.78), (x + wide * 0.58, y - high * 0.9)],
    ]
    sheet.ink(stroke(*roof, width=wide * 0.07, edge=3), "black")
    sheet.ink(cut(box(x + wide * 0.2, y - high * 1.75, x + wide * 0.33, y - high * 1.25), edge=2), "black")
