"""The guest at the table."""

import numpy as np

from .press import ALL, XX, YY, Plane, Sheet, arc, box, curve, cut, falloff, noise, ramp, stroke, taper
from .props import bowl, lamp, pegs, steam, table, wall


def draw() -> Sheet:
    """Across the table, between the lamp and the dark window: somebody very wet, eating soup."""
    sheet = Sheet("umber")
    lamp_x, table_y = 560, 830
    wall(sheet, lamp_x, 620, 600)
    pegs(sheet, 1520, 200)
    window(sheet)
    cx, left = coat(sheet)
    beard_and_nose(sheet, cx)
    hat(sheet, cx)
    wet(sheet, cx)
    # table, lamp, two bowls
    table(sheet, table_y, lamp_x, table_y, 620)
    pool = cut(
        curve([(1120, 880), (1240, 862), (1330, 878), (1370, 902), (1250, 924), (1140, 910)], closed=True), edge=5
    )
    sheet.ink(pool, "sea", 0.85)
    sheet.engrave(pool, "pale", YY, 12, ALL * 0.4)
    sheet.dim(cut(arc(1000, 912, 170, 20), soft=8) * 0.75)
    lay(sheet, cx, left, lamp_x)
    return sheet


def window(sheet: Sheet) -> None:
    """The window with the night in it, and the beam going by."""
    x0, x1, y0, y1 = 700, 1240, -20, 470
    sheet.ink(cut(box(x0 - 34, y0, x1 + 34, y1 + 38), edge=3), "black")
    pane = cut(box(x0, y0, x1, y1), edge=2)
    sheet.ink(pane, "night")
    sheet.shade(pane, "deep", ramp(0, 500))
    sheet.engrave(pane, "sea", YY - XX * 0.05 + (noise(59, 600, 200, 2) - 0.5) * 70, 20, ALL * 0.36)
    ray = np.exp(-(((YY - 150 - (XX - 700) * 0.10) / (26 + (XX - 700) * 0.06)) ** 2)).astype(np.float32)
    sheet.shade(pane, "lamp", np.clip(ray * 0.85, 0, 1))
    sheet.ink(stroke([(970, y0), (970, y1)], [(x0, 226), (x1, 226)], width=16), "black")
    sheet.ink(stroke([(x0 - 30, y1 + 34), (x1 + 30, y1 + 34)], width=7), "amber", 0.8)


def coat(sheet: Sheet) -> tuple[float, Plane]:
    """The guest's shoulders and collar; answers with how far left of the middle each pixel lies."""
    cx = 985.0
    body = curve(
        [
            (650, 900),
            (668, 720),
            (720, 600),
            (820, 546),
            (900, 524),
            (915, 480),
            (1055, 480),
            (1070, 524),
            (1150, 546),
            (1250, 600),
            (1304, 720),
            (1320, 900),
        ]
    )
    coat = cut(body, edge=4)
    sheet.ink(coat, "night")
    left = np.clip((cx - XX) / 340, -1, 1)
    sheet.engrave(coat, "sea", XX * 0.55 + YY * 0.5 + np.abs(XX - cx) * 0.5, 21, np.clip(0.3 + left * 0.15, 0, 1))
    sheet.engrave(coat, "lamp", XX * 0.55 + YY * 0.5 + np.abs(XX - cx) * 0.5, 21, np.clip(left * 1.3 - 0.42, 0, 0.8))
    sheet.ink(cut(arc(985, 440, 98, 96), edge=2), "night")
    collar = cut(curve([(846, 548), (900, 500), (985, 560), (1070, 500), (1124, 548), (985, 640)], closed=True), edge=3)
    sheet.ink(collar, "black")
    sheet.ink(stroke([(x - 3, y) for x, y in body[:44]], width=7), "lamp", 0.9)
    return cx, left


def beard_and_nose(sheet: Sheet, cx: float) -> None:
    """What of a face the hat leaves to see."""
    beard = cut(
        curve(
            [
                (888, 452),
                (930, 480),
                (972, 470),
                (1006, 470),
                (1048, 480),
                (1086, 448),
                (1096, 530),
                (1070, 600),
                (1020, 650),
                (1000, 690),
                (972, 648),
                (920, 620),
                (886, 540),
            ],
            closed=True,
        ),
        edge=4,
    )
    sheet.ink(beard, "ink")
    lock = (XX - cx) * (1 + (YY - 450) / 900) + 14 * np.sin(YY / 26)
    sheet.engrave(beard, "mist", lock.astype(np.float32), 19, np.clip(0.75 - ramp(880, 1120, across=True) * 0.55, 0, 1))
    sheet.engrave(beard, "lamp", lock.astype(np.float32), 19, np.clip(0.75 - ramp(880, 960, across=True) * 0.9, 0, 1))
    sheet.ink(
        cut(
            curve(
                [(884, 440), (930, 448), (1040, 448), (1088, 440), (1060, 486), (1006, 476), (966, 476), (912, 486)],
                closed=True,
            ),
            edge=2,
        ),
        "umber",
    )
    sheet.ink(cut(curve([(892, 440), (962, 444), (958, 476), (914, 482)], closed=True), edge=2), "ember")
    sheet.ink(
        cut(curve([(962, 430), (996, 430), (1008, 470), (990, 490), (964, 488), (950, 470)], closed=True), edge=2),
        "amber",
    )
    sheet.ink(cut(curve([(984, 430), (998, 430), (1008, 470), (990, 490), (980, 470)], closed=True), edge=2), "wood")


