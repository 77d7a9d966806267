"""Services that hang or cut the line: given up in time, and nothing is done twice that cannot be taken back."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError

from chalicelib import clients
from infra.local.stack import Stack

GATEWAY_SECONDS = 29


@pytest.mark.parametrize(
    ("client", "requests"),
    [(clients.storage, 1), (clients.queue_client, 2)],  # the first message of a process asks for the queue's address
    ids=["storage", "queues"],
)
def test_a_service_that_hangs_is_given_up_before_the_gateway_gives_us_up(
    stack: Stack, client: Callable[[], Any], requests: int
) -> None:
    config = client().meta.config
    tries = config.retries["total_max_attempts"]
    assert tries > 1
    assert requests * tries * (config.connect_timeout + config.read_timeout) < GATEWAY_SECONDS


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """A mail service that reads what it is sent and hangs up; what it was sent."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                asked.append(line.recv(65536))
                line.close()

        thread = Thread(target=serve, daemon=True)
        thread.start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.getsockname()[1]}")
        clients.mailer.cache_clear()
        yield asked
        clients.mailer.cache_clear()
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_a_mail_without_an_answer_is_not_sent_again(stack: Stack, cut: list[bytes]) -> None:
    with pytest.raises(BotoCoreError):
        clients.mailer().send_email(
            FromEmailAddress="stories@fabula.example",
            Destination={"ToAddresses": ["ada@example.com"]},
            Content={"Raw": {"Data": b"Subject: Once\n\nOnce."}},
        )
    assert len(cut) == 1
