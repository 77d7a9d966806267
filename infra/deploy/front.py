"""What a stage has at Cloudflare, and the names that lead to it, as steps: each `…_due` says in words what there is to
do, or None, and the method beside it does it.

In this order, with CloudFormation's stack where it says so; each may be repeated, and goes on where it was interrupted:

1. `buckets_due`, `make_buckets`.
2. `certificate_due`, `certify`: before the stack, whose template takes the ARN as a parameter.
3. `mail_due`, `prove_mail`: SES needs from minutes to hours from here until it sends, which `await_senders` waits for.
4. `kept_due`, `keep`: the release's files and all that serving it needs; nobody is served it yet.
5. The stack, then `api_due`, `lead_to_api` with its output ApiHostTarget.
6. `served_due`, `serve`: the Worker, then the pages. To go back is to serve the release before.
7. `pruned_due`, `prune`: with the releases that may still be gone back to.
"""

from __future__ import annotations

import http.client
import time
import urllib.request
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import Any, Final

from infra.deploy import domain, edge_worker, storage
from infra.deploy.cloudflare import ADDRESS, Cloudflare, Record, Worker
from infra.deploy.stages import Stage
from infra.deploy.static import INDEX, BuiltSite, Shelf
from infra.edge import Table, load_table
from infra.setup.console import SetupFailed

PAUSE_SECONDS: Final = 5.0
ASKED: Final = 120
"""How often a host is asked before it is given up: for ten minutes."""


