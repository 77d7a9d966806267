"""S3 (as R2 behaves), SQS and SES on loopback: moto behind what moto leaves out.

Every request must bear our signature (`signatures`). Objects are written through to disk and come back from there after
a restart (`objects`); queues are not kept, nor need they be: what a lost message would have done, the schedules sweep
up. Addresses are path-style (`/bucket/key`) only. The uploads bucket answers the browser as its CORS rule says. Mail
accepted by SES lands in the `mailbox`. moto's state belongs to the process: two of these in one must not share names of
buckets.
"""

import io
import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import moto.backends  # noqa: F401  # loaded by whoever imports us, off the path of the first request
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import FakeKey, S3Backend, s3_backends
from moto.ses.models import ses_backends
from werkzeug.datastructures import Headers
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Request, Response

from infra.local import signatures
from infra.local.mailbox import Mailbox, mail_of
from infra.local.objects import ObjectFiles, StoredObject

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LARGEST_BODY: Final = 64 * 2**20
SEND_MAIL: Final = "/v2/email/outbound-emails"
READING: Final = ("GET", "HEAD")
S3_NAMESPACE: Final = "{http://s3.amazonaws.com/doc/2006-03-01/}"


@dataclass(frozen=True)
class Cors:
    """What a bucket lets pages of another origin do; header names in lower case."""

    bucket: str
    origin: str
    methods: frozenset[str]
    headers: frozenset[str]
    max_age_seconds: int


@dataclass(frozen=True)
class StorageOptions:
    """`keys` maps access key ids to secrets; `senders` are the verified mail identities (addresses or domains)."""

    keys: Mapping[str, str]
    buckets: tuple[str, ...]
    cors: Cors
    senders: tuple[str, ...]
    region: str


