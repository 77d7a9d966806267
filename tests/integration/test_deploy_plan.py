"""The plan against an account: moto's, on loopback, asked over HTTP by the command itself."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from infra import invite
from infra.deploy.account import Account, AccountUnreachable, make_plan
from infra.deploy.artifacts import Artifacts
from infra.deploy.package import read_package
from infra.deploy.plan import Plan
from infra.deploy.releases import plain_parameters
from infra.deploy.stages import load_stage
from infra.setup.console import SetupFailed
from infra.setup.places import ROOT
from tests.integration.aws import Loopback

STAGE = load_stage("example")
STACK = "fabula-example"
READS = {"DescribeStacks", "GetTemplate", "AmazonSSM.GetParameters"}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package, as far as a plan looks at one."""
    path = tmp_path / "fabula.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("app.py", "app = None")
    return path


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "infra.deploy", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def write_secrets(account: Loopback) -> None:
    for name in STAGE.secrets.named().values():
        account.client("ssm").put_parameter(Name=name, Value=f"of {name}", Type="SecureString", Overwrite=True)


def made_by(account: Loopback, template: dict[str, Any], parameters: dict[str, str], package: Path) -> None:
    """A stack that was made from this template, with that package."""
    artifacts = Artifacts(Account(STAGE.region), STAGE.artifacts_bucket, "example")
    if not artifacts.exist():
        artifacts.make()
    artifacts.put(parameters["CodeKey"], package)
    given = [{"ParameterKey": key, "ParameterValue": parameters.get(key, "secret")} for key in template["Parameters"]]
    stacks = account.client("cloudformation")
    stacks.create_stack(StackName=STACK, TemplateBody=json.dumps(template), Parameters=given)


def plan(account: Loopback, template: dict[str, Any], package: Path) -> Plan:
    """A plan, made without changing anything."""
    account.aws.asked.clear()
    made = make_plan(Account(STAGE.region), STAGE, "example", template=template, package=read_package(package))
    assert set(account.aws.asked) <= READS
    return made


def test_the_command_on_an_empty_account(account: Loopback, stage_template: dict[str, Any], package: Path) -> None:
    answer = run("plan", "--stage", "example", "--package", str(package), "--json")
    said = json.loads(answer.stdout)
    assert set(account.aws.asked) <= READS
    assert (answer.returncode, said["status"], {one["kind"] for one in said["changes"]}) == (1, None, {"make"})
    assert {one["name"] for one in said["changes"]} == stage_template["Resources"].keys()
    assert len(said["blockers"]) == len(STAGE.secrets.named())
    write_secrets(account)
    assert plan(account, stage_template, package).exit_code == 3


def test_an_account_that_does_not_answer(
    account: Loopback, stage_template: dict[str, Any], package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        with pytest.raises(AccountUnreachable, match="the stack fabula-example cannot be read"):
            plan(account, stage_template, package)


def test_from_an_older_stack_to_nothing_left_to_do(
    account: Loopback, stage_template: dict[str, Any], package: Path
) -> None:
    write_secrets(account)
    fingerprint = read_package(package).fingerprint
    versions = dict.fromkeys(STAGE.secrets.named().values(), 1)
    sent = plain_parameters(STAGE, "example", fingerprint, versions)
    older = json.loads(json.dumps(stage_template))
    del older["Resources"]["ApiSlow"]
    older["Resources"]["Old"] = {"Type": "AWS::SNS::Topic", "Properties": {}}
    older["Resources"]["MailQueue"]["Properties"]["VisibilityTimeout"] = 30
    older["Resources"]["Sweep"]["Properties"]["FunctionName"] = "sweep"
    made_by(account, older, sent, package)
    behind = plan(account, stage_template, package)
    assert [(one.kind, one.name, one.properties) for one in behind.changes] == [
        ("make", "ApiSlow", ()),
        ("change", "MailQueue", ("VisibilityTimeout",)),
        ("remove", "Old", ()),
        ("replace", "Sweep", ("FunctionName",)),
    ]
    assert behind.exit_code == 3

    account.forget_stack(STACK)
    made_by(account, stage_template, sent, package)
    level = plan(account, stage_template, package)
    assert (level.changes, level.status, level.exit_code) == ((), "CREATE_COMPLETE", 0)

    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr("more.py", "")
    other = plan(account, stage_template, package)
    functions = {name for name, one in stage_template["Resources"].items() if one["Type"] == "AWS::Lambda::Function"}
    assert {one.name for one in other.changes} == functions
    assert {one.properties for one in other.changes} == {("Code.S3Key", "Environment.Variables.RELEASE")}


def test_a_secret_in_plain_text_is_missing(account: Loopback, stage_template: dict[str, Any], package: Path) -> None:
    write_secrets(account)
    account.client("ssm").delete_parameters(Names=[STAGE.secrets.secret_key])
    account.client("ssm").put_parameter(Name=STAGE.secrets.secret_key, Value="read by all", Type="String")
    made = plan(account, stage_template, package)
    assert made.blockers == ("there is no SecureString /fabula/example/secret-key in SSM's parameter store",)
    assert made.exit_code == 1


def test_no_package(tmp_path: Path) -> None:
    with pytest.raises(SetupFailed, match="is no package"):
        read_package(tmp_path / "none.zip")


def test_inviting_reads_the_stages_own_database(account: Loopback) -> None:
    with pytest.raises(invite.NoDatabase, match="/fabula/example/database-url cannot be read"):
        invite.database_of_stage(STAGE)
    write_secrets(account)
    assert invite.database_of_stage(STAGE) == "of /fabula/example/database-url"