class Front:
    """A stage's part at Cloudflare, by one token, which is fetched when it is needed. Its methods raise SetupFailed."""

    def __init__(
        self,
        stage: Stage,
        name: str,
        token: Callable[[], str],
        *,
        address: str | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._stage = stage
        self._name = name
        self._find_token = token
        self._address = address
        self._pause = pause

    @cached_property
    def cloudflare(self) -> Cloudflare:
        """Cloudflare's API."""
        account = self._stage.cloudflare_account
        return Cloudflare(self._find_token(), account, address=self._address, pause=self._pause)

    @cached_property
    def table(self) -> Table:
        """The edge table with the stage's origins."""
        return load_table(edge_worker.origins(self._stage))

    @cached_property
    def client(self) -> Any:
        """R2, with the token's rights."""
        key = storage.key_of_token(self._find_token(), self.cloudflare.find_token_id())
        return storage.open_storage(self._stage, *key)

    @cached_property
    def shelf(self) -> Shelf:
        """Where releases lie."""
        return Shelf(self.client, app_bucket=self._stage.app_bucket, public_bucket=self._stage.public_bucket)

    def find_problems(self) -> list[SetupFailed]:
        """What would keep from deploying, as far as looking tells: the token, its zones, what it may read."""
        try:
            self.cloudflare.find_token_id()
        except SetupFailed as failure:
            return [failure]  # without it nothing else can be looked at
        looks: list[Callable[[], object]] = [
            *(partial(self.cloudflare.find_zone, host) for host in edge_worker.hosts(self._stage)),
            lambda: self._has_record(Record(self._stage.api_host, "")),
            lambda: self.cloudflare.has_worker(edge_worker.worker_name(self._name)),
            lambda: storage.has_bucket(self.client, self._stage.app_bucket),
            self._check_purges,
        ]
        found: dict[str, SetupFailed] = {}
        for look in looks:
            try:
                look()
            except SetupFailed as failure:
                found.setdefault(str(failure), failure)
        return list(found.values())

    def buckets_due(self) -> str | None:
        """Whether the buckets and their rules are there."""
        return _said(storage.plan_buckets(self.client, storage.wanted_buckets(self._stage, self.table)))

    def make_buckets(self) -> None:
        """Have them be there."""
        storage.put_buckets(self.client, storage.wanted_buckets(self._stage, self.table))

    def find_certificate(self, acm: Any) -> str | None:
        """The ARN of the API's certificate, once there is one."""
        if self._stage.api_certificate is not None:
            return self._stage.api_certificate
        found = domain.find_certificate(acm, self._stage.api_host)
        return found.arn if found is not None and found.status == "ISSUED" else None

    def certificate_due(self, acm: Any) -> str | None:
        """Whether the API's host has a certificate: the one of the stage's file, or one that ACM has issued."""
        if self._stage.api_certificate is not None:
            return None
        found = domain.find_certificate(acm, self._stage.api_host)
        if found is None:
            return f"requesting a certificate for {self._stage.api_host}"
        return None if found.status == "ISSUED" else f"waiting for the certificate of {self._stage.api_host}"

    def certify(self, acm: Any) -> str:
        """The ARN of the API's certificate; where there is none it is requested, proved and waited for."""
        if self._stage.api_certificate is not None:
            return self._stage.api_certificate
        certificate = domain.request_certificate(acm, self._stage.api_host)
        return domain.await_certificate(acm, certificate, self._put_record, pause=self._pause)

    def mail_due(self, mailer: Any) -> str | None:
        """Whether the senders' domains are proved to SES, or only time is needed until they are."""
        said = []
        for name in domain.unproved_domains(self._stage, mailer):
            records = domain.find_mail_records(mailer, name)
            if records is None:
                said.append(f"telling SES of {name}")
            elif any(not self._has_record(record) for record in records):
                said.append(f"putting the records that sign mails of {name}")
        return _said(said)

    def prove_mail(self, mailer: Any) -> None:
        """Have them be: SES is told of the domains, and their records are put."""
        for name in domain.unproved_domains(self._stage, mailer):
            for record in domain.request_mail_records(mailer, name):
                self._put_record(record)

    def senders_due(self, mailer: Any) -> str | None:
        """Whether SES sends for the senders' domains."""
        unproved = domain.unproved_domains(self._stage, mailer)
        return f"waiting until SES has verified {', '.join(unproved)}" if unproved else None

    def await_senders(self, mailer: Any) -> None:
        """Wait until it does."""
        domain.await_domains(self._stage, mailer, pause=self._pause)

    def kept_due(self, built: BuiltSite) -> str | None:
        """Whether a release can be served as it was built here."""
        files = [file for file in self.shelf.plan_files(built.release) if not file.is_page]
        if files or not self.shelf.is_kept(built.release.id):
            return f"putting {len(files)} of {len(built.release.files)} files"
        return None

    def keep(self, built: BuiltSite) -> None:
        """Have it be."""
        self.shelf.put_files(built)
        self.shelf.keep(built)

    def served_due(self, release_id: str) -> str | None:
        """Whether a release that is kept is what people get."""
        said = edge_worker.plan_worker(self.cloudflare, self._stage, self._worker(release_id))
        pages = [file for file in self.shelf.plan_files(self.shelf.load_release(release_id)) if file.is_page]
        if pages or self.shelf.find_served() != release_id:
            said.append(f"putting {len(pages)} pages")
        return _said(said)

    def serves(self, release_id: str) -> bool:
        """Whether a release is what people get, with its Worker and each of its pages."""
        return self.shelf.is_kept(release_id) and self.served_due(release_id) is None

    def serve(self, release_id: str) -> None:
        """Have it be: the Worker first, then the pages."""
        edge_worker.put_worker(self.cloudflare, self._stage, self._worker(release_id))
        self.shelf.serve(release_id)

    def await_served(self, release_id: str) -> None:
        """Wait until both hosts answer with that release: a new host's certificate takes Cloudflare some minutes, a
        change of the Worker some seconds."""
        pages = {(page.host, page.key): page.etag for page in self.shelf.load_release(release_id).pages()}
        for address, page in (
            (f"{self._stage.app_url}/", pages["app", INDEX]),
            (f"{self._stage.read_url}/sw.js", pages["read", "sw.js"]),
        ):
            said = _etag_at(address)
            for _ in range(ASKED):
                if said == page:
                    break
                self._pause(PAUSE_SECONDS)
                said = _etag_at(address)
            else:
                raise SetupFailed(
                    f"{address} does not bring what was put there: {said}",
                    fix="see at Cloudflare whether the Worker answers for that host and its certificate is active",
                )

    def pruned_due(self, kept: Sequence[str]) -> str | None:
        """Whether nothing lies there but these releases."""
        old = self.shelf.plan_pruning(kept)
        return f"removing {len(old)} old files" if old else None

    def prune(self, kept: Sequence[str]) -> None:
        """Have nothing else lie there."""
        self.shelf.prune(kept)

    def api_due(self, target: str) -> str | None:
        """Whether the API's name leads to it."""
        record = domain.api_record(self._stage, target)
        return None if self._has_record(record) else f"leading {record.name} to {record.content}"

    def lead_to_api(self, target: str) -> None:
        """Have it do so."""
        self._put_record(domain.api_record(self._stage, target))

    def removed_due(self, target: str | None, *, with_data: bool) -> str | None:
        """Whether nothing of the stage is left at Cloudflare, but for data that is to stay. `target` is what the API's
        name led to, while that is known."""
        said = edge_worker.plan_deleting(self.cloudflare, self._stage, self._name)
        if target is not None and self._has_record(domain.api_record(self._stage, target)):
            said.append(f"deleting the record of {self._stage.api_host}")
        return _said(said + [f"deleting the bucket {one}" for one in self._going(with_data=with_data)])

    def remove(self, target: str | None, *, with_data: bool) -> None:
        """Have nothing be left. The editor's bucket goes, for all in it can be built again."""
        edge_worker.delete_worker(self.cloudflare, self._stage, self._name)
        if target is not None:
            record = domain.api_record(self._stage, target)
            self.cloudflare.delete_record(self.cloudflare.find_zone(record.name), record)
        for name in self._going(with_data=with_data):
            storage.delete_bucket(self.client, name)

    def _check_purges(self) -> None:
        """Raises SetupFailed where functions would purge another zone than the one that story pages are in."""
        zone = self.cloudflare.find_zone(edge_worker.hosts(self._stage)[0])
        if self._stage.cdn_purge_url is not None and f"/zones/{zone.id}/" not in self._stage.cdn_purge_url:
            raise SetupFailed(
                f"cdn_purge_url names another zone than {zone.name}",
                fix=f'write cdn_purge_url = "{ADDRESS}/zones/{zone.id}/purge_cache" into the stage\'s file',
            )

    def _going(self, *, with_data: bool) -> list[str]:
        data = (self._stage.uploads_bucket, self._stage.public_bucket) if with_data else ()
        return [name for name in (self._stage.app_bucket, *data) if storage.has_bucket(self.client, name)]

    def _worker(self, release_id: str) -> Worker:
        return edge_worker.build_worker(self._stage, self._name, self.shelf.load_worker(release_id))

    def _has_record(self, record: Record) -> bool:
        return self.cloudflare.has_record(self.cloudflare.find_zone(record.name), record)

    def _put_record(self, record: Record) -> None:
        self.cloudflare.put_record(self.cloudflare.find_zone(record.name), record)


def _etag_at(address: str) -> str:
    """The bare tag of what an address brings, or what comes instead."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "identity"})
    try:
        with urllib.request.urlopen(request, timeout=PAUSE_SECONDS * 2) as answer:
            return str(answer.headers.get("ETag", "nothing that bears a tag")).removeprefix("W/").strip('"')
    except (OSError, http.client.HTTPException) as error:
        return str(error)


def _said(parts: Sequence[str]) -> str | None:
    """What there is to do, in words."""
    return ", ".join(parts) or None
