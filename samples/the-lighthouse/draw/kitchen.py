"""The keeper's table under the window."""

import numpy as np

from .press import ALL, HEIGHT, XX, YY, Sheet, arc, box, curve, cut, falloff, noise, ramp, stroke
from .props import bowl, lamp, pegs, steam, table, wall


def draw() -> Sheet:
    """The table under the window: lamp, letter, logbook; two bowls by the stove though one person was sent."""
    sheet = Sheet("umber")
    lamp_x, table_y = 730, 860
    wall(sheet, lamp_x, 660, 560)
    dusk(sheet)
    stove(sheet)
    # the table and what stands on it
    table(sheet, table_y, lamp_x, table_y, 520)
    sheet.dim(cut(arc(1130, 1010, 270, 26), soft=9) * 0.75)
    sheet.dim(cut(arc(lamp_x, 1000, 150, 22), soft=8) * 0.7)
    letter = cut([(812, 806), (952, 786), (976, 986), (840, 1000)], edge=2)
    lamp(sheet, lamp_x, 1000, 1.1)
    sheet.ink(letter, "paper")
    sheet.shade(letter, "amber", ramp(880, 1060, across=True))
    rows = [[(832 + i * 3, 838 + i * 30), (936 - (i % 3) * 12 + i * 3, 823 + i * 30)] for i in range(5)]
    sheet.ink(stroke(*rows, width=3, edge=4), "wood")
    logbook(sheet, 1180, 1000)
    sheet.glow(falloff(lamp_x, 780, 190), "amber", 0.3)
    return sheet


def dusk(sheet: Sheet) -> None:
    """The window, and what is left of the day."""
    x0, x1, y0, y1 = 810, 1230, 130, 590
    sheet.ink(cut(box(x0 - 34, y0 - 34, x1 + 34, y1 + 40), edge=3), "black")
    pane = cut(box(x0, y0, x1, y1), edge=2)
    sheet.ink(pane, "deep")
    sheet.shade(pane, "mist", ramp(y0 - 60, y1 - 60))
    sheet.engrave(pane, "mist", YY + (noise(53, 600, 200, 2) - 0.5) * 90, 18, np.clip(0.4 - ramp(y0, y1) * 0.4, 0, 1))
    rock = cut(
        curve([(1010, 500), (1050, 440), (1086, 424), (1120, 380), (1158, 428), (1190, 470), (1260, 500)])
        + [(1260, 620), (1000, 620)],
        edge=5,
    )
    sheet.ink(rock * pane, "night")
    sheet.ink(cut(box(x0, 498, x1, y1), edge=2) * pane, "sea")
    sheet.engrave(pane * (YY > 500), "fog", YY, 13, ALL * 0.4)
    sheet.fog(pane * ramp(330, 470), "fog", 0.85, 6, long=500, high=70)
    sheet.ink(stroke([(1020, y0), (1020, y1)], [(x0, 350), (x1, 350)], width=16), "black")
    sheet.ink(stroke([(x0 - 30, y1 + 36), (x1 + 30, y1 + 36)], [(x0 - 8, y0 + 6), (x0 - 8, y1)], width=7), "amber", 0.8)


def stove(sheet: Sheet) -> None:
    """Stove, pot, and the shelf with two bowls."""
    sheet.ink(cut(box(120, 640, 540, HEIGHT), edge=4), "black")
    sheet.ink(cut(box(100, 622, 560, 652), edge=3), "black")
    sheet.ink(cut(box(222, -10, 292, 640), edge=3), "black")
    sheet.ink(cut(box(200, 730, 330, 800), edge=3), "ember")
    sheet.shade(cut(box(200, 730, 330, 800), edge=3), "lamp", falloff(262, 795, 40))
    sheet.ink(stroke(*[[(x, 730), (x, 802)] for x in (232, 265, 298)], width=9), "black")
    sheet.glow(falloff(265, 770, 70), "ember", 0.5)
    pot = cut([(330, 500), (532, 500), (522, 622), (340, 622)], edge=3)
    sheet.ink(pot, "deep")
    sheet.shade(pot, "lamp", ramp(470, 560, across=True) * 0.85)
    sheet.ink(cut(arc(431, 500, 104, 17)), "night")
    sheet.ink(stroke(arc(431, 500, 104, 17), width=5), "lamp", 0.9)
    steam(sheet, 436, 490, 260, 3)
    sheet.ink(cut(box(330, 214, 690, 230), edge=2), "black")
    sheet.ink(stroke([(330, 216), (690, 216)], width=4), "amber", 0.8)
    for x in (428, 592):
        bowl(sheet, x, 160, 72, 0.6, "night")
    pegs(sheet, 1500, 250)


def logbook(sheet: Sheet, x: float, y: float) -> None:
    """A closed book as thick as a loaf, its pencil across it. Its cover spans x±190, y-120 to y+20."""
    cover = cut([(x - 150, y - 112), (x + 140, y - 120), (x + 195, y - 64), (x - 190, y - 56)], edge=3)
    pages = cut([(x - 190, y - 58), (x + 195, y - 66), (x + 190, y + 14), (x - 186, y + 18)], edge=3)
    sheet.ink(pages, "paper")
    sheet.shade(pages, "wood", ramp(x - 60, x + 330, across=True))
    sheet.engrave(pages, "wood", YY + XX * 0.02, 9, ALL * 0.32)
    sheet.ink(cover, "rust")
    sheet.shade(cover, "ember", ramp(x + 150, x - 150, across=True))
    sheet.ink(stroke([(x - 188, y + 20), (x + 192, y + 14)], width=10), "rust")
    sheet.ink(stroke([(x - 120, y - 76), (x + 96, y - 100)], width=11, edge=1), "lamp")
    sheet.ink(stroke([(x + 96, y - 100), (x + 112, y - 102)], width=7, edge=1), "black")
