"""A release of what the edge serves: the editor, the reader's files, and the Worker that answers with them.

A release is a list of files, each with the MD5 that storage tells of it. Files whose names hold their content are put
first and never change; the others, the pages, are put last, `index.html` at the very end: whoever meets a page finds
all that it names. Each release's pages, its Worker and its list are kept in the editor's bucket below `releases/`,
where the edge table leads nobody, so that a release can be returned to without being built again.

* `releases/served.json`: the id of the one whose pages are served. Written last.
* `releases/{id}/release.json`: its list of files.
* `releases/{id}/{app,read}/{key}`: its pages. `releases/{id}/edge/worker.js`: its Worker.

The reader's files are never removed: a story's page names those of the release it was published under, and stays as it
is until it is published again. The editor's are removed with the last release that has them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

from chalicelib.versions.page import build_missing_page, parse_manifest
from chalicelib.versions.publishing import MANIFEST_KEY, MISSING_KEY
from infra.deploy.reaching import R2, asked, delete_objects
from infra.deploy.storage import find
from infra.edge import STYLE_METADATA, Table, answer_for
from infra.setup.console import SetupFailed
from infra.site import StaticObject, plan_static

Host = Literal["app", "read"]
HOSTS: Final[tuple[Host, ...]] = ("read", "app")
"""In the order their pages are put: the editor's come last."""
WORKER: Final = "edge/worker.js"
INDEX: Final = "index.html"
FOLDER: Final = "releases/"
SERVED: Final = f"{FOLDER}served.json"
FILES: Final = "a/"
"""Where the files lie whose names hold their content."""
AT_ONCE: Final = 8
"""Files put at the same time."""


@dataclass(frozen=True)
class File:
    """One file of a release, as storage should say of it."""

    host: Host
    key: str
    etag: str
    content_type: str
    cache_control: str
    metadata: Mapping[str, str]

    @property
    def is_page(self) -> bool:
        """Whether its content may change under the same name."""
        return "immutable" not in self.cache_control


@dataclass(frozen=True)
class Site:
    """A release of it: what is served together. `worker` is the SHA-256 of the Worker's script."""

    id: str
    files: tuple[File, ...]
    worker: str

    def pages(self) -> list[File]:
        """Its pages, in the order they are put."""
        pages = [file for file in self.files if file.is_page]
        return sorted(pages, key=lambda file: (HOSTS.index(file.host), file.key == INDEX, file.key))


@dataclass(frozen=True)
class BuiltSite:
    """One that was built here, with its content."""

    release: Site
    bodies: Mapping[tuple[Host, str], bytes] = field(repr=False)
    worker: bytes = field(repr=False)


