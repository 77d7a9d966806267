"""Draw the pictures again: `python -m draw [scene …]`, one for every scene of the story when none is named."""

import importlib
import json
import sys
import time
from pathlib import Path

from .press import Sheet

SAMPLE = Path(__file__).resolve().parent.parent


def draw(scene: str) -> Sheet:
    """The picture of a scene: each has a module of its own, named after it."""
    sheet: Sheet = importlib.import_module(f"draw.{scene.replace('-', '_')}").draw()
    return sheet


def main() -> None:
    """Draw what was asked for and say how large it became and how long it took."""
    scenes = json.loads((SAMPLE / "story.json").read_text(encoding="utf-8"))["scenes"]
    for scene in sys.argv[1:] or scenes:
        began = time.monotonic()
        path = SAMPLE / scenes[scene]["data"]["image"]
        draw(scene).print(path)
        print(f"{scene}: {path.stat().st_size // 1024} kB in {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main()