class Storage:
    """The WSGI application of the object store, the queues and the mail service."""

    def __init__(self, options: StorageOptions, files: ObjectFiles, mailbox: Mailbox) -> None:
        self._options = options
        self._files = files
        self._mailbox = mailbox
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._writing = threading.RLock()
        self._listed: set[str] = set()
        self._backend: S3Backend = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
        for bucket in options.buckets:
            self._backend.create_bucket(bucket, options.region)
        for sender in options.senders:
            ses_backends[DEFAULT_ACCOUNT_ID][options.region].verify_email_identity(sender)

    def close(self) -> None:
        """Forget the objects in memory; those on disk stay."""
        for bucket in self._options.buckets:
            for key in list(self._backend.get_bucket(bucket).keys):
                self._backend.delete_object(bucket, key)
            self._backend.delete_bucket(bucket)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        answer = self._preflight(request) if request.method == "OPTIONS" else self._answer(request)
        if self._crosses(request):
            answer.headers["Access-Control-Allow-Origin"] = self._options.cors.origin
            answer.headers["Access-Control-Expose-Headers"] = "ETag"
            answer.headers["Vary"] = "Origin"
        return answer(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if "Transfer-Encoding" in request.headers:  # a length that is not said cannot have been signed
            return refusal(411, "MissingContentLength", "You must provide the Content-Length HTTP header.")
        if (request.content_length or 0) > LARGEST_BODY:
            return refusal(413, "EntityTooLarge", "Your upload exceeds the largest size allowed.")
        body = request.get_data(cache=False)
        if request.content_length is not None and len(body) != request.content_length:
            return refusal(400, "IncompleteBody", "The body is shorter than the Content-Length header says.")
        headers = {name.lower(): value for name, value in request.headers.items()}
        signed = signatures.Request(request.method, target_of(request), headers, body)
        try:
            service = signatures.check_signature(signed, self._options.keys, now=datetime.now(UTC))
        except signatures.SignatureRefused as refused:
            return refusal(403, refused.code, str(refused))
        if service == "s3":
            return self._object_answer(request, body)
        if service == "ses":
            return self._mail_answer(request, body)
        return self._forward(request, body)

    def _preflight(self, request: Request) -> Response:
        cors = self._options.cors
        method = request.headers.get("Access-Control-Request-Method", "")
        asked = request.headers.get("Access-Control-Request-Headers", "").lower().replace(" ", "")
        names = {name for name in asked.split(",") if name}
        if not self._crosses(request) or method not in cors.methods or not names <= cors.headers:
            return refusal(403, "AccessForbidden", "CORSResponse: This CORS request is not allowed.")
        answer = Response(status=204)
        answer.headers["Access-Control-Allow-Methods"] = ", ".join(sorted(cors.methods))
        answer.headers["Access-Control-Allow-Headers"] = ", ".join(sorted(names))
        answer.headers["Access-Control-Max-Age"] = str(cors.max_age_seconds)
        return answer

    def _crosses(self, request: Request) -> bool:
        cors = self._options.cors
        return bucket_and_key(request)[0] == cors.bucket and request.headers.get("Origin") == cors.origin

    def _object_answer(self, request: Request, body: bytes) -> Response:
        bucket, key = bucket_and_key(request)
        if request.method in READING:
            with self._writing:
                self._recall(bucket, key)
            return self._forward(request, body)
        with self._writing:  # so `If-None-Match: *` is looked at and obeyed in one
            self._recall(bucket, key)
            self._recall(*named_object(unquote(request.headers.get("X-Amz-Copy-Source", ""))))
            answer = self._forward(request, body)
            if answer.status_code < 300:
                for changed in changed_keys(request, key, body):
                    self._keep(bucket, changed)
        return answer

    def _mail_answer(self, request: Request, body: bytes) -> Response:
        if not request.path.startswith("/v2/"):
            return refusal(400, "InvalidAction", "The local mail service speaks SES v2 only.")
        answer = self._forward(request, body)
        if answer.status_code == 200 and (request.method, request.path) == ("POST", SEND_MAIL):
            message_id = json.loads(answer.get_data())["MessageId"]
            self._mailbox.keep(mail_of(json.loads(body), message_id, now=datetime.now(UTC)))
        return answer

    def _forward(self, request: Request, body: bytes) -> Response:
        environ = {key: value for key, value in request.environ.items() if not key.startswith("werkzeug.")}
        environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)), "wsgi.input_terminated": False}
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        chunks, status, headers = run_wsgi_app(self._moto, environ, buffered=True)
        # moto opens everything to everyone; what is allowed is ours to say.
        kept = [(name, value) for name, value in headers if not name.lower().startswith("access-control-")]
        # An empty body given to werkzeug would overwrite the length that a HEAD answers with.
        return Response(b"".join(chunks) or None, status, Headers(kept))

    def _known(self, bucket: str, key: str) -> FakeKey | None:
        return self._backend.get_object(bucket, key) if bucket in self._options.buckets and key else None

    def _recall(self, bucket: str, key: str) -> None:
        """Give moto what it has forgotten: the object asked for, or all of a bucket that is to be listed."""
        if bucket not in self._options.buckets:
            return
        if key:
            self._recall_object(bucket, key)
        elif bucket not in self._listed:
            for stored in self._files.keys(bucket):
                self._recall_object(bucket, stored)
            self._listed.add(bucket)

    def _recall_object(self, bucket: str, key: str) -> None:
        found = self._files.find(bucket, key) if self._known(bucket, key) is None else None
        if found is None:
            return
        stored, body = found
        recalled = self._backend.put_object(bucket, key, body, etag=stored.etag, disable_notification=True)
        recalled.set_metadata(dict(stored.headers))
        recalled.last_modified = stored.modified.replace(tzinfo=None)

    def _keep(self, bucket: str, key: str) -> None:
        """Make the disk say what moto says of a key."""
        known = self._known(bucket, key)
        if known is None:
            self._files.delete(bucket, key)
            return
        headers = {name.lower(): value for name, value in known.metadata.items()}
        modified = known.last_modified.replace(tzinfo=UTC)
        self._files.save(bucket, StoredObject(key, headers, known.etag.strip('"'), modified), known.value)


def target_of(request: Request) -> str:
    """The request's target as it was written, before any decoding: signatures are made over that."""
    raw: Any = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
    return str(raw)


def bucket_and_key(request: Request) -> tuple[str, str]:
    """Bucket and key of a path-style address; the key is empty for the bucket itself."""
    return named_object(unquote(target_of(request).partition("?")[0]))


def named_object(path: str) -> tuple[str, str]:
    """`/bucket/key` in its two parts; either may be empty."""
    bucket, _, key = path.lstrip("/").partition("/")
    return bucket, key


def changed_keys(request: Request, key: str, body: bytes) -> list[str]:
    """The keys a successful writing request may have changed."""
    if key:
        return [key]
    if request.method == "POST" and "delete" in request.args:
        named = ElementTree.fromstring(body).iter(f"{S3_NAMESPACE}Key")  # noqa: S314  # signed, so made by ourselves
        return [element.text for element in named if element.text]
    return []


def refusal(status: int, code: str, message: str) -> Response:
    """An error as S3 words it."""
    error = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    body = f"<?xml version='1.0' encoding='UTF-8'?>\n{error}"
    # The request's body may be unread, so what follows on the connection means nothing.
    return Response(body, status, {"Connection": "close"}, content_type="application/xml")
