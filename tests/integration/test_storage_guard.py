"""The local object store judges requests as R2 does: presigned uploads can be used for exactly what was signed."""

import re
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError

from infra.local.mailbox import Mailbox
from infra.local.objects import ObjectFiles
from infra.local.serving import Server
from infra.local.storage import Cors, Storage, StorageOptions

KEY_ID, SECRET, REGION = "guard-test", "a secret only we know", "us-east-1"
APP = "http://localhost:1234"
BODY = b"0123456789"
SESSION = boto3.Session()  # one, so that the services' descriptions are read once


@dataclass
class Running:
    """A storage server on a data directory, which can be stopped and started again."""

    data: Path
    uploads: str
    storage: Storage
    server: Server

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server.port}"

    def client(self, service: str, *, key_id: str = KEY_ID, secret: str = SECRET) -> Any:
        path_style: dict[str, Any] = (
            {"signature_version": "s3v4", "s3": {"addressing_style": "path"}} if service == "s3" else {}
        )
        config = Config(retries={"total_max_attempts": 1}, request_checksum_calculation="when_required", **path_style)
        make: Any = SESSION.client
        return make(
            service, endpoint_url=self.url, region_name=REGION, config=config,
            aws_access_key_id=key_id, aws_secret_access_key=secret,
        )  # fmt: skip

    def stop(self) -> None:
        self.server.stop()
        self.storage.close()

    def restarted(self) -> "Running":
        self.stop()
        return run(self.data, self.uploads)


def run(data: Path, uploads: str) -> Running:
    cors = Cors(uploads, APP, frozenset({"PUT"}), frozenset({"content-type", "if-none-match"}), 3600)
    options = StorageOptions({KEY_ID: SECRET}, (uploads,), cors, ("stories@fabula.test",), REGION)
    storage = Storage(options, ObjectFiles(data / "storage"), Mailbox(data / "mail"))
    server = Server("guard-test", storage, port=0, logs=data / "logs")
    server.start()
    return Running(data, uploads, storage, server)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[list[Running]]:
    """A one-element list: a test that restarts puts the new one in."""
    holder = [run(tmp_path, f"uploads-{uuid.uuid4().hex[:8]}")]
    yield holder
    holder[0].stop()


@dataclass(frozen=True)
class Upload:
    """One PUT: what a test tampers with."""

    url: str
    method: str = "PUT"
    body: bytes = BODY
    content_type: str | None = "image/png"
    if_none_match: str | None = "*"
    extra: tuple[tuple[str, str], ...] = ()
    chunked: bool = False
    origin: str = APP

    def send(self) -> requests.Response:
        headers = dict(self.extra) | {"Origin": self.origin}
        if self.content_type:
            headers["Content-Type"] = self.content_type
        if self.if_none_match:
            headers["If-None-Match"] = self.if_none_match
        if self.chunked:
            headers["Content-Length"] = str(len(BODY))
        data: Any = iter([self.body]) if self.chunked else self.body
        return requests.request(self.method, self.url, data=data, headers=headers, timeout=10)


def grant(storage: Running, key: str = "raw/someone/a b+ü.png", seconds: int = 60, **params: Any) -> Upload:
    wanted = {"ContentType": "image/png", "ContentLength": len(BODY), "IfNoneMatch": "*"} | params
    client = storage.client("s3")
    named = {"Bucket": storage.uploads, "Key": key}
    return Upload(client.generate_presigned_url("put_object", Params=named | wanted, ExpiresIn=seconds))


def stored_keys(storage: Running) -> list[str]:
    listed = storage.client("s3").list_objects_v2(Bucket=storage.uploads)
    return [entry["Key"] for entry in listed.get("Contents", [])]


def edited(pattern: str, by: str) -> Callable[[Upload], Upload]:
    def tamper(upload: Upload) -> Upload:
        url, count = re.subn(pattern, by, upload.url)
        assert count == 1, pattern
        return replace(upload, url=url)

    return tamper


