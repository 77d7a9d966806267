"""The parts of the local stack that stand for the cloud: queues and schedules, the gateway, the hosts, the database."""

import gzip
import json
import os
import re
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import brotli
import psycopg
import pytest
import requests

from tests.integration.local_harness import Harness, harness


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harness]:
    """One stack for the tests that only look."""
    with harness(tmp_path_factory.mktemp("tiny")) as running:
        yield running


class TestQueues:
    def test_a_message_is_handled_once_and_its_event_is_lambdas(self, tiny: Harness) -> None:
        assert tiny.ask("[send('one'), drain(10)]") == [None, None]
        (record,) = [record for record in tiny.records() if record["body"] == "one"]
        assert set(record) == {
            "messageId", "receiptHandle", "body", "attributes", "messageAttributes", "md5OfBody", "eventSource",
            "eventSourceARN", "awsRegion", "remaining",
        }  # fmt: skip
        assert record["eventSourceARN"] == "arn:aws:sqs:us-east-1:123456789012:tiny-letters"
        assert record["attributes"]["ApproximateReceiveCount"] == "1"
        assert 55_000 < record["remaining"] <= 60_000

    def test_drain_waits_for_what_is_in_hand(self, tiny: Harness) -> None:
        tiny.ask("[send('slow-1', 'slow-2', 'slow-3'), drain(10)]")
        assert {"slow-1", "slow-2", "slow-3"} <= set(tiny.seen())
        assert tiny.ask("stack.pump.depths()") == {"tiny-letters": 0}

    def test_only_the_failed_message_of_a_batch_comes_again_and_then_is_dead(self, tiny: Harness) -> None:
        dead = tiny.ask("stack.pump.dead()")["tiny-letters"]
        assert tiny.ask("[send('fail', 'beside'), drain(30)]") == [None, None]
        assert (tiny.seen().count("fail"), tiny.seen().count("beside")) == (3, 1)
        assert tiny.ask("stack.pump.dead()") == {"tiny-letters": dead + 1}

    def test_a_raising_handler_leaves_its_whole_batch(self, tiny: Harness) -> None:
        dead = tiny.ask("stack.pump.dead()")["tiny-letters"]
        said = tiny.ask("[send('raise'), drain(0.5)]")[1]
        assert said == "messages left after 0.5 s: tiny-letters (1)"
        assert tiny.ask("drain(30)") is None
        assert tiny.seen().count("raise") == 3
        assert tiny.ask("stack.pump.dead()") == {"tiny-letters": dead + 1}

    def test_schedules_run_when_told(self, tiny: Harness) -> None:
        assert tiny.ask("[stack.timer.run_now('tick'), stack.timer.run_now('nightly')]") == ["Scheduled Event", "ran"]


def exchange_raw(tiny: Harness, request: str) -> bytes:
    """All that the API sends on a connection of its own, which it has to close."""
    host, _, port = tiny.addresses["api"].removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request.encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


