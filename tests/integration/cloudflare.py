"""Cloudflare's API on loopback, as far as deploying asks it: Workers and their hosts, DNS records, tokens.

And what is put there: a front end as small as it can be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.parser import BytesParser
from pathlib import Path
from typing import Any, Final

from werkzeug.wrappers import Request, Response

from infra.local.serving import Server

TOKEN: Final = "token-of-the-deploy"
ZONE: Final = "0123456789abcdef"
TOKEN_ID: Final = "0123456789abcdef0123456789abcdef"
ALL: Final = frozenset({"Zone Read", "DNS Edit", "Workers Scripts Edit"})

Answer = tuple[int, Any]


class Refused(Exception):
    """An answer that is an error: its status, Cloudflare's code, and what it says."""


class FakeCloudflare:
    """The WSGI application, of an account with one zone. `calls` are what it was asked for."""

    def __init__(self, account: str, zone: str = "example.com") -> None:
        self.account = account
        self.zone = zone
        self.forget()

    def forget(self) -> None:
        """Be as new."""
        self.permissions = set(ALL)
        self.calls: list[str] = []
        self.failures: list[int] = []
        """Statuses that the next calls are answered with, nothing being done."""
        self.loses: list[str] = []
        """Calls, as in `calls`, of which one answer is lost, though they are done."""
        self.of_the_account = False
        """Whether the token belongs to the account and to no user."""
        self.workers: dict[str, dict[str, Any]] = {}
        self.domains: dict[str, str] = {}
        self.records: list[dict[str, Any]] = []
        self._made = 0

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        body = request.get_data()
        call = f"{request.method} {request.path}"
        self.calls.append(call)
        if self.failures:
            return said(self.failures.pop(0), None, 0, "come again")(environ, start_response)
        try:
            status, result = self._answer(request, body)
            answer = said(status, result)
        except Refused as refused:
            answer = said(refused.args[0], None, *refused.args[1:])
        if call in self.loses:
            self.loses.remove(call)
            answer = said(502, None, 0, "bad gateway")
        return answer(environ, start_response)

    @property
    def changes(self) -> list[str]:
        """The calls that may have changed something."""
        return [call for call in self.calls if not call.startswith("GET")]

    def _answer(self, request: Request, body: bytes) -> Answer:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            raise Refused(401, 1000, "Invalid API Token")
        for pattern, permission, answer in self._routes():
            match = re.fullmatch(pattern, f"{request.method} {request.path}")
            if match:
                if permission is not None and permission not in self.permissions:
                    raise Refused(403, 10000, "Authentication error")
                return answer(request, body, *match.groups())
        raise Refused(404, 7003, "Could not route to that")

    def _routes(self) -> list[tuple[str, str | None, Callable[..., Answer]]]:
        of_account, script = f"/accounts/{self.account}", "Workers Scripts Edit"
        records = f"/zones/{ZONE}/dns_records"
        return [
            ("GET /user/tokens/verify", None, self._verify_user),
            (f"GET {of_account}/tokens/verify", None, self._verify),
            ("GET /zones", "Zone Read", self._list_zones),
            (f"GET {of_account}/workers/scripts/([^/]+)/settings", script, self._settings),
            (f"PUT {of_account}/workers/scripts/([^/]+)", script, self._put_worker),
            (f"DELETE {of_account}/workers/scripts/([^/]+)", script, self._delete_worker),
            (f"GET {of_account}/workers/domains", script, self._list_domains),
            (f"PUT {of_account}/workers/domains", script, self._attach),
            (f"DELETE {of_account}/workers/domains/(.+)", script, self._detach),
            (f"GET {records}", "DNS Edit", self._list_records),
            (f"POST {records}", "DNS Edit", self._add_record),
            (f"PUT {records}/(.+)", "DNS Edit", self._change_record),
            (f"DELETE {records}/(.+)", "DNS Edit", self._delete_record),
        ]

    def _verify_user(self, request: Request, body: bytes) -> Answer:
        if self.of_the_account:
            raise Refused(401, 1000, "Invalid API Token")
        return self._verify(request, body)

    def _verify(self, _request: Request, _body: bytes) -> Answer:
        return 200, {"id": TOKEN_ID, "status": "active"}

    def _list_zones(self, request: Request, _body: bytes) -> Answer:
        return 200, [{"id": ZONE, "name": self.zone}] if request.args["name"] == self.zone else []

    def _settings(self, _request: Request, _body: bytes, name: str) -> Answer:
        if name not in self.workers:
            raise Refused(404, 10007, "This Worker does not exist on your account.")
        return 200, {"bindings": self.workers[name]["bindings"], "tags": []}

    def _put_worker(self, request: Request, body: bytes, name: str) -> Answer:
        form = BytesParser().parsebytes(f"Content-Type: {request.content_type}\r\n\r\n".encode() + body)
        parts: dict[str, bytes] = {}
        for part in form.walk():
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                parts[str(part.get_param("name", header="content-disposition"))] = payload
        metadata = json.loads(parts["metadata"])
        self.workers[name] = {**metadata, "script": parts[metadata["main_module"]]}
        return 200, {"id": name}

    def _delete_worker(self, _request: Request, _body: bytes, name: str) -> Answer:
        if self.workers.pop(name, None) is None:
            raise Refused(404, 10007, "This Worker does not exist on your account.")
        return 200, None

    def _list_domains(self, request: Request, _body: bytes) -> Answer:
        wanted = request.args.get("hostname")
        found = [{"id": f"domain-{host}", "hostname": host, "service": name} for host, name in self.domains.items()]
        return 200, [one for one in found if wanted in (None, one["hostname"])]

    def _attach(self, _request: Request, body: bytes) -> Answer:
        asked = json.loads(body)
        if asked["service"] not in self.workers:
            raise Refused(404, 10007, "This Worker does not exist on your account.")
        if any(record["name"] == asked["hostname"] for record in self.records):
            raise Refused(409, 100117, "Hostname already has externally managed DNS records")
        self.domains[asked["hostname"]] = asked["service"]
        return 200, asked

    def _detach(self, _request: Request, _body: bytes, domain: str) -> Answer:
        del self.domains[domain.removeprefix("domain-")]
        return 200, None

    def _list_records(self, request: Request, _body: bytes) -> Answer:
        return 200, [one for one in self.records if one["name"] == request.args["name.exact"]]

    def _add_record(self, _request: Request, body: bytes) -> Answer:
        asked = json.loads(body)
        if any(asked.items() <= one.items() for one in self.records):
            raise Refused(400, 81058, "An identical record already exists.")
        self._made += 1
        self.records.append({"id": f"record-{self._made}", **asked})
        return 200, self.records[-1]

    def _change_record(self, _request: Request, body: bytes, record: str) -> Answer:
        place = next(place for place, one in enumerate(self.records) if one["id"] == record)
        self.records[place] = {"id": record, **json.loads(body)}
        return 200, self.records[place]

    def _delete_record(self, _request: Request, _body: bytes, record: str) -> Answer:
        self.records = [one for one in self.records if one["id"] != record]
        return 200, {"id": record}


