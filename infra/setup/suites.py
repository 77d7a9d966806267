"""The tests, in lanes: what waits for a browser or a database leaves a processor idle that the other suites can use."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from infra.setup import node
from infra.setup.console import run_attached, say, stop
from infra.setup.places import FRONTEND, ROOT, VENV_PYTHON

FRONTEND_SUITE: Final = "frontend"
BROWSER_SUITE: Final = "browser"
BESIDE: Final = ("integration", BROWSER_SUITE)
"""Suites that wait more than they work, each in a lane and a process of its own."""
NOTHING_CHOSEN: Final = 5
"""pytest's exit code where its arguments leave no test: of one lane, not of all, that is what was asked for."""


def run_suites(suites: Sequence[str], pytest_arguments: Sequence[str], env: Mapping[str, str]) -> int:
    """Run the named suites, their lanes at a time; 0 only if every test held.

    What the first lane says is seen as it says it; what those beside it say comes after, whole.
    """
    lanes = [[suite for suite in suites if suite not in BESIDE], *([suite] for suite in BESIDE if suite in suites)]
    first, *others = [lane for lane in lanes if lane]
    with ExitStack() as stack:
        if others:
            say(
                f"beside the others run those of {' and '.join(suite for (suite,) in others)}; what they say comes last"
            )
        beside = [stack.enter_context(_beside(suite, pytest_arguments, env)) for (suite,) in reversed(others)]
        codes = [_run(first, pytest_arguments, env), *(lane.wait() for lane in beside)]
    if set(codes) == {NOTHING_CHOSEN}:
        return NOTHING_CHOSEN
    return next((code for code in codes if code not in (0, NOTHING_CHOSEN)), 0)


@contextmanager
def _beside(suite: str, pytest_arguments: Sequence[str], env: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The suite under way; what it said is printed, and it is ended, on leaving."""
    with tempfile.TemporaryFile() as said:
        command = _pytest([suite], pytest_arguments)
        lane = subprocess.Popen(command, cwd=ROOT, env=env, stdout=said, stderr=subprocess.STDOUT)
        try:
            yield lane
        finally:
            stop(lane)
            said.seek(0)
            say(said.read().decode(errors="replace"))


def _run(suites: Sequence[str], pytest_arguments: Sequence[str], env: Mapping[str, str]) -> int:
    failed = 0
    python_suites = [suite for suite in suites if suite != FRONTEND_SUITE]
    if FRONTEND_SUITE in suites:
        failed = run_attached([*node.npm_command(), "run", "--silent", "test"], cwd=FRONTEND, env=env)
        if failed and python_suites:
            say("the front end's tests failed, see above; the Python tests run all the same")
    if python_suites:
        # What only computes takes what those beside it leave, as they have people's patience to keep within.
        failed = run_attached([*_giving_way(), *_pytest(python_suites, pytest_arguments)], env=env) or failed
    return failed


def _giving_way() -> list[str]:
    nice = shutil.which("nice")
    return [nice] if nice else []


def _pytest(suites: Sequence[str], arguments: Sequence[str]) -> list[str | Path]:
    return [VENV_PYTHON, "-m", "pytest", *(f"tests/{suite}" for suite in suites), *arguments]
