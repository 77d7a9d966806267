"""The edge table's interpreter: which object a path of `app.` or `read.` is, and with which headers it goes out.

The table (`edge.json`) is data, so that the local hosts and the deployed worker answer alike:

* `hosts`: per host an ordered list of rules. `path` is a regular expression for the whole, undecoded path, written in
  what Python and JavaScript share; `{1}`… in `key` stand for its groups. The first rule that matches names the object's
  key. A rule with `json` instead of a key is answered with that value, its origins filled in. `otherwise` answers every
  path without a rule, and every rule whose object does not exist, with its own status.
* `codings` of a rule are content codings that its objects may lie beside themselves in, best first: a file made small
  once, when it was built, is smaller than one made small as it is sent. Who accepts `br` is sent the object whose name
  ends in `.br`, if there is one.
* `unanswered` is what a host answers where storage fails, or has not answered after `patience_seconds`: one of the
  table's own `pages`, which need no storage, with its status and `more` headers. A page's lines of `html` are joined by
  line feeds; `style` is the hash of its style block.
* A rule's `stand_in` names the set of headers that both of these go with in place of its own objects: what may be
  framed says so in a frame.
* `worker` says which day's runtime the deployed worker is made for.
* `cache` and `headers` are named sets. Sets `every` and, on an https origin, `secure` go with each answer.
* `{api}`, `{read}` and `{uploads}` in a header are origins, filled in when the table is loaded.
* `{style}` in a policy is filled per object from its metadata `csp-style`: hashes (`sha256-…`, separated by spaces) of
  the page's own style block, made by whoever wrote the page. Without it, or if it holds anything else, nothing is
  added.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

TABLE_FILE: Final = Path(__file__).with_name("edge.json")
STYLE_METADATA: Final = "csp-style"
STYLE_HASH: Final = re.compile(r"sha(?:256|384|512)-[A-Za-z0-9+/]+=*")


@dataclass(frozen=True)
class Origins:
    """The origins a page may name, each `scheme://host[:port]`."""

    app: str
    read: str
    api: str
    uploads: str


@dataclass(frozen=True)
class Rule:
    """Paths that match are the object `key`, or the JSON text `body`, sent with these headers."""

    path: re.Pattern[str]
    key: str | None
    codings: tuple[str, ...]
    body: str | None
    headers: Mapping[str, str]
    otherwise: Otherwise
    unanswered: Unanswered


@dataclass(frozen=True)
class Otherwise:
    """What is answered where there is no rule or no object."""

    key: str
    status: int
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Unanswered:
    """What is answered where storage does not answer: `body` is HTML, the headers are finished."""

    body: str
    status: int
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Host:
    """One host's rules."""

    rules: tuple[Rule, ...]
    otherwise: Otherwise
    unanswered: Unanswered


@dataclass(frozen=True)
class UploadsCors:
    """What pages of the app's origin may do with the uploads bucket."""

    methods: tuple[str, ...]
    headers: tuple[str, ...]
    max_age_seconds: int


@dataclass(frozen=True)
class Table:
    """The edge table with its origins filled in."""

    hosts: Mapping[str, Host]
    patience_seconds: float
    """How long storage may take."""
    uploads_cors: UploadsCors


@dataclass(frozen=True)
class EdgeAnswer:
    """Send `body`, or the object `key`, with status 200 and `headers`; where there is none of it, the fallback.

    The object may lie in one of `codings`, too, with its name behind the key's (`.br`).

    Both sets of headers still hold `{style}`: pass the one that is sent through `with_style`. Where storage fails, send
    `unanswered` as it is.
    """

    key: str | None
    codings: tuple[str, ...]
    body: str | None
    headers: Mapping[str, str]
    fallback_key: str
    fallback_status: int
    fallback_headers: Mapping[str, str]
    unanswered: Unanswered


def load_table(origins: Origins) -> Table:
    """The project's table for these origins."""
    return parse_table(json.loads(TABLE_FILE.read_text()), origins)


