"""What the integration and browser tests share: one throw-away stack a run, and creators to work in it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from infra.local.creator import Creator
from infra.local.stack import Options, Stack

SignIn = Callable[[], Creator]


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole product on free ports: real PostgreSQL, storage, queues and mail. Its schedules run only when asked."""
    data: Path = tmp_path_factory.mktemp("stack")
    running = Stack(Options(data=data, ports="free", timer=False, quiet=True))
    running.start()
    try:
        yield running
    finally:
        from chalicelib import db

        db.close_pool()
        running.remove()


@pytest.fixture
def database(stack: Stack) -> str:
    """The address of a migrated database; the program's settings point at it."""
    return stack.addresses.database


@pytest.fixture
def sign_in(stack: Stack) -> SignIn:
    """Makes creators, each with an account of their own."""

    def make() -> Creator:
        with psycopg.connect(stack.addresses.database) as connection:
            # Every test comes from one address, which may ask for 20 links an hour.
            connection.execute("DELETE FROM rate_buckets WHERE key LIKE 'links-source:%'")
        creator = Creator(stack.addresses)
        creator.sign_in(f"{uuid.uuid4().hex[:12]}@example.com")
        return creator

    return make


@pytest.fixture
def creator(sign_in: SignIn) -> Creator:
    """A signed-in creator with a new account."""
    return sign_in()
