"""Giving recorded walks to the front end's sources: `frontend/programs/replay.ts`, run by Node."""

import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Any, cast

from infra.setup import node


@dataclass(frozen=True)
class Agreement:
    """What came of comparing."""

    walks: int
    moves: int
    differences: int
    told: tuple[str, ...]
    """The first few differences, each a line of JSON: seed, who saw it, after which move, and what was seen."""


class ReplayFailed(Exception):
    """The program that walks again ended before it had compared everything; what it said stands above."""


def replay(walks: Iterable[dict[str, Any]]) -> Agreement:
    """Have the walks walked again while they are being made. Raises ReplayFailed."""
    command = node.build_program("replay")
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as program:
        # Both are there, being asked for. The program says little before it has read all: neither waits for the other.
        given, said = cast(IO[str], program.stdin), cast(IO[str], program.stdout)
        try:
            with given:
                given.writelines(json.dumps(walk, allow_nan=False) + "\n" for walk in walks)
        except BrokenPipeError as error:
            raise ReplayFailed() from error
        *told, counts = said.read().splitlines() or [""]
    if program.returncode != 0:
        raise ReplayFailed()
    return Agreement(**json.loads(counts), told=tuple(told))
