"""Cloudflare's API as deploying asks it: once or twice comes to the same, and what is refused says what is lacking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra.deploy.cloudflare import Cloudflare, CloudflareRefused, Record, Worker, Zone
from tests.integration import cloudflare
from tests.integration.cloudflare import TOKEN, TOKEN_ID, FakeCloudflare, served

ACCOUNT = "account1"
ZONE = Zone(cloudflare.ZONE, "example.com")
API = Record("api.example.com", "d-1.execute-api.eu-central-1.amazonaws.com")
WORKER = Worker("fabula-prod-edge", b"export default {}", "2026-01-01", {"READ": "public"}, {"READ_URL": "https://r"})


class Asked:
    """A fake, the client that asks it, and how long that waited."""

    def __init__(self, address: str, fake: FakeCloudflare) -> None:
        self.fake = fake
        self.address = address
        self.pauses: list[float] = []
        self.client = self.with_token(TOKEN)

    def with_token(self, token: str) -> Cloudflare:
        return Cloudflare(token, ACCOUNT, address=self.address, pause=self.pauses.append)


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    """An empty account."""
    fake = FakeCloudflare(ACCOUNT)
    with served(fake, tmp_path) as address:
        yield Asked(address, fake)


@pytest.mark.parametrize("owner", ["user", "account"])
def test_a_token_is_known_by_its_id(asked: Asked, owner: str) -> None:
    asked.fake.of_the_account = owner == "account"
    assert asked.client.find_token_id() == TOKEN_ID


def test_a_token_that_is_none_is_said(asked: Asked) -> None:
    with pytest.raises(CloudflareRefused, match="store a token that Cloudflare knows"):
        asked.with_token("another").find_token_id()


def test_a_host_finds_its_zone_once(asked: Asked) -> None:
    assert [asked.client.find_zone(host) for host in ("read.example.com", "a.b.example.com")] == [ZONE, ZONE]
    with pytest.raises(CloudflareRefused, match=r"no zone for read\.example\.org"):
        asked.client.find_zone("read.example.org")


def test_a_worker_is_put_once(asked: Asked) -> None:
    assert [asked.client.put_worker(WORKER) for _ in range(2)] == [True, False]
    there = asked.fake.workers[WORKER.name]
    assert (there["script"], there["compatibility_date"]) == (WORKER.script, "2026-01-01")
    assert {"type": "r2_bucket", "name": "READ", "bucket_name": "public"} in there["bindings"]


@pytest.mark.parametrize(
    "other",
    [
        Worker(WORKER.name, b"export default 1", "2026-01-01", WORKER.buckets, WORKER.texts),
        Worker(WORKER.name, WORKER.script, "2026-02-02", WORKER.buckets, WORKER.texts),
        Worker(WORKER.name, WORKER.script, "2026-01-01", {"READ": "other"}, WORKER.texts),
        Worker(WORKER.name, WORKER.script, "2026-01-01", WORKER.buckets, {"READ_URL": "https://s"}),
    ],
    ids=["script", "date", "bucket", "text"],
)
def test_another_worker_is_put(asked: Asked, other: Worker) -> None:
    asked.client.put_worker(WORKER)
    assert asked.client.put_worker(other)
    assert asked.client.is_worker_current(other)


def test_a_worker_answers_for_a_host_until_it_does_not(asked: Asked) -> None:
    asked.client.put_worker(WORKER)
    assert [asked.client.attach("read.example.com", WORKER.name, ZONE) for _ in range(2)] == [True, False]
    assert asked.client.find_attached("read.example.com") == WORKER.name
    assert [asked.client.detach("read.example.com") for _ in range(2)] == [True, False]
    assert [asked.client.delete_worker(WORKER.name) for _ in range(2)] == [True, False]


def test_a_host_that_is_taken_is_said(asked: Asked) -> None:
    asked.client.put_worker(WORKER)
    asked.client.put_record(ZONE, Record("read.example.com", "elsewhere.example.net"))
    with pytest.raises(CloudflareRefused, match=r"remove the records of read\.example\.com"):
        asked.client.attach("read.example.com", WORKER.name, ZONE)


def test_a_record_is_put_once_and_changed(asked: Asked) -> None:
    assert [asked.client.put_record(ZONE, API) for _ in range(2)] == [True, False]
    assert asked.client.put_record(ZONE, Record(API.name, "d-2.execute-api.eu-central-1.amazonaws.com"))
    (record,) = asked.fake.records
    assert (record["content"], record["proxied"]) == ("d-2.execute-api.eu-central-1.amazonaws.com", False)
    assert not asked.client.delete_record(ZONE, API), "another's is left"


def test_a_text_stands_beside_others(asked: Asked) -> None:
    texts = [Record("mail.example.com", text, "TXT") for text in ("v=spf1 -all", "another")]
    assert [asked.client.put_record(ZONE, one) for one in (*texts, *texts)] == [True, True, False, False]


def test_what_is_somebody_elses_is_left(asked: Asked) -> None:
    asked.fake.records = [{"id": "record-0", "type": "A", "name": API.name, "content": "192.0.2.1"}]
    with pytest.raises(CloudflareRefused, match="has DNS records of the kind A"):
        asked.client.put_record(ZONE, API)
    assert asked.fake.changes == []


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ("Workers Scripts Edit", "Account · Workers Scripts · Edit"),
        ("DNS Edit", "Zone · DNS · Edit"),
        ("Zone Read", "Zone · Zone · Read"),
    ],
)
def test_a_permission_that_lacks_is_named(asked: Asked, lacking: str, said: str) -> None:
    asked.fake.permissions.remove(lacking)
    calls: dict[str, Callable[[], object]] = {
        "Workers Scripts Edit": lambda: asked.client.put_worker(WORKER),
        "DNS Edit": lambda: asked.client.put_record(ZONE, API),
        "Zone Read": lambda: asked.client.find_zone("read.example.com"),
    }
    with pytest.raises(CloudflareRefused, match=f"give the token the permission {said}"):
        calls[lacking]()
    assert asked.pauses == [], "asking again would not help"


def test_what_has_no_time_is_asked_again(asked: Asked) -> None:
    asked.fake.failures = [429, 503]
    assert asked.client.put_record(ZONE, API)
    assert asked.pauses == [1.0, 2.0]


def test_what_never_has_time_is_said(asked: Asked) -> None:
    asked.fake.failures = [500] * 6
    with pytest.raises(CloudflareRefused, match="wait some minutes"):
        asked.client.put_record(ZONE, API)


def test_an_answer_that_was_lost_leaves_one_record(asked: Asked) -> None:
    asked.fake.loses = [f"POST /zones/{ZONE.id}/dns_records"]
    assert asked.client.put_record(ZONE, API)
    assert (len(asked.fake.records), asked.pauses) == (1, [1.0])


def test_nobody_there_is_said(asked: Asked) -> None:
    nobody = Cloudflare(TOKEN, ACCOUNT, address="http://127.0.0.1:9", pause=asked.pauses.append)
    with pytest.raises(CloudflareRefused, match="see that this machine reaches"):
        nobody.find_token_id()
