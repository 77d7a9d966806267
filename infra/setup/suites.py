"""The tests, in lanes side by side: what waits for a browser or a server leaves a processor to others."""

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
BROWSERS: Final = 2
"""Lanes of the browser's tests, which wait most."""
NOTHING_CHOSEN: Final = 5
"""pytest's exit code where its arguments leave no test: of one lane, not of all, that is what was asked for."""


def run_suites(suites: Sequence[str], pytest_arguments: Sequence[str], env: Mapping[str, str]) -> int:
    """Run the named suites, the browser's beside all others; 0 only if every test held.

    What the others say is seen as they say it; what the browser's say comes after, lane by lane.
    """
    others = [suite for suite in suites if suite != BROWSER_SUITE]
    if BROWSER_SUITE not in suites or not others:
        return _run(suites, pytest_arguments, env)
    say("the browser's tests run beside the others; what they say comes last")
    files = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / BROWSER_SUITE).glob("test_*.py"))
    with ExitStack() as lanes:
        commands = [_pytest(files[lane::BROWSERS], pytest_arguments) for lane in range(BROWSERS)]
        aside = [lanes.enter_context(_aside(command, env)) for command in commands]
        codes = {_run(others, pytest_arguments, env), *(process.wait() for process in aside)}
    if codes == {NOTHING_CHOSEN}:
        return NOTHING_CHOSEN
    return next((code for code in codes if code not in (0, NOTHING_CHOSEN)), 0)


@contextmanager
def _aside(command: Sequence[str | Path], env: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Tests that run in the background; what they say is said in the end."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [str(part) for part in command], cwd=ROOT, env=env, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            yield process
        finally:
            stop(process)
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
        folders = [f"tests/{suite}" for suite in python_suites]
        failed = run_attached(_pytest(folders, pytest_arguments), env=env) or failed
    return failed


def _pytest(paths: Sequence[str], arguments: Sequence[str]) -> list[str | Path]:
    return [VENV_PYTHON, "-m", "pytest", *paths, *arguments]
