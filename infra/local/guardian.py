"""Run a command that ends when the process that started it ends, however that one ended.

`python guardian.py PARENT_PID UID GID COMMAND…` takes a session of its own (a terminal's Ctrl-C is not for it), becomes
the given user (-1: stays who it is) and runs the command. On Linux it *becomes* the command, and the kernel sends it
SIGINT when the parent goes (prctl(2), PR_SET_PDEATHSIG: the parent is the *thread* that started us, so that thread has
to live as long). Elsewhere it stays between the two and watches. Standard library only: it runs with `-I -S`.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from types import FrameType
from typing import Final

PR_SET_PDEATHSIG: Final = 1
WATCH_SECONDS: Final = 0.3


def main(arguments: list[str]) -> int:
    """Become or watch the command; the exit status is the command's."""
    parent, uid, gid = (int(argument) for argument in arguments[:3])
    command = arguments[3:]
    os.setsid()
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform != "linux":
        return watch(parent, command)
    # After setuid: a change of user clears the setting.
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGINT) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")
    if os.getppid() != parent:
        return 0
    os.execv(command[0], command)


def watch(parent: int, command: list[str]) -> int:
    """Run the command as a child; interrupt it when the parent is gone or we are told to stop."""
    child = subprocess.Popen(command)

    def pass_on(number: int, _frame: FrameType | None) -> None:
        child.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, pass_on)
    while child.poll() is None:
        if os.getppid() != parent:
            child.send_signal(signal.SIGINT)
            return child.wait()
        time.sleep(WATCH_SECONDS)
    return child.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
