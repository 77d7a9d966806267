"""What a new function imports before it can answer, beside a program that imports everything at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Final

from infra.bench.harness import Goal, Measured, Options, bench
from infra.setup.places import ROOT

ROUNDS: Final = 7
TIMED: Final = "import time\nbegan = time.process_time()\n{program}\nprint(time.process_time() - began)"
APP: Final = "import app"
EVERYTHING: Final = """
import importlib, pkgutil
import chalicelib, boto3, botocore.config
for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
    importlib.import_module(module.name)
import app
"""
"""The app comes last: it keeps the garbage collector off while it is imported, and this program takes no such care."""


@bench("cold")
def measure_cold(_: Options) -> Iterator[Measured]:
    """Processor time of importing the app in a new interpreter."""
    # In turns, so that whatever else the machine does falls on both.
    pairs = [(_seconds(APP), _seconds(EVERYTHING)) for _ in range(ROUNDS)]
    ours, peer = (min(figures) * 1000 for figures in zip(*pairs, strict=True))
    yield Measured("importing the app", "ms", ours, peer, "importing everything", Goal("ratio", "most", 0.7))


def _seconds(program: str) -> float:
    command = [sys.executable, "-c", TIMED.format(program=program)]
    return float(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout)
