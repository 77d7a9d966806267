"""An AWS account on loopback, as operating commands find one: moto's, asked over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.cloudwatch.models import cloudwatch_backends
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from infra.deploy import reaching
from infra.deploy.stages import load_stage
from infra.local.serving import Server

EXAMPLE = load_stage("example")


class Account:
    """The account, and a stage in it whose parts are where a test says."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.client = cache(self._client)

    def _client(self, service: str) -> Any:
        session: Any = boto3.Session("test", "test", region_name=EXAMPLE.region)
        return session.client(service, endpoint_url=self._address)

    def store(self, **values: str) -> None:
        """Store secrets by the settings' names."""
        for setting, value in values.items():
            name = EXAMPLE.secrets.named()[setting]
            self.client("ssm").put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)

    def stored(self, setting: str) -> str:
        name = EXAMPLE.secrets.named()[setting]
        return str(self.client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])

    def make_queues(self) -> dict[str, str]:
        """The stage's queues, empty, and their addresses by name."""
        sqs, names = (
            self.client("sqs"),
            [f"fabula-example-{one}" for one in ("assets", "publish", "interchange", "mail")],
        )
        return {name: sqs.create_queue(QueueName=name)["QueueUrl"] for one in names for name in (one, f"{one}-dead")}


@contextmanager
def loopback(logs: Path) -> Iterator[Account]:
    """An account that the environment names meanwhile."""
    server = Server("aws", DomainDispatcherApplication(create_backend_app), port=0, logs=logs)
    server.start()
    address = f"http://127.0.0.1:{server.port}"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL", address)
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environment.setenv(name, "test")
        environment.setenv("AWS_EC2_METADATA_DISABLED", "true")
        reaching.client.cache_clear()
        yield Account(address)
    reaching.client.cache_clear()
    server.stop()


def clear(account: Account) -> None:
    """Take away what tests make: moto's state is this process's."""
    account.client("ssm").delete_parameters(Names=list(EXAMPLE.secrets.named().values()))
    sqs = account.client("sqs")
    for url in sqs.list_queues(QueueNamePrefix="fabula-example").get("QueueUrls", ()):
        sqs.delete_queue(QueueUrl=url)
    logs = account.client("logs")
    for group in logs.describe_log_groups(logGroupNamePrefix="/fabula/example/")["logGroups"]:
        logs.delete_log_group(logGroupName=group["logGroupName"])
    cloudwatch = account.client("cloudwatch")
    cloudwatch.delete_alarms(AlarmNames=[one["AlarmName"] for one in cloudwatch.describe_alarms()["MetricAlarms"]])
    cloudwatch_backends[DEFAULT_ACCOUNT_ID][EXAMPLE.region].metric_data.clear()
    account.client("cloudformation").delete_stack(StackName="fabula-example")
