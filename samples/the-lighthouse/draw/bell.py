"""The bell in its drowned tower."""

import numpy as np

from .depths import fish, water, weed
from .press import ALL, XX, YY, Plane, Point, Sheet, arc, curve, cut, distance, falloff, ramp, smoothstep, stroke, taper


def draw() -> Sheet:
    """The drowned tower, near: the bell going over, its sound engraved on the water in rings."""
    sheet = Sheet("night")
    water(sheet, (960, -40))
    cx, cy = 960.0, 640.0
    sheet.engrave(
        ALL,
        "fog",
        distance(cx, cy + 60),
        46,
        np.clip(0.62 - distance(cx, cy) / 1050, 0, 0.5) * smoothstep(250, 420, distance(cx, cy)),
        wander=0.2,
    )
    for x, y, size in ((330, 420, 0.9), (420, 486, 0.7), (250, 520, 0.6), (1560, 330, -0.8), (1480, 390, -0.6)):
        fish(sheet, x, y, size, "night")
    # far roofs
    for x, y, w in ((120, 1010, 190), (430, 1050, 150), (1500, 1030, 170), (1800, 1000, 210)):
        sheet.ink(
            cut([(x - w, y), (x, y - w * 0.55), (x + w, y), (x + w * 0.9, 1210), (x - w * 0.9, 1210)], edge=4), "ink"
        )
    hole, stone = stonework(sheet)
    # inside the arch, paler water
    inside = hole * stone
    sheet.shade(inside, "teal", np.clip(1.0 - distance(cx, 480) / 620, 0, 1))
    sheet.shade(inside, "mist", np.clip(0.85 - distance(cx, 440) / 420, 0, 1))
    sheet.engrave(
        inside, "fog", distance(cx, cy + 60), 46, np.clip(0.5 - abs(distance(cx, cy) - 300) / 700, 0, 0.5), wander=0.2
    )
    swing(sheet, inside, cx)
    # weed in front
    for i, (x, tall) in enumerate(
        ((610, 300), (760, 190), (1010, 150), (1330, 330), (1460, 240), (470, 220), (200, 260), (1700, 280))
    ):
        weed(sheet, x, 1215, tall, i, "deep" if i % 2 else "black")
    rng = np.random.default_rng(4)
    for _ in range(26):
        left, top, r = rng.normal(790, 40), rng.uniform(120, 600), rng.uniform(3, 11)
        sheet.ink(stroke(arc(left, top, r, r, steps=24), width=3, edge=0), "pale", 0.8)
    sheet.dim(ramp(760, 1240) * 0.55)
    return sheet


def stonework(sheet: Sheet) -> tuple[Plane, Plane]:
    """The tower: two piers, an arch, a broken gable; answers with the mask of what is inside the arch."""
    stone = cut(
        [
            (540, 1220),
            (556, 380),
            (600, 366),
            (640, 300),
            (760, 190),
            (860, 96),
            (948, 40),
            (1040, 120),
            (1110, 178),
            (1200, 232),
            (1290, 330),
            (1318, 372),
            (1366, 384),
            (1380, 1220),
        ],
        edge=7,
    )
    hole = cut([(690, 1220), (690, 600)] + arc(960, 600, 270, 290, 180, 360) + [(1230, 600), (1230, 1220)], edge=6)
    frame = stone * (1 - hole)
    sheet.ink(frame, "black")
    joint = smoothstep(0.90, 0.96, np.abs((YY / 74) % 1 * 2 - 1).astype(np.float32))
    up = smoothstep(0.93, 0.97, np.abs(((XX + np.floor(YY / 74) * 71) / 142) % 1 * 2 - 1).astype(np.float32))
    sheet.shade(frame, "ink", np.clip(0.95 - ramp(60, 900), 0, 1))
    sheet.engrave(
        frame, "sea", XX + YY * 1.4, 17, np.clip(0.62 - ramp(0, 760) - 0.25 * ramp(900, 1400, across=True), 0, 1)
    )
    sheet.ink(frame * np.clip(joint + up, 0, 1), "black", 0.85)
    rim = np.clip(hole_edge(hole), 0, 1) * stone
    sheet.ink(rim, "mist", 0.7)
    return hole, stone


def swing(sheet: Sheet, inside: Plane, cx: float) -> None:
    """The beam, the rope grown over, and the bell, tilted as it goes over."""
    sheet.ink(cut([(690, 452), (1230, 440), (1230, 486), (690, 498)], edge=4) * inside, "black")
    # the rope, grown over
    rope = curve([(1196, 470), (1204, 640), (1180, 800), (1200, 980), (1170, 1220)])
    sheet.ink(stroke(rope, width=9), "black")
    for i, (x, y) in enumerate(((1184, 790), (1190, 920), (1196, 1040))):
        weed(sheet, x, y, 90, i + 3, "black")
    tilt = np.radians(-19)

    def at(points: list[Point]) -> list[Point]:
        return [
            (cx + px * np.cos(tilt) - py * np.sin(tilt), 470 + px * np.sin(tilt) + py * np.cos(tilt))
            for px, py in points
        ]

    profile = [(-34, 22), (-78, 58), (-104, 130), (-116, 230), (-142, 310), (-196, 372), (-190, 396)]
    shape = curve(profile) + curve([(-x, y) for x, y in profile[::-1]])
    mask = cut(at(shape), edge=3)
    sheet.ink(cut(at(arc(0, 8, 40, 34)), edge=2), "black")
    sheet.ink(cut(taper(at([(0, 330), (12, 440)]), 16, 22), at(arc(14, 452, 36, 38)), edge=2), "wood")
    sheet.ink(mask, "umber")
    turn = ((XX - cx) * np.cos(tilt) + (YY - 470) * np.sin(tilt)) / 170
    down = (-(XX - cx) * np.sin(tilt) + (YY - 470) * np.cos(tilt)) / 400
    sheet.shade(mask, "wood", np.clip(0.9 - np.abs(turn + 0.25), 0, 1))
    sheet.shade(mask, "black", np.clip(turn * 1.3 - 0.1, 0, 0.9))
    sheet.shade(mask, "amber", np.clip(0.78 - np.abs(turn + 0.34) * 2.3, 0, 1))
    sheet.engrave(mask, "black", (down * 400).astype(np.float32), 24, np.clip(0.22 + turn * 0.25, 0, 0.5))
    sheet.ink(np.clip(mask - np.roll(mask, (-4, -8), axis=(0, 1)), 0, 1), "fog", 0.9)
    for y, w in ((70, 84), (292, 134), (312, 143), (374, 196)):
        sheet.ink(
            stroke(at(curve([(-w, y), (-w * 0.5, y + 13), (0, y + 17), (w * 0.5, y + 13), (w, y)])), width=6),
            "black",
            0.85,
        )
    sheet.glow(falloff(880, 690, 60) * mask, "lamp", 0.5)


def hole_edge(hole: Plane) -> Plane:
    """A thin bright edge on the left side of an opening."""
    return np.clip(np.roll(hole, -14, axis=1) - hole, 0, 1)
