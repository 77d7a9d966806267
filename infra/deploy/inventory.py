"""What the buckets hold: of every object its key, size and digest, a line each, in the order of keys.

The digest is R2's own, the ETag: the MD5 of what was put, for everything here is put in one piece.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from infra.deploy.reaching import R2, asked


@dataclass(frozen=True)
class StoredObject:
    """An object of a bucket."""

    key: str
    size: int
    digest: str


def list_objects(storage: Any, bucket: str) -> Iterator[StoredObject]:
    """Every object of a bucket, by key. Raises SetupFailed."""
    with asked(f"the bucket {bucket} cannot be listed", R2):
        for page in storage.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for one in page.get("Contents", ()):
                yield StoredObject(one["Key"], int(one["Size"]), one["ETag"].strip('"'))


def write_inventory(objects: Iterable[StoredObject], file: Path) -> tuple[int, int]:
    """Write them to a file; how many, and their bytes together."""
    number = size = 0
    with file.open("w", encoding="utf-8") as lines:
        for one in objects:
            lines.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
            number, size = number + 1, size + one.size
    return number, size


def read_inventory(file: Path) -> Iterator[StoredObject]:
    """What was written."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield StoredObject(**json.loads(line))


def differing(before: Iterable[StoredObject], now: Mapping[str, StoredObject]) -> tuple[list[str], list[str]]:
    """Keys of what is not there any more, and of what is another now."""
    gone, other = list[str](), list[str]()
    for one in before:
        if one.key not in now:
            gone.append(one.key)
        elif now[one.key] != one:
            other.append(one.key)
    return gone, other
