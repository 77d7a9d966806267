"""Pictures from grant to renditions over real HTTP, signatures enforced."""

import io
import json
import uuid
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from botocore.exceptions import EndpointConnectionError
from PIL import Image

from chalicelib import clients
from chalicelib.assets import service
from chalicelib.settings import load_settings
from infra.local.creator import Creator, Reply, exchange
from infra.local.stack import Stack
from tests.conftest import SignIn


def png(width: int = 640, height: int = 400) -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def story(creator: Creator) -> str:
    return str(creator.call("POST", "/v1/stories", {"title": "Pictures"})["id"])


def grant(creator: Creator, story: str, content: bytes, content_type: str = "image/png") -> dict[str, Any]:
    asked = {"file_name": "a.png", "content_type": content_type, "size": len(content)}
    return dict(creator.call("POST", f"/v1/stories/{story}/assets", asked))


def put(granted: dict[str, Any], content: bytes) -> Reply:
    return exchange("PUT", granted["grant"]["url"], granted["grant"]["headers"], content)


def test_a_picture_comes_back_as_renditions_that_anyone_may_fetch(creator: Creator, story: str) -> None:
    content = png()
    granted = grant(creator, story, content)
    assert granted["asset"]["state"] == "granted"
    put(granted, content).good()
    noted = creator.call("POST", f"/v1/assets/{granted['asset']['id']}/received")
    assert noted["state"] in ("received", "processing", "ready")
    ready = creator.await_asset(granted["asset"]["id"])
    assert (ready["width"], ready["height"], len(ready["renditions"])) == (640, 400, 6)
    for rendition in ready["renditions"]:
        reply = exchange("GET", rendition["url"]).good()
        assert reply.headers["Content-Type"] == f"image/{rendition['format']}"
        assert len(reply.body) == rendition["bytes"]
        assert "immutable" in reply.headers["Cache-Control"]
    assert [one["id"] for one in creator.call("GET", f"/v1/stories/{story}/assets")["assets"]] == [ready["id"]]


def test_more_pictures_than_a_page_has_are_listed_page_by_page(creator: Creator, story: str, database: str) -> None:
    """They are of tomorrow, so that no sweep takes them for pictures left behind."""
    grant(creator, story, png())
    with psycopg.connect(database) as connection:
        connection.execute(
            """
            INSERT INTO assets (id, account_id, story_id, state, file_name, content_type, size, raw_key, created_at,
                                updated_at)
            SELECT gen_random_uuid(), account_id, story_id, 'received', file_name, content_type, size,
                   raw_key || '/' || n, created_at + (n %% 3) * interval '1 second', updated_at + interval '1 day'
            FROM assets, generate_series(1, 1200) AS n WHERE story_id = %s
            """,
            (story,),
        )
    path = f"/v1/stories/{story}/assets"
    first = creator.call("GET", path)
    second = creator.call("GET", f"{path}?after={first['next']}")
    assert [len(page["assets"]) for page in (first, second)] == [1000, 200]
    assert second["next"] is None
    assert len({one["id"] for page in (first, second) for one in page["assets"]}) == 1200
    assert creator.ask("GET", f"{path}?after=first").status == 422


def test_saying_received_again_changes_nothing(stack: Stack, creator: Creator, story: str) -> None:
    content = png()
    granted = grant(creator, story, content)
    put(granted, content).good()
    asset = granted["asset"]["id"]
    for _ in range(3):
        creator.call("POST", f"/v1/assets/{asset}/received")
    ready = creator.await_asset(asset)
    stack.pump.drain(30)
    assert creator.call("POST", f"/v1/assets/{asset}/received") == ready


def test_a_lost_message_is_late_not_lost(stack: Stack, creator: Creator, story: str, database: str) -> None:
    content = png()
    granted = grant(creator, story, content)
    put(granted, content).good()
    with psycopg.connect(database) as connection:  # as if the message after the commit had never been sent
        connection.execute(
            "UPDATE assets SET state = 'received', updated_at = now() - interval '3 minutes' WHERE id = %s",
            (granted["asset"]["id"],),
        )
    stack.timer.run_now("sweep")
    assert creator.await_asset(granted["asset"]["id"])["state"] == "ready"


