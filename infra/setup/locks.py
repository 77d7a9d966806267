"""The lock files: compile them (`python -m infra.setup.locks`), or prove that they fit (`--check`).

A lock must be what its input compiles to, and must name no package host: then it installs behind every mirror, and no
machine's own configuration has leaked into it.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from infra.setup.places import FRONTEND, ROOT

PYTHON_LOCKS: Final = ("requirements", "requirements-dev")
# One lock for every Python from this one on and for every system: differences become environment markers.
OLDEST_PYTHON: Final = "3.11"
COMPILE: Final = ("pip", "compile", "--quiet", "--universal", "--python-version", OLDEST_PYTHON, "--system-certs")
COMPILE_SHAPE: Final = ("--no-emit-index-url", "--no-emit-find-links", "--strip-extras", "--no-header")
DEPENDENCY_KINDS: Final = ("dependencies", "devDependencies", "optionalDependencies", "engines")
HEADER: Final = "# Compiled from {name}.in by: python -m infra.setup.locks\n"


def main(arguments: Sequence[str]) -> int:
    """Compile the Python locks, or with `--check` print what does not fit; the exit code."""
    if "--check" not in arguments:
        for name in PYTHON_LOCKS:
            (ROOT / f"{name}.txt").write_text(compile_lock(ROOT, name), encoding="utf-8")
        return 0
    wrong = [*_stale_python_locks(), *_stale_npm_lock(), *_hosts_in_locks()]
    for line in wrong:
        print(line)
    return 1 if wrong else 0


def compile_lock(folder: Path, name: str) -> str:
    """What `name.in` of the folder compiles to; versions of a `name.txt` that is there already are kept if they fit."""
    command = [sys.executable, "-m", "uv", *COMPILE, *COMPILE_SHAPE, f"{name}.in", "--output-file", f"{name}.txt"]
    answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        sys.exit(f"{name}.in does not compile:\n{answer.stderr}")
    compiled = (folder / f"{name}.txt").read_text(encoding="utf-8")
    return HEADER.format(name=name) + compiled


def npm_differences(package: Mapping[str, object], lock: Mapping[str, object]) -> list[str]:
    """Kinds of dependency that package.json and its lock name differently."""
    packages = lock.get("packages")
    locked = packages.get("", {}) if isinstance(packages, dict) else {}
    return [kind for kind in DEPENDENCY_KINDS if package.get(kind) != locked.get(kind)]


def hosts_in_requirements(text: str) -> list[str]:
    """Lines of a Python lock that say where a package is fetched from, instead of which one."""
    return [line for line in text.splitlines() if re.match(r"\s*-|[^#]*(://| @ |file:)", line)]


def hosts_in_npm_lock(lock: Mapping[str, object]) -> list[str]:
    """Packages of an npm lock that say where they are fetched from."""
    packages = lock.get("packages")
    entries = packages.items() if isinstance(packages, dict) else ()
    return [str(name) for name, entry in entries if isinstance(entry, dict) and "://" in str(entry.get("resolved", ""))]


def _stale_python_locks() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        copies = Path(folder)
        for name in PYTHON_LOCKS:
            for file in (f"{name}.in", f"{name}.txt"):
                shutil.copy(ROOT / file, copies / file)
        stale = [name for name in PYTHON_LOCKS if compile_lock(copies, name) != _text(ROOT / f"{name}.txt")]
    return [f"{name}.txt is not what {name}.in compiles to: run `python -m infra.setup.locks`" for name in stale]


def _stale_npm_lock() -> list[str]:
    differences = npm_differences(_json(FRONTEND / "package.json"), _json(FRONTEND / "package-lock.json"))
    return [
        f"package-lock.json differs from package.json in {kind}: run `npm install` in frontend" for kind in differences
    ]


def _hosts_in_locks() -> list[str]:
    wrong = [
        f"{name}.txt names a place to fetch from: {line.strip()}"
        for name in PYTHON_LOCKS
        for line in hosts_in_requirements(_text(ROOT / f"{name}.txt"))
    ]
    resolved = hosts_in_npm_lock(_json(FRONTEND / "package-lock.json"))
    return wrong + [
        f"package-lock.json names a place to fetch {name} from: install with frontend/.npmrc" for name in resolved
    ]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _json(path: Path) -> dict[str, object]:
    content = json.loads(_text(path))
    assert isinstance(content, dict)  # noqa: S101  (npm writes nothing else)
    return content


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
