"""The virtual environment `.venv`, with the pinned packages of requirements-dev.txt."""

import json
import os
import shutil
from pathlib import Path
from typing import Final

from infra.setup import pythons, stamps
from infra.setup.console import run_step, say
from infra.setup.places import ROOT, VENV, VENV_BIN, VENV_PYTHON

REQUIREMENTS: Final = (ROOT / "requirements.txt", ROOT / "requirements-dev.txt")
STAMP: Final = VENV / "fabula-stamp.json"


def ensure_environment() -> None:
    """Make `.venv` or bring it up to date; nothing is run when it is."""
    wanted = stamps.fingerprint(REQUIREMENTS)
    made = _read_stamp()
    if made is not None and _is_current(made, wanted):
        return
    interpreter = pythons.find_interpreter()
    version = ".".join(map(str, interpreter.version))
    if made is None or made.get("python") != version or not VENV_PYTHON.is_file():
        # Without its stamp an environment is the half of an interrupted install: pip cannot be trusted to mend it.
        shutil.rmtree(VENV, ignore_errors=True)
        say(f"Python {version} at {interpreter.path}")
        run_step(
            "making .venv", [interpreter.path, "-m", "venv", VENV], fix="install Python's venv module (python3-venv)"
        )
    elif made["requirements"] == wanted:
        return
    STAMP.unlink(missing_ok=True)
    _install_packages()
    stamps.write(STAMP, json.dumps({"python": version, "requirements": wanted}))
    if not interpreter.deployable:
        say(f"Python {version} does for all but deploying; install 3.12 or 3.13 for that and it is taken")


def environment_variables() -> dict[str, str]:
    """Our variables with the environment's programs before all others on PATH."""
    path = os.pathsep.join([str(VENV_BIN), os.environ.get("PATH", os.defpath)])
    variables = os.environ | {"VIRTUAL_ENV": str(VENV), "PATH": path}
    variables.pop("PYTHONHOME", None)
    return variables


def _install_packages() -> None:
    """Install the locks: the pinned pip first, it is twice as fast as the one that Python brings.

    The locks name every package, so nothing is left to resolve; byte code is left to the first import, since most
    modules are never imported.
    """
    pip: list[str | Path] = [
        VENV_PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-compile",
        "--disable-pip-version-check",
    ]
    fix = "see what pip says above; it needs PyPI, or the mirror that pip is configured for"
    run_step("installing pip", [*pip, "--constraint", REQUIREMENTS[-1], "pip"], fix=fix)
    run_step("installing the Python packages", [*pip, "--no-deps", "--requirement", REQUIREMENTS[-1]], fix=fix)


def _is_current(made: dict[str, str], wanted: str) -> bool:
    """Whether the environment needs no look at all: right packages, a deployable Python that is still there."""
    version = pythons.parse_version(made["python"])
    deployable = version is not None and version[:2] in pythons.DEPLOYABLE
    return made["requirements"] == wanted and deployable and VENV_PYTHON.is_file()


def _read_stamp() -> dict[str, str] | None:
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    known = isinstance(stamp, dict) and {"python", "requirements"} <= stamp.keys()
    return stamp if known else None
