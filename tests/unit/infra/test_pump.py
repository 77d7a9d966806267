"""What a handler's answer says about its batch, as Lambda reads it."""

import logging
from typing import Any

import pytest
from chalice.app import Chalice

from infra.local.pump import Pump, handled_messages

BATCH = [{"MessageId": name} for name in ("a", "b", "c")]


@pytest.mark.parametrize(
    ("answer", "handled"),
    [
        (None, "abc"),
        ({}, "abc"),
        ("anything", "abc"),
        ({"batchItemFailures": []}, "abc"),
        ({"batchItemFailures": None}, "abc"),
        ({"batchItemFailures": [{"itemIdentifier": "b"}]}, "ac"),
        ({"batchItemFailures": [{"itemIdentifier": "a"}, {"itemIdentifier": "c"}]}, "b"),
        ({"batchItemFailures": [{"itemIdentifier": "unknown"}]}, ""),
        ({"batchItemFailures": [{"itemIdentifier": ""}]}, ""),
        ({"batchItemFailures": [{}]}, ""),
        ({"batchItemFailures": ["a"]}, ""),
    ],
)
def test_what_is_deleted(answer: Any, handled: str) -> None:
    assert "".join(message["MessageId"] for message in handled_messages(BATCH, answer)) == handled


class WatchedPump(Pump):
    """A pump whose queues hold what a script says at each look; a look may also see a message come through."""

    def __init__(self, looks: list[tuple[int, bool]]) -> None:
        super().__init__(Chalice(app_name="watched"), logging.getLogger("watched"))
        self.looks = looks

    def depths(self) -> dict[str, int]:
        depth, received = self.looks.pop(0)
        self._received += received
        return {"letters": depth}


@pytest.mark.parametrize(
    ("looks", "left"),
    [
        ([(0, False), (0, False), (9, False)], 1),
        ([(2, False), (0, False), (0, False), (9, False)], 1),
        # Empty, but something came through meanwhile, and sent on to a queue that had been looked at before.
        ([(0, True), (1, False), (0, False), (0, False), (9, False)], 1),
        ([(0, True), (0, True), (0, False), (0, False), (9, False)], 1),
    ],
)
def test_drained_is_empty_twice_with_nothing_between(
    monkeypatch: pytest.MonkeyPatch, looks: list[tuple[int, bool]], left: int
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    pump = WatchedPump(looks)
    pump.drain(10)
    assert len(looks) == left


def test_what_is_left_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with pytest.raises(TimeoutError, match=r"messages left after 0 s: letters \(2\)"):
        WatchedPump([(2, False)]).drain(0)
