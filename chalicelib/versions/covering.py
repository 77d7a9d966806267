"""The pictures that stand for a story outside of it, drawn from the one its creator chose: link previews and icons.

Importing this imports Pillow. What comes in is a rendition of ours, already found safe to decode.
"""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, ImageOps

from .cover import ICON_SIDES, MAX_PREVIEW_BYTES, PREVIEW, PREVIEW_SIZE, icon_name

QUALITIES: Final = (85, 78, 70, 60, 50, 40, 30, 20, 10)
ICON_COLOURS: Final = 256


class NotAPicture(Exception):
    """What should have been a picture cannot be read as one."""


def draw_cover(source: bytes, paper: str) -> dict[str, bytes]:
    """The cover's files by their names; `paper`, #rrggbb, shows through where the picture is transparent.

    Both shapes are cut from around the middle. Raises NotAPicture.
    """
    try:
        picture = _on_paper(Image.open(io.BytesIO(source)), paper)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:  # what Pillow's decoders raise
        raise NotAPicture() from error
    return {PREVIEW: _preview(picture)} | _icons(picture)


def _on_paper(picture: Image.Image, paper: str) -> Image.Image:
    seen = picture.convert("RGBA")
    flat = Image.new("RGB", seen.size, paper)
    flat.paste(seen, mask=seen.getchannel("A"))
    return flat


def _preview(picture: Image.Image) -> bytes:
    """The best JPEG that is small enough; noise alone needs less than the best."""
    cut = ImageOps.fit(picture, PREVIEW_SIZE, Image.Resampling.LANCZOS)
    *better, least = QUALITIES
    for quality in better:
        made = _jpeg(cut, quality)
        if len(made) <= MAX_PREVIEW_BYTES:
            return made
    return _jpeg(cut, least)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    return _saved(picture, "JPEG", quality=quality, optimize=True, progressive=True)


def _icons(picture: Image.Image) -> dict[str, bytes]:
    largest = ImageOps.fit(picture, (max(ICON_SIDES), max(ICON_SIDES)), Image.Resampling.LANCZOS)
    icons = {}
    for side in ICON_SIDES:
        icon = largest.resize((side, side), Image.Resampling.LANCZOS)
        few = icon.quantize(ICON_COLOURS)  # a third of the bytes, and nobody sees it at an icon's size
        icons[icon_name(side)] = _saved(few, "PNG", optimize=True)
    return icons


def _saved(picture: Image.Image, kind: str, **how: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **how)
    return buffer.getvalue()
