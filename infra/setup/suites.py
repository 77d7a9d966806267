"""The tests, in two lanes: what a browser does leaves a processor idle that the other suites can use."""

import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from infra.setup import node
from infra.setup.console import run_attached, say, stop
from infra.setup.places import FRONTEND, ROOT, VENV_PYTHON

FRONTEND_SUITE: Final = "frontend"
BROWSER_SUITE: Final = "browser"
NOTHING_CHOSEN: Final = 5
"""pytest's exit code where its arguments leave no test: of one lane, not of both, that is what was asked for."""


def run_suites(suites: Sequence[str], pytest_arguments: Sequence[str], env: Mapping[str, str]) -> int:
    """Run the named suites, two lanes at a time; 0 only if every test held.

    What one lane says is seen as it says it; what the one beside it says comes after, whole.
    """
    others = [suite for suite in suites if suite != BROWSER_SUITE]
    if BROWSER_SUITE not in suites or not others:
        return _run(suites, pytest_arguments, env)
    say("the browser's tests run beside the others; what they say comes last")
    with tempfile.TemporaryFile() as said:
        command = _pytest([BROWSER_SUITE], pytest_arguments)
        aside = subprocess.Popen(command, cwd=ROOT, env=env, stdout=said, stderr=subprocess.STDOUT)
        try:
            codes = [_run(others, pytest_arguments, env), aside.wait()]
        finally:
            stop(aside)
            said.seek(0)
            say(said.read().decode(errors="replace"))
    if set(codes) == {NOTHING_CHOSEN}:
        return NOTHING_CHOSEN
    return next((code for code in codes if code not in (0, NOTHING_CHOSEN)), 0)


def _run(suites: Sequence[str], pytest_arguments: Sequence[str], env: Mapping[str, str]) -> int:
    failed = 0
    python_suites = [suite for suite in suites if suite != FRONTEND_SUITE]
    if FRONTEND_SUITE in suites:
        failed = run_attached([*node.npm_command(), "run", "--silent", "test"], cwd=FRONTEND, env=env)
        if failed and python_suites:
            say("the front end's tests failed, see above; the Python tests run all the same")
    if python_suites:
        failed = run_attached(_pytest(python_suites, pytest_arguments), env=env) or failed
    return failed


def _pytest(suites: Sequence[str], arguments: Sequence[str]) -> list[str | Path]:
    return [VENV_PYTHON, "-m", "pytest", *(f"tests/{suite}" for suite in suites), *arguments]
