"""What a handler's answer says about its batch, as Lambda reads it."""

from typing import Any

import pytest

from infra.local.pump import handled_messages

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
