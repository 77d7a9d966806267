"""Publishing on the real database, queues and storage: once each, in order, and again after any accident."""

import base64
import hashlib
import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, Final, LiteralString

import psycopg
import pytest
from botocore.exceptions import EndpointConnectionError
from PIL import Image

from chalicelib import clients, db
from chalicelib.versions import publication_store, publishing, store
from infra.local.creator import Creator, Reply, exchange
from infra.local.stack import Stack


def scene(scene_id: str, *options: dict[str, Any], **data: Any) -> dict[str, Any]:
    plain = {"title": scene_id.title(), "text": f"In the {scene_id}.", "image": "", "alt": "", "ending": None}
    place = {"x": 0.0, "y": 0.0}
    return {
        "id": scene_id,
        "type": "scene",
        "position": place,
        "data": plain | {"options": list(options), "notes": "", "tags": []} | data,
    }


def option(option_id: str, target: str | None) -> dict[str, Any]:
    plain = {"id": option_id, "label": f"Go {option_id}", "target": target, "condition": None}
    return plain | {"effects": [], "hotspot": None, "when_locked": "hidden"}


COPY_PICTURE = """
    INSERT INTO assets (id, account_id, story_id, state, file_name, content_type, size, raw_key, sha256, width, height,
        placeholder, renditions, created_at, updated_at)
    SELECT %(id)s::uuid, stories.account_id, stories.id, assets.state, assets.file_name, assets.content_type,
           assets.size, %(id)s::text, assets.sha256, assets.width, assets.height, assets.placeholder, assets.renditions,
           assets.created_at, assets.updated_at
    FROM assets, stories WHERE assets.id = %(original)s::uuid AND stories.id = %(story)s::uuid
"""


AS_SCHEMA_2: Final = """
    UPDATE versions SET
        document = (document #- '{theme,paper}' #- '{theme,font}' #- '{theme,cover}' #- '{reveal_choices}')
            || '{"schema": 2}',
        head = (head - 'reveal_choices') || '{"schema": 2}'
    WHERE story_id = %(story)s
"""


class Work:
    """One creator's small story: a shore that leads home, with a picture."""

    def __init__(self, stack: Stack, creator: Creator, sea: str) -> None:
        self.stack, self.creator, self.revision = stack, creator, 0
        self.story = str(creator.call("POST", "/v1/stories", {"title": "Shore"})["id"])
        asset = str(uuid.uuid4())
        with db.autocommit() as connection:
            connection.execute(COPY_PICTURE, {"id": asset, "original": sea, "story": self.story})
        self.edit(
            {"type": "scene.added", "scene": scene("shore", option("home", "home"), image=asset)},
            {"type": "scene.added", "scene": scene("home", image=asset, ending={"name": "Home", "link": None})},
            {"type": "story.start_set", "start": "shore"},
        )

    def edit(self, *edits: dict[str, Any]) -> None:
        self.revision = self.creator.send_edits(self.story, self.revision, edits)

    def ask(self) -> str:
        """A publication whose message is lost: the test delivers it."""
        publication_id = str(uuid.uuid4())
        with db.transaction() as connection:
            (account_id,) = rows(connection, "SELECT account_id FROM stories WHERE id = %s", self.story)[0]
            store.insert_publication(
                connection,
                publication_id=publication_id,
                story_id=self.story,
                account_id=account_id,
                revision=self.revision,
                now=datetime.now(UTC),
            )
        return publication_id

    def publication(self, publication_id: str) -> dict[str, Any]:
        return dict(self.creator.call("GET", f"/v1/stories/{self.story}/publications/{publication_id}"))

    def carry_out(self) -> dict[str, Any]:
        """Ask for a publication as the editor does, and wait for the queue."""
        path = f"/v1/stories/{self.story}/publications"
        asked = self.creator.call("POST", path, {"revision": self.revision})
        self.stack.pump.drain(timeout=60)
        return self.publication(asked["id"])

    def versions(self) -> list[dict[str, Any]]:
        return list(self.creator.call("GET", f"/v1/stories/{self.story}/versions")["versions"])

    def summary(self) -> dict[str, Any]:
        return dict(self.creator.call("GET", f"/v1/stories/{self.story}"))

    def page(self) -> Reply:
        return exchange("GET", self.summary()["link"])


