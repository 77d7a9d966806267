"""What the functions ask of AWS while the product works is what their roles allow: no less and no more."""

from __future__ import annotations

import json
import re
import threading
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib import clients, queues, sweeping
from chalicelib.queues import Queue, queue_name
from chalicelib.settings import load_settings
from infra.deploy.functions import API, FUNCTIONS
from infra.deploy.names import dead_id, queue_id
from infra.deploy.stages import address, load_stage
from infra.deploy.template import statements
from infra.local.creator import Creator, exchange
from infra.local.stack import Stack
from infra.setup.places import ROOT
from tests.integration.interchange import SEA, Desk, as_file, png, with_pictures

Call = tuple[str, str, str]
"""A function, an action as roles name it, and what it is done to, as templates name it."""

ACTIONS = {"SendMessageBatch": "SendMessage"}
"""Operations whose action has another name."""
ADDRESS = "sqs:GetQueueUrl"
"""Asked once a process for each queue, and all functions are one process here: by whom is chance."""
LAMBDAS_OWN = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "logs:CreateLogStream", "logs:PutLogEvents"}
"""What Lambda does by a function's role before and after the function runs."""
ANOTHER_NAME = {"ses:SendRawEmail"}
"""What SES also asks for where a message is raw: the same call."""


class Recorder:
    """Notes every call of our clients: which function made it, what it did and to what."""

    def __init__(self) -> None:
        self.calls: set[Call] = set()
        self.senders: set[str] = set()
        prefix = load_settings().queue_prefix
        self._queues = {queue_name(queue, prefix): queue_id(queue) for queue in Queue}
        self._queues |= {f"{queue_name(queue, prefix)}-dead": dead_id(queue) for queue in Queue}

    def note_queue(self, params: Mapping[str, Any], model: Any, **_: Any) -> None:
        name = params.get("QueueName") or params["QueueUrl"].rpartition("/")[2]
        action = ACTIONS.get(model.name, model.name)
        self.calls.add((calling(), f"sqs:{action}", self._queues[name]))

    def note_mail(self, params: Mapping[str, Any], model: Any, **_: Any) -> None:
        self.calls.add((calling(), f"ses:{model.name}", "identity"))
        self.senders.add(address(params["FromEmailAddress"]))


def calling() -> str:
    """The function whose work this thread does: consumers' threads bear their names, the test runs the schedule."""
    thread = threading.current_thread()
    name = thread.name.rpartition("_")[0]
    if name in {function.name for function in FUNCTIONS}:
        return name
    return "sweep" if thread is threading.main_thread() else API


@pytest.fixture
def recorder(stack: Stack) -> Iterator[Recorder]:
    """A recorder that listens."""
    made = Recorder()
    heard = (
        (clients.queue_client(), "provide-client-params.sqs.*", made.note_queue),
        (clients.mailer(), "provide-client-params.sesv2.*", made.note_mail),
    )
    for client, event, listener in heard:
        client.meta.events.register(event, listener)
    yield made
    for client, event, listener in heard:
        client.meta.events.unregister(event, listener)


def granted() -> set[Call]:
    """What the roles allow of what the functions' own code may do."""
    stage = load_stage("example")
    return {
        (function.name, action, "identity" if action.startswith("ses:") else resource["Fn::GetAtt"][0])
        for function in FUNCTIONS
        for statement in statements(function, stage)
        for action in statement["Action"]
        for resource in statement["Resource"]
        if action not in LAMBDAS_OWN | ANOTHER_NAME
        # Lambda looks at how many wait in the queue that wakes a function.
        and not (action == "sqs:GetQueueAttributes" and function.consumes is not None)
    }


def play(stack: Stack, story: str, version: int) -> None:
    """Read the story from its shore to its end."""
    body = {"secret": uuid.uuid4().hex, "story": story, "version": version, "now": "home"}
    body["steps"] = [{"number": 1, "at": 1000, "scene": "shore", "option": "to-home"}]
    url = f"{stack.addresses.api}/v1/play/sessions/{uuid.uuid4()}/steps"
    exchange("POST", url, {"Content-Type": "text/plain"}, json.dumps(body).encode()).good()


def work(desk: Desk, picture: Path) -> str:
    """Everything that makes functions of each other's doing: bring a story in, add to it, publish, read, take out."""
    story = desk.bring(with_pictures(SEA, sea=png(), hearth=png("#553311")))["story_id"]
    desk.creator.await_asset(desk.creator.upload(story, picture))
    version = desk.creator.publish(story, desk.creator.call("GET", f"/v1/stories/{story}/draft")["revision"])["version"]
    play(desk.stack, story, version)
    desk.take(story)
    desk.creator.call("GET", "/v1/health")
    desk.stack.pump.drain(timeout=60)
    return str(story)


def lose_every_message(desk: Desk, story: str, picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin the same again, of each queue one thing, where no message arrives."""
    revision = desk.creator.call("GET", f"/v1/stories/{story}/draft")["revision"]
    import_id = desk.upload(as_file(SEA))
    with monkeypatch.context() as silence:
        silence.setattr(queues, "send", lambda *_, **__: False)
        desk.creator.upload(story, picture)
        desk.creator.call("POST", f"/v1/stories/{story}/publications", {"revision": revision})
        desk.creator.call("POST", f"/v1/imports/{import_id}/received")
        Creator(desk.stack.addresses).call(
            "POST", "/v1/sign-in-links", {"email": f"{uuid.uuid4().hex[:12]}@example.com"}
        )


def test_roles_allow_what_is_done_and_no_more(
    desk: Desk, recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(png())
    story = work(desk, picture)
    lose_every_message(desk, story, picture, monkeypatch)
    sweeping.sweep(now=datetime.now(UTC) + timedelta(minutes=3))
    desk.stack.pump.drain(timeout=60)
    may = granted()
    asked = {call for call in may if call[1] == ADDRESS}
    assert {call for call in recorder.calls if call[1] != ADDRESS} == may - asked
    assert asked == {(function, ADDRESS, to) for function, action, to in may if action.startswith("sqs:")}
    settings = load_settings()
    assert recorder.senders <= {address(settings.mail_from), address(settings.sign_in_mail_from)}


def test_there_are_no_other_clients() -> None:
    made = {
        path.relative_to(ROOT).as_posix(): re.findall(r"\.client\(\s*\"(\w+)\"", path.read_text())
        for path in (ROOT / "chalicelib").rglob("*.py")
    }
    assert {path: names for path, names in made.items() if names} == {"chalicelib/clients.py": ["s3", "sqs", "sesv2"]}
