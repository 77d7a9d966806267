"""Stories in from files and out to them, over real HTTP, storage and queues: once each, and after any accident."""

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
from pathlib import Path
from typing import Any, LiteralString

import pytest
from botocore.exceptions import EndpointConnectionError
from PIL import Image

from chalicelib import child, clients, db
from chalicelib.assets import service as assets
from chalicelib.assets import store as asset_store
from chalicelib.interchange import carrying, exporting, importing, reading, records, service, store
from chalicelib.interchange.model import MAX_FILE_BYTES
from chalicelib.stories import service as stories
from infra.local.creator import Creator, Reply, exchange
from infra.local.stack import Stack
from tests.conftest import SignIn


def scene(scene_id: str, *targets: str, image: str = "", ending: str | None = None) -> dict[str, Any]:
    options: list[dict[str, Any]] = [
        {"id": f"to-{target}", "label": f"Go {target}", "target": target, "condition": None}
        | {"effects": [], "hotspot": None, "when_locked": "hidden"}
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
        "schema": 2,
        "ifid": None,
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
    return sorted(str(one["Key"]) for one in found.get("Contents", []))


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


# In


def test_a_file_becomes_a_story_of_the_accounts(desk: Desk) -> None:
    done = desk.bring(as_file(PLAIN))
    assert (done["state"], done["detail"], done["report"], done["next"]) == ("done", "", [], None)
    assert desk.draft(done["story_id"]) == PLAIN
    summary = desk.creator.call("GET", f"/v1/stories/{done['story_id']}")
    assert (summary["title"], summary["state"], summary["revision"], summary["scenes"]) == ("The Shore", "draft", 0, 2)


TWEE = """:: StoryTitle
The Cave

:: StoryData
{"ifid": "D674C58C-DEFA-4F70-B7A2-27742230C0FC", "start": "Mouth"}

:: Mouth [dark] {"position": "100,200"}
It is dark in here.
[[Go in->Hall]]
[[Go home->Home]]

:: Hall
<<widget "x">>A hall.
[[Home]]

:: Home
You are home.
"""


def test_a_twee_file_becomes_a_story_with_its_scenes(desk: Desk) -> None:
    done = desk.bring(TWEE.encode(), "cave.twee")
    assert done["state"] == "done", done
    draft = desk.draft(done["story_id"])
    scenes = {one["data"]["title"]: one["data"] for one in draft["scenes"].values()}
    assert (draft["title"], draft["scenes"][draft["start"]]["data"]["title"]) == ("The Cave", "Mouth")
    assert set(scenes) == {"Mouth", "Hall", "Home"}
    targets = [draft["scenes"][one["target"]]["data"]["title"] for one in scenes["Mouth"]["options"]]
    assert (targets, [one["label"] for one in scenes["Mouth"]["options"]]) == (["Hall", "Home"], ["Go in", "Go home"])
    assert "Hall" in {one["where"] for one in done["report"]}
    twee, twine = (exchange("GET", desk.take(done["story_id"], format=one)["link"]) for one in ("twee", "twine"))
    assert ":: Mouth [dark]" in twee.text
    assert twine.headers["Content-Disposition"] == 'attachment; filename="the-cave.html"'
    again = desk.draft(desk.bring(twine.body, "cave.html")["story_id"])
    assert {one["data"]["title"] for one in again["scenes"].values()} == set(scenes)


def test_a_file_of_an_older_schema_is_brought_up(desk: Desk) -> None:
    older = document(scene("quay")) | {"schema": 1}
    del older["ifid"], older["scenes"]["quay"]["data"]["tags"]
    draft = desk.draft(desk.bring(as_file(older))["story_id"])
    assert (draft["schema"], draft["scenes"]["quay"]["data"]["tags"]) == (2, [])


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


def test_the_same_file_twice_is_two_stories_with_pictures_of_their_own(desk: Desk) -> None:
    content = with_pictures(SEA, sea=png(), hearth=png())
    first, second = (desk.bring(content)["story_id"] for _ in range(2))
    assert len({one["id"] for story in (first, second) for one in desk.assets(story)}) == 4


def test_a_picture_that_cannot_be_read_is_the_storys_problem_not_the_imports(desk: Desk) -> None:
    broken = b"\x89PNG\r\n\x1a\n" + b"no more than a beginning"
    done = desk.bring(with_pictures(SEA, sea=broken, hearth=png()))
    assert done["state"] == "done"
    assert {one["file_name"]: one["state"] for one in desk.assets(done["story_id"])} == {
        "sea.png": "failed",
        "hearth.png": "ready",
    }
    assert desk.errors(done["story_id"]) == [("image-failed", "shore")]


def test_a_picture_a_file_only_names_is_missing(desk: Desk) -> None:
    done = desk.bring(with_pictures(SEA, hearth=png()))
    assert [(one["code"], one["where"]) for one in done["report"]] == [("picture-absent", "Shore")]
    assert desk.errors(done["story_id"]) == [("asset-missing", "shore")]


def test_a_picture_larger_than_any_is_left_out_and_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MAX_BYTES", len(png()))
    done = desk.bring(with_pictures(SEA, sea=png(width=640), hearth=png()))
    assert [one["sentence"] for one in done["report"]] == ["The picture “sea.png” has more than 20 MiB."]
    draft = desk.draft(done["story_id"])
    assert (draft["scenes"]["shore"]["data"]["image"], done["pictures"]) == ("", 1)


DEEP = b"[" * 100_000
TOO_WIDE = scene("shore")["data"] | {"options": [scene("shore", "shore")["data"]["options"][0]] * 21}


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"Not a story at all.", "story.txt", "no Fabula, Twee or Twine file"),
        (b'{"schema": 1, "title": "Ca', "story.json", "cannot be read as JSON"),
        (b'{"schema": 1, "title": "\\u0000"}', "story.json", "U+0000"),
        (b'{"schema": 1, "title": "\\ud800"}', "story.json", "surrogate"),
        (b"{" + DEEP, "story.json", "cannot be read as JSON"),
        (as_file(PLAIN | {"start": "../../etc"}), "story.json", "start"),
        (as_file(PLAIN | {"schema": 9}), "story.json", "schema"),
        (as_file(document(scene("shore") | {"data": TOO_WIDE})), "story.json", "options"),
        (with_pictures(SEA, sea=b"<svg onload='alert(1)'/>"), "story.json", "image/png"),
        (as_file(document(*(scene(f"s{n}") for n in range(10_001)))), "story.json", "scenes"),
        (as_file({"states": {}, "initial": "a"}), "story.json", "compiled machine"),
        (as_file(PLAIN), "-c; rm -rf .json", None),
    ],
)
def test_a_file_that_is_no_story_is_refused_with_a_sentence(
    desk: Desk, content: bytes, name: str, said: str | None
) -> None:
    over = desk.bring(content, name)
    assert over["state"] == ("refused" if said else "done"), over
    if said:
        assert said in over["detail"]
        assert [one["code"] for one in over["report"]] == ["not-readable"]
        assert (over["story_id"], desk.stories()) == (None, [])