def hat(sheet: Sheet, cx: float) -> None:
    """A sou'wester, its brim over the eyes."""
    crown = cut(curve([(862, 410), (880, 312), (920, 262), (985, 244), (1050, 262), (1090, 312), (1108, 410)]), edge=2)
    brim = cut(
        curve(
            [
                (752, 470),
                (820, 410),
                (880, 378),
                (985, 364),
                (1090, 378),
                (1150, 410),
                (1218, 470),
                (1120, 448),
                (985, 442),
                (850, 448),
            ],
            closed=True,
        ),
        edge=3,
    )
    for part, lit in ((crown, 930.0), (brim, 900.0)):
        sheet.ink(part, "deep")
        sheet.engrave(
            part, "black", YY + ((XX - cx) / 90) ** 2 * 6, 15, np.clip(ramp(880, 1150, across=True) * 0.6, 0, 1)
        )
        sheet.shade(part, "lamp", np.clip((lit - XX) / 120, 0, 1) * 0.8)
        sheet.ink(np.clip(part - np.roll(part, (5, 5), axis=(0, 1)), 0, 1) * (XX < 1010), "lamp", 0.9)
    sheet.ink(stroke(curve([(866, 402), (900, 384), (985, 374), (1070, 384), (1104, 402)]), width=13), "black")


def wet(sheet: Sheet, cx: float) -> None:
    """Weed on a shoulder, and water running off everything."""
    for x, y in ((1236, 610), (1180, 566)):
        weedlet = [curve([(x, y), (x + 12 * k, y + 60), (x - 8 + 16 * k, y + 130 + 20 * k)]) for k in (-1, 0, 1)]
        sheet.ink(cut(*[taper(line, 15, 3) for line in weedlet], edge=2), "teal")
    rng = np.random.default_rng(12)
    drops = []
    for _ in range(30):
        dx = rng.uniform(-320, 330)
        dy = 560 + abs(dx) * 0.35 + rng.uniform(10, 240)
        drops.append([(cx + dx, dy), (cx + dx, dy + rng.uniform(12, 34))])
    drops += [[(cx + dx, 480), (cx + dx, 480 + tall)] for dx, tall in ((-226, 40), (-204, 20), (208, 24), (228, 44))]
    sheet.ink(stroke(*drops, width=6, edge=0), "fog", 0.9)


def lay(sheet: Sheet, cx: float, left: Plane, lamp_x: float) -> None:
    """Arms, bowls, lamp and crab, back to front."""
    for side in (-1, 1):
        arm = curve([(cx + side * 286, 700), (cx + side * 300, 790), (cx + side * 262, 846), (cx + side * 130, 858)])
        sleeve = stroke(arm, width=104, edge=3)
        sheet.ink(sleeve, "night")
        sheet.engrave(sleeve, "sea", XX * 0.8 + YY * 0.3 * side, 21, np.clip(0.3 + left * 0.15, 0, 1))
        sheet.engrave(sleeve, "lamp", XX * 0.8 + YY * 0.3 * side, 21, np.clip(left * 1.4 - 0.5, 0, 0.75))
        sheet.ink(stroke([(cx + side * 150, 806), (cx + side * 146, 908)], width=26, edge=2), "black")
        sheet.ink(cut(arc(cx + side * 108, 856, 48, 42), edge=3), "ember" if side < 0 else "wood")
    rim = curve([(cx - 338, 700), (cx - 352, 792), (cx - 326, 860), (cx - 270, 900)])
    sheet.ink(stroke(rim, width=6), "lamp", 0.9)
    bowl(sheet, 990, 828, 118, -0.8)
    steam(sheet, 985, 815, 170, 9)
    sheet.ink(stroke([(1118, 836), (1062, 776), (1030, 742)], width=9), "fog")
    sheet.ink(cut(arc(1022, 732, 22, 15), edge=1), "fog")
    lamp(sheet, lamp_x, 985, 1.15)
    sheet.dim(cut(arc(950, 1150, 250, 30), soft=9) * 0.8)
    bowl(sheet, 950, 1050, 176, -0.8)
    crab(sheet, 1330, 1010)
    sheet.glow(falloff(lamp_x, 760, 200), "amber", 0.3)


def crab(sheet: Sheet, x: float, y: float) -> None:
    """A very small crab, thinking."""
    sheet.dim(cut(arc(x, y + 20, 62, 10), soft=4) * 0.7)
    legs = [
        curve([(x + s * 24, y), (x + s * (44 + i * 5), y - 16 + i * 10), (x + s * (58 + i * 3), y + 10 + i * 6)])
        for s in (-1, 1)
        for i in range(3)
    ]
    claws = [curve([(x + s * 24, y - 8), (x + s * 52, y - 26), (x + s * 44, y - 46)]) for s in (-1, 1)]
    sheet.ink(stroke(*legs, *claws, width=7, edge=1), "rust")
    sheet.ink(cut(arc(x, y, 38, 24), arc(x - 42, y - 52, 14, 12), arc(x + 42, y - 52, 14, 12), edge=1), "ember")
    sheet.ink(cut(arc(x - 10, y - 26, 5, 5), arc(x + 10, y - 26, 5, 5), edge=0), "black")
    sheet.ink(stroke(arc(x, y, 36, 22, 190, 300), width=4, edge=0), "lamp", 0.9)