def said(status: int, result: Any, code: int = 0, message: str = "") -> Response:
    """An answer in Cloudflare's envelope."""
    errors = [] if status == 200 else [{"code": code, "message": message}]
    written = {"success": status == 200, "errors": errors, "messages": [], "result": result}
    return Response(json.dumps(written), status, content_type="application/json")


@contextmanager
def served(fake: FakeCloudflare, folder: Path) -> Iterator[str]:
    """The address at which it answers meanwhile."""
    server = Server("cloudflare", fake, port=0, logs=folder / "logs")
    server.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.stop()


def write_site(folder: Path, version: str, *, shared: str = "") -> Path:
    """A front end as it lies built: its files bear the version in their names, but for one that is always the same."""
    script = f"a/reader.{version}.js"
    manifest = {"imports": [], "style": "p{}", "embedStyle": "", "script": script, "files": [script, "a/icon.1.svg"]}
    built = {
        "app/index.html": f'<script src="/a/index.{version}.js">',
        f"app/a/index.{version}.js": version,
        f"app/a/index.{version}.js.br": f"small {version}",
        "app/a/same.js": "in every release",
        "app/icon.svg": "<svg/>",
        f"read/{script}": version,
        "read/sw.js": f"worker of {version}",
        "read/a/manifest.json": json.dumps(manifest),
        "edge/worker.js": f"export default {version!r}{shared}",
    }
    for name, content in built.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return folder
