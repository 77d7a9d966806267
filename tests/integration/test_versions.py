"""Versions on the real database and storage: compared, restored, switched and put away; pages follow their row."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from botocore.exceptions import EndpointConnectionError

from chalicelib import clients, db
from chalicelib.preconditions import Expected
from chalicelib.stories import service as stories
from chalicelib.versions import publication_store, publishing, service, store, switching, uploading
from infra.local.creator import Creator, Reply, exchange
from infra.local.stack import Stack
from tests.conftest import SignIn
from tests.vectors.tables.shapes import option, scene

ANY: Final = "*"

READY_PICTURE: Final = """
    INSERT INTO assets (id, account_id, story_id, state, file_name, content_type, size, raw_key, width, height,
        placeholder, renditions, created_at, updated_at)
    SELECT %(id)s::uuid, account_id, id, 'ready', 'sea.png', 'image/png', 1, %(id)s::text, 64, 40, '', %(renditions)s,
           now(), now()
    FROM stories WHERE id = %(story)s::uuid
"""


class Shelf:
    """One creator's story and its versions."""

    def __init__(self, creator: Creator) -> None:
        self.creator, self.revision = creator, 0
        self.account = str(creator.call("GET", "/v1/account")["id"])
        self.story = str(creator.call("POST", "/v1/stories", {"title": "Shore"})["id"])
        self.picture = str(uuid.uuid4())
        files = [
            {"format": kind, "width": 64, "height": 40, "url": f"https://read.example.com/i/{kind}"} for kind in KINDS
        ]
        with db.autocommit() as connection:
            connection.execute(
                READY_PICTURE, {"id": self.picture, "story": self.story, "renditions": json.dumps(files)}
            )
        self.add(scene("shore", option("home", "home")), scene("home", ending="Home"))
        self.edit({"type": "story.start_set", "start": "shore"})

    def add(self, *scenes: dict[str, Any]) -> None:
        drawn = [one | {"data": one["data"] | {"image": self.picture}} for one in scenes]
        self.edit(*({"type": "scene.added", "scene": one} for one in drawn))

    def edit(self, *edits: dict[str, Any]) -> None:
        self.revision = self.creator.send_edits(self.story, self.revision, edits)

    def tell(self, text: str) -> None:
        self.edit({"type": "scene.rewritten", "scene": "shore", "text": text})

    def publish(self, text: str) -> None:
        """Make the next version, with this text on the shore."""
        self.tell(text)
        publishing.publish(self.ask_for_publication(), now=datetime.now(UTC))

    def ask_for_publication(self) -> str:
        """A publication whose message the test delivers."""
        publication_id = str(uuid.uuid4())
        with db.transaction() as connection:
            store.insert_publication(
                connection,
                publication_id=publication_id,
                story_id=self.story,
                account_id=self.account,
                revision=self.revision,
                now=datetime.now(UTC),
            )
        return publication_id

    def ask(self, method: str, path: str, body: Any = None, *, match: str | None = None) -> Reply:
        raw = None if body is None else json.dumps(body).encode()
        return self.creator.ask(method, f"/v1/stories/{self.story}{path}", raw, {"If-Match": match})

    def get(self, path: str) -> Any:
        return self.ask("GET", path).good().json()

    def post(self, path: str, match: str = ANY) -> Any:
        return self.ask("POST", path, match=match).good().json()

    def tag(self, path: str) -> str:
        return str(self.ask("GET", path).good().headers["ETag"])

    def draft(self) -> Any:
        page = self.get("/draft")
        return page["story"], page["scenes"]

    def page(self) -> str:
        slug = self.creator.call("GET", f"/v1/stories/{self.story}")["slug"]
        return exchange("GET", stories.reading_link(slug)).text


KINDS: Final = ("avif", "webp", "jpeg")


@pytest.fixture
def shelf(stack: Stack, creator: Creator) -> Shelf:
    """A story with three versions: ebb, tide, flood."""
    made = Shelf(creator)
    for text in ("Ebb.", "Tide.", "Flood."):
        made.publish(text)
    return made


