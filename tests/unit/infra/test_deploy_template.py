"""The template says what the app needs, and no more."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chalice.app import SQSEventConfig

import app
from chalicelib.queues import Queue
from infra.deploy.functions import API, FUNCTIONS, at_once
from infra.deploy.names import dead_id, function_id, queue_id
from infra.deploy.stages import load_stage
from infra.deploy.template import api_resources, ready_resources
from infra.deploy.watching import alarms
from infra.setup.places import ROOT

Template = dict[str, Any]
STAGE = load_stage("example")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's template, as the command writes it."""
    out = tmp_path_factory.mktemp("template") / "template.json"
    command = [sys.executable, "-m", "infra.deploy", "template", "--stage", "example", "--out", str(out)]
    subprocess.run(command, cwd=ROOT, check=True)
    return out


@pytest.fixture(scope="module")
def template(file: Path) -> Template:
    """It, read."""
    written: Template = json.loads(file.read_text())
    return written


def of_type(template: Template, kind: str) -> dict[str, Any]:
    return {name: one["Properties"] for name, one in template["Resources"].items() if one["Type"] == kind}


def references(part: Any) -> Iterator[str]:
    """Names of resources and parameters that a part of a template speaks of."""
    if isinstance(part, list):
        for one in part:
            yield from references(one)
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "Ref":
                yield value
            elif key == "Fn::GetAtt":
                yield value[0]
            elif key == "Fn::Sub":
                yield from (name.partition(".")[0] for name in re.findall(r"\${([^}]+)}", value))
            else:
                yield from references(value)


def test_cfn_lint_finds_nothing(file: Path) -> None:
    linter = Path(sys.executable).with_name("cfn-lint")
    command: list[str | Path] = [linter, "--regions", STAGE.region, "--template", file]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.fixture
def ready(template: Template) -> Template:
    """The template of a stage that keeps two functions ready."""
    stage = STAGE.model_copy(update={"kept_ready": 2})
    resources = {name: one for name, one in template["Resources"].items() if not name.startswith("RestAPIDeployment")}
    resources |= api_resources(app.app, stage, "example")
    return template | {"Resources": resources | ready_resources(resources[function_id(API)], stage)}


def test_functions_are_kept_ready_only_where_the_stage_says_so(template: Template, ready: Template) -> None:
    assert not of_type(template, "AWS::Lambda::Alias")
    ((name, alias),) = of_type(ready, "AWS::Lambda::Alias").items()
    assert alias["ProvisionedConcurrencyConfig"] == {"ProvisionedConcurrentExecutions": 2}
    (api,) = of_type(ready, "AWS::ApiGateway::RestApi").values()
    started = set(re.findall(r"functions/\$\{([^}]+)\}/invocations", json.dumps(api)))
    assert started == {name}, "all that the API starts is kept ready"
    assert ready["Resources"]["RestAPIMay"]["Properties"]["FunctionName"] == {"Ref": name}
    (version,) = of_type(ready, "AWS::Lambda::Version").values()
    assert {"Release", "SecretVersions"} <= set(references(version)), "another version where either is another"
    test_everything_spoken_of_is_there(ready)


@pytest.mark.long
def test_cfn_lint_finds_nothing_in_what_is_kept_ready(ready: Template, tmp_path: Path) -> None:
    file = tmp_path / "template.json"
    file.write_text(json.dumps(ready))
    test_cfn_lint_finds_nothing(file)


def test_everything_spoken_of_is_there(template: Template) -> None:
    known = template["Resources"].keys() | template["Parameters"].keys()
    spoken = set(references(template["Resources"])) | set(references(template["Outputs"]))
    assert {name for name in spoken if not name.startswith("AWS::")} <= known


def test_every_handler_is_a_function_and_every_function_a_handler() -> None:
    assert {function.name for function in FUNCTIONS} == {API, *(source.name for source in app.app.event_sources)}
    consumed = {one.name: str(one.queue) for one in app.app.event_sources if isinstance(one, SQSEventConfig)}
    described = {one.name: f"{app.PREFIX}-{one.consumes}" for one in FUNCTIONS if one.consumes is not None}
    assert consumed == described


@pytest.mark.parametrize("queue", Queue)
def test_every_queue_has_a_dead_letter_queue(template: Template, queue: Queue) -> None:
    own = of_type(template, "AWS::SQS::Queue")[queue_id(queue)]
    dead = of_type(template, "AWS::SQS::Queue")[dead_id(queue)]
    assert own["QueueName"] == f"fabula-example-{queue}"
    assert dead["QueueName"] == f"fabula-example-{queue}-dead"
    assert own["RedrivePolicy"] == {
        "deadLetterTargetArn": {"Fn::GetAtt": [dead_id(queue), "Arn"]},
        "maxReceiveCount": 10,
    }
    assert dead["MessageRetentionPeriod"] > own["MessageRetentionPeriod"]
    kept = {template["Resources"][one]["DeletionPolicy"] for one in (queue_id(queue), dead_id(queue))}
    assert kept == {"RetainExceptOnCreate"}
    (consumer,) = (function for function in FUNCTIONS if function.consumes == queue)
    timeout = of_type(template, "AWS::Lambda::Function")[function_id(consumer.name)]["Timeout"]
    assert own["VisibilityTimeout"] >= 6 * timeout


def test_queues_answer_for_parts_of_a_batch(template: Template) -> None:
    sources = of_type(template, "AWS::Lambda::EventSourceMapping")
    functions = of_type(template, "AWS::Lambda::Function")
    assert len(sources) == len(Queue)
    for source in sources.values():
        assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        reserved = functions[source["FunctionName"]["Fn::GetAtt"][0]]["ReservedConcurrentExecutions"]
        assert 2 <= source["ScalingConfig"]["MaximumConcurrency"] <= reserved
    batches = {one.name: one.batch_size for one in app.app.event_sources if isinstance(one, SQSEventConfig)}
    assert {name: sources[f"{function_id(name)}Source"]["BatchSize"] for name in batches} == batches


