"""What a CDN in front of `read.` would be told to forget, taken as Cloudflare takes it and kept for tests to look at.

Nothing is cached here, so there is nothing to do about it.
"""

import json
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PURGE_PATH: Final = "/client/v4/zones/local/purge_cache"
MOST_FILES: Final = 30
"""Addresses in one purge, as on Cloudflare's smallest plan."""
MOST_KEPT: Final = 1_000


class Cdn:
    """The WSGI application, which takes purges at `path`. `purged` holds the addresses of each, the newest last."""

    def __init__(self, token: str, path: str = PURGE_PATH) -> None:
        self._token = token
        self._path = path
        self._writing = threading.Lock()
        self.purged: list[list[str]] = []
        self.failing = False
        """Whether every purge is answered with an error."""

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        status = self._take(request)
        body = json.dumps({"success": status == 200, "errors": [] if status == 200 else [{"code": status}]})
        return Response(body, status, content_type="application/json")(environ, start_response)

    def _take(self, request: Request) -> int:
        if (request.method, request.path) != ("POST", self._path):
            return 404
        if request.headers.get("Authorization") != f"Bearer {self._token}":
            return 403
        files = files_of(request.get_data())
        if files is None:
            return 400
        if self.failing:
            return 500
        with self._writing:
            self.purged = [*self.purged, files][-MOST_KEPT:]
        return 200


def files_of(body: bytes) -> list[str] | None:
    """The addresses a purge names, None where it is not one."""
    try:
        asked: Any = json.loads(body)
    except ValueError:
        return None
    files = asked.get("files") if isinstance(asked, dict) else None
    if not isinstance(files, list) or not 0 < len(files) <= MOST_FILES:
        return None
    return [str(one) for one in files]
