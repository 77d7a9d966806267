"""Completion mails: one each, whoever sends twice, and none for whoever does not want them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib import clients
from chalicelib.db import Connection
from chalicelib.notify import service
from chalicelib.notify.model import LEASE
from chalicelib.notify.service import MailNotTaken
from chalicelib.play.service import take_batch
from infra.local.creator import Creator, exchange
from infra.local.stack import Stack
from tests.integration.reading import READER, SECRET, Published, batch, connect, publish, send
from tests.unit.play.stories import took

NOW = datetime(2026, 5, 14, 13, 0, tzinfo=UTC)
STEPS = (took(1, "gate", "enter"), took(2, "hall", "climb"), took(3, "vault", "wait"))


@pytest.fixture
def connection(database: str) -> Iterator[Connection]:
    with connect(database) as connection:
        yield connection


@pytest.fixture
def story(connection: Connection) -> Published:
    return publish(connection)


def finish(story: Published) -> str:
    """One reader reads to the end; gives their session's id."""
    session_id = str(uuid.uuid4())
    take_batch(session_id, SECRET, batch(story, *STEPS, scene="dust"), READER, now=NOW)
    return session_id


def mails(stack: Stack, story: Published) -> list[dict[str, Any]]:
    return Creator(stack.addresses).mail_to(f"{story.account_id}@example.org")


def outbox_row(connection: Connection, session_id: str) -> tuple[str, datetime | None, str | None]:
    row = connection.execute(
        "SELECT id::text, sent_at, failed FROM outbox WHERE dedupe_key = %s", (f"completion:{session_id}",)
    ).fetchone()
    assert row is not None
    return row[0], row[1], row[2]


def test_a_completion_is_told_once(stack: Stack, connection: Connection, story: Published) -> None:
    session_id = finish(story)
    finish_again = batch(story, *STEPS, scene="dust")
    take_batch(session_id, SECRET, finish_again, READER, now=NOW)
    stack.timer.run_now("sweep")
    stack.pump.drain(30)
    assert len(mails(stack, story)) == 1
    assert outbox_row(connection, session_id)[1] is not None


def test_many_consumers_of_one_mail_send_it_once(stack: Stack, connection: Connection, story: Published) -> None:
    session_id = finish(story)
    outbox_id = outbox_row(connection, session_id)[0]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: service.send(outbox_id, now=datetime.now(UTC)), range(16)))
    stack.pump.drain(30)
    assert len(mails(stack, story)) == 1


def test_a_lost_message_is_late_not_lost(stack: Stack, connection: Connection, story: Published) -> None:
    session_id = str(uuid.uuid4())
    send(connection, session_id, batch(story, *STEPS, scene="dust"), now=NOW)
    assert mails(stack, story) == []
    stack.timer.run_now("sweep")
    stack.pump.drain(30)
    assert len(mails(stack, story)) == 1


def test_a_consumer_that_died_leaves_a_lease_that_runs_out(
    stack: Stack, connection: Connection, story: Published
) -> None:
    session_id, now = str(uuid.uuid4()), datetime.now(UTC)
    send(connection, session_id, batch(story, *STEPS, scene="dust"), now=NOW)
    outbox_id = outbox_row(connection, session_id)[0]
    connection.execute("UPDATE outbox SET leased_until = %s, attempts = 1 WHERE id = %s", (now + LEASE, outbox_id))
    service.send(outbox_id, now=now)
    assert mails(stack, story) == []
    service.send(outbox_id, now=now + LEASE + timedelta(seconds=1))
    assert len(mails(stack, story)) == 1


def test_a_mail_the_provider_refuses_may_be_tried_again_at_once(
    stack: Stack, connection: Connection, story: Published
) -> None:
    session_id = str(uuid.uuid4())
    send(connection, session_id, batch(story, *STEPS, scene="dust"), now=NOW)
    outbox_id = outbox_row(connection, session_id)[0]
    real = clients.mailer()
    real.delete_email_identity(EmailIdentity="stories@fabula.example")
    try:
        with pytest.raises(MailNotTaken):
            service.send(outbox_id, now=datetime.now(UTC))
    finally:
        real.create_email_identity(EmailIdentity="stories@fabula.example")
    service.send(outbox_id, now=datetime.now(UTC))
    assert len(mails(stack, story)) == 1


def test_one_click_in_the_mail_stops_them(stack: Stack, connection: Connection, story: Published) -> None:
    finish(story)
    stack.pump.drain(30)
    (mail,) = mails(stack, story)
    address = mail["headers"]["List-Unsubscribe"].strip("<>")
    assert mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert exchange("GET", address).status in (403, 404, 405), "looking must not unsubscribe"
    for _ in range(2):
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert exchange("POST", address, form, b"List-Unsubscribe=One-Click").status == 204
    session_id = finish(story)
    stack.pump.drain(30)
    assert len(mails(stack, story)) == 1
    assert outbox_row(connection, session_id)[2] is not None
    assert exchange("POST", f"{address}x").status == 404
