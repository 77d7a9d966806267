"""Operating a stage: commands against an account on loopback, a real database, and the local stack as the site."""

from __future__ import annotations

import argparse
import json
import re
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from chalicelib.log import count
from chalicelib.settings import load_settings
from infra.deploy import logs as logs_module
from infra.deploy import redrive as redrive_module
from infra.deploy import rotating
from infra.deploy import status as status_module
from infra.deploy.account import Account as DeployAccount
from infra.deploy.artifacts import Artifacts
from infra.deploy.checks import Before, check_storage
from infra.deploy.cloudflare import ADDRESS_VARIABLE
from infra.deploy.logs import Reader
from infra.deploy.operating import OPERATIONS
from infra.deploy.redrive import Moved, move_all
from infra.deploy.releases import History, Release, history_key
from infra.deploy.secrets import Store
from infra.deploy.stages import Stage
from infra.deploy.status_parts import ask_database
from infra.local.cdn import PURGE_PATH
from infra.local.environment import CDN_TOKEN
from infra.local.stack import Stack
from infra.setup.console import SetupFailed
from tests.integration.cloudflare import TOKEN, FakeCloudflare, served
from tests.integration.operated import EXAMPLE, Account, clear, named, operated

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def whole_account(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    """The account that all tests here have, one after the other."""
    with operated(stack, tmp_path_factory.mktemp("aws")) as own:
        yield own


@pytest.fixture
def account(whole_account: Account) -> Iterator[Account]:
    """It, empty."""
    yield whole_account
    clear(whole_account)


@pytest.fixture
def stage(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The example, with the local stack as its site and its storage."""
    own = EXAMPLE.model_copy(
        update={
            "app_url": stack.addresses.app,
            "read_url": stack.addresses.read,
            "api_url": stack.addresses.api,
            "storage_endpoint": stack.addresses.storage,
            "uploads_bucket": "fabula-uploads",
            "public_bucket": "fabula-public",
            "cdn_purge_url": f"{stack.addresses.cdn}{PURGE_PATH}",
        }
    )
    for module in (status_module, rotating):
        monkeypatch.setattr(module, "load_stage", lambda _: own)
    return own


def run(action: str, **options: object) -> int:
    defaults = {
        "stage": "example",
        "json": True,
        "cost": False,
        "value_file": None,
        "back": False,
        "name": "secret-key",
    }
    return OPERATIONS[action](argparse.Namespace(**{**defaults, **options}))


def test_a_status_of_a_stage_that_runs(
    account: Account, stage: Stage, stack: Stack, empty_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    account.store(database_url=empty_database)
    queues = account.make_queues()
    account.client("cloudformation").create_stack(
        StackName="fabula-example",
        TemplateBody=json.dumps(
            {
                "Parameters": {"Release": {"Type": "String"}},
                "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
            }
        ),
        Parameters=[{"ParameterKey": "Release", "ParameterValue": "0a1b2c3d4e5f"}],
    )
    artifacts = Artifacts(DeployAccount(EXAMPLE.region), EXAMPLE.artifacts_bucket, "example")
    artifacts.make()
    releases = Release("0a1b2c3d4e5f67", "t2", (), "feedbeef"), Release("998877665544", "t1", ())
    artifacts.put(history_key("example"), History(releases).to_json())
    stack.timer.run_now("analytics_rollup")
    capsys.readouterr()
    assert run("status") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["attention"], said["unknown"]) == ([], {})
    assert (said["release"]["release"], said["release"]["before"]) == (releases[0].name, [releases[1].name])
    assert said["release"]["revision"] == "feedbeef"
    assert said["database"]["newest"] >= "0018"
    assert (said["database"]["pending"], said["database"]["rollup_lag"]) == ([], 0)
    assert {name: host["status"] for name, host in said["hosts"].items()} == {"app": 200, "read": 200, "api": 200}
    assert said["hosts"]["api"]["said"] == "release local"

    account.client("sqs").send_message(QueueUrl=queues["fabula-example-mail-dead"], MessageBody="{}")
    measured = (
        ("AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", "fabula-example-mail", 1000),
        ("AWS/Lambda", "Invocations", "FunctionName", "fabula-example-sweep", 50),
        ("AWS/Lambda", "Errors", "FunctionName", "fabula-example-sweep", 5),
    )
    cloudwatch = account.client("cloudwatch")
    for namespace, metric, name, value, number in measured:
        data = {"MetricName": metric, "Dimensions": [{"Name": name, "Value": value}], "Value": number}
        cloudwatch.put_metric_data(Namespace=namespace, MetricData=[data | {"Timestamp": datetime.now(UTC)}])
    for state in ("ALARM", "OK"):
        alarm: dict[str, Any] = {"AlarmName": f"fabula-example-{state}", "ComparisonOperator": "GreaterThanThreshold"}
        alarm |= {"Namespace": "n", "MetricName": "m", "Period": 60, "EvaluationPeriods": 1, "Threshold": 1.0}
        cloudwatch.put_metric_alarm(**alarm, Statistic="Sum")
        cloudwatch.set_alarm_state(AlarmName=f"fabula-example-{state}", StateValue=state, StateReason="a test")
    assert run("status", json=False) == 3
    told = capsys.readouterr().out
    assert "! alarm: fabula-example-ALARM\n" in told
    assert "! 1 dead letters of mail" in told
    assert "! the oldest message of mail has waited 1000 s" in told
    assert "! sweep: 5 of 50 failed" in told
    assert "fabula-example-OK" not in told


def test_a_status_where_nothing_is_there_says_what_mends_it(
    account: Account, stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = stage.model_copy(update=dict.fromkeys(("app_url", "read_url", "api_url"), "http://127.0.0.1:9"))
    monkeypatch.setattr(status_module, "load_stage", lambda _: nowhere)
    assert run("status", cost=True) == 3
    said = json.loads(capsys.readouterr().out)
    assert set(said["unknown"]) == {"release", "database", "queues"}
    assert all("to mend it:" in one for one in said["unknown"].values())
    assert [one.partition(":")[0] for one in said["attention"]] == ["app", "read", "api"]
    assert said["cost"] == 0


@pytest.mark.parametrize("left", ["none", "all"])
def test_the_databases_part_of_a_status(account: Account, stage: Stage, empty_database: str, left: str) -> None:
    if left == "none":
        account.store(database_url="postgresql://ada:hunter2@127.0.0.1:9/fabula")
        with pytest.raises(SetupFailed, match="does not answer") as failed:
            ask_database(DeployAccount(stage.region), stage, now=NOW)
        assert "hunter2" not in str(failed.value)
    else:
        account.store(database_url=empty_database.rpartition("/")[0] + "/template1")
        with pytest.raises(SetupFailed, match="never migrated"):
            ask_database(DeployAccount(stage.region), stage, now=NOW)


def write_log(account: Account, function: str, *lines: tuple[datetime, object]) -> None:
    logs, group = account.client("logs"), f"/fabula/example/{function}"
    if not logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]:
        logs.create_log_group(logGroupName=group)
        logs.create_log_stream(logGroupName=group, logStreamName="one")
    events = [
        {"timestamp": int(at.timestamp() * 1000), "message": line if isinstance(line, str) else json.dumps(line)}
        for at, line in lines
    ]
    logs.put_log_events(logGroupName=group, logStreamName="one", logEvents=events)


def event(message: str, correlation: str) -> dict[str, str]:
    return {"level": "INFO", "message": message, "service": "fabula", "correlation_id": correlation}


def ask_logs(**options: object) -> int:
    return run("logs", **{"json": False, "follow": False, "request": None, "function": None, "since": "1h", **options})


def test_logs_of_two_functions_are_one_story(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    now = datetime.now(UTC)
    ago = [now - timedelta(minutes=minutes) for minutes in (90, 3, 2, 1)]
    write_log(account, "mail_send", (ago[0], event("too_old", "r-0")), (ago[2], event("mail_sent", "req-1")))
    write_log(
        account,
        "api_handler",
        (ago[1], event("request_answered", "req-1")),
        (ago[3], "END RequestId: 7"),
        (ago[3] + timedelta(seconds=1), event("request_answered", "req-2")),
    )
    for name in ("assets_process", "stories_publish", "interchange_carry", "analytics_rollup", "sweep"):
        write_log(account, name, (ago[3] - timedelta(seconds=5), event("nothing_to_do", "r-9")))
    assert ask_logs() == 0
    told = capsys.readouterr().out.splitlines()
    assert [re.split(r"\s{2,}", line)[-1].split()[0] for line in told if "nothing" not in line] == (
        ["correlation_id=req-1", "correlation_id=req-1", "END", "correlation_id=req-2"]
    )
    assert ask_logs(request="req-1") == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[2] for line in told] == ["api_handler", "mail_send"]
    assert ask_logs(function="mail_send", since="2h", json=True) == 0
    told = [json.loads(line)["wrote"]["message"] for line in capsys.readouterr().out.splitlines()]
    assert told == ["too_old", "mail_sent"]
    with pytest.raises(SetupFailed, match="name one of api_handler"):
        ask_logs(function="mailer")


def test_followed_each_line_is_told_once_though_it_came_late(account: Account) -> None:
    now = datetime.now(UTC)
    write_log(account, "sweep", (now, event("first", "a")))
    later = [
        lambda: write_log(account, "sweep", (now - timedelta(seconds=20), event("late", "a"))),
        lambda: write_log(account, "sweep", (now + timedelta(seconds=1), event("next", "a"))),
        lambda: None,
    ]
    groups = {"/fabula/example/sweep": "sweep"}
    reader = Reader(account.client("logs"), groups, None, wait=lambda _: later.pop(0)())
    told = [line.written for line in reader.follow(now - timedelta(minutes=1), looks=4)]
    assert [one and one["message"] for one in told] == ["first", "late", "next"]
    assert logs_module.LOOK_EVERY_SECONDS < logs_module.OVERLAP_SECONDS


def test_no_log_says_what_makes_one(account: Account) -> None:
    with pytest.raises(SetupFailed, match="deploy the stage first"):
        ask_logs(function="sweep")


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for messages that do not come."""
    monkeypatch.setattr(redrive_module, "WAIT_SECONDS", 0)


class Failing:
    """SQS that is cut off at one of its calls."""

    def __init__(self, sqs: Any, at: str, count: int) -> None:
        self._sqs, self._at, self._left = sqs, at, count

    def __getattr__(self, name: str) -> Any:
        if name == self._at:
            self._left -= 1
            if self._left < 0:
                raise KeyboardInterrupt
        return getattr(self._sqs, name)


def fill(account: Account, number: int) -> dict[str, str]:
    queues = account.make_queues()
    for place in range(number):
        account.client("sqs").send_message(
            QueueUrl=queues["fabula-example-mail-dead"],
            MessageBody=json.dumps({"outbox_id": str(place)}),
            MessageAttributes={"kind": {"DataType": "String", "StringValue": "a"}},
        )
    return queues


def waiting(account: Account, url: str) -> dict[str, str]:
    """What a queue's messages are about, and their attribute; they stay."""
    sqs, found = account.client("sqs"), dict[str, str]()
    ask = {"QueueUrl": url, "MaxNumberOfMessages": 10, "VisibilityTimeout": 60, "MessageAttributeNames": ["All"]}
    while messages := sqs.receive_message(**ask).get("Messages"):
        found |= {
            json.loads(one["Body"])["outbox_id"]: one["MessageAttributes"]["kind"]["StringValue"] for one in messages
        }
    return found


def test_what_the_local_stack_counts_meanwhile_is_not_what_a_command_says(
    account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mail of the test before may go out at any moment, and what is counted is printed."""
    counting = threading.Thread(target=count, args=("MailSent",))
    counting.start()
    counting.join()
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("at_once")
def test_dead_letters_go_back_whole(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    queues = fill(account, 23)
    assert run("redrive", queue="all", limit=None) == 0
    said = {one["queue"]: (one["moved"], one["left"]) for one in json.loads(capsys.readouterr().out)}
    assert said["fabula-example-mail"] == (23, 0)
    assert sum(moved for moved, _ in said.values()) == 23
    assert waiting(account, queues["fabula-example-mail"]) == {str(place): "a" for place in range(23)}
    assert waiting(account, queues["fabula-example-mail-dead"]) == {}


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("at", ["receive_message", "send_message_batch", "delete_message_batch"])
def test_killed_in_the_middle_nothing_is_lost(account: Account, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    monkeypatch.setattr(redrive_module, "VISIBLE_AGAIN_SECONDS", 1)
    queues = fill(account, 25)
    with pytest.raises(KeyboardInterrupt):
        move_all(Failing(account.client("sqs"), at, 1), "fabula-example-mail")
    time.sleep(1.1)
    again = move_all(account.client("sqs"), "fabula-example-mail")
    assert (again.moved, again.left) == (15, 0)
    assert waiting(account, queues["fabula-example-mail"]) == {str(place): "a" for place in range(25)}


class Picky:
    """SQS that takes only every second message of a batch, and says so."""

    def __init__(self, sqs: Any) -> None:
        self._sqs = sqs

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sqs, name)

    def send_message_batch(self, **request: Any) -> Any:
        some = request["Entries"][::2]
        answer = self._sqs.send_message_batch(**request | {"Entries": some})
        return answer | {"Failed": [{"Id": one["Id"]} for one in request["Entries"] if one not in some]}


@pytest.mark.usefixtures("at_once")
def test_what_a_queue_does_not_take_stays(account: Account) -> None:
    queues = fill(account, 10)
    assert move_all(Picky(account.client("sqs")), "fabula-example-mail") == Moved("fabula-example-mail", 5, 5)
    assert len(waiting(account, queues["fabula-example-mail"])) == 5


@pytest.mark.usefixtures("at_once")
def test_a_few_as_a_try(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    fill(account, 12)
    assert run("redrive", queue="mail", limit=2, json=False) == 3
    assert capsys.readouterr().out == "fabula-example-mail: 2 moved back, and there may be more\n"
    assert move_all(account.client("sqs"), "fabula-example-mail") == Moved("fabula-example-mail", 10, 0)


class Unsure:
    """SQS that thinks its queues empty: what it counts is an estimate."""

    def __init__(self, sqs: Any) -> None:
        self._sqs = sqs

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sqs, name)

    def get_queue_attributes(self, **request: Any) -> Any:
        return {"Attributes": dict.fromkeys(request["AttributeNames"], "0")}


@pytest.mark.usefixtures("at_once")
def test_what_sqs_counts_is_not_believed(account: Account) -> None:
    fill(account, 3)
    assert move_all(Unsure(account.client("sqs")), "fabula-example-mail") == Moved("fabula-example-mail", 3, 0)


def test_no_queue_says_what_makes_one(account: Account) -> None:
    with pytest.raises(SetupFailed, match="deploy the stage first"):
        run("redrive", queue="mail", limit=None)


def test_a_key_is_made_and_the_one_before_stays_good(account: Account, stage: Stage) -> None:
    assert run("rotate-secrets") == 0
    first = account.stored("secret_key")
    assert len(first) > 40
    assert run("rotate-secrets") == 0
    second = account.stored("secret_key").split()
    assert second[1:] == [first]
    assert run("rotate-secrets") == 0
    third = account.stored("secret_key").split()
    assert third[1:] == second[:1]
    assert run("rotate-secrets", back=True) == 0
    assert account.stored("secret_key").split() == second


def test_the_key_that_runs_is_kept_however_often_it_is_rotated(account: Account, stage: Stage) -> None:
    account.store(secret_key="runs-" * 8)
    account.client("cloudformation").create_stack(
        StackName="fabula-example",
        TemplateBody=json.dumps(
            {
                "Parameters": {"SecretVersions": {"Type": "String"}},
                "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
            }
        ),
        Parameters=[{"ParameterKey": "SecretVersions", "ParameterValue": "DatabaseUrl:9 SecretKey:1"}],
    )
    for _ in range(2):
        assert run("rotate-secrets") == 0
        assert account.stored("secret_key").split()[1:] == ["runs-" * 8]


def test_cut_off_before_it_is_stored_the_one_that_was_there_is_the_one_before(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.store(secret_key="before")
    store = Store(DeployAccount(EXAMPLE.region), EXAMPLE)
    monkeypatch.setattr(store, "_ssm", Failing(account.client("ssm"), "put_parameter", 0))
    with pytest.raises(KeyboardInterrupt):
        store.write("secret_key", "after")
    assert (account.stored("secret_key"), store.read_version("secret_key", "previous")) == ("before", "before")


@pytest.fixture
def cloudflare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Cloudflare's API, which knows one token."""
    with served(FakeCloudflare("account"), tmp_path) as address:
        monkeypatch.setenv(ADDRESS_VARIABLE, address)
        yield address


def test_a_value_of_somebody_elses_is_tried_first(
    account: Account, stage: Stage, empty_database: str, cloudflare: str, tmp_path: Path
) -> None:
    settings, file = load_settings(), tmp_path / "values"
    good = {
        "database-url": ("database_url", [empty_database]),
        "storage-key": ("storage_secret", [settings.storage_key_id, settings.storage_secret]),
        "cdn-purge-token": ("cdn_purge_token", [CDN_TOKEN]),
        "cloudflare-token": ("cloudflare_token", [TOKEN]),
    }
    for name, (setting, values) in good.items():
        account.store(**{setting: "before"})
        wrong = [f"{value}x" for value in values]
        file.write_text("\n".join(wrong))
        with pytest.raises(SetupFailed, match="to mend it:") as refused:
            run("rotate-secrets", name=name, value_file=file)
        assert wrong[-1] not in str(refused.value)
        assert account.stored(setting) == "before"
        file.write_text("\n".join(values) + "\n")
        assert run("rotate-secrets", name=name, value_file=file) == 0
        assert account.stored(setting) == values[-1]
        label = account.client("ssm").get_parameter(Name=f"{named(EXAMPLE)[setting]}:previous", WithDecryption=True)
        assert label["Parameter"]["Value"] == "before"
    half = {"storage_key_id": settings.storage_key_id, "storage_secret": "of another key"}
    before = cast("Before", SimpleNamespace(front=object(), stage=stage, secrets=half))
    (found,) = check_storage(before)
    assert found.grave
    assert found.fix.endswith("--stage NAME storage-key")
    nowhere = stage.model_copy(update={"public_bucket": "fabula-of-tomorrow"})
    rotating.check_storage(nowhere, good["storage-key"][1])
    file.write_text("one line")
    with pytest.raises(SetupFailed, match="1 lines for 2 values"):
        run("rotate-secrets", name="storage-key", value_file=file)


def test_what_a_stage_does_not_name_is_not_rotated(
    account: Account, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = stage.model_copy(
        update={"cdn_purge_url": None, "secrets": stage.secrets.model_copy(update={"cdn_purge_token": None})}
    )
    monkeypatch.setattr(rotating, "load_stage", lambda _: without)
    with pytest.raises(SetupFailed, match="names no cdn_purge_token"):
        run("rotate-secrets", name="cdn-purge-token")
