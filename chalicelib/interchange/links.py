"""What stands between `[[` and `]]`: a label and the name of the passage it leads to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Way:
    """A link of a passage."""

    label: str
    target: str
    """A passage's name, not yet known to be one."""
    line: int = 1
    setter: str | None = None
    """What SugarCube would do on the way, which is not done here."""


def parse_link(inside: str, *, line: int = 1) -> Way:
    """Twine's own order: the rightmost `->`, else the leftmost `<-`, else the rightmost `|`, else both are the same."""
    link, bracket, setter = inside.partition("][")
    label, target = _halves(link)
    return Way(label.strip(), target.strip(), line, setter.strip() if bracket else None)


def _halves(link: str) -> tuple[str, str]:
    if "->" in link:
        label, _, target = link.rpartition("->")
    elif "<-" in link:
        target, _, label = link.partition("<-")
    elif "|" in link:
        label, _, target = link.rpartition("|")
    else:
        label = target = link
    return label, target
