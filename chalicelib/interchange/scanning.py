"""Looking for what closes something, again and again, in time linear in the text."""

from __future__ import annotations

import re


class Finder:
    """The next match of one pattern at or behind a place; the places asked for never go back.

    Without the memory, a text full of openings that nothing closes would be searched to its end from each of them.
    """

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self._pattern = pattern
        self._text = text
        self._found: re.Match[str] | None = None
        self._searched_from = -1

    def at_or_after(self, place: int) -> re.Match[str] | None:
        """The first match that begins at `place` or later."""
        known = self._searched_from >= 0 and (self._found is None or self._found.start() >= place)
        if not known:
            self._found = self._pattern.search(self._text, place)
            self._searched_from = place
        return self._found
