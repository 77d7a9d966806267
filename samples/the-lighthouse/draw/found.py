"""The beam, and who stands in it."""

import numpy as np

from .coast import sea
from .press import (
    ALL,
    XX,
    YY,
    Points,
    Sheet,
    arc,
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
    """From the gallery: the beam goes out through the fog and comes to a boat, and to somebody standing in it."""
    sheet = Sheet("night")
    sheet.shade(ALL, "ink", np.clip(1 - ramp(0, 700), 0, 1))
    horizon, bx, by = 330.0, 1080.0, 690.0
    sheet.engrave(
        (horizon > YY).astype(np.float32),
        "deep",
        YY + (noise(91, 1600, 500, 2) - 0.5) * 120,
        22,
        np.full_like(XX, 0.42),
    )
    sea(sheet, horizon, "sea", np.clip(0.46 - ramp(horizon, 1200) * 0.25, 0, 1))
    sheet.fog(smoothstep(40, 330, YY) * (1 - smoothstep(330, 700, YY)), "deep", 0.95, 17, high=150)
    # the beam: from the lamp behind our left shoulder
    ox, oy = -160.0, 40.0
    angle = np.arctan2(YY - oy, XX - ox).astype(np.float32)
    aim = np.arctan2(by - 80 - oy, bx - ox)
    away = np.hypot(XX - ox, YY - oy)
    spread = np.exp(-(((angle - aim) / 0.115) ** 4)).astype(np.float32)
    ends = 1 - smoothstep(1250, 1700, away.astype(np.float32))
    beam = spread * ends
    sheet.shade(np.clip(beam * 1.2, 0, 1), "teal", np.clip(0.95 - away / 2300, 0, 1))
    sheet.shade(np.clip(beam * 1.2, 0, 1), "mist", np.clip(0.9 - away / 1500, 0, 1))
    sheet.engrave(beam, "lamp", (angle * 1400).astype(np.float32), 19, np.clip(0.92 - away / 1900, 0, 0.8) * beam)
    sheet.glow(beam * np.clip(1.1 - away / 1500, 0, 1), "amber", 0.45)
    sheet.fog(beam, "pale", 0.4, 19, long=700, high=120)
    # the pool of light, rings going out from the hull
    pool = np.clip(falloff(bx, by + 40, 250, 2.6) * 1.5 - 0.35, 0, 1)
    sheet.shade(pool, "teal", pool)
    sheet.shade(pool, "lamp", np.clip(pool * 1.1 - 0.35, 0, 1))
    sheet.engrave(
        (horizon < YY).astype(np.float32),
        "flame",
        distance(bx, by + 52, 2.7) + (noise(92, 200, 60) - 0.5) * 40,
        46,
        np.clip(falloff(bx, by + 52, 300, 2.6) * 1.1 - 0.22, 0, 0.6),
    )
    standing(sheet, bx, by, 1.12)
    rail(sheet)
    return sheet


def rail(sheet: Sheet) -> None:
    """The gallery's rail between us and all that, and a mug on it."""
    rail = curve([(-40, 1010), (480, 1056), (960, 1070), (1440, 1056), (1960, 1010)])
    low = [(x, y + 120) for x, y in rail]
    posts = [[(x, 1010 + 62 * (1 - ((x - 960) / 960) ** 2)), (x, 1230)] for x in range(80, 1920, 220)]
    sheet.dim(ramp(980, 1240) * 0.7)
    sheet.ink(stroke(rail, width=34), "black")
    sheet.ink(stroke(low, width=16), "black")
    sheet.ink(stroke(*posts, width=20), "black")
    sheet.ink(stroke([(x, y - 14) for x, y in rail], width=5) * (1 - ramp(200, 1500, across=True) * 0.7), "lamp")
    mug = cut([(420, 942), (520, 946), (512, 1042), (430, 1038)], edge=2)
    sheet.ink(stroke(curve([(424, 966), (384, 970), (388, 1012), (428, 1016)]), width=13), "black")
    sheet.ink(mug, "black")
    sheet.ink(stroke([(422, 944), (518, 948)], [(424, 946), (432, 1034)], width=5), "lamp", 0.9)


def standing(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Somebody upright in a boat, a hand against the glare, water still running off both."""

    def at(points: Points) -> list[tuple[float, float]]:
        return [(x + px * size, y + py * size) for px, py in points]

    sheet.dim(cut(at(arc(20, 66, 250, 26)), soft=7) * 0.9)
    coat = curve(
        [
            (-46, 30),
            (-62, -60),
            (-52, -150),
            (-34, -186),
            (-10, -200),
            (16, -200),
            (42, -184),
            (56, -150),
            (60, -60),
            (50, 30),
        ]
    )
    sheet.ink(cut(at(coat), at(arc(2, -232, 29, 34)), edge=2), "black")
    sheet.ink(
        cut(
            at(
                curve(
                    [(-48, -242), (-30, -262), (-14, -276), (14, -278), (34, -260), (56, -240), (4, -248)], closed=True
                )
            ),
            edge=1,
        ),
        "black",
    )
    arm = curve([(-34, -170), (-88, -186), (-84, -224), (-30, -256)])
    sheet.ink(cut(taper(at(arm), 40 * size, 22 * size), edge=2), "black")
    sheet.ink(
        cut(taper(at([(60, -30), (74, -170), (86, -290)]), 10 * size, 8 * size), at(arc(90, -312, 17, 42)), edge=2),
        "black",
    )
    sheet.ink(cut(taper(at(curve([(40, -176), (78, -130), (72, -84)])), 32 * size, 22 * size), edge=2), "black")
    hull = curve([(-210, -26), (-150, 36), (-50, 62), (80, 62), (170, 30), (226, -36)]) + curve(
        [(226, -36), (110, 2), (-90, 6), (-210, -26)]
    )
    sheet.ink(cut(at(hull), edge=3), "black")
    bright = [
        at(curve([(-210, -28), (-90, 4), (110, 0), (226, -38)])),
        at(curve([(-54, -60), (-46, -140), (-34, -176)])),
        at(curve([(-98, -182), (-96, -226), (-48, -258), (-20, -276)])),
    ]
    sheet.ink(stroke(*bright, width=6 * size), "flame")
    rng = np.random.default_rng(5)
    drops = []
    for _ in range(34):
        dx, dy = rng.uniform(-190, 200), rng.uniform(0, 44)
        start = 20 - abs(dx) * 0.16 + dy
        drops.append(at([(dx, start), (dx, start + rng.uniform(14, 46))]))
    sheet.ink(stroke(*drops, width=4, edge=0), "flame", 0.85)
