"""The great lens, close."""

from typing import Final

import numpy as np

from .press import ALL, XX, YY, Plane, Sheet, arc, box, curve, cut, distance, falloff, noise, ramp, stroke

CX: Final = 960.0
CY: Final = 600.0
HEIGHTS: Final = [float(y) for y in np.linspace(60, 1140, 60)]


def draw() -> Sheet:
    """The great lens, close: rings of glass in brass, and a small flame that all of them hand on."""
    sheet = Sheet("night")
    sheet.shade(ALL, "deep", np.clip(1 - ramp(0, 1200), 0, 1) * 0.9)
    night(sheet)
    # the lens: a beehive of prisms
    outline = [(CX - half(y), y) for y in HEIGHTS] + [(CX + half(y), y) for y in HEIGHTS[::-1]]
    body = cut(outline, edge=2)
    sheet.ink(body, "ink")
    light = falloff(CX, CY, 330)
    prisms(sheet, body, light)
    bullseye(sheet, light)
    flame(sheet)
    brass(sheet)
    return sheet


def night(sheet: Sheet) -> None:
    """The lantern room's panes, the night behind them and the beam in it."""
    sheet.engrave(
        ALL, "sea", YY + (noise(61, 1600, 700, 2) - 0.5) * 140, 26, np.clip(0.36 - 0.0002 * distance(CX, CY), 0, 1)
    )
    beam = np.exp(-(((YY - CY) / (95 + np.abs(XX - CX) * 0.22)) ** 2)).astype(np.float32)
    sheet.engrave(
        ALL,
        "lamp",
        YY - CY + (YY - CY) / (0.4 + np.abs(XX - CX) / 700) * 0.6,
        22,
        beam * np.clip(0.8 - np.abs(XX - CX) / 1500, 0, 1),
    )
    sheet.glow(beam * falloff(CX, CY, 520), "amber", 0.6)
    bars = [
        [(200, -20), (140, 1220)],
        [(1720, -20), (1780, 1220)],
        [(-20, 330), (600, 330)],
        [(1320, 330), (1940, 330)],
        [(-20, 900), (600, 900)],
        [(1320, 900), (1940, 900)],
    ]
    sheet.ink(stroke(*bars, width=26), "black")


def prisms(sheet: Sheet, body: Plane, light: Plane) -> None:
    """Bent bars of glass above and below the bullseye."""
    disc = cut(arc(CX, CY, 368, 368), edge=1)
    for i in range(13):
        for sign in (-1, 1):
            low, high = 210 + i * 31, 210 + i * 31 + 22
            wide0, wide1 = half(CY + low) * 0.94, half(CY + high) * 0.94
            sag = 60 - i * 6
            lower = curve(
                [(CX - wide0, CY + sign * (low - sag)), (CX, CY + sign * low), (CX + wide0, CY + sign * (low - sag))]
            )
            upper = curve(
                [(CX + wide1, CY + sign * (high - sag)), (CX, CY + sign * high), (CX - wide1, CY + sign * (high - sag))]
            )
            prism = cut(lower + upper, edge=1.5) * body * (1 - disc)
            sheet.ink(prism, "teal")
            sheet.shade(prism, "fog", np.clip(light * 1.7 - 0.1, 0, 1))
            sheet.shade(prism, "lamp", np.clip(light * 2.1 - 0.35, 0, 1))


def bullseye(sheet: Sheet, light: Plane) -> None:
    """The rings of the bullseye, brightest next to the flame."""
    for outer, inner in ((360, 316), (300, 262), (246, 212), (196, 166), (150, 122), (106, 0)):
        ring = cut(arc(CX, CY, outer, outer), edge=1.5)
        if inner:
            ring = ring * (1 - cut(arc(CX, CY, inner, inner), edge=1.5))
        sheet.ink(ring, "teal")
        turn = ((XX - CX) * 0.6 - (YY - CY) * 0.8) / outer
        sheet.shade(ring, "fog", np.clip(0.45 + 0.5 * turn, 0, 1))
        sheet.shade(ring, "amber", np.clip(light * 1.5 - 0.35 - turn * 0.15, 0, 1))
        sheet.shade(ring, "lamp", np.clip(light * 1.9 - 0.85 - turn * 0.2, 0, 1))
        sheet.engrave(ring, "ink", distance(CX, CY), 9, np.clip(0.5 - light * 0.45, 0, 1))
    sheet.shade(cut(arc(CX, CY, 106, 106)), "flame", falloff(CX, CY + 6, 60))


def flame(sheet: Sheet) -> None:
    """The flame and its burner."""
    sheet.glow(falloff(CX, CY, 70), "flame", 0.75)
    flame = curve(
        [
            (CX - 20, CY + 34),
            (CX - 27, CY + 2),
            (CX - 8, CY - 34),
            (CX + 2, CY - 72),
            (CX + 16, CY - 30),
            (CX + 27, CY + 4),
            (CX + 20, CY + 34),
        ],
        closed=True,
    )
    sheet.ink(
        cut(
            curve(
                [
                    (CX - 30, CY + 46),
                    (CX - 40, CY + 2),
                    (CX - 12, CY - 50),
                    (CX + 2, CY - 98),
                    (CX + 24, CY - 46),
                    (CX + 40, CY + 4),
                    (CX + 30, CY + 46),
                ],
                closed=True,
            ),
            edge=1,
        ),
        "amber",
    )
    sheet.ink(cut(flame, edge=1), "flame")
    sheet.ink(cut(box(CX - 34, CY + 42, CX + 34, CY + 66), edge=1), "umber")


def brass(sheet: Sheet) -> None:
    """The frame that holds the glass."""
    for dx in (-1.0, -0.52, 0.52, 1.0):
        sheet.ink(
            stroke([(CX + dx * half(y), y) for y in HEIGHTS if abs(y - CY) > (374 if abs(dx) < 1 else 0)], width=16)
            * (1 - cut(arc(CX, CY, 366, 366)))
            if abs(dx) < 1
            else stroke([(CX + dx * half(y), y) for y in HEIGHTS], width=20),
            "umber",
        )
        sheet.ink(
            stroke([(CX + dx * half(y) - 4, y) for y in HEIGHTS if abs(y - CY) > (380 if abs(dx) < 1 else 0)], width=5)
            * ((1 - cut(arc(CX, CY, 366, 366))) if abs(dx) < 1 else 1),
            "lamp",
            0.8,
        )
    sheet.ink(stroke(arc(CX, CY, 368, 368), width=14), "umber")
    sheet.ink(stroke(arc(CX, CY, 370, 370), width=4), "lamp", 0.8)
    sheet.ink(cut(box(CX - 260, 1120, CX + 260, 1230), edge=3), "black")
    sheet.ink(stroke([(CX - 256, 1122), (CX + 256, 1122)], width=6), "lamp", 0.8)
    sheet.ink(cut(curve([(CX - 200, 70), (CX - 120, 26), (CX, 8), (CX + 120, 26), (CX + 200, 70)]), edge=3), "black")


def half(y: float) -> float:
    """Half the width of the lens at a height."""
    return float(430 * np.sqrt(max(0.0, 1 - ((y - CY) / 640) ** 2)) ** 0.8)
