"""What Lambda's event source mapping does with a queue: receive, call the handler, delete what it handled.

The queues are those the app declares. Each has a dead-letter queue, `<name>-dead`. Delivery is at least once: the
messages a handler names in `batchItemFailures`, or all of a batch whose handler raised, come again when their
visibility has run out, and after `receives` deliveries go to the dead-letter queue.
"""

import json
import logging
import os
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

import boto3
from botocore.config import Config
from chalice.app import Chalice, SQSEventConfig

ACCOUNT: Final = "123456789012"
FUNCTION_SECONDS: Final = 60
LONG_POLL_SECONDS: Final = 2
COUNTS: Final = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)

Handler = Callable[[dict[str, Any], Any], Any]


@dataclass(frozen=True)
class Delivery:
    """How queues deliver: seconds a message stays hidden once received, and after how many receives it is dead."""

    visibility_seconds: int = 360
    receives: int = 10


@dataclass(frozen=True)
class Consumer:
    """One queue of the app and what handles it. `at_once` is how many batches are handled at the same time."""

    queue: str
    handler: Handler
    name: str
    batch: int
    at_once: int


@dataclass
class Context:
    """Lambda's context object, as far as Powertools and our own code look at it."""

    function_name: str
    deadline: float
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 512
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    identity: None = None
    client_context: None = None

    @property
    def invoked_function_arn(self) -> str:
        """The function's address."""
        return f"arn:aws:lambda:{region()}:{ACCOUNT}:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        """Where its logs would go."""
        return f"/aws/lambda/{self.function_name}"

    log_stream_name: str = "local"

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function would be stopped."""
        return max(0, int((self.deadline - time.monotonic()) * 1000))


