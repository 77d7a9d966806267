"""Pictures inside files: data: addresses, and a type told by the first bytes, as what a file says is not believed."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import Final

from ..stories.model import AssetId
from .model import PictureFile, PictureType

MAX_PICTURE_BYTES: Final = 20 * 2**20
"""The largest picture that is taken; larger ones are left out with a note."""
ENDINGS: Final[dict[PictureType, str]] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/gif": "gif",
}
_AVIF_BRANDS: Final = (b"avif", b"avis")
_PERCENT: Final = re.compile("%([0-9A-Fa-f]{2})")
_WHITE: Final = re.compile(r"\s+")
_DATA: Final = re.compile(r"\s*data:[^,]{0,200};base64,", re.IGNORECASE)


def picture_type(content: bytes) -> PictureType | None:
    """The type of a picture that is taken here; None for anything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return "image/avif" if _is_avif(content) else None


def picture_in(address: str) -> PictureFile | None:
    """The picture a data: address holds (RFC 2397); None for one of another type, a broken or too large one."""
    match = _DATA.match(address)
    if match is None:
        return None
    encoded = _WHITE.sub("", _PERCENT.sub(lambda code: chr(int(code[1], 16)), address[match.end() :]))
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    kind = picture_type(content)
    if kind is None or len(content) > MAX_PICTURE_BYTES:
        return None
    return PictureFile(kind, content, f"{picture_id(content)}.{ENDINGS[kind]}")


def data_address(picture: PictureFile) -> str:
    """The picture as a data: address."""
    return f"data:{picture.type};base64,{base64.b64encode(picture.content).decode()}"


def picture_id(content: bytes) -> AssetId:
    """An id for a picture that has none: the same content has the same."""
    return AssetId(f"picture-{hashlib.sha256(content).hexdigest()[:24]}")


def _is_avif(content: bytes) -> bool:
    """Whether the file begins with ISO/IEC 14496-12's `ftyp` box and names AVIF among its brands."""
    if content[4:8] != b"ftyp":
        return False
    box = content[8 : min(int.from_bytes(content[:4], "big"), 256)]
    return any(brand in box for brand in _AVIF_BRANDS)
