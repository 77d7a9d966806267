"""Drafts: edits are kept once each, rebased alone, and told from one another."""

import json
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any, LiteralString, Self

import psycopg
import pytest
from psycopg.sql import SQL

from chalicelib import db
from chalicelib.stories import service, store
from chalicelib.stories.model import SCHEMA
from infra.local.creator import Creator
from tests.conftest import SignIn


def begin(creator: Creator, title: str = "A story") -> str:
    return str(creator.call("POST", "/v1/stories", {"title": title})["id"])


def scene(scene_id: str, **data: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"title": scene_id, "text": "", "image": "", "alt": "", "options": [], "ending": None}
    place = {"x": 0.0, "y": 0.0}
    return {"id": scene_id, "type": "scene", "position": place, "data": plain | {"notes": "", "tags": []} | data}


def added(scene_id: str, **data: Any) -> dict[str, Any]:
    return {"type": "scene.added", "scene": scene(scene_id, **data)}


def sent(base: int, edit: dict[str, Any], edit_id: str | None = None) -> dict[str, Any]:
    return {"id": edit_id or str(uuid.uuid4()), "base": base, "edit": edit}


def send(creator: Creator, story: str, *edits: dict[str, Any]) -> dict[str, Any]:
    return dict(creator.call("POST", f"/v1/stories/{story}/edits", {"edits": list(edits)}))


def draft(creator: Creator, story: str) -> dict[str, Any]:
    return dict(creator.call("GET", f"/v1/stories/{story}/draft"))


def test_a_new_story_is_an_empty_draft(creator: Creator) -> None:
    story = begin(creator, "Das Leuchtfeuer — ☾")
    (listed,) = creator.call("GET", "/v1/stories")["stories"]
    assert listed == creator.call("GET", f"/v1/stories/{story}")
    assert (listed["title"], listed["state"], listed["scenes"]) == ("Das Leuchtfeuer — ☾", "draft", 0)
    assert listed["slug"].startswith("das-leuchtfeuer-")
    page = draft(creator, story)
    assert (page["revision"], page["scenes"], page["next"]) == (0, [], None)


def test_edits_are_kept_and_told_again(creator: Creator) -> None:
    story = begin(creator)
    answer = send(
        creator,
        story,
        sent(0, added("a")),
        sent(0, {"type": "scene.retitled", "scene": "a", "title": "Shore"}),
        sent(0, {"type": "story.start_set", "start": "a"}),
    )
    assert (answer["revision"], len(answer["accepted"]), answer["conflicts"]) == (3, 3, [])
    page = draft(creator, story)
    assert (page["revision"], page["story"]["start"]) == (3, "a")
    assert [one["data"]["title"] for one in page["scenes"]] == ["Shore"]
    told = creator.call("GET", f"/v1/stories/{story}/edits?since=1")
    assert [(one["revision"], one["edit"]["type"]) for one in told["edits"]] == [
        (2, "scene.retitled"),
        (3, "story.start_set"),
    ]


def test_an_edit_is_told_with_what_takes_it_back_and_the_action_it_is_part_of(creator: Creator) -> None:
    story, action, undo = begin(creator), str(uuid.uuid4()), str(uuid.uuid4())
    retitled = {"type": "scene.retitled", "scene": "a", "title": "Shore"}
    alone = sent(0, {"type": "story.ifid_set", "ifid": "ZCODE-88"})
    send(creator, story, sent(0, added("a")) | {"action": action}, sent(0, retitled) | {"action": action}, alone)
    back = creator.call("GET", f"/v1/stories/{story}/edits?since=0")["edits"]
    assert [(one["action"], one["undoes"]) for one in back] == [(action, None), (action, None), (alone["id"], None)]
    assert [one["inverse"] for one in back] == [
        {"type": "scene.removed", "scene": "a"},
        retitled | {"title": "a"},
        {"type": "story.ifid_set", "ifid": None},
    ]
    takes_back = [sent(3, one["inverse"]) | {"action": undo, "undoes": action} for one in reversed(back[:2])]
    assert send(creator, story, *takes_back)["conflicts"] == []
    assert draft(creator, story)["scenes"] == []
    told = creator.call("GET", f"/v1/stories/{story}/edits?since=3")
    assert [(one["action"], one["undoes"]) for one in told["edits"]] == [(undo, action)] * 2
    assert {one["by"] for one in told["edits"]} == {creator.call("GET", "/v1/account")["id"]}