def test_functions_together_hold_no_more_connections_than_there_may_be(template: Template) -> None:
    functions = of_type(template, "AWS::Lambda::Function").values()
    assert sum(one["ReservedConcurrentExecutions"] for one in functions) == STAGE.connections
    assert all(at_once(function, STAGE.connections) > 0 for function in FUNCTIONS)


def test_drawing_has_the_memory_its_limit_speaks_of(template: Template) -> None:
    functions = of_type(template, "AWS::Lambda::Function")
    assert functions["AssetsProcess"]["MemorySize"] == 2048
    assert functions["APIHandler"]["Timeout"] < 29, "API Gateway hangs up then"


def test_every_role_is_one_functions_and_names_what_it_may_touch(template: Template) -> None:
    functions = of_type(template, "AWS::Lambda::Function")
    roles = of_type(template, "AWS::IAM::Role")
    assert sorted(one["Role"]["Fn::GetAtt"][0] for one in functions.values()) == sorted(roles)
    for role in roles.values():
        assert role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": "lambda.amazonaws.com"}
        for statement in role["Policies"][0]["PolicyDocument"]["Statement"]:
            assert "*" not in json.dumps(statement), "no wildcard anywhere"
            assert statement["Resource"]


def test_only_mail_is_sent_by_whom_it_is_for(template: Template) -> None:
    roles = of_type(template, "AWS::IAM::Role")
    may = {name: json.dumps(role["Policies"]) for name, role in roles.items()}
    assert [name for name, granted in may.items() if "ses:" in granted] == ["MailSendRole"]
    (sending,) = (
        statement
        for statement in roles["MailSendRole"]["Policies"][0]["PolicyDocument"]["Statement"]
        if "ses:SendEmail" in statement["Action"]
    )
    assert sending["Condition"] == {
        "StringEqualsIgnoreCase": {"ses:FromAddress": ["sign-in@mail.example.com", "stories@mail.example.com"]}
    }
    places = [one["Fn::Sub"].partition(":identity/")[2] for one in sending["Resource"]]
    assert places == ["example.com", "mail.example.com", "sign-in@mail.example.com", "stories@mail.example.com"]


def test_secrets_are_parameters_that_are_not_shown(template: Template) -> None:
    secret = {name for name, one in template["Parameters"].items() if one.get("NoEcho")}
    assert secret == {"DatabaseUrl", "StorageKeyId", "StorageSecret", "SecretKey", "CdnPurgeToken"}
    for function in of_type(template, "AWS::Lambda::Function").values():
        variables = function["Environment"]["Variables"]
        assert {value["Ref"] for value in variables.values() if isinstance(value, dict)} == secret | {"Release"}
        assert variables["SIGN_UP"] == "invited"


def test_every_function_has_a_log_that_is_not_kept_for_ever(template: Template) -> None:
    logs = of_type(template, "AWS::Logs::LogGroup")
    for function in of_type(template, "AWS::Lambda::Function").values():
        assert logs[function["LoggingConfig"]["LogGroup"]["Ref"]]["RetentionInDays"] == STAGE.log_days


def test_alarms_are_of_what_there_is_and_say_what_they_mean(template: Template) -> None:
    made = of_type(template, "AWS::CloudWatch::Alarm")
    assert len(made) == len(list(alarms("example")))
    for alarm in made.values():
        assert re.fullmatch(r"[A-Z].{60,}\.", alarm["AlarmDescription"])
        assert set(references(alarm["Dimensions"])) <= template["Resources"].keys()
        assert alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}]
    watched = {name for alarm in made.values() for name in references(alarm["Dimensions"])}
    assert watched >= {one for queue in Queue for one in (queue_id(queue), dead_id(queue))}
    assert watched >= {function_id(function.name) for function in FUNCTIONS}


def test_alarms_on_our_own_metrics_are_on_some_that_are_written(template: Template) -> None:
    source = "\n".join(path.read_text() for path in (ROOT / "chalicelib").rglob("*.py"))
    own = [one for one in of_type(template, "AWS::CloudWatch::Alarm").values() if one["Namespace"] == "fabula-example"]
    assert {one["MetricName"] for one in own} == {"RollupLagSeconds", "MailGivenUp"}
    for alarm in own:
        assert f'count("{alarm["MetricName"]}"' in source


def test_the_dashboard_draws_what_there_is(template: Template) -> None:
    (board,) = of_type(template, "AWS::CloudWatch::Dashboard").values()
    drawn = {
        metric[3]
        for widget in json.loads(board["DashboardBody"])["widgets"]
        for metric in widget["properties"]["metrics"]
    }
    names = {one["FunctionName"] for one in of_type(template, "AWS::Lambda::Function").values()}
    queues = {one["QueueName"] for one in of_type(template, "AWS::SQS::Queue").values()}
    assert drawn == names | queues | {"fabula-example", "fabula"}


def test_another_definition_of_the_api_is_another_deployment(template: Template) -> None:
    (deployment,) = of_type(template, "AWS::ApiGateway::Deployment")
    assert template["Resources"]["RestAPIStage"]["Properties"]["DeploymentId"] == {"Ref": deployment}
    body = template["Resources"]["RestAPI"]["Properties"]["Body"]
    assert len(body["paths"]) > 40
    editors = body["paths"]["/v1/account"]["get"]
    assert "aws_proxy" in json.dumps(editors)
    assert "https://app.example.com" in json.dumps(body["paths"]["/v1/account"]["options"])
