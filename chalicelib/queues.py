"""Queues carry ids, not facts: what a message is about lies in the database, so a message may be lost, late or doubled.

A schedule sweeps what a lost message left behind; consumers may run twice and change nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cache
from itertools import batched
from typing import TYPE_CHECKING, Any, Final, Protocol

from . import clients
from .log import correlate, count, current_correlation_id, log
from .settings import load_settings

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

AT_ONCE: Final = 10
"""Messages SQS takes in one request."""


class Queue(StrEnum):
    """The queues; each has a dead-letter queue of its name with `-dead` at the end."""

    ASSETS = "assets"
    PUBLISH = "publish"
    INTERCHANGE = "interchange"
    MAIL = "mail"


class Record(Protocol):
    """One message of an SQS event, as Chalice hands it over."""

    @property
    def body(self) -> str:
        """What was sent."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """The whole record as Lambda got it."""
        ...


def queue_name(queue: Queue, prefix: str) -> str:
    """The queue's full name in its account."""
    return f"{prefix}-{queue}"


def send(queue: Queue, **ids: str) -> bool:
    """Send one message after the fact it speaks of was committed.

    Returns False, having logged it, where the queue does not answer: the sweep will deliver it, late but not lost.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    body = json.dumps(ids | {"correlation_id": current_correlation_id()})
    try:
        clients.queue_client().send_message(QueueUrl=_queue_url(queue), MessageBody=body)
    except (BotoCoreError, ClientError):
        log.warning("message_not_sent", extra={"queue": queue, **ids}, exc_info=True)
        return False
    return True


def send_each(queue: Queue, messages: Iterable[Mapping[str, str]]) -> None:
    """Send many messages, ten a request, after the facts they speak of were committed.

    What cannot be sent is logged and left to the sweep, as the rest is once the queue does not answer.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    same = {"correlation_id": current_correlation_id()}
    for some in batched(messages, AT_ONCE):
        entries: list[SendMessageBatchRequestEntryTypeDef] = [
            {"Id": str(number), "MessageBody": json.dumps(dict(message) | same)} for number, message in enumerate(some)
        ]
        try:
            answer = clients.queue_client().send_message_batch(QueueUrl=_queue_url(queue), Entries=entries)
        except (BotoCoreError, ClientError):
            log.warning("message_not_sent", extra={"queue": queue}, exc_info=True)
            return
        for failure in answer.get("Failed", ()):
            log.warning("message_not_sent", extra={"queue": queue, **some[int(failure["Id"])]})


def consume(records: Iterable[Record], handle: Callable[[Mapping[str, str]], None]) -> dict[str, list[dict[str, str]]]:
    """Handle each message of a batch alone; those that failed are named and only they come again.

    Returns SQS's partial batch response (`ReportBatchItemFailures`).
    """
    failures: list[dict[str, str]] = []
    for record in records:
        message_id = record.to_dict()["messageId"]
        try:
            message = json.loads(record.body)
            correlate(message.get("correlation_id"))
            handle(message)
        except Exception:  # noqa: BLE001 - whatever it was, this message comes again and the others must not
            log.exception("message_failed", extra={"message_id": message_id})
            count("MessageFailed")
            failures.append({"itemIdentifier": message_id})
    return {"batchItemFailures": failures}


@cache
def _queue_url(queue: Queue) -> str:
    name = queue_name(queue, load_settings().queue_prefix)
    return clients.queue_client().get_queue_url(QueueName=name)["QueueUrl"]
