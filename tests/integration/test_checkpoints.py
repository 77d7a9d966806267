"""Named moments of a draft's history, and reading that history backwards, on the real database."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib import db
from chalicelib.stories.checkpoints import MAX_CHECKPOINTS
from infra.local.creator import Creator, Reply
from tests.conftest import SignIn


class Desk:
    """One creator's story, and its named moments."""

    def __init__(self, creator: Creator) -> None:
        self.creator, self.revision = creator, 0
        self.story = str(creator.call("POST", "/v1/stories", {"title": "Shore"})["id"])

    def retitle(self, *titles: str) -> None:
        edits = [{"type": "story.retitled", "title": title} for title in titles]
        self.revision = self.creator.send_edits(self.story, self.revision, edits)

    def ask(self, method: str, path: str, body: Any = None, key: str | None = None) -> Reply:
        raw = None if body is None else json.dumps(body).encode()
        return self.creator.ask(method, f"/v1/stories/{self.story}{path}", raw, {"Idempotency-Key": key})

    def name(self, revision: int, name: str, key: str | None = None) -> Reply:
        return self.ask("POST", "/checkpoints", {"revision": revision, "name": name}, key)

    def names(self) -> list[tuple[int, str]]:
        return [(one["revision"], one["name"]) for one in self.ask("GET", "/checkpoints").good().json()["checkpoints"]]

    def edits(self, query: str) -> Any:
        return self.ask("GET", f"/edits?{query}").good().json()


@pytest.fixture
def desk(creator: Creator) -> Desk:
    made = Desk(creator)
    made.retitle("One", "Two", "Three")
    return made


def problem(reply: Reply) -> tuple[int, str]:
    return reply.status, reply.json()["type"].rpartition("/")[2]


def test_moments_are_named_renamed_and_forgotten(desk: Desk) -> None:
    account = desk.creator.call("GET", "/v1/account")["id"]
    first = desk.name(1, "  First draft ").good().json()
    assert (first["revision"], first["name"], first["by"]) == (1, "First draft", account)
    desk.name(3, "Sent to Ann").good()
    desk.name(0, "Empty").good()
    assert desk.names() == [(3, "Sent to Ann"), (1, "First draft"), (0, "Empty")]
    path = f"/checkpoints/{first['id']}"
    for _ in range(2):
        assert desk.ask("PUT", path, {"name": "Before the storm"}).good().json()["name"] == "Before the storm"
    assert desk.names()[1] == (1, "Before the storm")
    for _ in range(2):
        assert desk.ask("DELETE", path).status == 204
    assert desk.names() == [(3, "Sent to Ann"), (0, "Empty")]
    assert problem(desk.ask("PUT", path, {"name": "Gone"})) == (404, "checkpoint-not-found")
    assert desk.edits("since=0")["revision"] == 3


def test_one_request_names_a_moment_once(desk: Desk) -> None:
    key = str(uuid.uuid4())
    first, again = (desk.name(2, "Once", key).good().json() for _ in range(2))
    assert first == again
    assert desk.names() == [(2, "Once")]
    assert problem(desk.name(2, "Twice", key)) == (422, "idempotency-key-reused")


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ({"revision": 4, "name": "Tomorrow"}, (409, "draft-changed")),
        ({"revision": -1, "name": "Before"}, (422, "body-invalid")),
        ({"revision": 1, "name": " "}, (422, "body-invalid")),
        ({"revision": 1, "name": "x" * 101}, (422, "body-invalid")),
        ({"revision": 1}, (422, "body-invalid")),
    ],
)
def test_a_moment_that_was_not_yet_or_has_no_name_is_refused(desk: Desk, body: Any, answer: tuple[int, str]) -> None:
    assert problem(desk.ask("POST", "/checkpoints", body)) == answer
    assert desk.names() == []