class Pump:
    """Delivers the app's queues to its handlers while started."""

    def __init__(self, app: Chalice, log: logging.Logger, delivery: Delivery = Delivery()) -> None:
        self._consumers = consumers_of(app)
        self._log = log
        self._delivery = delivery
        self._urls: dict[str, str] = {}
        self._sqs = sqs_client()
        self._changed = threading.Condition()  # of the three below
        self._stopping = False
        self._received = 0
        self._in_hand = 0

    def create_queues(self) -> None:
        """Make every declared queue and its dead-letter queue; those that exist stay."""
        for consumer in self._consumers:
            self._urls[consumer.queue] = self._create_queue(consumer.queue)

    def start(self) -> None:
        """Begin delivering."""
        for consumer in self._consumers:
            threading.Thread(target=self._deliver, args=(consumer,), name=f"pump-{consumer.name}", daemon=True).start()

    def stop(self) -> None:
        """Finish the batches in hand; what a waiting receive still brings is left alone."""
        with self._changed:
            self._stopping = True
            self._changed.wait_for(lambda: self._in_hand == 0)

    def drain(self, timeout: float) -> None:
        """Wait until no message is waiting, hidden or being handled; dead-letter queues do not count.

        Raises TimeoutError naming the queues that still hold messages after `timeout` seconds.
        """
        until = time.monotonic() + timeout
        calm_since: int | None = None
        while True:
            received, left = self._received, self.depths()
            if not any(left.values()):
                # A handler may have sent to a queue already looked at: a second look, nothing received since, tells.
                if calm_since == received:
                    return
                calm_since = received
                continue
            calm_since = None
            if time.monotonic() > until:
                holding = ", ".join(f"{name} ({count})" for name, count in left.items() if count)
                raise TimeoutError(f"messages left after {timeout} s: {holding}")
            time.sleep(0.02)

    def depths(self) -> dict[str, int]:
        """Messages in each queue, the hidden and delayed ones too."""
        return {name: self._depth(url) for name, url in self._urls.items()}

    def dead(self) -> dict[str, int]:
        """Messages in each dead-letter queue, by the name of the queue they came from."""
        urls = {name: self._sqs.get_queue_url(QueueName=dead_name(name))["QueueUrl"] for name in self._urls}
        return {name: self._depth(url) for name, url in urls.items()}

    def _depth(self, url: str) -> int:
        attributes = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(COUNTS))["Attributes"]
        return sum(int(value) for value in attributes.values())

    def _create_queue(self, name: str) -> str:
        self._sqs.create_queue(QueueName=dead_name(name), Attributes={"MessageRetentionPeriod": str(14 * 86400)})
        redrive = {"deadLetterTargetArn": queue_arn(dead_name(name)), "maxReceiveCount": str(self._delivery.receives)}
        attributes = {
            "VisibilityTimeout": str(self._delivery.visibility_seconds),
            "MessageRetentionPeriod": str(4 * 86400),
            "RedrivePolicy": json.dumps(redrive),
        }
        return str(self._sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"])

    def _deliver(self, consumer: Consumer) -> None:
        free = threading.Semaphore(consumer.at_once)
        with ThreadPoolExecutor(consumer.at_once, thread_name_prefix=consumer.name) as pool:
            while True:
                free.acquire()
                batch = self._receive(consumer)
                with self._changed:
                    if self._stopping:
                        return
                    if batch:
                        self._received += 1
                        self._in_hand += 1
                if batch:
                    pool.submit(self._handle, consumer, batch).add_done_callback(lambda _: self._let_go(free))
                else:
                    free.release()

    def _let_go(self, free: threading.Semaphore) -> None:
        with self._changed:
            self._in_hand -= 1
            self._changed.notify_all()
        free.release()

    def _receive(self, consumer: Consumer) -> list[dict[str, Any]]:
        try:
            answer = self._sqs.receive_message(
                QueueUrl=self._urls[consumer.queue],
                MaxNumberOfMessages=min(consumer.batch, 10),
                WaitTimeSeconds=LONG_POLL_SECONDS,
                MessageSystemAttributeNames=["All"],
                MessageAttributeNames=["All"],
            )
        except Exception:  # noqa: BLE001  # whatever it was, deliveries go on
            if not self._stopping:
                self._log.exception("receive_failed queue=%s", consumer.queue)
                time.sleep(1)
            return []
        return list(answer.get("Messages", []))

    def _handle(self, consumer: Consumer, batch: Sequence[dict[str, Any]]) -> None:
        began = time.monotonic()
        try:
            answer = consumer.handler(
                sqs_event(consumer.queue, batch), Context(consumer.name, began + FUNCTION_SECONDS)
            )
            handled = handled_messages(batch, answer)
            if handled:
                self._delete(consumer, handled)
        except Exception:  # noqa: BLE001  # a handler may raise anything: its batch comes again
            self._log.exception("handler_failed name=%s messages=%d", consumer.name, len(batch))
            return
        took = time.monotonic() - began
        self._log.info(
            "batch name=%s messages=%d handled=%d seconds=%.3f", consumer.name, len(batch), len(handled), took
        )

    def _delete(self, consumer: Consumer, messages: Sequence[Mapping[str, Any]]) -> None:
        entries = [{"Id": str(place), "ReceiptHandle": one["ReceiptHandle"]} for place, one in enumerate(messages)]
        self._sqs.delete_message_batch(QueueUrl=self._urls[consumer.queue], Entries=entries)


def consumers_of(app: Chalice) -> list[Consumer]:
    """The queue handlers an app declares."""
    return [
        Consumer(source.queue, app.handler_map[source.name], source.name, source.batch_size, batches_at_once(source))
        for source in app.event_sources
        if isinstance(source, SQSEventConfig) and source.queue
    ]


def batches_at_once(source: SQSEventConfig) -> int:
    """What the app says, else: one message a batch means heavy work, so as many as there are processors; at least
    two."""
    cores = max(2, os.cpu_count() or 2)
    return int(source.maximum_concurrency or (cores if source.batch_size == 1 else 2))


def handled_messages(batch: Sequence[dict[str, Any]], answer: object) -> list[dict[str, Any]]:
    """The messages of a batch that its handler's answer says are done.

    As Lambda reads a partial batch response: no answer or an empty list means all; a list naming an unknown message, or
    one that is malformed, means none.
    """
    failures = answer.get("batchItemFailures") if isinstance(answer, Mapping) else None
    if not failures:
        return list(batch)
    known = {message["MessageId"] for message in batch}
    failed = {failure.get("itemIdentifier") if isinstance(failure, Mapping) else None for failure in failures}
    return [message for message in batch if message["MessageId"] not in failed] if failed <= known else []


def sqs_event(queue: str, batch: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A batch as Lambda hands it to a function."""
    return {"Records": [sqs_record(queue, message) for message in batch]}


def sqs_record(queue: str, message: Mapping[str, Any]) -> dict[str, Any]:
    """One received message as Lambda words it."""
    attributes = {
        name: {
            "stringValue": value.get("StringValue"),
            "binaryValue": value.get("BinaryValue"),
            "dataType": value["DataType"],
            "stringListValues": [],
            "binaryListValues": [],
        }
        for name, value in message.get("MessageAttributes", {}).items()
    }
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": dict(message.get("Attributes", {})),
        "messageAttributes": attributes,
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn(queue),
        "awsRegion": region(),
    }


def sqs_client() -> Any:
    """A client of the queues the environment points at; more connections than there are workers."""
    return boto3.Session().client("sqs", config=Config(max_pool_connections=20, retries={"total_max_attempts": 1}))


def queue_arn(name: str) -> str:
    """A queue's address in the local account."""
    return f"arn:aws:sqs:{region()}:{ACCOUNT}:{name}"


def dead_name(queue: str) -> str:
    """The name of a queue's dead-letter queue."""
    return f"{queue}-dead"


def region() -> str:
    """The region the process works in."""
    return os.environ["AWS_DEFAULT_REGION"]
