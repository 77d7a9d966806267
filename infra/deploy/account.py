"""What is asked of an AWS account, and only asked: the stack as it is, and whether the secrets are there.

The account and its address are those of the environment, as every AWS program takes them (AWS_PROFILE,
AWS_ENDPOINT_URL …).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import batched
from typing import Any, Final

import boto3
from botocore.exceptions import ClientError

from infra.deploy.plan import Live
from infra.deploy.reaching import CONFIG, AccountUnreachable, asked

AT_ONCE: Final = 10
"""Parameters that SSM tells of in one answer."""


@dataclass(frozen=True)
class Secret:
    """What a parameter held, and which of its versions that is."""

    value: str = field(repr=False)
    version: int


class Account:
    """An account, in one region."""

    def __init__(self, region: str) -> None:
        self.region = region
        with asked("AWS cannot be asked"):
            self._session = boto3.Session(region_name=region)
        self.client = cache(self._client)

    def _client(self, service: str) -> Any:
        with asked("AWS cannot be asked"):
            return self._session.client(service, config=CONFIG)  # type: ignore[call-overload]  # any service

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

    def find_secrets(self, names: Sequence[str]) -> dict[str, Secret]:
        """Those of the names that are SecureStrings: value and version by one answer, in between which nobody can
        store another. Raises AccountUnreachable."""
        found = []
        with asked("SSM's parameters cannot be read"):
            for some in batched(names, AT_ONCE):
                found += self.client("ssm").get_parameters(Names=list(some), WithDecryption=True)["Parameters"]
        return {one["Name"]: Secret(one["Value"], one["Version"]) for one in found if one["Type"] == "SecureString"}

    def read_secrets(self, names: Sequence[str]) -> dict[str, str]:
        """What those of the names hold that are SecureStrings. Raises AccountUnreachable."""
        return {name: one.value for name, one in self.find_secrets(names).items()}