def test_what_takes_nothing_back_does_not_stand(creator: Creator) -> None:
    """It would end undo for everything before it."""
    story, action, undo = begin(creator), str(uuid.uuid4()), str(uuid.uuid4())
    foreign = send(creator, story, sent(0, added("a")) | {"action": undo, "undoes": action})
    itself = send(creator, story, sent(0, added("a")) | {"action": undo, "undoes": undo})
    assert [len(one["conflicts"]) for one in (foreign, itself)] == [1, 1]
    both = (
        sent(0, added("a")) | {"action": action},
        sent(0, {"type": "scene.removed", "scene": "a"}) | {"action": undo, "undoes": action},
    )
    assert send(creator, story, *both)["conflicts"] == []
    assert draft(creator, story)["revision"] == 2


def test_a_resent_edit_changes_nothing(creator: Creator) -> None:
    story = begin(creator)
    edit = sent(0, added("a"))
    first, again = send(creator, story, edit), send(creator, story, edit, edit)
    assert again["accepted"] == first["accepted"] * 2
    assert draft(creator, story)["revision"] == 1


def test_two_who_change_one_field_both_keep_their_words(creator: Creator) -> None:
    story = begin(creator)
    send(creator, story, sent(0, added("a")))
    send(creator, story, sent(1, {"type": "scene.rewritten", "scene": "a", "text": "hers"}))
    answer = send(
        creator,
        story,
        sent(1, {"type": "scene.rewritten", "scene": "a", "text": "his"}),
        sent(1, {"type": "scene.retitled", "scene": "a", "title": "his title"}),
    )
    (conflict,) = answer["conflicts"]
    assert (conflict["key"], conflict["yours"]["text"], conflict["theirs"]["text"]) == ("scene:a:text", "his", "hers")
    (kept,) = draft(creator, story)["scenes"]
    assert (kept["data"]["text"], kept["data"]["title"]) == ("hers", "his title")


def test_an_edit_of_a_removed_scene_conflicts(creator: Creator) -> None:
    story = begin(creator)
    send(creator, story, sent(0, added("a")))
    send(creator, story, sent(1, {"type": "scene.removed", "scene": "a"}))
    answer = send(creator, story, sent(1, {"type": "scene.rewritten", "scene": "a", "text": "late"}))
    assert [one["key"] for one in answer["conflicts"]] == ["scene:a"]
    assert draft(creator, story)["scenes"] == []


def test_nobody_removes_unasked_what_another_has_worked_in_since(creator: Creator) -> None:
    story = begin(creator)
    send(creator, story, sent(0, added("a")), sent(0, added("ab")))
    send(creator, story, sent(2, {"type": "scene.rewritten", "scene": "a", "text": "hers"}))
    removals = [sent(2, {"type": "scene.removed", "scene": name}) for name in ("a", "ab")]
    answer = send(creator, story, *removals)
    assert [one["key"] for one in answer["conflicts"]] == ["scene:a:text"]
    (kept,) = draft(creator, story)["scenes"]
    assert kept["data"]["text"] == "hers"


def test_an_edit_that_does_not_fit_is_told_and_the_others_stand(creator: Creator) -> None:
    story = begin(creator)
    answer = send(
        creator,
        story,
        sent(0, {"type": "scene.retitled", "scene": "nowhere", "title": "x"}),
        sent(0, added("a")),
        sent(0, added("a")),
    )
    assert [one["key"] for one in answer["conflicts"]] == [None, None]
    assert (answer["revision"], len(answer["accepted"])) == (1, 1)