def problem(reply: Reply) -> tuple[int, str]:
    return reply.status, reply.json()["type"].rpartition("/")[2]


def test_versions_are_listed_with_what_they_hold(shelf: Shelf) -> None:
    shelf.add(scene("cave", option("out", "shore")))
    shelf.publish("Spring.")
    listed = shelf.get("/versions")
    assert listed["state"] == "published"
    told = [(one["number"], one["revision"], one["scenes"], one["current"]) for one in listed["versions"]]
    assert told == [(4, 8, 3, True), (3, 6, 2, False), (2, 5, 2, False), (1, 4, 2, False)]
    assert [one["link"] is None for one in listed["versions"]] == [False, True, True, True]


def test_a_version_is_the_document_it_was_made_of(shelf: Shelf) -> None:
    page = shelf.get("/versions/1")
    assert (page["version"]["number"], page["version"]["scenes"], page["next"]) == (1, 2, None)
    assert page["document"]["scenes"]["shore"]["data"]["text"] == "Ebb."
    assert (page["document"]["start"], sorted(page["document"]["scenes"])) == ("shore", ["home", "shore"])
    assert problem(shelf.ask("GET", "/versions/4")) == (404, "version-not-found")
    assert problem(shelf.ask("GET", "/versions/0")) == (404, "no-such-thing")


def test_a_large_version_comes_in_pages(shelf: Shelf) -> None:
    for first in range(0, 120, 40):
        some = range(first, first + 40)
        shelf.add(*(scene(f"s{number:03}", option("out", "shore"), text="x" * 15_000) for number in some))
    shelf.publish("Long.")
    found: list[str] = []
    after, pages = "", 0
    while True:
        reply = shelf.ask("GET", f"/versions/4{after}").good()
        assert len(reply.body) < 1_000_000
        found += reply.json()["document"]["scenes"]
        pages += 1
        if reply.json()["next"] is None:
            break
        after = f"?after={reply.json()['next']}"
    assert found == sorted([*(f"s{number:03}" for number in range(120)), "home", "shore"])
    assert pages > 1


def test_what_changed_is_told_to_the_draft_and_to_other_versions(shelf: Shelf) -> None:
    shelf.add(scene("cave"))
    (text,) = shelf.get("/versions/1/difference?to=2")["changes"]
    assert (text["id"], text["fields"]) == (
        "shore",
        [{"field": "text", "before": "Ebb.", "after": "Tide.", "whole": True}],
    )
    told = shelf.get("/versions/3/difference")
    assert (told["to"], told["revision"], told["total"]) == (None, shelf.revision, 1)
    assert [(one["what"], one["how"], one["id"]) for one in told["changes"]] == [("scene", "added", "cave")]
    assert shelf.get("/versions/3/difference?to=draft") == told
    assert shelf.get("/versions/2/difference?to=2")["changes"] == []
    assert problem(shelf.ask("GET", "/versions/1/difference?to=9")) == (404, "version-not-found")
    assert problem(shelf.ask("GET", "/versions/1/difference?to=x")) == (422, "body-invalid")


