"""The door from inside."""

import numpy as np

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
    distance,
    falloff,
    noise,
    ramp,
    smoothstep,
    stroke,
    taper,
)


def draw() -> Sheet:
    """The door from inside: light round its edges, a hat in its window, water finding its way across the flags."""
    sheet = Sheet("black")
    floor = 900.0
    sheet.shade(ALL, "umber", falloff(120, 620, 520))
    build_wall(sheet, floor)
    ground = pave(sheet, floor)
    hang_door(sheet, floor)
    look_out(sheet)
    let_in(sheet, floor, ground)
    stand_table(sheet)
    return sheet


def build_wall(sheet: Sheet, floor: float) -> None:
    """Stone blocks, warm where the lamp is, cold on the other side."""
    stones = smoothstep(0.93, 0.98, np.abs((YY / 118) % 1 * 2 - 1).astype(np.float32)) + smoothstep(
        0.95, 0.985, np.abs(((XX + np.floor(YY / 118) * 97) / 236) % 1 * 2 - 1).astype(np.float32)
    )
    wall_mask = (floor > YY).astype(np.float32)
    sheet.engrave(
        wall_mask,
        "wood",
        distance(120, 560) + (noise(51, 500) - 0.5) * 60,
        24,
        np.clip(falloff(120, 560, 520) * 1.1 - 0.2, 0, 0.75),
    )
    sheet.engrave(
        wall_mask,
        "deep",
        YY + (noise(55, 700, 200, 2) - 0.5) * 80,
        22,
        np.clip(ramp(700, 1920, across=True) * 0.42, 0, 1),
    )
    sheet.ink(wall_mask * np.clip(stones, 0, 1), "black", 0.75)


def pave(sheet: Sheet, floor: float) -> Plane:
    """The flags, seams opening towards us; answers with their mask."""
    ground = cut(box(-10, floor, WIDTH + 10, HEIGHT + 10), edge=2)
    sheet.ink(ground, "night")
    depth = np.clip((YY - floor) / (HEIGHT - floor), 0.001, 1)
    rows = np.log1p(depth * 3.2) * 3.1
    seams = smoothstep(0.90, 0.97, np.abs(rows % 1 * 2 - 1).astype(np.float32))
    lean = (XX - 960) / (0.42 + depth) / 250
    seams += smoothstep(0.94, 0.985, np.abs((lean + np.floor(rows) * 0.5) % 1 * 2 - 1).astype(np.float32))
    sheet.engrave(
        ground, "deep", YY + XX * 0.05 + (noise(56, 300, 60) - 0.5) * 60, 13, np.clip(0.5 - depth * 0.3, 0, 1)
    )
    sheet.shade(ground, "wood", np.clip(falloff(60, 1050, 420) * 1.2 - 0.2, 0, 1))
    sheet.ink(ground * np.clip(seams, 0, 1), "black", 0.85)
    return ground


def hang_door(sheet: Sheet, floor: float) -> None:
    """The door with its hinges and latch, and what burns round its edges."""
    x0, x1, top = 690.0, 1230.0, 250.0
    gap = cut(
        [(x0 - 16, floor + 6), (x0 - 16, top)]
        + arc(960, top, 286, 176, 180, 360)
        + [(x1 + 16, top), (x1 + 16, floor + 6)],
        edge=3,
    )
    frame = cut(
        [(x0 - 76, floor + 4), (x0 - 76, top)]
        + arc(960, top, 346, 232, 180, 360)
        + [(x1 + 76, top), (x1 + 76, floor + 4)],
        edge=5,
    )
    sheet.glow(falloff(960, 600, 330), "sea", 0.4)
    sheet.ink(frame, "ink")
    sheet.engrave(frame, "mist", np.arctan2(YY - 560, XX - 960) * 420, 46, ALL * 0.22)
    sheet.ink(gap, "flame")
    door = cut(
        [(x0, floor - 12), (x0, top)] + arc(960, top, 270, 160, 180, 360) + [(x1, top), (x1, floor - 12)], edge=3
    )
    sheet.ink(door, "wine")
    sheet.shade(door, "wood", np.clip(0.95 - ramp(x0, x1, across=True) * 1.1, 0, 1))
    grain = XX + (noise(57, 70, 900, 3) - 0.5) * 90
    sheet.engrave(door, "umber", grain, 18, ALL * 0.42)
    sheet.ink(door * smoothstep(0.90, 0.95, np.abs(((XX - x0) / 108) % 1 * 2 - 1).astype(np.float32)), "black", 0.9)
    for y in (430, 760):
        sheet.ink(
            cut([(x0, y), (x0 + 380, y + 18), (x0 + 420, y + 30), (x0 + 380, y + 42), (x0, y + 60)], edge=3), "black"
        )
        sheet.ink(stroke([(x0 + 4, y + 3), (x0 + 380, y + 20)], width=4), "amber", 0.7)
    sheet.ink(cut(box(x1 - 92, 570, x1 - 46, 690), edge=3), "black")
    sheet.ink(stroke([(x1 - 150, 626), (x1 - 20, 618)], width=17), "black")
    sheet.ink(stroke([(x1 - 150, 621), (x1 - 20, 613)], width=5), "lamp", 0.85)


