"""Where the PostgreSQL cluster of a data directory lives, and as whom its server runs.

PostgreSQL refuses to run as root. When we are root it runs as `nobody`, and where that user may not enter the data
directory's parents (a checkout below /root, say) the cluster lives below /var/tmp instead, at a place derived from the
data directory's path.
"""

import contextlib
import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

UNPRIVILEGED: Final = "nobody"
PLACE_FILE: Final = "postgres-place"


class PostgresUnavailable(Exception):
    """The embedded PostgreSQL could not be started, or the one that was named does not answer."""


@dataclass(frozen=True)
class User:
    """Who the server runs as; None stands for ourselves."""

    uid: int
    gid: int


def remove_cluster(data: Path) -> None:
    """Delete the cluster of a data directory, wherever it lives. Its server must not be running."""
    shutil.rmtree(cluster_place(data), ignore_errors=True)


def cluster_place(data: Path) -> Path:
    """Where the cluster of `data` lives: below it, or below /var/tmp if PostgreSQL's user may not enter it."""
    if unprivileged_user() is None or may_enter(data):
        return data / "postgres"
    digest = hashlib.sha256(str(data).encode()).hexdigest()[:16]
    return wide_temporary() / f"fabula-{digest}"


def claim_place(place: Path, data: Path) -> None:
    """Make `place` ours for this very data directory; what a deleted predecessor at the same path left there goes.

    The two name each other, in `<data>/postgres-place` and `<place>/owner`, with a random token in both.
    """
    token_file = data / PLACE_FILE
    token = token_file.read_text().split("\n")[0] if token_file.exists() else secrets.token_hex(8)
    write_private(token_file, f"{token}\n{place}")
    if place.exists():
        refuse_foreign(place)
        if not belongs_together(place):
            shutil.rmtree(place)
    remove_orphans(place.parent)
    place.mkdir(mode=0o711, exist_ok=True)
    write_private(place / "owner", f"{token}\n{data}")


def belongs_together(place: Path) -> bool:
    """Whether the data directory that a place names still names that place."""
    with contextlib.suppress(FileNotFoundError, ValueError):
        token, data = (place / "owner").read_text().split("\n")
        return (Path(data) / PLACE_FILE).read_text() == f"{token}\n{place}"
    return False


def remove_orphans(parent: Path) -> None:
    """Delete the clusters of throw-away data (that lay in the system's temporary directory) that is gone."""
    for place in parent.glob("fabula-*"):
        owner = place / "owner"
        with contextlib.suppress(PermissionError, FileNotFoundError, IndexError):
            data = Path(owner.read_text().split("\n")[1])
            gone = Path(tempfile.gettempdir()) in data.parents and not data.exists()
            if gone and str(place) not in command_of(server_of(place / "cluster")):
                refuse_foreign(place)
                shutil.rmtree(place)


def server_of(cluster: Path) -> int:
    """The process id in a cluster's `postmaster.pid`, 0 if there is none."""
    try:
        lines = (cluster / "postmaster.pid").read_text().split()
    except FileNotFoundError:
        return 0
    return int(lines[0]) if lines else 0


def command_of(pid: int) -> str:
    """The command line of a process, empty if there is none such."""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_text()
        except OSError:
            return ""
    command = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def unprivileged_user() -> User | None:
    """Whom to become for PostgreSQL: nobody if we are root, else ourselves (None)."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam(UNPRIVILEGED)
    return User(entry.pw_uid, entry.pw_gid)


def may_enter(path: Path) -> bool:
    """Whether any user may pass through every directory that leads to `path` (those that exist)."""
    directories = (path, *path.parents)
    return all(directory.stat().st_mode & 0o001 for directory in directories if directory.exists())


def wide_temporary() -> Path:
    """A directory that every user may enter and that outlives a reboot where there is one."""
    lasting = Path("/var/tmp")  # noqa: S108  # what is made there is checked to be ours, see refuse_foreign
    return lasting if lasting.is_dir() else Path(tempfile.gettempdir())


def refuse_foreign(path: Path) -> None:
    """Raise PostgresUnavailable unless `path` is a real directory of ours: its name can be guessed by other users."""
    if path.is_symlink() or path.stat().st_uid != os.geteuid():
        raise PostgresUnavailable(f"{path} belongs to someone else; remove it, or choose another data directory")


def write_private(path: Path, text: str) -> None:
    """Write a small file only we may read."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(text)