def test_a_long_difference_comes_in_pages(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.add(*(scene(f"s{number}") for number in range(20)))
    whole = shelf.get("/versions/3/difference")
    monkeypatch.setattr("chalicelib.versions.routes.PAGE_BYTES", 1000)
    found: list[Any] = []
    skip: int | None = 0
    pages = 0
    while skip is not None:
        page = shelf.get(f"/versions/3/difference?skip={skip}")
        found, skip, pages = found + page["changes"], page["next"], pages + 1
    assert found == whole["changes"]
    assert (whole["next"], pages > 1) == (None, True)


def test_restoring_is_history_and_can_be_taken_back(shelf: Shelf) -> None:
    shelf.add(scene("cave", option("out", "shore")))
    shelf.edit(
        {"type": "option.retargeted", "scene": "shore", "option": "home", "target": "cave"},
        {"type": "scene.removed", "scene": "home"},
        {"type": "story.retitled", "title": "Caves"},
    )
    before, revision = shelf.draft(), shelf.revision

    restored = shelf.ask("POST", "/versions/1/restore", match=shelf.tag("/draft")).good()

    assert restored.json() == {"revision": revision + 5, "edits": 5}
    assert restored.headers["ETag"] == shelf.tag("/draft") == f'"{revision + 5}"'
    assert shelf.get("/versions/1/difference")["changes"] == []
    told = shelf.get(f"/edits?since={revision}")["edits"]
    assert {one["by"] for one in told} == {shelf.account}
    assert len({one["action"] for one in told}) == 1
    assert [one["revision"] for one in told] == list(range(revision + 1, revision + 6))
    with db.autocommit() as connection:
        inverses = connection.execute(
            "SELECT inverse FROM draft_edits WHERE story_id = %s AND revision > %s ORDER BY revision DESC",
            (shelf.story, revision),
        ).fetchall()
    shelf.revision = revision + 5
    shelf.edit(*(inverse for (inverse,) in inverses))
    assert shelf.draft() == before


def test_restoring_what_is_there_makes_no_edit(shelf: Shelf) -> None:
    for match in (shelf.tag("/draft"), '"long-ago"'):
        assert shelf.post("/versions/3/restore", match) == {"revision": shelf.revision, "edits": 0}


def test_nobodys_unseen_edits_are_undone_by_restoring(shelf: Shelf) -> None:
    seen = shelf.tag("/draft")
    shelf.tell("Written meanwhile.")
    assert problem(shelf.ask("POST", "/versions/1/restore", match=seen)) == (412, "if-match-stale")
    assert problem(shelf.ask("POST", "/versions/1/restore")) == (428, "if-match-missing")
    assert problem(shelf.ask("POST", "/versions/1/restore", match="1")) == (400, "if-match-malformed")
    assert shelf.draft()[1][1]["data"]["text"] == "Written meanwhile."


def test_an_edit_made_beside_a_restore_conflicts_and_is_not_lost(shelf: Shelf) -> None:
    shelf.post("/versions/1/restore")
    late = {"type": "scene.rewritten", "scene": "shore", "text": "Mine."}
    sent = {"edits": [{"id": str(uuid.uuid4()), "base": shelf.revision, "edit": late}]}
    (conflict,) = shelf.ask("POST", "/edits", sent).good().json()["conflicts"]
    assert (conflict["yours"]["text"], conflict["theirs"]["text"]) == ("Mine.", "Ebb.")


def test_a_restored_draft_cannot_outgrow_its_limit(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.tell(".")
    before = shelf.draft()
    monkeypatch.setattr(stories, "MAX_DOCUMENT_BYTES", 100)
    assert problem(shelf.ask("POST", "/versions/1/restore", match=ANY)) == (413, "draft-too-large")
    assert shelf.draft() == before


def test_readers_get_the_version_the_creator_says(shelf: Shelf) -> None:
    for number, text in ((1, "Ebb."), (3, "Flood."), (2, "Tide.")):
        shown = shelf.ask("POST", f"/versions/{number}/current", match=shelf.tag("/versions")).good()
        assert (shown.json()["state"], shown.json()["version"], shown.json()["page"]) == (
            "published",
            number,
            "written",
        )
        assert shown.headers["ETag"] == shelf.tag("/versions")
        assert text in shelf.page()
    assert [one["number"] for one in shelf.get("/versions")["versions"] if one["current"]] == [2]
    assert problem(shelf.ask("POST", "/versions/4/current", match=ANY)) == (404, "version-not-found")


def test_asking_twice_switches_once(shelf: Shelf) -> None:
    seen = shelf.tag("/versions")
    first, again = (shelf.ask("POST", "/versions/1/current", match=seen).good().json() for _ in range(2))
    assert first == again
    assert problem(shelf.ask("POST", "/versions/2/current", match=seen)) == (412, "if-match-stale")
    assert problem(shelf.ask("POST", "/versions/2/current")) == (428, "if-match-missing")
    assert "Ebb." in shelf.page()


def test_of_two_who_switch_at_once_one_is_told_to_look_again(shelf: Shelf) -> None:
    seen = shelf.tag("/versions")
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda number: shelf.ask("POST", f"/versions/{number}/current", match=seen), (1, 2)))
    assert sorted(answer.status for answer in answers) == [200, 412]
    current = next(answer.json()["version"] for answer in answers if answer.status == 200)
    assert {1: "Ebb.", 2: "Tide."}[current] in shelf.page()


