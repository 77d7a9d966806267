"""What Lambda's runtime does: it imports a function's handler from its code, and hands it one event after another.

Run as `python -P -B lambda_runtime.py CODE PORT` by a Python that finds only what Lambda's runtime brings: all else has
to lie in the function's code. It reads a line of JSON for each event and writes one for each answer. What the function
prints goes to the standard error.
"""

from __future__ import annotations

import http.client
import importlib
import json
import os
import socket
import sys
import time
import traceback
import uuid
from types import SimpleNamespace
from typing import Any


def named_hosts(port: int) -> type[http.client.HTTPConnection]:
    """Connections to hosts on the web, by whatever name, that lead to a port on loopback, where TLS is left out."""

    class Named(http.client.HTTPConnection):
        def __init__(self, host: str, *, timeout: Any, **_: Any) -> None:
            super().__init__(host, timeout=timeout)

        def connect(self) -> None:
            self.sock = socket.create_connection(("127.0.0.1", port), self.timeout)

    return Named


def context(until: float) -> SimpleNamespace:
    """What a handler is told about its run."""
    name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
    return SimpleNamespace(
        function_name=name,
        function_version="$LATEST",
        invoked_function_arn=f"arn:aws:lambda:{os.environ['AWS_REGION']}:123456789012:function:{name}",
        memory_limit_in_mb=os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
        aws_request_id=str(uuid.uuid4()),
        get_remaining_time_in_millis=lambda: max(0, int((until - time.monotonic()) * 1000)),
    )


def main() -> None:
    code, port = sys.argv[1:]
    sys.path.insert(0, code)
    os.chdir(code)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    http.client.HTTPSConnection = named_hosts(int(port))  # type: ignore[assignment, misc]
    module, _, name = os.environ["_HANDLER"].rpartition(".")
    handler = getattr(importlib.import_module(module), name)
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            said = {"answer": handler(asked["event"], context(time.monotonic() + asked["seconds"]))}
        except Exception:  # noqa: BLE001 - a function may raise anything
            said = {"raised": traceback.format_exc()}
        print(json.dumps(said), file=answers, flush=True)


if __name__ == "__main__":
    main()
