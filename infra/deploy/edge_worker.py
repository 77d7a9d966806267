"""The edge Worker of a stage: what it is made of, and that it answers for `app.` and `read.`."""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import urlsplit

from infra.deploy.cloudflare import Cloudflare, Worker
from infra.deploy.names import prefix
from infra.deploy.stages import Stage
from infra.edge import TABLE_FILE, Origins

LABEL: Final = "edge"


def worker_name(name: str) -> str:
    """What a stage's Worker is called."""
    return f"{prefix(name)}-{LABEL}"


def origins(stage: Stage) -> Origins:
    """What the edge table's headers are filled in with."""
    storage = urlsplit(stage.storage_endpoint)
    return Origins(stage.app_url, stage.read_url, stage.api_url, f"{storage.scheme}://{storage.netloc}")


def build_worker(stage: Stage, name: str, script: bytes) -> Worker:
    """The Worker of a stage with a script of a release's."""
    filled = origins(stage)
    return Worker(
        name=worker_name(name),
        script=script,
        compatibility_date=json.loads(TABLE_FILE.read_text(encoding="utf-8"))["worker"]["compatibility_date"],
        buckets={"APP": stage.app_bucket, "READ": stage.public_bucket},
        texts={
            "APP_URL": filled.app,
            "READ_URL": filled.read,
            "API_URL": filled.api,
            "UPLOADS_URL": filled.uploads,
        },
    )


def plan_worker(cloudflare: Cloudflare, stage: Stage, worker: Worker) -> list[str]:
    """What `put_worker` would do, a sentence each. Raises CloudflareRefused."""
    planned = [] if cloudflare.is_worker_current(worker) else [f"putting the Worker {worker.name}"]
    return planned + [
        f"having the Worker {worker.name} answer for {host}"
        for host in hosts(stage)
        if cloudflare.find_attached(host) != worker.name
    ]


def put_worker(cloudflare: Cloudflare, stage: Stage, worker: Worker) -> list[str]:
    """Have the Worker be as it is given and answer for both hosts; what was done. Raises CloudflareRefused."""
    done = [f"putting the Worker {worker.name}"] if cloudflare.put_worker(worker) else []
    return done + [
        f"having the Worker {worker.name} answer for {host}"
        for host in hosts(stage)
        if cloudflare.attach(host, worker.name, cloudflare.find_zone(host))
    ]


def plan_deleting(cloudflare: Cloudflare, stage: Stage, name: str) -> list[str]:
    """What `delete_worker` would do, a sentence each. Raises CloudflareRefused."""
    own = worker_name(name)
    mine = [host for host in hosts(stage) if cloudflare.find_attached(host) == own]
    said = [f"having nothing answer for {host}" for host in mine]
    return said + ([f"deleting the Worker {own}"] if cloudflare.has_worker(own) else [])


def delete_worker(cloudflare: Cloudflare, stage: Stage, name: str) -> None:
    """Have there be no Worker of the stage, nor its names. Raises CloudflareRefused."""
    own = worker_name(name)
    for host in hosts(stage):
        if cloudflare.find_attached(host) == own:
            cloudflare.detach(host)
    cloudflare.delete_worker(own)


def hosts(stage: Stage) -> tuple[str, str]:
    """The names that the Worker answers for: story pages', and the editor's."""
    return urlsplit(stage.read_url).netloc, urlsplit(stage.app_url).netloc
