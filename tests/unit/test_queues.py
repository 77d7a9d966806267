"""Many messages at once: ten a request, and what cannot be sent is left to the sweep."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from chalicelib import clients, queues
from chalicelib.queues import Queue


class FakeSqs:
    """Takes batches; refuses some messages by their number in the batch, or stops answering after some batches."""

    def __init__(self, *, refused: Sequence[str] = (), answers: int = 99) -> None:
        self.batches: list[list[dict[str, Any]]] = []
        self._refused, self._answers = refused, answers

    def send_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - boto3's names
        if len(self.batches) == self._answers:
            raise EndpointConnectionError(endpoint_url=QueueUrl)
        self.batches.append([json.loads(entry["MessageBody"]) for entry in Entries])
        return {"Failed": [{"Id": entry["Id"]} for entry in Entries if entry["Id"] in self._refused]}


@pytest.mark.parametrize(
    ("fake", "messages", "sent", "warnings"),
    [
        (FakeSqs(), 25, [10, 10, 5], 0),
        (FakeSqs(), 10, [10], 0),
        (FakeSqs(), 0, [], 0),
        (FakeSqs(refused=["3"]), 12, [10, 2], 1),
        (FakeSqs(answers=1), 25, [10], 1),
    ],
)
def test_many_messages(
    fake: FakeSqs,
    messages: int,
    sent: list[int],
    warnings: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(clients, "queue_client", lambda: fake)
    monkeypatch.setattr(queues, "_queue_url", str)
    queues.send_each(Queue.ASSETS, ({"asset_id": str(number)} for number in range(messages)))
    assert [len(batch) for batch in fake.batches] == sent
    found = [message["asset_id"] for batch in fake.batches for message in batch]
    assert found == [str(number) for number in range(sum(sent))]
    assert len({message["correlation_id"] for batch in fake.batches for message in batch}) <= 1
    assert [record.getMessage() for record in caplog.records] == ["message_not_sent"] * warnings
