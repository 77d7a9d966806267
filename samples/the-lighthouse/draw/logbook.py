"""The open logbook."""

import numpy as np
from numpy.typing import NDArray

from .press import ALL, XX, YY, Sheet, box, curve, cut, distance, falloff, noise, smoothstep, stroke, taper


def draw() -> Sheet:
    """The open logbook: line after short line, once a page a longer one, and a pencil on the empty line."""
    sheet = Sheet("umber")
    lx, ly = 420.0, -60.0
    sheet.shade(ALL, "wood", falloff(lx, ly + 200, 900))
    sheet.engrave(ALL, "black", YY + (noise(54, 1200, 80, 3) - 0.5) * 110, 34, ALL * 0.3)
    sheet.engrave(
        ALL,
        "amber",
        distance(lx, ly + 160) + (noise(51, 500) - 0.5) * 50,
        30,
        np.clip(falloff(lx, ly + 160, 430) - 0.1, 0, 0.7),
    )
    sheet.dim(cut([(190, 190), (1780, 210), (1830, 1150), (150, 1130)], soft=26) * 0.8)
    sheet.ink(cut([(170, 150), (1750, 150), (1800, 1106), (120, 1106)], edge=5), "rust")
    left = curve([(960, 150), (800, 108), (520, 104), (214, 128)]) + curve(
        [(168, 1064), (500, 1042), (800, 1046), (960, 1092)]
    )
    right = curve([(960, 150), (1120, 108), (1400, 104), (1706, 128)]) + curve(
        [(1752, 1064), (1420, 1042), (1120, 1046), (960, 1092)]
    )
    for i in (14, 7, 0):
        mask = cut([(x - i * 1.1, y + i) for x, y in left], [(x + i * 1.1, y + i) for x, y in right], edge=3)
        sheet.ink(mask, "wood" if i == 14 else "amber" if i == 7 else "paper")
    light = falloff(lx, ly + 300, 780)
    sheet.shade(mask, "lamp", np.clip(0.75 - light * 0.75, 0, 1))
    sheet.shade(mask, "ember", np.clip(0.95 - light * 1.7, 0, 1))
    gutter = np.exp(-(((XX - 960) / 46) ** 2)).astype(np.float32)
    sheet.shade(mask, "wood", gutter * 0.85)
    rng = np.random.default_rng(6)
    for side, x0, wide in ((0, 262, 610), (1, 1040, 610)):
        for row in range(15):
            base = 196 + row * 58 - 14 * np.sin(np.linspace(0, np.pi, 60))
            xs = np.linspace(x0 - row * (3 if side == 0 else -0.5), x0 + wide + row * (0 if side == 0 else 2.5), 60)
            rule = [(float(a), float(b) + 20) for a, b in zip(xs, base, strict=True)]
            sheet.ink(stroke(rule, width=2, edge=1), "mist", 0.8)
            last = side == 1 and row >= 13
            if last:
                continue
            special = row in ((4, 5) if side == 0 else (8, 9, 10))
            write(
                sheet,
                rng,
                xs,
                base,
                0.97 if special and row not in (5, 10) else 0.6 if special else 0.43,
                special=special,
            )
    # the pencil on the first empty line
    px, py = 1300.0, 972.0
    sheet.dim(cut(taper([(px - 180, py + 16), (px + 260, py + 30)], 26, 26), soft=6) * 0.55)
    sheet.ink(cut([(px - 150, py - 12), (px + 250, py - 4), (px + 250, py + 24), (px - 150, py + 16)], edge=1), "ember")
    sheet.ink(cut([(px - 150, py - 12), (px + 250, py - 4), (px + 250, py + 5), (px - 150, py - 3)], edge=1), "lamp")
    sheet.ink(cut([(px - 150, py - 12), (px - 150, py + 16), (px - 212, py + 1)], edge=1), "paper")
    sheet.ink(cut([(px - 190, py - 4), (px - 190, py + 6), (px - 214, py + 1)], edge=1), "black")
    sheet.ink(cut(box(px + 226, py - 6, px + 256, py + 25), edge=1), "wine")
    sheet.glow(falloff(lx, ly + 160, 330), "lamp", 0.35)
    sheet.dim(smoothstep(700, 1750, distance(lx, ly + 300)) * 0.5, "wine")
    return sheet


def write(
    sheet: Sheet,
    rng: np.random.Generator,
    xs: NDArray[np.float64],
    base: NDArray[np.float64],
    share: float,
    *,
    special: bool,
) -> None:
    """Handwriting nobody needs to read: words of loops along a rule, over `share` of its length."""
    start, end = float(xs[0]), float(xs[0] + (xs[-1] - xs[0]) * share)
    x = start + rng.uniform(0, 6)
    words = []
    while x < end - 30:
        letters = max(2, round(min(rng.uniform(44, 120), end - x) / 15))
        turns = np.arange(0, letters * 2 * np.pi, 0.35)
        tall = rng.choice([11, 13, 15, 30], letters + 1, p=[0.34, 0.28, 0.18, 0.2])[(turns / (2 * np.pi)).astype(int)]
        rise = tall * (0.5 - 0.5 * np.cos(turns))
        along = x + turns / (2 * np.pi) * 15 - 4.5 * np.sin(turns) + rise * 0.42
        foot = np.interp(along, xs, base) + 17
        words.append([(float(px), float(py)) for px, py in zip(along, foot - rise, strict=True)])
        x += letters * 15 + 22
    sheet.ink(
        stroke(*words, width=4 if special else 3, edge=1), "rust" if special else "night", 0.95 if special else 0.85
    )
