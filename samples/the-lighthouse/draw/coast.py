"""What the pictures above the water share: waves, rock and a rowing boat."""

import cv2
import numpy as np

from .press import HEIGHT, WIDTH, XX, YY, Plane, Points, Sheet, curve, cut, noise, stroke, taper


def sea(sheet: Sheet, horizon: float, lines: str, tone: Plane, *, near: float = 46, far: float = 7) -> None:
    """Engrave waves below the horizon: rows that open towards the viewer, brightest where `tone` is."""
    depth = np.clip((YY - horizon) / (HEIGHT - horizon), 0.0005, 1)
    rows = np.log1p(depth * (near / far)) * HEIGHT * 0.5
    chop = (noise(31, 300, 40, 3) - 0.5) * 46 * depth**0.5
    sheet.engrave((horizon < YY).astype(np.float32), lines, rows + chop, 20, tone, wander=0.5)


def crags(seed: int, facet: float = 130) -> tuple[Plane, Plane]:
    """A rock's faces: a field that tilts from one to the next, and how much light (0.4 to 1.1) each catches."""
    rng = np.random.default_rng(seed)
    shrink = 4
    columns, rows = WIDTH // shrink, HEIGHT // shrink
    count = round(WIDTH * HEIGHT / facet**2)
    xs, ys = rng.uniform(0, columns, count), rng.uniform(0, rows, count)
    yy, xx = np.mgrid[0:rows, 0:columns]
    nearest = np.full((rows, columns), np.inf)
    owner = np.zeros((rows, columns), np.float32)
    for i in range(count):
        away = np.hypot(xx - xs[i], (yy - ys[i]) * 0.8)
        owner = np.where(away < nearest, i, owner).astype(np.float32)
        nearest = np.minimum(nearest, away)
    face = cv2.resize(owner, (WIDTH, HEIGHT), interpolation=cv2.INTER_NEAREST).astype(np.int32)
    lean = rng.choice(np.radians([-58, -40, -20, 15, 35, 60]), count)[face]
    field = XX * np.sin(lean) + YY * np.cos(lean)
    return field.astype(np.float32), rng.uniform(0.4, 1.1, count)[face].astype(np.float32)


def boat(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A rowing boat seen from astern, one person at the oars."""

    def at(points: Points) -> list[tuple[float, float]]:
        return [(x + px * size, y + py * size) for px, py in points]

    sheet.ink(
        cut(at(curve([(-250, 62), (-120, 82), (60, 86), (240, 58), (60, 70), (-120, 66)], closed=True)), edge=4),
        "black",
        0.7,
    )
    sheet.ink(
        cut(
            taper(at([(-60, -22), (-330, 70)]), 7 * size, 12 * size),
            taper(at([(70, -18), (350, 62)]), 7 * size, 12 * size),
        ),
        "black",
    )
    figure = curve(
        [
            (-52, 20),
            (-66, -50),
            (-52, -112),
            (-22, -134),
            (-30, -168),
            (0, -192),
            (30, -168),
            (24, -134),
            (56, -112),
            (70, -48),
            (56, 20),
        ],
        closed=True,
    )
    sheet.ink(cut(at(figure), edge=2), "black")
    hull = curve(
        [(-215, -6), (-150, 52), (-60, 76), (80, 78), (160, 50), (222, -14), (110, 12), (-100, 16)], closed=True
    )
    sheet.ink(cut(at(hull), edge=3), "black")
    rim = stroke(at(curve([(-212, -6), (-100, 15), (110, 11), (220, -14)])), width=5 * size)
    sheet.ink(rim, "amber", 0.8)
    sheet.ink(
        stroke(
            at(curve([(24, -134), (52, -112), (66, -60)])),
            at(curve([(6, -190), (22, -180), (30, -166)])),
            width=4 * size,
        ),
        "amber",
        0.85,
    )
