"""How a story is shown on pages of others: its frame, and its oEmbed answer (oembed.com, version 1.0). Pure.

The editor's embed code is the same frame: `frontend/src/editor/publish/embedCode.ts`.
"""

from __future__ import annotations

import json
from typing import Final

from markupsafe import Markup

from .cover import PREVIEW_SIZE, Cover

PROVIDER: Final = "Fabula"
FRAME_WIDTH: Final = 640
FRAME_HEIGHT: Final = 800
"""Pixels until the page around it makes the frame as high as it says it is."""
CACHE_SECONDS: Final = 3600
SANDBOX: Final = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"
"""What reading needs: `read.` as the frame's own origin, so that it keeps its place, and links that open beside it."""
FRAME: Final = Markup(
    '<iframe src="{src}" title="{title}" width="{width}" height="{height}" loading="lazy" sandbox="{sandbox}"'
    ' allow="clipboard-write; web-share" frameborder="0"></iframe>'
)


def build_oembed(*, slug: str, title: str, cover: Cover | None, read_url: str) -> bytes:
    """The oEmbed answer of a story, as JSON."""
    frame = FRAME.format(
        src=f"{read_url}/e/{slug}", title=title, width=FRAME_WIDTH, height=FRAME_HEIGHT, sandbox=SANDBOX
    )
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "html": str(frame),
        "width": FRAME_WIDTH,
        "height": FRAME_HEIGHT,
        "provider_name": PROVIDER,
        "provider_url": read_url,
        "cache_age": CACHE_SECONDS,
    }
    if cover:
        width, height = PREVIEW_SIZE
        thumbnail = {"url": f"{read_url}/{cover.preview}", "width": width, "height": height}
        answer |= {f"thumbnail_{name}": value for name, value in thumbnail.items()}
    return json.dumps(answer, ensure_ascii=False).encode()
