"""What publishing writes beside a page, who may find it, and caches that are to forget it: real storage, real HTTP."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from PIL import Image

from chalicelib import clients, db
from chalicelib.preconditions import Expected
from chalicelib.settings import load_settings
from chalicelib.versions import publication_store, publishing, service, switching
from chalicelib.versions.cover import PREVIEW_SIZE
from infra.local.creator import Creator, Reply, exchange
from infra.local.stack import Stack
from tests.conftest import SignIn
from tests.integration.test_publishing import Killed, Work, rows, sea
from tests.integration.test_versions import ANY, Shelf, problem

__all__ = ["sea"]

LISTING = "/listing"


@pytest.fixture
def work(stack: Stack, creator: Creator, sea: str) -> Work:
    """A story whose scenes have a picture that went the whole way."""
    return Work(stack, creator, sea)


@pytest.fixture
def shelf(stack: Stack, creator: Creator) -> Shelf:
    """A published story."""
    made = Shelf(creator)
    made.publish("Ebb.")
    return made


@pytest.fixture
def refusing(stack: Stack) -> Iterator[None]:
    """A CDN that takes no purge."""
    stack.cdn.failing = True
    yield
    stack.cdn.failing = False


class Head(HTMLParser):
    """What a page's head says, by name, property or rel."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        one = {name: value or "" for name, value in attrs}
        if tag == "meta" and "content" in one:
            self.said[one.get("name") or one.get("property") or ""] = one["content"]
        if tag == "link":
            self.said[one["rel"]] = one["href"]


def head_of(reply: Reply) -> dict[str, str]:
    return Head(reply.good().text).said


def address(shelf: Shelf, kind: str = "s", end: str = "") -> str:
    slug = shelf.creator.call("GET", f"/v1/stories/{shelf.story}")["slug"]
    return f"{load_settings().read_url}/{kind}/{slug}{end}"


def is_listed(shelf: Shelf) -> bool:
    return "robots" not in head_of(exchange("GET", address(shelf)))


def put(shelf: Shelf, match: str | None = ANY, *, public: bool) -> Reply:
    return shelf.ask("PUT", LISTING, {"public": public}, match=match)


# Who may find it


def test_a_story_is_unlisted_until_its_creator_says_otherwise(shelf: Shelf) -> None:
    assert shelf.get(LISTING) == {"public": False, "page": "written"}
    assert not is_listed(shelf)
    told = put(shelf, shelf.tag(LISTING), public=True).good()
    assert told.json() == {"public": True, "page": "written"} == shelf.get(LISTING)
    assert told.headers["ETag"] == shelf.tag(LISTING)
    assert is_listed(shelf)
    assert "robots" in head_of(exchange("GET", address(shelf, "e")))
    shelf.publish("Flood.")
    assert is_listed(shelf)
    put(shelf, shelf.tag(LISTING), public=False).good()
    assert not is_listed(shelf)


def test_nobodys_unseen_word_is_undone(shelf: Shelf) -> None:
    seen = shelf.tag(LISTING)
    assert put(shelf, seen, public=True).status == put(shelf, seen, public=True).status == 200
    assert problem(put(shelf, seen, public=False)) == (412, "if-match-stale")
    assert problem(put(shelf, None, public=False)) == (428, "if-match-missing")
    assert problem(shelf.ask("PUT", LISTING, {"public": "yes"}, match=ANY)) == (422, "body-invalid")
    assert is_listed(shelf)


def test_a_draft_is_said_to_be_public_before_it_has_a_page(stack: Stack, creator: Creator) -> None:
    draft = Shelf(creator)
    assert put(draft, public=True).good().json() == {"public": True, "page": "none"}
    service.sweep(now=datetime.now(UTC))
    assert exchange("GET", address(draft)).status == 404
    draft.publish("Ebb.")
    assert is_listed(draft)


def test_a_story_put_away_is_never_listed(shelf: Shelf) -> None:
    put(shelf, public=True)
    shelf.post("/unpublish")
    assert not is_listed(shelf)
    assert shelf.get(LISTING) == {"public": True, "page": "written"}
    shelf.post("/versions/1/current")
    assert is_listed(shelf)