TAMPERINGS: dict[str, tuple[Callable[[Upload], Upload], str]] = {
    "another signature": (edited(r"Signature=.{8}", "Signature=00000000"), "SignatureDoesNotMatch"),
    "another key": (edited("raw/someone/", "raw/else/"), "SignatureDoesNotMatch"),
    "another bucket": (edited("/uploads-", "/uploadz-"), "SignatureDoesNotMatch"),
    "another method": (lambda upload: replace(upload, method="DELETE"), "SignatureDoesNotMatch"),
    "another type": (lambda upload: replace(upload, content_type="text/html"), "SignatureDoesNotMatch"),
    "no type": (lambda upload: replace(upload, content_type=None), "SignatureDoesNotMatch"),
    "a longer body": (lambda upload: replace(upload, body=BODY + b"1"), "SignatureDoesNotMatch"),
    "a shorter body": (lambda upload: replace(upload, body=BODY[:-1]), "SignatureDoesNotMatch"),
    "may overwrite": (lambda upload: replace(upload, if_none_match=None), "SignatureDoesNotMatch"),
    "a longer life": (edited(r"Expires=60", "Expires=604800"), "SignatureDoesNotMatch"),
    "an endless life": (edited(r"Expires=60", "Expires=6048000"), "AuthorizationQueryParametersError"),
    "fewer signed headers": (
        edited(r"SignedHeaders=[^&]*", "SignedHeaders=host"),
        "SignatureDoesNotMatch",
    ),
    "an unsigned x-amz header": (lambda upload: replace(upload, extra=(("x-amz-acl", "public-read"),)), "AccessDenied"),
    "an added parameter": (lambda upload: replace(upload, url=upload.url + "&acl"), "SignatureDoesNotMatch"),
    "a parameter twice": (
        lambda upload: replace(upload, url=upload.url + "&X-Amz-Expires=60"),
        "AuthorizationQueryParametersError",
    ),
    "someone else's key id": (edited("Credential=guard-test", "Credential=guard-tesu"), "InvalidAccessKeyId"),
    "no signature": (edited(r"&X-Amz-Signature=[0-9a-f]*", ""), "AuthorizationQueryParametersError"),
    "nothing signed": (lambda upload: replace(upload, url=upload.url.partition("?")[0]), "AccessDenied"),
    "a date yet to come": (edited(r"X-Amz-Date=\d{4}", "X-Amz-Date=2999"), "AccessDenied"),
    "no date": (edited(r"X-Amz-Date=[^&]*&", ""), "AuthorizationQueryParametersError"),
    "two signatures": (
        lambda upload: replace(upload, extra=(("Authorization", "AWS4-HMAC-SHA256 Credential=x"),)),
        "InvalidRequest",
    ),
}


def test_what_was_granted_is_stored(running: list[Running]) -> None:
    upload = grant(running[0])
    answer = upload.send()
    assert answer.status_code == 200, answer.text
    assert stored_keys(running[0]) == ["raw/someone/a b+ü.png"]
    found = running[0].client("s3").get_object(Bucket=running[0].uploads, Key="raw/someone/a b+ü.png")
    assert (found["Body"].read(), found["ContentType"]) == (BODY, "image/png")


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_tampering_is_refused(running: list[Running], kind: str) -> None:
    tamper, code = TAMPERINGS[kind]
    answer = tamper(grant(running[0])).send()
    assert (answer.status_code, re.findall("<Code>(.*?)</Code>", answer.text)) == (403, [code]), answer.text
    assert stored_keys(running[0]) == []


def test_a_body_of_unsaid_length_is_refused(running: list[Running]) -> None:
    answer = replace(grant(running[0]), body=BODY * 9, chunked=True).send()
    assert (answer.status_code, "MissingContentLength" in answer.text) == (411, True)
    assert stored_keys(running[0]) == []


def test_an_expired_grant_is_refused(running: list[Running]) -> None:
    upload = grant(running[0], seconds=1)
    time.sleep(2.1)
    answer = upload.send()
    assert (answer.status_code, "Request has expired" in answer.text) == (403, True)
    assert stored_keys(running[0]) == []


def test_a_key_is_written_once(running: list[Running]) -> None:
    upload = grant(running[0])
    assert [upload.send().status_code, upload.send().status_code] == [200, 412]


def test_our_own_clients_must_sign_too(running: list[Running]) -> None:
    storage = running[0]
    put: dict[str, Any] = {"Bucket": storage.uploads, "Key": "k", "Body": b"x"}
    storage.client("s3").put_object(**put)
    for wrong in ({"secret": "guessed"}, {"key_id": "unknown"}):
        with pytest.raises(ClientError) as refused:
            storage.client("s3", **wrong).put_object(**put)
        assert refused.value.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 403
        with pytest.raises(ClientError):
            storage.client("sqs", **wrong).list_queues()
    assert requests.get(f"{storage.url}/{storage.uploads}/k", timeout=10).status_code == 403
    assert requests.get(f"{storage.url}/moto-api/data.json", timeout=10).status_code == 403


def test_a_body_other_than_the_signed_one_is_refused(running: list[Running]) -> None:
    storage = running[0]
    sent: list[Any] = []
    client = storage.client("s3")
    client.meta.events.register("before-send.s3.PutObject", lambda request, **_: sent.append(request))
    client.put_object(Bucket=storage.uploads, Key="k", Body=b"right")
    headers = {name: value.decode() if isinstance(value, bytes) else value for name, value in sent[0].headers.items()}
    answer = requests.put(sent[0].url, data=b"wrong", headers=headers, timeout=10)
    assert (answer.status_code, "XAmzContentSHA256Mismatch" in answer.text) == (403, True)


def test_a_download_is_signed_for_one_object(running: list[Running]) -> None:
    storage = running[0]
    client = storage.client("s3")
    client.put_object(Bucket=storage.uploads, Key="mine", Body=b"mine")
    client.put_object(Bucket=storage.uploads, Key="yours", Body=b"yours")
    url = client.generate_presigned_url("get_object", Params={"Bucket": storage.uploads, "Key": "mine"})
    assert requests.get(url, timeout=10).content == b"mine"
    assert requests.get(url.replace("/mine", "/yours"), timeout=10).status_code == 403