def test_many_writers_lose_nothing(creator: Creator) -> None:
    story = begin(creator)
    send(creator, story, *(sent(0, added(f"s{number}")) for number in range(8)))

    def write(number: int) -> list[str]:
        made = []
        for turn in range(15):
            edit = {"type": "scene.rewritten", "scene": f"s{number % 4}", "text": f"{number}.{turn}"}
            base = draft(creator, story)["revision"]
            answer = send(creator, story, sent(base, edit))
            made += [one["yours"]["text"] for one in answer["conflicts"]] or [f"{number}.{turn}"]
        return made

    with ThreadPoolExecutor(8) as pool:
        answered = [text for texts in pool.map(write, range(8)) for text in texts]
    assert len(set(answered)) == 8 * 15
    told = creator.call("GET", f"/v1/stories/{story}/edits?since=8")
    revisions = [one["revision"] for one in told["edits"]]
    assert revisions == list(range(9, 9 + len(revisions)))
    last = {one["edit"]["scene"]: one["edit"]["text"] for one in told["edits"]}
    assert {one["id"]: one["data"]["text"] for one in draft(creator, story)["scenes"][:4]} == last


def test_a_large_draft_comes_in_pages(creator: Creator) -> None:
    story = begin(creator)
    for first in range(0, 120, 40):
        numbers = range(first, first + 40)
        revision = draft(creator, story)["revision"]
        send(creator, story, *(sent(revision, added(f"s{number:03}", text="x" * 15_000)) for number in numbers))
    found: list[str] = []
    after, pages = "", 0
    while True:
        reply = creator.ask("GET", f"/v1/stories/{story}/draft{after}")
        assert len(reply.body) < 1_000_000
        page, pages = reply.json(), pages + 1
        found += [one["id"] for one in page["scenes"]]
        if page["next"] is None:
            break
        after = f"?after={page['next']}"
    assert found == [f"s{number:03}" for number in range(120)]
    assert pages > 1


def test_long_edits_come_in_pages(creator: Creator) -> None:
    story = begin(creator)
    texts = [f"{number}".ljust(19_000, "x") for number in range(90)]
    revision = creator.send_edits(story, 0, [added("a")])
    for first in range(0, 90, 45):
        some = [{"type": "scene.rewritten", "scene": "a", "text": text} for text in texts[first : first + 45]]
        revision = creator.send_edits(story, revision, some)
    told: list[str] = []
    since = 1
    while since < revision:
        reply = creator.ask("GET", f"/v1/stories/{story}/edits?since={since}")
        assert len(reply.body) < 1_000_000
        assert len(reply.body) > 500_000 or reply.json()["edits"][-1]["revision"] == revision
        told += [one["edit"]["text"] for one in reply.json()["edits"]]
        since = reply.json()["edits"][-1]["revision"]
    assert told == texts


def test_a_scene_cannot_outgrow_a_page(creator: Creator) -> None:
    """Option by option, each within its own limits."""
    story = begin(creator)
    plain = {"label": "", "target": None, "condition": None, "hotspot": None, "when_locked": "hidden"}
    long = [{"set": "mood", "to": "x" * 1000}] * 50
    options = [{"id": f"o{number}", "effects": long} | plain for number in range(8)]
    adding = [{"type": "option.added", "scene": "a", "option": one, "index": 0} for one in options]
    answer = send(creator, story, sent(0, added("a")), *(sent(0, edit) for edit in adding))
    assert [one["yours"]["option"]["id"] for one in answer["conflicts"]] == ["o5", "o6", "o7"]
    assert "bytes" in answer["conflicts"][0]["detail"]
    assert len(draft(creator, story)["scenes"][0]["data"]["options"]) == 5


