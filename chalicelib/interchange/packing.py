"""What goes into a file and comes out of one beside the words: pictures, and notes on what was not carried. Pure."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import PurePath
from typing import Any, Final, Literal

from ..stories.model import MAX_TITLE, AssetId, Document
from .model import Note

PICTURE_BYTES: Final = 40_000_000
"""Pictures of one file: in base64, and beside the largest document, they stay below what is read again."""
PICTURE_TYPE: Final = "webp"
"""Smaller than JPEG, see-through where the original is, and read everywhere; AVIF is not yet."""
LONGEST_SENTENCE: Final = 1_000
LONGEST_PLACE: Final = 300
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
"""What the database's JSON cannot hold, which a note may quote from the file."""


def new_asset_id(import_id: str, picture_id: str) -> AssetId:
    """The asset an import's picture becomes: the same one at every delivery, so no picture is stored twice."""
    return AssetId(str(uuid.uuid5(uuid.UUID(import_id), picture_id)))


def with_pictures(document: Document, assets: Mapping[str, AssetId | Literal[""]]) -> Document:
    """The document with its pictures under new ids, empty for none; a picture without one keeps what names nothing."""
    scenes = {
        scene_id: scene.model_copy(
            update={"data": scene.data.model_copy(update={"image": assets.get(scene.data.image, scene.data.image)})}
        )
        for scene_id, scene in document.scenes.items()
    }
    cover = assets.get(document.theme.cover, document.theme.cover)
    theme = document.theme.model_copy(update={"cover": cover})
    return document.model_copy(update={"scenes": scenes, "theme": theme})


def list_pictures(document: Document) -> list[AssetId]:
    """The ids of the document's pictures, each once, in the order of its scenes, the cover last."""
    named = [*(scene.data.image for scene in document.scenes.values()), document.theme.cover]
    return list(dict.fromkeys(AssetId(image) for image in named if image))


def picture_name(file_name: str) -> str:
    """What a picture of that original is called in a file, no longer than a file may say."""
    return f"{PurePath(file_name).stem[: MAX_TITLE - len(PICTURE_TYPE) - 1]}.{PICTURE_TYPE}"


def choose_renditions(
    pictures: Mapping[AssetId, Sequence[Mapping[str, Any]]],
) -> tuple[dict[AssetId, Mapping[str, Any]], int | None]:
    """One WebP of each picture, the largest with which all of them fit in a file.

    `pictures` are the renditions, `{format, width, bytes, url}`, by asset. The second value is the width the pictures
    had to be held to, None where each is the largest there is. Gives nothing where the smallest are too large together.
    """
    own = {
        asset: sorted((one for one in made if one["format"] == PICTURE_TYPE), key=lambda one: int(one["width"]))
        for asset, made in pictures.items()
    }
    widest = max((int(made[-1]["width"]) for made in own.values()), default=0)
    for width in sorted({int(one["width"]) for made in own.values() for one in made}, reverse=True):
        chosen = {asset: _widest_within(made, width) for asset, made in own.items()}
        if sum(int(one["bytes"]) for one in chosen.values()) <= PICTURE_BYTES:
            return chosen, None if width == widest else width
    return {}, None


def note_on_pictures(width: int | None) -> Note:
    """What a file's pictures are."""
    held = f", held to {width} pixels in width so that all fit in one file" if width else ""
    return Note(
        "picture-encoded-again",
        "changed",
        None,
        None,
        f"The pictures are the largest WebP files that were made of your originals{held}; the originals stay here.",
    )


def disposition(file_name: str) -> str:
    """The Content-Disposition that has a browser keep a file by this name (RFC 6266)."""
    safe = re.sub(r"[^A-Za-z0-9._-]+", "-", file_name).strip("-.") or "story"
    return f'attachment; filename="{safe}"'


def list_notes(report: Iterable[Note]) -> list[dict[str, Any]]:
    """A report's notes as they are kept: none too long, none with what cannot be stored."""
    return [
        asdict(note)
        | {
            "where": None if note.where is None else plain(note.where, LONGEST_PLACE),
            "sentence": plain(note.sentence, LONGEST_SENTENCE),
        }
        for note in report
    ]


def plain(text: str, longest: int) -> str:
    """A text of a file as it can be kept: cut where it is longer, without what the database cannot hold."""
    shown = text if len(text) <= longest else text[: longest - 1] + "…"
    return _UNSTORABLE.sub("\ufffd", shown)


def _widest_within(made: Sequence[Mapping[str, Any]], width: int) -> Mapping[str, Any]:
    """Of renditions, narrowest first, the last that is not wider; the narrowest where all are."""
    return next((one for one in reversed(made) if int(one["width"]) <= width), made[0])