def test_a_file_that_is_no_picture_fails_with_a_sentence(creator: Creator, story: str) -> None:
    content = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    granted = grant(creator, story, content)
    put(granted, content).good()
    creator.call("POST", f"/v1/assets/{granted['asset']['id']}/received")
    asset: dict[str, Any] = {}
    while asset.get("state") != "failed":
        asset = creator.call("GET", f"/v1/assets/{granted['asset']['id']}")
    assert "cannot be read as a picture" in asset["failure"]
    assert asset["renditions"] == []


def test_a_picture_whose_original_is_gone_fails_with_a_sentence(creator: Creator, story: str, database: str) -> None:
    asset_id = grant(creator, story, png())["asset"]["id"]
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE assets SET state = 'received' WHERE id = %s", (asset_id,))
    service.process(asset_id, now=datetime.now(UTC))
    asset = creator.call("GET", f"/v1/assets/{asset_id}")
    assert (asset["state"], asset["failure"]) == ("failed", service.GONE)


def test_unclaimed_uploads_are_known_until_their_files_are_gone(
    creator: Creator, story: str, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = png()
    granted = grant(creator, story, content)
    put(granted, content).good()
    asset = f"/v1/assets/{granted['asset']['id']}"
    with psycopg.connect(database) as connection:
        connection.execute(
            "UPDATE assets SET updated_at = now() - interval '25 hours' WHERE id = %s",
            (granted["asset"]["id"],),
        )

    def forget_addresses() -> None:
        load_settings.cache_clear()
        clients.storage.cache_clear()

    with monkeypatch.context() as environment:
        environment.setenv("STORAGE_ENDPOINT", "http://127.0.0.1:9")
        forget_addresses()
        with pytest.raises(EndpointConnectionError):
            service.sweep(now=datetime.now(UTC))
    forget_addresses()
    assert creator.call("GET", asset)["state"] == "granted"
    service.sweep(now=datetime.now(UTC))
    assert creator.ask("GET", asset).status == 404
    assert put(granted, content).status == 200  # not the 412 of a file that is still there


@pytest.mark.parametrize(
    ("body", "status", "problem"),
    [
        ({"content_type": "image/svg+xml"}, 422, "picture-type-not-taken"),
        ({"content_type": "text/html"}, 422, "picture-type-not-taken"),
        ({"size": 20 * 2**20 + 1}, 413, "picture-too-large"),
        ({"size": 0}, 422, "body-invalid"),
        ({"size": -1}, 422, "body-invalid"),
        ({"file_name": ""}, 422, "body-invalid"),
        ({"key": "raw/other"}, 422, "body-invalid"),
    ],
)
def test_what_is_not_granted(creator: Creator, story: str, body: dict[str, Any], status: int, problem: str) -> None:
    asked = {"file_name": "a.png", "content_type": "image/png", "size": 10} | body
    reply = creator.ask("POST", f"/v1/stories/{story}/assets", json.dumps(asked).encode())
    assert (reply.status, reply.json()["type"].rpartition("/")[2]) == (status, problem)
    assert creator.call("GET", f"/v1/stories/{story}/assets")["assets"] == []


def test_received_before_anything_arrived(creator: Creator, story: str) -> None:
    granted = grant(creator, story, png())
    reply = creator.ask("POST", f"/v1/assets/{granted['asset']['id']}/received")
    assert (reply.status, reply.json()["type"].rpartition("/")[2]) == (409, "upload-missing")


def test_a_grant_takes_what_was_granted_and_once(creator: Creator, story: str) -> None:
    content = png()
    granted = grant(creator, story, content)
    assert put(granted, content + b"more").status == 403
    other_type = granted["grant"]["headers"] | {"Content-Type": "text/html"}
    assert exchange("PUT", granted["grant"]["url"], other_type, content).status == 403
    assert put(granted, content).status == 200
    assert put(granted, content).status == 412


def test_originals_are_not_public(creator: Creator, story: str) -> None:
    content = png()
    granted = grant(creator, story, content)
    put(granted, content).good()
    assert exchange("GET", granted["grant"]["url"].partition("?")[0]).status == 403


def test_a_strangers_picture_is_not_there(creator: Creator, sign_in: SignIn, story: str) -> None:
    granted, stranger = grant(creator, story, png()), sign_in()
    for method, path in (("GET", ""), ("POST", "/received")):
        assert stranger.ask(method, f"/v1/assets/{granted['asset']['id']}{path}").status == 404
    assert creator.ask("GET", f"/v1/assets/{uuid.uuid4()}").status == 404
    assert creator.ask("GET", "/v1/assets/..%2f").status == 404
