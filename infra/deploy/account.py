"""An AWS account, in one region: its clients, and what is asked of it before anything else.

The account and its address are those of the environment, as every AWS program takes them (AWS_PROFILE,
AWS_ENDPOINT_URL …).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any

import boto3
from botocore.exceptions import ClientError

from infra.deploy.plan import Live
from infra.deploy.reaching import CONFIG, AccountUnreachable, asked


class Account:
    """An account, in one region. `client` gives one client a service."""

    def __init__(self, region: str) -> None:
        self.region = region
        self.client = cache(self._client)

    @cached_property
    def _session(self) -> Any:
        return boto3.Session(region_name=self.region)

    def _client(self, service: str) -> Any:
        with asked(f"AWS's {service} cannot be asked"):
            return self._session.client(service, config=CONFIG)

    def caller(self) -> str:
        """Whose credentials these are. Raises AccountUnreachable."""
        with asked("AWS does not say whose these credentials are"):
            return str(self.client("sts").get_caller_identity()["Arn"])

    def find_stack(self, name: str) -> Live | None:
        """The stack of that name as it is. Raises AccountUnreachable."""
        stacks = self.client("cloudformation")
        with asked(f"the stack {name} cannot be read"):
            try:
                (found,) = stacks.describe_stacks(StackName=name)["Stacks"]
                template = stacks.get_template(StackName=name, TemplateStage="Original")["TemplateBody"]
            except ClientError as error:
                if "does not exist" in error.response.get("Error", {}).get("Message", ""):
                    return None
                raise
        if not isinstance(template, Mapping):
            raise AccountUnreachable(
                f"the stack {name} was not made by this program: its template is not JSON",
                fix="give the stage another name, or remove that stack",
            )
        parameters = {one["ParameterKey"]: one.get("ParameterValue", "") for one in found.get("Parameters", ())}
        outputs = {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", ())}
        return Live(found["StackStatus"], template, parameters, outputs)
