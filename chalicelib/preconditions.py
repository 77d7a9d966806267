"""Writes that must not undo what their sender never saw: strong ETags and If-Match (RFC 9110, 8.8.3 and 13.1.1).

What is read comes with an ETag; a write sends it back in If-Match. Without one it is refused (428, RFC 6585), and with
another one than the thing has by then too (412). Who writes compares under the lock it writes under.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from .errors import Malformed, PreconditionFailed, PreconditionMissing

_TAG: Final = re.compile(r'(?:W/)?"[\x21\x23-\x7e]*"')
_LIST: Final = re.compile(rf"\s*{_TAG.pattern}\s*(?:,\s*{_TAG.pattern}\s*)*")
MOST: Final = 1_000
"""Characters of an If-Match header that are read."""


class IfMatchMissing(PreconditionMissing):
    """This write needs an If-Match header with the ETag that came with what was read."""


class IfMatchMalformed(Malformed):
    """An If-Match header is a list of ETags in double quotes, or a star."""


class IfMatchStale(PreconditionFailed):
    """It was changed since it was read; read it again."""


@dataclass(frozen=True)
class Expected:
    """The states a write is meant for."""

    tags: frozenset[str] | None
    """None is any."""

    def allows(self, tag: str) -> bool:
        """Whether the thing may be written while it has this ETag. A weak one never fits (RFC 9110, 8.8.3.2)."""
        return self.tags is None or tag in self.tags

    def require(self, tag: str) -> None:
        """Raise IfMatchStale unless the thing may be written while it has this ETag."""
        if not self.allows(tag):
            raise IfMatchStale(field="if-match")


def etag(*parts: object) -> str:
    """A strong ETag; the parts are words or numbers that say the state between them."""
    return f'"{"-".join(map(str, parts))}"'


def parse_if_match(header: str | None) -> Expected:
    """What an If-Match header expects. Raises IfMatchMissing, IfMatchMalformed."""
    if header is None:
        raise IfMatchMissing(field="if-match")
    if header.strip() == "*":
        return Expected(None)
    if len(header) > MOST or not _LIST.fullmatch(header):
        raise IfMatchMalformed(field="if-match")
    return Expected(frozenset(_TAG.findall(header)))
