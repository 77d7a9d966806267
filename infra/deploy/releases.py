"""Which releases a stage had: kept as one small object beside the packages and templates they were made of.

A release is there once its smoke test held. Everything it names is called by its content and kept as long as the
release is, so the one before can be brought back whole.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from infra.deploy.names import parameter, prefix
from infra.deploy.stages import Stage

KEPT: Final = 10
"""Releases that are remembered, and whose packages and templates are."""


@dataclass(frozen=True)
class Release:
    """What runs, or ran.

    `package` and `template` are fingerprints, `revision` is git's, `migrations` are those it came with, `at` is when it
    was first deployed (ISO 8601). `static` are fingerprints of what lies at the edge, by part.
    """

    package: str
    template: str
    migrations: tuple[str, ...]
    revision: str = ""
    at: str = ""
    static: Mapping[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """What `/v1/health` calls it."""
        return self.package[:12]

    @property
    def name(self) -> str:
        """What people call it: the code, then what tells releases of the same code apart."""
        return "-".join([self.code, "".join(one[:4] for one in (self.template, *self.static.values()))])

    def same_as(self, other: Release | None) -> bool:
        """Whether another is made of the same, whenever and from wherever it was deployed."""
        return other is not None and self == replace(other, revision=self.revision, at=self.at)


@dataclass(frozen=True)
class History:
    """A stage's releases, the one that runs first. `etag` is that of the object they were read from."""

    releases: tuple[Release, ...] = ()
    etag: str | None = None

    @property
    def live(self) -> Release | None:
        """What runs."""
        return self.releases[0] if self.releases else None

    def with_new(self, release: Release) -> History:
        """With one release more, which now runs."""
        return replace(self, releases=(release, *self.releases)[:KEPT])

    def without_newest(self) -> History:
        """As it was before the one that runs."""
        return replace(self, releases=self.releases[1:])

    def to_json(self) -> str:
        """As it is kept."""
        return json.dumps({"releases": [asdict(one) for one in self.releases]}, indent=1) + "\n"


def parse_history(text: str, etag: str) -> History:
    """From what was kept."""

    def release(written: dict[str, Any]) -> Release:
        written["migrations"] = tuple(written["migrations"])
        return Release(**written)

    return History(tuple(release(one) for one in json.loads(text)["releases"]), etag)


def history_key(stage: str) -> str:
    """Where a stage's releases are written down."""
    return f"{prefix(stage)}/releases.json"


def claim_key(stage: str) -> str:
    """Where it says who changes a stage just now."""
    return f"{prefix(stage)}/deploying.json"


def code_key(stage: str, package: str) -> str:
    """Where a package lies."""
    return f"{prefix(stage)}/packages/{package}.zip"


def template_key(stage: str, template: str) -> str:
    """Where a template lies."""
    return f"{prefix(stage)}/templates/{template}.json"


def keys_of(stage: str, history: History) -> set[str]:
    """Everything that is kept for these releases."""
    of_each = ((code_key(stage, one.package), template_key(stage, one.template)) for one in history.releases)
    return {history_key(stage), *(key for keys in of_each for key in keys)}


def plain_parameters(
    stage: Stage, name: str, package: str, versions: Mapping[str, int], certificate: str | None = None
) -> dict[str, str]:
    """The template's parameters that are no secrets; of each secret its version, so that another value is a change.

    `versions` are by setting. `certificate` is the one that was made for the API where the stage's file names none.
    """
    return {
        "CodeBucket": stage.artifacts_bucket,
        "CodeKey": code_key(name, package),
        "Release": package[:12],
        "ApiCertificate": stage.api_certificate or certificate or "",
        "SecretVersions": " ".join(f"{parameter(one)}:{versions.get(one, 0)}" for one in stage.secrets.named()),
    }
