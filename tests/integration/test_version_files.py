"""A long story's files on the real database and storage: what is written, what is not written again, and in between."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, LiteralString

import pytest
from psycopg.types.json import Jsonb

from chalicelib import clients, db
from chalicelib.preconditions import Expected
from chalicelib.stories import proof
from chalicelib.stories.canonical import canonical
from chalicelib.stories.upcasting import upcast_scene
from chalicelib.versions import publishing, switching
from chalicelib.versions.cover import ICON_SIDES, PREVIEW
from infra.local.creator import Creator, exchange
from infra.local.stack import Stack
from tests.integration.test_publishing import Killed, Work, facts_of, files_of, option, scene, sea

__all__ = ["sea"]  # the fixture

SCENES = 2_000
NOW = datetime.now(UTC)


def with_tree(work: Work, scenes: int) -> Work:
    """The shore leads to a tree of this many scenes, too; its leaves are endings."""
    (shore,) = query("SELECT scene FROM draft_scenes WHERE story_id = %s AND scene_id = 'shore'", work.story)[0]
    image = shore["data"]["image"]

    def made(number: int) -> dict[str, Any]:
        below = [f"s{child}" for child in range(3 * number + 1, 3 * number + 4) if child < scenes]
        ending = None if below else {"name": f"Ending {number}", "link": None}
        text = f"The tide is at mark {number}. " * 30
        return scene(f"s{number}", *(option(one, one) for one in below), image=image, text=text, ending=ending)

    tree = {f"s{number}": upcast_scene(made(number), 2) for number in range(scenes)}
    statement: LiteralString = "INSERT INTO draft_scenes SELECT %s, key, value FROM jsonb_each(%s)"
    with db.autocommit() as connection:
        connection.execute(statement, (work.story, Jsonb(tree)))
    work.edit({"type": "option.added", "scene": "shore", "option": option("inland", "s0"), "index": 0})
    return work


@pytest.fixture
def long(stack: Stack, creator: Creator, sea: str) -> Work:
    return with_tree(Work(stack, creator, sea), SCENES)


@pytest.fixture
def middling(stack: Stack, creator: Creator, sea: str) -> Work:
    """Some twenty files."""
    return with_tree(Work(stack, creator, sea), 300)


def query(statement: LiteralString, *values: Any) -> list[tuple[Any, ...]]:
    with db.autocommit() as connection:
        return connection.execute(statement, values).fetchall()


@dataclass
class Writes:
    """What was written to the public bucket, and the publication's progress before each write."""

    keys: list[str] = field(default_factory=list)
    progress: list[tuple[int, int]] = field(default_factory=list)

    @property
    def kinds(self) -> dict[str, int]:
        return {kind: sum(key.startswith(kind) for key in self.keys) for kind in ("c/", "m/", "i/", "s/")}

    @property
    def counted(self) -> int:
        """How many of them are the version's files or the page, which progress counts."""
        kinds = self.kinds
        return kinds["c/"] + kinds["m/"] + (kinds["s/"] > 0)


@contextmanager
def watched(publication_id: str, *, fatal: int | None = None) -> Iterator[Writes]:
    """Note every write of this process; the one numbered `fatal` kills it."""
    seen = Writes()
    put = clients.put_public

    def watching_put(key: str, *arguments: Any, **named: Any) -> None:
        if len(seen.keys) == fatal:
            raise Killed
        seen.keys.append(key)
        seen.progress += query("SELECT done, total FROM publications WHERE id = %s", publication_id)
        put(key, *arguments, **named)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clients, "put_public", watching_put)
        yield seen


def carry_out(work: Work, publication_id: str) -> Writes:
    with watched(publication_id) as seen:
        publishing.publish(publication_id, now=NOW)
    assert work.publication(publication_id)["state"] == "published"
    return seen


def test_only_what_changed_is_written_again(long: Work) -> None:
    first = carry_out(long, long.ask())
    assert first.kinds["c/"] > 50
    beside = len(publishing.PAGE_FILES)
    drawn = {f"icon-{side}.png" for side in ICON_SIDES} | {PREVIEW}
    assert {key.rpartition("/")[2] for key in first.keys if key.startswith("i/")} == drawn
    assert (first.kinds["m/"], first.kinds["s/"], len(set(first.keys))) == (1, beside, len(first.keys))

    long.edit({"type": "scene.rewritten", "scene": "s700", "text": "The tide is out."})
    again = carry_out(long, long.ask())
    assert again.kinds["c/"] <= 3
    assert (again.kinds["m/"], again.kinds["i/"], again.kinds["s/"]) == (1, 0, beside)
    assert not {key for key in again.keys if key.startswith("c/")} & set(first.keys)
    head, chunks = files_of(long.stack, long.page())
    (changed,) = [states["s700"] for states in chunks.values() if "s700" in states]
    assert "The tide is out." in changed["meta"]["scene"]["html"]
    assert (head["version"], sum(map(len, chunks.values()))) == ("2", SCENES + 2)

    same = carry_out(long, long.ask())
    assert same.kinds == {"c/": 0, "m/": 1, "i/": 0, "s/": beside}


def test_the_page_names_what_is_one_choice_away(middling: Work) -> None:
    carry_out(middling, middling.ask())
    page = middling.page()
    facts = facts_of(page)
    head, chunks = files_of(middling.stack, page)
    drawn = chunks["shore"]["shore"]["meta"]["scene"]["options"]
    assert facts["chunks"].keys() == {"shore", *(one["chunk"] for one in drawn if "chunk" in one)}
    assert facts["chunks"].items() <= head["chunks"].items()
    assert len(page.body) < 30_000


