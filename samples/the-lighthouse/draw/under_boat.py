"""The boat on the shingle and the can under it."""

import numpy as np

from .coast import sea
from .press import ALL, HEIGHT, WIDTH, XX, YY, Plane, Sheet, arc, box, curve, cut, falloff, noise, ramp, stroke, taper


def draw() -> Sheet:
    """The boat turned over on the shingle and propped on a stick; under it, a red can with a paper tied on."""
    sheet = Sheet("sea")
    sheet.shade(ALL, "mist", ramp(-100, 640))
    sheet.engrave(
        (YY < 560).astype(np.float32),
        "fog",
        YY + (noise(81, 1600, 500, 2) - 0.5) * 150,
        24,
        np.clip(0.45 - ramp(0, 560) * 0.5, 0, 1),
    )
    sheet.ink(
        cut(curve([(-20, 505), (120, 470), (240, 486), (350, 440), (520, 512)]) + [(520, 560), (-20, 560)], edge=4),
        "sea",
    )
    sheet.ink(cut(box(-10, 520, WIDTH + 10, HEIGHT), edge=2), "deep")
    sea(sheet, 520, "fog", np.clip(0.62 - ramp(520, 860) * 0.7, 0, 1) + 0.05)
    sheet.fog((YY < 640).astype(np.float32), "fog", 0.8, 13, high=120)
    # shingle
    beach = cut(
        curve([(-20, 800), (300, 770), (800, 752), (1300, 730), (1700, 690), (1940, 668)])
        + [(1940, 1220), (-20, 1220)],
        edge=7,
    )
    sheet.ink(beach, "night")
    shingle(sheet, beach)
    berth(sheet)
    cave = hull(sheet)
    # prop, oar blades in the dark, and the can with its light
    sheet.glow(falloff(900, 920, 90) * cave, "ember", 0.5)
    sheet.ink(stroke([(1214, 800), (1238, 1010)], width=24, edge=3), "wood")
    sheet.ink(stroke([(1208, 802), (1230, 1006)], width=6), "amber", 0.9)
    sheet.ink(cut(taper([(470, 918), (700, 900)], 44, 10), edge=3), "wood")
    can(sheet, 900, 1040)
    sheet.dim(ramp(980, 1260) * 0.45)
    return sheet


def berth(sheet: Sheet) -> None:
    """The second berth: two empty blocks, and the mark of a keel going down to the water."""
    for x, y in ((1640, 812), (1800, 778)):
        sheet.ink(
            cut(
                [
                    (x - 66, y + 34),
                    (x - 50, y - 26),
                    (x - 14, y - 8),
                    (x + 14, y - 8),
                    (x + 50, y - 26),
                    (x + 66, y + 34),
                ],
                edge=3,
            ),
            "black",
        )
        sheet.ink(stroke([(x - 50, y - 26), (x - 14, y - 8), (x + 14, y - 8), (x + 50, y - 26)], width=5), "fog", 0.8)
    keel = curve([(1730, 840), (1722, 770), (1690, 720), (1640, 690)])
    sheet.ink(cut(taper(keel, 30, 9), edge=4), "mist", 0.85)


def hull(sheet: Sheet) -> Plane:
    """The hull, upside down; answers with the mask of the dark under it."""
    top = curve([(300, 872), (318, 770), (410, 640), (590, 540), (860, 486), (1160, 486), (1420, 530)])
    lip = curve([(1506, 806), (1300, 796), (960, 804), (620, 842), (300, 872)])
    hull = cut(top + lip, edge=4)
    cave = cut(
        curve(
            [
                (350, 862),
                (620, 836),
                (960, 798),
                (1300, 788),
                (1500, 800),
                (1440, 900),
                (1300, 980),
                (1000, 1012),
                (640, 1000),
                (420, 950),
            ],
            closed=True,
        ),
        edge=8,
    )
    sheet.ink(cave, "black")
    sheet.ink(hull, "wine")
    height = 1 - np.clip((YY - 480 - np.clip((960 - XX) / 640, 0, 1) ** 2 * 300) / (820 - 480), 0, 1)
    sheet.shade(hull, "rust", np.clip(height * 1.2 - 0.15 + (960 - XX) / 2200, 0, 1))
    sheet.shade(hull, "ember", np.clip(height * 1.3 - 0.75 + (900 - XX) / 1500, 0, 1))
    planks = (YY - 825) / (np.clip(1 - np.clip((1000 - XX) / 690, 0, 1) ** 2.4, 0.04, 1) * 340)
    sheet.engrave(hull, "black", (planks * 400).astype(np.float32), 66, ALL * 0.16, wander=0.05)
    sheet.engrave(hull, "umber", (planks * 400).astype(np.float32), 16.5, np.clip(0.55 - height * 0.5, 0, 1))
    transom = cut([(1420, 530), (1470, 560), (1540, 800), (1506, 806)], edge=3)
    sheet.ink(transom, "wine")
    sheet.ink(stroke([(1420, 530), (1506, 806)], width=9), "black")
    sheet.ink(stroke([(x, y - 6) for x, y in top], width=26), "umber")
    sheet.ink(stroke([(x - 3, y - 19) for x, y in top], width=6), "pale", 0.85)
    sheet.ink(stroke(lip, width=24), "umber")
    sheet.ink(stroke([(x, y - 8) for x, y in lip], width=6), "lamp", 0.75)
    return cave


