"""`run.py check`: everything a machine can say about the sources without running them.

The checks run side by side, the long ones first; each prints one line, and what it found if it found something.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.setup.console import say
from infra.setup.places import FRONTEND, ROOT

PYTHON_PLACES: Final = ("app.py", "run.py", "chalicelib", "infra", "tests")


@dataclass(frozen=True)
class Check:
    """One tool's word on the sources."""

    name: str
    command: tuple[str, ...]
    fix: str
    folder: Path = ROOT


@dataclass(frozen=True)
class Outcome:
    """What one check said."""

    check: Check
    held: bool
    seconds: float
    output: str


def plan_checks(migrations: Sequence[str]) -> tuple[Check, ...]:
    """Every check, the slowest first."""
    npm = ("npm", "run", "--silent")
    python = sys.executable
    return (
        Check("types of Python, mypy", ("mypy",), "mend the types"),
        Check("types of Python, pyright", ("pyright",), "mend the types"),
        Check("lint of the front end", (*npm, "lint"), "npm run lint -- --fix, in frontend", FRONTEND),
        Check("types of the front end", (*npm, "types"), "mend the types", FRONTEND),
        Check("format of the front end", (*npm, "format:check"), "npm run format, in frontend", FRONTEND),
        Check("API types fresh", (python, "-m", "infra.openapi", "--check"), "python -m infra.openapi"),
        Check("JSON Schemas fresh", (python, "-m", "infra.schemas", "--check"), "python -m infra.schemas"),
        Check("lock files", (python, "-m", "infra.setup.locks", "--check"), "python -m infra.setup.locks"),
        Check(
            "import directions",
            ("lint-imports", "--no-logo"),
            "see [tool.importlinter] in pyproject.toml for what may import what",
        ),
        Check(
            "migrations",
            ("squawk", "--reporter", "gcc", *migrations),
            "follow squawk's advice, or say in the file why not",
        ),
        Check("lint of Python", ("ruff", "check", "--output-format", "concise"), "ruff check --fix"),
        Check("format of Python", ("ruff", "format", "--check", "--output-format", "concise"), "ruff format"),
    )


def run_all(checks: Sequence[Check], report: Callable[[Outcome], None], *, side_by_side: int) -> bool:
    """Run the checks, report each as it ends; whether all held."""
    held = True
    with ThreadPoolExecutor(max_workers=side_by_side) as pool:
        for future in as_completed([pool.submit(_run, check) for check in checks]):
            outcome = future.result()
            report(outcome)
            held = held and outcome.held
    return held


def main() -> int:
    """Run every check and print one line each; the exit code."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    migrations = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "migrations").glob("[0-9]*.sql"))
    checks = plan_checks(migrations)
    started = time.monotonic()
    say(f"{len(checks)} checks, {processors} at a time …")
    held = run_all(checks, _report, side_by_side=processors)
    say(f"{'all checks held' if held else 'not all checks held'} ({time.monotonic() - started:.1f} s)")
    return 0 if held else 1


def _report(outcome: Outcome) -> None:
    say(f"{'ok  ' if outcome.held else 'FAIL'} {outcome.check.name} ({outcome.seconds:.1f} s)")
    if not outcome.held:
        say("\n".join(f"     {line}" for line in outcome.output.rstrip().splitlines()))
        say(f"     to mend it: {outcome.check.fix}")


def _run(check: Check) -> Outcome:
    started = time.monotonic()
    try:
        answer = subprocess.run(
            check.command, cwd=check.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
    except OSError as error:
        return Outcome(check, False, time.monotonic() - started, f"{check.command[0]} does not start: {error.strerror}")
    return Outcome(check, answer.returncode == 0, time.monotonic() - started, answer.stdout + answer.stderr)


if __name__ == "__main__":
    sys.exit(main())
