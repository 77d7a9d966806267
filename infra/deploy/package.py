"""What every function runs: one zip, the same bytes whenever it is built from the same sources, lock and Python.

It holds the wheels of requirements.txt for Lambda's platform, the two files of Chalice that run there, `app.py` and
`chalicelib`. boto3 is not in it: the runtime brings it. Byte code is: a function's folder cannot be written, so without
it each cold start would compile every module again, which takes as much processor time as all the rest of importing
the app. It carries no times (PEP 552, unchecked hashes) and is compiled from what lies beside it.

All functions share it. Pillow is a quarter of it, and the four functions that draw nothing would be rid of that; but
they never import it, and two packages are two things to build, upload and roll back.
"""

import hashlib
import json
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

import chalice.app

from infra.setup.console import SetupFailed, run_step
from infra.setup.places import ROOT
from infra.setup.pythons import DEPLOYABLE

LARGEST: Final = 20_000_000
"""Bytes the zip may have."""
TASK_ROOT: Final = "/var/task"
"""Where Lambda unpacks it."""
RUNTIME_GLIBC: Final = (34, 28, 17)
"""The minor versions of glibc 2 that wheels are built for and the runtimes' Amazon Linux 2023 can run."""
MACHINES: Final = {"arm64": "aarch64", "x86_64": "x86_64"}
"""What Python calls the machines of Lambda's architectures."""

LEFT_OUT: Final = (
    *("*.pyi", "*.pyx", "*.pxd", "*.c", "*.h", "*.po", "*/py.typed"),
    # programs, tests, and compiled by another interpreter
    *("bin/*", "*/tests/*", "*__pycache__/*"),
    # the packages' own papers but for names, versions and licences
    *("*.dist-info/RECORD", "*.dist-info/INSTALLER", "*.dist-info/REQUESTED", "*.dist-info/WHEEL"),
    *("*.dist-info/sboms/*", "*.dist-info/direct_url.json"),
    # of Powertools what we never import: a web framework with a user interface, and the larger utilities
    "aws_lambda_powertools/event_handler/*",
    *(f"aws_lambda_powertools/utilities/{name}/*" for name in ("auth_alpha", "circuit_breaker", "data_classes")),
    *(f"aws_lambda_powertools/utilities/{name}/*" for name in ("idempotency", "kafka", "parameters", "parser")),
    # of Pillow what draws letters
    *("PIL/_imagingft.*", "pillow.libs/libfreetype-*", "pillow.libs/libharfbuzz-*"),
)
MOMENT: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every entry: the first a zip can hold."""
MODE: Final = 0o100644


@dataclass(frozen=True)
class Target:
    """The platform the functions run on: Python's version and Lambda's name of the architecture."""

    python: tuple[int, int]
    architecture: str

    @property
    def runtime(self) -> str:
        """Lambda's name of the runtime."""
        return f"python{self.python[0]}.{self.python[1]}"

    @property
    def platforms(self) -> tuple[str, ...]:
        """Tags of the wheels it takes (PEP 600), the newest first."""
        machine = MACHINES[self.architecture]
        return (*(f"manylinux_2_{minor}_{machine}" for minor in RUNTIME_GLIBC), f"manylinux2014_{machine}")


@dataclass(frozen=True)
class Package:
    """A built package. `fingerprint` is of its files alone, whatever squeezed them."""

    path: Path
    fingerprint: str
    size: int
    unpacked: int
    files: int


def load_target() -> Target:
    """The target of this checkout: the architecture is one of Chalice's settings, Python is the environment's."""
    settings = json.loads((ROOT / ".chalice" / "config.json").read_text(encoding="utf-8"))
    return Target(sys.version_info[:2], settings["lambda_architecture"])


def build_package(target: Target, out: Path) -> Package:
    """Build the zip at `out`. Raises SetupFailed where a wheel cannot be had or this Python does not compile for it."""
    if target.python not in DEPLOYABLE or target.python != sys.version_info[:2]:
        raise SetupFailed(
            f"this environment's Python is {sys.version_info[0]}.{sys.version_info[1]}, which Lambda does not run",
            fix="install Python 3.12 or 3.13; the next run takes it",
        )
    with tempfile.TemporaryDirectory(prefix="fabula-package-") as place:
        wheels, folder = Path(place, "wheels"), Path(place, "package")
        install_wheels(target, wheels)
        gather(wheels, folder)
        compile_all(folder)
        return pack(folder, out)


def install_wheels(target: Target, folder: Path) -> None:
    """Unpack the wheels of requirements.txt for the target; nothing is built here."""
    platforms = [word for tag in target.platforms for word in ("--platform", tag)]
    version = ".".join(map(str, target.python))
    run_step(
        f"fetching the packages for {target.runtime} on {target.architecture}",
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"),
            *("--no-deps", "--only-binary", ":all:", "--implementation", "cp", "--python-version", version),
            *platforms,
            *("--target", folder, "--requirement", ROOT / "requirements.txt"),
        ],
        fix="see what pip says above; every package of requirements.txt needs a wheel for that platform",
    )


def gather(wheels: Path, folder: Path) -> None:
    """Copy what ships into one folder."""
    for name in shipped(files_below(wheels)):
        copy(wheels / name, folder / name)
    for name in shipped(files_below(ROOT / "chalicelib")):
        copy(ROOT / "chalicelib" / name, folder / "chalicelib" / name)
    copy(ROOT / "app.py", folder / "app.py")
    for name in ("__init__.py", "app.py"):
        copy(Path(chalice.app.__file__).with_name(name), folder / "chalice" / name)


def files_below(folder: Path) -> list[str]:
    """Names of all files, relative to the folder, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def shipped(names: Iterable[str]) -> list[str]:
    """Those of the names that a running function may need."""
    return [name for name in names if not any(fnmatch(name, pattern) for pattern in LEFT_OUT)]


def compile_all(folder: Path) -> None:
    """Put each module's byte code beside it, as it will be found where Lambda unpacks it."""
    run_step(
        "compiling them",
        [
            *(sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"),
            *("-s", folder, "-p", TASK_ROOT, folder),
        ],
        fix="mend the module that does not compile",
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )


def pack(folder: Path, out: Path) -> Package:
    """Zip a folder: entries sorted, of one time and one mode; written whole or not at all."""
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_name(f"{out.name}.partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in files_below(folder):
            content = (folder / name).read_bytes()
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.create_system, entry.external_attr = 3, MODE << 16  # as on Unix, wherever it is built
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=9)
    partial.replace(out)
    return read_package(out)


def read_package(path: Path) -> Package:
    """A package that was built before. Raises SetupFailed where there is none."""
    digest, unpacked = hashlib.sha256(), 0
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(archive.namelist())
            for name in names:
                content = archive.read(name)
                digest.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
                unpacked += len(content)
    except (OSError, zipfile.BadZipFile) as error:
        raise SetupFailed(f"{path} is no package: {error}", fix="run: python3 run.py deploy package") from error
    return Package(path, digest.hexdigest(), path.stat().st_size, unpacked, len(names))


def copy(source: Path, destination: Path) -> None:
    """Copy one file's bytes."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, destination)
