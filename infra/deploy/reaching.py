"""Asking AWS: with which patience, and what mends it where AWS says no."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import batched
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infra.setup.console import SetupFailed

CONFIG: Final = Config(connect_timeout=5, read_timeout=60, retries={"mode": "standard", "total_max_attempts": 5})
DELETED_AT_ONCE: Final = 1000
"""Objects that S3 deletes in one request."""
LOG_IN: Final = "log in to AWS: set AWS_PROFILE or AWS_ACCESS_KEY_ID, or run aws sso login"
REACH: Final = "see that this machine reaches AWS, and that AWS_ENDPOINT_URL, where it is set, is right"
FIXES: Final = (
    (
        ("AccessDenied", "UnauthorizedOperation", "AuthorizationError"),
        "allow what it names to whoever runs this",
    ),
    (("ExpiredToken", "UnrecognizedClient", "InvalidClientTokenId", "InvalidSignature", "AuthFailure"), LOG_IN),
    (("Throttling", "TooManyRequests", "LimitExceeded", "RequestLimitExceeded"), "wait a minute, then run it again"),
    (("NonExistentQueue", "QueueDoesNotExist", "ResourceNotFound"), "deploy the stage first: it makes what is missing"),
    (("ParameterNotFound",), "store it: python3 run.py deploy rotate-secrets --stage NAME, with the secret's name"),
)
"""What to do, by what AWS's code of an error holds."""
OTHERWISE: Final = "look at what AWS says, and run it again"


class AccountUnreachable(SetupFailed):
    """AWS does not answer, or answers no."""


@cache
def client(service: str, region: str) -> Any:
    """The client of the account that the environment names: one a process. Raises AccountUnreachable."""
    with asked(f"AWS's {service} cannot be asked"):
        made: Any = boto3.Session(region_name=region)
        return made.client(service, config=CONFIG)


@contextmanager
def asked(what: str) -> Iterator[None]:
    """Turn what AWS refuses meanwhile into AccountUnreachable, which says `what` and its fix."""
    try:
        yield
    except ClientError as error:
        raise AccountUnreachable(f"{what}: {error}", fix=fix_of(code_of(error))) from error
    except BotoCoreError as error:
        fix = LOG_IN if "redential" in str(error) else REACH
        raise AccountUnreachable(f"{what}: {error}", fix=fix) from error


def delete_objects(storage: Any, bucket: str, keys: Iterable[str]) -> None:
    """Delete these of a bucket. Raises SetupFailed where one is not deleted, which the answer says by the way."""
    for some in batched(keys, DELETED_AT_ONCE):
        named = {"Objects": [{"Key": key} for key in some], "Quiet": True}
        kept = storage.delete_objects(Bucket=bucket, Delete=named).get("Errors", ())
        if kept:
            raise SetupFailed(
                f"{len(kept)} objects of {bucket} cannot be deleted, {kept[0]['Key']} among them: {kept[0]['Code']}",
                fix=fix_of(kept[0]["Code"]),
            )


def fix_of(code: str) -> str:
    """What mends an error of AWS's."""
    return next((fix for parts, fix in FIXES if any(part in code for part in parts)), OTHERWISE)


def code_of(error: ClientError) -> str:
    """AWS's name of an error."""
    return str(error.response.get("Error", {}).get("Code"))


def status_of(error: ClientError) -> int:
    """The status it was answered with."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
