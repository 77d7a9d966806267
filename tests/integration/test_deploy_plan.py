"""The plan against an account: moto's, on loopback; one is asked for by the command itself."""

from __future__ import annotations

import copy
import json
import signal
from pathlib import Path
from typing import Any

import pytest

from chalicelib import clients
from infra import invite
from infra.deploy import __main__ as command
from infra.deploy.edge_worker import origins
from infra.deploy.package import read_package
from infra.deploy.plan import Plan
from infra.deploy.reaching import AccountUnreachable
from infra.deploy.stages import Stage
from infra.deploy.static import BuiltSite, build_site
from infra.edge import load_table
from infra.local.stack import Stack
from infra.setup.console import SetupFailed
from tests.integration.aws import Loopback
from tests.integration.cloudflare import write_site
from tests.integration.deployer import NAME, STAGE, Operator

WRITES = ("Create", "Put", "PUT", "POST", "Update", "Delete", "DELETE")


@pytest.fixture
def fake_site(tmp_path: Path, stage_template: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> list[Stage]:
    """The stages that the command builds a front end for; building the real one is npm's, and the template is made in a
    process of its own."""
    asked: list[Stage] = []

    def build(stage: Stage) -> BuiltSite:
        asked.append(stage)
        return build_site(write_site(tmp_path / "site", "one"), load_table(origins(stage)))

    monkeypatch.setattr(command, "_site_of", build)
    monkeypatch.setattr(command, "_template_of", lambda *_: stage_template)
    return asked


def run_command(arguments: list[str]) -> int:
    """The command's exit code, in this process."""
    on_terminate = signal.getsignal(signal.SIGTERM)
    try:
        return command.main(arguments)
    finally:
        signal.signal(signal.SIGTERM, on_terminate)


def planned(operator: Operator, **changes: object) -> Plan:
    """A plan, made without changing anything."""
    operator.account.aws.asked.clear()
    made = operator.plan(operator.built(**changes))  # type: ignore[arg-type]  # a package's number, a template
    assert not [one for one in operator.account.aws.asked if one.startswith(WRITES)]
    return made


def test_the_command_on_an_empty_account(
    operator: Operator, fake_site: list[Stage], capsys: pytest.CaptureFixture[str]
) -> None:
    store = operator.account.client("ssm")
    store.delete_parameters(Names=list(STAGE.secrets.named().values()))
    typed = ["--json", "--package", str(operator.built().package.path), "plan", "--stage", NAME]
    assert run_command(typed) == 1
    said = json.loads(capsys.readouterr().out)
    assert fake_site == [STAGE], "what the front end would be is looked at, too"
    assert (said["status"], said["steps"], {one["kind"] for one in said["changes"]}) == (None, [], {"make"})
    assert {one["name"] for one in said["changes"]} == operator.template["Resources"].keys()
    for place in (*STAGE.secrets.named().values(), STAGE.cloudflare_token):
        assert f"there is no SecureString {place}" in "\n".join(said["blockers"])


def test_before_the_first_release(beginner: Operator) -> None:
    made = planned(beginner)
    assert [step.partition(":")[0] for step in made.steps] == ["bucket", "package", "template", "migrations"]
    assert (made.status, made.blockers, made.exit_code) == (None, (), 3)


def test_an_account_that_does_not_answer(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        with pytest.raises(AccountUnreachable, match=r"releases\.json cannot be read"):
            planned(operator)


def test_from_an_older_release_to_nothing_left_to_do(operator: Operator) -> None:
    older = copy.deepcopy(operator.template)
    del older["Resources"]["ApiSlow"]
    older["Resources"]["Old"] = {"Type": "AWS::SNS::Topic", "Properties": {}}
    older["Resources"]["MailQueue"]["Properties"]["VisibilityTimeout"] = 30
    older["Resources"]["Sweep"]["Properties"]["MemorySize"] = 256
    operator.deploy(operator.built(1, older))
    behind = planned(operator)
    assert [(one.kind, one.name, one.properties) for one in behind.changes] == [
        ("make", "ApiSlow", ()),
        ("change", "MailQueue", ("VisibilityTimeout",)),
        ("remove", "Old", ()),
        ("change", "Sweep", ("MemorySize",)),
    ]
    assert ([step.partition(":")[0] for step in behind.steps], behind.exit_code) == (["template"], 3)

    operator.deploy(operator.built())
    level = planned(operator)
    assert (level.changes, level.steps, level.status, level.exit_code) == ((), (), "UPDATE_COMPLETE", 0)

    other = planned(operator, number=2)
    functions = {name for name, one in operator.template["Resources"].items() if one["Type"] == "AWS::Lambda::Function"}
    assert {one.name for one in other.changes} == functions
    assert {one.properties for one in other.changes} == {("Code.S3Key", "Environment.Variables.RELEASE")}


def test_a_secret_in_plain_text_is_missing(operator: Operator) -> None:
    store, name = operator.account.client("ssm"), STAGE.secrets.storage_secret
    store.delete_parameters(Names=[name])
    store.put_parameter(Name=name, Value="read by all", Type="String")
    made = planned(operator)
    (blocker,) = made.blockers
    assert blocker.startswith(f"there is no SecureString {name} in SSM's parameter store\n  to mend it: ")
    assert made.exit_code == 1


def test_no_package(tmp_path: Path) -> None:
    with pytest.raises(SetupFailed, match="is no package"):
        read_package(tmp_path / "none.zip")


def test_inviting_reads_the_stages_own_database(account: Loopback) -> None:
    with pytest.raises(SetupFailed, match=r"(?s)no SecureString /fabula/example/database-url .*rotate-secrets"):
        invite.database_of_stage(STAGE)
    account.client("ssm").put_parameter(Name=STAGE.secrets.database_url, Value="postgresql://", Type="SecureString")
    assert invite.database_of_stage(STAGE) == "postgresql://"


def test_the_local_stack_keeps_to_its_own_account(stack: Stack, account: Loopback) -> None:
    for client in (clients.queue_client(), clients.mailer()):
        assert client.meta.endpoint_url != account.environment["AWS_ENDPOINT_URL"]
