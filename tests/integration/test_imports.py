"""Files that become stories, and files that do not, over real HTTP, storage, queues and database."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.interchange import importing
from chalicelib.stories.model import SCHEMA
from infra.local.creator import exchange
from tests.integration.interchange import (
    PLAIN,
    SEA,
    Desk,
    as_file,
    change,
    document,
    png,
    problem,
    rows,
    scene,
    with_pictures,
    without_pictures,
)


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
    older: dict[str, Any] = document(scene("quay")) | {"schema": 1}
    del older["ifid"], older["scenes"]["quay"]["data"]["tags"]
    draft = desk.draft(desk.bring(as_file(older))["story_id"])
    assert (draft["schema"], draft["scenes"]["quay"]["data"]["tags"]) == (SCHEMA, [])


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


@pytest.mark.long
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
