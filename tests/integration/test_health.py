"""What `GET /v1/health` tells while all is well, and while a part is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalicelib.settings import load_settings
from infra.local.creator import exchange
from infra.local.stack import Stack

ADDRESS = "/v1/health"


@pytest.fixture
def lost_bucket(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The program looks for its pictures in a bucket that is not there."""
    monkeypatch.setenv("PUBLIC_BUCKET", "fabula-lost")
    load_settings.cache_clear()
    yield
    monkeypatch.undo()
    load_settings.cache_clear()


def test_all_is_well(stack: Stack) -> None:
    stack.timer.run_now("analytics_rollup")
    reply = exchange("GET", stack.addresses.api + ADDRESS)
    health = reply.json()
    assert (reply.status, health["status"]) == (200, "ok")
    assert {name: check["ok"] for name, check in health["checks"].items()} == dict.fromkeys(
        ("database", "queues", "storage"), True
    )
    assert all(
        f"fabula-{queue}-dead" in health["checks"]["queues"]["detail"]
        for queue in ("assets", "publish", "interchange", "mail")
    )
    assert health["rollup_lag_seconds"] == 0
    assert {"python", "psycopg", "pydantic"} <= set(health["versions"])


@pytest.mark.usefixtures("lost_bucket")
def test_a_part_that_does_not_answer_is_named(stack: Stack) -> None:
    reply = exchange("GET", stack.addresses.api + ADDRESS)
    health = reply.json()
    assert (reply.status, health["status"]) == (503, "degraded")
    assert [name for name, check in health["checks"].items() if not check["ok"]] == ["storage"]
