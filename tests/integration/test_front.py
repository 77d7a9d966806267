"""What a stage has at Cloudflare: R2 is moto's S3, the API is a fake, and every step is asked for twice."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import settings
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from infra.deploy.front import Front
from infra.deploy.stages import load_stage
from infra.deploy.static import BuiltSite, File, build_site
from infra.deploy.storage import delete_bucket, has_bucket
from infra.local.serving import Server
from infra.setup.console import SetupFailed
from tests.integration.cloudflare import TOKEN, FakeCloudflare, served, write_site

NAME = "example"
STAGE = load_stage(NAME)
BUCKETS = (STAGE.uploads_bucket, STAGE.public_bucket, STAGE.app_bucket)
TARGET = "d-1.execute-api.eu-central-1.amazonaws.com"


class Stopped(Exception):
    """The process is no more."""


class World:
    """The stage's front, and what it is made of."""

    def __init__(self, folder: Path, fake: FakeCloudflare, address: str, endpoint: str) -> None:
        self.fake = fake
        self.folder = folder
        self.address = address
        self._endpoint = endpoint
        self.stage = STAGE.model_copy(update={"storage_endpoint": endpoint, "api_certificate": None})
        self.front = Front(
            self.stage, NAME, lambda: TOKEN, address=address, pause=lambda seconds: time.sleep(seconds / 50)
        )

    def client(self, service: str) -> Any:
        session: Any = boto3.Session("test", "test", region_name=STAGE.region)
        return session.client(service, endpoint_url=self._endpoint)

    def build(self, version: str, *, shared: str = "") -> BuiltSite:
        """A release whose files are named after its version, but for one that every release has."""
        return build_site(write_site(self.folder / version, version, shared=shared), self.front.table)

    def deploy(self, version: str) -> BuiltSite:
        """What deploying does to the front: what is due, and nothing is after it."""
        built, front = self.build(version), self.front
        if front.kept_due(built) is not None:
            front.keep(built)
        once(lambda: front.served_due(built.release.id), lambda: front.serve(built.release.id))
        return built

    def read(self, bucket: str, key: str) -> str:
        return str(self.front.client.get_object(Bucket=bucket, Key=key)["Body"].read().decode())

    def keys(self, bucket: str) -> set[str]:
        return {one["Key"] for one in self.front.client.list_objects_v2(Bucket=bucket).get("Contents", ())}


def once(due: Callable[[], str | None], do: Callable[[], object]) -> str:
    """Do a step, which has something to do before and nothing after; what it said of it."""
    said = due()
    assert said is not None
    do()
    assert due() is None
    return said


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """An account, for one test after the other: what takes longest is making a client."""
    folder = tmp_path_factory.mktemp("front")
    fake = FakeCloudflare("127")  # what the loopback address says is the account
    aws = Server("aws", DomainDispatcherApplication(create_backend_app), port=0, logs=folder / "logs")
    aws.start()
    with served(fake, folder) as address:
        yield World(folder, fake, address, f"http://127.0.0.1:{aws.port}")
    aws.stop()


@pytest.fixture
def world(made: World) -> Iterator[World]:
    """The account with nothing in it."""
    made.fake.forget()
    yield made
    for name in BUCKETS:
        if has_bucket(made.front.client, name):
            delete_bucket(made.front.client, name)


@pytest.fixture
def ready(world: World) -> World:
    """An account with the buckets, whose rules do not matter here."""
    for name in BUCKETS:
        world.front.client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "auto"})
    return world


def test_nothing_is_wrong(ready: World) -> None:
    assert ready.front.find_problems() == []


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ("Zone Read", "Zone · Zone · Read"),
        ("DNS Edit", "Zone · DNS · Edit"),
        ("Workers Scripts Edit", "Account · Workers Scripts · Edit"),
    ],
)
def test_what_the_token_lacks_is_found(ready: World, lacking: str, said: str) -> None:
    ready.fake.permissions.remove(lacking)
    front = Front(ready.stage, NAME, lambda: TOKEN, address=ready.address)
    assert any(said in failure.fix for failure in front.find_problems())


@pytest.mark.parametrize(
    ("changes", "token", "said"),
    [
        ({}, "another", "store a token that Cloudflare knows"),
        ({"read_url": "https://read.example.org"}, TOKEN, "add the domain to Cloudflare"),
        ({"cdn_purge_url": "https://api.cloudflare.com/client/v4/zones/9/purge_cache"}, TOKEN, "write cdn_purge_url ="),
    ],
)
def test_what_is_wrong_is_found(ready: World, changes: dict[str, str], token: str, said: str) -> None:
    front = Front(ready.stage.model_copy(update=changes), NAME, lambda: token, address=ready.address)
    assert any(said in failure.fix for failure in front.find_problems())


