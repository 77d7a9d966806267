"""The table from above, with the sun on it."""

from typing import Final

import numpy as np

from .press import (
    ALL,
    XX,
    YY,
    Plane,
    Sheet,
    arc,
    curve,
    cut,
    distance,
    falloff,
    noise,
    smoothstep,
    stroke,
    taper,
)

CX: Final = 960.0
CY: Final = 600.0


def draw() -> Sheet:
    """From above, in the first sun: a round table, three bowls, bread, the book, and whose hands they are."""
    sheet = Sheet("wine")
    boards = np.abs(((XX * 0.96 - YY * 0.28) / 150) % 1 * 2 - 1).astype(np.float32)
    sheet.shade(ALL, "wood", ALL * 0.55)
    sheet.engrave(
        ALL, "umber", (XX * 0.96 - YY * 0.28 + (noise(121, 90, 900) - 0.5) * 60).astype(np.float32), 25, ALL * 0.4
    )
    sheet.ink(smoothstep(0.95, 0.985, boards), "umber")
    sheet.dim(cut(arc(CX + 50, CY + 60, 590, 590), soft=26) * 0.75, "umber")
    top = cut(arc(CX, CY, 570, 570, steps=240), edge=2)
    sheet.ink(top, "amber")
    light = np.clip(1.1 - distance(560, 250) / 1150, 0, 1)
    sheet.shade(top, "ember", np.clip(0.85 - light, 0, 1))
    sheet.engrave(
        top, "ember", YY + XX * 0.12 + (noise(122, 900, 90, 3) - 0.5) * 170, 26, np.clip(0.52 - light * 0.3, 0, 1)
    )
    sunlight(sheet, top, light)
    # bread, salt, the book
    loaf(sheet, 985, 585)
    plate(sheet, 660, 560, 142, "ember", 0.55)
    plate(sheet, 1250, 440, 142, "ember", 0.9)
    plate(sheet, 985, 912, 142, "ember", 0.72)
    spoon(sheet, 1020, 340, 205)
    sheet.ink(cut(arc(880, 420, 42, 42), edge=2), "deep")
    sheet.ink(cut(arc(880, 420, 32, 32), edge=2), "paper")
    hands(sheet)
    # steam in the sun
    for x, y, seed in ((1250, 440, 3), (985, 900, 4)):
        rng = np.random.default_rng(seed)
        for k in (-1, 0, 1):
            line = curve([(x + k * 34 + i * 16 + rng.uniform(-16, 16), y - i * 34) for i in range(6)])
            sheet.ink(cut(taper(line, 15, 2), soft=3), "paper", 0.6)
    sheet.glow(falloff(420, 60, 420), "lamp", 0.4)
    return sheet


def sunlight(sheet: Sheet, top: Plane, light: Plane) -> None:
    """The window's four panes of sun, lying across the table."""
    panes = []
    for i in (0, 1):
        for j in (0, 1):

            def at(u: float, v: float) -> tuple[float, float]:
                return 330 + u * 640 + v * 300, -40 + u * 300 + v * 620

            u0, v0 = i * 0.56, j * 0.66
            panes.append([at(u0, v0), at(u0 + 0.5, v0), at(u0 + 0.5, v0 + 0.6), at(u0, v0 + 0.6)])
    sun = cut(*panes, edge=3, soft=2)
    sheet.shade(sun * top, "lamp", ALL * 0.92)
    sheet.shade(sun * top, "flame", np.clip(light * 1.1 - 0.15, 0, 1))
    sheet.engrave(sun * top, "amber", YY + XX * 0.12 + (noise(122, 900, 90, 3) - 0.5) * 170, 26, ALL * 0.2)
    sheet.ink(stroke(arc(CX, CY, 562, 562, 150, 320), width=8), "flame", 0.85)