def test_a_story_keeps_so_many_names(desk: Desk) -> None:
    with db.autocommit() as connection:
        connection.execute(
            "INSERT INTO checkpoints (id, story_id, revision, name, created_at)"
            " SELECT gen_random_uuid(), %s, 1, 'Moment', now() FROM generate_series(1, %s)",
            (desk.story, MAX_CHECKPOINTS - 1),
        )
    with ThreadPoolExecutor() as pool:
        answers = sorted(reply.status for reply in pool.map(lambda n: desk.name(2, f"Last {n}"), range(4)))
    assert answers == [201, 409, 409, 409]
    assert len(desk.names()) == MAX_CHECKPOINTS
    assert problem(desk.name(2, "One more")) == (409, "too-many-checkpoints")
    assert len(desk.ask("GET", "/checkpoints").body) < 1_000_000


def test_nobody_elses_moments_are_told_or_touched(desk: Desk, sign_in: SignIn) -> None:
    kept = desk.name(1, "Mine").good().json()["id"]
    stranger = Desk(sign_in())
    there = stranger.story
    own = desk.story
    stranger.story = own
    assert problem(stranger.ask("GET", "/checkpoints")) == (404, "story-not-found")
    assert problem(stranger.name(1, "Theirs")) == (404, "story-not-found")
    assert problem(stranger.ask("DELETE", f"/checkpoints/{kept}")) == (404, "story-not-found")
    assert problem(stranger.ask("PUT", f"/checkpoints/{kept}", {"name": "X"})) == (404, "story-not-found")
    stranger.story = there
    assert problem(stranger.ask("PUT", f"/checkpoints/{kept}", {"name": "X"})) == (404, "checkpoint-not-found")
    assert stranger.ask("DELETE", f"/checkpoints/{kept}").status == 204
    assert desk.names() == [(1, "Mine")]


def test_no_moment_of_a_story_in_the_trash_is_told_or_touched(desk: Desk) -> None:
    kept = f"/checkpoints/{desk.name(1, 'First draft').good().json()['id']}"
    desk.creator.call("POST", f"/v1/stories/{desk.story}/trash")
    for method, path, body in (("GET", "/checkpoints", None), ("PUT", kept, {"name": "X"}), ("DELETE", kept, None)):
        assert problem(desk.ask(method, path, body)) == (404, "story-not-found"), method
    desk.creator.call("POST", f"/v1/trash/{desk.story}/restore")
    assert desk.names() == [(1, "First draft")]


@pytest.mark.parametrize(
    ("query", "revisions"),
    [("before=4", [1, 2, 3]), ("before=3", [1, 2]), ("before=1", []), ("before=0", []), ("before=999", [1, 2, 3])],
)
def test_edits_before_a_revision(desk: Desk, query: str, revisions: list[int]) -> None:
    told = desk.edits(query)
    assert ([one["revision"] for one in told["edits"]], told["revision"]) == (revisions, 3)


def test_after_and_before_at_once_is_refused(desk: Desk) -> None:
    assert problem(desk.ask("GET", "/edits?since=1&before=3")) == (422, "body-invalid")


def test_a_long_history_is_read_backwards_page_by_page(desk: Desk) -> None:
    text = "x" * 15_000
    scene = {"id": "a", "type": "scene", "position": {"x": 0, "y": 0}}
    data: dict[str, Any] = {
        "title": "A",
        "text": "",
        "image": "",
        "alt": "",
        "options": [],
        "ending": None,
        "notes": "",
        "tags": [],
    }
    told = [{"type": "scene.added", "scene": scene | {"data": data}}]
    told += [{"type": "scene.rewritten", "scene": "a", "text": f"{number} {text}"} for number in range(60)]
    for first in range(0, len(told), 30):
        desk.revision = desk.creator.send_edits(desk.story, desk.revision, told[first : first + 30])
    found: list[int] = []
    before, pages = desk.revision + 1, 0
    while before > 1:
        reply = desk.ask("GET", f"/edits?before={before}").good()
        assert len(reply.body) < 1_000_000
        page = [one["revision"] for one in reply.json()["edits"]]
        found, before, pages = page + found, page[0], pages + 1
    assert found == list(range(1, desk.revision + 1))
    assert pages > 2