def test_a_draft_cannot_outgrow_its_limit_by_rewriting(creator: Creator) -> None:
    story, words = begin(creator), "x" * 20_000
    revision = 0
    for first in range(0, 420, 140):
        revision = creator.send_edits(story, revision, [added(f"s{first + number}") for number in range(140)])
    reply = creator.ask("GET", f"/v1/stories/{story}")
    for first in range(0, 420, 42):
        rewritten = [{"type": "scene.rewritten", "scene": f"s{first + number}", "text": words} for number in range(42)]
        some = {"edits": [sent(revision, edit) for edit in rewritten]}
        reply = creator.ask("POST", f"/v1/stories/{story}/edits", json.dumps(some).encode())
        revision = reply.json().get("revision", revision)
    assert (reply.status, reply.json()["type"].rpartition("/")[2]) == (413, "draft-too-large")
    assert draft(creator, story)["revision"] == revision == 420 + 9 * 42


def test_a_draft_beyond_its_limit_can_be_made_smaller(creator: Creator, monkeypatch: pytest.MonkeyPatch) -> None:
    """A newer schema writes more, so bringing a draft up may leave it a little beyond."""
    story = begin(creator)
    send(creator, story, sent(0, added("a", text="x" * 1000)))
    monkeypatch.setattr(service, "MAX_DOCUMENT_BYTES", 900)
    answers = {}
    for text in ("x" * 1001, "x" * 999):
        edit = {"edits": [sent(1, {"type": "scene.rewritten", "scene": "a", "text": text})]}
        answers[len(text)] = creator.ask("POST", f"/v1/stories/{story}/edits", json.dumps(edit).encode()).status
    assert answers == {1001: 413, 999: 200}


def test_a_batch_that_makes_a_draft_smaller_adds_no_scene_too_many(
    creator: Creator, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = begin(creator)
    send(creator, story, sent(0, added("a", text="x" * 5000)), sent(0, added("b")))
    monkeypatch.setattr(service, "MAX_SCENES", 2)
    shorter = {"type": "scene.rewritten", "scene": "a", "text": ""}
    statuses = []
    for others in ([added("c")], [added("c"), {"type": "scene.removed", "scene": "b"}]):
        edits = {"edits": [sent(2, edit) for edit in (shorter, *others)]}
        statuses.append(creator.ask("POST", f"/v1/stories/{story}/edits", json.dumps(edits).encode()).status)
    assert statuses == [413, 200]
    assert sorted(one["id"] for one in draft(creator, story)["scenes"]) == ["a", "c"]


@pytest.mark.parametrize(
    ("set_to", "code"),
    [
        ("state = 'processing'", "image-still-processing"),
        ("state = 'ready', width = 8000, height = 5000", "missing-alt"),
        ("state = 'ready', width = 8000, height = 5001", "large-picture"),
        ("state = 'ready', size = 6000000", "large-picture"),
    ],
)
def test_problems_know_how_far_a_picture_is(creator: Creator, database: str, set_to: LiteralString, code: str) -> None:
    story = begin(creator)
    asked = {"file_name": "a.png", "content_type": "image/png", "size": 100}
    asset = creator.call("POST", f"/v1/stories/{story}/assets", asked)["asset"]["id"]
    send(creator, story, sent(0, added("a", image=asset)))
    with psycopg.connect(database) as connection:
        connection.execute(SQL("UPDATE assets SET {} WHERE id = %s").format(SQL(set_to)), (asset,))
    problems = creator.call("GET", f"/v1/stories/{story}/problems")["problems"]
    assert code in {problem["code"] for problem in problems}
    assert (code == "large-picture") == ("large-picture" in {problem["code"] for problem in problems})


def test_what_is_read_beside_a_writer_is_of_one_revision(creator: Creator) -> None:
    story, account = begin(creator), creator.call("GET", "/v1/account")["id"]
    done = threading.Event()

    def write() -> None:
        revision = 0
        while not done.is_set():  # a scene an edit, so that the revision counts the scenes
            revision = creator.send_edits(story, revision, [added(f"s{revision}")])

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        try:
            for _ in range(200):
                page = service.load_draft_page(account, story, after=None)
                assert page.revision == len(page.scenes)
                revision, problems = service.load_problems(account, story)
                assert revision == sum(problem.code == "missing-image" for problem in problems)
        finally:
            done.set()
            writing.result()


def test_creating_twice_with_one_key_creates_once(creator: Creator) -> None:
    key = {"Idempotency-Key": str(uuid.uuid4())}
    body = b'{"title": "Once"}'

    def create(_: int) -> str:
        return str(creator.ask("POST", "/v1/stories", body, key).good().json()["id"])

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(create, range(20)))) == 1
    assert len(creator.call("GET", "/v1/stories")["stories"]) == 1
    other = creator.ask("POST", "/v1/stories", b'{"title": "Twice"}', key)
    assert other.json()["type"].endswith("/idempotency-key-reused")