@pytest.fixture(scope="module")
def sea(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A picture that went the whole way from an upload to renditions; stories here get a copy of its row."""
    path = tmp_path_factory.mktemp("pictures") / "sea.png"
    Image.new("RGB", (64, 40), "#1d3b4f").save(path)
    creator = Creator(stack.addresses)
    creator.sign_in(f"{uuid.uuid4().hex[:12]}@example.com")
    asset_id = creator.upload(creator.call("POST", "/v1/stories", {"title": "Sea"})["id"], path)
    creator.await_asset(asset_id)
    return asset_id


@pytest.fixture
def work(stack: Stack, creator: Creator, sea: str) -> Work:
    return Work(stack, creator, sea)


def rows(connection: db.Connection, statement: LiteralString, *values: Any) -> list[tuple[Any, ...]]:
    return connection.execute(statement, values).fetchall()


def deliver(*publication_ids: str, times: int = 1) -> None:
    """Deliver messages at once, and again, as the queue does, where other publications came first every time."""

    def run(publication_id: str) -> None:
        try:
            publishing.publish(publication_id, now=datetime.now(UTC))
        except publishing.Overtaken:
            run(publication_id)

    with ThreadPoolExecutor(max_workers=6) as pool:
        list(pool.map(run, list(publication_ids) * times))


def facts_of(page: Reply) -> dict[str, Any]:
    return dict(json.loads(page.text.partition('id="fabula">')[2].partition("</script>")[0]))


def files_of(stack: Stack, page: Reply) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The head a page names, and its chunks by name, as a reader gets them."""
    read = stack.addresses.read
    head = exchange("GET", f"{read}{facts_of(page)['head']}").good().json()
    chunks = {name: exchange("GET", f"{read}/c/{file}.json").good() for name, file in head["chunks"].items()}
    assert {chunk.headers["Cache-Control"] for chunk in chunks.values()} == {clients.IMMUTABLE}
    return dict(head), {name: chunk.json()["states"] for name, chunk in chunks.items()}


def test_a_draft_becomes_a_page_with_its_files(stack: Stack, work: Work) -> None:
    publication = work.carry_out()
    assert (publication["state"], publication["version"]) == ("published", 1)
    assert publication["done"] == publication["total"] > 0
    summary = work.summary()
    assert (summary["state"], summary["version"]) == ("published", 1)
    page = exchange("GET", publication["link"])
    assert (page.status, "In the shore." in page.text) == (200, True)
    assert "'sha256-" in page.headers["Content-Security-Policy"].partition("style-src")[2].partition(";")[0]
    facts = facts_of(page)
    head, chunks = files_of(stack, page)
    assert (facts["version"], head["version"], head["initial"], head["endings"]) == (1, "1", "shore", 1)
    assert facts["chunks"] == head["chunks"]
    assert chunks["shore"]["home"]["type"] == "final"
    shown = chunks["shore"]["shore"]["meta"]["scene"]["picture"]
    assert (shown["width"], shown["height"]) == (64, 40)
    for source in shown["sources"]:
        rendition = exchange("GET", source["srcset"][-1]["url"])
        assert (rendition.status, rendition.headers["Content-Type"]) == (200, source["type"])
        assert source["srcset"][-1]["url"] in page.text
    statement: LiteralString = (
        "SELECT scene_id, scene ->> 'ending' FROM version_scenes WHERE story_id = %s ORDER BY scene_id"
    )
    with db.autocommit() as connection:
        kept = rows(connection, statement, work.story)
    assert kept == [("home", "Home"), ("shore", None)]


def test_a_page_has_the_look_the_hints_and_the_openness_its_creator_chose(stack: Stack, work: Work) -> None:
    draft = work.creator.call("GET", f"/v1/stories/{work.story}/draft")
    cover = next(scene["data"]["image"] for scene in draft["scenes"])
    theme = {"layout": "full", "accent": "#7a1f5c", "paper": "#fff4d6", "font": "typewriter", "cover": cover}
    boat = option("boat", "home") | {
        "condition": {"var": "coins", "is": "ge", "value": 3},
        "when_locked": "shown",
        "hint": "The ferryman takes 3; you have {coins}.",
    }
    work.edit(
        {"type": "variable.added", "name": "coins", "variable": {"type": "number", "initial": 2}},
        {"type": "option.added", "scene": "shore", "option": boat, "index": 1},
        {"type": "story.theme_set", "theme": theme},
        {"type": "story.reveal_choices_set", "reveal_choices": True},
    )
    assert work.carry_out()["state"] == "published"
    page = work.page()
    head, chunks = files_of(stack, page)
    assert (head["reveal_choices"], facts_of(page)["reveal_choices"]) == (True, True)
    drawn = {one["id"]: one.get("hint") for one in chunks["shore"]["shore"]["meta"]["scene"]["options"]}
    assert drawn == {"home": None, "boat": boat["hint"]}
    assert '<span class="reason">The ferryman takes 3; you have 2.</span>' in page.text
    assert '<html lang="en" dir="ltr" data-layout="full" data-font="typewriter">' in page.text
    assert '<meta name="theme-color" content="#fff4d6" media="(prefers-color-scheme: light)">' in page.text
    style = page.text.partition("<style>")[2].partition("</style>")[0]
    assert "--paper:#fff4d6" in style
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in page.headers["Content-Security-Policy"]
    assert work.summary()["cover"] in page.text


def test_a_cover_that_is_gone_blocks_publishing(work: Work) -> None:
    theme = {"layout": "paper", "accent": None, "paper": None, "font": "book", "cover": str(uuid.uuid4())}
    work.edit({"type": "story.theme_set", "theme": theme})
    publication = work.carry_out()
    assert publication["state"] == "refused"
    (problem,) = [one for one in publication["problems"] if one["severity"] == "error"]
    assert (problem["code"], problem["scene"]) == ("asset-missing", None)
    assert work.summary()["cover"] is None


def test_a_version_of_schema_2_goes_on_being_shown(work: Work) -> None:
    """Its page is written again from what lies there: a theme of two members, a head that says nothing of choices."""
    work.edit({"type": "story.theme_set", "theme": {"layout": "full", "accent": "#7a1f5c"}})
    work.carry_out()
    before = work.page()
    with db.autocommit() as connection:
        connection.execute(AS_SCHEMA_2, {"story": work.story})
        ((theme,),) = rows(connection, "SELECT document -> 'theme' FROM versions WHERE story_id = %s", work.story)
    assert theme == {"layout": "full", "accent": "#7a1f5c"}
    publishing.project_page(work.story, now=datetime.now(UTC))
    after = work.page()
    assert after.text == before.text
    version = work.creator.call("GET", f"/v1/stories/{work.story}/versions/1")
    assert version["document"]["theme"] == theme | {"paper": None, "font": "book", "cover": ""}


def test_asking_again_makes_the_next_version_of_what_the_draft_is_now(work: Work) -> None:
    work.carry_out()
    work.edit({"type": "scene.rewritten", "scene": "shore", "text": "Higher water."})
    assert work.carry_out()["version"] == 2
    assert "Higher water." in work.page().text
    assert [(one["number"], one["current"]) for one in work.versions()] == [(2, True), (1, False)]


def test_a_story_with_errors_is_refused_and_stays_as_it_was(work: Work) -> None:
    work.carry_out()
    work.edit({"type": "option.retargeted", "scene": "shore", "option": "home", "target": None})
    publication = work.carry_out()
    assert (publication["state"], publication["version"]) == ("refused", None)
    assert any(one["severity"] == "error" and one["scene"] == "shore" for one in publication["problems"])
    assert len(work.versions()) == 1
    assert "In the shore." in work.page().text


def test_a_message_delivered_again_changes_nothing(work: Work) -> None:
    publication = work.carry_out()
    before = work.page().body
    for _ in range(3):
        publishing.publish(publication["id"], now=datetime.now(UTC))
    assert len(work.versions()) == 1
    assert work.page().body == before


def test_a_message_for_nothing_changes_nothing(stack: Stack) -> None:
    publishing.publish(str(uuid.uuid4()), now=datetime.now(UTC))


def test_one_message_delivered_many_times_at_once_makes_one_version(work: Work) -> None:
    publication_id = work.ask()
    deliver(publication_id, times=6)
    assert work.publication(publication_id)["version"] == 1
    assert [one["number"] for one in work.versions()] == [1]


def test_publications_at_once_make_one_version_each_and_the_page_shows_the_last(work: Work) -> None:
    asked = [work.ask() for _ in range(4)]
    deliver(*asked)
    made = [work.publication(one) for one in asked]
    assert {one["state"] for one in made} == {"published"}
    assert sorted(one["version"] for one in made) == [1, 2, 3, 4]
    assert facts_of(work.page())["version"] == work.summary()["version"] == 4


class Killed(BaseException):
    """The process is gone: no handler of ours sees it."""


@pytest.mark.parametrize("fatal_write", range(10))
def test_killed_at_any_write_the_next_delivery_finishes(
    work: Work, monkeypatch: pytest.MonkeyPatch, fatal_write: int
) -> None:
    publication_id = work.ask()
    writes = iter(range(10))
    put = clients.put_public

    def dying_put(*arguments: Any, **named: Any) -> None:
        if next(writes) == fatal_write:
            raise Killed
        put(*arguments, **named)

    with monkeypatch.context() as patched:
        patched.setattr(clients, "put_public", dying_put)
        with pytest.raises(Killed):
            publishing.publish(publication_id, now=datetime.now(UTC))
    assert work.publication(publication_id)["state"] == "publishing"
    publishing.publish(publication_id, now=datetime.now(UTC))
    assert work.publication(publication_id)["state"] == "published"
    assert [one["number"] for one in work.versions()] == [1]
    assert "In the shore." in work.page().text


def test_storage_that_stays_away_ends_in_a_sentence(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    publication_id = work.ask()

    def put_nothing(*_: Any, **__: Any) -> None:
        raise EndpointConnectionError(endpoint_url="storage")

    with monkeypatch.context() as patched:
        patched.setattr(clients, "put_public", put_nothing)
        for _ in range(publishing.MOST_ATTEMPTS - 1):
            with pytest.raises(EndpointConnectionError):
                publishing.publish(publication_id, now=datetime.now(UTC))
        assert work.publication(publication_id)["state"] == "publishing"
        publishing.publish(publication_id, now=datetime.now(UTC))
    publication = work.publication(publication_id)
    assert publication["state"] == "failed"
    assert "draft is as you left it" in publication["detail"]
    assert work.versions() == []
    assert work.carry_out()["version"] == 1


def test_a_page_that_cannot_be_written_is_written_later(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """The version is made and the story's row points at it, so giving up would leave a link to nothing."""
    publication_id = work.ask()
    put = clients.put_public

    def put_no_page(key: str, *arguments: Any, **named: Any) -> None:
        if key.startswith("s/"):
            raise EndpointConnectionError(endpoint_url="storage")
        put(key, *arguments, **named)

    with monkeypatch.context() as patched:
        patched.setattr(clients, "put_public", put_no_page)
        for _ in range(publishing.MOST_ATTEMPTS + 2):
            with pytest.raises(EndpointConnectionError):
                publishing.publish(publication_id, now=datetime.now(UTC))
    assert work.publication(publication_id)["state"] == "publishing"
    publishing.publish(publication_id, now=datetime.now(UTC))
    assert work.publication(publication_id)["state"] == "published"
    assert "In the shore." in work.page().text


def test_a_publication_that_kills_its_process_ends_in_a_sentence(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    publication_id = work.ask()

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(clients, "put_public", die)
        for _ in range(publishing.MOST_ATTEMPTS):
            with pytest.raises(Killed):
                publishing.publish(publication_id, now=datetime.now(UTC))
        publishing.publish(publication_id, now=datetime.now(UTC))
    publication = work.publication(publication_id)
    assert (publication["state"], publication["version"]) == ("failed", None)
    assert "draft is as you left it" in publication["detail"]


def test_the_page_follows_the_row(work: Work) -> None:
    work.carry_out()
    address = work.summary()["link"]
    with db.autocommit() as connection:
        connection.execute("UPDATE stories SET state = 'unpublished' WHERE id = %s", (work.story,))
    publishing.project_page(work.story, now=datetime.now(UTC))
    assert "put away" in exchange("GET", address).text


def test_a_missing_story_is_answered_kindly(stack: Stack) -> None:
    publishing.write_missing_page(now=datetime.now(UTC))
    answer = exchange("GET", f"{stack.addresses.read}/s/there-is-none")
    assert (answer.status, "There is no story here" in answer.text) == (404, True)


def test_a_version_is_written_whole_or_not_at_all(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    publication_id = work.ask()
    with monkeypatch.context() as patched:
        patched.setattr(publication_store, "SAVE_NUMBER", "SELECT 1 / 0")
        with pytest.raises(psycopg.errors.DivisionByZero):
            publishing.publish(publication_id, now=datetime.now(UTC))
    assert work.versions() == []
    assert work.summary()["state"] == "draft"
    deliver(publication_id)
    assert work.publication(publication_id)["version"] == 1


def play(work: Work, session: str, what: str, body: dict[str, Any], kind: str = "text/plain;charset=UTF-8") -> Reply:
    """What a reader's browser sends from any page: no cookie, and nothing that would need a preflight."""
    url = f"{work.stack.addresses.api}/v1/play/sessions/{session}/{what}"
    return exchange("POST", url, {"Content-Type": kind, "Origin": "https://else.where"}, json.dumps(body).encode())


def test_a_reader_goes_on_in_another_browser(work: Work) -> None:
    work.carry_out()
    session, secret = str(uuid.uuid4()), "s" * 43
    step = {"number": 1, "scene": "shore", "option": "home", "at": 1200}
    batch = {"secret": secret, "story": work.story, "version": 1, "steps": [step], "now": "home"}
    play(work, session, "steps", batch).good()

    there = play(work, session, "place", {"secret": secret}).good()

    assert there.headers["Access-Control-Allow-Origin"] == "*"
    told = there.json()
    assert (told["story"], told["version"], told["number"], told["state"]) == (work.story, 1, 1, "ended")
    assert told["head"] == facts_of(work.page())["head"]
    assert exchange("GET", work.stack.addresses.read + told["head"]).json()["id"] == work.story
    assert told["run"]["trail"] == [{"scene": "shore", "option": "home", "before": {}, "first": True}]
    assert (told["run"]["scene"], told["run"]["visited"]) == ("home", ["home", "shore"])
    assert 1200 <= told["age"] < 3_600_000
    refused = [
        play(work, session, "place", {"secret": "t" * 43}),
        play(work, str(uuid.uuid4()), "place", {"secret": secret}),
    ]
    assert [(one.status, one.json()) for one in refused] == [(404, refused[0].json())] * 2
    assert play(work, session, "place", {"secret": secret}, "application/json").status == 415


def test_who_reads_too_quickly_is_told_how_long_to_wait(work: Work) -> None:
    work.carry_out()
    session, secret, number, answers = str(uuid.uuid4()), "s" * 43, 0, list[Reply]()
    while [one.status for one in answers[-1:]] != [429] and len(answers) < 20:  # a slow machine may need another batch
        steps: list[dict[str, Any]] = []
        for _ in range(250):
            there = {"number": number + 1, "scene": "shore", "option": "home", "at": number}
            steps += [there, {"number": number + 2, "scene": "home", "back_to": 0, "at": number}]
            number += 2
        batch = {"secret": secret, "story": work.story, "version": 1, "steps": steps, "now": "shore"}
        answers.append(play(work, session, "steps", batch))

    *before, told = answers
    assert ({one.status for one in before}, told.status) == ({200}, 429)
    assert 1 <= int(told.headers["Retry-After"]) <= 50
    assert "Retry-After" in told.headers["Access-Control-Expose-Headers"]


def test_what_readers_chose_lies_beside_the_page_where_it_is_to_be_told(work: Work) -> None:
    work.carry_out()
    address = f"{work.summary()['link']}/chosen.json"
    assert exchange("GET", address).status == 404
    with db.autocommit() as connection:
        connection.execute("UPDATE versions SET reveals_choices = true WHERE story_id = %s", (work.story,))

    publishing.project_page(work.story, now=datetime.now(UTC))

    told = exchange("GET", address)
    assert (told.status, told.json()) == (200, {"schema": 1, "version": 1, "scenes": {}})
    assert told.headers["Content-Type"] == "application/json"
    assert told.headers["Cache-Control"].startswith("public, max-age=60")


@pytest.mark.parametrize(
    ("said", "kept"), [({"reveal_choices": True}, True), ({"reveal_choices": False}, False), ({}, False)]
)
def test_a_version_tells_choices_as_its_document_says(work: Work, said: dict[str, bool], kept: bool) -> None:  # noqa: FBT001 - a table
    publication_id = work.ask()
    document = {"start": "shore", "variables": {}, **said}
    version = publication_store.NewVersion(work.story, 1, publication_id, 1, document, "m/x.json", {}, {})
    with db.transaction() as connection:
        publication_store.take_up(connection, publication_id, now=datetime.now(UTC))
        assert publication_store.save_version(connection, version, now=datetime.now(UTC))
        assert rows(connection, "SELECT reveals_choices FROM versions WHERE story_id = %s", work.story) == [(kept,)]
