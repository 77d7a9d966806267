"""What is logged, from a browser's request to the consumer's last line: one correlation id, and nobody's secrets."""

import json
import logging
import uuid
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest

from chalicelib.log import log
from infra.local.creator import Creator
from infra.local.stack import Stack


class Lines:
    """Everything logged since, as text and as the JSON it is."""

    def __init__(self) -> None:
        self.buffer = StringIO()

    @property
    def text(self) -> str:
        return self.buffer.getvalue()

    def of(self, event: str) -> list[dict[str, Any]]:
        return [line for line in map(json.loads, self.text.splitlines()) if line["message"] == event]


@pytest.fixture
def lines() -> Iterator[Lines]:
    kept = Lines()
    handler = logging.StreamHandler(kept.buffer)
    handler.setFormatter(log.registered_formatter)
    ours = logging.getLogger(log.service)
    ours.addHandler(handler)
    yield kept
    ours.removeHandler(handler)


def test_one_id_from_the_browser_to_the_mail_and_no_secret_on_the_way(stack: Stack, lines: Lines) -> None:
    creator, email, correlation_id = Creator(stack.addresses), f"{uuid.uuid4().hex}@example.com", str(uuid.uuid4())
    body = json.dumps({"email": email}).encode()
    asked = creator.ask("POST", "/v1/sign-in-links", body, {"X-Correlation-Id": correlation_id}).good()
    stack.pump.drain(30)
    token = creator.await_token(email, set())
    creator.call("POST", "/v1/sign-in", {"token": token})

    assert asked.headers["X-Correlation-Id"] == correlation_id
    assert correlation_id in {line["correlation_id"] for line in lines.of("request_answered")}
    assert correlation_id in {line["correlation_id"] for line in lines.of("mail_sent")}
    for secret in (email, token, *filter(None, creator.cookies.values())):
        assert secret not in lines.text


def test_a_schedules_run_has_an_id_of_its_own(stack: Stack, lines: Lines) -> None:
    for _ in range(2):
        stack.timer.run_now("analytics_rollup")
    first, second = (line["correlation_id"] for line in lines.of("rollup_ran"))
    assert first != second
