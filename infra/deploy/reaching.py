"""Asking AWS, and R2 by its S3 interface: with which patience, and what mends it where they say no."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import batched
from typing import Any, Final

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infra.setup.console import SetupFailed

CONFIG: Final = Config(connect_timeout=5, read_timeout=60, retries={"mode": "standard", "total_max_attempts": 5})
DELETED_AT_ONCE: Final = 1000
"""Objects that S3 deletes in one request."""
LOG_IN: Final = "log in to AWS: set AWS_PROFILE or AWS_ACCESS_KEY_ID, or run aws sso login"


@dataclass(frozen=True)
class Service:
    """Somebody who is asked. `fixes` are what to do by what the code of an error holds, `otherwise` where no code is
    known, `unreachable` where there is no answer."""

    fixes: tuple[tuple[tuple[str, ...], str], ...]
    otherwise: str
    unreachable: str

    def fix_of(self, code: str) -> str:
        """What mends an error."""
        return next((fix for parts, fix in self.fixes if any(part in code for part in parts)), self.otherwise)


AWS: Final = Service(
    (
        (
            ("AccessDenied", "UnauthorizedOperation", "AuthorizationError"),
            "allow what it names to whoever runs this",
        ),
        (("ExpiredToken", "UnrecognizedClient", "InvalidClientTokenId", "InvalidSignature", "AuthFailure"), LOG_IN),
        (
            ("Throttling", "TooManyRequests", "LimitExceeded", "RequestLimitExceeded"),
            "wait a minute, then run it again",
        ),
        (
            ("NonExistentQueue", "QueueDoesNotExist", "ResourceNotFound"),
            "deploy the stage first: it makes what is missing",
        ),
        (
            ("ParameterNotFound",),
            "store it: python3 run.py deploy rotate-secrets --stage NAME, with the secret's name",
        ),
    ),
    otherwise="look at what AWS says, and run it again",
    unreachable="see that this machine reaches AWS, and that AWS_ENDPOINT_URL, where it is set, is right",
)
R2: Final = Service(
    (
        (
            ("AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "Unauthorized", "403"),
            "see in Cloudflare that R2 is on, that the key may do that, and that the token for deploying has the "
            "permission Account · Workers R2 Storage · Edit",
        ),
    ),
    otherwise="look at what R2 says, and run it again",
    unreachable="see that this machine reaches storage_endpoint",
)


class AccountUnreachable(SetupFailed):
    """An account, be it at AWS or R2, does not answer, or answers no."""


@contextmanager
def asked(what: str, service: Service = AWS) -> Iterator[None]:
    """Turn what the service refuses meanwhile into AccountUnreachable, which says `what` and its fix."""
    try:
        yield
    except ClientError as error:
        raise AccountUnreachable(f"{what}: {error}", fix=service.fix_of(code_of(error))) from error
    except BotoCoreError as error:
        fix = LOG_IN if "redential" in str(error) else service.unreachable
        raise AccountUnreachable(f"{what}: {error}", fix=fix) from error


def delete_objects(storage: Any, bucket: str, keys: Iterable[str], service: Service = AWS) -> None:
    """Delete these of a bucket. Raises SetupFailed where one is not deleted, which the answer says by the way."""
    for some in batched(keys, DELETED_AT_ONCE):
        named = {"Objects": [{"Key": key} for key in some], "Quiet": True}
        kept = storage.delete_objects(Bucket=bucket, Delete=named).get("Errors", ())
        if kept:
            raise SetupFailed(
                f"{len(kept)} objects of {bucket} cannot be deleted, {kept[0]['Key']} among them: {kept[0]['Code']}",
                fix=service.fix_of(kept[0]["Code"]),
            )


def code_of(error: ClientError) -> str:
    """The service's name of an error."""
    return str(error.response.get("Error", {}).get("Code"))


def status_of(error: ClientError) -> int:
    """The status it was answered with."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
