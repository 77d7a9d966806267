"""Pictures, and how far each is when a story is validated."""

from collections.abc import Iterator
from typing import Final

from .shapes import Json

MOST_BYTES: Final = 5 * 1024 * 1024


def cases() -> Iterator[Json]:
    """The bounds are inside; the pixels of a picture that is not ready are not known."""
    for size, width, height, held in (
        (MOST_BYTES, 8_000, 5_000, "ready"),
        (MOST_BYTES + 1, 100, 100, "large"),
        (1, 8_000, 5_001, "large"),
        (MOST_BYTES + 1, None, None, "large"),
        (1, None, None, "ready"),
    ):
        yield {"state": "ready", "size": size, "width": width, "height": height, "held": held}
    for state in ("granted", "received", "processing", "failed"):
        yield {"state": state, "size": MOST_BYTES + 1, "width": None, "height": None, "held": state}
