"""Which Python the environment is made with.

3.12 and 3.13 are what Lambda runs and what deploying demands; with another one everything but deploying works.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.setup.places import VENV, WINDOWS

Version = tuple[int, int, int]

DEPLOYABLE: Final = ((3, 12), (3, 13))
OLDEST: Final = (3, 11)


@dataclass(frozen=True)
class Interpreter:
    """A Python that answered when it was asked for its version."""

    path: Path
    version: Version

    @property
    def deployable(self) -> bool:
        """Whether deploying and packaging accept an environment made with it."""
        return self.version[:2] in DEPLOYABLE


def parse_version(text: str) -> Version | None:
    """The first `major.minor.patch` in what a program prints as its version, or None."""
    match = re.search(r"(?<![\d.])(\d+)\.(\d+)\.(\d+)", text)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def choose(found: Iterable[Interpreter], running: Interpreter) -> Interpreter:
    """3.12 before 3.13 before the running interpreter; of one minor version the newest, of equals the first."""
    for minor in DEPLOYABLE:
        fitting = [one for one in found if one.version[:2] == minor]
        if fitting:
            return max(fitting, key=lambda one: one.version)
    return running


def find_interpreter() -> Interpreter:
    """Look for the best Python of this machine."""
    running = Interpreter(_base_executable(), sys.version_info[:3])
    seen: dict[Path, Interpreter] = {}
    for candidate in _candidates():
        # A shim and the program behind it are asked apart: only the answer tells whether a shim works.
        if candidate not in seen and (version := ask_version(candidate)):
            seen[candidate] = Interpreter(candidate, version)
            if version[:2] == DEPLOYABLE[0]:
                break
    return choose([*seen.values(), running], running)


def ask_version(candidate: Path) -> Version | None:
    """Run the candidate and ask; None for what fails or hangs (a pyenv shim may only print an error)."""
    try:
        answer = subprocess.run(
            [candidate, "-I", "-c", "import sys, venv, ensurepip; print(sys.version.split()[0])"],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return parse_version(answer.stdout) if answer.returncode == 0 else None


def _candidates() -> Iterator[Path]:
    """Places to look, best first: 3.12 everywhere, then 3.13 everywhere."""
    home = Path.home()
    uv = Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or home / ".local/share/uv/python")
    for major, minor in DEPLOYABLE:
        name = f"python{major}.{minor}"
        if sys.version_info[:2] == (major, minor):
            yield _base_executable()
        if on_path := _which_outside_venv(name):
            yield on_path
        for folder, pattern in (
            (Path(os.environ.get("PYENV_ROOT") or home / ".pyenv") / "versions", f"{major}.{minor}*/bin/{name}"),
            (uv, f"cpython-{major}.{minor}*/bin/{name}"),
            (Path("/opt/homebrew/bin"), name),
            (Path("/usr/local/bin"), name),
            (Path("/Library/Frameworks/Python.framework/Versions"), f"{major}.{minor}/bin/{name}"),
            (home / "AppData/Local/Programs/Python", f"Python{major}{minor}/python.exe"),
            (home / "AppData/Roaming/uv/python", f"cpython-{major}.{minor}*/python.exe"),
        ):
            if folder.is_dir():
                yield from sorted(folder.glob(pattern), reverse=True)


def _base_executable() -> Path:
    """The running interpreter, outside any virtual environment it runs in."""
    return Path(getattr(sys, "_base_executable", None) or sys.executable)


def _which_outside_venv(name: str) -> Path | None:
    """The program on PATH, not the one of the environment that is about to be made again."""
    folders = [
        part for part in os.environ.get("PATH", "").split(os.pathsep) if not Path(part or ".").is_relative_to(VENV)
    ]
    found = shutil.which(f"{name}.exe" if WINDOWS else name, path=os.pathsep.join(folders))
    return Path(found) if found else None
