"""Tokens: what a link, a code or a cookie is made of, and the hashes that are stored instead of them.

A sign-in link's token and code are derived from its id with the service's key (HMAC-SHA256), so the mail can be
written by whoever knows the id and no table or message ever holds them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Sequence
from typing import Final

CODE_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No letters that look like digits or like each other."""


def link_token(key: str, link_id: str) -> str:
    """The 256-bit token of a sign-in link, base64url."""
    return base64.urlsafe_b64encode(_derive(key, "sign-in-token", link_id)).rstrip(b"=").decode()


def link_code(key: str, link_id: str) -> str:
    """The eight letters and digits shown where the link is opened in another browser."""
    number = int.from_bytes(_derive(key, "sign-in-code", link_id))
    letters = ""
    for _ in range(8):
        number, index = divmod(number, len(CODE_LETTERS))
        letters += CODE_LETTERS[index]
    return letters


def find_derived(derive: Callable[[str, str], str], keys: Sequence[str], link_id: str, expected: bytes) -> str | None:
    """What one of the keys derives for a link, told by its fingerprint; None where the link was made with none of them.

    After a rotation the keys are two, and while a release with a new one comes up others do not know it yet.
    """
    secrets = (derive(key, link_id) for key in keys)
    return next((secret for secret in secrets if fingerprint(secret) == expected), None)


def fingerprint(secret: str) -> bytes:
    """What is stored of a secret: SHA-256. Enough, because every secret here is random and long or tried 5 times."""
    return hashlib.sha256(secret.encode()).digest()


def read_code(typed: str) -> str:
    """A typed code without spaces and dashes, in upper case."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def _derive(key: str, purpose: str, subject: str) -> bytes:
    return hmac.new(key.encode(), f"{purpose}\n{subject}".encode(), hashlib.sha256).digest()
