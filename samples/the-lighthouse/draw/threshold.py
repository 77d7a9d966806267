"""The steps in the morning."""

import numpy as np

from .coast import boat, crags, sea
from .press import ALL, HEIGHT, WIDTH, XX, YY, Points, Sheet, arc, box, curve, cut, falloff, noise, ramp, smoothstep


def draw() -> Sheet:
    """Early, cold: wet prints go down the steps to the water; on the top one, a pair of socks, folded."""
    sheet = Sheet("fog")
    horizon = 400.0
    sheet.shade(ALL, "pale", np.clip(ramp(120, 400), 0, 1))
    sheet.shade(ALL, "rose", np.clip(0.62 - np.abs(YY - 385) / 150, 0, 1) * falloff(960, 390, 700))
    sheet.engrave(
        (horizon > YY).astype(np.float32),
        "mist",
        YY + (noise(101, 1600, 500, 2) - 0.5) * 130,
        24,
        np.clip(0.52 - ramp(0, 380) * 0.55, 0, 1),
    )
    sheet.ink(
        cut(curve([(1240, 402), (1310, 350), (1372, 340), (1420, 300), (1476, 352), (1530, 368), (1640, 402)]), edge=4),
        "mist",
    )
    sheet.ink(cut(curve([(160, 402), (230, 384), (300, 370), (372, 388), (470, 402)]), edge=4), "fog")
    sheet.ink(cut(box(-10, horizon, WIDTH + 10, HEIGHT), edge=2), "mist")
    sea(sheet, horizon, "pale", np.clip(0.68 - ramp(horizon, 900) * 0.5, 0, 1), near=30)
    sheet.fog(smoothstep(250, 380, YY) * (1 - smoothstep(420, 560, YY)), "pale", 0.85, 23, high=80)
    boat(sheet, 905, 520, 0.36)
    cliffs(sheet)
    steps(sheet)
    return sheet


def cliffs(sheet: Sheet) -> None:
    """Rock on either side."""
    for side, seed in ((-1, 102), (1, 103)):
        rock = [
            (960 + side * p, y)
            for p, y in curve(
                [
                    (1010, 420),
                    (800, 446),
                    (640, 520),
                    (470, 560),
                    (350, 610),
                    (220, 640),
                    (170, 668),
                    (212, 705),
                    (314, 800),
                    (450, 950),
                    (573, 1100),
                    (690, 1240),
                ]
            )
        ] + [(960 + side * 1010, 1230)]
        mask = cut(rock, edge=9)
        sheet.ink(mask, "ink")
        field, catch = crags(seed)
        sheet.engrave(mask, "mist", field, 17, catch * np.clip(0.8 - ramp(440, 1150) * 0.55, 0, 1))


def steps(sheet: Sheet) -> None:
    """The steps, widening towards us, with what was left on them."""
    count = 7
    for i in range(count):
        t0, t1 = i / count, (i + 1) / count
        y0, y1 = 650 + 560 * t0**1.9, 650 + 560 * t1**1.9
        w0, w1 = 150 + 520 * t0**1.55, 150 + 520 * t1**1.55
        tread = cut(
            [(960 - w0, y0), (960 + w0, y0), (960 + w1, y0 + (y1 - y0) * 0.72), (960 - w1, y0 + (y1 - y0) * 0.72)],
            edge=3 + 3 * t0,
        )
        riser = cut(
            [
                (960 - w1, y0 + (y1 - y0) * 0.70),
                (960 + w1, y0 + (y1 - y0) * 0.70),
                (960 + w1, y1 + 3),
                (960 - w1, y1 + 3),
            ],
            edge=3,
        )
        sheet.ink(tread, "fog")
        sheet.shade(tread, "pale", np.clip(0.75 - t0 * 0.6, 0, 1) * ALL)
        sheet.engrave(tread, "mist", YY + (noise(104, 300, 40) - 0.5) * 30, 10 + 8 * t0, ALL * 0.3)
        sheet.ink(riser, "deep")
        sheet.engrave(riser, "ink", YY, 9, ALL * 0.5)
        middle = y0 + (y1 - y0) * 0.36
        size = 0.22 + 0.75 * t0
        print_at(sheet, 960 + (-46 if i % 2 else 40) * (0.35 + t0), middle, size)
    socks(sheet, 1190, 1110)
    sheet.dim(ramp(1010, 1260) * 0.35, "ink")


def print_at(sheet: Sheet, x: float, y: float, size: float) -> None:
    """One wet footprint, toes towards the sea."""
    sole = curve(
        [(-26, -8), (0, -22), (28, -8), (24, 10), (14, 22), (16, 40), (0, 48), (-16, 38), (-14, 20), (-24, 8)],
        closed=True,
    )
    toes = [arc(-24 + i * 12, -28 - 7 * (1 - abs(i - 1.5) / 2), 6, 6) for i in range(5)]
    shapes = [[(x + px * size * 1.25, y + py * size * 0.62) for px, py in part] for part in (sole, *toes)]
    sheet.ink(cut(*shapes, edge=2), "deep", 0.92)


def socks(sheet: Sheet, x: float, y: float) -> None:
    """A pair of socks laid side by side, dry."""
    leg = [(-44, -92), (30, -96), (36, -14), (98, 22), (116, 56), (94, 80), (46, 78), (-22, 48), (-48, 8)]
    for dx, dy in ((-60, -8), (52, 6)):

        def at(points: Points, dx: float = dx, dy: float = dy) -> list[tuple[float, float]]:
            return [(x + dx + px * 0.74, y + dy + py * 0.5) for px, py in points]

        whole = curve(at(leg), closed=True)
        sock = cut(whole, edge=2)
        sheet.dim(cut([(px + 9, py + 10) for px, py in whole], soft=5) * 0.7)
        sheet.ink(sock, "ember")
        sheet.shade(sock, "amber", ramp(y + dy + 30, y + dy - 40) * 0.75)
        sheet.engrave(sock, "rust", YY + XX * 0.4, 11, np.full_like(XX, 0.2))
        cuff = sock * cut(at([(-80, -120), (80, -120), (80, -58), (-80, -54)]), edge=1)
        sheet.ink(cuff, "rust")
        sheet.engrave(cuff, "paper", XX, 12, np.full_like(XX, 0.3))
        for patch in (arc(104, 66, 34, 40), arc(-40, 30, 28, 36)):
            sheet.ink(sock * cut(at(patch), edge=1), "rust")