def test_a_file_that_takes_too_long_is_refused_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "WALL_SECONDS", 0.01)
    over = desk.bring(as_file(PLAIN))
    assert (over["state"], over["detail"]) == ("refused", importing.UNREADABLE)
    assert desk.stories() == []


def test_more_pictures_than_a_file_may_hold(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MOST_PICTURES", 1)
    over = desk.bring(with_pictures(SEA, sea=png(), hearth=png()))
    assert (over["state"], over["detail"]) == ("refused", importing.TOO_MANY_PICTURES)


def test_pictures_count_towards_what_an_account_may_keep(desk: Desk, database: str) -> None:
    full = desk.creator.call("POST", "/v1/stories", {"title": "Full"})["id"]
    import_id = desk.arrive(with_pictures(SEA, sea=png(), hearth=png()))
    held = """
        INSERT INTO assets (id, account_id, story_id, state, file_name, content_type, size, raw_key, created_at,
            updated_at)
        SELECT gen_random_uuid(), account_id, id, 'ready', 'a.png', 'image/png', 2147483648, id::text, now(), now()
        FROM stories WHERE id = %s
    """
    change(held, full)
    importing.read_import(import_id, now=datetime.now(UTC))
    over = desk.imported(import_id)
    assert (over["state"], over["detail"]) == ("refused", "The account's pictures have reached 2 GiB.")
    asked = json.dumps({"file_name": "a.json", "size": 1}).encode()
    assert problem(desk.creator.ask("POST", "/v1/imports", asked)) == (429, "account-full")


def test_a_draft_too_large_for_edits_is_not_imported(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    long = scene("shore")
    long["data"] |= {"text": "\U0001f30a" * 20_000, "notes": "\U0001f30a" * 20_000}
    monkeypatch.setattr("chalicelib.stories.service.SCENE_BYTES", 150_000)
    over = desk.bring(as_file(document(long)))
    assert (over["state"], over["detail"]) == ("refused", "The scene “Shore” takes more than 150,000 bytes.")
    assert desk.stories() == []


def test_the_largest_story_there_can_be(desk: Desk) -> None:
    scenes = [scene(f"s{n}", f"s{n + 1}") for n in range(9_999)] + [scene("s9999", ending="End")]
    for one in scenes:
        one["data"]["text"] = "water " * 60
    done = desk.bring(as_file(document(*scenes)))
    assert done["state"] == "done", done
    assert desk.creator.call("GET", f"/v1/stories/{done['story_id']}")["scenes"] == 10_000
    assert (
        desk.creator.send_edits(done["story_id"], 0, [{"type": "scene.retitled", "scene": "s7", "title": "Seven"}]) == 1
    )
    out = desk.take(done["story_id"])
    assert (out["state"], desk.bring(exchange("GET", out["link"]).body)["state"]) == ("done", "done")


# The upload


@pytest.mark.parametrize(
    ("body", "status", "slug"),
    [
        ({"size": MAX_FILE_BYTES + 1}, 413, "file-too-large"),
        ({"size": 0}, 422, "body-invalid"),
        ({"size": "10"}, 422, "body-invalid"),
        ({"file_name": ""}, 422, "body-invalid"),
        ({"file_name": "a" * 256}, 422, "body-invalid"),
        ({"raw_key": "raw/other"}, 422, "body-invalid"),
    ],
)
def test_what_is_not_granted(desk: Desk, body: dict[str, Any], status: int, slug: str) -> None:
    asked = {"file_name": "story.json", "size": 10} | body
    assert problem(desk.creator.ask("POST", "/v1/imports", json.dumps(asked).encode())) == (status, slug)


def test_a_grant_takes_what_was_granted_and_once(desk: Desk) -> None:
    content = as_file(PLAIN)
    granted = desk.grant(content)
    assert put(granted, content + b" ").status == 403
    other_type = granted["grant"]["headers"] | {"Content-Type": "text/html"}
    assert exchange("PUT", granted["grant"]["url"], other_type, content).status == 403
    assert [put(granted, content).status for _ in range(2)] == [200, 412]
    assert exchange("GET", granted["grant"]["url"].partition("?")[0]).status == 403


def test_a_grant_expires(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "GRANT_LIFE", timedelta(seconds=1))
    content = as_file(PLAIN)
    granted = desk.grant(content)
    time.sleep(2.1)
    assert put(granted, content).status == 403
    reply = desk.creator.ask("POST", f"/v1/imports/{granted['import']['id']}/received")
    assert problem(reply) == (409, "file-missing")
    assert desk.imported(granted["import"]["id"])["state"] == "granted"


def test_a_file_of_another_length_than_granted(desk: Desk) -> None:
    content = as_file(PLAIN)
    import_id = desk.upload(content)
    change("UPDATE imports SET size = size + 1 WHERE id = %s", import_id)  # as if a signed length had not been obeyed
    assert problem(desk.creator.ask("POST", f"/v1/imports/{import_id}/received")) == (409, "file-differs")
    assert desk.imported(import_id)["state"] == "granted"


def test_asked_twice_with_one_key_there_is_one_import(desk: Desk) -> None:
    body, headers = json.dumps({"file_name": "a.json", "size": 9}).encode(), {"Idempotency-Key": str(uuid.uuid4())}
    first, second = (desk.creator.ask("POST", "/v1/imports", body, headers).good().json() for _ in range(2))
    assert first == second
    other = json.dumps({"file_name": "b.json", "size": 9}).encode()
    assert problem(desk.creator.ask("POST", "/v1/imports", other, headers)) == (422, "idempotency-key-reused")


def test_twenty_imports_an_hour(desk: Desk) -> None:
    for _ in range(20):
        desk.grant(b"{}")
    asked = json.dumps({"file_name": "a.json", "size": 2}).encode()
    assert problem(desk.creator.ask("POST", "/v1/imports", asked)) == (429, "rate-limit-reached")


@pytest.mark.usefixtures("quick")
def test_saying_received_again_changes_nothing(desk: Desk) -> None:
    done = desk.bring(as_file(PLAIN))
    for _ in range(3):
        assert desk.creator.call("POST", f"/v1/imports/{done['id']}/received") == done
    desk.stack.pump.drain(timeout=30)
    assert len(desk.stories()) == 1


@pytest.mark.usefixtures("quick")
def test_what_is_a_strangers_is_not_there(desk: Desk, sign_in: SignIn) -> None:
    done = desk.bring(as_file(PLAIN))
    out = desk.take(done["story_id"])
    stranger = sign_in()
    for method, path, slug in (
        ("GET", f"/v1/imports/{done['id']}", "import-not-found"),
        ("POST", f"/v1/imports/{done['id']}/received", "import-not-found"),
        ("GET", f"/v1/exports/{out['id']}", "export-not-found"),
    ):
        assert problem(stranger.ask(method, path)) == (404, slug)
    asked = json.dumps({"format": "fabula"}).encode()
    reply = stranger.ask("POST", f"/v1/stories/{done['story_id']}/exports", asked)
    assert problem(reply) == (404, "story-not-found")
    assert problem(desk.creator.ask("GET", f"/v1/imports/{uuid.uuid4()}")) == (404, "import-not-found")


# Accidents on the way in


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process: where it is the accidents that count, starting another takes most of the time."""
    run = child.run

    def run_here(module: str, *arguments: str, seconds: float) -> dict[str, Any] | None:
        if module != reading.__name__:
            return run(module, *arguments, seconds=seconds)
        name, source, folder = arguments
        outcome: dict[str, Any] = json.loads(json.dumps(reading.read(name, Path(source).read_bytes(), Path(folder))))
        return outcome

    monkeypatch.setattr(child, "run", run_here)


@pytest.mark.usefixtures("quick")
def test_one_message_delivered_many_times_at_once_makes_one_story(desk: Desk) -> None:
    import_id = desk.arrive(with_pictures(SEA, sea=png(), hearth=png()))
    with ThreadPoolExecutor(max_workers=6) as pool:
        list(pool.map(lambda _: importing.read_import(import_id, now=datetime.now(UTC)), range(6)))
    desk.stack.pump.drain(timeout=60)
    done = desk.imported(import_id)
    assert (done["state"], [one["id"] for one in desk.stories()]) == ("done", [done["story_id"]])
    assert [one["state"] for one in desk.assets(done["story_id"])] == ["ready"] * 2


def test_a_message_for_nothing_changes_nothing(stack: Stack) -> None:
    importing.read_import(str(uuid.uuid4()), now=datetime.now(UTC))
    exporting.write_export(str(uuid.uuid4()), now=datetime.now(UTC))


def test_lost_messages_are_late_not_lost(desk: Desk) -> None:
    import_id = desk.arrive(with_pictures(SEA, sea=png(), hearth=png()))
    change("UPDATE imports SET updated_at = now() - interval '3 minutes' WHERE id = %s", import_id)
    desk.stack.timer.run_now("sweep")
    desk.stack.pump.drain(timeout=60)
    story = desk.imported(import_id)["story_id"]
    export_id = desk.ask(story)
    change("UPDATE exports SET updated_at = now() - interval '3 minutes' WHERE id = %s", export_id)
    desk.stack.timer.run_now("sweep")
    desk.stack.pump.drain(timeout=60)
    assert desk.exported(export_id)["state"] == "done"


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


WRITES: list[tuple[Any, str, int]] = [
    (clients, "fetch_private", 0),
    (store, "plan_pictures", 0),
    (clients, "put_private", 0),
    (clients, "put_private", 1),
    (store, "save_progress", 0),
    (store, "lock_reading", 0),
    (stories, "begin_story", 0),
    (asset_store, "insert_received", 0),
    (store, "end_import", 0),
    (assets, "hurry", 0),
]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("module", "name", "fatal"), WRITES, ids=[f"{name}-{fatal}" for _, name, fatal in WRITES])
@pytest.mark.usefixtures("quick")
def test_killed_at_any_write_the_next_delivery_finishes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, fatal: int, *, after: bool
) -> None:
    import_id = desk.arrive(with_pictures(SEA, sea=png(), hearth=png()))
    with monkeypatch.context() as patched:
        patched.setattr(module, name, dying(getattr(module, name), fatal, after=after))
        with pytest.raises(Killed):
            importing.read_import(import_id, now=datetime.now(UTC))
    assert len(desk.stories()) == (1 if name == "hurry" else 0)
    importing.read_import(import_id, now=datetime.now(UTC))
    done = desk.imported(import_id)
    assert (done["state"], [one["id"] for one in desk.stories()]) == ("done", [done["story_id"]])
    assert without_pictures(desk.draft(done["story_id"])) == without_pictures(SEA)
    account = rows("SELECT account_id::text FROM imports WHERE id = %s", import_id)[0][0]
    pictures = [f"raw/{account}/{one['id']}" for one in desk.assets(done["story_id"])]
    assert stored(f"raw/{account}/") == sorted([*pictures, f"raw/{account}/{import_id}"])


def failing(*_: Any, **__: Any) -> None:
    raise EndpointConnectionError(endpoint_url="storage")


@pytest.mark.usefixtures("quick")
def test_storage_that_stays_away_ends_in_a_sentence_and_leaves_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = desk.arrive(with_pictures(SEA, sea=png(), hearth=png()))
    with monkeypatch.context() as patched:
        patched.setattr(stories, "begin_story", failing)  # after the pictures were stored
        for _ in range(records.MOST_ATTEMPTS - 1):
            with pytest.raises(EndpointConnectionError):
                importing.read_import(import_id, now=datetime.now(UTC))
        assert desk.imported(import_id)["state"] == "reading"
        importing.read_import(import_id, now=datetime.now(UTC))
    over = desk.imported(import_id)
    assert (over["state"], over["detail"], desk.stories()) == ("failed", importing.GAVE_UP, [])
    account = rows("SELECT account_id::text FROM imports WHERE id = %s", import_id)[0][0]
    assert len(stored(f"raw/{account}/")) == 3
    sweep(later=timedelta(minutes=3))
    assert stored(f"raw/{account}/") == []
    assert desk.imported(import_id)["detail"] == importing.GAVE_UP


def test_an_import_that_kills_its_process_ends_in_a_sentence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = desk.arrive(as_file(PLAIN))
    with monkeypatch.context() as patched:
        for _ in range(records.MOST_ATTEMPTS):
            patched.setattr(child, "run", dying(failing, 0))
            with pytest.raises(Killed):
                importing.read_import(import_id, now=datetime.now(UTC))
            assert desk.imported(import_id)["state"] == "reading"
        importing.read_import(import_id, now=datetime.now(UTC))
    assert desk.imported(import_id)["state"] == "failed"


def test_a_file_that_is_gone_is_refused(desk: Desk) -> None:
    granted = desk.grant(as_file(PLAIN))
    change("UPDATE imports SET state = 'received' WHERE id = %s", granted["import"]["id"])
    importing.read_import(granted["import"]["id"], now=datetime.now(UTC))
    over = desk.imported(granted["import"]["id"])
    assert (over["state"], over["detail"]) == ("refused", importing.GONE)


@pytest.mark.usefixtures("quick")
def test_files_are_deleted_once_they_served_their_time(desk: Desk) -> None:
    done = desk.bring(with_pictures(SEA, sea=png(), hearth=png()))
    unclaimed = desk.upload(as_file(PLAIN))
    account = rows("SELECT account_id::text FROM imports WHERE id = %s", done["id"])[0][0]
    assert len(stored(f"raw/{account}/")) == 4
    sweep(later=timedelta(minutes=3))
    kept = sorted(one["id"] for one in desk.assets(done["story_id"]))
    assert stored(f"raw/{account}/") == sorted(f"raw/{account}/{one}" for one in [*kept, unclaimed])
    assert desk.imported(done["id"]) == done
    sweep(later=timedelta(hours=25))
    assert stored(f"raw/{account}/") == [f"raw/{account}/{one}" for one in kept]
    assert desk.creator.ask("GET", f"/v1/imports/{unclaimed}").status == 404
    sweep(later=timedelta(days=31))
    assert desk.creator.ask("GET", f"/v1/imports/{done['id']}").status == 404
    assert desk.draft(done["story_id"])["title"] == "The Shore"


@pytest.mark.usefixtures("quick")
def test_a_long_report_comes_in_pages(desk: Desk) -> None:
    done = desk.bring(as_file(PLAIN))
    notes = [
        {"code": "x", "fate": "lost", "where": None, "line": n, "sentence": "\U0001f30a" * 1000} for n in range(700)
    ]
    change("UPDATE imports SET report = %s WHERE id = %s", json.dumps(notes), done["id"])
    found: list[int] = []
    after: int | None = 0
    while after is not None:
        reply = desk.creator.ask("GET", f"/v1/imports/{done['id']}?after={after}")
        page = reply.json()
        assert (len(reply.body) < 1_000_000, page["notes"]) == (True, 700)
        found += [one["line"] for one in page["report"]]
        after = page["next"]
    assert found == list(range(700))


# Out


def test_a_story_goes_out_and_comes_in_again_the_same(desk: Desk) -> None:
    story = desk.bring(with_pictures(SEA, sea=png(), hearth=png("#aa3300")))["story_id"]
    out = desk.take(story, pictures=True)
    assert (out["state"], out["file_name"], out["notes"]) == ("done", "the-shore.fabula.json", 1)
    assert out["report"][0]["code"] == "picture-encoded-again"
    file = exchange("GET", out["link"]).good()
    assert file.headers["Content-Disposition"] == 'attachment; filename="the-shore.fabula.json"'
    assert (file.headers["Content-Type"], len(file.body)) == ("application/json", out["size"])
    held = [base64.b64decode(one["content"]) for one in file.json()["pictures"].values()]
    for content in held:
        with Image.open(io.BytesIO(content)) as picture:
            assert (picture.format, picture.size) == ("WEBP", (64, 40))
    again = desk.bring(file.body)
    assert (again["state"], again["report"]) == ("done", [])
    assert without_pictures(desk.draft(again["story_id"])) == without_pictures(desk.draft(story))
    assert [one["state"] for one in desk.assets(again["story_id"])] == ["ready"] * 2
    assert desk.errors(again["story_id"]) == []


def test_without_pictures_the_document_alone_goes_out_exactly(desk: Desk) -> None:
    story = desk.bring(as_file(PLAIN))["story_id"]
    out = desk.take(story)
    assert (exchange("GET", out["link"]).json(), out["report"]) == (PLAIN, [])


def test_a_version_goes_out_as_it_was_published(desk: Desk) -> None:
    story = desk.bring(with_pictures(SEA, sea=png(), hearth=png()))["story_id"]
    desk.creator.publish(story, 0)
    desk.creator.send_edits(story, 0, [{"type": "scene.retitled", "scene": "shore", "title": "The strand"}])
    titles = {
        version: exchange("GET", desk.take(story, version=version)["link"]).json()["scenes"]["shore"]["data"]["title"]
        for version in (1, None)
    }
    assert titles == {1: "Shore", None: "The strand"}
    machine = exchange("GET", desk.take(story, version=1, format="xstate")["link"]).json()
    assert (machine["version"], machine["initial"]) == ("1", "shore")
    asked = json.dumps({"format": "fabula", "version": 2}).encode()
    reply = desk.creator.ask("POST", f"/v1/stories/{story}/exports", asked)
    assert problem(reply) == (404, "version-not-found")


def test_a_picture_that_is_not_ready_is_told_and_left_out(desk: Desk) -> None:
    broken = b"\x89PNG\r\n\x1a\n" + b"no more than a beginning"
    story = desk.bring(with_pictures(SEA, sea=broken, hearth=png()))["story_id"]
    out = desk.take(story, pictures=True)
    assert [(one["code"], one["where"]) for one in out["report"]] == [
        ("picture-encoded-again", None),
        ("picture-absent", "Shore"),
    ]


@pytest.mark.parametrize(
    ("module", "bound", "said"),
    [
        (exporting, "MOST_PICTURES", exporting.TOO_MANY_PICTURES),
        (carrying, "PICTURE_BYTES", exporting.PICTURES_TOO_LARGE),
    ],
)
@pytest.mark.usefixtures("quick")
def test_more_pictures_than_fit_in_a_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, module: Any, bound: str, said: str
) -> None:
    story = desk.bring(with_pictures(SEA, sea=png(), hearth=png()))["story_id"]
    monkeypatch.setattr(module, bound, 1)
    out = desk.take(story, pictures=True)
    assert (out["state"], out["detail"], out["link"]) == ("failed", said, None)


def test_what_cannot_be_written_fails_with_a_sentence(desk: Desk) -> None:
    story = desk.creator.call("POST", "/v1/stories", {"title": "Empty"})["id"]
    out = desk.take(story, format="xstate")
    assert (out["state"], "choose the scene" in out["detail"]) == ("failed", True)


@pytest.mark.parametrize(
    "body", [{}, {"format": "pdf"}, {"format": "fabula", "version": 0}, {"format": "fabula", "pictures": "yes"}]
)
def test_exports_that_cannot_be_asked_for(desk: Desk, body: dict[str, Any]) -> None:
    story = desk.creator.call("POST", "/v1/stories", {"title": "Empty"})["id"]
    reply = desk.creator.ask("POST", f"/v1/stories/{story}/exports", json.dumps(body).encode())
    assert problem(reply) == (422, "body-invalid")


@pytest.mark.usefixtures("quick")
def test_a_link_is_good_for_five_minutes_and_the_file_for_a_day(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    story = desk.bring(as_file(PLAIN))["story_id"]
    out = desk.take(story)
    assert "X-Amz-Expires=300&" in out["link"]
    assert exchange("GET", out["link"].partition("?")[0]).status == 403
    key = rows("SELECT file_key FROM exports WHERE id = %s", out["id"])[0][0]
    monkeypatch.setattr(service, "LINK_LIFE", timedelta(seconds=1))
    short = desk.exported(out["id"])["link"]
    time.sleep(2.1)
    assert exchange("GET", short).status == 403
    sweep(later=timedelta(hours=23))
    assert stored(key) == [key]
    sweep(later=timedelta(hours=25))
    assert stored(key) == []
    assert problem(desk.creator.ask("GET", f"/v1/exports/{out['id']}")) == (404, "export-not-found")


@pytest.mark.usefixtures("quick")
def test_an_export_asked_for_twice_with_one_key_is_one(desk: Desk) -> None:
    story = desk.bring(as_file(PLAIN))["story_id"]
    body, headers = json.dumps({"format": "fabula"}).encode(), {"Idempotency-Key": str(uuid.uuid4())}
    path = f"/v1/stories/{story}/exports"
    assert len({desk.creator.ask("POST", path, body, headers).good().json()["id"] for _ in range(3)}) == 1


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("module", "name"), [(clients, "put_private"), (store, "finish_export")], ids=["put_private", "finish_export"]
)
@pytest.mark.usefixtures("quick")
def test_an_export_killed_at_any_write_is_finished_by_the_next_delivery(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *, after: bool
) -> None:
    export_id = desk.ask(desk.bring(as_file(PLAIN))["story_id"])
    with monkeypatch.context() as patched:
        patched.setattr(module, name, dying(getattr(module, name), 0, after=after))
        with pytest.raises(Killed):
            exporting.write_export(export_id, now=datetime.now(UTC))
    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(lambda _: exporting.write_export(export_id, now=datetime.now(UTC)), range(4)))
    out = desk.exported(export_id)
    assert (out["state"], exchange("GET", out["link"]).json()) == ("done", PLAIN)
    assert stored(f"exports/{export_id}") == [f"exports/{export_id}"]


@pytest.mark.usefixtures("quick")
def test_an_export_that_storage_never_takes_ends_in_a_sentence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    export_id = desk.ask(desk.bring(as_file(PLAIN))["story_id"])
    monkeypatch.setattr(clients, "put_private", failing)
    for _ in range(records.MOST_ATTEMPTS - 1):
        with pytest.raises(EndpointConnectionError):
            exporting.write_export(export_id, now=datetime.now(UTC))
    exporting.write_export(export_id, now=datetime.now(UTC))
    out = desk.exported(export_id)
    assert (out["state"], out["detail"], out["link"]) == ("failed", exporting.GAVE_UP, None)


@pytest.mark.usefixtures("quick")
def test_an_export_whose_story_is_gone_says_so(desk: Desk) -> None:
    story = desk.bring(as_file(PLAIN))["story_id"]
    export_id = desk.ask(story)
    change("DELETE FROM stories WHERE id = %s", story)
    exporting.write_export(export_id, now=datetime.now(UTC))
    out = desk.exported(export_id)
    assert (out["state"], out["detail"], out["story_id"]) == ("failed", exporting.GONE, None)


def test_nothing_of_a_creators_words_is_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    story = desk.bring(as_file(document(scene("quay"), title="Very secret words")), "secret-name.json")["story_id"]
    out = desk.take(story)
    for record in caplog.records:
        if record.name == "fabula":
            said = json.dumps(vars(record), default=str)
            assert not any(word in said for word in ("Very secret", "secret-name", "very-secret", "X-Amz-Signature"))
    assert {"story_imported", "story_exported"} <= {record.getMessage() for record in caplog.records}
    assert out["link"]
