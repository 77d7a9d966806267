"""What things of a stage are called, in the template and in their account."""

from typing import Any

from chalicelib.queues import Queue
from infra.deploy.functions import API


def prefix(stage: str) -> str:
    """What the names of a stage's things begin with."""
    return f"fabula-{stage}"


def queue_id(queue: Queue) -> str:
    """A queue's name in the template."""
    return f"{camel(queue)}Queue"


def dead_id(queue: Queue) -> str:
    """A dead-letter queue's name in the template."""
    return f"{camel(queue)}Dead"


def function_id(function: str) -> str:
    """A function's name in the template; the API's is the one that Chalice's definition of it says."""
    return "APIHandler" if function == API else camel(function)


def function_name(function: str, stage: str) -> str:
    """A function's name in its account."""
    return f"{prefix(stage)}-{function}"


def log_group(function: str, stage: str) -> str:
    """The name of a function's log."""
    return f"/fabula/{stage}/{function}"


def camel(text: str) -> str:
    """snake_case as names are written in templates."""
    return "".join(word.capitalize() for word in text.split("_"))


def parameter(setting: str) -> str:
    """The template's parameter of a secret setting."""
    return camel(setting)


def arn(logical: str) -> dict[str, Any]:
    """A resource's ARN."""
    return {"Fn::GetAtt": [logical, "Arn"]}


def sub(text: str) -> dict[str, Any]:
    """A text with CloudFormation's own values in it."""
    return {"Fn::Sub": text}
