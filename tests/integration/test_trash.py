"""The trash on the real database, storage and page: out of sight, back as it was, erased for good."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final

import pytest

from chalicelib import api, clients, db
from chalicelib.errors import NotFound
from chalicelib.trash import service, store
from chalicelib.trash.records import KEPT_FOR
from chalicelib.web import Access, Route
from infra.local.creator import exchange
from tests.conftest import SignIn
from tests.integration.interchange import SEA, Desk, change, failing, png, rows, stored, with_pictures

BODIES: Final[dict[str, Any]] = {
    "stories_save_edits": {
        "edits": [{"id": str(uuid.uuid4()), "base": 0, "edit": {"type": "story.retitled", "title": "New"}}]
    },
    "stories_copy_story": {"title": "Copy of it"},
    "stories_undo_action": {"action": str(uuid.uuid4())},
    "stories_create_checkpoint": {"revision": 0, "name": "Then"},
    "stories_rename_checkpoint": {"name": "Before"},
    "presence_stay": {"scene": None},
    "versions_create_publication": {"revision": 0},
    "versions_save_listing": {"public": True},
    "versions_save_moves": {"scenes": {}},
    "assets_create_asset": {"file_name": "a.png", "content_type": "image/png", "size": 9},
    "interchange_create_export": {"format": "fabula"},
    "notify_save_notifications": {"mode": "off"},
}
"""What a story that is there would take, by route."""


def of_a_story(route: Route) -> bool:
    throws = route.path.endswith("/trash")
    tells = any(issubclass(refusal, NotFound) for refusal in route.refusals)  # leaving a story may always be said
    return "/stories/{story_id}" in route.path and route.access is Access.CREATOR and tells and not throws


OF_A_STORY: Final = [route for route in api.ROUTES if of_a_story(route)]


class Thrower:
    """A creator with a published story of two pictures."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.creator = desk, desk.creator
        self.story = str(desk.bring(with_pictures(SEA, sea=png(), hearth=png("#aa3300")))["story_id"])
        self.publication = self.creator.publish(self.story, 0)["id"]
        self.link = str(self.summary()["link"])

    def summary(self) -> dict[str, Any]:
        return dict(self.creator.call("GET", f"/v1/stories/{self.story}"))

    def trash(self) -> dict[str, Any]:
        return dict(self.creator.call("POST", f"/v1/stories/{self.story}/trash"))

    def restore(self) -> dict[str, Any]:
        return dict(self.creator.call("POST", f"/v1/trash/{self.story}/restore"))

    def erase(self) -> int:
        return self.creator.ask("DELETE", f"/v1/trash/{self.story}").status

    def in_trash(self) -> list[str]:
        return [one["id"] for one in self.creator.call("GET", "/v1/trash")["stories"]]

    def shown(self) -> list[str]:
        return [one["id"] for one in self.desk.stories()]

    def page(self) -> int:
        return exchange("GET", self.link).status


@pytest.fixture
def thrower(desk: Desk) -> Thrower:
    return Thrower(desk)


def sweep(*, later: timedelta = timedelta()) -> None:
    service.sweep(now=datetime.now(UTC) + later)


def test_a_story_in_the_trash_is_there_for_nobody_and_comes_back_as_it_was(thrower: Thrower) -> None:
    before = thrower.summary()
    told = thrower.trash()
    assert (told["title"], told["scenes"], told["was_published"]) == ("The Shore", 2, True)
    left = datetime.fromisoformat(told["erase_at"]) - datetime.now(UTC)
    assert timedelta(days=29, hours=23) < left <= KEPT_FOR
    assert (thrower.shown(), thrower.in_trash()) == ([], [thrower.story])
    assert "In the shore." not in exchange("GET", thrower.link).text
    assert thrower.trash()["erase_at"] == told["erase_at"]
    assert thrower.restore() == {"id": thrower.story, "published": True}
    after = thrower.summary()
    assert before | {"updated_at": after["updated_at"]} == after
    assert (thrower.shown(), thrower.in_trash()) == ([thrower.story], [])
    assert "In the shore." in exchange("GET", thrower.link).good().text
    assert thrower.restore()["published"] is True  # asked twice


def test_a_story_that_readers_did_not_have_comes_back_without_them(thrower: Thrower) -> None:
    story = thrower.creator.call("POST", "/v1/stories", {"title": "A draft"})["id"]
    assert thrower.creator.call("POST", f"/v1/stories/{story}/trash")["was_published"] is False
    assert thrower.creator.call("POST", f"/v1/trash/{story}/restore")["published"] is False
    assert thrower.creator.call("GET", f"/v1/stories/{story}")["state"] == "draft"


@pytest.mark.parametrize("route", OF_A_STORY, ids=lambda route: route.name)
def test_no_route_knows_a_story_in_the_trash(trashed: Thrower, route: Route) -> None:
    """A new route of a story with a body goes into BODIES."""
    ids = {"story_id": trashed.story, "publication_id": trashed.publication, "number": "1"}
    ids |= {"action_id": str(uuid.uuid4()), "window_id": str(uuid.uuid4()), "checkpoint_id": str(uuid.uuid4())}
    body = json.dumps(BODIES[route.name]).encode() if route.body else None
    reply = trashed.creator.ask(route.method, route.path.format(**ids), body, {"If-Match": '"0"'})
    assert reply.status == 404, reply.text


def test_nor_are_its_pictures_there(trashed: Thrower) -> None:
    [(asset,), *_] = rows("SELECT id FROM assets WHERE story_id = %s", trashed.story)
    assert trashed.creator.ask("GET", f"/v1/assets/{asset}").status == 404


