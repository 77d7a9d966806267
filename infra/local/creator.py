"""A creator at work over HTTP, as the editor would be: signs in by mail, uploads, edits, publishes."""

import http.client
import json
import mimetypes
import re
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from infra.local.environment import Addresses

PATIENCE: Final = 120.0
EDITS_AT_ONCE: Final = 100
LINK_TOKEN: Final = re.compile(r"https?://[^\s\"<>]*#(?:token=)?([A-Za-z0-9_.~-]+)")


class CallFailed(Exception):
    """The API or the storage answered with an error; the message holds what it said."""


@dataclass(frozen=True)
class Reply:
    """What a server answered to one request."""

    asked: str
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        """The body, which is UTF-8."""
        return self.body.decode()

    def json(self) -> Any:
        """The body's JSON, None if there is no body."""
        return json.loads(self.body) if self.body else None

    def good(self) -> "Reply":
        """This reply. Raises CallFailed if its status is 400 or more."""
        if self.status >= 400:
            raise CallFailed(f"{self.asked} answered {self.status}: {self.text}")
        return self


class Creator:
    """One browser's worth of state: the cookies it holds."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses
        self.cookies: dict[str, str] = {}

    def call(self, method: str, path: str, body: object = None) -> Any:
        """The answer's JSON, None if it has no body. Raises CallFailed on any status from 400."""
        return self.ask(method, path, None if body is None else json.dumps(body).encode()).good().json()

    def ask(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str | None] = {}) -> Reply:
        """Whatever the API answers the editor; `headers` replace the editor's own, None leaves one out."""
        sent: dict[str, str | None] = {"Origin": self._addresses.app, "Accept": "application/json"}
        if method != "GET":
            sent["Content-Type"] = "application/json"
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        kept = {name: value for name, value in (sent | dict(headers)).items() if value is not None}
        reply = exchange(method, f"{self._addresses.api}{path}", kept, body)
        for line in reply.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return reply

    def sign_in(self, email: str) -> None:
        """Ask for a link and use the one that arrives in the outbox."""
        before = {message["id"] for message in self.mail_to(email)}
        self.sign_in_by(email, lambda: self.await_token(email, before))

    def sign_in_by(self, email: str, find_token: Callable[[], str]) -> None:
        """Ask for a link and use the one that is found."""
        self.call("POST", "/v1/sign-in-links", {"email": email})
        self.call("POST", "/v1/sign-in", {"token": find_token()})

    def mail_to(self, email: str) -> list[dict[str, Any]]:
        """Mail the outbox holds for an address, newest first."""
        messages = exchange("GET", f"{self._addresses.mail}/messages.json").good().json()["messages"]
        return [message for message in messages if email in message["to"]]

    def upload(self, story_id: str, picture: Path) -> str:
        """Put a picture where its grant says and report it received; answers the asset's id."""
        body = picture.read_bytes()
        kind = mimetypes.types_map.get(picture.suffix, "image/webp")
        asked = {"file_name": picture.name, "content_type": kind, "size": len(body)}
        made = self.call("POST", f"/v1/stories/{story_id}/assets", asked)
        grant, asset_id = made["grant"], str(made["asset"]["id"])
        exchange(grant["method"], grant["url"], {"Origin": self._addresses.app} | grant["headers"], body).good()
        self.call("POST", f"/v1/assets/{asset_id}/received")
        return asset_id

    def await_asset(self, asset_id: str) -> dict[str, Any]:
        """The asset once it is ready. Raises CallFailed if it failed, TimeoutError if it takes too long."""
        asset = self._poll(f"/v1/assets/{asset_id}", ("ready", "failed"))
        if asset["state"] == "failed":
            raise CallFailed(f"picture {asset['file_name']}: {asset['failure']}")
        return asset

    def send_edits(self, story_id: str, revision: int, edits: Sequence[dict[str, Any]]) -> int:
        """Make these edits in order; answers the revision after the last. Raises CallFailed if one conflicts."""
        for first in range(0, len(edits), EDITS_AT_ONCE):
            some = [
                {"id": str(uuid.uuid4()), "base": revision, "edit": edit}
                for edit in edits[first : first + EDITS_AT_ONCE]
            ]
            answer = self.call("POST", f"/v1/stories/{story_id}/edits", {"edits": some})
            if answer["conflicts"]:
                raise CallFailed(f"edits conflict: {answer['conflicts']}")
            revision = int(answer["revision"])
        return revision

    def publish(self, story_id: str, revision: int) -> dict[str, Any]:
        """Publish a revision and wait; answers the publication. Raises CallFailed if it is refused or fails."""
        path = f"/v1/stories/{story_id}/publications"
        begun = self.call("POST", path, {"revision": revision})
        publication = self._poll(f"{path}/{begun['id']}", ("published", "refused", "failed"))
        if publication["state"] != "published":
            raise CallFailed(f"publishing: {publication['state']}: {publication['detail']} {publication['problems']}")
        return publication

    def await_token(self, email: str, before: set[str]) -> str:
        """The token in the sign-in mail that arrives, besides the mails in `before`. Raises TimeoutError."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for message in self.mail_to(email):
                found = LINK_TOKEN.search(message["text"])
                if message["id"] not in before and found:
                    return found[1]
            time.sleep(0.05)
        raise TimeoutError(f"no sign-in mail for {email} within {PATIENCE:.0f} s")

    def _poll(self, path: str, ends: tuple[str, ...]) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            answer = dict(self.call("GET", path))
            if answer["state"] in ends:
                return answer
            time.sleep(0.1)
        raise TimeoutError(f"{path} did not come to an end within {PATIENCE:.0f} s")


def exchange(method: str, url: str, headers: Mapping[str, str] = {}, body: bytes | None = None) -> Reply:
    """One request and whatever is answered. Raises CallFailed if nothing is."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=60)
    try:
        connection.request(method, f"{parts.path}{'?' if parts.query else ''}{parts.query}", body, dict(headers))
        answer = connection.getresponse()
        return Reply(f"{method} {parts.path}", answer.status, answer.headers, answer.read())
    except (OSError, http.client.HTTPException) as error:
        raise CallFailed(f"{method} {parts.path}: {error}") from error
    finally:
        connection.close()
