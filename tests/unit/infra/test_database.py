"""Whatever is wrong with a database's address, no message shows any of it."""

from __future__ import annotations

import traceback

import pytest

from infra.database import DatabaseUnreachable, connect, require_address
from infra.migrate import apply_migrations, find_applied


@pytest.mark.parametrize(
    "address",
    [
        "host=nobody.invalid password=hunter2",
        "postgresql://ada:hunter2/x@nobody.invalid/fabula",
        "postgresql://ada:9#hunter2@nobody.invalid/fabula",
        "postgresql://ada:9?hunter2@nobody.invalid/fabula",
        "postgresql://ada:9/hunter2@nobody.invalid/fabula",
        "postgresql://ada:x@hunter2@nobody.invalid/fabula",
        "postgresql://ada:hunter2%zz@nobody.invalid/fabula",
        "postgresql://ada:hunter2[@nobody.invalid/fabula",
        "mysql://ada:hunter2@nobody.invalid/fabula",
        "",
    ],
)
def test_what_is_no_address_is_not_repeated(address: str) -> None:
    for use in (connect, find_applied, apply_migrations):
        with pytest.raises(DatabaseUnreachable, match="the database's address is none") as refused:
            use(address)
        assert "hunter2" not in "".join(traceback.format_exception(refused.value))


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ada:hunter2%40@db.example.org:5433/fabula?sslmode=require&options=-c%20timezone%3DUTC",
        "postgres://ada:hunter2@[::1]/fabula",
        "postgresql:///fabula?host=/tmp/socket",
    ],
)
def test_what_is_an_address_is_taken(address: str) -> None:
    require_address(address)


def test_nobody_there_is_said_without_the_password() -> None:
    with pytest.raises(DatabaseUnreachable, match="does not answer") as refused:
        connect("postgresql://ada:hunter2@127.0.0.1:1/fabula")
    assert "hunter2" not in str(refused.value)
