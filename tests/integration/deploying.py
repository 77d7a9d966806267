"""A program that deploys as often as it is told, each time in a process of its own that kills itself where it is told.

It reads a line of JSON for each: what to do, and which marks to live on from; at any other it dies, where there are
such marks; or where a mark begins like one that is named, for that time. A mark is a line of progress or, where asked
for, a request that is about to change something. It answers with the exit code, or the signal below zero, and the marks
that were come to.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from infra.deploy import claim
from infra.deploy.account import Account
from infra.deploy.deployment import Built, Deployment
from infra.deploy.down import destroy_steps
from infra.deploy.front import Front
from infra.deploy.package import read_package
from infra.deploy.static import build_site
from infra.deploy.up import deploy, rollback
from infra.setup.console import SetupFailed
from tests.integration.cloudflare import TOKEN
from tests.integration.deployer import NAME
from tests.integration.fronted import fronted_stage

SERVICES = ("acm", "cloudformation", "iam", "lambda", "s3", "sesv2", "sqs", "ssm", "sts")


@dataclass
class Marks:
    """Where one of the processes dies: at all marks that it does not `survive`, or where one `begins` for that time."""

    survive: list[str] | None
    begins: tuple[str, int] | None
    times: int = 0

    def is_last(self, mark: str) -> bool:
        if self.begins is not None:
            self.times += mark.startswith(self.begins[0])
            return self.times == self.begins[1]
        return self.survive is not None and mark not in self.survive


def come_to_mark(marks: Marks, write: int, mark: str) -> None:
    os.write(write, f"{mark}\n".encode())
    if marks.is_last(mark):
        os.kill(os.getpid(), signal.SIGKILL)


class Program:
    """What all its processes share: making clients takes most of the time."""

    def __init__(self, template: Path, cloudflare: str) -> None:
        self._template = json.loads(template.read_text())
        self._stage = fronted_stage(os.environ["AWS_ENDPOINT_URL"])
        self._account = Account(self._stage.region)
        for service in SERVICES:
            self._account.client(service)
        self._front = Front(self._stage, NAME, lambda: TOKEN, address=cloudflare, pause=lambda _: None)
        assert self._front.client

    def serve(self) -> None:
        for line in sys.stdin:
            read, write = os.pipe()
            child = os.fork()
            if child == 0:
                os.close(read)
                self._act(json.loads(line), write)
                os._exit(0)
            os.close(write)
            with os.fdopen(read) as marks:
                told = marks.read().splitlines()
            _, status = os.waitpid(child, 0)
            print(json.dumps({"ended": os.waitstatus_to_exitcode(status), "said": told}), flush=True)

    def _act(self, asked: dict[str, Any], write: int) -> None:
        come_to = partial(come_to_mark, Marks(asked["survives"], asked["dies"]), write)

        def smoke(*_: object) -> None:
            if asked["broken"]:
                raise SetupFailed("a leg failed", fix="look")

        def say(line: str) -> None:
            if not line.endswith(("nothing to do", "looking for a minute which …")):
                come_to(line.partition(" in ")[0])  # without the seconds it took

        if asked["requests"]:
            request = http.client.HTTPConnection.putrequest

            def putrequest(self: http.client.HTTPConnection, method: str, url: str, *rest: Any, **named: Any) -> None:
                if method in ("PUT", "DELETE"):
                    come_to(f"{method} {url.partition('?')[0]}")
                request(self, method, url, *rest, **named)

            http.client.HTTPConnection.putrequest = putrequest  # type: ignore[method-assign]

        claim.DEAD_SECONDS = 0  # type: ignore[misc]  # whoever is found was killed
        deployment = Deployment(NAME, self._stage, self._account, say, smoke, self._front)
        if asked["action"] == "deploy":
            site = build_site(Path(asked["site"]), self._front.table)
            built = Built(read_package(Path(asked["package"])), self._template, site)
            changed = deploy(deployment, built, built.release(revision="", at="")).changed
        elif asked["action"] == "rollback":
            changed = rollback(deployment).changed
        else:
            with deployment.alone():
                changed = deployment.run(destroy_steps(deployment, with_data=True))
        os.write(write, f"changed {len(changed)}\n".encode())


if __name__ == "__main__":
    Program(Path(sys.argv[1]), sys.argv[2]).serve()