def test_the_page_ends_up_as_the_row_says_whoever_switches(shelf: Shelf) -> None:
    with ThreadPoolExecutor(4) as pool:
        switched = pool.map(lambda turn: shelf.post(f"/versions/{1 + turn % 3}/current")["page"], range(24))
        assert set(switched) <= {"written", "following"}
    switching.sweep(now=datetime.now(UTC))
    (current,) = (one["number"] for one in shelf.get("/versions")["versions"] if one["current"])
    assert {1: "Ebb.", 2: "Tide.", 3: "Flood."}[current] in shelf.page()


class Killed(BaseException):
    """The process is gone: no handler of ours sees it."""


@pytest.mark.parametrize("after_the_write", [False, True])
@pytest.mark.parametrize("fatal", publishing.PAGE_FILES)
def test_killed_between_row_and_page_the_sweep_finishes(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, fatal: str, *, after_the_write: bool
) -> None:
    put = clients.put_public

    def dying_put(key: str, *arguments: Any, **named: Any) -> None:
        if after_the_write or not key.endswith(fatal):
            put(key, *arguments, **named)
        if key.endswith(fatal):
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(clients, "put_public", dying_put)
        with pytest.raises(Killed):
            switching.make_current(shelf.account, shelf.story, 1, Expected(None), now=datetime.now(UTC))
    assert shelf.get("/versions")["versions"][2]["current"]
    assert ("Ebb." in shelf.page()) is (after_the_write and fatal == "index.html")

    service.sweep(now=datetime.now(UTC))

    assert "Ebb." in shelf.page()
    assert shelf.post("/versions/1/current")["page"] == "written"


