"""Work as a list of small steps, each of which first looks whether there is anything to do.

So a list that was interrupted anywhere is simply begun again, and one that was done changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Say = Callable[[str], None]


@dataclass(frozen=True)
class Step:
    """`due` says in words what there is to do, None where all is as it should be; only then `do` is called."""

    name: str
    due: Callable[[], str | None]
    do: Callable[[], None]


def run_steps(steps: Iterable[Step], say: Say) -> list[str]:
    """Do what is to be done, in order; gives the names of the steps that changed something."""
    changed = []
    for step in steps:
        due = step.due()
        if due is None:
            say(f"{step.name}: nothing to do")
            continue
        say(f"{step.name}: {due} …")
        started = time.monotonic()
        step.do()
        changed.append(step.name)
        say(f"{step.name}: done in {time.monotonic() - started:.1f} s")
    return changed
