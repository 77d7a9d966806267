"""Put the reader's built files where the `read.` host finds them."""

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.edge import STYLE_METADATA, Table, answer_for
from infra.local.hosts import content_type_of

STYLE_BLOCK: Final = re.compile(rb"<style[^>]*>(.*?)</style>", re.DOTALL)


@dataclass(frozen=True)
class StaticObject:
    """One object to put: what to write and how to describe it."""

    key: str
    body: bytes
    content_type: str
    cache_control: str
    metadata: dict[str, str]


def plan_static(folder: Path, table: Table) -> list[StaticObject]:
    """The objects of a build of the reader; the edge table says how long each may be kept."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [static_object(path.relative_to(folder).as_posix(), path.read_bytes(), table) for path in files]


def put_static(
    planned: list[StaticObject], known: Callable[[str], str | None], put: Callable[[StaticObject], None]
) -> int:
    """Put those whose content is not there yet and answer how many; `known` tells the etag (MD5) of a key."""
    new = [one for one in planned if known(one.key) != hashlib.md5(one.body, usedforsecurity=False).hexdigest()]
    for one in new:
        put(one)
    return len(new)


def static_object(key: str, body: bytes, table: Table) -> StaticObject:
    """One file of the build as an object; a page's own style is allowed by its hash."""
    answer = answer_for(table, "read", f"/{key}")
    headers = answer.headers if answer.key == key else answer.fallback_headers
    content_type = content_type_of(key)
    metadata = {}
    if content_type.startswith("text/html"):
        metadata[STYLE_METADATA] = " ".join(style_hash(style) for style in STYLE_BLOCK.findall(body))
    return StaticObject(key, body, content_type, headers["Cache-Control"], metadata)


def style_hash(style: bytes) -> str:
    """A style block's hash source as Content Security Policy Level 3 writes it, without its quotes."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style).digest()).decode()}"
