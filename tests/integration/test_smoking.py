"""The smoke test of what is deployed, but for its legs, which `test_deployed` walks: the local stack, looked at as a
stage is, without its outbox and its clock."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

from infra.deploy import smoking
from infra.deploy.releases import Release
from infra.deploy.smoking import MAILBOX, There, find_place
from infra.local.creator import Creator
from infra.local.serving import Server
from infra.local.stack import Stack
from infra.setup.console import SetupFailed
from infra.smoke import LegFailed

NEW: Final = Release(package="0123456789abcdef", template="", migrations=())


class Health:
    """An API's host that becomes another release's after a while."""

    def __init__(self, *answers: tuple[str, str]) -> None:
        self._answers = list(answers)
        self.asked = 0

    def __call__(self, _environ: Any, start_response: Any) -> list[bytes]:
        release, status = self._answers[min(self.asked, len(self._answers) - 1)]
        self.asked += 1
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps({"release": release, "status": status}).encode()]


def place_of(stack: Stack, **changed: str) -> There:
    found = find_place(stack.addresses.app, None)
    return replace(found, addresses=replace(found.addresses, **changed))


def test_it_waits_for_the_release_and_until_that_is_well(
    stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smoking, "PAUSE_SECONDS", 0.0)
    health = Health(("older", "ok"), (NEW.code, "degraded"), (NEW.code, "ok"))
    server = Server("health", health, port=0, logs=tmp_path)
    server.start()
    try:
        place = place_of(stack, api=f"http://127.0.0.1:{server.port}")
        place.await_release(NEW.code)
        assert health.asked == 3
        monkeypatch.setattr(smoking, "READY_SECONDS", 0.0)
        with pytest.raises(SetupFailed, match=f"says {NEW.code} ok, and not another ok"):
            place.await_release("another")
    finally:
        server.stop()


def test_only_what_was_left_long_ago_goes(stack: Stack) -> None:
    place = find_place(stack.addresses.app, None)
    with psycopg.connect(stack.addresses.database, autocommit=True) as database:
        for name, age in (("under-way", "1 minute"), ("over", "2 hours"), ("cut-off", "2 hours")):
            database.execute(
                "INSERT INTO accounts VALUES (gen_random_uuid(), %s, now() - %s::interval)", (MAILBOX + name, age)
            )
        database.execute(
            """INSERT INTO stories (id, account_id, slug, state, created_at, updated_at)
                SELECT gen_random_uuid(), id, 'cut-off', 'draft', now(), now() FROM accounts WHERE email = %s""",
            (f"{MAILBOX}cut-off",),
        )
        place.tidy(Creator(stack.addresses), "")
        left = database.execute(
            """SELECT email, keeping FROM accounts LEFT JOIN stories ON account_id = accounts.id
                WHERE email IN (%s, %s, %s) ORDER BY email""",
            tuple(MAILBOX + name for name in ("under-way", "over", "cut-off")),
        ).fetchall()
        database.execute("DELETE FROM stories WHERE slug = 'cut-off'")
        database.execute("DELETE FROM accounts WHERE email LIKE %s", (f"{MAILBOX}%-%",))
    assert left == [(f"{MAILBOX}cut-off", "condemned"), (f"{MAILBOX}under-way", None)]


def test_it_signs_in_with_whichever_key_runs(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as environment:
        environment.setenv("SECRET_KEY", f"{'new' * 16} {os.environ['SECRET_KEY']}")
        place = find_place(stack.addresses.app, None)
    creator = Creator(stack.addresses)
    place.sign_in(creator)
    assert creator.call("GET", "/v1/stories") is not None
    place.keys = ["new" * 16]
    with pytest.raises(LegFailed, match="none of the stage's keys"):
        place.sign_in(Creator(stack.addresses))


def test_without_the_secrets_it_says_which(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as environment:
        environment.delenv("SECRET_KEY")
        with pytest.raises(SetupFailed, match="set DATABASE_URL and SECRET_KEY"):
            find_place(stack.addresses.app, None)
    with pytest.raises(SetupFailed, match="is not the editor's"):
        find_place(stack.addresses.api, None)
