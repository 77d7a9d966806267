"""Who may open an account, by the setting, and by an invitation whatever the setting."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from chalicelib import db
from chalicelib.accounts import service
from chalicelib.settings import load_settings
from infra import invite
from infra.local.creator import Creator
from infra.local.stack import Stack
from infra.setup.places import ROOT


@pytest.fixture
def invited_only(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    """The stack as it is deployed: only who is invited may open an account."""
    yield from _by(stack, monkeypatch, "invited")


@pytest.fixture
def domain_only(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    """The stack of one organisation."""
    yield from _by(stack, monkeypatch, "domain:example.org")


def _by(stack: Stack, monkeypatch: pytest.MonkeyPatch, rule: str) -> Iterator[Stack]:
    with monkeypatch.context() as environment:
        environment.setenv("SIGN_UP", rule)
        load_settings.cache_clear()
        yield stack
    load_settings.cache_clear()


def somebody(domain: str = "example.com") -> str:
    return f"{uuid.uuid4().hex[:12]}@{domain}"


def is_mailed(stack: Stack, email: str) -> bool:
    """Whether a link asked for is written to that address; the answer to who asks is the same."""
    with psycopg.connect(stack.addresses.database) as connection:
        connection.execute("DELETE FROM rate_buckets WHERE key LIKE 'links-source:%'")
    now = datetime.now(UTC)
    service.ask_for_link(email, "nowhere", now=now)
    with db.autocommit() as connection:
        row = connection.execute("SELECT id FROM sign_in_links WHERE email = %s ORDER BY created_at DESC", [email])
        (link_id,) = row.fetchone() or (None,)
    return service.find_sign_in_mail(str(link_id), now=now) is not None


def run_invite(stack: Stack, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DATABASE_URL": stack.addresses.database}
    command = [sys.executable, "-m", "infra.invite", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_open_to_everybody(stack: Stack) -> None:
    assert is_mailed(stack, somebody())


def test_open_to_a_domain(domain_only: Stack) -> None:
    assert is_mailed(domain_only, somebody("example.org"))
    guest = somebody("example.com")
    assert not is_mailed(domain_only, guest)
    with db.autocommit() as connection:
        service.invite(connection, guest, now=datetime.now(UTC))
    assert is_mailed(domain_only, guest)


def test_the_command_lets_the_first_account_in(invited_only: Stack) -> None:
    email = somebody()
    assert not is_mailed(invited_only, email)
    asked = run_invite(invited_only, email.upper())
    assert (asked.returncode, asked.stdout) == (0, f"{email.upper()} may open an account\n")
    assert run_invite(invited_only, email).stdout == f"{email} was invited before\n"

    browser = Creator(invited_only.addresses)
    browser.sign_in(email)
    assert browser.call("GET", "/v1/account")["email"] == email
    assert run_invite(invited_only, email).stdout == f"{email} has an account\n"
    with db.autocommit() as connection:
        left = connection.execute("SELECT count(*) FROM invitations WHERE email = %s", [email]).fetchone()
    assert left == (0,), "an invitation that is used up is forgotten"
    assert is_mailed(invited_only, email), "who has an account gets in again"


def test_the_command_says_what_is_wrong(stack: Stack) -> None:
    wrong = run_invite(stack, "nobody")
    assert (wrong.returncode, "'nobody' is no e-mail address" in wrong.stderr) == (2, True)
    unknown = run_invite(stack, "ada@example.com", "--stage", "nowhere")
    assert (unknown.returncode, "copy example.toml" in unknown.stderr) == (1, True)
    with pytest.raises(invite.NoDatabase, match="--stage NAME, or set DATABASE_URL"):
        invite.database_of({})
