"""Stories that become files, over real HTTP, storage, queues and database: as they are, after any accident."""

from __future__ import annotations

import base64
import io
import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from PIL import Image

from chalicelib import clients
from chalicelib.interchange import exporting, packing, records, service, store
from infra.local.creator import exchange
from tests.integration.interchange import (
    PLAIN,
    SEA,
    Desk,
    Killed,
    as_file,
    change,
    document,
    dying,
    failing,
    png,
    problem,
    rows,
    scene,
    stored,
    sweep,
    with_pictures,
    without_pictures,
)


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
        (packing, "PICTURE_BYTES", exporting.PICTURES_TOO_LARGE),
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
