"""One change of a stage at a time: an object beside its releases that is there while somebody changes it.

Whoever has it writes it anew every few seconds. Whoever finds it watches: where it changes, somebody is at work; where
it stays as it is for a minute, its writer was killed, and it is taken over. So no clock is compared with another.
"""

from __future__ import annotations

import platform
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import count
from typing import Final

from infra.deploy.account import Account
from infra.deploy.artifacts import Artifacts, Claim
from infra.deploy.steps import Say
from infra.setup.console import SetupFailed

BEAT_SECONDS: Final = 15.0
DEAD_SECONDS: Final = 60.0
"""How long one that is not written anew is taken for somebody's who lives."""
LOOK_SECONDS: Final = 1.0


class Holder:
    """Somebody who has the claim to a stage, as long as nobody took it over."""

    def __init__(self, artifacts: Artifacts, who: str) -> None:
        self._artifacts = artifacts
        self._who = f"{who}, since {datetime.now(UTC).isoformat(timespec='seconds')},"
        self._id = uuid.uuid4().hex
        self.back_to = ""
        """The release that this one has gone back to, or those before who were killed."""
        self._beats = count()
        self._over = threading.Event()
        self._beating = threading.Thread(target=self._beat, daemon=True)

    def take(self, say: Say) -> None:
        """Raises SetupFailed where somebody else has it, who lives."""
        found = first = self._artifacts.find_claim()
        if first is not None:
            say(f"{first.who} changes this stage, or was killed: looking for a minute which …")
            self.back_to = first.back_to
        until = time.monotonic() + DEAD_SECONDS
        while found is not None and found == first and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)
            found = self._artifacts.find_claim()
        if (found is not None and found != first) or not self._write(found):
            other = self._artifacts.find_claim() or found
            who = "somebody else" if other is None else other.who
            raise SetupFailed(f"{who} changes this stage", fix="wait until that has ended, then run it again")
        self._beating.start()

    def note_back(self, release: str) -> None:
        """Say that it is this release that is gone back to, for whoever takes this over."""
        self.back_to = release
        self._write(self._artifacts.find_claim())

    def require(self) -> None:
        """Raises SetupFailed where somebody else took it over."""
        found = self._artifacts.find_claim()
        if found is None or found.id != self._id:
            raise SetupFailed(
                f"this was taken for dead, and {found.who if found else 'somebody'} changed the stage meanwhile",
                fix="wait until that has ended, look at what runs, then run it again",
            )

    def release(self) -> None:
        """Give it back. Where that cannot be told it is taken over in a minute."""
        self._over.set()
        self._beating.join()
        with suppress(SetupFailed):
            found = self._artifacts.find_claim()
            if found is not None and found.id == self._id:
                self._artifacts.remove_claim(found)

    def _beat(self) -> None:
        while not self._over.wait(BEAT_SECONDS):
            with suppress(SetupFailed):  # the next may be taken, and before each step it is looked who has it
                found = self._artifacts.find_claim()
                if found is None or found.id != self._id:
                    return
                self._write(found)

    def _write(self, found: Claim | None) -> bool:
        """Whether it is ours now; not where somebody was quicker."""
        text = {"who": self._who, "id": self._id, "beat": next(self._beats), "back_to": self.back_to}
        if self._artifacts.write_claim(text, found):
            return True
        there = self._artifacts.find_claim()  # it may be a first try of ours, whose answer was lost
        return there is not None and there.id == self._id


@contextmanager
def claimed(artifacts: Artifacts, account: Account, say: Say) -> Iterator[Holder]:
    """While nobody else changes the stage. Raises SetupFailed where somebody does."""
    holder = Holder(artifacts, f"{account.caller()} on {platform.node()}")
    holder.take(say)
    try:
        yield holder
    finally:
        holder.release()
