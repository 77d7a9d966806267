"""The edge table answers as it should at every kind of address, and never wider than it must."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from infra.edge import TABLE_FILE, Origins, Table, answer_for, load_table, parse_table, with_style
from infra.site import STYLE_BLOCK, style_hash
from tests.unit.stories.vectors import vectors

LOCAL = Origins("http://localhost:1", "http://localhost:2", "http://localhost:3", "http://localhost:4")
DEPLOYED = Origins(
    "https://app.example.com", "https://read.example.com", "https://api.example.com", "https://u.r2.test"
)


@pytest.mark.parametrize("case", vectors("edge")["addresses"], ids=lambda case: repr(case["host"] + case["path"]))
def test_an_address(case: dict[str, Any]) -> None:
    """The worker is held to the same cases."""
    answer = answer_for(load_table(LOCAL), case["host"], case["path"])
    otherwise = {"read": ("s/404.html", 404), "app": ("index.html", 200)}[case["host"]]
    sent = answer.fallback_headers if case["key"] is None else answer.headers
    assert (answer.key, sent["Cache-Control"]) == (case["key"], case["cache"])
    assert (answer.fallback_key, answer.fallback_status) == otherwise


def test_the_app_is_told_its_origins() -> None:
    answer = answer_for(load_table(LOCAL), "app", "/config.json")
    assert json.loads(answer.body or "") == {"api": LOCAL.api, "read": LOCAL.read, "uploads": LOCAL.uploads}
    assert (answer.key, answer.headers["Cache-Control"]) == (None, "no-cache")


def test_what_is_missing_is_not_kept_for_ever() -> None:
    answer = answer_for(load_table(LOCAL), "read", "/i/0123/960.avif")
    assert answer.fallback_headers["Cache-Control"] == "public, max-age=10"


def policy(host: str, path: str, origins: Origins = LOCAL) -> dict[str, str]:
    answer = answer_for(load_table(origins), host, path)
    headers = with_style(answer.headers if answer.key else answer.fallback_headers, {})
    parts = [part.strip().partition(" ") for part in headers["Content-Security-Policy"].split(";")]
    return {name: value for name, _, value in parts}


def all_headers(table: Table) -> list[Mapping[str, str]]:
    hosts = table.hosts.values()
    found = [headers for host in hosts for headers in (host.otherwise.headers, host.unanswered.headers)]
    for rule in (rule for host in hosts for rule in host.rules):
        found += [rule.headers, rule.otherwise.headers, rule.unanswered.headers]
    return found


def test_policies_name_only_the_origins_they_need() -> None:
    app, story = policy("app", "/"), policy("read", "/s/a")
    assert app["connect-src"] == "'self' http://localhost:3 http://localhost:4"
    assert app["img-src"] == "'self' data: blob: http://localhost:2"
    assert story["connect-src"] == "'self' http://localhost:3"
    assert story["img-src"] == "'self' data:"
    for one in (app, story):
        assert (one["default-src"], one["script-src"], one["style-src"]) == ("'none'", "'self'", "'self'")
        assert (one["frame-ancestors"], one["require-trusted-types-for"]) == ("'none'", "'script'")


def test_the_editor_is_cut_off_from_who_opened_it_and_a_story_costs_no_process_for_that() -> None:
    table = load_table(LOCAL)
    assert answer_for(table, "app", "/").fallback_headers["Cross-Origin-Opener-Policy"] == "same-origin"
    for path in ("/s/a", "/e/a", "/nothing"):
        answer = answer_for(table, "read", path)
        assert "Cross-Origin-Opener-Policy" not in {**answer.headers, **answer.fallback_headers}


def test_only_the_embed_page_may_be_framed() -> None:
    table = load_table(LOCAL)
    embed = answer_for(table, "read", "/e/a")
    framed = (embed.headers, embed.fallback_headers, embed.unanswered.headers)
    for headers in framed:
        assert "frame-ancestors *;" in headers["Content-Security-Policy"]
    for headers in all_headers(table):
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"] or headers in framed


@pytest.mark.parametrize(("host", "path"), [("read", "/s/a"), ("read", "/e/a"), ("read", "/nothing"), ("app", "/")])
def test_storage_that_does_not_answer_has_a_page_of_the_tables_own(host: str, path: str) -> None:
    table = load_table(LOCAL)
    sorry = answer_for(table, host, path).unanswered
    assert (sorry.status, sorry.headers["Retry-After"], sorry.headers["Cache-Control"]) == (503, "30", "no-store")
    (style,) = STYLE_BLOCK.findall(sorry.body.encode())
    assert f"style-src 'self' '{style_hash(style)}'" in sorry.headers["Content-Security-Policy"]
    assert "<script" not in sorry.body
    assert table.patience_seconds > 0


@pytest.mark.parametrize("path", ["/s/a/oembed.json", "/a/reader.B7x_q-1.js", "/c/0123.json"])
def test_pages_of_other_origins_may_read_what_is_the_same_for_everybody(path: str) -> None:
    assert answer_for(load_table(LOCAL), "read", path).headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in answer_for(load_table(LOCAL), "read", "/s/a").headers


@pytest.mark.parametrize(
    ("metadata", "style"),
    [
        ({}, "'self'"),
        ({"csp-style": "sha256-abc+/9="}, "'self' 'sha256-abc+/9='"),
        ({"csp-style": "sha256-abc= sha384-def"}, "'self' 'sha256-abc=' 'sha384-def'"),
        ({"csp-style": "sha256-abc= 'unsafe-inline'"}, "'self'"),
        ({"csp-style": "sha256-abc=; script-src *"}, "'self'"),
    ],
)
def test_a_page_brings_the_hash_of_its_style(metadata: dict[str, str], style: str) -> None:
    headers = with_style(answer_for(load_table(LOCAL), "read", "/s/a").headers, metadata)
    assert re.findall(r"style-src ([^;]*);", headers["Content-Security-Policy"]) == [style]


def test_every_answer_carries_the_common_headers() -> None:
    for origins, secure in ((LOCAL, False), (DEPLOYED, True)):
        for headers in all_headers(load_table(origins)):
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert {"Referrer-Policy", "Permissions-Policy", "Cache-Control"} <= headers.keys()
            assert ("Strict-Transport-Security" in headers) == secure
            assert "{" not in headers["Content-Security-Policy"].replace("{style}", "")


def test_patterns_mean_the_same_in_javascript() -> None:
    """Only what both languages read alike: no named groups, no look-behind, no possessive or inline flags."""
    for host in json.loads(TABLE_FILE.read_text())["hosts"].values():
        for rule in host["rules"]:
            assert re.findall(r"\(\?(?!:)", rule["path"]) == []
            assert not re.search(r"\\[AZwdsWDSbB]|[+*?}]\+", rule["path"])


def test_an_unknown_set_of_headers_is_an_error() -> None:
    written = json.loads(TABLE_FILE.read_text())
    written["hosts"]["read"]["rules"][0]["headers"] = "no such set"
    with pytest.raises(KeyError):
        parse_table(written, LOCAL)
