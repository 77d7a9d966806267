"""Cloudflare's API, as far as deploying needs it: the edge Worker and its hosts, DNS records.

Every call may be made again: what is there already as it should be is left alone, and what Cloudflare has no time for
is asked again after a while.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import quote, urlencode

from infra.setup.console import SetupFailed

ADDRESS: Final = "https://api.cloudflare.com/client/v4"
ADDRESS_VARIABLE: Final = "CLOUDFLARE_API_URL"
SECONDS: Final = 30
"""How long one answer may take."""
PAUSES: Final = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds before each further try of what was answered with 429 or 5xx, or not at all."""
LONGEST_PAUSE: Final = 60.0
COMMENT: Final = "made by Fabula's deploy"
MODULE: Final = "worker.js"

PERMISSIONS: Final = (
    ("/dns_records", "Zone · DNS · Edit"),
    ("/workers/", "Account · Workers Scripts · Edit"),
    ("/r2/", "Account · Workers R2 Storage · Edit"),
    ("/zones", "Zone · Zone · Read"),
)
"""What a token needs, by what an address holds; the first that fits."""
TAKEN: Final = (100117, 100114)
"""Codes for a host that has DNS records already."""
IDENTICAL: Final = 81058
"""Code for a record that is there already: an earlier try was heard, and its answer lost."""


class CloudflareRefused(SetupFailed):
    """Cloudflare does not answer, or answers no."""

    def __init__(self, problem: str, *, fix: str, status: int = 0, codes: frozenset[int] = frozenset()) -> None:
        super().__init__(problem, fix=fix)
        self.status = status
        self.codes = codes


@dataclass(frozen=True)
class Zone:
    """A domain that Cloudflare answers for."""

    id: str
    name: str


@dataclass(frozen=True)
class Record:
    """A DNS record of the one kind that is needed, as it is asked for. Cloudflare does not stand before it."""

    name: str
    content: str
    type: Literal["CNAME", "TXT"] = "CNAME"


@dataclass(frozen=True)
class Worker:
    """A Worker: one module, the buckets it reads and the texts it is told, each by the name of its binding."""

    name: str
    script: bytes = field(repr=False)
    compatibility_date: str
    buckets: Mapping[str, str]
    texts: Mapping[str, str]

    def bindings(self) -> list[dict[str, str]]:
        """What it is bound to. RELEASE says which script and date it is, for Cloudflare tells neither."""
        digest = hashlib.sha256(self.compatibility_date.encode() + self.script).hexdigest()[:16]
        texts = {**self.texts, "RELEASE": digest}
        return [
            *({"type": "r2_bucket", "name": name, "bucket_name": bucket} for name, bucket in self.buckets.items()),
            *({"type": "plain_text", "name": name, "text": text} for name, text in texts.items()),
        ]


