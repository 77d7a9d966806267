"""`deploy status`: how a stage is, part by part, and what of it wants looking at.

Every part is asked by itself: one that cannot be asked is said with its fix, and the others are told all the same.
"""

from __future__ import annotations

import argparse
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
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
from infra.deploy.plan import READY
from infra.deploy.reaching import AccountUnreachable, asked, client
from infra.deploy.secrets import read_secrets
from infra.deploy.stages import Stage, load_stage
from infra.migrate import FOLDER
from infra.setup.console import SetupFailed

SECONDS: Final = 10
"""What one host, or the database, may take to answer."""
WINDOW: Final = timedelta(hours=1)
"""What rates are of."""
ATTENTION: Final = 3
LATE_SECONDS: Final = 600
OLD_SECONDS: Final = 900
FAILING_SHARE: Final = 0.02
"""As the alarms have them: see infra/deploy/watching.py."""
COSTS_REGION: Final = "us-east-1"
"""Where Cost Explorer is, whatever region is asked about."""


@dataclass(frozen=True)
class Release:
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


@dataclass
class Status:
    """All of it. A part that could not be asked is None, and `unknown` says why and what mends it."""

    stage: str
    at: str
    release: Release | None = None
    database: Database | None = None
    hosts: dict[str, Host] = field(default_factory=dict)
    queues: dict[str, QueueState] | None = None
    functions: dict[str, Rates] | None = None
    alarms: list[str] | None = None
    cost: float | None = None
    unknown: dict[str, str] = field(default_factory=dict)

    @property
    def attention(self) -> list[str]:
        """What wants looking at, worst first."""
        return list(worrying(self))


def tell_status(options: argparse.Namespace) -> int:
    """Ask for everything and print it; the exit code."""
    stage = load_stage(options.stage)
    status = ask_everything(stage, options.stage, cost=options.cost, now=datetime.now(UTC))
    attention = status.attention
    print(json.dumps(asdict(status) | {"attention": attention}, indent=1) if options.json else "\n".join(words(status)))
    return ATTENTION if attention else 1 if status.unknown else 0


def ask_everything(stage: Stage, name: str, *, cost: bool, now: datetime) -> Status:
    """The status of a stage now."""
    status = Status(name, now.isoformat(timespec="seconds"))
    status.hosts = dict(ask_hosts(stage))
    parts: dict[str, Callable[[], Any]] = {
        "release": lambda: ask_release(stage, name),
        "database": lambda: ask_database(stage, now=now),
        "queues": lambda: ask_queues(stage, name, now=now),
        "functions": lambda: ask_rates(stage, name, now=now),
        "alarms": lambda: ask_alarms(stage, name),
    }
    if cost:
        parts["cost"] = lambda: ask_cost(now=now)
    for part, ask in parts.items():
        try:
            setattr(status, part, ask())
        except SetupFailed as failure:
            status.unknown[part] = str(failure)
    return status


def ask_release(stage: Stage, name: str) -> Release:
    """The stack. Raises SetupFailed."""
    with asked(f"the stack {prefix(name)} cannot be read"):
        (found,) = client("cloudformation", stage.region).describe_stacks(StackName=prefix(name))["Stacks"]
    parameters = {one["ParameterKey"]: one.get("ParameterValue", "") for one in found.get("Parameters", ())}
    code = parameters.get("Release", "")
    changed = found.get("LastUpdatedTime", found["CreationTime"])
    try:
        history = Artifacts(Account(stage.region), stage.artifacts_bucket, name).load_history()
    except AccountUnreachable as error:
        raise SetupFailed(str(error), fix="allow reading the stage's artifacts_bucket to whoever runs this") from error
    live = history.live if history.live is not None and history.live.code == code else None
    return Release(
        found["StackStatus"],
        code if live is None else live.name,
        changed.isoformat(timespec="seconds"),
        "" if live is None else live.revision,
        tuple(one.name for one in history.releases[1:]),
    )


def ask_database(stage: Stage, *, now: datetime) -> Database:
    """Its migrations, and the rollup's lag. Raises SetupFailed."""
    url = read_secrets(stage, "database_url")["database_url"]
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


