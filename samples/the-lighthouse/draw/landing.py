"""The rock from the water, the lamp, the lit door."""

import numpy as np

from .coast import boat, crags, sea
from .press import (
    ALL,
    HEIGHT,
    WIDTH,
    XX,
    YY,
    Plane,
    Sheet,
    arc,
    box,
    curve,
    cut,
    falloff,
    noise,
    ramp,
    smoothstep,
    stroke,
)


def draw() -> Sheet:
    """The rock from the water at dusk: lit door, lit lamp, the boatman already pulling away."""
    sheet = Sheet("deep")
    dusk = ramp(0, 820)
    sheet.shade(ALL, "sea", dusk * 0.95)
    sheet.shade(ALL, "mist", np.clip(dusk - 0.35, 0, 1) * 1.25)
    sheet.engrave(
        (YY < 800).astype(np.float32),
        "mist",
        YY + (noise(41, 1600, 500, 2) - 0.5) * 150,
        24,
        np.clip(0.34 - abs(dusk - 0.4), 0, 1),
    )
    x, lamp_y = 1090, 252
    sheet.glow(falloff(x, lamp_y, 210), "lamp", 0.55)
    sheet.fog((YY < 860).astype(np.float32), "fog", 0.55, 5)
    # far rocks
    sheet.ink(
        cut(curve([(-20, 800), (60, 742), (150, 760), (240, 700), (330, 770), (430, 800)]) + [(430, 830), (-20, 830)]),
        "sea",
    )
    sheet.ink(
        cut(curve([(1560, 805), (1640, 770), (1720, 786), (1800, 752), (1940, 800)]) + [(1940, 830), (1560, 830)]),
        "sea",
    )
    water(sheet, x)
    # the island
    rock = curve(
        [
            (560, 900),
            (640, 850),
            (700, 800),
            (790, 776),
            (850, 720),
            (930, 700),
            (1010, 690),
            (1180, 684),
            (1262, 706),
            (1330, 760),
            (1420, 780),
            (1490, 850),
            (1590, 905),
        ]
    )
    rock += [(1590, 930), (560, 930)]
    mask = cut(rock, edge=9)
    sheet.ink(mask, "night")
    field, catch = crags(44, 74)
    sheet.engrave(
        mask, "sea", field, 13, catch * np.clip(0.75 - ramp(690, 930) * 0.8 - ramp(1000, 1400, across=True) * 0.5, 0, 1)
    )
    tower(sheet, x, 700, 330, 96, falloff(x, lamp_y, 75))
    house(sheet)
    winter_boat(sheet, 1216, 838)
    # the boat in front
    boat(sheet, 640, 1015, 1.0)
    sheet.dim(ramp(1050, 1260) * 0.5)
    return sheet


def water(sheet: Sheet, x: float) -> None:
    """The sea, and the lamp's path on it."""
    horizon = 800
    sheet.ink(cut(box(-10, horizon, WIDTH + 10, HEIGHT + 10), edge=2), "deep")
    sheet.shade((horizon < YY).astype(np.float32), "night", ramp(horizon, HEIGHT + 120))
    sea(sheet, horizon, "mist", np.clip(0.55 * (1 - ramp(horizon, HEIGHT)) + 0.12, 0, 1))
    path = np.exp(-(((XX - x) / (70 + (YY - horizon) * 0.55)) ** 2)) * (horizon < YY)
    sea(sheet, horizon, "lamp", (path * 0.8).astype(np.float32))


def house(sheet: Sheet) -> None:
    """The keeper's house and the stair down from its lit door."""
    house = cut(
        [(880, 706), (880, 600), (868, 604), (925, 540), (1010, 540), (1046, 600), (1030, 600), (1030, 700)], edge=2
    )
    sheet.ink(house, "ink")
    sheet.ink(cut([(862, 606), (925, 536), (1012, 536), (1052, 604)], edge=2), "black")
    sheet.ink(cut(box(964, 540, 985, 505), edge=1), "black")
    sheet.ink(cut(box(902, 636, 938, 706), edge=1), "lamp")
    sheet.ink(cut(box(974, 632, 1006, 664), edge=1), "amber")
    sheet.glow(falloff(920, 670, 46), "amber", 0.6)
    steps = [(918 - i * 13 + 26 * (i > 5) * (i - 5), 712 + i * 15) for i in range(13)]
    for i, (sx, sy) in enumerate(steps):
        sheet.ink(cut(box(sx - 17 - i, sy, sx + 17 + i, sy + 6), edge=2), "fog" if i > 3 else "lamp", 0.85 - i * 0.03)
    sheet.fog(smoothstep(760, 860, YY) * (1 - smoothstep(900, 990, YY)), "fog", 0.75, 9, high=90)


