"""`python -m infra.local`: run the whole product here until interrupted.

The last line printed before it serves is for machines: `ready app=… read=… api=… mail=…`.
"""

import argparse
import os
import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from infra.local import seed
from infra.local.cluster import PostgresUnavailable
from infra.local.environment import Addresses
from infra.local.ports import PortTaken
from infra.local.stack import DEFAULT_DATA, DataInUse, DataUnusable, NotBuilt, Options, Stack

WATCH_SECONDS: Final = 0.3
LOWEST_PORT: Final = 1024
"""Below it, ports are root's, and PostgreSQL never runs as root."""
HIGHEST_PORT: Final = 65530


class Interrupted(BaseException):
    """Someone asked us to stop."""


def main(arguments: list[str]) -> int:
    """Run a stack; 0 after it was asked to stop, 1 if it could not start."""
    options = parse_arguments(arguments)
    terminal = Terminal()
    stop_when_told()
    stack = Stack(
        Options(
            data=options.data,
            ports="default" if options.port is None else options.port,
            fresh=options.fresh,
            quiet=True,
        ),
        terminal.say,
    )
    try:
        stack.start()
        story = None if options.no_sample else seed.ensure_sample(stack.addresses, options.data, terminal.say)
        terminal.show(welcome(stack.addresses, options.data, story))
        while True:
            time.sleep(3600)
    except Interrupted:
        terminal.say("stopping")
    except (PortTaken, DataInUse, DataUnusable, NotBuilt, PostgresUnavailable, seed.SampleNotMade) as error:
        terminal.show([f"cannot start: {error}"])
        return 1
    finally:
        stack.stop()
    return 0


class Terminal:
    """The terminal we were started in, whatever the app's own output is turned to."""

    def __init__(self) -> None:
        self._out = sys.stdout
        self._began = time.monotonic()

    def say(self, what: str) -> None:
        """One line of progress."""
        self.show([f"{time.monotonic() - self._began:5.1f} s  {what}"])

    def show(self, lines: list[str]) -> None:
        """Lines as they are; a terminal that is gone is no reason to fail."""
        try:
            print(*lines, sep="\n", file=self._out, flush=True)
        except BrokenPipeError:
            self._out = Path(os.devnull).open("w")  # noqa: SIM115  # as long as the process


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m infra.local", description="Run Fabula on this machine.")
    parser.add_argument("--fresh", action="store_true", help="delete the data first")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, metavar="DIR", help="where the data lives")
    parser.add_argument("--port", type=base_port, metavar="N", help="the first of seven ports in a row (default 8020)")
    parser.add_argument("--no-sample", action="store_true", help="do not bring in the sample story")
    return parser.parse_args(arguments)


def base_port(text: str) -> int:
    """The first of seven ports that anybody may listen on. Raises ArgumentTypeError."""
    if not (text.isdecimal() and LOWEST_PORT <= int(text) <= HIGHEST_PORT):
        raise argparse.ArgumentTypeError(f"{text} is no number from {LOWEST_PORT} to {HIGHEST_PORT}")
    return int(text)


def welcome(addresses: Addresses, data: Path, story: str | None) -> list[str]:
    """What a person should open, and the line for machines."""
    ready = f"ready app={addresses.app} read={addresses.read} api={addresses.api} mail={addresses.mail}"
    return [
        "",
        f"  Open the editor    {addresses.app}",
        *([f"  Read the sample    {story}"] if story else []),
        f"  Mail it sends      {addresses.mail}",
        f"  Data and logs      {data}",
        f"  Sign in as {seed.CREATOR} to edit the sample; the link arrives in the mail above." if story else "",
        "  Stop with Ctrl-C.",
        "",
        ready,
    ]


def stop_when_told() -> None:
    """Raise Interrupted in the main thread at a signal to stop or when our parent is gone; the second time, exit."""
    told = False

    def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
        nonlocal told
        if told:
            os._exit(1)  # PostgreSQL goes with us
        told = True
        raise Interrupted

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    threading.Thread(target=watch_parent, args=(os.getppid(),), name="parent", daemon=True).start()


def watch_parent(parent: int) -> None:
    """Ask ourselves to stop once our parent is another process: ours has died."""
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