class TestApi:
    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [("GET", "/things/a", 200), ("GET", "/nothing", 404), ("HEAD", "/things/a", 405), ("HEAD", "/nothing", 404)],
    )
    def test_a_connection_is_kept_whatever_was_asked(self, tiny: Harness, method: str, path: str, status: int) -> None:
        with closing(HTTPConnection(tiny.addresses["api"].removeprefix("http://"), timeout=10)) as connection:
            for asked, expected in ((method, status), ("GET", 200), (method, status)):
                connection.request(asked, path if expected == status else "/things/b")
                answer = connection.getresponse()
                answer.read()
                assert answer.status == expected

    @pytest.mark.parametrize("path", ["/things/a", "/nothing"])
    def test_head_is_answered_without_a_body(self, tiny: Harness, path: str) -> None:
        answer = exchange_raw(tiny, f"HEAD {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 40")
        assert answer.partition(b"\r\n\r\n")[2] == b""

    def test_an_unknown_address_is_a_problem(self, tiny: Harness) -> None:
        answer = requests.get(tiny.addresses["api"] + "/nothing", headers={"Authorization": "é"}, timeout=10)
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
        assert (answer.json()["status"], answer.json()["title"]) == (404, "Not Found")

    def test_path_parameters_are_decoded(self, tiny: Harness) -> None:
        answer = requests.get(tiny.addresses["api"] + "/things/a%20b%2Fc%C3%BC", timeout=10)
        assert answer.json()["name"] == "a b/cü"

    def test_a_body_that_is_no_text_arrives_as_text(self, tiny: Harness) -> None:
        url = tiny.addresses["api"] + "/things/a"
        answer = requests.post(url, data=b"\xff\xfe", headers={"Content-Type": "application/json"}, timeout=10)
        assert (answer.status_code, answer.json()["body"]) == (200, "\ufffd\ufffd")

    @pytest.mark.parametrize(
        ("headers", "status"),
        [("Content-Length: 99999999", 413), ("Content-Length: -1", 411), ("Transfer-Encoding: chunked", 411)],
    )
    def test_a_body_of_no_or_too_great_length_is_refused(self, tiny: Harness, headers: str, status: int) -> None:
        answer = exchange_raw(tiny, f"POST /things/a HTTP/1.1\r\nHost: x\r\n{headers}\r\n\r\n")
        assert answer.startswith(f"HTTP/1.1 {status} ".encode())

    @pytest.mark.parametrize(
        ("lines", "status"),
        [
            ("TRACE /things/a HTTP/1.1", 405),
            ("get /things/a HTTP/1.1", 405),
            (f"GET /{'a' * 70_000} HTTP/1.1", 414),
            (f"GET /things/a HTTP/1.1\r\nX: {'a' * 70_000}", 431),
            (f"GET /things/a HTTP/1.1\r\nContent-Length: {'9' * 5_000}", 413),
        ],
    )
    def test_what_is_no_request_of_ours_is_a_problem(self, tiny: Harness, lines: str, status: int) -> None:
        head, _, body = exchange_raw(tiny, f"{lines}\r\n\r\n").partition(b"\r\n\r\n")
        assert head.startswith(f"HTTP/1.1 {status} ".encode())
        assert b"Content-Type: application/problem+json" in head
        assert json.loads(body)["status"] == status

    def test_answers_do_not_wait_for_acknowledgements(self, tiny: Harness) -> None:
        """With Nagle's algorithm on, a kept-alive connection takes 40 ms an answer."""
        with requests.Session() as session:
            session.get(tiny.addresses["api"] + "/things/a", timeout=10)
            began = time.monotonic()
            for _ in range(50):
                session.get(tiny.addresses["api"] + "/things/a", timeout=10)
        assert time.monotonic() - began < 50 * 0.03


class TestDatabase:
    def test_the_apps_role_is_no_superuser_and_sorts_by_code_point(self, tiny: Harness) -> None:
        with psycopg.connect(tiny.addresses["database"]) as connection:
            superuser = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
            words = connection.execute("SELECT w FROM unnest(ARRAY['ä', 'z', 'B', 'a']) AS w ORDER BY w").fetchall()
        assert superuser == (False,)
        assert [word for (word,) in words] == ["B", "a", "z", "ä"]

    def test_without_its_password_nobody_gets_in(self, tiny: Harness) -> None:
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(re.sub(r":[^:@]*@", ":guessed@", tiny.addresses["database"]))

    @pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the server the Linux way")
    def test_a_server_that_is_killed_is_started_again(self, tmp_path: Path) -> None:
        with harness(tmp_path) as running:
            url = running.addresses["database"]
            with psycopg.connect(url) as connection:
                connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
                backend = Path(f"/proc/{connection.info.backend_pid}/stat").read_text()
            server = int(backend.rpartition(")")[2].split()[1])
            os.kill(server, signal.SIGKILL)
            until = time.monotonic() + 30
            while (found := kept_number(url)) is None and time.monotonic() < until:
                time.sleep(0.1)
            assert found == 7
        assert kept_number(url) is None


