"""The smoke test of what is deployed: the local stack, looked at as a stage is, without its outbox and its clock."""

from __future__ import annotations

import re

import psycopg
import pytest

from infra.deploy.smoking import find_place
from infra.local.stack import Stack
from infra.setup.console import SetupFailed
from infra.smoke import LEGS, walk_all


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


def test_without_the_secrets_it_says_which(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as environment:
        environment.delenv("SECRET_KEY")
        with pytest.raises(SetupFailed, match="set DATABASE_URL and SECRET_KEY"):
            find_place(stack.addresses.app, None)
    with pytest.raises(SetupFailed, match="is not the editor's"):
        find_place(stack.addresses.api, None)
