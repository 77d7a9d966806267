"""A Chromium for the browser tests: one that is installed, else one that is brought in.

Debian's package and Playwright's download both need something a machine may lack (root, their server), so npm's
`@sparticuz/chromium` stands between them: a whole headless Chromium for Linux in a registry package.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from infra.setup import stamps
from infra.setup.console import SetupFailed, run_step, say
from infra.setup.environment import environment_variables
from infra.setup.node import npm_command
from infra.setup.places import CHROMIUM, ROOT, STATE, VENV_PYTHON, WINDOWS

VARIABLE: Final = "FABULA_CHROMIUM"
# Its engines ask for Node 22 for its own tools; unpacking runs on 20.
PACKAGE: Final = "@sparticuz/chromium@153.0.0"
UNPACK: Final = "import chromium from '@sparticuz/chromium'; await chromium.executablePath()"
CHOICE: Final = STATE / "chromium.json"
NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def ensure_chromium() -> Path:
    """A Chromium that runs here, found or brought in."""
    if named := os.environ.get("CHROMIUM"):
        if runs(Path(named)):
            return Path(named)
        raise SetupFailed(f"CHROMIUM={named} does not run", fix="point CHROMIUM at a Chrome or Chromium, or unset it")
    if (chosen := _chosen_before()) is not None:
        return chosen
    for candidate in _installed():
        if runs(candidate):
            return _choose(candidate)
    for bring in (_bring_playwrights, _bring_from_npm, _bring_from_apt):
        try:
            brought = bring()
        except SetupFailed as failure:
            say(f"{str(failure).splitlines()[-2]}: trying the next way")
            continue
        if brought is not None and runs(brought):
            return _choose(brought)
    raise SetupFailed(
        "no Chromium could be found or brought in", fix="install Chrome or Chromium, or set CHROMIUM to one"
    )


def runs(program: Path) -> bool:
    """Whether tests can drive the program; a stub that only says how to install it is none."""
    if not program.is_file():
        return False
    command = [str(VENV_PYTHON), "-m", "infra.setup.browser_probe", str(program)]
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def _chosen_before() -> Path | None:
    try:
        choice = Path(json.loads(CHOICE.read_text(encoding="utf-8"))["path"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return choice if choice.is_file() else None


def _choose(program: Path) -> Path:
    say(f"Chromium: {program}")
    stamps.write(CHOICE, json.dumps({"path": str(program)}))
    return program


def _installed() -> Iterator[Path]:
    """Where a Chrome or Chromium usually is, then where Playwright keeps its own, then the one brought in before."""
    for name in NAMES:
        if found := shutil.which(name):
            yield Path(found)
    home = Path.home()
    for applications in (Path("/Applications"), home / "Applications"):
        for name in ("Google Chrome", "Chromium"):
            yield applications / f"{name}.app/Contents/MacOS/{name}"
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        if folder := os.environ.get(variable):
            yield Path(folder) / "Google/Chrome/Application/chrome.exe"
    yield from _playwrights()
    yield CHROMIUM / "chromium"


def _playwrights() -> Iterator[Path]:
    home = Path.home()
    caches = [
        home / ".cache/ms-playwright",
        home / "Library/Caches/ms-playwright",
        home / "AppData/Local/ms-playwright",
    ]
    if named := os.environ.get("PLAYWRIGHT_BROWSERS_PATH"):
        caches.insert(0, Path(named))
    for cache in caches:
        for pattern in (
            "chromium-*/chrome-linux*/chrome",
            "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
            "chromium-*/chrome-win*/chrome.exe",
            "chromium_headless_shell-*/chrome-*/*headless*shell*",
        ):
            yield from (path for path in sorted(cache.glob(pattern), reverse=True) if path.is_file())


def _bring_playwrights() -> Path | None:
    run_step(
        "downloading Playwright's Chromium",
        [VENV_PYTHON, "-m", "playwright", "install", "chromium"],
        fix="let it reach Playwright's download server",
        env=environment_variables(),
        limit_seconds=300,
    )
    return next(_playwrights(), None)


def _bring_from_npm() -> Path | None:
    if sys.platform != "linux":
        return None
    shutil.rmtree(CHROMIUM, ignore_errors=True)
    CHROMIUM.mkdir(parents=True)
    (CHROMIUM / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    run_step(
        "installing npm's Chromium",
        [
            *npm_command(),
            "install",
            "--no-save",
            "--no-package-lock",
            "--engine-strict=false",
            "--no-audit",
            "--no-fund",
            PACKAGE,
        ],
        fix="let npm reach its registry",
        cwd=CHROMIUM,
        env=environment_variables(),
    )
    run_step(
        "unpacking Chromium",
        ["node", "--input-type=module", "--eval", UNPACK],
        fix="free some disk space (300 MB)",
        cwd=CHROMIUM,
        env=environment_variables() | {"TMPDIR": str(CHROMIUM)},  # it unpacks to the folder for temporary files
    )
    shutil.rmtree(CHROMIUM / "node_modules", ignore_errors=True)
    return CHROMIUM / "chromium"


def _bring_from_apt() -> Path | None:
    apt = shutil.which("apt-get")
    if apt is None or WINDOWS or os.geteuid() != 0:
        return None
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    run_step("reading Debian's package lists", [apt, "update"], fix="let apt reach its mirror", env=quiet)
    run_step(
        "installing Debian's Chromium", [apt, "install", "--yes", "chromium"], fix="see what apt says above", env=quiet
    )
    found = shutil.which("chromium")
    return Path(found) if found else None
