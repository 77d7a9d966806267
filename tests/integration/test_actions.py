"""Actions taken back by the server on the real database: however many edits they were, once, and over nobody's work."""

import json
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib import db
from chalicelib.preconditions import parse_if_match
from chalicelib.stories import service
from chalicelib.stories.canonical import canonical
from infra.local.creator import Creator, Reply
from tests.vectors.tables.shapes import option, scene


class Table:
    """One creator's story, and what its actions came to."""

    def __init__(self, creator: Creator) -> None:
        self.creator = creator
        self.account = str(creator.call("GET", "/v1/account")["id"])
        self.story = str(creator.call("POST", "/v1/stories", {"title": "Shore"})["id"])

    def act(self, *edits: dict[str, Any], undoes: str | None = None) -> str:
        action = str(uuid.uuid4())
        base = service.load_story(self.account, self.story).revision
        same = {"base": base, "action": action, "undoes": undoes}
        sent = [{"id": str(uuid.uuid4()), "edit": edit} | same for edit in edits]
        answer = self.creator.call("POST", f"/v1/stories/{self.story}/edits", {"edits": sent})
        assert len(answer["accepted"]) == len(edits)
        return action

    def disown(self, action: str) -> None:
        """Make the action somebody else's."""
        with db.autocommit() as connection:
            connection.execute("UPDATE draft_edits SET account_id = NULL WHERE action = %s", (action,))

    def undo(self, action: str, new: str | None = None) -> Reply:
        body = json.dumps({"action": new or str(uuid.uuid4())}).encode()
        return self.creator.ask("POST", f"/v1/stories/{self.story}/actions/{action}/undo", body)

    def draft(self) -> bytes:
        return canonical(service.load_draft(self.account, self.story))

    def titles(self) -> Sequence[str]:
        return [one.data.title for one in service.load_draft(self.account, self.story).scenes.values()]


@pytest.fixture
def table(creator: Creator) -> Table:
    made = Table(creator)
    made.act(added("a"), added("b"))
    return made


def added(scene_id: str) -> dict[str, Any]:
    return {"type": "scene.added", "scene": scene(scene_id)}


def retitled(scene_id: str, title: str) -> dict[str, Any]:
    return {"type": "scene.retitled", "scene": scene_id, "title": title}


def problem(reply: Reply) -> tuple[int, str]:
    return reply.status, reply.json()["type"].rpartition("/")[2]


def test_an_action_of_thousands_of_edits_is_taken_back_to_the_letter(table: Table) -> None:
    some = [f"s{number}" for number in range(1200)]
    for first in range(0, 1200, 100):
        table.act(*(added(one) for one in some[first : first + 100]))
    table.act(*({"type": "option.added", "scene": one, "option": option("x", "a"), "index": 0} for one in some[:100]))
    before = table.draft()
    document = service.load_draft(table.account, table.story)
    scenes: dict[str, Any] = {}
    for number, (key, one) in enumerate(document.scenes.items()):
        if number % 10:
            data = one.data.model_copy(update={"title": f"Other {key}", "text": "Otherwise.", "options": ()})
            scenes[key] = one.model_copy(update={"data": data})
    wanted = document.model_copy(update={"title": "Restored", "scenes": scenes})
    with db.transaction() as connection:
        revision, told = service.replace_draft(
            connection, table.account, table.story, wanted, expected=parse_if_match("*"), now=datetime.now(UTC)
        )
    assert told > 2000
    (action,) = {one["action"] for one in newest(table, revision - 1)}

    undone = table.undo(action).good().json()

    assert table.draft() == before
    assert undone["revision"] == revision + told
    last = newest(table, undone["revision"] - 1)
    assert [(one["action"], one["undoes"], one["by"]) for one in last] == [(undone["action"], action, table.account)]
    assert table.undo(undone["action"]).good().json()["revision"] == revision + 2 * told
    assert table.draft() == canonical(wanted)


def newest(table: Table, since: int) -> Any:
    return table.creator.call("GET", f"/v1/stories/{table.story}/edits?since={since}")["edits"]


def test_a_move_is_taken_back_once_though_nothing_stands_in_its_way(table: Table) -> None:
    before = table.draft()
    action = table.act({"type": "scene.moved", "scene": "a", "position": {"x": 9, "y": 9}})
    assert table.undo(action).status == 200
    assert table.draft() == before
    assert problem(table.undo(action)) == (409, "nothing-to-undo")


def test_asking_again_answers_the_same(table: Table) -> None:
    action, new = table.act(retitled("a", "One"), retitled("b", "One")), str(uuid.uuid4())
    first = table.undo(action, new).good().json()
    later = table.act(retitled("a", "Two"))
    assert table.undo(action, new).good().json() == first == {"revision": 6, "action": new}
    assert table.titles() == ["Two", "B"]
    assert problem(table.undo(later, new)) == (409, "action-known")


def test_what_was_changed_since_stands_in_the_way(table: Table) -> None:
    action = table.act(retitled("a", "Mine"), retitled("b", "Mine"))
    later = table.act(retitled("b", "Theirs"))
    table.disown(later)
    reply = table.undo(action)
    assert problem(reply) == (409, "action-overtaken")
    assert (reply.json()["key"], reply.json()["by"]) == ("scene:b:title", later)
    assert table.titles() == ["Mine", "Theirs"]


def test_work_within_what_would_go_stands_in_the_way(table: Table) -> None:
    action = table.act(added("c"))
    table.disown(table.act({"type": "option.added", "scene": "c", "option": option("x"), "index": 0}))
    table.disown(table.act({"type": "option.relabelled", "scene": "c", "option": "x", "label": "Go"}))
    reply = table.undo(action)
    assert (problem(reply), reply.json()["key"]) == ((409, "action-overtaken"), "option:c:x:label")


def test_what_is_nobodys_or_somebody_elses_is_nothing_to_undo(table: Table) -> None:
    theirs = table.act(retitled("a", "Theirs"))
    table.disown(theirs)
    for action in (theirs, str(uuid.uuid4())):
        assert problem(table.undo(action)) == (409, "nothing-to-undo")
    assert problem(table.undo("not-a-uuid")) == (404, "no-such-thing")
    assert problem(table.undo(theirs, "not-a-uuid")) == (422, "body-invalid")


def test_two_at_once_take_it_back_once(table: Table) -> None:
    action = table.act(retitled("a", "One"), retitled("b", "One"))
    with ThreadPoolExecutor(2) as pool:
        replies = list(pool.map(lambda _: table.undo(action), range(2)))
    assert sorted(reply.status for reply in replies) == [200, 409]
    assert (table.titles(), service.load_story(table.account, table.story).revision) == (["A", "B"], 6)
