"""Signing in by a mailed link: once, in the browser that asked, and never by looking."""

import json
import re
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import sql

from chalicelib import queues
from chalicelib.accounts import service
from chalicelib.settings import load_settings
from infra.local.creator import Creator, Reply
from infra.local.stack import Stack
from tests.conftest import SignIn

JSON = {"Content-Type": "application/json"}


def fresh_address() -> str:
    return f"{uuid.uuid4().hex[:12]}@example.com"


def ask_for_link(browser: Creator, email: str) -> str:
    """The token of the link that arrives."""
    browser.call("POST", "/v1/sign-in-links", {"email": email})
    return browser.await_token(email, set())


def redeem(browser: Creator, **body: str) -> Reply:
    return browser.ask("POST", "/v1/sign-in", json.dumps(body).encode())


def test_a_link_signs_in_once(stack: Stack) -> None:
    browser, email = Creator(stack.addresses), fresh_address()
    token = ask_for_link(browser, email)
    nonce = dict(browser.cookies)
    assert redeem(browser, token=token).json()["email"] == email
    assert browser.call("GET", "/v1/account")["email"] == email
    browser.cookies = nonce
    assert redeem(browser, token=token).json()["type"].endswith("/link-spent")


def test_a_link_asked_for_before_a_rotation_is_mailed_as_it_was_made(
    stack: Stack, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    email, now = fresh_address(), datetime.now(UTC)
    with monkeypatch.context() as silence:
        silence.setattr(queues, "send", lambda *_, **__: False)
        service.ask_for_link(email, email, now=now)
    with psycopg.connect(database) as connection:
        found = connection.execute("SELECT id FROM sign_in_links WHERE email = %s", (email,)).fetchone()
    assert found is not None
    made = service.find_sign_in_mail(str(found[0]), now=now)
    older, newer = load_settings().secret_key, "n" * 40
    with keyed(monkeypatch, f"{newer} {older}"):
        assert service.find_sign_in_mail(str(found[0]), now=now) == made
        assert load_settings().key == newer
    with keyed(monkeypatch, newer), pytest.raises(service.KeyUnknown):
        service.find_sign_in_mail(str(found[0]), now=now)


@contextmanager
def keyed(monkeypatch: pytest.MonkeyPatch, keys: str) -> Iterator[None]:
    """The program runs with these keys."""
    with monkeypatch.context() as environment:
        environment.setenv("SECRET_KEY", keys)
        load_settings.cache_clear()
        yield
    load_settings.cache_clear()


def test_looking_at_a_link_consumes_nothing(stack: Stack) -> None:
    browser, email = Creator(stack.addresses), fresh_address()
    token = ask_for_link(browser, email)
    for method in ("GET", "HEAD"):
        assert browser.ask(method, f"/v1/sign-in?token={token}").status in (403, 404, 405)
    assert redeem(browser, token=token).status == 200


def test_fifty_at_once_make_one_session(stack: Stack, database: str) -> None:
    browser, email = Creator(stack.addresses), fresh_address()
    token = ask_for_link(browser, email)
    browsers = [Creator(stack.addresses) for _ in range(50)]
    for one in browsers:
        one.cookies = dict(browser.cookies)
    with ThreadPoolExecutor(16) as pool:
        statuses = sorted(reply.status for reply in pool.map(lambda one: redeem(one, token=token), browsers))
    assert statuses == [200] + [410] * 49
    with psycopg.connect(database) as connection:
        row = connection.execute(
            "SELECT count(*) FROM account_sessions JOIN accounts ON accounts.id = account_id WHERE email = %s", (email,)
        ).fetchone()
    assert row == (1,)


def test_another_browser_is_shown_a_code_for_the_one_that_asked(stack: Stack) -> None:
    asking, other, email = Creator(stack.addresses), Creator(stack.addresses), fresh_address()
    token = ask_for_link(asking, email)
    elsewhere = redeem(other, token=token)
    assert elsewhere.status == 409
    code = elsewhere.json()["code"]
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", code)
    assert redeem(other, code=code).status == 422, "the code is for the asking browser only"
    assert redeem(asking, code=code.lower()).json()["email"] == email
    assert redeem(asking, code=code).status == 422, "it was used"


def test_a_code_has_five_tries(stack: Stack) -> None:
    asking, other = Creator(stack.addresses), Creator(stack.addresses)
    token = ask_for_link(asking, fresh_address())
    code = redeem(other, token=token).json()["code"]
    for _ in range(5):
        assert redeem(asking, code="2222-2222").status == 422
    assert redeem(asking, code=code).status == 422


def test_links_are_limited_an_address(stack: Stack) -> None:
    browser, email = Creator(stack.addresses), fresh_address()
    body = json.dumps({"email": email}).encode()
    replies = [browser.ask("POST", "/v1/sign-in-links", body) for _ in range(4)]
    assert [reply.status for reply in replies] == [202, 202, 202, 429]
    assert int(replies[-1].headers["Retry-After"]) > 0


def test_no_secret_is_stored(stack: Stack, database: str) -> None:
    browser, email = Creator(stack.addresses), fresh_address()
    token = ask_for_link(browser, email)
    redeem(browser, token=token).good()
    secrets = [token, *browser.cookies.values()]
    with psycopg.connect(database) as connection:
        for table in ("sign_in_links", "account_sessions", "outbox"):
            rows = str(connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))).fetchall())
            assert not [secret for secret in secrets if secret and secret in rows]


def test_sessions_are_listed_and_ended(stack: Stack, sign_in: SignIn) -> None:
    browser = sign_in()
    (session,) = browser.call("GET", "/v1/account-sessions")["sessions"]
    assert session["current"]
    stranger = sign_in()
    assert stranger.ask("DELETE", f"/v1/account-sessions/{session['id']}").status == 404
    kept = dict(browser.cookies)
    assert browser.ask("DELETE", "/v1/account-sessions/current").status == 204
    browser.cookies = kept
    assert browser.ask("GET", "/v1/account").json()["type"].endswith("/sign-in-needed")


def test_a_session_is_forgotten_a_day_after_it_was_ended(creator: Creator, database: str) -> None:
    session = creator.call("GET", "/v1/account-sessions")["sessions"][0]["id"]
    creator.call("DELETE", "/v1/account-sessions/current")
    for hours, left in ((23, 1), (25, 0)):
        service.sweep(now=datetime.now(UTC) + timedelta(hours=hours))
        with psycopg.connect(database) as connection:
            found = connection.execute("SELECT FROM account_sessions WHERE id = %s", (session,))
            assert found.rowcount == left


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://localhost"])
def test_other_origins_may_not_write(creator: Creator, origin: str | None) -> None:
    reply = creator.ask("POST", "/v1/stories", b'{"title": "x"}', {"Origin": origin})
    assert (reply.status, reply.json()["type"].rpartition("/")[2]) == (403, "wrong-origin")


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_a_form_cannot_be_posted(creator: Creator, content_type: str | None) -> None:
    reply = creator.ask("POST", "/v1/stories", b'{"title": "x"}', {"Content-Type": content_type})
    assert reply.status == 415


def test_the_cookie_is_not_for_scripts(stack: Stack) -> None:
    browser, email = Creator(stack.addresses), fresh_address()
    reply = redeem(browser, token=ask_for_link(browser, email))
    (line,) = [line for line in reply.headers.get_all("Set-Cookie", []) if "-nonce" not in line]
    assert "HttpOnly" in line
    assert "SameSite=Lax" in line
    assert "Path=/" in line
