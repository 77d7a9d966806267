"""Stories in from files and out to them, over real HTTP, storage, queues and database: once each, after any accident."""

from __future__ import annotations

import base64
import copy
import io
import json
import time
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString

import psycopg
import pytest
from botocore.exceptions import EndpointConnectionError
from PIL import Image

from chalicelib import clients, db
from chalicelib.assets import store as asset_store
from chalicelib.interchange import carrying, exporting, importing, records, service, store
from chalicelib.interchange.model import MAX_FILE_BYTES
from infra.local.creator import Creator, Reply, exchange
from infra.local.stack import Stack
from tests.conftest import SignIn


def scene(scene_id: str, *targets: str, image: str = "", ending: str | None = None) -> dict[str, Any]:
    options = [
        {"id": f"to-{target}", "label": f"Go {target}", "target": target, "condition": None}
        | {"effects": [], "hotspot": None, "when_locked": "hidden"}
        for target in targets
    ]
    data = {"title": scene_id.title(), "text": f"In the {scene_id}.", "image": image, "alt": "Grey.", "notes": ""}
    data |= {"options": options, "ending": ending and {"name": ending, "link": None}}
    return {"id": scene_id, "type": "scene", "position": {"x": 0.5, "y": 0.0}, "data": data}


def document(*scenes: Mapping[str, Any], title: str = "The Shore") -> dict[str, Any]:
    return {
        "schema": 1,
        "title": title,
        "summary": "A walk.",
        "language": "en",
        "start": scenes[0]["id"],
        "theme": {"layout": "paper", "accent": "#1d3b4f"},
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


@pytest.fixture
def desk(stack: Stack, creator: Creator) -> Desk:
    return Desk(stack, creator)


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
    return sorted(one["Key"] for one in found.get("Contents", []))


def problem(reply: Reply) -> tuple[int, str]:
    return reply.status, str(reply.json()["type"]).rpartition("/")[2]


def without_pictures(story: Mapping[str, Any]) -> dict[str, Any]:
    plain = copy.deepcopy(dict(story))
    for one in plain["scenes"].values():
        one["data"]["image"] = bool(one["data"]["image"])
    return plain


# In


def test_a_file_becomes_a_story_of_the_accounts(desk: Desk) -> None:
    done = desk.bring(as_file(PLAIN))
    assert (done["state"], done["detail"], done["report"], done["next"]) == ("done", "", [], None)
    assert desk.draft(done["story_id"]) == PLAIN
    summary = desk.creator.call("GET", f"/v1/stories/{done['story_id']}")
    assert (summary["title"], summary["state"], summary["revision"], summary["scenes"]) == ("The Shore", "draft", 0, 2)


def test_an_imported_story_is_edited_and_published_as_any_other(desk: Desk) -> None:
    story = desk.bring(with_pictures(SEA, sea=png(), hearth=png("#aa3300")))["story_id"]
    retitled = {"type": "scene.retitled", "scene": "shore", "title": "The strand"}
    assert desk.creator.send_edits(story, 0, [retitled]) == 1
    kept = desk.creator.call("GET", f"/v1/stories/{story}/edits")["edits"]
    assert [(one["revision"], one["edit"]) for one in kept] == [(1, retitled)]
    assert rows("SELECT inverse ->> 'title' FROM draft_edits WHERE story_id = %s", story) == [("Shore",)]
    assert desk.creator.send_edits(story, 1, [retitled | {"title": "Shore"}]) == 2
    assert without_pictures(desk.draft(story)) == without_pictures(SEA)
    assert desk.creator.publish(story, 2)["version"] == 1


def test_pictures_of_a_file_become_the_storys(desk: Desk) -> None:
    done = desk.bring(with_pictures(SEA, sea=png(), hearth=png("#aa3300")))
    assert (done["state"], done["pictures"], done["pictures_stored"]) == ("done", 2, 2)
    assets = {one["id"]: one for one in desk.assets(done["story_id"])}
    assert {(one["state"], one["file_name"]) for one in assets.values()} == {
        ("ready", "sea.png"),
        ("ready", "hearth.png"),
    }
    draft = desk.draft(done["story_id"])
    named = {name: assets[one["data"]["image"]]["file_name"] for name, one in draft["scenes"].items()}
    assert named == {"shore": "sea.png", "home": "hearth.png"}
    assert without_pictures(draft) == without_pictures(SEA)
    assert desk.errors(done["story_id"]) == []
