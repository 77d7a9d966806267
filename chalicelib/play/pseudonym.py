"""The day's pseudonym of a reader: a keyed hash whose key is gone two days later (as Plausible's daily salts)."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from .model import Reader

SALT_BYTES: Final = 32
PSEUDONYM_BYTES: Final = 16


def pseudonym_of(reader: Reader, story_id: str, *, salt: bytes) -> bytes:
    """The same 16 bytes for one source, agent and story under one salt: HMAC-SHA256 (RFC 2104), truncated.

    A reader who asks not to be recognised has none of these: give them random bytes instead.
    """
    parts = [part.encode() for part in (reader.source, reader.agent, story_id)]
    message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hmac.digest(salt, message, hashlib.sha256)[:PSEUDONYM_BYTES]
