"""One lazily made boto3 client per service, and the few storage calls that several capabilities share.

boto3 is imported inside: importing it costs 144 ms of CPU and most requests need none of it. Each client has a session
of its own, because boto3's default session breaks when two threads make clients at once. Every try of a request ends
well before API Gateway's 29 seconds do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from .errors import Unavailable
from .settings import load_settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient

IMMUTABLE: Final = "public, max-age=31536000, immutable"


class StorageUnavailable(Unavailable):
    """The picture storage cannot be reached just now; try again in a moment."""


@cache
def storage() -> S3Client:
    """S3 client for R2: SigV4, path style, region `auto`, no checksums R2 does not know."""
    import boto3
    from botocore.config import Config

    settings = load_settings()
    return boto3.Session().client(
        "s3",
        endpoint_url=settings.storage_endpoint,
        aws_access_key_id=settings.storage_key_id,
        aws_secret_access_key=settings.storage_secret,
        region_name="auto",
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=2,
            read_timeout=5,
            retries={"mode": "standard", "total_max_attempts": 3},
        ),
    )


@cache
def queue_client() -> SQSClient:
    """SQS client of the region the function runs in. It gives up soon: the sweep sends what could not be sent."""
    import boto3
    from botocore.config import Config

    return boto3.Session().client(
        "sqs",
        config=Config(connect_timeout=2, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 2}),
    )


@cache
def mailer() -> SESV2Client:
    """SES v2 client of the region the function runs in. It tries once: a mail without an answer may have been sent."""
    import boto3
    from botocore.config import Config

    return boto3.Session().client(
        "sesv2", config=Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 1})
    )


def put_public(
    key: str,
    body: bytes,
    *,
    content_type: str,
    cache_control: str = IMMUTABLE,
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write one object of the public bucket, whole. Writing the same again changes nothing."""
    storage().put_object(
        Bucket=load_settings().public_bucket,
        Key=key,
        Body=body,
        ContentType=content_type,
        CacheControl=cache_control,
        Metadata=dict(metadata or {}),
    )


def get_public(key: str) -> bytes:
    """Read one object of the public bucket.

    Raises StorageUnavailable where storage does not answer, KeyError where there is no such object.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    client = storage()
    try:
        return client.get_object(Bucket=load_settings().public_bucket, Key=key)["Body"].read()
    except client.exceptions.NoSuchKey as error:
        raise KeyError(key) from error
    except (BotoCoreError, ClientError) as error:
        raise StorageUnavailable() from error