class Shelf:
    """The two buckets that releases lie in. Its methods raise SetupFailed where R2 does not do it."""

    def __init__(self, client: Any, *, app_bucket: str, public_bucket: str) -> None:
        self._client = client
        self._buckets: Mapping[Host, str] = {"app": app_bucket, "read": public_bucket}

    def find_served(self) -> str | None:
        """The id of the release whose pages were put last."""
        body = self._get(SERVED)
        return None if body is None else str(json.loads(body))

    def find_release(self, release_id: str) -> Site | None:
        """A release that is kept."""
        body = self._get(f"{FOLDER}{release_id}/release.json")
        return None if body is None else _parse(json.loads(body))

    def load_release(self, release_id: str) -> Site:
        """A release that is kept."""
        found = self.find_release(release_id)
        if found is None:
            raise SetupFailed(
                f"the release {release_id} is not in the editor's bucket", fix="deploy, which puts a whole release"
            )
        return found

    def load_worker(self, release_id: str) -> bytes:
        """The Worker's script of a release that is kept."""
        return self._load(f"{FOLDER}{release_id}/{WORKER}")

    def is_kept(self, release_id: str) -> bool:
        """Whether a release can be served by its id."""
        return self.find_release(release_id) is not None

    def plan_files(self, release: Site) -> list[File]:
        """Those of the release's files that are not there as they should be: nothing is to do where there are none."""
        with asked("R2's files cannot be looked at", R2):
            there = {(host, key): etag for host in HOSTS for key, etag in self._etags(host, release)}
        served = self.find_served()
        known = None if served is None else self.find_release(served)
        before = {} if known is None else {(file.host, file.key): file for file in known.files}
        return [
            file
            for file in release.files
            if there.get((file.host, file.key)) != file.etag or before.get((file.host, file.key), file) != file
        ]

    def put_files(self, built: BuiltSite) -> int:
        """Put what never changes under its name; how many there were to put. Nobody is served anything else by it."""
        new = [file for file in self.plan_files(built.release) if not file.is_page]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda file: self._put(file, built.bodies[file.host, file.key]), new))
        return len(new)

    def keep(self, built: BuiltSite) -> None:
        """Keep the release's list, pages and Worker, so that it can be served and returned to by its id."""
        place = f"{FOLDER}{built.release.id}/"
        for page in built.release.pages():
            self._write(f"{place}{page.host}/{page.key}", built.bodies[page.host, page.key], page.content_type)
        self._write(f"{place}{WORKER}", built.worker, "text/javascript")
        # last, for it says that the others are there
        self._write(f"{place}release.json", json.dumps(asdict(built.release)).encode(), "application/json")

    def serve(self, release_id: str) -> int:
        """Put the pages of a release that is kept, and say that it is the one; how many there were to put."""
        release = self.load_release(release_id)
        new = self.plan_files(release)
        lost = [file.key for file in new if not file.is_page]
        if lost:
            raise SetupFailed(
                f"the release {release_id} lacks {len(lost)} of its files, {lost[0]} among them",
                fix="check that version out and deploy it, which puts them again",
            )
        pages = [page for page in release.pages() if page in new]
        for page in pages:
            self._put(page, self._load(f"{FOLDER}{release_id}/{page.host}/{page.key}"))
        if self.find_served() != release_id:
            self._write(SERVED, json.dumps(release_id).encode(), "application/json")
        return len(pages)

    def plan_pruning(self, kept: Sequence[str]) -> list[str]:
        """Keys in the editor's bucket of all releases but these, and of files that none of these has."""
        needed = {file.key for one in kept for file in self.load_release(one).files if file.host == "app"}
        places = tuple(f"{FOLDER}{one}/" for one in kept)
        with asked("R2's old files cannot be looked at", R2):
            old = [key for key, _ in self._listed("app", FILES) if key not in needed]
            return old + [key for key, _ in self._listed("app", FOLDER) if not key.startswith((*places, SERVED))]

    def prune(self, kept: Sequence[str]) -> int:
        """Remove these; how many there were."""
        old = self.plan_pruning(kept)
        with asked("R2's old files cannot be removed", R2):
            delete_objects(self._client, self._buckets["app"], old, R2)
        return len(old)

    def _etags(self, host: Host, release: Site) -> Iterable[tuple[str, str]]:
        """What storage says of a host's files: of those in its folder at once, of each other by itself."""
        yield from self._listed(host, FILES)
        for file in release.files:
            if file.host == host and not file.key.startswith(FILES):
                found = find(partial(self._client.head_object, Bucket=self._buckets[host], Key=file.key))
                if found is not None:
                    yield file.key, found["ETag"].strip('"')

    def _listed(self, host: Host, prefix: str) -> Iterable[tuple[str, str]]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._buckets[host], Prefix=prefix)
        return ((one["Key"], one["ETag"].strip('"')) for page in pages for one in page.get("Contents", ()))

    def _put(self, file: File, body: bytes) -> None:
        with asked(f"R2 does not take {file.key}", R2):
            self._client.put_object(
                Bucket=self._buckets[file.host],
                Key=file.key,
                Body=body,
                ContentType=file.content_type,
                CacheControl=file.cache_control,
                Metadata=dict(file.metadata),
            )

    def _write(self, key: str, body: bytes, content_type: str) -> None:
        with asked(f"R2 does not take {key}", R2):
            self._client.put_object(Bucket=self._buckets["app"], Key=key, Body=body, ContentType=content_type)

    def _get(self, key: str) -> bytes | None:
        with asked(f"R2 does not give {key}", R2):
            found = find(lambda: self._client.get_object(Bucket=self._buckets["app"], Key=key))
            return None if found is None else found["Body"].read()

    def _load(self, key: str) -> bytes:
        body = self._get(key)
        if body is None:
            raise SetupFailed(f"{key} is not in the editor's bucket", fix="deploy, which puts a whole release")
        return body


def build_site(built: Path, table: Table) -> BuiltSite:
    """The release that lies built in a folder (`frontend/dist`). Raises SetupFailed where a part of it is missing."""
    for part in ("app/index.html", f"read/{MANIFEST_KEY}", WORKER):
        if not (built / part).is_file():
            raise SetupFailed(f"{built / part} is missing", fix="build the front end: npm run build in frontend")
    objects: list[tuple[Host, StaticObject]] = [
        (host, one) for host in HOSTS for one in plan_static(built / host, table, host)
    ]
    objects.append(("read", _missing_page((built / "read" / MANIFEST_KEY).read_bytes(), table)))
    files = tuple(
        File(host, one.key, one.etag, one.content_type, one.cache_control, one.metadata) for host, one in objects
    )
    worker = (built / WORKER).read_bytes()
    digest = hashlib.sha256(worker).hexdigest()
    listed = json.dumps([*(asdict(file) for file in files), digest], sort_keys=True).encode()
    release = Site(hashlib.sha256(listed).hexdigest()[:16], files, digest)
    return BuiltSite(release, {(host, one.key): one.body for host, one in objects}, worker)


def _missing_page(manifest: bytes, table: Table) -> StaticObject:
    """What `read.` answers where there is no story: made of the reader's build, as stories' pages are."""
    page = build_missing_page(parse_manifest(manifest))
    cache = answer_for(table, "read", "/").fallback_headers["Cache-Control"]
    return StaticObject(MISSING_KEY, page.html, "text/html; charset=utf-8", cache, {STYLE_METADATA: page.style_hash})


def _parse(written: Mapping[str, Any]) -> Site:
    return Site(written["id"], tuple(File(**file) for file in written["files"]), written["worker"])
