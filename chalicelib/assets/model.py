"""Assets: pictures on their way from an upload grant to renditions, and what is refused on that way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from ..errors import Conflict, Invalid, NotFound, TooLarge, TooMany

AssetState = Literal["granted", "received", "processing", "ready", "failed"]
HeldState = Literal["granted", "received", "processing", "ready", "large", "failed"]
"""How far a picture is; `large` is ready, and so large that a smaller one would do as well."""
Format = Literal["avif", "webp", "jpeg"]

CONTENT_TYPES: Final = ("image/jpeg", "image/png", "image/webp", "image/avif", "image/gif")
MAX_BYTES: Final = 20 * 2**20
MAX_ACCOUNT_BYTES: Final = 2 * 2**30
LARGE_BYTES: Final = 5 * 2**20
LARGE_PIXELS: Final = 40_000_000
GRANT_LIFE: Final = timedelta(seconds=300)
STALE: Final = timedelta(minutes=2)
"""When the sweep takes up an upload whose message seems lost."""
UNCLAIMED_AFTER: Final = timedelta(hours=24)
"""When a grant nobody came back for is deleted, with whatever was uploaded by it."""


class AssetNotFound(NotFound):
    """There is no such picture."""


class StoryNotFound(NotFound):
    """There is no such story."""


class PictureTypeNotTaken(Invalid):
    """Pictures are JPEG, PNG, WebP, AVIF or GIF."""


class PictureTooLarge(TooLarge):
    """A picture has at most 20 MiB."""


class AccountFull(TooMany):
    """The account's pictures have reached 2 GiB."""


class UploadMissing(Conflict):
    """Nothing has arrived by that grant yet; upload the picture first."""


class UploadDiffers(Conflict):
    """What arrived is not of the size that was granted; ask for a new grant and upload the picture again."""


@dataclass(frozen=True)
class Asset:
    """One picture of a story."""

    id: Any
    account_id: Any
    story_id: Any
    state: AssetState
    file_name: str
    content_type: str
    size: int
    raw_key: str
    width: int | None
    height: int | None
    placeholder: str | None
    """A tiny WebP as a data URI."""
    renditions: list[dict[str, Any]]
    """`{format, width, height, bytes, url}`, as stored."""
    failure: str | None
    created_at: datetime


@dataclass(frozen=True)
class StoredPicture:
    """A picture whose original lies in storage already, brought along by a file."""

    id: str
    file_name: str
    content_type: str
    size: int


@dataclass(frozen=True)
class Grant:
    """A signed, expiring PUT of exactly one picture."""

    url: str
    headers: Mapping[str, str]
    expires_at: datetime


def held_state(state: AssetState, *, size: int, width: int | None, height: int | None) -> HeldState:
    """The state of a picture of that many bytes, and pixels once they are known, as a story's problems ask for it.

    `frontend/src/editor/story/upload/heldState.ts` says the same; `tests/vectors/held_states.json` holds them together.
    """
    if state == "ready" and (size > LARGE_BYTES or (width or 0) * (height or 0) > LARGE_PIXELS):
        return "large"
    return state