def test_a_key_used_for_one_story_does_nothing_for_another(creator: Creator) -> None:
    key = {"Idempotency-Key": str(uuid.uuid4())}
    asked = json.dumps({"file_name": "a.png", "content_type": "image/png", "size": 10}).encode()
    first, second = (creator.ask("POST", f"/v1/stories/{begin(creator)}/assets", asked, key) for _ in range(2))
    assert (first.status, second.status) == (201, 422)
    assert second.json()["type"].endswith("/idempotency-key-reused")


def test_strangers_find_nothing(creator: Creator, sign_in: SignIn) -> None:
    story, stranger = begin(creator), sign_in()
    for method, path, body in (
        ("GET", "", None),
        ("GET", "/draft", None),
        ("GET", "/edits", None),
        ("GET", "/problems", None),
        ("GET", "/versions", None),
        ("GET", "/assets", None),
        ("GET", "/statistics", None),
        ("GET", "/notifications", None),
        ("PUT", "/notifications", {"mode": "off"}),
        ("POST", "/edits", {"edits": [sent(0, added("a"))]}),
        ("POST", f"/actions/{uuid.uuid4()}/undo", {"action": str(uuid.uuid4())}),
        ("POST", "/publications", {"revision": 0}),
        ("POST", "/assets", {"file_name": "a.png", "content_type": "image/png", "size": 10}),
    ):
        raw = None if body is None else json.dumps(body).encode()
        reply = stranger.ask(method, f"/v1/stories/{story}{path}", raw)
        assert (reply.status, reply.json()["type"].rpartition("/")[2]) == (404, "story-not-found"), path
    assert draft(creator, story)["revision"] == 0


@pytest.mark.parametrize(
    ("path", "body", "status", "problem"),
    [
        ("/edits", {"edits": []}, 422, "body-invalid"),
        ("/edits", {"edits": [sent(7, added("a"))]}, 409, "draft-changed"),
        ("/edits", {"edits": [sent(0, {"type": "scene.exploded"})]}, 422, "body-invalid"),
        ("/edits", {"edits": [sent(0, added("a b"))]}, 422, "body-invalid"),
        ("/edits", {"edits": [sent(0, added("a", text="x" * 20_001))]}, 422, "body-invalid"),
        ("/edits", {"edits": [sent(-1, added("a"))]}, 422, "body-invalid"),
        ("/edits", {"edits": [sent(0, added("a"), "not-a-uuid")]}, 422, "body-invalid"),
        ("/edits", {"edits": [sent(0, added("a")) | {"action": "not-a-uuid"}]}, 422, "body-invalid"),
        ("/edits", {"edits": [sent(0, added("a")) | {"undoes": 7}]}, 422, "body-invalid"),
        ("/edits", {"edits": [sent(0, added("a", tags=["two words"]))]}, 422, "body-invalid"),
        ("/edits", {"edits": [sent(0, added("a", tags=["twice", "twice"]))]}, 422, "body-invalid"),
        ("/edits", {"schema": SCHEMA + 1, "edits": [sent(0, added("a"))]}, 409, "schema-too-new"),
        ("/edits", {"edits": [sent(0, added("a"))] * 201}, 422, "body-invalid"),
        ("/publications", {"revision": 5}, 409, "draft-changed"),
        ("/publications", {"revision": "5"}, 422, "body-invalid"),
        ("/publications", {"revision": 0, "force": True}, 422, "body-invalid"),
        ("/notifications", {"mode": "hourly"}, 422, "body-invalid"),
    ],
)
def test_bad_input_is_a_clear_problem(
    creator: Creator, path: str, body: dict[str, Any], status: int, problem: str
) -> None:
    story = begin(creator)
    method = "PUT" if path == "/notifications" else "POST"
    reply = creator.ask(method, f"/v1/stories/{story}{path}", json.dumps(body).encode())
    assert (reply.status, reply.json()["type"].rpartition("/")[2]) == (status, problem)
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.json()["detail"]
    assert draft(creator, story)["revision"] == 0


