"""Signing in by an e-mailed link, and the sessions that follow."""

from __future__ import annotations

import hmac
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from .. import db, limits, outbox
from ..limits import Limit
from ..log import log
from ..settings import load_settings
from ..web import Call, NoSuchThing, SignInNeeded
from . import store, tokens
from .model import (
    LINK_LIFE,
    SEEN_EVERY,
    SESSION_IDLE,
    SESSION_LIFE,
    Account,
    AccountSession,
    CodeWrong,
    LinkSpent,
    SignInElsewhere,
    may_sign_up,
    parse_email,
)

LINKS_PER_ADDRESS: Final = Limit("links-address", 3, timedelta(minutes=15))
LINKS_PER_ADDRESS_DAY: Final = Limit("links-address-day", 10, timedelta(days=1))
LINKS_PER_SOURCE: Final = Limit("links-source", 20, timedelta(hours=1))


Invited = Literal["may open an account", "was invited before", "has an account"]
"""What is so of an address after it was invited."""


class KeyUnknown(RuntimeError):
    """The link was made with a key that this process does not have: another release, just coming up or gone."""


@dataclass(frozen=True)
class SignedIn:
    """An account and the secret its browser's cookie now carries."""

    account: Account
    secret: str


@dataclass(frozen=True)
class SignInMail:
    """What a sign-in mail says, and to whom."""

    email: str
    token: str


def ask_for_link(email: str, source: str, *, now: datetime) -> str:
    """Write a sign-in link and have it mailed; gives the nonce that ties it to the asking browser.

    The same work is done for every address, known, unknown or unwelcome, so neither answer nor time tells which.
    Raises EmailMalformed, RateLimitReached.
    """
    address, key, nonce = parse_email(email), load_settings().key, secrets.token_urlsafe(32)
    link_id = str(uuid.uuid4())
    link = {
        "id": link_id,
        "email": address,
        "token_hash": tokens.fingerprint(tokens.link_token(key, link_id)),
        "nonce_hash": tokens.fingerprint(nonce),
        "code_hash": tokens.fingerprint(tokens.link_code(key, link_id)),
        "now": now,
        "expires_at": now + LINK_LIFE,
    }
    with db.transaction() as connection:
        limits.take(connection, LINKS_PER_SOURCE, source, now=now)
        limits.take(connection, LINKS_PER_ADDRESS, address, now=now)
        limits.take(connection, LINKS_PER_ADDRESS_DAY, address, now=now)
        store.insert_link(connection, link)
        mail = outbox.add(
            connection, kind="sign_in", dedupe_key=f"sign_in:{link_id}", payload={"link_id": link_id}, now=now
        )
    if mail is not None:
        outbox.hurry(mail)
    return nonce


def find_sign_in_mail(link_id: str, *, now: datetime) -> SignInMail | None:
    """What to mail for a link; None where the link has expired or its address may not sign in.

    Raises KeyUnknown.
    """
    settings = load_settings()
    with db.transaction() as connection:
        found = store.find_link_to_mail(connection, link_id, now=now)
        if found is None:
            return None
        email, token_hash = found
        known = store.find_account_by_email(connection, email) is not None
        invited = store.is_invited(connection, email)
    if not known and not may_sign_up(email, settings.sign_up, invited=invited):
        log.info("sign_up_declined")
        return None
    token = tokens.find_derived(tokens.link_token, settings.keys, link_id, token_hash)
    if token is None:
        raise KeyUnknown()
    return SignInMail(email, token)


def invite(connection: db.Connection, email: str, *, now: datetime) -> Invited:
    """Let an address open an account, whoever else may. Raises EmailMalformed."""
    address = parse_email(email)
    if store.find_account_by_email(connection, address) is not None:
        return "has an account"
    return "may open an account" if store.add_invitation(connection, address, now=now) else "was invited before"


def sign_in_by_token(token: str, nonce: str, *, now: datetime) -> SignedIn:
    """Use a link up in the browser that asked for it.

    Raises SignInElsewhere, with the code to type there, in any other browser, and LinkSpent.
    """
    token_hash = tokens.fingerprint(token)
    with db.transaction() as connection:
        email = store.redeem_token(connection, token_hash, tokens.fingerprint(nonce), now=now)
        if email is not None:
            return _open_session(connection, email, now=now)
        link = store.find_link(connection, token_hash, now=now)
    if link is None:
        raise LinkSpent(field="token")
    code = tokens.find_derived(tokens.link_code, load_settings().keys, str(link.id), link.code_hash)
    if code is None:
        raise LinkSpent(field="token")
    raise SignInElsewhere(extra={"code": f"{code[:4]}-{code[4:]}"})


def sign_in_by_code(code: str, nonce: str, *, now: datetime) -> SignedIn:
    """Use up the newest link this browser asked for, by the code shown elsewhere. Raises CodeWrong."""
    with db.transaction() as connection:
        link = store.try_code(connection, tokens.fingerprint(nonce), now=now)
    if link is None or not hmac.compare_digest(link.code_hash, tokens.fingerprint(tokens.read_code(code))):
        raise CodeWrong(field="code")
    with db.transaction() as connection:
        email = store.redeem_link(connection, str(link.id), now=now)
        if email is None:
            raise CodeWrong(field="code")
        return _open_session(connection, email, now=now)


def authenticate(call: Call) -> str:
    """The account id of a call's session cookie. Raises SignInNeeded where there is none or it is over."""
    secret = call.cookies.get(load_settings().session_cookie)
    if not secret:
        raise SignInNeeded()
    secret_hash = tokens.fingerprint(secret)
    with db.autocommit() as connection:
        found = store.find_session(connection, secret_hash, idle_since=call.now - SESSION_IDLE, now=call.now)
        if found is None:
            raise SignInNeeded()
        account_id, seen_at = found
        if call.now - seen_at > SEEN_EVERY:
            store.see_session(connection, secret_hash, now=call.now)
    return account_id


def load_account(account_id: str) -> Account:
    """The account of a session. Raises SignInNeeded where it is gone."""
    with db.autocommit() as connection:
        account = store.find_account(connection, account_id)
    if account is None:
        raise SignInNeeded()
    return account


def list_sessions(account_id: str, secret: str, *, now: datetime) -> list[AccountSession]:
    """The account's signed-in browsers; `secret` tells which is asking."""
    with db.autocommit() as connection:
        return store.list_sessions(
            connection, account_id, tokens.fingerprint(secret), idle_since=now - SESSION_IDLE, now=now
        )


def end_session(account_id: str, session_id: str | None, secret: str, *, now: datetime) -> None:
    """Sign a browser out: the named session, or with None the asking one. Raises NoSuchThing."""
    with db.autocommit() as connection:
        ended = store.end_session(connection, account_id, session_id, tokens.fingerprint(secret), now=now)
    if not ended:
        raise NoSuchThing(field="session_id")


def sweep(*, now: datetime) -> None:
    """Delete links and sessions that have been over for a day."""
    with db.transaction() as connection:
        store.forget_old(connection, before=now - timedelta(days=1))


def _open_session(connection: db.Connection, email: str, *, now: datetime) -> SignedIn:
    account = store.open_account(connection, str(uuid.uuid4()), email, now=now)
    store.delete_invitation(connection, email)
    secret = secrets.token_urlsafe(32)
    session = {
        "id": str(uuid.uuid4()),
        "account_id": account.id,
        "secret_hash": tokens.fingerprint(secret),
        "now": now,
        "expires_at": now + SESSION_LIFE,
    }
    store.insert_session(connection, session)
    log.info("signed_in")
    return SignedIn(account, secret)