def test_progress_is_true_and_only_grows(middling: Work) -> None:
    publication_id = middling.ask()
    seen = carry_out(middling, publication_id)
    totals = {total for _, total in seen.progress}
    done = [one for one, _ in seen.progress]
    assert totals == {seen.counted}
    assert done == sorted(done)
    assert all(told <= written for written, told in enumerate(done))
    assert len(set(done)) > 1
    assert (done[0], done[-1]) == (0, seen.counted - 1)

    middling.edit({"type": "scene.rewritten", "scene": "s3", "text": "Fog."})
    again = carry_out(middling, next_one := middling.ask())
    total = seen.counted
    assert again.counted <= 5 < total
    assert again.progress[0] == (total - again.counted, total), "what is there already is told at once"
    assert (middling.publication(next_one)["done"], middling.publication(next_one)["total"]) == (total, total)


@pytest.mark.parametrize("fatal", [0, 1, 10, -2, -1])
def test_killed_at_any_write_readers_keep_the_old_version_and_the_next_delivery_finishes(
    middling: Work, fatal: int
) -> None:
    """-1 is the page, -2 the last of the other files."""
    publication_id = middling.ask()
    carry_out(middling, publication_id)
    query("UPDATE versions SET head = NULL WHERE story_id = %s RETURNING 1", middling.story)  # so that all is new
    before = middling.page().body
    middling.edit({"type": "scene.rewritten", "scene": "shore", "text": "Higher water."})
    publication_id = middling.ask()
    files = len(files_of(middling.stack, middling.page())[0]["chunks"]) + 3
    with watched(publication_id, fatal=fatal % files) as seen, pytest.raises(Killed):
        publishing.publish(publication_id, now=NOW)
    assert middling.page().body == before
    assert len(middling.versions()) == (2 if fatal == -1 else 1)
    told = (middling.publication(publication_id)["done"], middling.publication(publication_id)["total"])
    assert (told[0] <= len(seen.keys), told[1]) == (True, files)
    carry_out(middling, publication_id)
    assert "Higher water." in middling.page().text
    assert len(middling.versions()) == 2
    assert len(files_of(middling.stack, middling.page())[1]) == files - 3


def forget_chunks(work: Work, context: dict[str, Any]) -> tuple[dict[str, Any], dict[str, dict[str, Any]], bytes]:
    """Have the version be one from before there were chunks; its head, its chunks, and its machine as stored then."""
    head, chunks = files_of(work.stack, work.page())
    machine = {
        **{name: head[name] for name in ("id", "version", "initial")},
        "schema": 1,
        "states": {scene_id: state for states in deepcopy(chunks).values() for scene_id, state in states.items()},
    }
    for state in machine["states"].values():
        for drawn in state["meta"]["scene"]["options"]:
            drawn.pop("chunk", None)
    whole, key = canonical({**machine, "context": {**context, "$visited": {}}}), f"m/{uuid.UUID(work.story).hex}.json"
    clients.put_public(key, whole, content_type="application/json")
    forget: LiteralString = "UPDATE versions SET head = NULL, machine_key = %s WHERE story_id = %s RETURNING 1"
    query(forget, key, work.story)
    return head, chunks, whole


def test_a_version_from_before_there_were_chunks_has_its_page_made_of_its_machine(stack: Stack, middling: Work) -> None:
    for name, initial in (("huge", 2.0**53), ("huger", 1e21)):
        middling.edit({"type": "variable.added", "name": name, "variable": {"type": "number", "initial": initial}})
    carry_out(middling, middling.ask())
    head, chunks, whole = forget_chunks(middling, {"huge": 2.0**53, "huger": 1e21})
    for _ in range(2):
        publishing.project_page(middling.story, now=NOW)
        assert files_of(stack, middling.page()) == (head, chunks)
    assert query("SELECT head FROM versions WHERE story_id = %s", middling.story) == [(head,)]
    assert exchange("GET", f"{stack.addresses.read}/m/{uuid.UUID(middling.story).hex}.json").body == whole


def test_one_connection_is_enough(
    stack: Stack, creator: Creator, sea: str, pool_of_one: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To publish, to roll back and to sweep, whether or not the version has to be cut; and proving holds none."""
    work = Work(stack, creator, sea)
    prove = proof.all_problems

    def ask_and_prove(*arguments: Any) -> Any:
        query("SELECT 1")
        return prove(*arguments)

    monkeypatch.setattr(publishing, "all_problems", ask_and_prove)
    publishing.publish(work.ask(), now=NOW)
    forget_chunks(work, {})
    work.edit({"type": "scene.rewritten", "scene": "shore", "text": "Higher water."})
    publishing.publish(work.ask(), now=NOW)

    [(account,)] = query("SELECT account_id::text FROM stories WHERE id = %s", work.story)
    assert switching.make_current(account, work.story, 1, Expected(None), now=NOW).page_shows == 1
    assert "In the shore." in work.page().text
    forget_chunks(work, {})
    query("UPDATE stories SET page_shows = NULL WHERE id = %s RETURNING 1", work.story)
    switching.sweep(now=NOW)
    assert query("SELECT page_shows FROM stories WHERE id = %s", work.story) == [(1,)]
