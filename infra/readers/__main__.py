"""`python -m infra.readers [--sessions N] [--seed N]`: exit 0 only if every session is the same on both sides."""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from infra.local.creator import Creator
from infra.local.seed import make_sample
from infra.local.stack import Options, Stack
from infra.readers.published import publish_stories
from infra.readers.running import Report, read_and_compare
from infra.readers.tabs import Published
from infra.setup.chromium import VARIABLE

RANDOM_STORIES: Final = 5
SHOWN: Final = 10
"""Sessions that differ and are printed."""


def main(arguments: Sequence[str]) -> int:
    """Publish, read, compare, and print the differences and a closing line; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m infra.readers", description="Read stories at random in a browser.")
    parser.add_argument("--sessions", metavar="N", type=int, default=5_000, help="how many sessions (5,000)")
    parser.add_argument("--seed", metavar="N", type=int, default=0, help="of the stories and the readers (0)")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="fabula-readers-") as place:
        stack = Stack(Options(data=Path(place) / "data", ports="free", timer=False, quiet=True))
        stack.start()
        try:
            report = _read(stack, options.sessions, options.seed)
        finally:
            stack.remove()
    _tell(report)
    return 0 if report.holds else 1


def _read(stack: Stack, sessions: int, seed: int) -> Report:
    started = time.monotonic()
    creator = Creator(stack.addresses)
    sample = make_sample(creator, lambda _: None)
    stories = [
        Published(str(sample["id"]), str(sample["link"])),
        *publish_stories(creator, RANDOM_STORIES, seed=seed),
    ]
    _say(f"{len(stories)} stories published in {time.monotonic() - started:.0f} s")
    return read_and_compare(stack.addresses.database, os.environ[VARIABLE], stories, sessions, seed, _say)


def _tell(report: Report) -> None:
    for stuck in report.stuck:
        _say(stuck)
    for read, found in report.differing[:SHOWN]:
        _say("\n".join([f"session {read.session} of {read.story}", *(f"  {one}" for one in found)]))
        _say(f"  {json.dumps(asdict(read))}")
    for session in report.nobodys[:SHOWN]:
        _say(f"session {session}: the server has it, and no browser")
    befell = ", ".join(f"{count} × {accident}" for accident, count in sorted(report.accidents.items()))
    _say(f"{report.moves:,} moves, {report.endings:,} sessions came to an ending; tabs were {befell}")
    differing = len(report.differing) + len(report.nobodys) + len(report.stuck)
    _say(f"{report.sessions:,} sessions in {report.seconds:.0f} s, {differing} differ")


def _say(text: str) -> None:
    print(text, file=sys.__stdout__, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
