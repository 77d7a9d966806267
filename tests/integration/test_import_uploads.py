"""What an import is granted, to whom, how often, and what may be said of it."""

from __future__ import annotations

import json
import time
import uuid
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.interchange import service
from chalicelib.interchange.model import MAX_FILE_BYTES
from infra.local.creator import exchange
from tests.conftest import SignIn
from tests.integration.interchange import (
    PLAIN,
    Desk,
    as_file,
    change,
    problem,
    put,
)


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