def test_storage_that_is_away_is_made_up_for(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def put_nothing(*_: Any, **__: Any) -> None:
        raise EndpointConnectionError(endpoint_url="storage")

    with monkeypatch.context() as patched:
        patched.setattr(clients, "put_public", put_nothing)
        assert shelf.post("/unpublish")["page"] == "following"
        service.sweep(now=datetime.now(UTC))
    assert "Flood." in shelf.page()
    service.sweep(now=datetime.now(UTC))
    assert "put away" in shelf.page()


def test_a_page_that_is_right_is_not_written_again(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    service.sweep(now=datetime.now(UTC))
    written: list[str] = []
    monkeypatch.setattr(clients, "put_public", lambda key, *_, **__: written.append(key))
    service.sweep(now=datetime.now(UTC))
    assert written == []


@pytest.fixture
def lagging(shelf: Shelf, creator: Creator) -> list[Shelf]:
    """Two stories, and no others, whose page does not show what their row says; the first has waited longer."""
    second = Shelf(creator)
    second.publish("Elsewhere.")
    with db.autocommit() as connection:
        connection.execute(
            """UPDATE stories SET page_tried_at = NULL, page_shows = CASE WHEN NOT id = ANY(%s::uuid[])
               THEN CASE state WHEN 'published' THEN published_version WHEN 'unpublished' THEN 0 END END""",
            ([shelf.story, second.story],),
        )
        assert publication_store.list_lagging(connection, most=9) == [shelf.story, second.story]
    return [shelf, second]


def test_a_page_that_fails_does_not_keep_the_others_from_being_written(
    lagging: list[Shelf], monkeypatch: pytest.MonkeyPatch
) -> None:
    failing, other = lagging
    tried: list[str] = []
    project = publishing.project_page

    def project_others(story_id: str, *, now: datetime) -> None:
        tried.append(story_id)
        if story_id == failing.story:
            raise EndpointConnectionError(endpoint_url="storage")
        project(story_id, now=now)

    monkeypatch.setattr(publishing, "project_page", project_others)
    monkeypatch.setattr(switching, "PAGES_A_SWEEP", 1)
    for _ in range(3):
        switching.sweep(now=datetime.now(UTC))
    assert tried == [failing.story, other.story, failing.story]


def test_a_slow_sweep_stops_in_time_and_goes_on_in_the_next(lagging: list[Shelf]) -> None:
    times = iter((0.0, 14.9, 15.1))
    switching.sweep(now=datetime.now(UTC), clock=lambda: next(times))
    with db.autocommit() as connection:
        assert publication_store.list_lagging(connection, most=9) == [lagging[1].story]
    service.sweep(now=datetime.now(UTC))
    with db.autocommit() as connection:
        assert publication_store.list_lagging(connection, most=9) == []


@pytest.mark.parametrize("under_way", [False, True])
@pytest.mark.parametrize(
    ("path", "state", "number", "shown", "said"),
    [
        ("/unpublish", "unpublished", None, "put away", "put the story away"),
        ("/versions/1/current", "published", 1, "Ebb.", "version readers get"),
    ],
)
def test_what_was_asked_for_before_a_switch_does_not_undo_it(
    shelf: Shelf,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    state: str,
    number: int | None,
    shown: str,
    said: str,
    *,
    under_way: bool,
) -> None:
    """Whether its message is still to come or its files are being written."""
    shelf.tell("Spring.")
    publication_id = shelf.ask_for_publication()
    upload = uploading.upload

    def switch_and_upload(*arguments: Any, **named: Any) -> None:
        if under_way:
            shelf.post(path)
        upload(*arguments, **named)

    if not under_way:
        shelf.post(path)
    monkeypatch.setattr(publishing, "upload", switch_and_upload)
    publishing.publish(publication_id, now=datetime.now(UTC))

    listed = shelf.get("/versions")
    assert (listed["state"], len(listed["versions"])) == (state, 3)
    assert [one["number"] for one in listed["versions"] if one["current"]] == ([number] if number else [])
    assert shown in shelf.page()
    publication = shelf.get(f"/publications/{publication_id}")
    assert (publication["state"], publication["version"]) == ("failed", None)
    assert said in publication["detail"]
    shelf.publish("Neap.")
    assert "Neap." in shelf.page()


def test_a_switch_leaves_alone_what_has_made_its_version(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.tell("Spring.")
    publication_id = shelf.ask_for_publication()
    project = publishing.project_page

    def switch_and_project(story_id: str, *, now: datetime) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(publishing, "project_page", project)
            shelf.post("/versions/1/current")
        project(story_id, now=now)

    monkeypatch.setattr(publishing, "project_page", switch_and_project)
    publishing.publish(publication_id, now=datetime.now(UTC))
    publication = shelf.get(f"/publications/{publication_id}")
    assert (publication["state"], publication["version"]) == ("published", 4)
    assert "Ebb." in shelf.page()


def test_a_story_is_put_away_and_comes_back_at_its_address(shelf: Shelf) -> None:
    seen = shelf.tag("/versions")
    away = shelf.post("/unpublish", seen)
    assert away == {"state": "unpublished", "version": None, "link": None, "page": "written"}
    assert shelf.post("/unpublish", seen) == away
    assert "put away" in shelf.page()
    assert [one["current"] for one in shelf.get("/versions")["versions"]] == [False] * 3
    assert shelf.post("/versions/3/current", shelf.tag("/versions"))["state"] == "published"
    assert "Flood." in shelf.page()
    shelf.post("/unpublish")
    shelf.publish("Spring.")
    assert "Spring." in shelf.page()
    assert shelf.get("/versions")["state"] == "published"


def test_a_draft_has_nothing_to_put_away(stack: Stack, creator: Creator) -> None:
    draft = Shelf(creator)
    assert problem(draft.ask("POST", "/unpublish", match=ANY)) == (409, "story-not-published")
    assert draft.get("/versions") == {"state": "draft", "versions": []}


def test_where_readers_come_out_is_proposed_and_said(shelf: Shelf) -> None:
    shelf.edit({"type": "scene.removed", "scene": "home"})
    shelf.add(scene("house", ending="Home"))
    shelf.edit({"type": "option.retargeted", "scene": "shore", "option": "home", "target": "house"})
    shelf.publish("Spring.")
    proposed = shelf.get("/versions/4/migration")
    gone = {"scene": "home", "proposed": None, "becomes": None, "said": False}
    assert (proposed["scenes"], proposed["kept"], proposed["next"]) == ([gone], [], None)
    assert shelf.get("/versions/3/migration")["scenes"] == []

    seen = shelf.tag("/versions/4/migration")
    moves = {"scenes": {"home": "house", "shore": "shore"}}
    said = shelf.ask("PUT", "/versions/4/migration", moves, match=seen).good()

    assert said.json()["scenes"] == [gone | {"becomes": "house", "said": True}]
    assert said.json() == shelf.get("/versions/4/migration")
    assert said.headers["ETag"] == shelf.tag("/versions/4/migration") != seen
    assert shelf.ask("PUT", "/versions/4/migration", moves, match=seen).status == 200
    other = {"scenes": {"shore": None}}
    assert problem(shelf.ask("PUT", "/versions/4/migration", other, match=seen)) == (412, "if-match-stale")
    replaced = shelf.ask("PUT", "/versions/4/migration", other, match=ANY).good().json()["scenes"]
    assert replaced == [gone, {"scene": "shore", "proposed": "shore", "becomes": None, "said": True}]


@pytest.mark.parametrize(
    ("number", "moves", "expected"),
    [
        pytest.param(3, {"cave": "shore"}, (422, "moves-invalid"), id="from a scene that was never there"),
        pytest.param(3, {"shore": "cave"}, (422, "moves-invalid"), id="to a scene that is not there"),
        pytest.param(3, {"a b": "home"}, (422, "body-invalid"), id="no id"),
        pytest.param(3, {f"s{n}": None for n in range(10_001)}, (422, "body-invalid"), id="too many"),
        pytest.param(1, {}, (409, "no-version-before"), id="the first"),
        pytest.param(9, {}, (404, "version-not-found"), id="no version"),
    ],
)
def test_moves_lead_from_scene_to_scene(
    shelf: Shelf, number: int, moves: dict[str, str | None], expected: tuple[int, str]
) -> None:
    path = f"/versions/{number}/migration"
    assert problem(shelf.ask("PUT", path, {"scenes": moves}, match=ANY)) == expected


def test_a_long_map_comes_in_pages(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.add(*(scene(f"s{number}", option("out", "shore")) for number in range(5)))
    shelf.publish("Many.")
    shelf.edit(*({"type": "scene.removed", "scene": f"s{number}"} for number in range(5)))
    shelf.publish("Few.")
    monkeypatch.setattr("chalicelib.versions.migrating.PAGE_SCENES", 3)
    first = shelf.get("/versions/5/migration")
    last = shelf.get(f"/versions/5/migration?after={first['next']}")
    assert [one["scene"] for one in first["scenes"] + last["scenes"]] == [f"s{number}" for number in range(5)]
    assert last["next"] is None


def test_strangers_find_no_version(shelf: Shelf, sign_in: SignIn) -> None:
    owner, shelf.creator = shelf.creator, sign_in()
    for method, path, body in (
        ("GET", "/versions", None),
        ("GET", "/versions/1", None),
        ("GET", "/versions/1/difference", None),
        ("GET", "/versions/1/difference?to=2", None),
        ("POST", "/versions/1/restore", None),
        ("POST", "/versions/1/current", None),
        ("POST", "/unpublish", None),
        ("GET", "/versions/2/migration", None),
        ("PUT", "/versions/2/migration", {"scenes": {}}),
    ):
        assert problem(shelf.ask(method, path, body, match=ANY)) == (404, "story-not-found"), path
    shelf.creator = owner
    assert "Flood." in shelf.page()