def ask_queues(stage: Stage, name: str, *, now: datetime) -> dict[str, QueueState]:
    """What every queue holds. Raises SetupFailed."""
    sqs = client("sqs", stage.region)
    wanted = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]

    def attributes(full: str) -> list[int]:
        with asked(f"the queue {full} cannot be asked"):
            url = sqs.get_queue_url(QueueName=full)["QueueUrl"]
            found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=wanted)["Attributes"]
        return [int(found[one]) for one in wanted]

    names = {queue: queue_name(queue, prefix(name)) for queue in Queue}
    ages = measure(
        stage,
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


def ask_rates(stage: Stage, name: str, *, now: datetime) -> dict[str, Rates]:
    """What the functions and the API did in the last hour. Raises SetupFailed."""
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
    found = measure(stage, metrics, now=now, window=WINDOW)

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


def measure(stage: Stage, metrics: Mapping[Any, Metric], *, now: datetime, window: timedelta) -> dict[Any, float]:
    """The figures over the window that ends now: the sum of its minutes, or the most of them. Raises SetupFailed."""
    cloudwatch = client("cloudwatch", stage.region)
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


def ask_alarms(stage: Stage, name: str) -> list[str]:
    """Names of the alarms that are off now. Raises SetupFailed."""
    with asked("the alarms cannot be read"):
        pages = client("cloudwatch", stage.region).get_paginator("describe_alarms")
        found = [one for page in pages.paginate(AlarmNamePrefix=f"{prefix(name)}-") for one in page["MetricAlarms"]]
    return sorted(one["AlarmName"] for one in found if one["StateValue"] == "ALARM")


def ask_cost(*, now: datetime) -> float:
    """Dollars that the account cost this month so far, all its stages and whatever else it has. Raises SetupFailed."""
    with asked("Cost Explorer cannot be asked"):
        answer = client("ce", COSTS_REGION).get_cost_and_usage(
            TimePeriod={"Start": f"{now:%Y-%m}-01", "End": f"{now + timedelta(days=1):%Y-%m-%d}"},
            Granularity="MONTHLY",
            Metrics=["UnblendedCost"],
        )
    return round(sum(float(one["Total"]["UnblendedCost"]["Amount"]) for one in answer["ResultsByTime"]), 2)


def worrying(status: Status) -> Iterator[str]:
    """What of a status wants looking at."""
    yield from (f"alarm: {name}" for name in status.alarms or ())
    for name, host in status.hosts.items():
        if host.status != 200:
            yield f"{name}: {host.url} answers {host.status or 'nothing'}" + (f" ({host.said})" if host.said else "")
    if status.release is not None and status.release.stack not in READY:
        yield f"the stack is {status.release.stack}"
    if status.database is not None and status.database.rollup_lag > LATE_SECONDS:
        yield f"numbers are {status.database.rollup_lag:.0f} s behind"
    for name, queue in (status.queues or {}).items():
        if queue.dead:
            yield f"{queue.dead} dead letters of {name}: see the log, then python3 run.py deploy redrive {name} …"
        if (queue.oldest or 0) > OLD_SECONDS:
            yield f"the oldest message of {name} has waited {queue.oldest:.0f} s"
    for name, rates in (status.functions or {}).items():
        if rates.runs and rates.failed / rates.runs > FAILING_SHARE:
            yield f"{name}: {rates.failed} of {rates.runs} failed in the last hour"


def words(status: Status) -> list[str]:
    """A status as lines for a person."""
    lines = [f"stage {status.stage}, {status.at}"]
    if status.release is not None:
        release = status.release
        revision = f" ({release.revision[:12]})" if release.revision else ""
        before = f", before it {', '.join(release.before[:3])}" if release.before else ""
        lines.append(f"release {release.release}{revision} since {release.changed_at}, stack {release.stack}{before}")
    if status.database is not None:
        pending = len(status.database.pending)
        lines.append(
            f"database at {status.database.newest}"
            + (f", {pending} of this checkout's migrations not applied" if pending else "")
            + f"; numbers {status.database.rollup_lag:.0f} s behind"
        )
    lines += [
        f"  {name:<18} {host.status or 'no answer':>9} {host.ms:>6} ms  {host.said}".rstrip()
        for name, host in status.hosts.items()
    ]
    if status.queues is not None:
        lines.append("queues             waiting working dead   oldest")
        lines += [
            f"  {name:<16} {queue.waiting:>7} {queue.working:>7} {queue.dead:>4}"
            f" {'–' if queue.oldest is None else f'{queue.oldest:.0f} s':>8}"
            for name, queue in status.queues.items()
        ]
    if status.functions is not None:
        lines.append("in the last hour      runs  failed turned away")
        lines += [
            f"  {name:<16} {rates.runs:>7} {rates.failed:>7} {rates.turned_away:>11}"
            for name, rates in status.functions.items()
        ]
    if status.cost is not None:
        lines.append(f"cost of the whole account this month so far: {status.cost:.2f} $")
    lines += [f"not known, {part}: {why}" for part, why in status.unknown.items()]
    attention = status.attention
    return lines + ([f"! {one}" for one in attention] or ["nothing wants looking at"])
