"""Writing a version's files to the public bucket, some side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import batched
from typing import Final

from .. import clients

AT_ONCE: Final = 8
"""Fewer than the ten connections a boto3 client keeps."""
BETWEEN_WORDS: Final = 32
"""Files written between two words about it: a word is a statement on the database."""


def upload(files: Mapping[str, bytes], *, told: Callable[[int], None]) -> None:
    """Write the files, named by key, and tell now and then how many of them are there.

    Where one cannot be written those begun are finished and its error is raised; writing them again changes nothing.
    """
    there = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for some in batched(files.items(), BETWEEN_WORDS):
            list(pool.map(_put, *zip(*some, strict=True)))
            there += len(some)
            told(there)


def _put(key: str, body: bytes) -> None:
    clients.put_public(key, body, content_type="application/json")
