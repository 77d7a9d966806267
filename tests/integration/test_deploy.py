"""Deploying, from an empty account to nothing left of it, against moto's account on loopback."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from infra.deploy.account import Account
from infra.deploy.deployment import Built, Deployment
from infra.deploy.package import read_package
from infra.deploy.releases import Release
from infra.deploy.stages import load_stage
from infra.deploy.up import Outcome, deploy
from infra.setup.console import SetupFailed
from infra.setup.places import ROOT
from tests.integration.aws import Loopback, loopback

STAGE = load_stage("example")
NAME = "example"
STACK = "fabula-example"


@pytest.fixture(scope="session")
def template() -> dict[str, Any]:
    """The template of the stage, as it is made now."""
    command = [sys.executable, "-m", "infra.deploy", "template", "--stage", NAME]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    made: dict[str, Any] = json.loads(answer.stdout)
    return made


@dataclass
class Desk:
    """An operator at work."""

    account: Loopback
    template: dict[str, Any]
    folder: Path
    works: bool = True
    """Whether what is deployed passes its smoke test."""
    said: list[str] = field(default_factory=list)

    def built(self, number: int = 1) -> Built:
        """One of many packages, with the template."""
        path = self.folder / f"{number}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("app.py", f"NUMBER = {number}")
        return Built(read_package(path), self.template)

    def deployment(self) -> Deployment:
        self.said.clear()
        return Deployment(NAME, STAGE, Account(STAGE.region), self.said.append, self.smoke)

    def deploy(self, built: Built) -> Outcome:
        release = built.release(revision="abc", at="2026-11-28T00:00:00+00:00")
        return deploy(self.deployment(), built, release)

    def smoke(self, deployment: Deployment, release: Release) -> None:
        if not self.works:
            raise SetupFailed("a leg failed", fix="look")

    def running(self) -> str:
        """The release that the functions run."""
        found = self.account.client("lambda").get_function_configuration(FunctionName=f"{STACK}-sweep")
        return str(found["Environment"]["Variables"]["RELEASE"])


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, template: dict[str, Any], bare_database: str
) -> Iterator[Desk]:
    with loopback(tmp_path) as account:
        for name, value in account.environment.items():
            monkeypatch.setenv(name, value)
        values = {"database_url": bare_database, "secret_key": "k" * 40}
        for setting, place in STAGE.secrets.named().items():
            account.client("ssm").put_parameter(Name=place, Value=values.get(setting, "x"), Type="SecureString")
        made = Desk(account, template, tmp_path)
        yield made
        account.client("cloudformation").delete_stack(StackName=STACK)


def test_a_release_is_deployed_once(desk: Desk) -> None:
    first = desk.deploy(desk.built())
    assert first.changed == ["bucket", "package", "template", "migrations", "stack", "smoke", "record"]
    assert desk.running() == first.release
    again = desk.deploy(desk.built())
    assert (again.changed, again.exit_code) == ([], 0)
    assert "already; nothing was changed" in "\n".join(again.words())
