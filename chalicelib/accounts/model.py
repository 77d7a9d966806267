"""Accounts, the links that sign one in, and the sessions that follow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NewType

from ..errors import Conflict, Gone, Invalid

AccountId = NewType("AccountId", str)

LINK_LIFE: Final = timedelta(minutes=10)
CODE_TRIES: Final = 5
SESSION_IDLE: Final = timedelta(days=7)
SESSION_LIFE: Final = timedelta(days=30)
SEEN_EVERY: Final = timedelta(minutes=5)
"""How stale a session's `seen_at` may grow before a request writes it."""

_EMAIL: Final = re.compile(r"^[^@\s\"(),:;<>\[\]\\]{1,64}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$")


class EmailMalformed(Invalid):
    """That is not an e-mail address."""


class LinkSpent(Gone):
    """This sign-in link was used before or is older than ten minutes; ask for a new one."""


class CodeWrong(Invalid):
    """That is not the code, or its link is spent; after five tries ask for a new link."""


class SignInElsewhere(Conflict):
    """This link was asked for in another browser; type this code there."""


@dataclass(frozen=True)
class SignInLink:
    """A link asked for and not yet used up."""

    id: Any
    email: str
    code_hash: bytes


@dataclass(frozen=True)
class Account:
    """Somebody who makes stories."""

    id: Any
    email: str
    created_at: datetime


@dataclass(frozen=True)
class AccountSession:
    """A browser that is signed in."""

    id: Any
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    current: bool


def parse_email(text: str) -> str:
    """An address in the one form it is stored in: trimmed, lower case. Raises EmailMalformed."""
    email = text.strip().lower()
    if len(email) > 254 or not email.isprintable() or not _EMAIL.match(email):
        raise EmailMalformed(field="email")
    return email


def may_sign_up(email: str, rule: str, *, invited: bool) -> bool:
    """Whether a new account may be opened, by the setting SIGN_UP: open, invited, or domain:example.org.

    An invitation counts whatever the rule.
    """
    if invited:
        return True
    if rule.startswith("domain:"):
        return email.rpartition("@")[2] == rule.removeprefix("domain:").lower()
    return rule == "open"
