"""A creator with files to bring in and stories to take out, and accidents to have on the way."""

from __future__ import annotations

import base64
import copy
import io
import json
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString

from botocore.exceptions import EndpointConnectionError
from PIL import Image

from chalicelib import clients, db
from chalicelib.interchange import service, store
from infra.local.creator import Creator, Reply, exchange
from infra.local.stack import Stack


def scene(scene_id: str, *targets: str, image: str = "", ending: str | None = None) -> dict[str, Any]:
    options: list[dict[str, Any]] = [
        {"id": f"to-{target}", "label": f"Go {target}", "target": target, "condition": None}
        | {"effects": [], "hotspot": None, "when_locked": "hidden", "hint": ""}
        for target in targets
    ]
    data: dict[str, Any] = {
        "title": scene_id.title(),
        "text": f"In the {scene_id}.",
        "image": image,
        "alt": "Grey.",
        "notes": "",
        "tags": ["damp"],
    }
    data |= {"options": options, "ending": ending and {"name": ending, "link": None}}
    return {"id": scene_id, "type": "scene", "position": {"x": 0.5, "y": 0.0}, "data": data}


def document(*scenes: Mapping[str, Any], title: str = "The Shore") -> dict[str, Any]:
    return {
        "schema": 4,
        "ifid": None,
        "title": title,
        "summary": "A walk.",
        "language": "en",
        "start": scenes[0]["id"],
        "theme": {"layout": "paper", "accent": "#1d3b4f", "paper": None, "font": "book", "cover": ""},
        "reveal_choices": False,
        "variables": {"coins": {"type": "number", "initial": 0.1}},
        "scenes": {one["id"]: one for one in scenes},
        "groups": {},
    }


def png(colour: str = "#1d3b4f", width: int = 64) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, 40), colour).save(buffer, "PNG")
    return buffer.getvalue()


PLAIN = document(scene("shore", "home"), scene("home", ending="Home"))
SEA = document(scene("shore", "home", image="sea"), scene("home", image="hearth", ending="Home"))


def with_pictures(story: Mapping[str, Any], **pictures: bytes) -> bytes:
    files = {
        name: {"type": "image/png", "name": f"{name}.png", "content": base64.b64encode(content).decode()}
        for name, content in pictures.items()
    }
    return json.dumps({"fabula": 1, "document": story, "pictures": files}).encode()


def as_file(story: Mapping[str, Any]) -> bytes:
    return json.dumps(story).encode()


class Desk:
    """A creator with files to bring in and stories to take out."""

    def __init__(self, stack: Stack, creator: Creator) -> None:
        self.stack, self.creator = stack, creator

    def grant(self, content: bytes, name: str = "story.json") -> dict[str, Any]:
        return dict(self.creator.call("POST", "/v1/imports", {"file_name": name, "size": len(content)}))

    def upload(self, content: bytes, name: str = "story.json") -> str:
        """An import whose file has arrived, and nobody has said so."""
        granted = self.grant(content, name)
        put(granted, content).good()
        return str(granted["import"]["id"])

    def arrive(self, content: bytes, name: str = "story.json") -> str:
        """An import whose message is lost: the test delivers it."""
        import_id = self.upload(content, name)
        with db.autocommit() as connection:
            store.note_arrival(connection, import_id, now=datetime.now(UTC))
        return import_id

    def bring(self, content: bytes, name: str = "story.json") -> dict[str, Any]:
        """Import a file as the editor does, and wait for the queues."""
        import_id = self.upload(content, name)
        self.creator.call("POST", f"/v1/imports/{import_id}/received")
        self.stack.pump.drain(timeout=60)
        return self.imported(import_id)

    def imported(self, import_id: str) -> dict[str, Any]:
        return dict(self.creator.call("GET", f"/v1/imports/{import_id}"))

    def take(self, story_id: str, **asked: Any) -> dict[str, Any]:
        """Export a story as the editor does, and wait for the queue."""
        begun = self.creator.call("POST", f"/v1/stories/{story_id}/exports", {"format": "fabula"} | asked)
        self.stack.pump.drain(timeout=60)
        return self.exported(begun["id"])

    def exported(self, export_id: str) -> dict[str, Any]:
        return dict(self.creator.call("GET", f"/v1/exports/{export_id}"))

    def ask(self, story_id: str, **values: Any) -> str:
        """An export whose message is lost: the test delivers it."""
        export_id, (account_id,) = str(uuid.uuid4()), rows("SELECT account_id FROM stories WHERE id = %s", story_id)[0]
        asked = {"format": "fabula", "version": None, "pictures": False, "file_key": f"exports/{export_id}"} | values
        asked |= {"id": export_id, "account_id": account_id, "story_id": story_id, "now": datetime.now(UTC)}
        with db.autocommit() as connection:
            store.insert_export(connection, asked)
        return export_id

    def draft(self, story_id: str) -> dict[str, Any]:
        """The whole draft as a document, its revision aside."""
        page = self.creator.call("GET", f"/v1/stories/{story_id}/draft")
        assert page["next"] is None
        return dict(page["story"] | {"scenes": {one["id"]: one for one in page["scenes"]}})

    def errors(self, story_id: str) -> list[tuple[str, str | None]]:
        found = self.creator.call("GET", f"/v1/stories/{story_id}/problems")["problems"]
        return [(one["code"], one["scene"]) for one in found if one["severity"] == "error"]

    def stories(self) -> list[dict[str, Any]]:
        return list(self.creator.call("GET", "/v1/stories")["stories"])

    def assets(self, story_id: str) -> list[dict[str, Any]]:
        return list(self.creator.call("GET", f"/v1/stories/{story_id}/assets")["assets"])


def put(granted: Mapping[str, Any], content: bytes) -> Reply:
    return exchange("PUT", granted["grant"]["url"], granted["grant"]["headers"], content)


def rows(statement: LiteralString, *values: Any) -> list[tuple[Any, ...]]:
    with db.autocommit() as connection:
        return connection.execute(statement, values).fetchall()


def change(statement: LiteralString, *values: Any) -> None:
    with db.autocommit() as connection:
        connection.execute(statement, values)


def stored(prefix: str) -> list[str]:
    """The keys of the private bucket below a prefix."""
    found = clients.storage().list_objects_v2(Bucket="fabula-uploads", Prefix=prefix)
    return sorted(one.get("Key", "") for one in found.get("Contents", []))


def sweep(*, later: timedelta) -> None:
    """What the schedule will have done by then; a run takes up so many at a time."""
    for _ in range(3):
        service.sweep(now=datetime.now(UTC) + later)


def problem(reply: Reply) -> tuple[int, str]:
    return reply.status, str(reply.json()["type"]).rpartition("/")[2]


def without_pictures(story: Mapping[str, Any]) -> dict[str, Any]:
    plain = copy.deepcopy(dict(story))
    for one in plain["scenes"].values():
        one["data"]["image"] = bool(one["data"]["image"])
    return plain


class Killed(BaseException):
    """The process is gone: no handler of ours sees it."""


def dying(call: Callable[..., Any], fatal: int, *, after: bool = False) -> Callable[..., Any]:
    """The call, but that the process ends at the one of that number, before it or after it."""
    calls = iter(range(100))

    def die_at_times(*arguments: Any, **named: Any) -> Any:
        fatal_one = next(calls) == fatal
        if fatal_one and not after:
            raise Killed
        result = call(*arguments, **named)
        if fatal_one:
            raise Killed
        return result

    return die_at_times


def failing(*_: Any, **__: Any) -> None:
    raise EndpointConnectionError(endpoint_url="storage")
