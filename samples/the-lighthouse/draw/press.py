"""A small printmaker's press: flat cut shapes, engraved light, stippled shade, fog and paper.

A picture is built back to front on a `Sheet`, as a print is pulled block by block. Every shape is a mask (a float
array, 0 to 1, of the sheet's size) whose edge is roughened so that it looks cut by hand; light is not painted but
engraved: lines that follow a field and swell where a tone map is bright. Coordinates are pixels of the sheet.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH: Final = 1920
HEIGHT: Final = 1200

Plane = NDArray[np.floating[Any]]
Point = tuple[float, float]
Points = Sequence[Point]

COLOURS: Final = {
    "black": "#071019",
    "night": "#0b1b2b",
    "ink": "#102a40",
    "deep": "#173f59",
    "sea": "#245b72",
    "teal": "#2f7f86",
    "mist": "#5f8f9b",
    "fog": "#9cb8b8",
    "pale": "#d8ddcc",
    "paper": "#f1e6cd",
    "lamp": "#f7c765",
    "flame": "#fff1c6",
    "amber": "#e59a3c",
    "ember": "#cf6a33",
    "rust": "#9a3b28",
    "wine": "#4a1f2a",
    "wood": "#5a3524",
    "umber": "#2b1a1b",
    "rose": "#eba487",
}

YY, XX = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)


def single(values: NDArray[Any]) -> Plane:
    """The same numbers in single precision."""
    return values.astype(np.float32, copy=False)


def colour(name: str) -> Plane:
    """The RGB triple, 0 to 1, of a palette name or of a `#rrggbb` value."""
    value = COLOURS.get(name, name).lstrip("#")
    return np.array([int(value[i : i + 2], 16) / 255 for i in (0, 2, 4)], dtype=np.float32)


def smoothstep(low: float, high: float, value: Plane) -> Plane:
    """0 below `low`, 1 above `high`, an S-curve between."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return single(t * t * (3 - 2 * t))


