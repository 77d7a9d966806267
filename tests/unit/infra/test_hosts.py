"""The hosts answer from storage, and kindly where that fails."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import brotli
import pytest
from werkzeug.test import Client, TestResponse

from infra.edge import Origins, Table, load_table
from infra.local.hosts import BucketSource, FolderSource, Page, Source, StaticHost, made_page
from infra.local.objects import ObjectFiles, StoredObject
from tests.unit.stories.vectors import vectors

EDGE = vectors("edge")
TIME = datetime(2026, 1, 1, tzinfo=UTC)
TABLE = load_table(Origins("http://localhost:1", "http://localhost:2", "http://localhost:3", "http://localhost:4"))


class Stuck:
    """Storage that does not answer until it is told to."""

    def __init__(self) -> None:
        self.answers = Event()

    def find(self, key: str) -> Page | None:
        self.answers.wait()
        return made_page(key.encode(), "text/html; charset=utf-8")


def ask(source: Source, path: str = "/s/shore", table: Table = TABLE) -> TestResponse:
    return Client(StaticHost(table, "read", source)).get(path, headers={"Accept-Encoding": "identity"})


@pytest.fixture
def bucket(tmp_path: Path) -> BucketSource:
    """A bucket that holds one page."""
    files = ObjectFiles(tmp_path)
    headers = {"content-type": "text/html; charset=utf-8", "x-amz-meta-csp-style": "sha256-abc="}
    files.save("public", StoredObject("s/shore/index.html", headers, "abc", TIME), b"<p>Shore</p>")
    return BucketSource(files, "public")


def test_a_page_comes_with_its_hash(bucket: BucketSource) -> None:
    answer = ask(bucket)
    assert (answer.status_code, answer.data) == (200, b"<p>Shore</p>")
    assert "'sha256-abc='" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/s/shore", "/e/shore", "/c/0123.json"])
def test_storage_that_fails_is_said_kindly(bucket: BucketSource, tmp_path: Path, path: str) -> None:
    """A folder where an object's file should be cannot be read by anybody."""
    files = ObjectFiles(tmp_path)
    for key in ("s/shore/index.html", "s/shore/embed.html", "c/0123.json"):
        files.delete("public", key)
        files._path("public", key).mkdir(parents=True)
    answer = ask(bucket, path)
    assert (answer.status_code, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (
        503,
        "30",
        "no-store",
    )
    assert "load the page again" in answer.text
    assert ("frame-ancestors *" in answer.headers["Content-Security-Policy"]) is (path == "/e/shore")


class Objects:
    """The objects of the shared cases that lie in a host's bucket."""

    def __init__(self, host: str) -> None:
        own = [one for one in EDGE["objects"] if one["host"] == host]
        self._pages = {one["key"]: replace(self._page(one), metadata=one["metadata"]) for one in own}

    def find(self, key: str) -> Page | None:
        return self._pages.get(key)

    def _page(self, one: dict[str, Any]) -> Page:
        body = one["body"].encode()
        return made_page(brotli.compress(body) if "coding" in one else body, one["type"])


@pytest.mark.parametrize("case", EDGE["requests"], ids=lambda case: case["name"])
def test_a_request(case: dict[str, Any]) -> None:
    """The worker is held to the same cases."""
    host = StaticHost(load_table(Origins(**EDGE["origins"])), case["host"], Objects(case["host"]))
    asked = {"Accept-Encoding": "identity"} | case["headers"]
    answer = Client(host).open(case["path"], method=case["method"], headers=asked)
    if case["again"] is not None:
        tags = case["again"].replace("{etag}", answer.headers["ETag"])
        answer = Client(host).open(case["path"], method=case["method"], headers=asked | {"If-None-Match": tags})
    coded = answer.headers.get("Content-Encoding") == "br" and answer.data
    body = brotli.decompress(answer.data) if coded else answer.data
    assert (answer.status_code, body.decode()) == (case["status"], case["body"])
    for name, value in case["answered"].items():
        found = answer.headers.get(name)
        assert found is None if value is None else value in (found or ""), (name, found)


@pytest.mark.parametrize(
    ("accepted", "body", "coding"),
    [("gzip, br", b"small", "br"), ("gzip", b"script " * 100, "gzip"), ("br;q=0", b"script " * 100, None)],
)
def test_what_was_made_small_when_it_was_built_is_sent_as_it_lies(
    tmp_path: Path, accepted: str, body: bytes, coding: str | None
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "reader.js").write_bytes(b"script " * 100)
    (tmp_path / "a" / "reader.js.br").write_bytes(b"small")
    host = Client(StaticHost(TABLE, "read", FolderSource(tmp_path)))
    answer = host.get("/a/reader.js", headers={"Accept-Encoding": accepted})
    sent = gzip.decompress(answer.data) if coding == "gzip" else answer.data
    assert (answer.status_code, sent, answer.headers.get("Content-Encoding")) == (200, body, coding)
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Vary"] == "Accept-Encoding"
    again = host.get("/a/reader.js", headers={"Accept-Encoding": accepted, "If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_storage_that_takes_too_long_is_given_up() -> None:
    stuck = Stuck()
    impatient = replace(TABLE, patience_seconds=0.05)
    try:
        assert ask(stuck, table=impatient).status_code == 503
    finally:
        stuck.answers.set()
    assert ask(stuck).data == b"s/shore/index.html"
