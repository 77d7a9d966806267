"""Ids made of names: the same names in the same order give the same ids, each legal and used once."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from ..stories.model import ID_SHAPE

LONGEST: Final = 48
"""Leaves room in the 64 characters of an id for what tells two alike apart."""
_LEGAL: Final = re.compile(ID_SHAPE)


class Ids:
    """The ids given out so far in one place."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._counts: dict[str, int] = {}

    def keep(self, wanted: object) -> str | None:
        """The id itself, if it is one and nobody has it; else None."""
        # fullmatch: the shape's `$` would let a newline follow.
        if not isinstance(wanted, str) or not _LEGAL.fullmatch(wanted) or wanted in self._taken:
            return None
        self._taken.add(wanted)
        return wanted

    def make(self, name: str, otherwise: str) -> str:
        """An id that looks like the name; like `otherwise`, where nothing of the name can be in an id."""
        base = slug(name) or otherwise
        made = base
        while made in self._taken:
            self._counts[base] = self._counts.get(base, 1) + 1
            made = f"{base}-{self._counts[base]}"
        self._taken.add(made)
        return made


def slug(name: str) -> str:
    """The name's Latin letters and digits in lower case, hyphens between; may be empty."""
    plain = unicodedata.normalize("NFKD", name[: 4 * LONGEST]).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-")