def test_strangers_cannot_list_a_story(shelf: Shelf, sign_in: SignIn) -> None:
    owner, shelf.creator = shelf.creator, sign_in()
    assert problem(shelf.ask("GET", LISTING)) == (404, "story-not-found")
    assert problem(put(shelf, public=True)) == (404, "story-not-found")
    shelf.creator = owner
    assert not is_listed(shelf)


def test_killed_before_the_page_was_written_the_sweep_finishes(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(clients, "put_public", die)
        with pytest.raises(Killed):
            switching.set_public(shelf.account, shelf.story, Expected(None), public=True, now=datetime.now(UTC))
    assert shelf.get(LISTING) == {"public": True, "page": "following"}
    assert not is_listed(shelf)
    service.sweep(now=datetime.now(UTC))
    assert shelf.get(LISTING) == {"public": True, "page": "written"}
    assert is_listed(shelf)


def test_storage_that_is_away_is_made_up_for(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def put_nothing(*_: Any, **__: Any) -> None:
        raise EndpointConnectionError(endpoint_url="storage")

    with monkeypatch.context() as patched:
        patched.setattr(clients, "put_public", put_nothing)
        assert put(shelf, public=True).good().json()["page"] == "following"
    service.sweep(now=datetime.now(UTC))
    assert is_listed(shelf)


# Covers


def test_a_link_to_the_story_shows_its_cover(work: Work) -> None:
    work.edit({"type": "scene.alt_set", "scene": "shore", "alt": "A grey sea"})
    work.carry_out()
    said = head_of(work.page())
    preview = said["og:image"]
    assert preview.startswith(f"{load_settings().read_url}/i/")
    assert (said["twitter:image"], said["twitter:card"]) == (preview, "summary_large_image")
    assert (said["og:image:width"], said["og:image:height"], said["og:image:alt"]) == ("1200", "630", "A grey sea")
    served = exchange("GET", preview)
    assert (served.status, served.headers["Content-Type"]) == (200, "image/jpeg")
    assert served.headers["Cache-Control"] == clients.IMMUTABLE
    assert len(served.body) <= 300_000
    picture = Image.open(io.BytesIO(served.body))
    assert picture.size == PREVIEW_SIZE
    assert picture.getpixel((600, 315)) == pytest.approx((0x1D, 0x3B, 0x4F), abs=3)


def test_a_cover_is_written_once_for_what_it_shows(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    work.carry_out()
    before = head_of(work.page())["og:image"]
    written: list[str] = []
    real = clients.put_public

    def noting(key: str, *arguments: Any, **named: Any) -> None:
        written.append(key)
        real(key, *arguments, **named)

    monkeypatch.setattr(clients, "put_public", noting)
    work.edit({"type": "scene.rewritten", "scene": "shore", "text": "Higher water."})
    publishing.publish(work.ask(), now=datetime.now(UTC))
    assert head_of(work.page())["og:image"] == before
    assert [key for key in written if key.startswith("i/")] == []


def test_a_version_from_before_there_were_covers_gets_one_when_its_page_is_next_written(work: Work) -> None:
    work.carry_out()
    before = head_of(work.page())["og:image"]
    with db.autocommit() as connection:
        connection.execute("UPDATE versions SET cover = NULL WHERE story_id = %s", (work.story,))
    publishing.project_page(work.story, now=datetime.now(UTC))
    assert head_of(work.page())["og:image"] == before


@pytest.mark.parametrize("body", [None, b"no picture"])
def test_a_picture_that_cannot_be_had_is_no_reason_not_to_publish(work: Work, body: bytes | None) -> None:
    with db.autocommit() as connection:
        connection.execute(
            "UPDATE assets SET renditions = %s WHERE story_id = %s",
            (
                json.dumps(
                    [
                        {
                            "format": kind,
                            "width": 64,
                            "height": 40,
                            "url": f"https://read.example/i/{work.story}/{kind}",
                        }
                        for kind in ("avif", "webp", "jpeg")
                    ]
                ),
                work.story,
            ),
        )
    if body is not None:
        clients.put_public(f"i/{work.story}/webp", body, content_type="image/webp")
    assert work.carry_out()["state"] == "published"
    said = head_of(work.page())
    assert said["twitter:card"] == "summary"
    assert "og:image" not in said


@pytest.mark.parametrize(
    ("cover", "image", "alt"), [("", "start", "A grey sea"), ("home's", "home's", "A door"), ("spare", "spare", "")]
)
def test_the_creators_cover_comes_before_the_picture_of_the_start(work: Work, cover: str, image: str, alt: str) -> None:
    scenes = {"shore": ("start", "A grey sea"), "home": ("home's", "A door")}
    work.carry_out()
    with db.autocommit() as connection:
        document: dict[str, Any] = rows(connection, "SELECT document FROM versions WHERE story_id = %s", work.story)[0][
            0
        ]
        for scene, (picture, words) in scenes.items():
            document["scenes"][scene]["data"] |= {"image": picture, "alt": words}
        document["theme"] |= {"cover": cover, "paper": "#102030"}
        connection.execute(
            "UPDATE versions SET cover = NULL, document = %s WHERE story_id = %s", (json.dumps(document), work.story)
        )
        wanted = publication_store.find_uncovered(connection, work.story)
        connection.execute("DELETE FROM stories WHERE id = %s", (work.story,))  # no page can be made of this
    assert wanted == publication_store.Uncovered(number=1, image=image, alt=alt, paper="#102030")


# Frames and apps


def test_the_story_says_how_to_embed_it(work: Work) -> None:
    work.carry_out()
    discovered = head_of(work.page())["alternate"]
    served = exchange("GET", discovered)
    assert (served.status, served.headers["Content-Type"]) == (200, "application/json")
    assert served.headers["Access-Control-Allow-Origin"] == "*"
    answer = served.json()
    assert (answer["type"], answer["version"], answer["title"]) == ("rich", "1.0", "Shore")
    assert exchange("GET", answer["thumbnail_url"]).status == 200
    frame = answer["html"].partition('src="')[2].partition('"')[0]
    embed = exchange("GET", frame)
    assert "In the shore." in embed.good().text
    assert "frame-ancestors *" in embed.headers["Content-Security-Policy"]
    assert "'sha256-" in embed.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in work.page().headers["Content-Security-Policy"]


def test_the_story_can_be_kept_like_an_app(work: Work) -> None:
    work.carry_out()
    said, read = head_of(work.page()), load_settings().read_url
    served = exchange("GET", f"{read}{said['manifest']}")
    assert (served.status, served.headers["Content-Type"]) == (200, "application/manifest+json")
    made = served.json()
    assert f"{read}{made['start_url']}" == said["canonical"]
    for icon in made["icons"]:
        picture = exchange("GET", f"{read}{icon['src']}")
        assert (picture.status, picture.headers["Content-Type"]) == (200, icon["type"])
        assert "x".join(map(str, Image.open(io.BytesIO(picture.body)).size)) == icon["sizes"]
    assert exchange("GET", f"{read}{said['apple-touch-icon']}").status == 200


def test_of_a_story_put_away_nothing_is_left_but_the_word(shelf: Shelf) -> None:
    ends = ("/oembed.json", "/app.webmanifest")
    assert [exchange("GET", address(shelf, end=end)).status for end in ends] == [200, 200]
    shelf.post("/unpublish")
    for kind in ("s", "e"):
        assert "put away" in exchange("GET", address(shelf, kind)).good().text
    assert [exchange("GET", address(shelf, end=end)).status for end in ends] == [404, 404]
    shelf.post("/versions/1/current")
    assert [exchange("GET", address(shelf, end=end)).status for end in ends] == [200, 200]


# Caches


def purged(stack: Stack, shelf: Shelf) -> int:
    """How many purges of the story's page the CDN has taken; each names every address of it."""
    own = [purge for purge in stack.cdn.purged if address(shelf) in purge]
    everything = {address(shelf, kind, end) for kind in ("s", "e") for end in ("", "/")}
    everything |= {address(shelf, end=end) for end in ("/oembed.json", "/app.webmanifest")}
    assert all(set(purge) == everything for purge in own)
    return len(own)


def test_caches_are_told_whenever_the_page_was_written(stack: Stack, shelf: Shelf) -> None:
    assert purged(stack, shelf) == 1
    shelf.publish("Flood.")
    shelf.post("/versions/1/current")
    put(shelf, public=True)
    shelf.post("/unpublish")
    assert purged(stack, shelf) == 5
    service.sweep(now=datetime.now(UTC))
    assert purged(stack, shelf) == 5


def test_a_purge_that_fails_is_tried_until_it_is_done(
    stack: Stack, shelf: Shelf, refusing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shelf.post("/unpublish")["page"] == "written"
    assert "put away" in shelf.page()
    for _ in range(2):
        service.sweep(now=datetime.now(UTC))
        assert purged(stack, shelf) == 1
    stack.cdn.failing = False
    written: list[str] = []
    monkeypatch.setattr(clients, "put_public", lambda key, *_, **__: written.append(key))
    for _ in range(2):
        service.sweep(now=datetime.now(UTC))
        assert purged(stack, shelf) == 2
    assert written == []


def test_killed_before_caches_were_told_the_sweep_tells_them(
    stack: Stack, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(clients, "purge", die)
        with pytest.raises(Killed):
            switching.put_away(shelf.account, shelf.story, Expected(None), now=datetime.now(UTC))
    assert ("put away" in shelf.page(), purged(stack, shelf)) == (True, 1)
    service.sweep(now=datetime.now(UTC))
    assert purged(stack, shelf) == 2


def test_a_page_written_while_caches_are_told_is_told_of_again(stack: Stack, shelf: Shelf) -> None:
    """The purge that was on its way may have come before the second write."""
    with db.autocommit() as connection:
        publication_store.note_page(connection, shelf.story, shows=1, public=False)
        due = publication_store.find_purge(connection, shelf.story)
        assert due is not None
        publication_store.note_page(connection, shelf.story, shows=1, public=False)
        publication_store.note_purge(connection, shelf.story, writes=due.writes)
        assert shelf.story in publication_store.list_unpurged(connection, most=9)
    service.sweep(now=datetime.now(UTC))
    assert purged(stack, shelf) == 2


def test_publishing_does_not_wait_for_the_cdn(stack: Stack, shelf: Shelf, refusing: None) -> None:
    shelf.tell("Flood.")
    asked = shelf.ask_for_publication()
    publishing.publish(asked, now=datetime.now(UTC))
    assert shelf.get(f"/publications/{asked}")["state"] == "published"


@pytest.mark.parametrize(
    ("url", "token"),
    [
        ("{cdn}/elsewhere", "local"),
        ("{purge}", "wrong"),
        ("http://127.0.0.1:1/", "local"),
        ("{read}/", "local"),
        ("cdn.example/purge", "local"),
    ],
    ids=["no such zone", "wrong token", "nobody there", "no CDN at all", "no address"],
)
def test_a_cdn_that_does_not_say_it_forgot_has_not(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, url: str, token: str
) -> None:
    places = {"cdn": stack.addresses.cdn, "purge": load_settings().cdn_purge_url, "read": stack.addresses.read}
    before = len(stack.cdn.purged)
    with monkeypatch.context() as environment:
        environment.setenv("CDN_PURGE_URL", url.format(**places))
        environment.setenv("CDN_PURGE_TOKEN", token)
        load_settings.cache_clear()
        with pytest.raises(clients.PurgeFailed):
            clients.purge([f"https://read.example/s/{uuid.uuid4()}"])
    load_settings.cache_clear()
    assert len(stack.cdn.purged) == before


def test_without_a_cdn_there_is_nothing_to_tell(stack: Stack, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as environment:
        environment.setenv("CDN_PURGE_URL", "")
        load_settings.cache_clear()
        shelf.post("/unpublish")
    load_settings.cache_clear()
    assert purged(stack, shelf) == 1
    with db.autocommit() as connection:
        assert shelf.story not in publication_store.list_unpurged(connection, most=9)
