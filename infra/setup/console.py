"""What a person sees while things are made: a line a step, and the fix when a step fails."""

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import IO, Final, NoReturn

from infra.setup import lock
from infra.setup.places import ROOT, WINDOWS

PLAIN_LINE_EVERY_SECONDS: Final = 15.0
OUTPUT_LINES_SHOWN: Final = 40


class SetupFailed(Exception):
    """A step failed; the message says what happened and how to mend it."""

    def __init__(self, what: str, *, fix: str, output: str = "") -> None:
        self.what = what
        self.fix = fix
        shown = "\n".join(output.splitlines()[-OUTPUT_LINES_SHOWN:])
        super().__init__("\n".join(part for part in (shown, what, f"  to mend it: {fix}") if part))


def say(text: str) -> None:
    """Print one line at once."""
    print(text, flush=True)


def run_step(
    label: str,
    command: Sequence[str | Path],
    *,
    fix: str,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    limit_seconds: float | None = None,
) -> str:
    """Run one command of the set-up, showing how long it has been going, and return what it printed.

    Raises SetupFailed with the end of its output if it cannot start, fails or takes longer than the limit.
    """
    with tempfile.TemporaryFile() as output:
        started = time.monotonic()
        try:
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=cwd,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=() if WINDOWS else lock.held_descriptors(),
            )
        except OSError as error:
            raise SetupFailed(f"{label}: {command[0]} does not start ({error.strerror})", fix=fix) from error
        try:
            timed_out = _watch(process, label, started, limit_seconds)
        finally:
            stop(process)
        printed = _read_all(output)
    if timed_out:
        raise SetupFailed(f"{label}: given up after {limit_seconds:.0f} s", fix=fix, output=printed)
    if process.returncode != 0:
        raise SetupFailed(f"{label}: failed (exit {process.returncode})", fix=fix, output=printed)
    _finish_line(f"{label}: {time.monotonic() - started:.1f} s")
    return printed


def run_attached(command: Sequence[str | Path], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> int:
    """Run a command on this terminal and return its exit code; it is ended with us."""
    process = subprocess.Popen([str(part) for part in command], cwd=cwd, env=env)
    try:
        return process.wait()
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process of ours that is still running, firmly after three seconds."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(timeout=3)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def end_on_terminate() -> None:
    """Let a plain kill unwind like Ctrl-C, so that what we started is ended too."""

    def unwind(_number: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, unwind)


def _watch(process: subprocess.Popen[bytes], label: str, started: float, limit_seconds: float | None) -> bool:
    """Wait for the process, telling how long it takes; True if the limit came first."""
    live = sys.stdout.isatty()
    if not live:
        say(f"{label} …")
    told = started
    while True:
        try:
            process.wait(timeout=0.1 if live else 0.5)
        except subprocess.TimeoutExpired:
            now = time.monotonic()
            if limit_seconds is not None and now - started > limit_seconds:
                return True
            if live:
                print(f"\r\033[K{label} … {now - started:.0f} s", end="", flush=True)
            elif now - told >= PLAIN_LINE_EVERY_SECONDS:
                say(f"{label} … {now - started:.0f} s")
                told = now
        else:
            return False


def _finish_line(text: str) -> None:
    say(f"\r\033[K{text}" if sys.stdout.isatty() else text)


def _read_all(output: IO[bytes]) -> str:
    output.seek(0)
    return output.read().decode(errors="replace")
