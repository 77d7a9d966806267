"""HTTP of accounts: asking for a link, signing in, the sessions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Final

from pydantic import Field

from ..limits import RateLimitReached
from ..settings import load_settings
from ..web import Access, Answer, BodyInvalid, Call, Route, WireModel
from . import model, service
from .model import LINK_LIFE, SESSION_LIFE, CodeWrong, EmailMalformed, LinkSpent, SignInElsewhere
from .service import SignedIn


class NewSignInLink(WireModel):
    """Whom to mail a link."""

    email: Annotated[str, Field(min_length=3, max_length=254)]


class SignInLinkAsked(WireModel):
    """A mail is on its way, if the address may sign in."""

    expires_in: int
    """Seconds the link is good for."""


class SignIn(WireModel):
    """Exactly one of a link's token and a code."""

    token: Annotated[str, Field(min_length=20, max_length=100)] | None = None
    code: Annotated[str, Field(min_length=8, max_length=20)] | None = None


class Account(WireModel):
    """The signed-in account."""

    id: str
    email: str
    created_at: datetime


class AccountSession(WireModel):
    """A browser that is signed in."""

    id: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    current: bool


class AccountSessionList(WireModel):
    """The account's signed-in browsers, the last used first."""

    sessions: list[AccountSession]


def ask_for_link(call: Call, body: NewSignInLink) -> Answer:
    """Mail a sign-in link to an address. The answer is the same for every address."""
    nonce = service.ask_for_link(body.email, call.source, now=call.now)
    seconds = int(LINK_LIFE.total_seconds())
    return Answer(202, SignInLinkAsked(expires_in=seconds), cookies=(_cookie(_nonce_cookie(), nonce, LINK_LIFE),))


def sign_in(call: Call, body: SignIn) -> Answer:
    """Use up a link by its token, in the browser that asked for it, or by the code that another browser shows."""
    nonce = call.cookies.get(_nonce_cookie(), "")
    if body.token is not None and body.code is None:
        return _signed_in(service.sign_in_by_token(body.token, nonce, now=call.now))
    if body.code is not None and body.token is None:
        return _signed_in(service.sign_in_by_code(body.code, nonce, now=call.now))
    raise BodyInvalid("Send either `token` or `code`.", field="token")


def load_account(call: Call) -> Answer:
    """The signed-in account."""
    return Answer(body=_account(service.load_account(call.account_id)))


def list_sessions(call: Call) -> Answer:
    """The browsers signed in to the account."""
    sessions = service.list_sessions(call.account_id, _secret(call), now=call.now)
    return Answer(body=AccountSessionList(sessions=[_session(one) for one in sessions]))


def end_session(call: Call) -> Answer:
    """Sign a browser out; `current` is the asking one."""
    named = None if call.path["session_id"] == "current" else call.id("session_id")
    service.end_session(call.account_id, named, _secret(call), now=call.now)
    return Answer(204, cookies=() if named else (_cookie(load_settings().session_cookie, "", timedelta()),))


def _signed_in(signed_in: SignedIn) -> Answer:
    session = _cookie(load_settings().session_cookie, signed_in.secret, SESSION_LIFE)
    return Answer(200, _account(signed_in.account), cookies=(session, _cookie(_nonce_cookie(), "", timedelta())))


def _account(account: model.Account) -> Account:
    return Account(id=str(account.id), email=account.email, created_at=account.created_at)


def _session(session: model.AccountSession) -> AccountSession:
    return AccountSession.model_validate(vars(session) | {"id": str(session.id)})


def _secret(call: Call) -> str:
    return call.cookies[load_settings().session_cookie]


def _nonce_cookie() -> str:
    return f"{load_settings().session_cookie}-nonce"


def _cookie(name: str, value: str, life: timedelta) -> str:
    secure = "; Secure" if load_settings().api_url.startswith("https:") else ""
    return f"{name}={value}; Path=/; Max-Age={int(life.total_seconds())}; HttpOnly; SameSite=Lax{secure}"


ROUTES: Final[tuple[Route, ...]] = (
    Route(
        "POST",
        "/v1/sign-in-links",
        ask_for_link,
        "Ask for a sign-in link",
        Access.OPEN,
        body=NewSignInLink,
        answers={202: SignInLinkAsked},
        refusals=(EmailMalformed, RateLimitReached),
    ),
    Route(
        "POST",
        "/v1/sign-in",
        sign_in,
        "Sign in by a link or a code",
        Access.OPEN,
        body=SignIn,
        answers={200: Account},
        refusals=(LinkSpent, CodeWrong, SignInElsewhere),
    ),
    Route("GET", "/v1/account", load_account, "The signed-in account", Access.CREATOR, answers={200: Account}),
    Route(
        "GET",
        "/v1/account-sessions",
        list_sessions,
        "Browsers signed in to the account",
        Access.CREATOR,
        answers={200: AccountSessionList},
    ),
    Route(
        "DELETE",
        "/v1/account-sessions/{session_id}",
        end_session,
        "Sign a browser out",
        Access.CREATOR,
        answers={204: None},
    ),
)