def shingle(sheet: Sheet, beach: Plane) -> None:
    """Stones, row before row, larger towards us, each with a little sky on its back."""
    rng = np.random.default_rng(82)
    y, size = 680.0, 7.0
    while y < HEIGHT + 60:
        shift = rng.uniform(0, size * 4)
        stones = [
            (x + rng.normal(0, size * 0.5), y + rng.normal(0, size * 0.4), size * rng.uniform(0.6, 1.25))
            for x in np.arange(-60 + shift, WIDTH + 60, size * 2.7)
        ]
        for name, part in (("black", 0), ("ink", 1), ("deep", 2)):
            some = [s for i, s in enumerate(stones) if (i * 7 + round(y)) % 3 == part]
            sheet.ink(cut(*[arc(sx, sy, r * 1.5, r, steps=20) for sx, sy, r in some], edge=2) * beach, name)
        backs = [arc(sx, sy, r * 1.3, r * 0.78, 190, 310, 9) for sx, sy, r in stones]
        sheet.ink(stroke(*backs, width=max(2, size * 0.16), edge=1) * beach, "mist", 0.95 - min(0.55, (y - 680) / 800))
        y += size * 1.5
        size *= 1.115


def can(sheet: Sheet, x: float, foot: float) -> None:
    """A red oil can with a paper label on a string. It covers x±100, from foot-290 to foot+20."""
    sheet.dim(cut(arc(x + 30, foot + 6, 150, 24), soft=9) * 0.85)
    body = cut(
        [(x - 96, foot - 176)]
        + arc(x, foot, 96, 22, 180, 0)[::1]
        + [(x + 96, foot - 176)]
        + arc(x, foot - 176, 96, 20, 0, -180),
        edge=2,
    )
    turn = (XX - x) / 96
    sheet.ink(body, "rust")
    sheet.shade(body, "ember", np.clip(0.85 - np.abs(turn + 0.35) * 1.3, 0, 1))
    sheet.shade(body, "wine", np.clip(turn * 1.5 - 0.3, 0, 1))
    sheet.engrave(body, "wine", YY - 20 * turn**2, 14, np.clip(turn * 0.6 + 0.1, 0, 0.6))
    cone = cut(
        [
            (x - 96, foot - 176),
            (x - 30, foot - 236),
            (x - 26, foot - 262),
            (x + 26, foot - 262),
            (x + 30, foot - 236),
            (x + 96, foot - 176),
        ]
        + arc(x, foot - 176, 96, 20, 0, 180),
        edge=2,
    )
    sheet.ink(cone, "rust")
    sheet.shade(cone, "amber", np.clip(0.7 - np.abs(turn + 0.3) * 1.5, 0, 1))
    sheet.ink(cut(box(x - 32, foot - 288, x + 32, foot - 256), edge=2), "amber")
    sheet.ink(stroke(arc(x, foot - 176, 96, 20, 0, 180), width=5), "lamp", 0.85)
    sheet.ink(stroke([(x - 94, foot - 172), (x - 94, foot - 6)], width=5), "lamp", 0.85)
    sheet.ink(
        stroke(
            curve([(x + 34, foot - 240), (x + 128, foot - 226), (x + 132, foot - 130), (x + 96, foot - 96)]), width=11
        ),
        "black",
    )
    label = cut([(x - 58, foot - 142), (x + 42, foot - 152), (x + 50, foot - 66), (x - 50, foot - 56)], edge=2)
    sheet.ink(label, "paper")
    marks = [[(x - 40 + i, foot - 118 + i * 24), (x + 26 - 22 * (i == 2), foot - 125 + i * 24)] for i in range(3)]
    sheet.ink(stroke(*marks, width=4, edge=4), "umber")
    sheet.ink(stroke(curve([(x - 28, foot - 262), (x - 44, foot - 200), (x - 10, foot - 146)]), width=4), "paper")