def test_nobody_else_throws_away_brings_back_or_erases(thrower: Thrower, sign_in: SignIn) -> None:
    other = sign_in()
    assert other.ask("POST", f"/v1/stories/{thrower.story}/trash").status == 404
    thrower.trash()
    assert other.ask("POST", f"/v1/trash/{thrower.story}/restore").status == 404
    assert other.ask("DELETE", f"/v1/trash/{thrower.story}").status == 404
    assert other.call("GET", "/v1/trash") == {"stories": []}
    assert thrower.in_trash() == [thrower.story]


def test_a_publication_under_way_ends_with_the_story(thrower: Thrower) -> None:
    change("UPDATE publications SET state = 'queued', version = NULL WHERE id = %s", thrower.publication)
    change("DELETE FROM versions WHERE story_id = %s", thrower.story)
    thrower.trash()
    [(state, detail)] = rows("SELECT state, detail FROM publications WHERE id = %s", thrower.publication)
    assert (state, detail.startswith("You threw the story away")) == ("failed", True)


def test_after_thirty_days_nothing_is_left(thrower: Thrower) -> None:
    account = thrower.creator.call("GET", "/v1/account")["id"]
    assert len(stored(f"raw/{account}/")) == 3  # two pictures, and the file they came in
    change(
        """INSERT INTO sessions (id, month, story_id, version, secret_hash, state, number, run, pseudonym, started_at,
                                 seen_at)
           SELECT gen_random_uuid(), '2026-01-01', %s, 1, '', 'ended', 1, '{}', '', now(), now()
           FROM generate_series(1, 5)""",
        thrower.story,
    )
    change(
        """INSERT INTO steps (month, session_id, number, story_id, version, scene, option, arrived, ended, at,
                              recorded_at)
           SELECT month, id, 1, story_id, 1, 'shore', 'to-home', 'home', true, 0, now() FROM sessions
           WHERE story_id = %s""",
        thrower.story,
    )
    thrower.trash()
    sweep(later=KEPT_FOR - timedelta(minutes=1))
    assert thrower.in_trash() == [thrower.story]
    sweep(later=KEPT_FOR + timedelta(minutes=1))
    for table in ("drafts", "draft_scenes", "versions", "sessions", "steps", "assets"):
        assert rows(f"SELECT FROM {table} WHERE story_id = %s", thrower.story) == []
    assert rows("SELECT FROM stories WHERE id = %s", thrower.story) == []
    assert len(stored(f"raw/{account}/")) == 1
    assert thrower.page() == 404


def test_erased_means_erased(thrower: Thrower) -> None:
    assert thrower.erase() == 404  # it has to be thrown away first
    thrower.trash()
    assert [thrower.erase(), thrower.erase()] == [204, 204]
    assert thrower.in_trash() == []
    assert thrower.creator.ask("POST", f"/v1/trash/{thrower.story}/restore").status == 404
    assert thrower.creator.ask("POST", f"/v1/stories/{thrower.story}/trash").status == 404
    sweep()
    assert rows("SELECT FROM stories WHERE id = %s", thrower.story) == []


def test_its_time_over_a_story_waits_for_the_sweep_and_for_nobody_else(thrower: Thrower) -> None:
    thrower.trash()
    change("UPDATE stories SET erase_at = now() WHERE id = %s", thrower.story)
    assert thrower.in_trash() == []
    assert thrower.creator.ask("POST", f"/v1/trash/{thrower.story}/restore").status == 404


def test_a_sweep_that_runs_out_of_time_goes_on_in_the_next(thrower: Thrower) -> None:
    thrower.trash()
    thrower.erase()
    service.sweep(now=datetime.now(UTC), clock=count(0, 6).__next__)  # one piece of work, and its time is over
    assert len(rows("SELECT FROM stories WHERE id = %s", thrower.story)) == 1
    sweep()
    assert rows("SELECT FROM stories WHERE id = %s", thrower.story) == []


def test_where_storage_is_away_the_rows_stay_to_be_erased_again(
    thrower: Thrower, monkeypatch: pytest.MonkeyPatch
) -> None:
    thrower.trash()
    thrower.erase()
    with monkeypatch.context() as away:
        away.setattr(clients, "delete_private", failing)
        sweep()
    assert len(rows("SELECT FROM assets WHERE story_id = %s", thrower.story)) == 2
    sweep()
    assert rows("SELECT FROM stories WHERE id = %s", thrower.story) == []


def test_much_is_erased_piece_by_piece(thrower: Thrower, monkeypatch: pytest.MonkeyPatch) -> None:
    thrower.creator.send_edits(thrower.story, 0, [{"type": "story.retitled", "title": f"No. {n}"} for n in range(5)])
    monkeypatch.setattr(store, "ROWS_AT_ONCE", 2)
    with db.autocommit() as connection:
        pieces = [store.erase_some(connection, thrower.story) for _ in range(4)]
    assert pieces == [True, True, True, False]


@pytest.fixture(scope="module")
def trashed(request: pytest.FixtureRequest) -> Thrower:
    """One story in the trash that no test brings back."""
    from infra.local.creator import Creator

    stack = request.getfixturevalue("stack")
    creator = Creator(stack.addresses)
    creator.sign_in(f"{uuid.uuid4().hex[:12]}@example.com")
    thrower = Thrower(Desk(stack, creator))
    thrower.trash()
    return thrower
