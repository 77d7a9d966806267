"""Deployed functions, run as Lambda runs them: from their code as it was uploaded, with their own environment."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import select
import subprocess
import threading
import venv
import zipfile
from collections import defaultdict
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

from moto.awslambda.models import LambdaFunction
from moto.awslambda.utils import get_backend
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.iam.models import iam_backends

from tests.integration import lambda_runtime
from tests.integration.aws import REGION, Loopback

BROUGHT: Final = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3")
"""What Lambda's runtime brings beside the function's own code."""
RECEIVING: Final = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
"""What Lambda does with a queue by a function's role."""


class FunctionFailed(Exception):
    """A function was not started, or did not come to its end; the message says why."""


class Function:
    """One function's process. Another is begun where its code or its settings have changed, or the last has died."""

    def __init__(self) -> None:
        self._alone = threading.Lock()
        self._made_of: object = None
        self._process: subprocess.Popen[str] | None = None

    def run(self, command: list[str | Path], env: dict[str, str], log: Path, asked: dict[str, Any]) -> Any:
        with self._alone:
            if self._process is None or self._made_of != (command, env):
                self._end()
                self._process, self._made_of = self._begin(command, env, log), (command, env)
            line = self._ask(self._process, asked)
            if not line:
                self._end()
                raise FunctionFailed(f"the function died: {log.read_text()[-600:]}")
        said = json.loads(line)
        if "raised" in said:
            raise FunctionFailed(said["raised"])
        return said["answer"]

    def end(self) -> None:
        with self._alone:
            self._end()

    @staticmethod
    def _begin(command: list[str | Path], env: dict[str, str], log: Path) -> subprocess.Popen[str]:
        with log.open("a") as said:
            return subprocess.Popen(
                command, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said
            )

    @staticmethod
    def _ask(process: subprocess.Popen[str], asked: dict[str, Any]) -> str:
        """The answer; nothing where it dies, or takes longer than it may."""
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(asked) + "\n")
            process.stdin.flush()
        except BrokenPipeError:
            return ""
        answered, _, _ = select.select([process.stdout], [], [], asked["seconds"])
        return process.stdout.readline() if answered else ""

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


class Functions:
    """All of an account. `port` is where hosts of the web are to be found."""

    def __init__(self, account: Loopback, folder: Path, port: int) -> None:
        self._account = account
        self._folder = folder
        self._port = port
        self._running: dict[str, Function] = defaultdict(Function)
        self._unpacking = threading.Lock()
        self._python = make_runtime(folder / "runtime")

    def invoke(self, function: str, event: object, *, service: str, source: str) -> Any:
        """What a function answers to an event of a service's resource. Raises FunctionFailed."""
        found = find_function(function)
        if not may_invoke(found, service, source):
            raise FunctionFailed(f"{service} may not start {found.function_name} for {source}")
        return self._run(found, event)

    def receive(self, function: str, event: object, *, queue: str) -> Any:
        """What a function answers to a batch of a queue's messages. Raises FunctionFailed."""
        found = find_function(function)
        if not may_receive(found, queue):
            raise FunctionFailed(f"the role of {found.function_name} does not let Lambda read {queue}")
        return self._run(found, event)

    def _run(self, found: LambdaFunction, event: object) -> Any:
        name, code = found.function_name, self._unpack(found)
        env = {
            **found.environment_vars,
            "_HANDLER": str(found.handler),
            "LAMBDA_TASK_ROOT": str(code),
            "AWS_LAMBDA_FUNCTION_NAME": name,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(found.memory_size),
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "PATH": os.environ["PATH"],
            **self._account.environment,  # of which Lambda gives the credentials
        }
        program: list[str | Path] = [self._python, "-P", "-B", lambda_runtime.__file__, code, str(self._port)]
        asked = {"event": event, "seconds": found.timeout}
        return self._running[name].run(program, env, self._folder / f"{name}.log", asked)

    def close(self) -> None:
        for one in self._running.values():
            one.end()

    def _unpack(self, found: LambdaFunction) -> Path:
        folder = self._folder / found.code_digest
        with self._unpacking:
            if not folder.exists():
                with zipfile.ZipFile(io.BytesIO(found.code_bytes)) as archive:
                    archive.extractall(folder)
        return folder


def find_function(name: str) -> LambdaFunction:
    """A function by its name or its ARN."""
    return get_backend(DEFAULT_ACCOUNT_ID, REGION).get_function(name)


def may_invoke(function: LambdaFunction, service: str, source: str) -> bool:
    """Whether a function's own policy lets a service start it for one of its resources."""
    return any(
        statement["Principal"] == {"Service": service}
        and statement["Action"] == "lambda:InvokeFunction"
        and fnmatchcase(source, statement["Condition"]["ArnLike"]["AWS:SourceArn"])
        for statement in function.policy.statements
    )


def may_receive(function: LambdaFunction, queue: str) -> bool:
    """Whether a function's role lets Lambda take messages for it."""
    role = iam_backends[DEFAULT_ACCOUNT_ID]["aws"].get_role_by_arn(function.role)
    policies: list[Any] = list(role.policies.values())
    statements = [one for policy in policies for one in policy["Statement"]]
    return {action for one in statements if queue in one["Resource"] for action in one["Action"]} >= RECEIVING


def make_runtime(folder: Path) -> Path:
    """A Python that finds what Lambda's runtime brings, and nothing else that is installed here."""
    venv.create(folder, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    for name in BROUGHT:
        spec = importlib.util.find_spec(name)
        assert spec is not None
        place = Path(str(spec.origin))
        place = place.parent if place.name == "__init__.py" else place
        (packages / place.name).symlink_to(place)
    return folder / "bin" / "python"