def noise(seed: int, size_x: float, size_y: float | None = None, octaves: int = 4) -> Plane:
    """Cloudy noise, roughly 0 to 1 with mean 0.5; the largest blots are `size_x` by `size_y` pixels."""
    rng = np.random.default_rng(seed)
    total = np.zeros((HEIGHT, WIDTH), np.float32)
    weight, whole = 1.0, 0.0
    tall = size_x if size_y is None else size_y
    for octave in range(octaves):
        columns = max(2, round(WIDTH / size_x * 2**octave) + 2)
        rows = max(2, round(HEIGHT / tall * 2**octave) + 2)
        grid = rng.random((rows, columns), dtype=np.float32)
        total += weight * cv2.resize(grid, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
        whole += weight
        weight *= 0.5
    return single(np.clip((total / whole - 0.5) * 1.6 + 0.5, 0, 1))


def stipple(seed: int) -> Plane:
    """Even grain, uniform between 0 and 1: the threshold that turns a gradient into dots."""
    rng = np.random.default_rng(seed)
    dots = rng.standard_normal((HEIGHT, WIDTH)).astype(np.float32)
    dots = cv2.GaussianBlur(dots, (0, 0), 1.0) - cv2.GaussianBlur(dots, (0, 0), 2.6)
    spread = dots / dots.std()
    return (1 / (1 + np.exp(-1.7 * spread))).astype(np.float32)


GRAIN: Final = stipple(7)
WOBBLE_X: Final = (noise(11, 60, octaves=5) - 0.5) * 2
WOBBLE_Y: Final = (noise(12, 60, octaves=5) - 0.5) * 2


def curve(points: Points, *, closed: bool = False, steps: int = 14) -> list[Point]:
    """A Catmull-Rom curve through `points`."""
    dots = np.array(points, dtype=np.float64)
    if closed:
        padded = np.vstack([dots[-1:], dots, dots[:2]])
    else:
        padded = np.vstack([2 * dots[0] - dots[1], dots, 2 * dots[-1] - dots[-2]])
    line: list[Point] = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for t in np.linspace(0, 1, steps, endpoint=False):
            p = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
            line.append((float(p[0]), float(p[1])))
    if not closed:
        line.append((float(dots[-1][0]), float(dots[-1][1])))
    return line


def arc(x: float, y: float, rx: float, ry: float, start: float = 0, end: float = 360, steps: int = 90) -> list[Point]:
    """Points along an ellipse, degrees clockwise from three o'clock."""
    angles = np.radians(np.linspace(start, end, steps))
    return [(float(x + rx * np.cos(a)), float(y + ry * np.sin(a))) for a in angles]


def rough(mask: Plane, amount: float) -> Plane:
    """The same mask with its edge moved by up to `amount` pixels, as a knife would leave it."""
    if amount <= 0:
        return mask
    across, down = XX + amount * WOBBLE_X, YY + amount * WOBBLE_Y
    return single(cv2.remap(mask, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


def cut(*shapes: Points, edge: float = 3, soft: float = 0) -> Plane:
    """A mask of filled polygons. `soft` blurs it by that many pixels."""
    plane = np.zeros((HEIGHT, WIDTH), np.uint8)
    for shape in shapes:
        whole = np.round(np.clip(np.array(shape), -4000, 6000) * 16).astype(np.int32)
        cv2.fillPoly(plane, [whole], 255, cv2.LINE_AA, 4)
    mask = rough(plane.astype(np.float32) / 255, edge)
    return single(cv2.GaussianBlur(mask, (0, 0), soft)) if soft else mask


def stroke(*lines: Points, width: float = 6, edge: float = 2, soft: float = 0) -> Plane:
    """A mask of lines `width` pixels wide with round ends."""
    plane = np.zeros((HEIGHT, WIDTH), np.uint8)
    for line in lines:
        whole = np.round(np.array(line) * 16).astype(np.int32)
        cv2.polylines(plane, [whole], False, 255, max(1, round(width)), cv2.LINE_AA, 4)
    mask = rough(plane.astype(np.float32) / 255, edge)
    return single(cv2.GaussianBlur(mask, (0, 0), soft)) if soft else mask


def taper(line: Points, start: float, end: float) -> list[Point]:
    """The outline of a line that is `start` pixels wide where it begins and `end` where it stops."""
    dots = np.array(line, dtype=np.float64)
    along = np.gradient(dots, axis=0)
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-6)
    half = np.linspace(start, end, len(dots))[:, None] / 2
    sides = np.vstack([dots + normal * half, (dots - normal * half)[::-1]])
    return [(float(x), float(y)) for x, y in sides]


def box(x0: float, y0: float, x1: float, y1: float) -> list[Point]:
    """An upright rectangle."""
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def distance(x: float, y: float, squash: float = 1) -> Plane:
    """Pixels from a point; `squash` above 1 makes the rings flatter."""
    return single(np.hypot(XX - x, (YY - y) * squash))


def falloff(x: float, y: float, reach: float, squash: float = 1) -> Plane:
    """Light from a point: 1 at it, a half at `reach` pixels, then less with the square of the distance."""
    return single(1 / (1 + (distance(x, y, squash) / reach) ** 2))


def ramp(start: float, end: float, *, across: bool = False) -> Plane:
    """0 at `start` to 1 at `end`, down the sheet, or over it when `across`."""
    axis = XX if across else YY
    return single(np.clip((axis - start) / (end - start), 0, 1))


class Sheet:
    """The paper. Each method lays one more block of colour on it."""

    def __init__(self, ground: str) -> None:
        self.rgb: Plane = np.ones((HEIGHT, WIDTH, 3), np.float32) * colour(ground)

    def ink(self, mask: Plane, name: str, strength: float = 1) -> None:
        """One flat colour through a mask, a little uneven, like gouache."""
        cover = (mask * strength)[..., None]
        uneven = 1 + 0.10 * (BLOTCH - 0.5)[..., None]
        self.rgb = self.rgb * (1 - cover) + np.clip(colour(name) * uneven, 0, 1) * cover

    def shade(self, mask: Plane, name: str, tone: Plane, *, hard: float = 0.30) -> None:
        """A colour that comes in as grain: dots where `tone` (0 to 1) is small, solid where it is 1."""
        dots = smoothstep(-hard, hard, tone * (1 + 2 * hard) - hard - GRAIN + hard * 0.5)
        self.ink(mask * dots, name)

    def engrave(
        self, mask: Plane, name: str, field: Plane, spacing: float, tone: Plane, *, wander: float = 0.35
    ) -> None:
        """Cut lines along the level curves of `field`, `spacing` apart, thick where `tone` is near 1, gone at 0."""
        phase = field / spacing + wander * (WARP - 0.5) * 2
        ridge = 1 - np.abs((phase - np.floor(phase)) - 0.5) * 2
        broken = np.clip(tone * (0.72 + 0.56 * BREAKS), 0, 1.2)
        soft = 2.2 / spacing
        line = smoothstep(-soft, soft, broken - (1 - ridge)) * smoothstep(0.03, 0.10, broken)
        self.ink(mask * line.astype(np.float32), name)

    def glow(self, light: Plane, name: str, strength: float) -> None:
        """Add light: a screen of one colour, grained so that it stays print and never turns to airbrush."""
        grained = np.clip(light * (0.82 + 0.36 * GRAIN), 0, 1)[..., None] * strength
        self.rgb = 1 - (1 - self.rgb) * (1 - grained * colour(name))

    def dim(self, amount: Plane, name: str = "black") -> None:
        """Take light away: multiply towards a dark colour where `amount` is 1."""
        cover = np.clip(amount * (0.9 + 0.2 * GRAIN), 0, 1)[..., None]
        self.rgb = self.rgb * (1 - cover) + self.rgb * colour(name) * cover

    def fog(self, mask: Plane, name: str, strength: float, seed: int, *, long: float = 900, high: float = 160) -> None:
        """Drifting banks of fog inside a mask."""
        banks = smoothstep(0.30, 0.78, noise(seed, long, high, 4))
        self.shade(np.clip(mask * strength, 0, 1), name, np.clip(banks * 1.05, 0, 1), hard=0.7)

    def print(self, path: Path, *, quality: int = 86, corner: float = 0.34) -> None:
        """Darken the corners, add the paper's tooth and missing specks of ink, and write a JPEG."""
        edge = smoothstep(0.62, 1.25, np.hypot((XX - WIDTH / 2) / (WIDTH / 2), (YY - HEIGHT / 2) / (HEIGHT / 2)))
        self.dim(edge * corner, "night")
        tooth = (cv2.GaussianBlur(GRAIN, (0, 0), 0.8) - 0.5) * 0.085 + (FIBRE - 0.5) * 0.035
        specks = smoothstep(0.97, 1.0, SPECKS * (0.6 + 0.46 * BLOTCH))[..., None] * 0.13
        out = self.rgb * (1 + tooth[..., None])
        out = out * (1 - specks) + colour("paper") * specks * 0.5 + out * specks * 0.5
        data = (np.clip(out, 0, 1) * 255 + 0.5).astype(np.uint8)
        flags = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1, cv2.IMWRITE_JPEG_PROGRESSIVE, 1]
        cv2.imwrite(str(path), cv2.cvtColor(data, cv2.COLOR_RGB2BGR), flags)


ALL: Final = np.ones_like(XX)
BLOTCH: Final = noise(21, 420, octaves=5)
WARP: Final = noise(22, 300, octaves=3)
BREAKS: Final = noise(23, 120, 26, octaves=3)
FIBRE: Final = noise(24, 9, 40, octaves=2)
SPECKS: Final = cv2.GaussianBlur(noise(25, 5, octaves=1), (0, 0), 0.7)
