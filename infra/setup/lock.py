"""One lock a checkout, so that two runs at once never write the same environment."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from infra.setup.places import STATE

_HELD: Final[list[int]] = []


def held_descriptors() -> tuple[int, ...]:
    """The lock's descriptor while we hold it.

    Children inherit it: when this process is killed outright, the lock is free only once the installer it started has
    ended too.
    """
    return tuple(_HELD)


@contextmanager
def setup_lock(tell_waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the checkout's lock; `tell_waiting` is called once if another run has it."""
    STATE.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(STATE / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        waiting = False
        while not _try_lock(descriptor):
            if not waiting:
                tell_waiting()
            waiting = True
            time.sleep(0.2)
        _HELD.append(descriptor)
        try:
            yield
        finally:
            _HELD.remove(descriptor)
            _unlock(descriptor)
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
