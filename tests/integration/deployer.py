"""Somebody who deploys the example's stage to an account on loopback."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from infra.deploy.account import Account
from infra.deploy.deployment import Built, Deployment
from infra.deploy.package import read_package
from infra.deploy.plan import Plan
from infra.deploy.releases import Release
from infra.deploy.stages import load_stage
from infra.deploy.up import Outcome, deploy, plan
from infra.setup.console import SetupFailed
from tests.integration.aws import Loopback

NAME: Final = "example"
STAGE: Final = load_stage(NAME)
STACK: Final = "fabula-example"


@dataclass
class Operator:
    """Somebody who deploys."""

    account: Loopback
    template: dict[str, Any]
    folder: Path
    database: str
    broken: tuple[int, ...] = ()
    """The packages that do not pass the smoke test."""
    killed: int | None = None
    """The package whose smoke test does not come to its end, once."""
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        values = {"database_url": self.database, "secret_key": "k" * 40}
        for setting, place in STAGE.secrets.named().items():
            self.account.client("ssm").put_parameter(Name=place, Value=values.get(setting, "x"), Type="SecureString")

    def built(self, number: int = 1, template: dict[str, Any] | None = None) -> Built:
        """One of many packages, each like no other and always the same."""
        path = self.folder / f"{number}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("app.py", f"NUMBER = {number}")
        return Built(read_package(path), template or self.template)

    def plan(self, built: Built) -> Plan:
        return plan(self.deployment(), built, built.release(revision="abc", at=""))

    def code(self, number: int) -> str:
        """What the release of a package is called by its functions."""
        return self.built(number).package.fingerprint[:12]

    def deployment(self) -> Deployment:
        self.said.clear()
        return Deployment(NAME, STAGE, Account(STAGE.region), self.said.append, self.smoke)

    def deploy(self, built: Built) -> Outcome:
        release = built.release(revision="abc", at="2026-11-28T00:00:00+00:00")
        return deploy(self.deployment(), built, release)

    def smoke(self, _deployment: Deployment, release: Release) -> None:
        if self.killed is not None and release.code == self.code(self.killed):
            self.killed = None
            raise KeyboardInterrupt
        if release.code in [self.code(number) for number in self.broken]:
            raise SetupFailed("a leg failed", fix="look")

    def running(self) -> str:
        """The release that the functions run."""
        found = self.account.client("lambda").get_function_configuration(FunctionName=f"{STACK}-sweep")
        return str(found["Environment"]["Variables"]["RELEASE"])

    def recorded(self) -> list[str]:
        return [one.code for one in self.deployment().history.releases]