def kept_number(url: str) -> int | None:
    """What the table says; None while nobody answers."""
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            row = connection.execute("SELECT n FROM kept").fetchone()
    except psycopg.OperationalError:
        return None
    assert row
    return int(row[0])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A front end as a build leaves it."""
    files = ["a/icon.1a2b.svg", "a/reader.1a2b.js"]
    styles = {"style": "p{margin:0}", "embedStyle": "p{margin:1px}"}
    manifest = {"script": "a/reader.1a2b.js", "imports": [], **styles, "files": files}
    folder = tmp_path_factory.mktemp("built")
    for name, text in {
        "app/index.html": "<title>editor</title>",
        "app/a/main-1a2b.js": "let a = 1\n" * 200,
        "read/a/icon.1a2b.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "read/a/manifest.json": json.dumps(manifest),
        "read/a/reader.1a2b.js": "let b = 1\n" * 200,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, built: Path) -> Iterator[Harness]:
    with harness(tmp_path_factory.mktemp("site"), front_end=built) as running:
        yield running


class TestHosts:
    @pytest.mark.parametrize(
        ("host", "path", "status", "kind", "begins"),
        [
            ("app", "/", 200, "text/html; charset=utf-8", "<title>editor"),
            ("app", "/stories/7/edit", 200, "text/html; charset=utf-8", "<title>editor"),
            ("app", "/a/main-1a2b.js", 200, "text/javascript; charset=utf-8", "let a"),
            ("app", "/config.json", 200, "application/json", '{"api":"http://localhost:'),
            ("read", "/a/reader.1a2b.js", 200, "text/javascript; charset=utf-8", "let b"),
            ("read", "/s/no-such-story", 404, "text/html; charset=utf-8", "<!doctype html>"),
            ("read", "/i/../s/404.html", 404, "text/html; charset=utf-8", "<!doctype html>"),
        ],
    )
    def test_what_is_served(self, site: Harness, host: str, path: str, status: int, kind: str, begins: str) -> None:
        answer = requests.get(site.addresses[host] + path, timeout=10)
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, kind)
        assert answer.text.startswith(begins)

    def test_a_known_page_is_not_sent_again(self, site: Harness) -> None:
        url = site.addresses["read"] + "/a/reader.1a2b.js"
        first = requests.get(url, timeout=10)
        again = requests.get(url, headers={"If-None-Match": first.headers["ETag"]}, timeout=10)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"] == "public, max-age=31536000, immutable"

    @pytest.mark.parametrize(
        ("accepted", "coding", "unpack"),
        [("gzip", "gzip", gzip.decompress), ("gzip, deflate, br", "br", brotli.decompress)],
    )
    def test_text_is_compressed_for_who_can_read_it(
        self, site: Harness, accepted: str, coding: str, unpack: Callable[[bytes], bytes]
    ) -> None:
        url = site.addresses["read"] + "/a/reader.1a2b.js"
        plain = requests.get(url, headers={"Accept-Encoding": "identity"}, timeout=10)
        with requests.get(url, headers={"Accept-Encoding": accepted}, stream=True, timeout=10) as answer:
            assert answer.headers["Content-Encoding"] == coding
            assert unpack(answer.raw.read()) == plain.content
        assert plain.headers["ETag"] != answer.headers["ETag"]
        assert plain.headers["Vary"] == answer.headers["Vary"] == "Accept-Encoding"

    def test_head_has_no_body_and_other_methods_are_refused(self, site: Harness) -> None:
        with requests.Session() as session:
            head = session.head(site.addresses["app"] + "/", timeout=10)
            assert (head.status_code, head.content) == (200, b"")
            assert session.get(site.addresses["app"] + "/", timeout=10).status_code == 200
            assert session.post(site.addresses["app"] + "/", timeout=10).status_code == 405

    def test_the_outbox_is_a_page_and_a_list(self, site: Harness) -> None:
        assert requests.get(site.addresses["mail"], timeout=10).headers["Content-Type"] == "text/html; charset=utf-8"
        assert requests.get(site.addresses["mail"] + "/messages.json", timeout=10).json() == {"messages": []}
