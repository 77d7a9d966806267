"""What is logged, from a browser's request to the consumer's last line: one correlation id, and nobody's secrets."""

import json
import logging
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest

from chalicelib import db, outbox, queues
from chalicelib.accounts import tokens
from chalicelib.log import log
from chalicelib.notify import service
from chalicelib.settings import load_settings
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


@dataclass(frozen=True)
class Message:
    """A message of the mail queue."""

    body: str

    def to_dict(self) -> dict[str, Any]:
        return {"messageId": "only"}


LINK = """
    INSERT INTO sign_in_links (id, email, token_hash, nonce_hash, code_hash, created_at, expires_at)
    VALUES (%(id)s::uuid, 'ada@example.com', %(token)s, '', '', now(), now() + interval '1 hour')
"""


def test_what_the_mail_service_says_of_an_address_is_not_logged(
    stack: Stack, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    link_id, now = str(uuid.uuid4()), datetime.now(UTC)
    with db.transaction() as connection:
        token = tokens.link_token(load_settings().keys[0], link_id)
        connection.execute(LINK, {"id": link_id, "token": tokens.fingerprint(token)})
        mail = outbox.add(connection, kind="sign_in", dedupe_key=link_id, payload={"link_id": link_id}, now=now)
    message = Message(json.dumps({"outbox_id": mail}))

    def deliver() -> bool:
        return not queues.consume([message], lambda one: service.send(one["outbox_id"], now=now))["batchItemFailures"]

    with monkeypatch.context() as environment:
        environment.setenv("SIGN_IN_MAIL_FROM", "unverified@stranger.example")
        load_settings.cache_clear()
        assert not deliver()
    load_settings.cache_clear()
    assert "MessageRejected" in lines.of("message_failed")[0]["exception"]
    assert "stranger.example" not in lines.text
    assert deliver()  # the lease was given back at once