def test_the_list_tells_what_a_story_is_about_and_how_often_it_was_read(creator: Creator) -> None:
    story = begin(creator)
    send(creator, story, sent(0, {"type": "story.summarised", "summary": "A walk by the sea. " * 40}))
    with db.autocommit() as connection:
        connection.execute(
            "INSERT INTO rollup_stories (story_id, version, day, sessions, completions)"
            " VALUES (%(id)s, 1, '2026-01-01', 5, 2), (%(id)s, 2, '2026-01-01', 7, 3), (%(id)s, 2, '2026-01-02', 1, 0)",
            {"id": story},
        )
    begin(creator, "Read by nobody")
    unread, read = creator.call("GET", "/v1/stories")["stories"]
    assert (unread["sessions"], unread["completions"], unread["summary"]) == (0, 0, "")
    assert (read["sessions"], read["completions"]) == (13, 5)
    assert read["summary"] == ("A walk by the sea. " * 40)[:400]


def test_a_long_list_comes_in_pages_each_one_statement_and_below_a_megabyte(creator: Creator, database: str) -> None:
    account, words = creator.call("GET", "/v1/account")["id"], "\N{FACE WITH TEARS OF JOY}"
    with db.autocommit() as connection:
        connection.execute(
            "INSERT INTO stories (id, account_id, slug, state, created_at, updated_at)"
            " SELECT gen_random_uuid(), %s, gen_random_uuid(), 'draft', now(), now() - (number / 3) * interval '1 hour'"
            " FROM generate_series(1, 1000) AS number",
            [account],
        )
        connection.execute(
            "INSERT INTO drafts (story_id, revision, schema, title, summary, language, theme, variables, groups)"
            " SELECT id, 0, 3, repeat(%s, 200), repeat(%s, 2000), 'en', '{}', '{}', '{}' FROM stories"
            " WHERE account_id = %s",
            [words, words, account],
        )
    told, after, pages = [], "", 0
    while pages == 0 or after:
        reply = creator.ask("GET", f"/v1/stories{after and '?after=' + after}").good()
        assert len(reply.body) < 1_000_000
        told += reply.json()["stories"]
        after, pages = reply.json()["next"], pages + 1
    assert (len(told), len({one["id"] for one in told}), pages) == (1000, 1000, 5)
    edited = [one["updated_at"] for one in told]
    assert edited == sorted(edited, reverse=True)
    with psycopg.connect(database, cursor_factory=CountingCursor) as connection:
        assert len(store.list_stories(connection, account, None)) == store.PAGE_STORIES + 1
    assert CountingCursor.statements == 1


@pytest.mark.parametrize("after", ["1", "x.y", "1.no-id", f"{'9' * 18}.{uuid.uuid4()}", f"-1.{uuid.uuid4()}"])
def test_a_page_begins_only_where_one_ended(creator: Creator, after: str) -> None:
    reply = creator.ask("GET", f"/v1/stories?after={after}")
    assert (reply.status, reply.json()["field"]) == (422, "after")


class CountingCursor(psycopg.Cursor[Any]):
    """A cursor that counts the statements of all its kind."""

    statements = 0

    def execute(self, *asked: Any, **named: Any) -> Self:
        CountingCursor.statements += 1
        return super().execute(*asked, **named)
