"""The great lens, close."""

import numpy as np

from .press import ALL, XX, YY, Sheet, arc, box, curve, cut, distance, falloff, noise, ramp, stroke


def draw() -> Sheet:
    """The great lens, close: rings of glass in brass, and a small flame that all of them hand on."""
    sheet = Sheet("night")
    cx, cy = 960.0, 600.0
    sheet.shade(ALL, "deep", np.clip(1 - ramp(0, 1200), 0, 1) * 0.9)
    # panes of the lantern room, and night behind them
    sheet.engrave(
        ALL, "sea", YY + (noise(61, 1600, 700, 2) - 0.5) * 140, 26, np.clip(0.36 - 0.0002 * distance(cx, cy), 0, 1)
    )
    beam = np.exp(-(((YY - cy) / (95 + np.abs(XX - cx) * 0.22)) ** 2)).astype(np.float32)
    sheet.engrave(
        ALL,
        "lamp",
        YY - cy + (YY - cy) / (0.4 + np.abs(XX - cx) / 700) * 0.6,
        22,
        beam * np.clip(0.8 - np.abs(XX - cx) / 1500, 0, 1),
    )
    sheet.glow(beam * falloff(cx, cy, 520), "amber", 0.6)
    bars = [
        [(200, -20), (140, 1220)],
        [(1720, -20), (1780, 1220)],
        [(-20, 330), (600, 330)],
        [(1320, 330), (1940, 330)],
        [(-20, 900), (600, 900)],
        [(1320, 900), (1940, 900)],
    ]
    sheet.ink(stroke(*bars, width=26), "black")

    # the lens: a beehive of prisms
    def half(y: float) -> float:
        return float(430 * np.sqrt(max(0.0, 1 - ((y - cy) / 640) ** 2)) ** 0.8)

    ys = np.linspace(60, 1140, 60)
    outline = [(cx - half(y), float(y)) for y in ys] + [(cx + half(y), float(y)) for y in ys[::-1]]
    body = cut(outline, edge=2)
    sheet.ink(body, "ink")
    light = falloff(cx, cy, 330)
    rings = [(360, 316), (300, 262), (246, 212), (196, 166), (150, 122), (106, 0)]
    # prisms above and below
    disc = cut(arc(cx, cy, 368, 368), edge=1)
    for i in range(13):
        for sign in (-1, 1):
            low, high = 210 + i * 31, 210 + i * 31 + 22
            wide0, wide1 = half(cy + low) * 0.94, half(cy + high) * 0.94
            sag = 60 - i * 6
            lower = curve(
                [(cx - wide0, cy + sign * (low - sag)), (cx, cy + sign * low), (cx + wide0, cy + sign * (low - sag))]
            )
            upper = curve(
                [(cx + wide1, cy + sign * (high - sag)), (cx, cy + sign * high), (cx - wide1, cy + sign * (high - sag))]
            )
            prism = cut(lower + upper, edge=1.5) * body * (1 - disc)
            sheet.ink(prism, "teal")
            sheet.shade(prism, "fog", np.clip(light * 1.7 - 0.1, 0, 1))
            sheet.shade(prism, "lamp", np.clip(light * 2.1 - 0.35, 0, 1))
    for outer, inner in rings:
        ring = cut(arc(cx, cy, outer, outer), edge=1.5)
        if inner:
            ring = ring * (1 - cut(arc(cx, cy, inner, inner), edge=1.5))
        sheet.ink(ring, "teal")
        turn = ((XX - cx) * 0.6 - (YY - cy) * 0.8) / outer
        sheet.shade(ring, "fog", np.clip(0.45 + 0.5 * turn, 0, 1))
        sheet.shade(ring, "amber", np.clip(light * 1.5 - 0.35 - turn * 0.15, 0, 1))
        sheet.shade(ring, "lamp", np.clip(light * 1.9 - 0.85 - turn * 0.2, 0, 1))
        sheet.engrave(ring, "ink", distance(cx, cy), 9, np.clip(0.5 - light * 0.45, 0, 1))
    sheet.shade(cut(arc(cx, cy, 106, 106)), "flame", falloff(cx, cy + 6, 60))
    # the flame and its burner
    sheet.glow(falloff(cx, cy, 70), "flame", 0.75)
    flame = curve(
        [
            (cx - 20, cy + 34),
            (cx - 27, cy + 2),
            (cx - 8, cy - 34),
            (cx + 2, cy - 72),
            (cx + 16, cy - 30),
            (cx + 27, cy + 4),
            (cx + 20, cy + 34),
        ],
        closed=True,
    )
    sheet.ink(
        cut(
            curve(
                [
                    (cx - 30, cy + 46),
                    (cx - 40, cy + 2),
                    (cx - 12, cy - 50),
                    (cx + 2, cy - 98),
                    (cx + 24, cy - 46),
                    (cx + 40, cy + 4),
                    (cx + 30, cy + 46),
                ],
                closed=True,
            ),
            edge=1,
        ),
        "amber",
    )
    sheet.ink(cut(flame, edge=1), "flame")
    sheet.ink(cut(box(cx - 34, cy + 42, cx + 34, cy + 66), edge=1), "umber")
    # brass
    for dx in (-1.0, -0.52, 0.52, 1.0):
        sheet.ink(
            stroke([(cx + dx * half(y), float(y)) for y in ys if abs(y - cy) > (374 if abs(dx) < 1 else 0)], width=16)
            * (1 - cut(arc(cx, cy, 366, 366)))
            if abs(dx) < 1
            else stroke([(cx + dx * half(y), float(y)) for y in ys], width=20),
            "umber",
        )
        sheet.ink(
            stroke(
                [(cx + dx * half(y) - 4, float(y)) for y in ys if abs(y - cy) > (380 if abs(dx) < 1 else 0)], width=5
            )
            * ((1 - cut(arc(cx, cy, 366, 366))) if abs(dx) < 1 else 1),
            "lamp",
            0.8,
        )
    sheet.ink(stroke(arc(cx, cy, 368, 368), width=14), "umber")
    sheet.ink(stroke(arc(cx, cy, 370, 370), width=4), "lamp", 0.8)
    sheet.ink(cut(box(cx - 260, 1120, cx + 260, 1230), edge=3), "black")
    sheet.ink(stroke([(cx - 256, 1122), (cx + 256, 1122)], width=6), "lamp", 0.8)
    sheet.ink(cut(curve([(cx - 200, 70), (cx - 120, 26), (cx, 8), (cx + 120, 26), (cx + 200, 70)]), edge=3), "black")
    return sheet
