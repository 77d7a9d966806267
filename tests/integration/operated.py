"""An AWS account on loopback with a stage in it that operating commands look at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from moto.cloudwatch.models import cloudwatch_backends
from moto.core.models import DEFAULT_ACCOUNT_ID

from chalicelib import clients
from infra.deploy.stages import Stage, load_stage
from infra.local.stack import Stack
from tests.integration.aws import Loopback, loopback

EXAMPLE = load_stage("example")


def named(stage: Stage) -> dict[str, str]:
    """The parameters that hold its secrets, by setting."""
    return stage.secrets.named() | {"cloudflare_token": stage.cloudflare_token}


class Account:
    """The account."""

    def __init__(self, own: Loopback) -> None:
        self.client = cache(own.client)
        self.forget_bucket = own.forget_bucket

    def store(self, **values: str) -> None:
        """Store secrets by the settings' names."""
        for setting, value in values.items():
            name = named(EXAMPLE)[setting]
            self.client("ssm").put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)

    def stored(self, setting: str) -> str:
        name = named(EXAMPLE)[setting]
        return str(self.client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])

    def make_queues(self) -> dict[str, str]:
        """The stage's queues, empty, and their addresses by name."""
        sqs, names = (
            self.client("sqs"),
            [f"fabula-example-{one}" for one in ("assets", "publish", "interchange", "mail")],
        )
        return {name: sqs.create_queue(QueueName=name)["QueueUrl"] for one in names for name in (one, f"{one}-dead")}


def keep_apart(environment: pytest.MonkeyPatch) -> None:
    """Have the local stack, which is of this process, stay out of what is done with another account.

    Its clients are made: each keeps to the address that the environment had then. And what it counts, it does not
    print: what its functions do at any moment would stand in what a command says.
    """
    for make in (clients.queue_client, clients.mailer):
        make()
    environment.setenv("POWERTOOLS_METRICS_DISABLED", "true")


@contextmanager
def operated(_beside: Stack, folder: Path) -> Iterator[Account]:
    """An account that the environment names meanwhile, beside a local stack, which keeps to its own."""
    with loopback(folder) as own, pytest.MonkeyPatch.context() as environment:
        keep_apart(environment)
        for name, value in own.environment.items():
            environment.setenv(name, value)
        yield Account(own)


def clear(account: Account) -> None:
    """Take away what tests make: moto's state is this process's."""
    account.client("ssm").delete_parameters(Names=list(named(EXAMPLE).values()))
    sqs = account.client("sqs")
    for url in sqs.list_queues(QueueNamePrefix="fabula-example").get("QueueUrls", ()):
        sqs.delete_queue(QueueUrl=url)
    logs = account.client("logs")
    for group in logs.describe_log_groups(logGroupNamePrefix="/fabula/example/")["logGroups"]:
        logs.delete_log_group(logGroupName=group["logGroupName"])
    cloudwatch = account.client("cloudwatch")
    cloudwatch.delete_alarms(AlarmNames=[one["AlarmName"] for one in cloudwatch.describe_alarms()["MetricAlarms"]])
    cloudwatch_backends[DEFAULT_ACCOUNT_ID][EXAMPLE.region].metric_data.clear()
    account.forget_bucket(EXAMPLE.artifacts_bucket)
    account.client("cloudformation").delete_stack(StackName="fabula-example")
