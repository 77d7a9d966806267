"""The virtual environment `.venv`, with the pinned packages of requirements-dev.txt."""

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from infra.setup import pythons, stamps
from infra.setup.console import run_step, say
from infra.setup.places import ROOT, VENV, VENV_BIN, VENV_PYTHON

REQUIREMENTS: Final = (ROOT / "requirements.txt", ROOT / "requirements-dev.txt")
STAMP: Final = VENV / "fabula-stamp.json"
PIP: Final = (VENV_PYTHON, "-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check")
PIP_FIX: Final = "see what pip says above; it needs PyPI, or the mirror that pip is configured for"


@dataclass(frozen=True)
class Made:
    """What an environment was made of; written once it is whole."""

    python: str
    requirements: str

    @property
    def deployable(self) -> bool:
        """Whether its Python is one that deploying accepts, so that no better one has to be looked for."""
        version = pythons.parse_version(self.python)
        return version is not None and version[:2] in pythons.DEPLOYABLE


def ensure_environment() -> None:
    """Make `.venv` or bring it up to date; nothing is run when it is."""
    requirements = stamps.fingerprint(REQUIREMENTS)
    made = read_made(STAMP) if VENV_PYTHON.is_file() else None
    if made is None or not made.deployable:
        made = _make_with_best_python(made)
    if made.requirements != requirements:
        _install_packages()
        stamps.write(STAMP, json.dumps(asdict(Made(made.python, requirements))))


def environment_variables() -> dict[str, str]:
    """Our variables with the environment's programs before all others on PATH."""
    path = os.pathsep.join([str(VENV_BIN), os.environ.get("PATH", os.defpath)])
    variables = os.environ | {"VIRTUAL_ENV": str(VENV), "PATH": path}
    variables.pop("PYTHONHOME", None)
    # The packages are installed without byte code: if it were not kept, each of our many processes would compile anew.
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    return variables


def read_made(stamp: Path) -> Made | None:
    """What the stamp says; None if there is none, or none that we wrote."""
    try:
        return Made(**json.loads(stamp.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _make_with_best_python(made: Made | None) -> Made:
    """Make the environment anew, unless it was made with the best Python there is."""
    interpreter = pythons.find_interpreter()
    version = ".".join(map(str, interpreter.version))
    if made is not None and made.python == version:
        return made
    # Without its stamp an environment is the half of an interrupted install: pip cannot be trusted to mend it.
    shutil.rmtree(VENV, ignore_errors=True)
    say(f"Python {version} at {interpreter.path}")
    if not interpreter.deployable:
        say("it does for all but deploying: install 3.12 or 3.13 for that, and the next run takes it")
    run_step("making .venv", [interpreter.path, "-m", "venv", VENV], fix="install Python's venv module (python3-venv)")
    return Made(version, requirements="")


def _install_packages() -> None:
    """Install the locks: the pinned pip first, it is twice as fast as the one that Python brings.

    The locks name every package, so nothing is left to resolve; byte code is left to the first import, since most
    modules are never imported.
    """
    STAMP.unlink(missing_ok=True)
    run_step("installing pip", [*PIP, "--constraint", REQUIREMENTS[-1], "pip"], fix=PIP_FIX)
    run_step("installing the Python packages", [*PIP, "--no-deps", "--requirement", REQUIREMENTS[-1]], fix=PIP_FIX)
