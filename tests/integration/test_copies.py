"""Copies of stories on the real database and storage: the same draft and pictures, and nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib import db, limits
from chalicelib.stories import service as stories
from chalicelib.trash import service as trash
from infra.local.creator import Creator, exchange
from tests.conftest import SignIn
from tests.integration.interchange import SEA, Desk, change, png, rows, stored, with_pictures, without_pictures


def copy(creator: Creator, story: str, title: str = "Copy of The Shore", **headers: str) -> dict[str, Any]:
    path, body = f"/v1/stories/{story}/copies", json.dumps({"title": title}).encode()
    return dict(creator.ask("POST", path, body, headers).good().json())


def brought(desk: Desk) -> str:
    return str(desk.bring(with_pictures(SEA, sea=png(), hearth=png("#aa3300")))["story_id"])


def test_a_copy_has_the_draft_and_its_pictures(desk: Desk) -> None:
    story = brought(desk)
    desk.creator.publish(story, 0)
    held = {one["id"]: one for one in desk.assets(story)}
    cover = next(iter(held))
    theme = desk.draft(story)["theme"] | {"cover": cover}
    desk.creator.send_edits(
        story, 0, [{"type": "story.theme_set", "theme": theme}, {"type": "story.ifid_set", "ifid": "ZCODE-88"}]
    )
    told = copy(desk.creator, story)
    assert (told["title"], told["state"], told["revision"], told["scenes"]) == ("Copy of The Shore", "draft", 0, 2)
    assert told["cover"] in [rendition["url"] for rendition in held[cover]["renditions"]]
    assert [one["id"] for one in desk.stories()] == [told["id"], story]
    source, made = desk.draft(story), desk.draft(told["id"])
    own = {"title": "Copy of The Shore", "ifid": None, "theme": made["theme"]}
    assert without_pictures(source) | own == without_pictures(made)
    pictures = {one["id"]: one for one in desk.assets(told["id"])}
    named = {one["data"]["image"] for one in made["scenes"].values()} | {made["theme"]["cover"]}
    assert (named, named & set(held)) == (set(pictures), set())
    assert [one["state"] for one in pictures.values()] == ["ready", "ready"]
    assert desk.errors(told["id"]) == []
    link = desk.creator.publish(told["id"], 0)["link"]
    assert "In the shore." in exchange("GET", link).good().text


def test_a_copy_is_made_once_however_often_it_is_asked_for(desk: Desk) -> None:
    story = brought(desk)
    first, second = (copy(desk.creator, story, **{"Idempotency-Key": "once"}) for _ in range(2))
    assert first["id"] == second["id"]
    assert len(desk.stories()) == 2


def test_originals_are_counted_once_and_stay_until_the_last_story_with_them_goes(desk: Desk) -> None:
    story, account = brought(desk), desk.creator.call("GET", "/v1/account")["id"]
    before = stored(f"raw/{account}/")
    made = copy(desk.creator, story)["id"]
    assert stored(f"raw/{account}/") == before
    for thrown, left in ((story, len(before)), (made, len(before) - 2)):
        desk.creator.call("POST", f"/v1/stories/{thrown}/trash")
        desk.creator.ask("DELETE", f"/v1/trash/{thrown}").good()
        trash.sweep(now=datetime.now(UTC))
        assert len(stored(f"raw/{account}/")) == left


def test_a_picture_on_its_way_arrives_in_the_copy_too(desk: Desk) -> None:
    story = brought(desk)
    change("UPDATE assets SET state = 'processing', renditions = '[]' WHERE story_id = %s", story)
    made = copy(desk.creator, story)["id"]
    assert rows("SELECT DISTINCT state FROM assets WHERE story_id = %s", made) == [("received",)]
    from chalicelib.assets import service as assets

    assets.sweep(now=datetime.now(UTC) + timedelta(minutes=3))
    desk.stack.pump.drain(timeout=60)
    assert [one["state"] for one in desk.assets(made)] == ["ready", "ready"]


def test_only_so_many_are_begun_and_copied_in_an_hour(desk: Desk) -> None:
    account, now = desk.creator.call("GET", "/v1/account")["id"], datetime.now(UTC)
    story = str(desk.creator.call("POST", "/v1/stories", {"title": "The Shore"})["id"])
    with db.transaction() as connection:
        limits.take(connection, stories.NEW_STORIES, account, now=now, cost=stories.NEW_STORIES.burst - 1)
        limits.take(connection, stories.COPIES, account, now=now, cost=stories.COPIES.burst)
    for path in ("/v1/stories", f"/v1/stories/{story}/copies"):
        refused = desk.creator.ask("POST", path, b'{"title": "One more"}')
        assert (refused.status, refused.json()["type"].rpartition("/")[2]) == (429, "rate-limit-reached"), path


def test_nobody_copies_what_is_not_theirs(desk: Desk, sign_in: SignIn) -> None:
    path, body = f"/v1/stories/{brought(desk)}/copies", b'{"title": "Mine"}'
    assert sign_in().ask("POST", path, body).status == 404
