"""A stage's front and its stack, brought up, back and down together."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from moto import settings

from infra.deploy.account import Account
from infra.deploy.checks import NotReady
from infra.deploy.deployment import Built, Deployment
from infra.deploy.down import destroy_steps
from infra.deploy.front import Front
from infra.deploy.package import read_package
from infra.deploy.releases import Release
from infra.deploy.stages import load_stage
from infra.deploy.static import build_release
from infra.deploy.storage import delete_bucket, has_bucket
from infra.deploy.up import WENT_BACK, Outcome, deploy
from infra.setup.console import SetupFailed
from tests.integration.aws import Loopback
from tests.integration.cloudflare import TOKEN, FakeCloudflare, served, write_site

STAGE = load_stage("example")
OWN = ("R2", "certificate", "files", "API's name", "pages")
"""The front's steps."""


class Operator:
    """Somebody who deploys a stage that has a front, of which the file names no certificate."""

    def __init__(self, folder: Path, account: Loopback, fake: FakeCloudflare, address: str, template: Any) -> None:
        self.folder = folder
        self.fake = fake
        self.broken = ""
        """The version that does not pass the smoke test."""
        self._template = template
        self._address = address
        endpoint = account.environment["AWS_ENDPOINT_URL"]
        self.stage = STAGE.model_copy(update={"api_certificate": None, "storage_endpoint": endpoint})
        self.front = Front(self.stage, "example", lambda: TOKEN, address=address, pause=lambda _: None)

    def deployment(self) -> Deployment:
        account = Account(STAGE.region)
        return Deployment("example", self.stage, account, lambda _: None, self._smoke, self.front)

    def deploy(self, version: str) -> Outcome:
        package = self.folder / f"{version}.zip"
        with zipfile.ZipFile(package, "w") as archive:
            archive.writestr("app.py", "the same in every version")
        site = build_release(write_site(self.folder / version, version), self.front.table)
        built = Built(read_package(package), self._template, site)
        return deploy(self.deployment(), built, built.release(revision=version, at=""))

    def page(self) -> str:
        """What the editor's page names."""
        body = self.front.client.get_object(Bucket=STAGE.app_bucket, Key="index.html")["Body"].read()
        return str(body.decode().split('"')[1])

    def _smoke(self, _deployment: Deployment, _release: Release) -> None:
        if self.broken and self.broken in self.page():
            raise SetupFailed("a leg failed", fix="look")


@pytest.fixture
def operator(
    account: Loopback,
    tmp_path: Path,
    stage_template: dict[str, Any],
    bare_database: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Operator]:
    """An operator of two empty accounts."""
    monkeypatch.setattr(settings, "ACM_VALIDATION_WAIT", 0.1)
    values = {"database_url": bare_database, "secret_key": "k" * 40}
    for setting, place in STAGE.secrets.named().items():
        account.client("ssm").put_parameter(Name=place, Value=values.get(setting, "x"), Type="SecureString")
    fake = FakeCloudflare("localhost")  # what the loopback address says is the account
    with served(fake, tmp_path) as address:
        made = Operator(tmp_path, account, fake, address, stage_template)
        yield made
        for name in (STAGE.app_bucket, STAGE.public_bucket, STAGE.uploads_bucket):
            if has_bucket(made.front.client, name):
                delete_bucket(made.front.client, name)
    for one in account.client("acm").list_certificates()["CertificateSummaryList"]:
        account.client("acm").delete_certificate(CertificateArn=one["CertificateArn"])


def test_up_and_back_and_down(operator: Operator) -> None:
    first = operator.deploy("one")
    assert set(OWN) <= set(first.changed)
    assert operator.page() == "/a/index.one.js"
    assert operator.deploy("one").changed == []

    assert operator.deploy("two").changed == ["files", "pages", "smoke", "record"], "the stack stays as it is"
    operator.broken = "three"
    assert operator.deploy("three").exit_code == WENT_BACK
    assert operator.page() == "/a/index.two.js"
    assert operator.fake.workers["fabula-example-edge"]["script"] == b"export default 'two'"

    deployment = operator.deployment()
    assert "front" in deployment.run(destroy_steps(deployment, with_data=False))
    assert (operator.fake.workers, operator.fake.domains) == ({}, {})
    kept = [has_bucket(operator.front.client, name) for name in (STAGE.app_bucket, STAGE.public_bucket)]
    assert kept == [False, True]


def test_what_the_token_lacks_is_said_before_anything_is_changed(operator: Operator) -> None:
    operator.fake.permissions -= {"DNS Edit", "Workers Scripts Edit"}
    with pytest.raises(NotReady, match=r"(?s)Zone · DNS · Edit.*Account · Workers Scripts · Edit"):
        operator.deploy("one")
    assert operator.fake.changes == []
