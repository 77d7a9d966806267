"""Decoding what a stranger uploaded: `python -m chalicelib.assets.rendering SOURCE FOLDER`, in a process of its own.

Whatever happens here (a crash in a decoder, memory or time running out) happens to this process alone. It writes the
renditions into FOLDER and prints one line of JSON: `{width, height, placeholder, renditions}` or `{rejection}`.
Limits follow imgproxy's and Pillow's security notes: content decides the type, 50 megapixels, 16,383 pixels a side,
100 JPEG scans (counted before decoding: a scan bomb of 4 MB burns 20 s of CPU), 1.5 GiB of memory, 20 s of CPU.
"""

from __future__ import annotations

import base64
import io
import json
import resource
import sys
import warnings
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageCms, ImageOps

from .renditions import WIDTHS, PlannedRendition, plan_renditions

TAKEN: Final = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
MAX_PIXELS: Final = 50_000_000
MAX_SIDE: Final = 16_383
MAX_SCANS: Final = 100
MEMORY_BYTES: Final = 1536 * 2**20
CPU_SECONDS: Final = 20
PLACEHOLDER_WIDTH: Final = 24
PAPER: Final = (255, 255, 255)
"""What shows through transparent pixels where a format has no transparency."""
QUALITY: Final[dict[str, dict[str, Any]]] = {
    "avif": {"quality": 60, "speed": 8},
    "webp": {"quality": 80, "method": 4},
    "jpeg": {"quality": 82, "optimize": True, "progressive": True},
}


class Rejected(Exception):
    """The picture is not taken; the message is a sentence for its creator."""


def main(source: Path, folder: Path) -> None:
    """Render one picture and print what came of it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        outcome = render(source, folder)
    except Rejected as rejected:
        outcome = {"rejection": str(rejected)}
    except Exception as error:  # noqa: BLE001 - decoders raise anything; all of it means this picture cannot be read
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        outcome = {"rejection": "This file cannot be read as a picture. Save it again as JPEG or PNG and retry."}
    print(json.dumps(outcome))


def render(source: Path, folder: Path) -> dict[str, Any]:
    """Write every rendition of a picture into a folder.

    Raises Rejected, and whatever a decoder raises.
    """
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    picture = _upright(_open(source))
    planned = plan_renditions(*picture.size)
    made: list[dict[str, Any]] = []
    current = picture
    for rendition in planned:
        if current.size != (rendition.width, rendition.height):
            current = current.resize((rendition.width, rendition.height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        path = folder / rendition.file_name
        _save(current, path, rendition)
        made.append(
            {
                "format": rendition.format,
                "width": rendition.width,
                "height": rendition.height,
                "bytes": path.stat().st_size,
            }
        )
    width, height = picture.size
    return {"width": width, "height": height, "placeholder": _placeholder(current), "renditions": made}


def count_jpeg_scans(content: bytes) -> int:
    """Scans of a JPEG file: its start-of-scan markers (ITU T.81, B.2.3) outside of entropy-coded data."""
    scans, at = 0, 2
    while (at := content.find(b"\xff", at)) != -1 and at + 1 < len(content):
        marker = content[at + 1]
        if marker == 0xDA:
            scans += 1
        has_length = marker not in (0x00, 0x01, 0xFF) and not 0xD0 <= marker <= 0xD9
        at += 2 + (int.from_bytes(content[at + 2 : at + 4]) if has_length else 0) - (marker == 0xFF)
    return scans


def _open(source: Path) -> Image.Image:
    content = source.read_bytes()
    if content[:2] == b"\xff\xd8" and count_jpeg_scans(content) > MAX_SCANS:
        raise Rejected("This JPEG is built of too many layers to be read safely. Save it again and retry.")
    try:
        picture = Image.open(io.BytesIO(content), formats=TAKEN)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Rejected("This picture has more than 50 megapixels. Make it smaller and retry.") from error
    width, height = picture.size
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise Rejected("This picture is too large: at most 50 megapixels and 16,383 pixels a side.")
    if picture.format == "JPEG":
        # The decoder scales by powers of two for nothing, as long as the largest rendition stays below.
        picture.draft(None, (WIDTHS[-1], WIDTHS[-1]))
    picture.seek(0)
    picture.load()
    return picture


def _upright(picture: Image.Image) -> Image.Image:
    """The picture as it is meant to be seen: turned by its EXIF orientation, in sRGB, without any metadata."""
    profile = picture.info.get("icc_profile")
    turned = ImageOps.exif_transpose(picture)
    see_through = turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info
    mode = "RGBA" if see_through else "RGB"
    if profile and turned.mode in ("RGB", "RGBA", "CMYK"):
        turned = _to_srgb(turned, profile, mode)
    plain = Image.new(mode, turned.size)
    plain.paste(turned.convert(mode))
    return plain


def _to_srgb(picture: Image.Image, profile: bytes, mode: str) -> Image.Image:
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return picture  # a broken profile: its colours as they are, as browsers do
    return converted or picture


def _save(picture: Image.Image, path: Path, rendition: PlannedRendition) -> None:
    flat = _flat(picture) if rendition.format == "jpeg" else picture
    flat.save(path, format=rendition.format.upper(), **QUALITY[rendition.format])
    with Image.open(path) as again:
        left = [name for name in ("exif", "xmp", "icc_profile") if again.info.get(name)]
        if again.size != (rendition.width, rendition.height) or left:
            raise RuntimeError(f"rendition {path.name} is not clean: {again.size} {left}")


def _flat(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture
    paper = Image.new("RGB", picture.size, PAPER)
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def _placeholder(picture: Image.Image) -> str:
    width = min(PLACEHOLDER_WIDTH, picture.width)
    tiny = _flat(picture).resize((width, max(1, round(picture.height * width / picture.width))))
    buffer = io.BytesIO()
    tiny.save(buffer, format="WEBP", quality=40, method=6)
    return "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
