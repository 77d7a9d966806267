"""The Chalice app over HTTP on loopback, with what API Gateway does and `chalice local` leaves out.

Kept-alive connections without Nagle's delay, decoded path parameters, problem+json for an unknown address, a bound on
the body, HEAD without a body, and a request log in a file.
"""

import functools
import json
import logging
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from chalice.app import Chalice
from chalice.config import Config
from chalice.local import (
    ChaliceRequestHandler,
    LocalGateway,
    LocalGatewayException,
    create_local_server,
)

from infra.local.serving import HOST, Prompt

LARGEST_BODY: Final = 10 * 2**20
LENGTH_DIGITS: Final = 12
PROBLEM: Final = "application/problem+json"


class NoSuchAddress(LocalGatewayException):
    """No route has this path."""

    CODE = 404


class Gateway(LocalGateway):
    """Chalice's gateway, which also decodes path parameters, as API Gateway does."""

    def _generate_lambda_event(
        self, method: str, path: str, headers: dict[str, Any], body: bytes | None
    ) -> dict[str, Any]:
        try:
            event: dict[str, Any] = super()._generate_lambda_event(method, path, headers, body)
        except ValueError as error:  # no route; Chalice would go on to a 403, and fail at some headers on the way
            raise NoSuchAddress({}) from error
        event["pathParameters"] = {name: unquote(value) for name, value in event["pathParameters"].items()}
        return event


class Handler(Prompt, ChaliceRequestHandler):
    """Chalice's request handler, made fit for keep-alive and for bad input."""

    request_log: logging.Logger

    def __init__(self, request: Any, client: Any, server: Any, *, gateway: Gateway, log: logging.Logger) -> None:
        self.request_log = log
        self.local_gateway = gateway
        BaseHTTPRequestHandler.__init__(self, request, client, server)

    def log_message(self, format: str, *args: Any) -> None:  # http.server's name
        """To the request log, without queries: they may hold tokens."""
        self.request_log.info("%s", (format % args).partition("?")[0])

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What is no request that we know, as a problem; a method nobody knows is as little allowed as a known one."""
        status = HTTPStatus.METHOD_NOT_ALLOWED if code == HTTPStatus.NOT_IMPLEMENTED else HTTPStatus(code)
        self._refuse(status, explain or status.description or status.phrase)

    def _generic_handle(self) -> None:
        length = self.headers.get("content-length", "0")
        if "transfer-encoding" in self.headers or not length.isdecimal():
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "Send the body's length in a Content-Length header.")
        elif len(length) > LENGTH_DIGITS or int(length) > LARGEST_BODY:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is larger than any address takes.")
        else:
            super()._generic_handle()

    # Chalice binds these names to its own _generic_handle.
    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = do_PATCH = do_OPTIONS = _generic_handle

    def _parse_payload(self) -> tuple[dict[str, Any], bytes | None]:
        headers, body = super()._parse_payload()
        # API Gateway hands on text; bytes that are none arrive as replacement characters.
        return headers, None if body is None else body.decode("utf-8", "replace").encode()

    def _send_error_response(self, error: LocalGatewayException) -> None:
        if isinstance(error, NoSuchAddress):
            self._send_problem(HTTPStatus.NOT_FOUND, "There is nothing at this address.")
        else:
            super()._send_error_response(error)

    def _send_http_response_with_body(self, code: int, headers: dict[str, Any], body: str | bytes) -> None:
        if self.command == "HEAD":
            self._send_http_response_no_body(code, headers)
        else:
            super()._send_http_response_with_body(code, headers, body)

    def _refuse(self, status: HTTPStatus, detail: str) -> None:
        self.close_connection = True  # the body is unread
        self._send_problem(status, detail)

    def _send_problem(self, status: HTTPStatus, detail: str) -> None:
        problem = {"type": "about:blank", "title": status.phrase, "status": int(status), "detail": detail}
        self._send_http_response_with_body(int(status), {"Content-Type": PROBLEM}, json.dumps(problem))


class ApiServer:
    """The app, served from its own thread until stopped."""

    def __init__(self, app: Chalice, project: Path, *, port: int, log: logging.Logger) -> None:
        # The timeout and memory a route's context tells are Chalice's defaults: no route of ours looks at them.
        config = Config.create(project_dir=str(project), chalice_stage="local")
        self._server = create_local_server(app, config, HOST, port).server
        self._server.RequestHandlerClass = functools.partial(Handler, gateway=Gateway(app, config), log=log)
        self._server.socket.listen(128)  # the constructor allowed five to wait
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="api", daemon=True
        )

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop accepting and close the socket."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