def tower(sheet: Sheet, x: float, foot: float, top: float, wide: float, light: Plane) -> None:
    """A lighthouse whose gallery floor is at `top`; `wide` is half its width at the foot."""
    thin = wide * 0.56
    body = curve([(x - wide, foot), (x - wide * 0.78, (foot * 2 + top) / 3), (x - thin, top)]) + curve(
        [(x + thin, top), (x + wide * 0.78, (foot * 2 + top) / 3), (x + wide, foot)]
    )
    mask = cut(body, edge=3)
    sheet.ink(mask, "mist")
    turn = np.clip((XX - x) / wide, -1, 1)
    sheet.shade(mask, "pale", np.clip(0.65 - 0.75 * (turn + 0.45) ** 2 * 1.6, 0, 1) * 0.9)
    sheet.shade(mask, "deep", np.clip(turn * 1.5 - 0.05, 0, 1))
    tall = foot - top
    for low, high in ((0.18, 0.36), (0.58, 0.76)):
        band = cut(box(0, top + tall * low, WIDTH, top + tall * high), edge=2) * mask
        sheet.ink(band, "rust")
        sheet.shade(band, "wine", np.clip(turn * 1.4 + 0.25, 0, 1))
    sheet.engrave(mask, "deep", YY + 0.10 * wide * turn**2, 15, np.clip(turn * 0.7 + 0.05, 0, 0.7))
    room = thin * 0.74
    sheet.ink(cut(box(x - thin * 1.38, top - thin * 0.16, x + thin * 1.38, top + thin * 0.12), edge=2), "night")
    rails = [[(x + d * thin, top - thin * 0.16), (x + d * thin, top - thin * 0.62)] for d in np.linspace(-1.3, 1.3, 9)]
    sheet.ink(
        stroke(
            *rails, [(x - thin * 1.3, top - thin * 0.6), (x + thin * 1.3, top - thin * 0.6)], width=max(2, wide * 0.045)
        ),
        "night",
    )
    glass = top - thin * 1.75
    sheet.ink(cut(box(x - room, glass, x + room, top - thin * 0.16)), "lamp")
    sheet.shade(
        cut(box(x - room, glass, x + room, top - thin * 0.16)), "flame", falloff(x, (glass + top) / 2, thin * 0.5)
    )
    bars = [[(x + d * room, glass), (x + d * room, top)] for d in (-1, -0.38, 0.38, 1)]
    sheet.ink(stroke(*bars, width=max(2, wide * 0.06)), "night")
    roof = curve([(x - room * 1.35, glass), (x - room * 0.9, glass - thin * 0.5), (x, glass - thin * 0.95)]) + curve(
        [(x, glass - thin * 0.95), (x + room * 0.9, glass - thin * 0.5), (x + room * 1.35, glass)]
    )
    sheet.ink(cut(roof, edge=2), "night")
    sheet.ink(cut(arc(x, glass - thin * 1.05, thin * 0.14, thin * 0.14)), "night")
    sheet.glow(light, "lamp", 0.75)


def winter_boat(sheet: Sheet, x: float, y: float) -> None:
    """A rowing boat turned over above the tide, one side propped up; it covers x±92, y-50 to y+22."""
    hull = curve([(x - 92, y + 8), (x - 78, y - 22), (x - 34, y - 46), (x + 40, y - 46), (x + 84, y - 30), (x + 92, y)])
    sheet.ink(cut([(x - 92, y + 4), (x + 92, y - 2), (x + 84, y + 22), (x - 76, y + 24)], edge=2), "black")
    mask = cut(hull, edge=2)
    sheet.ink(mask, "rust")
    sheet.engrave(mask, "wine", YY + (XX - x) * 0.05, 12, ALL * 0.4)
    sheet.ink(stroke(hull, width=5), "ember", 0.9)
    sheet.ink(stroke([(x + 40, y + 2), (x + 46, y + 24)], width=5), "amber", 0.9)
