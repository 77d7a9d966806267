"""The parts of a stage's status, each asked by itself. Each raises SetupFailed where it cannot be asked."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg
from yoyo import read_migrations

from chalicelib.analytics import service as analytics
from chalicelib.queues import Queue, queue_name
from infra.database import connect
from infra.deploy.account import Account
from infra.deploy.artifacts import Artifacts
from infra.deploy.functions import FUNCTIONS
from infra.deploy.names import function_name, prefix
from infra.deploy.reaching import AccountUnreachable, asked
from infra.deploy.secrets import Store
from infra.deploy.stages import Stage
from infra.migrate import FOLDER
from infra.setup.console import SetupFailed

SECONDS: Final = 10
"""What one host, or the database, may take to answer."""
WINDOW: Final = timedelta(hours=1)
"""What rates are of."""
COSTS_REGION: Final = "us-east-1"
"""Where Cost Explorer is, whatever region is asked about."""


@dataclass(frozen=True)
class Running:
    """The stack as it is, the release it was last given with git's name of it, and those before, the newest first."""

    stack: str
    release: str
    changed_at: str
    revision: str = ""
    before: tuple[str, ...] = ()


@dataclass(frozen=True)
class Database:
    """The newest migration it has, those of this checkout that it has not, and how late the rollup is, in seconds."""

    newest: str | None
    pending: list[str]
    rollup_lag: float


@dataclass(frozen=True)
class Host:
    """What one host answered: its status, 0 where it gave none, in so many milliseconds; and what it said of itself."""

    url: str
    status: int
    ms: int
    said: str = ""


@dataclass(frozen=True)
class QueueState:
    """What a queue holds, and the age of its oldest message in seconds, where CloudWatch knows it."""

    waiting: int
    working: int
    dead: int
    oldest: float | None


@dataclass(frozen=True)
class Rates:
    """Of the last hour: runs, runs that ended badly, and those turned away; of the API its answers."""

    runs: int
    failed: int
    turned_away: int


def ask_release(account: Account, stage: Stage, name: str) -> Running:
    """The stack."""
    with asked(f"the stack {prefix(name)} cannot be read"):
        (found,) = account.client("cloudformation").describe_stacks(StackName=prefix(name))["Stacks"]
    parameters = {one["ParameterKey"]: one.get("ParameterValue", "") for one in found.get("Parameters", ())}
    code = parameters.get("Release", "")
    changed = found.get("LastUpdatedTime", found["CreationTime"])
    try:
        history = Artifacts(account, stage.artifacts_bucket, name).load_history()
    except AccountUnreachable as error:
        raise SetupFailed(str(error), fix="allow reading the stage's artifacts_bucket to whoever runs this") from error
    live = history.live if history.live is not None and history.live.code == code else None
    return Running(
        found["StackStatus"],
        code if live is None else live.name,
        changed.isoformat(timespec="seconds"),
        "" if live is None else live.revision,
        tuple(one.name for one in history.releases[1:]),
    )


def ask_database(account: Account, stage: Stage, *, now: datetime) -> Database:
    """Its migrations, and the rollup's lag."""
    url = Store(account, stage).read("database_url")["database_url"]
    here = [migration.id for migration in read_migrations(str(FOLDER))]
    try:
        with connect(url, autocommit=True) as connection:
            rows = connection.execute("SELECT migration_id FROM _yoyo_migration ORDER BY applied_at_utc, migration_id")
            applied = [str(one) for (one,) in rows.fetchall()]
            lag = analytics.rollup_lag(connection, now=now)
    except psycopg.errors.UndefinedTable as error:
        raise SetupFailed("the database was never migrated", fix="deploy the stage: that migrates it") from error
    except psycopg.Error as error:
        raise SetupFailed(
            f"the database does not say it: {str(error).strip()}", fix="see what it says, and ask again"
        ) from error
    newest = max(applied, default=None)
    return Database(newest, [one for one in here if one not in applied], round(lag, 1))


def ask_hosts(stage: Stage) -> Iterator[tuple[str, Host]]:
    """What each host answers to anybody."""
    yield "app", probe(stage.app_url)
    yield "read", probe(f"{stage.read_url}/a/manifest.json")
    yield "api", probe(f"{stage.api_url}/v1/health")


def probe(url: str) -> Host:
    """What is at an address. Of the API's health it tells the release and what is not well."""
    started = time.perf_counter()
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as answer:
            status, body = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, body = error.code, error.read()
    except OSError as error:
        reason = getattr(error, "reason", error)
        return Host(url, 0, milliseconds(started), str(reason))
    return Host(url, status, milliseconds(started), health_in(body))


def milliseconds(started: float) -> int:
    """Since a moment of time.perf_counter."""
    return round((time.perf_counter() - started) * 1000)


