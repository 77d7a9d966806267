"""`deploy redrive`: dead letters go back to their queue, once what made them fail is mended.

By hand and not by SQS's own move task, which tells of nothing it did where it is stopped: a message is sent to its
queue, and only when SQS has taken it deleted from the dead letters. Killed in between, it is in both, and what consumes
it may run twice; at no moment is it in neither. Received and not deleted, it comes back after VISIBLE_AGAIN_SECONDS.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from chalicelib.queues import AT_ONCE, Queue, queue_name
from infra.deploy.account import Account
from infra.deploy.names import prefix
from infra.deploy.reaching import asked
from infra.deploy.stages import load_stage

VISIBLE_AGAIN_SECONDS: Final = 60
EMPTY_ANSWERS: Final = 3
"""Asked so often without a message, a queue holds none to be had: one answer looks at some of its servers only."""
WAIT_SECONDS: Final = 1
LEFT: Final = 3
"""The exit code where some are left."""


@dataclass(frozen=True)
class Moved:
    """What became of a queue's dead letters: those left were not taken by SQS; `more` may be there where the limit
    ended it. Those that somebody else received just now are not known of."""

    queue: str
    moved: int
    left: int
    more: bool = False


def redrive(options: argparse.Namespace) -> int:
    """Move what the options say and tell how much; the exit code."""
    stage = load_stage(options.stage)
    sqs = Account(stage.region).client("sqs")
    names = [queue_name(queue, prefix(options.stage)) for queue in Queue if options.queue in (queue, "all")]
    done = [move_all(sqs, name, options.limit) for name in names]
    if options.json:
        print(json.dumps([asdict(one) for one in done], indent=1))
    else:
        for one in done:
            left = f", {one.left} left (look again in {VISIBLE_AGAIN_SECONDS} s)" if one.left else ""
            print(f"{one.queue}: {one.moved} moved back{left}{', and there may be more' if one.more else ''}")
    return LEFT if any(one.left or one.more for one in done) else 0


def move_all(sqs: Any, name: str, limit: int | None = None) -> Moved:
    """Move a queue's dead letters back, `limit` at most. Raises SetupFailed."""
    with asked(f"the dead letters of {name} cannot be moved"):
        target = sqs.get_queue_url(QueueName=name)["QueueUrl"]
        dead = sqs.get_queue_url(QueueName=f"{name}-dead")["QueueUrl"]
        received = moved = 0
        for messages in receive(sqs, dead, limit):
            received += len(messages)
            moved += move(sqs, dead, target, messages)
        return Moved(name, moved, received - moved, more=received == limit)


def receive(sqs: Any, dead: str, limit: int | None) -> Iterator[list[dict[str, Any]]]:
    """The messages, ten at a time; what is not deleted is there again later."""
    taken = empty = 0
    while empty < EMPTY_ANSWERS and (limit is None or taken < limit):
        most = AT_ONCE if limit is None else min(AT_ONCE, limit - taken)
        answer = sqs.receive_message(
            QueueUrl=dead,
            MaxNumberOfMessages=most,
            VisibilityTimeout=VISIBLE_AGAIN_SECONDS,
            WaitTimeSeconds=WAIT_SECONDS,
            MessageAttributeNames=["All"],
        )
        messages = answer.get("Messages", [])
        empty = 0 if messages else empty + 1
        taken += len(messages)
        if messages:
            yield messages


def move(sqs: Any, dead: str, target: str, messages: list[dict[str, Any]]) -> int:
    """Send the messages on, ten at most, then delete those that were taken; how many."""
    entries = [
        {"Id": str(place), "MessageBody": one["Body"], "MessageAttributes": one.get("MessageAttributes", {})}
        for place, one in enumerate(messages)
    ]
    answer = sqs.send_message_batch(QueueUrl=target, Entries=entries)
    taken = [messages[int(one["Id"])] for one in answer.get("Successful", ())]
    if taken:
        handles = [{"Id": str(place), "ReceiptHandle": one["ReceiptHandle"]} for place, one in enumerate(taken)]
        sqs.delete_message_batch(QueueUrl=dead, Entries=handles)
    return len(taken)