@pytest.mark.parametrize(
    ("origin", "method", "headers", "allowed"),
    [
        (APP, "PUT", "content-type, if-none-match", True),
        ("http://localhost:1235", "PUT", "content-type", False),
        (APP, "DELETE", "", False),
        (APP, "PUT", "x-amz-acl", False),
    ],
)
def test_preflight(running: list[Running], origin: str, method: str, headers: str, *, allowed: bool) -> None:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": headers,
    }
    answer = requests.options(grant(running[0]).url, headers=asked, timeout=10)
    assert (answer.status_code, answer.headers.get("Access-Control-Allow-Origin")) == (
        (204, APP) if allowed else (403, APP if origin == APP else None)
    )


def test_pages_of_other_origins_read_nothing(running: list[Running]) -> None:
    ours, theirs = (
        grant(running[0], "ours").send(),
        replace(grant(running[0], "theirs"), origin="http://evil.test").send(),
    )
    assert (ours.status_code, theirs.status_code) == (200, 200)
    assert ours.headers["Access-Control-Allow-Origin"] == APP
    assert not [name for name in theirs.headers if name.lower().startswith("access-control-")]


def test_objects_survive_a_restart(running: list[Running]) -> None:
    client = running[0].client("s3")
    bucket = running[0].uploads
    put = {"Bucket": bucket, "ContentType": "text/html", "CacheControl": "no-cache"}
    client.put_object(**put, Key="s/kept", Body=b"kept", Metadata={"csp-style": "sha256-abc"})
    client.put_object(**put, Key="s/kept/below", Body=b"below")
    client.put_object(**put, Key="s/gone", Body=b"gone")
    client.put_object(**put, Key="s/swept", Body=b"swept")
    client.delete_object(Bucket=bucket, Key="s/gone")
    client.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "s/swept"}]})
    before = client.head_object(Bucket=bucket, Key="s/kept")

    running[0] = running[0].restarted()
    client = running[0].client("s3")
    found = client.get_object(Bucket=bucket, Key="s/kept")
    described = {name: found[name] for name in ("ContentType", "CacheControl", "ETag", "LastModified", "Metadata")}
    assert described == {name: before[name] for name in described}
    assert (found["Body"].read(), described["Metadata"]) == (b"kept", {"csp-style": "sha256-abc"})
    with pytest.raises(ClientError):
        client.put_object(**put, Key="s/kept", Body=b"again", IfNoneMatch="*")
    assert stored_keys(running[0]) == ["s/kept", "s/kept/below"]


def test_a_copy_of_a_forgotten_object(running: list[Running]) -> None:
    bucket = running[0].uploads
    running[0].client("s3").put_object(Bucket=bucket, Key="from", Body=b"body")
    running[0] = running[0].restarted()
    running[0].client("s3").copy_object(Bucket=bucket, Key="to", CopySource={"Bucket": bucket, "Key": "from"})
    running[0] = running[0].restarted()
    assert running[0].client("s3").get_object(Bucket=bucket, Key="to")["Body"].read() == b"body"


def send_mail(client: Any, sender: str = "Fabula <stories@fabula.test>", **content: Any) -> str:
    to = {"ToAddresses": ["someone@example.com"]}
    message = client.send_email(FromEmailAddress=sender, Destination=to, Content=content)
    return str(message["MessageId"])


def test_sent_mail_is_kept(running: list[Running]) -> None:
    client = running[0].client("sesv2")
    simple = {
        "Subject": {"Data": "Someone finished"},
        "Body": {"Text": {"Data": "They did."}, "Html": {"Data": "<p>They did.</p>"}},
        "Headers": [{"Name": "List-Unsubscribe", "Value": "<https://api.test/u>"}],
    }
    first = send_mail(client, Simple=simple)
    raw = "From: stories@fabula.test\nSubject: Raw\nX-Tag: 7\nContent-Type: text/plain; charset=utf-8\n\nPlain.\n"
    send_mail(client, Raw={"Data": raw.encode()})
    running[0] = running[0].restarted()
    newest, oldest = Mailbox(running[0].data / "mail").messages()
    assert (newest["subject"], newest["text"].strip(), newest["headers"]["X-Tag"]) == ("Raw", "Plain.", "7")
    del oldest["at"]
    assert oldest == {
        "id": first,
        "from": "Fabula <stories@fabula.test>",
        "to": ["someone@example.com"],
        "subject": "Someone finished",
        "text": "They did.",
        "html": "<p>They did.</p>",
        "headers": {"List-Unsubscribe": "<https://api.test/u>"},
    }


def test_mail_from_an_unverified_sender_is_refused_and_not_kept(running: list[Running]) -> None:
    simple = {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "x"}}}
    with pytest.raises(ClientError):
        send_mail(running[0].client("sesv2"), sender="someone@else.test", Simple=simple)
    assert Mailbox(running[0].data / "mail").messages() == []


def test_an_unsigned_query_is_not_a_signature(running: list[Running]) -> None:
    query = urlencode({"X-Amz-Algorithm": "AWS4-HMAC-SHA256"})
    assert requests.get(f"{running[0].url}/{running[0].uploads}?{query}", timeout=10).status_code == 403