def health_in(body: bytes) -> str:
    """What /v1/health says, in a few words; nothing for any other body."""
    try:
        health = json.loads(body)
        ill = [name for name, check in health["checks"].items() if not check["ok"]]
        return ", ".join([f"release {health['release']}", *(f"{name} does not answer" for name in ill)])
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""


def ask_queues(account: Account, name: str, *, now: datetime) -> dict[str, QueueState]:
    """What every queue holds."""
    sqs = account.client("sqs")
    wanted = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]

    def attributes(full: str) -> list[int]:
        with asked(f"the queue {full} cannot be asked"):
            url = sqs.get_queue_url(QueueName=full)["QueueUrl"]
            found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=wanted)["Attributes"]
        return [int(found[one]) for one in wanted]

    names = {queue: queue_name(queue, prefix(name)) for queue in Queue}
    ages = measure(
        account,
        {
            queue: Metric("AWS/SQS", "ApproximateAgeOfOldestMessage", {"QueueName": full}, "Maximum")
            for queue, full in names.items()
        },
        now=now,
        window=timedelta(minutes=10),
    )
    found = {}
    for queue, full in names.items():
        waiting, working = attributes(full)
        found[str(queue)] = QueueState(waiting, working, sum(attributes(f"{full}-dead")), ages.get(queue))
    return found


def ask_rates(account: Account, name: str, *, now: datetime) -> dict[str, Rates]:
    """What the functions and the API did in the last hour."""
    kinds = ("Invocations", "Errors", "Throttles")
    metrics = {
        f"{function.name} {kind}": Metric(
            "AWS/Lambda", kind, {"FunctionName": function_name(function.name, name)}, "Sum"
        )
        for function in FUNCTIONS
        for kind in kinds
    }
    of_api = {"ApiName": prefix(name), "Stage": name}
    metrics |= {f"api {kind}": Metric("AWS/ApiGateway", kind, of_api, "Sum") for kind in ("Count", "5XXError")}
    found = measure(account, metrics, now=now, window=WINDOW)

    def number(key: str) -> int:
        return round(found.get(key, 0))

    rates = {"api": Rates(number("api Count"), number("api 5XXError"), 0)}
    for function in FUNCTIONS:
        runs, failed, turned_away = (number(f"{function.name} {kind}") for kind in kinds)
        rates[function.name] = Rates(runs, failed, turned_away)
    return rates


@dataclass(frozen=True)
class Metric:
    """One of CloudWatch's figures, over a window."""

    namespace: str
    name: str
    dimensions: Mapping[str, str]
    statistic: str


def measure(account: Account, metrics: Mapping[Any, Metric], *, now: datetime, window: timedelta) -> dict[Any, float]:
    """The figures over the window that ends now: the sum of its minutes, or the most of them."""
    cloudwatch = account.client("cloudwatch")
    keys = dict(enumerate(metrics))
    queries = [
        {
            "Id": f"m{number}",
            "MetricStat": {
                "Metric": {
                    "Namespace": metrics[key].namespace,
                    "MetricName": metrics[key].name,
                    "Dimensions": [{"Name": name, "Value": value} for name, value in metrics[key].dimensions.items()],
                },
                "Period": 60,
                "Stat": metrics[key].statistic,
            },
        }
        for number, key in keys.items()
    ]
    with asked("CloudWatch's figures cannot be read"):
        pages = cloudwatch.get_paginator("get_metric_data").paginate(
            MetricDataQueries=queries, StartTime=now - window, EndTime=now + timedelta(minutes=1)
        )
        results = [one for page in pages for one in page["MetricDataResults"]]
    values: dict[Any, list[float]] = {}
    for one in results:
        values.setdefault(keys[int(one["Id"].removeprefix("m"))], []).extend(one["Values"])
    return {
        key: max(some) if metrics[key].statistic == "Maximum" else sum(some) for key, some in values.items() if some
    }


def ask_alarms(account: Account, name: str) -> list[str]:
    """Names of the alarms that are off now."""
    with asked("the alarms cannot be read"):
        pages = account.client("cloudwatch").get_paginator("describe_alarms")
        found = [one for page in pages.paginate(AlarmNamePrefix=f"{prefix(name)}-") for one in page["MetricAlarms"]]
    return sorted(one["AlarmName"] for one in found if one["StateValue"] == "ALARM")


def ask_cost(*, now: datetime) -> float:
    """Dollars that the account cost this month so far, all its stages and whatever else it has."""
    with asked("Cost Explorer cannot be asked"):
        answer = (
            Account(COSTS_REGION)
            .client("ce")
            .get_cost_and_usage(
                TimePeriod={"Start": f"{now:%Y-%m}-01", "End": f"{now + timedelta(days=1):%Y-%m-%d}"},
                Granularity="MONTHLY",
                Metrics=["UnblendedCost"],
            )
        )
    return round(sum(float(one["Total"]["UnblendedCost"]["Amount"]) for one in answer["ResultsByTime"]), 2)
