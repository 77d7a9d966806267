"""What the pictures below the water share: the water itself, weed and fish."""

import numpy as np

from .press import ALL, XX, YY, Sheet, curve, cut, falloff, noise, ramp, smoothstep, taper


def water(sheet: Sheet, light: tuple[float, float], *, shafts: str = "mist") -> None:
    """Deep water lit from a place at the surface: slanting shafts that thin out as they go down."""
    sheet.shade(ALL, "sea", np.clip(1.05 - ramp(0, 980), 0, 1))
    sheet.shade(ALL, "teal", np.clip(falloff(*light, 420) * 1.2 - 0.12, 0, 1))
    angle = np.arctan2(XX - light[0], YY - light[1] + 260).astype(np.float32)
    streaks = noise(71, 220, 2400, 3)
    sheet.engrave(
        ALL,
        shafts,
        angle * 1500,
        44,
        np.clip(falloff(light[0], light[1], 480) * (0.4 + 0.8 * streaks) - 0.16, 0, 0.75)
        * smoothstep(1.15, 0.8, np.abs(angle)),
        wander=0.15,
    )


def weed(sheet: Sheet, x: float, y: float, tall: float, seed: int, name: str) -> None:
    """A plume of ribbon weed standing at (x, y), all of it leaning with one current."""
    rng = np.random.default_rng(seed)
    blades = []
    for blade in range(4):
        foot, high, late = (blade - 1.5) * tall * 0.07, tall * rng.uniform(0.55, 1), rng.uniform(0, 1.5)
        line = curve(
            [
                (x + foot + high * (0.16 * t + 0.07 * np.sin(t * 7 + late) * t), y - high * t)
                for t in np.linspace(0, 1, 9)
            ]
        )
        blades.append(taper(line, tall * 0.055, tall * 0.012))
    sheet.ink(cut(*blades, edge=2), name)


def fish(sheet: Sheet, x: float, y: float, size: float, name: str) -> None:
    """A small fish swimming right, or left when `size` is negative."""
    body = [(-60, 0), (-20, -20), (20, -16), (48, 0), (20, 16), (-20, 18)]
    tail = [(-54, 0), (-92, -22), (-82, 0), (-92, 22)]
    for shape in (curve(body, closed=True), tail):
        sheet.ink(cut([(x + px * size, y + py * abs(size)) for px, py in shape], edge=1), name)
