"""A program that deploys as often as it is told, each time in a process of its own that kills itself where it is told.

It reads a line of JSON for each: what to do, and which lines of progress to live on from; at any other it dies, where
there are such lines. It answers with the exit code, or the signal below zero, and what the process said.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from infra.deploy.account import Account
from infra.deploy.deployment import Built, Deployment
from infra.deploy.down import destroy_steps
from infra.deploy.package import read_package
from infra.deploy.stages import load_stage
from infra.deploy.up import deploy, rollback

STAGE = load_stage("example")


def main() -> None:
    template = json.loads(Path(sys.argv[1]).read_text())
    account = Account(STAGE.region)
    for service in ("cloudformation", "iam", "lambda", "s3", "sesv2", "sqs", "ssm", "sts"):
        account.client(service)  # making them takes most of the time
    for line in sys.stdin:
        asked = json.loads(line)
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            act(asked, account, template, write)
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as said:
            lines = said.read().splitlines()
        _, status = os.waitpid(child, 0)
        print(json.dumps({"ended": os.waitstatus_to_exitcode(status), "said": lines}), flush=True)


def act(asked: dict[str, Any], account: Account, template: dict[str, Any], write: int) -> None:
    def say(line: str) -> None:
        plain = line.partition(" in ")[0]  # without the seconds it took
        os.write(write, f"{plain}\n".encode())
        if asked["survives"] is not None and plain not in asked["survives"]:
            os.kill(os.getpid(), signal.SIGKILL)

    deployment = Deployment("example", STAGE, account, say, lambda *_: None)
    if asked["action"] == "deploy":
        built = Built(read_package(Path(asked["package"])), template)
        changed = deploy(deployment, built, built.release(revision="", at="")).changed
    elif asked["action"] == "rollback":
        changed = rollback(deployment).changed
    else:
        changed = deployment.run(destroy_steps(deployment, with_data=True))
    os.write(write, f"changed {len(changed)}\n".encode())


if __name__ == "__main__":
    main()
