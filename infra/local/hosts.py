"""The hosts `app.` and `read.`: what the edge table says, from the objects on disk or a built directory, compressed."""

import gzip
import hashlib
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import brotli
from werkzeug.wrappers import Request, Response

from infra.edge import EdgeAnswer, Table, answer_for, with_style
from infra.local.objects import ObjectFiles
from infra.site import content_type_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

COMPRESSED: Final = (
    "text/",
    "application/json",
    "application/javascript",
    "application/manifest+json",
    "image/svg+xml",
)
SMALLEST_COMPRESSED: Final = 512
AT_ONCE: Final = 16
"""Objects a host waits for at the same time."""
COMPRESS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    # the quality that Cloudflare compresses with as it sends
    "br": partial(brotli.compress, quality=4),
    "gzip": partial(gzip.compress, compresslevel=6, mtime=0),
}
"""Content codings by their names, the better first."""


@dataclass(frozen=True)
class Page:
    """Something to send, in its coding, if any. `etag` is without quotes and changes with the body."""

    body: bytes
    content_type: str
    etag: str
    metadata: Mapping[str, str]
    coding: str | None = None


class Source(Protocol):
    """Where a host finds its objects."""

    def find(self, key: str) -> Page | None:
        """The object, None if there is none. Raises OSError where storage fails."""


class BucketSource:
    """Objects of one bucket of the local object store."""

    def __init__(self, files: ObjectFiles, bucket: str) -> None:
        self._files = files
        self._bucket = bucket

    def find(self, key: str) -> Page | None:
        """The object with this key."""
        found = self._files.find(self._bucket, key)
        if found is None:
            return None
        stored, body = found
        return Page(body, stored.headers.get("content-type", "application/octet-stream"), stored.etag, stored.metadata)


class FolderSource:
    """Files below a directory, as a bucket they would be deployed to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, key: str) -> Page | None:
        """The file at this path."""
        path = self._folder / key
        try:
            body = path.read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None
        return made_page(body, content_type_of(path.name))


class StaticHost:
    """The WSGI application of one host of the edge table."""

    def __init__(self, table: Table, host: str, source: Source) -> None:
        self._table = table
        self._host = host
        self._source = source
        self._waiting = ThreadPoolExecutor(AT_ONCE, thread_name_prefix=f"{host}-storage")

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        if request.method not in ("GET", "HEAD"):
            refused = Response("Method not allowed\n", 405, {"Allow": "GET, HEAD"}, content_type="text/plain")
            return refused(environ, start_response)
        return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        path = str(request.environ.get("RAW_URI") or request.path).partition("?")[0]
        answer = answer_for(self._table, self._host, path)
        try:
            return self._found(request, answer)
        except OSError:  # of which TimeoutError is one
            page = made_page(answer.unanswered.body.encode(), "text/html; charset=utf-8")
            return send(request, page, answer.unanswered.status, answer.unanswered.headers)

    def _found(self, request: Request, answer: EdgeAnswer) -> Response:
        """What the table says, from storage. Raises OSError where that fails or takes too long."""
        page = self._find_object(request, answer)
        if answer.body is not None:
            page = made_page(answer.body.encode(), "application/json")
        status, headers = 200, answer.headers
        if page is None:
            status, headers = answer.fallback_status, answer.fallback_headers
            page = self._find(answer.fallback_key)
        if page is None:
            return Response("Not found\n", 404, with_style(headers, {}), content_type="text/plain; charset=utf-8")
        return send(request, page, status, with_style(headers, page.metadata))

    def _find_object(self, request: Request, answer: EdgeAnswer) -> Page | None:
        if answer.key is None:
            return None
        for coding in answer.codings:
            coded = self._find(f"{answer.key}.{coding}") if request.accept_encodings.quality(coding) else None
            if coded:
                return replace(coded, coding=coding)
        return self._find(answer.key)

    def _find(self, key: str) -> Page | None:
        return self._waiting.submit(self._source.find, key).result(self._table.patience_seconds)


def send(request: Request, page: Page, status: int, headers: Mapping[str, str]) -> Response:
    """The page as an answer: compressed if that is wanted and of use, 304 if the caller has it."""
    body, etag, extra = page.body, page.etag, dict(headers)
    if page.coding:
        extra |= {"Vary": "Accept-Encoding", "Content-Encoding": page.coding}
    elif page.content_type.startswith(COMPRESSED) and len(body) >= SMALLEST_COMPRESSED:
        extra["Vary"] = "Accept-Encoding"
        coding = next((coding for coding in COMPRESS if request.accept_encodings.quality(coding)), None)
        if coding:
            body, etag, extra["Content-Encoding"] = compressed(body, coding), f"{etag}-{coding}", coding
    response = Response(body, status, extra, content_type=page.content_type)
    response.set_etag(etag)
    return response.make_conditional(request.environ) if status == 200 else response


def made_page(body: bytes, content_type: str) -> Page:
    """A page that no store describes; its etag is its content's hash."""
    return Page(body, content_type, hashlib.sha256(body).hexdigest()[:32], {})


@lru_cache(maxsize=256)
def compressed(body: bytes, coding: str) -> bytes:
    """`body` in a coding of `COMPRESS`."""
    return COMPRESS[coding](body)