def test_buckets_are_made_once(world: World) -> None:
    said = once(world.front.buckets_due, world.front.make_buckets)
    assert all(f"making the bucket {name}" in said for name in BUCKETS)
    (rule,) = world.front.client.get_bucket_cors(Bucket=STAGE.uploads_bucket)["CORSRules"]
    assert (rule["AllowedOrigins"], rule["AllowedMethods"]) == ([STAGE.app_url], ["PUT"])
    for name in BUCKETS:
        rules = world.front.client.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
        assert {"unfinished-parts"} <= {one["ID"] for one in rules}


def test_rules_that_somebody_changed_are_set_again(world: World) -> None:
    world.front.make_buckets()
    client = world.front.client
    anybody = {"CORSRules": [{"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]}]}
    for name in (STAGE.uploads_bucket, STAGE.public_bucket):
        client.put_bucket_cors(Bucket=name, CORSConfiguration=anybody)
    client.delete_bucket_lifecycle(Bucket=STAGE.app_bucket)
    assert once(world.front.buckets_due, world.front.make_buckets).count("saying") == 3


def test_a_release_is_put_and_served(ready: World) -> None:
    built = ready.deploy("one")
    assert ready.read(STAGE.app_bucket, "index.html") == '<script src="/a/index.one.js">'
    assert "There is no story here" in ready.read(STAGE.public_bucket, "s/404.html")
    page = ready.front.client.head_object(Bucket=STAGE.public_bucket, Key="s/404.html")
    assert page["Metadata"]["csp-style"].startswith("sha256-")
    script = ready.front.client.head_object(Bucket=STAGE.app_bucket, Key="a/index.one.js.br")
    assert (script["ContentType"], script["CacheControl"]) == (
        "text/javascript; charset=utf-8",
        "public, max-age=31536000, immutable",
    )
    worker = ready.fake.workers["fabula-example-edge"]
    assert worker["script"] == built.worker
    assert ready.fake.domains == dict.fromkeys(("read.example.com", "app.example.com"), "fabula-example-edge")


def test_serving_it_again_changes_nothing(ready: World) -> None:
    built = ready.deploy("one")
    ready.fake.calls.clear()
    assert (ready.front.shelf.put_files(built), ready.front.shelf.serve(built.release.id)) == (0, 0)
    ready.front.serve(built.release.id)
    assert ready.fake.changes == []


def test_hosts_are_asked_until_they_answer_with_it(ready: World) -> None:
    built = ready.deploy("one")
    tags = {(page.host, page.key): page.etag for page in built.release.pages()}
    said = {"/": ["", f'W/"{tags["app", "index.html"]}"'], "/sw.js": ["", '"of before"', f'"{tags["read", "sw.js"]}"']}

    def answer(environ: Any, start_response: Any) -> Any:
        """The tags that an address answers with one after the other, an error where there is none."""
        left = said[environ["PATH_INFO"]]
        tag = left.pop(0) if len(left) > 1 else left[0]
        start_response("200 OK" if tag else "525 SSL Handshake Failed", [("ETag", tag)] if tag else [])
        return [b""]

    hosts = Server("hosts", answer, port=0, logs=ready.folder / "logs")
    hosts.start()
    url = f"http://127.0.0.1:{hosts.port}"
    stage = ready.stage.model_copy(update={"app_url": url, "read_url": url})
    pauses: list[float] = []
    front = Front(stage, NAME, lambda: TOKEN, address=ready.address, pause=pauses.append)
    front.await_served(built.release.id)
    assert len(pauses) == 3
    said["/sw.js"] = ['"of before"']
    with pytest.raises(SetupFailed, match="does not bring what was put there: of before"):
        front.await_served(built.release.id)
    hosts.stop()


def test_only_what_differs_is_put_and_pages_come_last(ready: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ready.deploy("one")
    put: list[str] = []
    shelf, built = ready.front.shelf, ready.build("two")
    original = shelf._put

    def noted(file: File, body: bytes) -> None:
        put.append(file.key)
        original(file, body)

    monkeypatch.setattr(shelf, "_put", noted)
    ready.front.keep(built)
    assert set(put) == {"a/index.two.js", "a/index.two.js.br", "a/reader.two.js"}
    assert ready.read(STAGE.app_bucket, "index.html") == '<script src="/a/index.one.js">', "nobody is served it yet"
    ready.front.serve(built.release.id)
    assert put[3:] == ["a/manifest.json", "sw.js", "index.html"]


def test_the_release_before_is_returned_to(ready: World) -> None:
    one, two = ready.deploy("one"), ready.deploy("two")
    once(lambda: ready.front.served_due(one.release.id), lambda: ready.front.serve(one.release.id))
    assert ready.read(STAGE.app_bucket, "index.html") == '<script src="/a/index.one.js">'
    assert ready.read(STAGE.public_bucket, "sw.js") == "worker of one"
    assert json.loads(ready.read(STAGE.public_bucket, "a/manifest.json"))["script"] == "a/reader.one.js"
    assert ready.fake.workers["fabula-example-edge"]["script"] == one.worker
    assert "a/reader.two.js" in ready.keys(STAGE.public_bucket), "a page may name it already"
    assert ready.front.served_due(two.release.id) is not None


@pytest.mark.parametrize("after", [7, 12])
def test_a_deploy_that_was_cut_off_goes_on(ready: World, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Storage takes so many writes more, and then none; the next try goes on from there."""
    ready.deploy("one")
    left, original = iter(range(after)), ready.front.client.put_object

    def put(**arguments: Any) -> Any:
        if next(left, None) is None:
            raise Stopped
        return original(**arguments)

    with monkeypatch.context() as cut:
        cut.setattr(ready.front.client, "put_object", put)
        with pytest.raises(Stopped):
            ready.deploy("two")
    named = ready.read(STAGE.app_bucket, "index.html").split('"')[1].removeprefix("/")
    assert named in ready.keys(STAGE.app_bucket), "whatever page is there, what it names is, too"
    ready.deploy("two")
    assert ready.read(STAGE.public_bucket, "sw.js") == "worker of two"


def test_a_release_that_lacks_files_is_not_served(ready: World) -> None:
    one = ready.deploy("one")
    ready.front.client.delete_object(Bucket=STAGE.app_bucket, Key="a/index.one.js")
    with pytest.raises(SetupFailed, match=r"lacks 1 of its files, a/index\.one\.js"):
        ready.front.serve(one.release.id)
    with pytest.raises(SetupFailed, match=r"unknown.* is not in the editor's bucket"):
        ready.front.serve("unknown")


def test_what_no_release_needs_is_removed(ready: World) -> None:
    one, two = ready.deploy("one"), ready.deploy("two")
    both = [two.release.id, one.release.id]
    assert ready.front.pruned_due(both) is None
    once(lambda: ready.front.pruned_due(both[:1]), lambda: ready.front.prune(both[:1]))
    keys = ready.keys(STAGE.app_bucket)
    assert {"a/index.two.js", "a/same.js", "index.html", "releases/served.json"} <= keys
    assert "a/index.one.js" not in keys
    assert not any(key.startswith(f"releases/{one.release.id}/") for key in keys)
    assert "a/reader.one.js" in ready.keys(STAGE.public_bucket), "stories' pages name it"
    ready.front.serve(two.release.id)


def test_the_same_files_are_the_same_release(world: World) -> None:
    assert world.build("one").release == world.build("one").release
    assert world.build("one").release.id != world.build("one", shared=" // another").release.id


def test_what_is_not_built_is_said(world: World) -> None:
    world.build("half")
    (world.folder / "half" / "edge" / "worker.js").unlink()
    with pytest.raises(SetupFailed, match=r"worker\.js is missing"):
        build_site(world.folder / "half", world.front.table)


def test_the_certificate_is_requested_proved_and_waited_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ACM_VALIDATION_WAIT", 0.5)
    acm, arns = world.client("acm"), []
    assert once(lambda: world.front.certificate_due(acm), lambda: arns.append(world.front.certify(acm))).startswith(
        "requesting a certificate for api.example.com"
    )
    assert [world.front.certify(acm) for _ in range(2)] == arns * 2
    (record,) = world.fake.records
    assert (record["type"], record["proxied"]) == ("CNAME", False)
    acm.delete_certificate(CertificateArn=arns[0])


def test_the_stages_own_certificate_is_taken(world: World) -> None:
    own = Front(STAGE, NAME, lambda: TOKEN, address=world.address)
    assert (own.certificate_due(None), own.certify(None)) == (None, STAGE.api_certificate)


def test_mails_are_signed(world: World) -> None:
    mailer = world.client("sesv2")
    once(lambda: world.front.mail_due(mailer), lambda: world.front.prove_mail(mailer))
    assert all(record["content"].endswith(".dkim.amazonses.com") for record in world.fake.records)
    mailer.delete_email_identity(EmailIdentity="mail.example.com")


def test_the_apis_name_leads_to_it(world: World) -> None:
    once(lambda: world.front.api_due(TARGET), lambda: world.front.lead_to_api(TARGET))
    assert [(one["name"], one["content"]) for one in world.fake.records] == [("api.example.com", TARGET)]


@pytest.mark.parametrize(("data", "left"), [("kept", {STAGE.public_bucket, STAGE.uploads_bucket}), ("gone", set())])
def test_nothing_is_left_but_data(ready: World, data: str, left: set[str]) -> None:
    ready.deploy("one")
    ready.front.lead_to_api(TARGET)
    with_data = data == "gone"
    once(
        lambda: ready.front.removed_due(TARGET, with_data=with_data),
        lambda: ready.front.remove(TARGET, with_data=with_data),
    )
    assert (ready.fake.workers, ready.fake.domains, ready.fake.records) == ({}, {}, [])
    assert {name for name in BUCKETS if has_bucket(ready.front.client, name)} == left
