"""Somebody who deploys the example's stage with all that it has at Cloudflare."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from infra.deploy.account import Account
from infra.deploy.deployment import Built, Deployment
from infra.deploy.front import Front
from infra.deploy.package import read_package
from infra.deploy.plan import Plan
from infra.deploy.releases import Release
from infra.deploy.stages import Stage
from infra.deploy.static import build_site
from infra.deploy.up import Outcome, deploy, plan
from infra.setup.console import SetupFailed
from tests.integration.aws import Loopback
from tests.integration.cloudflare import TOKEN, FakeCloudflare, write_site
from tests.integration.deployer import NAME, STACK, STAGE


def fronted_stage(endpoint: str) -> Stage:
    """The example's stage without a certificate of its own, its R2 being at an address on loopback."""
    return STAGE.model_copy(update={"api_certificate": None, "storage_endpoint": endpoint})


class Fronted:
    """The operator; of each version the front end is another, and the code where it is not to be the same."""

    def __init__(self, folder: Path, account: Loopback, fake: FakeCloudflare, address: str, template: Any) -> None:
        self.folder = folder
        self.account = account
        self.fake = fake
        self.address = address
        self.template = template
        self.broken = ""
        """The version that does not pass the smoke test."""
        self.same_code = True
        self.stage = fronted_stage(account.environment["AWS_ENDPOINT_URL"])
        self.front = Front(self.stage, NAME, lambda: TOKEN, address=address, pause=lambda _: None)

    def package(self, version: str) -> Path:
        path = self.folder / f"{version}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("app.py", "the same in every version" if self.same_code else version)
        return path

    def site(self, version: str) -> Path:
        return write_site(self.folder / version, version)

    def deployment(self) -> Deployment:
        return Deployment(NAME, self.stage, Account(self.stage.region), lambda _: None, self._smoke, self.front)

    def built(self, version: str) -> Built:
        site = build_site(self.site(version), self.front.table)
        return Built(read_package(self.package(version)), self.template, site)

    def deploy(self, version: str) -> Outcome:
        built = self.built(version)
        return deploy(self.deployment(), built, built.release(revision=version, at=""))

    def plan(self, version: str) -> Plan:
        built = self.built(version)
        return plan(self.deployment(), built, built.release(revision="", at=""))

    def runs(self, version: str) -> bool:
        """Whether people get that version, page and code."""
        functions = self.account.client("lambda")
        found = functions.get_function_configuration(FunctionName=f"{STACK}-sweep")["Environment"]["Variables"]
        code = read_package(self.package(version)).fingerprint[:12]
        return bool(self.page() == f"/a/index.{version}.js" and found["RELEASE"] == code)

    def page(self) -> str:
        """What the editor's page names."""
        body = self.front.client.get_object(Bucket=self.stage.app_bucket, Key="index.html")["Body"].read()
        return str(body.decode().split('"')[1])

    def _smoke(self, _deployment: Deployment, _release: Release) -> None:
        if self.broken and self.broken in self.page():
            raise SetupFailed("a leg failed", fix="look")