def look_out(sheet: Sheet) -> None:
    """The small round window, and who is in it."""
    wx, wy, wr = 960.0, 300.0, 112.0
    sheet.ink(cut(arc(wx, wy, wr + 22, wr + 22), edge=2), "black")
    pane = cut(arc(wx, wy, wr, wr), edge=2)
    sheet.ink(pane, "fog")
    sheet.shade(pane, "flame", falloff(wx, wy - 10, 90))
    sheet.engrave(pane, "pale", distance(wx, wy - 10), 15, ALL * 0.4)
    head = curve(
        [
            (wx - 96, wy + 130),
            (wx - 84, wy + 72),
            (wx - 34, wy + 52),
            (wx - 42, wy + 4),
            (wx - 40, wy - 22),
            (wx + 40, wy - 22),
            (wx + 42, wy + 4),
            (wx + 34, wy + 52),
            (wx + 84, wy + 72),
            (wx + 96, wy + 130),
        ]
    )
    hat = curve(
        [
            (wx - 92, wy - 2),
            (wx - 48, wy - 32),
            (wx - 40, wy - 70),
            (wx, wy - 84),
            (wx + 40, wy - 70),
            (wx + 48, wy - 32),
            (wx + 84, wy - 10),
            (wx, wy - 18),
        ],
        closed=True,
    )
    sheet.ink(cut(head, hat, edge=1) * pane, "night")
    sheet.ink(stroke([(wx, wy - wr), (wx, wy + wr)], [(wx - wr, wy), (wx + wr, wy)], width=9) * pane, "black")
    sheet.ink(stroke(arc(wx, wy, wr + 12, wr + 12, 120, 290), width=4), "amber", 0.7)


def let_in(sheet: Sheet, floor: float, ground: Plane) -> None:
    """The light under the door with two feet in it, and the water that comes in."""
    sill = np.exp(-(((XX - 960) / (240 + (YY - floor) * 1.1)) ** 2)) * (floor < YY) * np.exp(-(YY - floor) / 105)
    feet = cut(
        [(868, floor - 4), (928, floor - 4), (912, 1060), (800, 1060)],
        [(992, floor - 4), (1052, floor - 4), (1120, 1060), (1008, 1060)],
        soft=9,
    )
    shine = np.clip(sill.astype(np.float32) * (1 - 0.95 * feet), 0, 1)
    sheet.shade(ground, "fog", np.clip(shine * 0.9, 0, 1))
    sheet.glow(shine, "flame", 0.8)
    flow = curve(
        [
            (1040, floor),
            (1050, 950),
            (1120, 990),
            (1240, 1010),
            (1300, 1050),
            (1230, 1100),
            (1050, 1120),
            (860, 1132),
            (700, 1160),
            (560, 1210),
        ]
    )
    water = cut(taper(flow, 44, 74), edge=7)
    sheet.dim(cut(taper([(x + 3, y + 12) for x, y in flow], 48, 80), edge=7) * 0.7)
    sheet.ink(water, "sea")
    sheet.shade(water, "fog", np.clip(falloff(1050, 930, 190) * 1.3, 0, 1))
    sheet.engrave(water, "pale", YY - XX * 0.15 + (noise(58, 200, 60) - 0.5) * 60, 17, ALL * 0.42)
    sheet.ink(stroke([(x - 4, y - 16) for x, y in flow], width=5, edge=5) * water, "flame", 0.9)


def stand_table(sheet: Sheet) -> None:
    """The corner of the table, and the leg that the water goes round."""
    sheet.dim(cut([(1290, 1000), (WIDTH + 10, 985), (WIDTH + 10, HEIGHT + 10), (1500, HEIGHT + 10)], soft=24) * 0.6)
    sheet.ink(cut([(1330, 1230), (1338, 960), (1404, 960), (1420, 1230)], edge=3), "umber")
    sheet.ink(stroke([(1342, 990), (1334, 1210)], width=6), "amber", 0.8)
    board = cut([(1276, 930), (1430, 846), (WIDTH + 10, 838), (WIDTH + 10, 934)], edge=3)
    sheet.ink(board, "umber")
    sheet.shade(board, "wood", np.clip(1.0 - ramp(1250, 1900, across=True), 0, 1))
    sheet.engrave(board, "black", YY + (noise(60, 500, 40) - 0.5) * 60, 17, ALL * 0.4)
    sheet.ink(cut([(1276, 928), (WIDTH + 10, 932), (WIDTH + 10, 984), (1282, 976)], edge=3), "black")
    sheet.ink(stroke([(1278, 930), (WIDTH + 10, 934)], [(1278, 928), (1430, 848)], width=6), "amber", 0.8)
