"""Stamps: what a step was made from, so that it is made again only when that changed."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path


def fingerprint(files: Iterable[Path], *facts: str) -> str:
    """SHA-256 over the facts and each file's path and bytes, in a fixed order; a missing file counts as that."""
    digest = hashlib.sha256()
    for fact in facts:
        digest.update(f"fact {fact}\0".encode())
    for path in sorted(files):
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "missing"
        digest.update(f"file {path.as_posix()} {content}\0".encode())
    return digest.hexdigest()


def files_below(*roots: Path) -> list[Path]:
    """Every file at or below the given paths; a path that is not there gives none."""
    found: list[Path] = []
    for root in roots:
        if root.is_file():
            found.append(root)
        found.extend(Path(folder, name) for folder, _, names in os.walk(root) for name in names)
    return found


def matches(stamp: Path, wanted: str) -> bool:
    """Whether the stamp was written with this fingerprint."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted


def write(stamp: Path, value: str) -> None:
    """Write the stamp whole or not at all."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    partial = stamp.with_name(stamp.name + ".partial")
    partial.write_text(value, encoding="utf-8")
    partial.replace(stamp)
