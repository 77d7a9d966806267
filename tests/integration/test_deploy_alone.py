"""Two who deploy a stage at once: one of them does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from infra.deploy import claim
from infra.deploy.deployment import Deployment
from infra.deploy.releases import Release
from infra.deploy.up import Outcome, rollback
from infra.setup.console import SetupFailed
from tests.integration.deployer import Operator

pytestmark = pytest.mark.long


@contextmanager
def at_the_smoke_test(operator: Operator, number: int) -> Iterator[Future[Outcome]]:
    """While somebody's deployment is that far; it does not hold, and ends once the test lets it."""
    arrived, goes_on = threading.Event(), threading.Event()
    smoke = operator.smoke

    def wait(deployment: Deployment, release: Release) -> None:
        if release.code == operator.code(number):
            arrived.set()
            assert goes_on.wait(30)
            raise SetupFailed("a leg failed", fix="look")
        smoke(deployment, release)

    operator.smoke = wait  # type: ignore[method-assign, assignment]
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(operator.deploy, operator.built(number))
        try:
            assert arrived.wait(30)
            yield first
        finally:
            goes_on.set()


def test_the_second_is_told_who_was_first(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claim, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(claim, "LOOK_SECONDS", 0.2)
    operator.deploy(operator.built(1))
    with at_the_smoke_test(operator, 2) as first:
        with pytest.raises(SetupFailed, match=r"arn:aws:.* on .*, since 20.*, changes this stage"):
            operator.deploy(operator.built(3))
        with pytest.raises(SetupFailed, match="changes this stage"):
            rollback(operator.deployment())
        assert operator.running() == operator.code(2)
    assert first.result().exit_code == 4
    assert operator.running() == operator.code(1)
    assert operator.deploy(operator.built(3)).exit_code == 0, "it was given back"


def test_one_that_was_taken_for_dead_takes_nothing_back(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claim, "DEAD_SECONDS", 0.0)
    operator.deploy(operator.built(1))
    with at_the_smoke_test(operator, 2) as first:
        assert operator.deploy(operator.built(3)).exit_code == 0
    assert first.result().exit_code == 5
    assert "taken for dead" in str(first.result().failed)
    assert operator.running() == operator.code(3)
    assert operator.recorded() == [operator.code(3), operator.code(1)]
