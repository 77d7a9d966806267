"""The mail that was sent, as a page to look at and as `/messages.json` for tests."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from werkzeug.wrappers import Request, Response

from infra.local.mailbox import Mailbox

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PAGE: Final = Path(__file__).with_name("outbox.html")
HEADERS: Final = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}


class Outbox:
    """The WSGI application: `/` the page, `/messages.json` the messages, newest first."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        return self._answer(Request(environ).path)(environ, start_response)

    def _answer(self, path: str) -> Response:
        if path == "/":
            return Response(PAGE.read_bytes(), 200, HEADERS, content_type="text/html; charset=utf-8")
        if path == "/messages.json":
            body = json.dumps({"messages": self._mailbox.messages()})
            return Response(body, 200, HEADERS, content_type="application/json")
        return Response("Not found\n", 404, HEADERS, content_type="text/plain; charset=utf-8")
