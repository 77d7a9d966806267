"""What is asked of an AWS account, and only asked: the stack as it is, and whether the secrets are there.

The account and its address are those of the environment, as every AWS program takes them (AWS_PROFILE,
AWS_ENDPOINT_URL …).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import batched
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infra.deploy.names import prefix
from infra.deploy.package import LARGEST, Package
from infra.deploy.plan import READY, Live, Plan, Template, fixed_properties, plan_changes
from infra.deploy.stages import Stage

AT_ONCE: Final = 10
"""Parameters that SSM tells of in one answer."""
CONFIG: Final = Config(connect_timeout=5, read_timeout=30, retries={"mode": "standard", "total_max_attempts": 3})


class AccountUnreachable(Exception):
    """AWS does not answer, or answers no; the message says what it said."""


class Account:
    """An account, in one region."""

    def __init__(self, region: str) -> None:
        try:
            session = boto3.Session(region_name=region)
            self._stacks: Any = session.client("cloudformation", config=CONFIG)
            self._parameters: Any = session.client("ssm", config=CONFIG)
        except BotoCoreError as error:
            raise AccountUnreachable(f"AWS cannot be asked: {error}") from error

    def find_stack(self, name: str) -> Live | None:
        """The stack of that name as it is. Raises AccountUnreachable."""
        try:
            (found,) = self._stacks.describe_stacks(StackName=name)["Stacks"]
            template = self._stacks.get_template(StackName=name, TemplateStage="Original")["TemplateBody"]
        except ClientError as error:
            if "does not exist" in error.response.get("Error", {}).get("Message", ""):
                return None
            raise AccountUnreachable(f"the stack {name} cannot be read: {error}") from error
        except BotoCoreError as error:
            raise AccountUnreachable(f"the stack {name} cannot be read: {error}") from error
        if not isinstance(template, Mapping):
            raise AccountUnreachable(f"the stack {name} was not made by this program: its template is not JSON")
        parameters = {one["ParameterKey"]: one.get("ParameterValue", "") for one in found.get("Parameters", ())}
        return Live(found["StackStatus"], template, parameters)

    def find_missing(self, names: Sequence[str]) -> list[str]:
        """Those of the names that are no SecureString. What the others hold is not read. Raises AccountUnreachable."""
        there: set[str] = set()
        try:
            for some in batched(names, AT_ONCE):
                answer = self._parameters.get_parameters(Names=list(some), WithDecryption=False)
                there |= {one["Name"] for one in answer["Parameters"] if one["Type"] == "SecureString"}
        except (BotoCoreError, ClientError) as error:
            raise AccountUnreachable(f"SSM's parameters cannot be read: {error}") from error
        return [name for name in names if name not in there]


def make_plan(account: Account, stage: Stage, name: str, *, template: Template, package: Package) -> Plan:
    """What deploying a stage's template with that package would do. Raises AccountUnreachable."""
    stack, code = prefix(name), f"fabula/{package.fingerprint}.zip"
    live = account.find_stack(stack)
    parameters = {"CodeBucket": stage.artifacts_bucket, "CodeKey": code, "Release": package.fingerprint[:12]}
    missing = account.find_missing(list(stage.secrets.named().values()))
    blockers = [f"there is no SecureString {one} in SSM's parameter store" for one in missing]
    if package.size > LARGEST:
        blockers.append(f"the package has {package.size:,} bytes, and may have {LARGEST:,}")
    if live is not None and live.status not in READY:
        blockers.append(f"the stack is {live.status}, and takes no changes in that state")
    return Plan(
        stage=name,
        region=stage.region,
        stack=stack,
        status=None if live is None else live.status,
        code=code,
        changes=plan_changes(template, parameters, live, fixed_properties(stage.region)),
        blockers=tuple(blockers),
    )
