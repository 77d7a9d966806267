"""The smoke test of what is deployed: the local stack, looked at as a stage is, without its outbox and its clock."""

from __future__ import annotations

import os
import re

import psycopg
import pytest

from infra.deploy.smoking import MAILBOX, find_place
from infra.local.creator import Creator
from infra.local.stack import Stack
from infra.setup.console import SetupFailed
from infra.smoke import LEGS, LegFailed, walk_all


def test_every_leg_holds_where_it_is_deployed(stack: Stack) -> None:
    place = find_place(stack.addresses.app, None)
    said: list[str] = []
    assert walk_all(place, said.append), said
    assert len(said) == len(LEGS) + 1
    assert all(re.match(r" +ok ", line) for line in said)
    with psycopg.connect(stack.addresses.database) as database:
        kept = database.execute(
            "SELECT keeping FROM stories JOIN accounts ON accounts.id = account_id WHERE email = %s", (place.email,)
        ).fetchall()
    assert kept == [("condemned",)]


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