class Cloudflare:
    """One account, by a token. `pause` waits so many seconds."""

    def __init__(
        self, token: str, account: str, *, address: str | None = None, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._token = token
        self._account = account
        self._address = address or os.environ.get(ADDRESS_VARIABLE) or ADDRESS
        self._pause = pause
        self._zones: dict[str, Zone] = {}

    def find_token_id(self) -> str:
        """The token's id, which is R2's access key, too. Raises CloudflareRefused where the token is none, or over."""
        try:
            verified = self._ask("GET", "/user/tokens/verify")
        except CloudflareRefused as refused:
            if refused.status not in (400, 401, 403):
                raise
            # a token that belongs to the account and to no user is asked about elsewhere
            verified = self._ask("GET", f"/accounts/{self._account}/tokens/verify")
        if verified["status"] != "active":
            raise CloudflareRefused(f"Cloudflare's token is {verified['status']}", fix="make another and store that")
        return str(verified["id"])

    def find_zone(self, host: str) -> Zone:
        """The zone a host belongs to. Raises CloudflareRefused where the account has none."""
        labels = host.split(".")
        for name in (".".join(labels[place:]) for place in range(len(labels) - 1)):
            if name not in self._zones:
                query = urlencode({"name": name, "account.id": self._account})
                self._zones |= {
                    one["name"]: Zone(one["id"], one["name"]) for one in self._ask("GET", f"/zones?{query}")
                }
            if name in self._zones:
                return self._zones[name]
        raise CloudflareRefused(
            f"this Cloudflare account has no zone for {host}",
            fix="add the domain to Cloudflare, and let the token read it (Zone · Zone · Read)",
        )

    def is_worker_current(self, worker: Worker) -> bool:
        """Whether the Worker is there, with this script and bound to the same."""
        settings = self._settings(worker.name)
        return settings is not None and _told(settings.get("bindings", ())) == _told(worker.bindings())

    def has_worker(self, name: str) -> bool:
        """Whether there is a Worker of that name."""
        return self._settings(name) is not None

    def put_worker(self, worker: Worker) -> bool:
        """Have the Worker be as it is given; False where it was."""
        if self.is_worker_current(worker):
            return False
        metadata = {
            "main_module": MODULE,
            "compatibility_date": worker.compatibility_date,
            "bindings": worker.bindings(),
        }
        body, content_type = _multipart(json.dumps(metadata), worker.script)
        self._ask("PUT", self._worker(worker.name), body, content_type)
        return True

    def delete_worker(self, name: str) -> bool:
        """Have there be no such Worker; False where there was none."""
        return self._delete(f"{self._worker(name)}?force=true")

    def find_attached(self, host: str) -> str | None:
        """The name of the Worker that answers for a host."""
        found = self._domain(host)
        return None if found is None else str(found["service"])

    def attach(self, host: str, worker: str, zone: Zone) -> bool:
        """Have a Worker answer for a host, with a DNS record and a certificate of Cloudflare's; False where it did."""
        if self.find_attached(host) == worker:
            return False
        wanted = {"hostname": host, "service": worker, "zone_id": zone.id, "environment": "production"}
        try:
            self._ask("PUT", f"/accounts/{self._account}/workers/domains", wanted)
        except CloudflareRefused as refused:
            if refused.codes & set(TAKEN):
                raise CloudflareRefused(
                    f"{host} has DNS records already, which are not the Worker's",
                    fix=f"remove the records of {host} at Cloudflare, then deploy again",
                ) from refused
            raise
        return True

    def detach(self, host: str) -> bool:
        """Have no Worker answer for a host; False where none did."""
        found = self._domain(host)
        return found is not None and self._delete(f"/accounts/{self._account}/workers/domains/{found['id']}")

    def has_record(self, zone: Zone, record: Record) -> bool:
        """Whether the record is there as it is given."""
        return any(_same(one, record) for one in self._records(zone, record))

    def put_record(self, zone: Zone, record: Record) -> bool:
        """Have the record be there; False where it was. Another CNAME of the name is changed, other TXTs are left.

        Raises CloudflareRefused where the name has records of other kinds, which are somebody else's.
        """
        there = self._records(zone, record)
        if any(_same(one, record) for one in there):
            return False
        wanted = {"type": record.type, "name": record.name, "content": record.content, "ttl": 1, "comment": COMMENT}
        if record.type == "CNAME":
            wanted["proxied"] = False
        other = sorted({one["type"] for one in there} - {"CNAME"}) if record.type == "CNAME" else []
        if other:
            raise CloudflareRefused(
                f"{record.name} has DNS records of the kind {', '.join(other)}, and has to lead to {record.content}",
                fix=f"remove the records of {record.name} at Cloudflare, then deploy again",
            )
        old = next((one for one in there if one["type"] == record.type == "CNAME"), None)
        place = f"/zones/{zone.id}/dns_records"
        try:
            self._ask("POST" if old is None else "PUT", place if old is None else f"{place}/{old['id']}", wanted)
        except CloudflareRefused as refused:
            if IDENTICAL not in refused.codes:
                raise
        return True

    def delete_record(self, zone: Zone, record: Record) -> bool:
        """Have the record, as it is given, not be there; False where it was not."""
        found = [one for one in self._records(zone, record) if _same(one, record)]
        for one in found:
            self._delete(f"/zones/{zone.id}/dns_records/{one['id']}")
        return bool(found)

    def _worker(self, name: str) -> str:
        return f"/accounts/{self._account}/workers/scripts/{quote(name, safe='')}"

    def _settings(self, name: str) -> dict[str, Any] | None:
        try:
            return dict(self._ask("GET", f"{self._worker(name)}/settings"))
        except CloudflareRefused as refused:
            if refused.status == 404:
                return None
            raise

    def _domain(self, host: str) -> dict[str, Any] | None:
        query = urlencode({"hostname": host})
        found = self._ask("GET", f"/accounts/{self._account}/workers/domains?{query}")
        return next((one for one in found if one["hostname"] == host), None)

    def _records(self, zone: Zone, record: Record) -> list[dict[str, Any]]:
        query = urlencode({"name.exact": record.name, "per_page": 100})
        return list(self._ask("GET", f"/zones/{zone.id}/dns_records?{query}"))

    def _delete(self, path: str) -> bool:
        try:
            self._ask("DELETE", path)
        except CloudflareRefused as refused:
            if refused.status == 404:
                return False
            raise
        return True

    def _ask(self, method: str, path: str, body: Any = None, content_type: str = "application/json") -> Any:
        """One call's `result`. Raises CloudflareRefused."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": content_type}
        for pause in (*PAUSES, None):
            request = urllib.request.Request(f"{self._address}{path}", data, headers, method=method)
            try:
                with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                    return _result(answer.read())
            except urllib.error.HTTPError as error:
                told = _error(method, path, error)
                asks_for = error.headers.get("Retry-After", "")
                if pause is None or (error.code != 429 and error.code < 500):
                    raise told from error
                self._pause(min(max(pause, float(asks_for)), LONGEST_PAUSE) if asks_for.isdecimal() else pause)
            except (OSError, http.client.HTTPException, ValueError) as error:
                if pause is None:
                    raise CloudflareRefused(
                        f"Cloudflare cannot be asked ({method} {_place(path)}): {error}",
                        fix="see that this machine reaches api.cloudflare.com, then run it again",
                    ) from error
                self._pause(pause)
        raise AssertionError("the last try returns or raises")


def _result(body: bytes) -> Any:
    """What an answer holds; one without a body holds nothing."""
    return json.loads(body).get("result") if body else None


def _error(method: str, path: str, error: urllib.error.HTTPError) -> CloudflareRefused:
    """What Cloudflare said, and what to do about it."""
    with error:
        try:
            errors = json.loads(error.read()).get("errors") or []
        except (OSError, ValueError, AttributeError):
            errors = []
    codes = frozenset(int(one["code"]) for one in errors if "code" in one)
    said = "; ".join(str(one.get("message")) for one in errors) or error.reason
    return CloudflareRefused(
        f"Cloudflare answers {method} {_place(path)} with {error.code}: {said}",
        fix=_fix(path, error.code),
        status=error.code,
        codes=codes,
    )


def _fix(path: str, status: int) -> str:
    if status in (401, 403):
        needed = next((permission for part, permission in PERMISSIONS if part in path), None)
        if needed is not None:
            return f"give the token the permission {needed}, for this account and zone"
    if status in (400, 401, 403) and path.endswith("/tokens/verify"):
        return "store a token that Cloudflare knows: dash.cloudflare.com, Manage account, API tokens"
    if status == 429 or status >= 500:
        return "wait some minutes, then run it again; www.cloudflarestatus.com says whether something is wrong"
    return "look at what Cloudflare says, and run it again"


def _place(path: str) -> str:
    """A path without its query."""
    return path.partition("?")[0]


def _told(bindings: Sequence[Mapping[str, Any]]) -> set[tuple[str, ...]]:
    """What bindings say, in any order and without what Cloudflare adds."""
    return {(one["type"], one["name"], str(one.get("bucket_name", "")), str(one.get("text", ""))) for one in bindings}


def _same(found: Mapping[str, Any], record: Record) -> bool:
    """Whether a record of Cloudflare's is this one. Names and targets know no case; a text may be quoted."""
    if found["type"] != record.type or found.get("proxied", False):
        return False
    if record.type == "TXT":
        return str(found["content"]).strip('"') == record.content
    return str(found["content"]).rstrip(".").lower() == record.content.rstrip(".").lower()


def _multipart(metadata: str, script: bytes) -> tuple[bytes, str]:
    """A form of the two parts that make a Worker (RFC 7578), and its content type."""
    boundary = hashlib.sha256(script).hexdigest()
    parts = (
        ("metadata", "metadata.json", "application/json", metadata.encode()),
        (MODULE, MODULE, "application/javascript+module", script),
    )
    body = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'.encode()
        + f"Content-Type: {kind}\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name, file, kind, content in parts
    )
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
