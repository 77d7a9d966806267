"""What a device is told that is asked to keep a story like an app (W3C Web Application Manifest). Pure."""

from __future__ import annotations

import json
from typing import Any, Final

from .cover import ICON_SIDES, TOUCH_SIDE, Cover

MOST_SHORT: Final = 16
"""Characters that devices show under an icon, about."""


def build_web_manifest(
    *, slug: str, title: str, language: str, direction: str, cover: Cover | None, icon: str, paper: str
) -> bytes:
    """A story's manifest, as JSON; `icon` is the key of the product's own, which stands in where there is no cover."""
    address = f"/s/{slug}"
    manifest = {
        "id": address,
        "name": title,
        "short_name": short_name(title),
        "lang": language,
        "dir": direction,
        "start_url": address,
        "scope": address,
        "display": "standalone",
        "theme_color": paper,
        "background_color": paper,
        "icons": _icons(cover) if cover else [_icon(icon, "any", "image/svg+xml", "any")],
    }
    return json.dumps(manifest, ensure_ascii=False).encode()


def short_name(title: str) -> str:
    """As many of a title's words as fit under an icon; of a long first one, its beginning."""
    words = title.split()
    while len(words) > 1 and len(" ".join(words)) > MOST_SHORT:
        words.pop()
    return " ".join(words)[:MOST_SHORT]


def _icons(cover: Cover) -> list[dict[str, Any]]:
    """Pictures to the edge: what a device cuts off around the middle of one leaves no hole."""
    sides = [side for side in ICON_SIDES if side != TOUCH_SIDE]
    return [
        _icon(cover.icon(side), f"{side}x{side}", "image/png", purpose)
        for purpose in ("any", "maskable")
        for side in sides
    ]


def _icon(key: str, sizes: str, kind: str, purpose: str) -> dict[str, Any]:
    return {"src": f"/{key}", "sizes": sizes, "type": kind, "purpose": purpose}
