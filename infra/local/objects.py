"""Objects on disk: what keeps the local object store over a restart and what the static hosts read from.

An object is one file, `<root>/<bucket>/<first two of its name>/<SHA-256 of the key>`: a line of JSON (key, headers,
etag, time), then the bytes. One file, so that replacing it is one rename and no reader ever sees half; a hash for a
name, so that any key will do (S3 allows `a` beside `a/b`, `..`, and 1,024 bytes).
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

METADATA_PREFIX: Final = "x-amz-meta-"


@dataclass(frozen=True)
class StoredObject:
    """An object's description. `headers` (content-type, x-amz-meta-…) are lower-case, `etag` is without quotes."""

    key: str
    headers: Mapping[str, str]
    etag: str
    modified: datetime

    @property
    def metadata(self) -> dict[str, str]:
        """The object's own metadata, names without their prefix."""
        cut = len(METADATA_PREFIX)
        return {name[cut:]: value for name, value in self.headers.items() if name.startswith(METADATA_PREFIX)}


class ObjectFiles:
    """Buckets of objects below one directory."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def save(self, bucket: str, description: StoredObject, body: bytes) -> None:
        """Write an object, replacing what had its key."""
        path = self._path(bucket, description.key)
        path.parent.mkdir(parents=True, exist_ok=True)
        head = {
            "key": description.key,
            "headers": dict(description.headers),
            "etag": description.etag,
            "modified": description.modified.isoformat(),
        }
        handle, temporary = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(json.dumps(head).encode() + b"\n")
            file.write(body)
        Path(temporary).replace(path)

    def find(self, bucket: str, key: str) -> tuple[StoredObject, bytes] | None:
        """An object and its bytes, None if there is no such key."""
        try:
            with self._path(bucket, key).open("rb") as file:
                return read_head(file.readline()), file.read()
        except FileNotFoundError:
            return None

    def delete(self, bucket: str, key: str) -> None:
        """Remove an object; one that is not there is removed already."""
        self._path(bucket, key).unlink(missing_ok=True)

    def keys(self, bucket: str) -> Iterator[str]:
        """Every key of a bucket, in no order."""
        for path in (self._root / bucket).glob("??/*"):
            if not path.name.startswith("."):
                with path.open("rb") as file:
                    yield read_head(file.readline()).key

    def _path(self, bucket: str, key: str) -> Path:
        name = hashlib.sha256(key.encode()).hexdigest()
        return self._root / bucket / name[:2] / name


def read_head(line: bytes) -> StoredObject:
    """The description at the beginning of an object's file."""
    head = json.loads(line)
    return StoredObject(head["key"], head["headers"], head["etag"], datetime.fromisoformat(head["modified"]))
