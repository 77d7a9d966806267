"""Mail as it was sent, from both shapes of SES v2's SendEmail, and the static files as objects."""

import base64
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from infra.edge import Origins, load_table, with_style
from infra.local.mailbox import Mailbox, mail_of
from infra.site import plan_static, put_static

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TABLE = load_table(Origins("http://a", "http://r", "http://p", "http://u"))


def raw_message() -> dict[str, Any]:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Fabula <f@x.test>", "r@x.test", "Schön 🗝"
    message["List-Unsubscribe"] = "<https://x.test/u>"
    message.set_content("Words, ünd more.\n")
    message.add_alternative("<p>Words</p>\n", subtype="html")
    return {"Content": {"Raw": {"Data": base64.b64encode(message.as_bytes()).decode()}}}


def simple_message(**body: str) -> dict[str, Any]:
    parts = {kind: {"Data": text} for kind, text in body.items()}
    return {
        "FromEmailAddress": "f@x.test",
        "Destination": {"ToAddresses": ["a@x.test"], "CcAddresses": ["b@x.test"]},
        "Content": {"Simple": {"Subject": {"Data": "Hello"}, "Body": parts}},
    }


@pytest.mark.parametrize(
    ("request_body", "expected"),
    [
        (raw_message(), ("Fabula <f@x.test>", ("r@x.test",), "Schön 🗝", "Words, ünd more.\n", "<p>Words</p>\n")),
        (simple_message(Text="t"), ("f@x.test", ("a@x.test", "b@x.test"), "Hello", "t", "")),
        (simple_message(Text="t", Html="h"), ("f@x.test", ("a@x.test", "b@x.test"), "Hello", "t", "h")),
    ],
)
def test_what_was_sent(request_body: dict[str, Any], expected: tuple[object, ...]) -> None:
    mail = mail_of(request_body, "id-1", now=NOW)
    assert (mail.sender, mail.to, mail.subject, mail.text, mail.html) == expected


def test_added_headers_are_kept(tmp_path: Path) -> None:
    box = Mailbox(tmp_path)
    box.keep(mail_of(raw_message(), "id-1", now=NOW))
    (message,) = box.messages()
    assert message["headers"] == {"List-Unsubscribe": "<https://x.test/u>"}


def test_the_newest_is_first(tmp_path: Path) -> None:
    box = Mailbox(tmp_path)
    for second in (1, 3, 2):
        box.keep(mail_of(simple_message(Text="t"), f"id-{second}", now=NOW.replace(second=second)))
    assert [message["id"] for message in box.messages()] == ["id-3", "id-2", "id-1"]


def test_a_page_of_the_build_brings_the_hash_of_its_style(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "404.html").write_text("<style>p{}</style><p>gone")
    (page,) = plan_static(tmp_path, TABLE, "read")
    assert (page.key, page.content_type) == ("s/404.html", "text/html; charset=utf-8")
    assert page.cache_control == "public, max-age=10"
    headers = with_style(TABLE.hosts["read"].otherwise.headers, page.metadata)
    # echo -n 'p{}' | openssl dgst -sha256 -binary | base64
    assert "'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='" in headers["Content-Security-Policy"]


def test_only_what_changed_is_put(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.js").write_text("1")
    (tmp_path / "a" / "two.js").write_text("2")
    known = {"a/one.js": "c4ca4238a0b923820dcc509a6f75849b"}  # MD5 of 1
    put: list[str] = []
    assert put_static(plan_static(tmp_path, TABLE, "read"), known.get, lambda one: put.append(one.key)) == 1
    assert put == ["a/two.js"]