def hands(sheet: Sheet) -> None:
    """Tam's wet blue sleeve, Maren's rust one, and yours at the near edge, with the pencil."""
    sleeve(sheet, [(-60, 470), (140, 500), (330, 520), (470, 556)], "deep", "night", "fog")
    spoon(sheet, 620, 575, 172)
    sleeve(sheet, [(1980, 220), (1760, 280), (1600, 350), (1450, 410)], "rust", "wine", "rose")
    sheet.dim(cut([(1200, 800), (1480, 740), (1560, 980), (1270, 1050)], soft=10) * 0.55, "wine")
    page = cut([(1180, 780), (1450, 716), (1524, 946), (1250, 1020)], edge=3)
    sheet.ink(cut([(1168, 776), (1462, 704), (1542, 958), (1246, 1038)], edge=3), "rust")
    sheet.ink(page, "paper")
    rows = [
        [(1212 + i * 11, 806 + i * 33), (1330 + i * 11 + 84 * (i == 5), 777 + i * 33 - 21 * (i == 5))] for i in range(6)
    ]
    sheet.ink(stroke(*rows, width=5, edge=4), "night", 0.9)
    sleeve(sheet, [(1700, 1270), (1640, 1180), (1570, 1090), (1520, 1030)], "teal", "deep", "amber")
    sheet.ink(cut(taper([(1400, 934), (1540, 1010)], 8, 18), edge=1), "ember")
    sheet.ink(cut(taper([(1386, 926), (1404, 936)], 2, 9), edge=1), "black")


def plate(sheet: Sheet, x: float, y: float, wide: float, soup: str, full: float) -> None:
    """A bowl straight from above with its shadow, lit from the upper left; `full` is how much is left in it."""
    sheet.dim(cut(arc(x + 26, y + 30, wide * 1.02, wide * 1.02), soft=10) * 0.6, "wine")
    rim = cut(arc(x, y, wide, wide), edge=2)
    turn = ((XX - x) + (YY - y)) / (wide * 1.42)
    sheet.ink(rim, "deep")
    sheet.shade(rim, "mist", np.clip(0.55 - turn * 0.7, 0, 1))
    sheet.ink(cut(arc(x, y, wide * 0.86, wide * 0.86), edge=2), "pale")
    inner = cut(arc(x, y, wide * 0.82, wide * 0.82), edge=2)
    sheet.ink(inner, "fog")
    sheet.engrave(inner, "sea", distance(x, y), 14, np.clip(0.5 - turn * 0.4, 0, 0.8))
    left = cut(arc(x + 4, y + 5, wide * 0.78 * full, wide * 0.76 * full), edge=5)
    sheet.ink(left, soup)
    sheet.shade(left, "lamp", np.clip(0.25 + turn * 0.6, 0, 1))
    rng = np.random.default_rng(round(x))
    bits = [
        arc(x + wide * 0.5 * full * float(np.cos(a)), y + wide * 0.5 * full * float(np.sin(a)), 9, 6)
        for a in rng.uniform(0, 6.28, 6)
    ]
    sheet.ink(cut(*bits, edge=2), "rust")
    sheet.ink(stroke(arc(x, y, wide * 0.93, wide * 0.93, 165, 285), width=6, edge=1), "flame", 0.9)


def spoon(sheet: Sheet, x: float, y: float, degrees: float) -> None:
    """A spoon lying at an angle, its bowl at (x, y)."""
    a = np.radians(degrees)

    def at(px: float, py: float) -> tuple[float, float]:
        return float(x + px * np.cos(a) - py * np.sin(a)), float(y + px * np.sin(a) + py * np.cos(a))

    sheet.dim(
        stroke([tuple(np.add(at(20, 0), (8, 10))), tuple(np.add(at(190, 0), (8, 10)))], width=12, soft=4) * 0.5, "wine"
    )
    sheet.ink(cut([at(px, py) for px, py in arc(0, 0, 38, 25)], edge=1), "pale")
    sheet.ink(cut([at(px, py) for px, py in arc(4, 2, 26, 15)], edge=1), "mist")
    sheet.ink(stroke([at(34, 0), at(190, 0)], width=12), "pale")
    sheet.ink(stroke([at(40, 3), at(188, 3)], width=4), "mist")


