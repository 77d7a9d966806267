"""The plan against an account: moto's, on loopback, asked over HTTP by the command itself."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import boto3
import pytest
from moto.cloudformation.models import cloudformation_backends
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from infra import invite
from infra.deploy.account import Account, AccountUnreachable, make_plan
from infra.deploy.package import read_package
from infra.deploy.plan import Plan
from infra.deploy.stages import load_stage
from infra.local.serving import Server
from infra.setup.console import SetupFailed
from infra.setup.places import ROOT

STAGE = load_stage("example")
STACK = "fabula-example"
READS = {"DescribeStacks", "GetTemplate", "AmazonSSM.GetParameters"}


class Recorded:
    """moto, and what it was asked for."""

    def __init__(self) -> None:
        self._moto = DomainDispatcherApplication(create_backend_app)
        self.asked: list[str] = []

    def __call__(self, environ: Any, start_response: Any) -> Any:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        self.asked.append(environ.get("HTTP_X_AMZ_TARGET") or parse_qs(body.decode())["Action"][0])
        return self._moto(environ, start_response)


class Loopback:
    """An AWS account on loopback, and how the commands find it."""

    def __init__(self, server: Server, recorded: Recorded) -> None:
        self.environment = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.port}",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        self.recorded = recorded

    def client(self, service: str) -> Any:
        session: Any = boto3.Session("test", "test", region_name=STAGE.region)
        return session.client(service, endpoint_url=self.environment["AWS_ENDPOINT_URL"])

    def write_secrets(self) -> None:
        for name in STAGE.secrets.named().values():
            self.client("ssm").put_parameter(Name=name, Value=f"of {name}", Type="SecureString")

    def deploy(self, template: dict[str, Any], parameters: dict[str, str]) -> None:
        """A stack that says it was made from this template; moto could not make half of what is in it."""
        made = {"Parameters": template["Parameters"], "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
        given = [
            {"ParameterKey": key, "ParameterValue": parameters.get(key, "secret")} for key in template["Parameters"]
        ]
        self.client("cloudformation").create_stack(StackName=STACK, TemplateBody=json.dumps(made), Parameters=given)
        (stack,) = cloudformation_backends[DEFAULT_ACCOUNT_ID][STAGE.region].stacks.values()
        stack.template = json.dumps(template)


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    """An empty account."""
    recorded = Recorded()
    server = Server("aws", recorded, port=0, logs=tmp_path / "logs")
    server.start()
    own = Loopback(server, recorded)
    for name, value in own.environment.items():
        monkeypatch.setenv(name, value)
    yield own
    own.client("cloudformation").delete_stack(StackName=STACK)
    own.client("ssm").delete_parameters(Names=list(STAGE.secrets.named().values()))
    server.stop()


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package, as far as a plan looks at one."""
    path = tmp_path / "fabula.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("app.py", "app = None")
    return path


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    """The template of the stage, as it is made now."""
    made: dict[str, Any] = json.loads(run("template", "--stage", "example").stdout)
    return made


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "infra.deploy", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def plan(account: Loopback, template: dict[str, Any], package: Path) -> Plan:
    """A plan, made without changing anything."""
    account.recorded.asked.clear()
    made = make_plan(Account(STAGE.region), STAGE, "example", template=template, package=read_package(package))
    assert set(account.recorded.asked) <= READS
    return made


def test_the_command_on_an_empty_account(account: Loopback, template: dict[str, Any], package: Path) -> None:
    answer = run("plan", "--stage", "example", "--package", str(package), "--json")
    said = json.loads(answer.stdout)
    assert set(account.recorded.asked) <= READS
    assert (answer.returncode, said["status"], {one["kind"] for one in said["changes"]}) == (1, None, {"make"})
    assert {one["name"] for one in said["changes"]} == template["Resources"].keys()
    assert len(said["blockers"]) == len(STAGE.secrets.named())
    account.write_secrets()
    assert plan(account, template, package).exit_code == 3


def test_an_account_that_does_not_answer(
    account: Loopback, template: dict[str, Any], package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        with pytest.raises(AccountUnreachable, match="the stack fabula-example cannot be read"):
            plan(account, template, package)


def test_from_an_older_stack_to_nothing_left_to_do(account: Loopback, template: dict[str, Any], package: Path) -> None:
    account.write_secrets()
    fingerprint = read_package(package).fingerprint
    sent = {"CodeBucket": STAGE.artifacts_bucket, "CodeKey": f"fabula/{fingerprint}.zip", "Release": fingerprint[:12]}
    older = json.loads(json.dumps(template))
    del older["Resources"]["ApiSlow"]
    older["Resources"]["Old"] = {"Type": "AWS::SNS::Topic", "Properties": {}}
    older["Resources"]["MailQueue"]["Properties"]["VisibilityTimeout"] = 30
    older["Resources"]["Sweep"]["Properties"]["FunctionName"] = "sweep"
    account.deploy(older, sent)
    behind = plan(account, template, package)
    assert [(one.kind, one.name, one.properties) for one in behind.changes] == [
        ("make", "ApiSlow", ()),
        ("change", "MailQueue", ("VisibilityTimeout",)),
        ("remove", "Old", ()),
        ("replace", "Sweep", ("FunctionName",)),
    ]
    assert behind.exit_code == 3

    account.client("cloudformation").delete_stack(StackName=STACK)
    account.deploy(template, sent)
    level = plan(account, template, package)
    assert (level.changes, level.status, level.exit_code) == ((), "CREATE_COMPLETE", 0)

    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr("more.py", "")
    other = plan(account, template, package)
    functions = {name for name, one in template["Resources"].items() if one["Type"] == "AWS::Lambda::Function"}
    assert {one.name for one in other.changes} == functions
    assert {one.properties for one in other.changes} == {("Code.S3Key", "Environment.Variables.RELEASE")}


def test_a_secret_in_plain_text_is_missing(account: Loopback, template: dict[str, Any], package: Path) -> None:
    account.write_secrets()
    account.client("ssm").delete_parameters(Names=[STAGE.secrets.secret_key])
    account.client("ssm").put_parameter(Name=STAGE.secrets.secret_key, Value="read by all", Type="String")
    made = plan(account, template, package)
    assert made.blockers == ("there is no SecureString /fabula/example/secret-key in SSM's parameter store",)
    assert made.exit_code == 1


def test_no_package(tmp_path: Path) -> None:
    with pytest.raises(SetupFailed, match="is no package"):
        read_package(tmp_path / "none.zip")


def test_inviting_reads_the_stages_own_database(account: Loopback) -> None:
    with pytest.raises(invite.NoDatabase, match="/fabula/example/database-url cannot be read"):
        invite.database_of_stage(STAGE)
    account.write_secrets()
    assert invite.database_of_stage(STAGE) == "of /fabula/example/database-url"
