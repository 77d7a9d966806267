"""Clients that ask before they send a body are not kept waiting."""

import socket
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from infra.local.serving import Server

REQUEST = b"PUT /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"


def echo(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    body = environ["wsgi.input"].read(3)
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def test_a_client_that_asks_first_is_answered_at_once_and_once(tmp_path: Path) -> None:
    server = Server("expect", echo, port=0, logs=tmp_path)
    server.start()
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as client:
            client.sendall(REQUEST)
            asked = time.monotonic()
            assert client.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
            assert time.monotonic() - asked < 2
            client.sendall(b"abc")
            answer = b""
            while not answer.endswith(b"abc"):
                answer += client.recv(1000)
    finally:
        server.stop()
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert b"100 Continue" not in answer