def parse_table(written: Mapping[str, Any], origins: Origins) -> Table:
    """A table from its JSON; a rule that names an unknown set raises KeyError."""
    hosts = {name: parse_host(written, host, name, origins) for name, host in written["hosts"].items()}
    cors = written["uploads_cors"]
    uploads_cors = UploadsCors(tuple(cors["methods"]), tuple(cors["headers"]), cors["max_age_seconds"])
    return Table(hosts, written["patience_seconds"], uploads_cors)


def answer_for(table: Table, host: str, path: str) -> EdgeAnswer:
    """What `host` (`app` or `read`) answers at `path`, which is undecoded and without its query."""
    rules = table.hosts[host]
    key: str | None = None
    codings: tuple[str, ...] = ()
    body: str | None = None
    headers: Mapping[str, str] = {}
    fallback, unanswered = rules.otherwise, rules.unanswered
    for rule in rules.rules:
        match = rule.path.fullmatch(path)
        if match:
            key = None if rule.key is None else with_groups(rule.key, match)
            codings, body, headers = rule.codings, rule.body, rule.headers
            fallback, unanswered = rule.otherwise, rule.unanswered
            break
    return EdgeAnswer(key, codings, body, headers, fallback.key, fallback.status, fallback.headers, unanswered)


def with_style(headers: Mapping[str, str], metadata: Mapping[str, str]) -> dict[str, str]:
    """Finished headers: the object's own style hashes (its metadata `csp-style`) stand where `{style}` stood."""
    tokens = metadata.get(STYLE_METADATA, "").split()
    sound = all(STYLE_HASH.fullmatch(token) for token in tokens)
    style = "".join(f" '{token}'" for token in tokens) if sound else ""
    return {name: value.replace("{style}", style) for name, value in headers.items()}


def parse_host(written: Mapping[str, Any], host: Mapping[str, Any], name: str, origins: Origins) -> Host:
    """One host of a written table."""
    secure = {"app": origins.app, "read": origins.read}[name].startswith("https://")

    def headers(entry: Mapping[str, str]) -> dict[str, str]:
        sets = written["headers"]
        own = {header: filled(value, origins) for header, value in sets[entry["headers"]].items()}
        cache = {"Cache-Control": written["cache"][entry["cache"]]}
        return {**sets["every"], **(sets["secure"] if secure else {}), **own, **cache}

    def body(entry: Mapping[str, Any]) -> str | None:
        return filled(json.dumps(entry["json"], separators=(",", ":")), origins) if "json" in entry else None

    def otherwise(sets: Mapping[str, str]) -> Otherwise:
        entry = host["otherwise"] | sets
        return Otherwise(entry["key"], entry["status"], headers(entry))

    def unanswered(sets: Mapping[str, str]) -> Unanswered:
        entry = host["unanswered"] | sets
        page = written["pages"][entry["page"]]
        finished = with_style(headers(entry), {STYLE_METADATA: page["style"]}) | entry["more"]
        return Unanswered("\n".join(page["html"]), entry["status"], finished)

    def rule(entry: Mapping[str, Any]) -> Rule:
        sets = {"headers": entry["stand_in"]} if "stand_in" in entry else {}
        path = re.compile(entry["path"])
        codings = tuple(entry.get("codings", ()))
        return Rule(path, entry.get("key"), codings, body(entry), headers(entry), otherwise(sets), unanswered(sets))

    return Host(tuple(rule(entry) for entry in host["rules"]), otherwise({}), unanswered({}))


def with_groups(key: str, match: re.Match[str]) -> str:
    """A rule's key with the groups of the path in place of `{1}`…"""
    for number, group in enumerate(match.groups(), start=1):
        key = key.replace(f"{{{number}}}", group)
    return key


def filled(value: str, origins: Origins) -> str:
    """A header's value with its origins."""
    return value.replace("{api}", origins.api).replace("{read}", origins.read).replace("{uploads}", origins.uploads)
