"""Windows of the editor: each hears of the others while they last, and of the draft's revision."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.presence import service
from chalicelib.presence.model import LIFE
from infra.local.creator import Creator
from tests.conftest import SignIn

WINDOWS = tuple(str(uuid.uuid4()) for _ in range(3))


@pytest.fixture
def story(creator: Creator) -> str:
    return str(creator.call("POST", "/v1/stories", {"title": "A story"})["id"])


def stay(creator: Creator, story: str, window: str, scene: str | None = None) -> dict[str, Any]:
    return dict(creator.call("PUT", f"/v1/stories/{story}/windows/{window}", {"scene": scene}))


def others(company: dict[str, Any]) -> list[tuple[str, str | None]]:
    return sorted((one["id"], one["scene"]) for one in company["windows"])


def test_who_is_alone_hears_so_and_how_far_the_draft_is(creator: Creator, story: str) -> None:
    assert stay(creator, story, WINDOWS[0]) == {"revision": 0, "windows": []}
    edit = {"type": "story.retitled", "title": "Another"}
    creator.send_edits(story, 0, [edit])
    assert stay(creator, story, WINDOWS[0]) == {"revision": 1, "windows": []}


def test_each_hears_where_the_others_are_until_they_leave(creator: Creator, story: str) -> None:
    for window, scene in zip(WINDOWS, (None, "cellar", "attic"), strict=True):
        stay(creator, story, window, scene)
    stay(creator, story, WINDOWS[1], "garden")
    company = stay(creator, story, WINDOWS[0])
    assert others(company) == sorted([(WINDOWS[1], "garden"), (WINDOWS[2], "attic")])
    assert {(one["own"], "@" in one["email"]) for one in company["windows"]} == {(True, True)}
    for _again in range(2):
        creator.call("DELETE", f"/v1/stories/{story}/windows/{WINDOWS[1]}")
    assert others(stay(creator, story, WINDOWS[0])) == [(WINDOWS[2], "attic")]


def test_a_window_not_heard_of_is_forgotten(creator: Creator, story: str) -> None:
    account = str(creator.call("GET", "/v1/account")["id"])
    now = datetime.now(UTC)
    service.stay(account, story, WINDOWS[1], scene=None, now=now - LIFE)
    service.stay(account, story, WINDOWS[2], scene=None, now=now - LIFE + timedelta(seconds=1))
    _, windows = service.stay(account, story, WINDOWS[0], scene=None, now=now)
    assert [str(one.id) for one in windows] == [WINDOWS[2]]
    service.sweep(now=now + LIFE)
    _, windows = service.stay(account, story, WINDOWS[1], scene=None, now=now)
    assert windows == []


def test_nobody_is_in_anothers_story(creator: Creator, story: str, sign_in: SignIn) -> None:
    stranger = sign_in()
    path = f"/v1/stories/{story}/windows/{WINDOWS[0]}"
    assert stranger.ask("PUT", path, b'{"scene": null}').status == 404
    stay(creator, story, WINDOWS[0])
    stranger.call("DELETE", path)
    assert others(stay(creator, story, WINDOWS[1])) == [(WINDOWS[0], None)]


@pytest.mark.parametrize(
    ("window", "body", "status"),
    [("me", b'{"scene": null}', 404), (WINDOWS[0], b"{}", 422), (WINDOWS[0], b'{"scene": "no such id!"}', 422)],
)
def test_what_is_no_window_or_no_place_is_refused(
    creator: Creator, story: str, window: str, body: bytes, status: int
) -> None:
    assert creator.ask("PUT", f"/v1/stories/{story}/windows/{window}", body).status == status
