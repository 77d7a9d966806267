"""Telling a picture's type by its first bytes: what a file says of itself is not believed."""

from __future__ import annotations

from typing import Final

from .model import PictureType

ENDINGS: Final[dict[PictureType, str]] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/gif": "gif",
}
_AVIF_BRANDS: Final = (b"avif", b"avis")


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


def _is_avif(content: bytes) -> bool:
    """Whether the file begins with ISO/IEC 14496-12's `ftyp` box and names AVIF among its brands."""
    if content[4:8] != b"ftyp":
        return False
    box = content[8 : min(int.from_bytes(content[:4], "big"), 256)]
    return any(brand in box for brand in _AVIF_BRANDS)
