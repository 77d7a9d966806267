"""A local stack with the tiny app in a process of its own, which does what the tests tell it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from infra.local.cluster import remove_cluster

ROOT: Final = Path(__file__).resolve().parent.parent.parent
HERE: Final = Path(__file__).resolve().parent
PATIENCE: Final = 120.0

HARNESS: Final = """
import json, sys
from pathlib import Path
sys.path[:0] = {paths!r}
from infra.local.pump import Delivery
from infra.local.stack import Options, Stack, s3_client

options = Options(
    data=Path({data!r}), ports="free", app="tiny_app", front_end={front_end}, migrate=False, timer=False, quiet=True,
    delivery=Delivery(visibility_seconds=2, receives=3),
)
stack = Stack(options, lambda line: None)
terminal = sys.stdout
stack.start()
def answer(value): print(json.dumps(value), file=terminal, flush=True)
answer(vars(stack.addresses))
import boto3
sqs = boto3.client("sqs")
s3 = s3_client()
url = sqs.get_queue_url(QueueName="tiny-letters")["QueueUrl"]
def send(*bodies):
    sqs.send_message_batch(
        QueueUrl=url, Entries=[dict(Id=str(n), MessageBody=body) for n, body in enumerate(bodies)]
    )
def drain(timeout):
    try:
        stack.pump.drain(timeout)
    except TimeoutError as error:
        return str(error)
for line in sys.stdin:
    answer(eval(line))
stack.stop()
"""
"""A stack in a process of its own, as environment and moto's memory belong to one; it evaluates what it reads."""


@dataclass
class Harness:
    """A running stack with the tiny app."""

    process: subprocess.Popen[str]
    addresses: dict[str, str]
    seen_folder: Path

    def ask(self, expression: str) -> Any:
        """What an expression yields inside the stack's process."""
        assert self.process.stdin is not None
        self.process.stdin.write(expression + "\n")
        self.process.stdin.flush()
        return read_json(self.process)

    def seen(self) -> list[str]:
        """The bodies that the handler was given, in order."""
        return [record["body"] for record in self.records()]

    def records(self) -> list[dict[str, Any]]:
        return [json.loads(path.read_text()) for path in sorted(self.seen_folder.glob("*.json"))]


def read_json(process: subprocess.Popen[str]) -> Any:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, process.communicate()[1]
    return json.loads(line)


@contextmanager
def harness(folder: Path, *, front_end: Path | None = None, keep: bool = False) -> Iterator[Harness]:
    """A stack on `folder`; its database, which may lie elsewhere, goes at the end unless it is to be kept."""
    seen = folder / "seen"
    seen.mkdir(exist_ok=True)
    built = f"Path({str(front_end)!r})" if front_end else "None"
    program = HARNESS.format(paths=[str(ROOT), str(HERE)], data=str(folder / "data"), front_end=built)
    process = subprocess.Popen(
        [sys.executable, "-c", program], env=clean_environment(TINY_SEEN=str(seen)), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield Harness(process, read_json(process), seen)
    finally:
        process.communicate(timeout=PATIENCE)
        if not keep:
            remove_cluster(folder / "data")


def clean_environment(**more: str) -> dict[str, str]:
    """This process's environment without what a stack in it has set."""
    ours = ("DATABASE_URL", "APP_URL", "READ_URL", "API_URL", "SECRET_KEY", "SESSION_COOKIE")
    kept = {name: value for name, value in os.environ.items() if name not in ours and not name.startswith("AWS_")}
    return kept | more
