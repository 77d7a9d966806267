"""Unsubscribe tokens: whose mails about which story, signed (HMAC-SHA256) so that nobody can unsubscribe another."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import uuid
from collections.abc import Sequence
from typing import Final

from .model import UnsubscribeLinkWrong

_MAC_BYTES: Final = 16


def unsubscribe_token(key: str, story_id: str, account_id: str) -> str:
    """The token in a mail's unsubscribe link, base64url."""
    subject = uuid.UUID(story_id).bytes + uuid.UUID(account_id).bytes
    return base64.urlsafe_b64encode(subject + _mac(key, subject)).rstrip(b"=").decode()


def read_unsubscribe_token(keys: Sequence[str], token: str) -> tuple[str, str]:
    """The story and account of a token that one of the keys signed: a mail's link holds for longer than a key.

    Raises UnsubscribeLinkWrong for anything this service did not sign.
    """
    try:
        raw = base64.b64decode(token.encode("ascii") + b"=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise UnsubscribeLinkWrong(field="token") from error
    subject, mac = raw[:32], raw[32:]
    if len(raw) != 32 + _MAC_BYTES or not any(hmac.compare_digest(mac, _mac(key, subject)) for key in keys):
        raise UnsubscribeLinkWrong(field="token")
    return str(uuid.UUID(bytes=subject[:16])), str(uuid.UUID(bytes=subject[16:]))


def _mac(key: str, subject: bytes) -> bytes:
    return hmac.new(key.encode(), b"unsubscribe\n" + subject, hashlib.sha256).digest()[:_MAC_BYTES]
