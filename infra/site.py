"""The front end's built files as the objects that the edge table's hosts answer with."""

import base64
import hashlib
import mimetypes
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.edge import STYLE_METADATA, Table, answer_for

STYLE_BLOCK: Final = re.compile(rb"<style[^>]*>(.*?)</style>", re.DOTALL)
TYPES: Final = {
    ".avif": "image/avif",
    ".js": "text/javascript",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True)
class StaticObject:
    """One object to put: what to write and how to describe it."""

    key: str
    body: bytes
    content_type: str
    cache_control: str
    metadata: dict[str, str]

    @property
    def etag(self) -> str:
        """What storage will say its content is: the MD5 of what was put in one piece."""
        return hashlib.md5(self.body, usedforsecurity=False).hexdigest()


def plan_static(folder: Path, table: Table, host: str) -> list[StaticObject]:
    """The objects of what was built for a host; the edge table says how long each may be kept."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [static_object(path.relative_to(folder).as_posix(), path.read_bytes(), table, host) for path in files]


def put_static(
    planned: list[StaticObject], known: Callable[[str], str | None], put: Callable[[StaticObject], None]
) -> int:
    """Put those whose content is not there yet and answer how many; `known` tells the etag (MD5) of a key."""
    new = [one for one in planned if known(one.key) != one.etag]
    for one in new:
        put(one)
    return len(new)


def static_object(key: str, body: bytes, table: Table, host: str) -> StaticObject:
    """One file of the build as an object; a page's own style is allowed by its hash."""
    answer = answer_for(table, host, f"/{key}")
    headers = answer.headers if answer.key == key else answer.fallback_headers
    content_type = content_type_of(key)
    metadata = {}
    if content_type.startswith("text/html"):
        metadata[STYLE_METADATA] = " ".join(style_hash(style) for style in STYLE_BLOCK.findall(body))
    return StaticObject(key, body, content_type, headers["Cache-Control"], metadata)


def style_hash(style: bytes) -> str:
    """A style block's hash source as Content Security Policy Level 3 writes it, without its quotes."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style).digest()).decode()}"


def content_type_of(name: str) -> str:
    """The media type of a built file, with its charset if it is text; a coded one is what it was before."""
    suffix = Path(name.removesuffix(".br")).suffix
    kind = TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