def loaf(sheet: Sheet, x: float, y: float) -> None:
    """A round loaf, scored crosswise and floured, a wedge already gone from it."""
    whole = arc(x, y, 132, 126, 62, 372) + [(x + 8, y + 6)]
    sheet.dim(cut([(px + 22, py + 26) for px, py in whole], soft=9) * 0.6, "wine")
    crust = cut(whole, edge=4)
    sheet.ink(crust, "rust")
    sheet.shade(crust, "amber", np.clip(1.15 - distance(x - 34, y - 38) / 128, 0, 1))
    sheet.shade(crust, "paper", np.clip(0.8 - distance(x - 44, y - 50) / 84, 0, 1))
    scores = [
        curve([(x - 92 + d, y - 66 + d), (x - 20 + d * 0.5, y - 10 + d * 0.2), (x + 40 + d * 0.4, y - 88 + d * 1.2)])
        for d in (0, 34)
    ]
    scores.append(curve([(x - 96, y + 40), (x - 48, y + 10), (x - 10, y + 70)]))
    sheet.ink(stroke(*scores, width=9, edge=3) * crust, "wood")
    crumb = cut(
        [(x + 8, y + 6), (x + 130, y + 28), (x + 128, y + 50), (x + 18, y + 30)],
        [(x + 8, y + 6), (x + 20, y + 30), (x + 72, y + 128), (x + 60, y + 112)],
        edge=3,
    )
    sheet.ink(crumb, "paper")
    dots = [(x + 170, y + 84), (x + 196, y + 102), (x + 152, y + 118), (x + 120, y + 140), (x + 188, y + 64)]
    sheet.ink(cut(*[arc(px, py, 6, 5, steps=12) for px, py in dots], edge=3), "rust")


def sleeve(sheet: Sheet, points: list[tuple[float, float]], name: str, lines: str, hand: str) -> None:
    """A forearm reaching in from the edge of the sheet, with a hand at its end."""
    line = curve(points)
    sheet.dim(cut(taper([(x + 20, y + 26) for x, y in line], 190, 110), soft=10) * 0.5, "wine")
    (x, y), (bx, by) = line[-1], line[-12]
    dx, dy = (x - bx), (y - by)
    size = float(np.hypot(dx, dy))
    ux, uy = dx / size, dy / size
    palm = curve(
        [
            (x + ux * f - uy * s, y + uy * f + ux * s)
            for f, s in ((-24, 40), (30, 46), (78, 34), (98, 6), (80, -26), (34, -42), (-24, -40))
        ],
        closed=True,
    )
    thumb = taper(
        curve(
            [
                (x + ux * 10 - uy * 36, y + uy * 10 + ux * 36),
                (x + ux * 56 - uy * 66, y + uy * 56 + ux * 66),
                (x + ux * 92 - uy * 58, y + uy * 92 + ux * 58),
            ]
        ),
        32,
        20,
    )
    skin = cut(palm, thumb, edge=2)
    sheet.ink(skin, hand)
    sheet.shade(skin, "paper", np.clip(0.6 - ((XX - x) + (YY - y)) / 130, 0, 1) * 0.6)
    fingers = [
        [(x + ux * 50 - uy * s, y + uy * 50 + ux * s), (x + ux * 92 - uy * s * 0.8, y + uy * 92 + ux * s * 0.8)]
        for s in (-14, 4, 20)
    ]
    sheet.ink(stroke(*fingers, width=4, edge=1), "wood", 0.8)
    mask = cut(taper(line, 190, 112), edge=3)
    sheet.ink(mask, name)
    field = (XX * ux + YY * uy).astype(np.float32)
    sheet.engrave(mask, lines, field + (noise(120, 200) - 0.5) * 50, 22, ALL * 0.36)
    cuff = cut(taper([(x - ux * 44, y - uy * 44), (x + ux * 4, y + uy * 4)], 124, 120), edge=3)
    sheet.ink(cuff, lines)
