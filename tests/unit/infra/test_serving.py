"""Clients that ask before they send a body are not kept waiting; those that leave early are let go."""

import socket
import struct
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

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


def test_a_client_that_left_before_its_answer_was_sent_is_no_accident(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    asked, left, answering = threading.Event(), threading.Event(), list[threading.Thread]()

    def late(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answering.append(threading.current_thread())
        asked.set()
        left.wait(5)
        start_response("200 OK", [("Content-Length", "3")])
        return [b"abc"]

    server = Server("left", late, port=0, logs=tmp_path)
    server.start()
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closes with a reset
            client.sendall(b"GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert asked.wait(5)
        left.set()
        answering[0].join(5)
        assert not answering[0].is_alive()
    finally:
        server.stop()
    assert capfd.readouterr().err == ""
