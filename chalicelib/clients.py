"""One lazily made boto3 client per service, and the few storage calls that several capabilities share.

boto3 is imported inside: importing it costs 144 ms of CPU and most requests need none of it. Each client has a session
of its own, because boto3's default session breaks when two threads make clients at once. Every try of a request ends
well before API Gateway's 29 seconds do.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .errors import Unavailable
from .settings import load_settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient

IMMUTABLE: Final = "public, max-age=31536000, immutable"
AT_ONCE: Final = 8
"""Requests to storage that one piece of work makes at the same time; the client's pool holds ten connections."""


PURGE_SECONDS: Final = 4
"""How long the CDN may take over one answer."""


class PurgeFailed(Exception):
    """The CDN did not say that it has forgotten the addresses."""


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


def delete_public(keys: Iterable[str]) -> None:
    """Delete objects of the public bucket; those that are not there are deleted already."""
    for key in keys:
        storage().delete_object(Bucket=load_settings().public_bucket, Key=key)


def purge(addresses: Sequence[str]) -> None:
    """Have the CDN in front of `read.` forget what it keeps of these addresses, 30 at most; nothing to do without one.

    Cloudflare's `POST /zones/{zone}/purge_cache`. Raises PurgeFailed.
    """
    settings = load_settings()
    if not settings.cdn_purge_url:
        return
    try:
        request = urllib.request.Request(  # noqa: S310 - the operator's own setting
            settings.cdn_purge_url,
            json.dumps({"files": list(addresses)}).encode(),
            {"Authorization": f"Bearer {settings.cdn_purge_token}", "Content-Type": "application/json"},
            method="POST",
        )
        with urllib.request.urlopen(request, timeout=PURGE_SECONDS) as answer:  # noqa: S310
            done = json.loads(answer.read())
    except (OSError, HTTPException, ValueError) as error:
        raise PurgeFailed() from error
    if not isinstance(done, dict) or done.get("success") is not True:
        raise PurgeFailed()


def put_private(key: str, body: bytes, *, content_type: str, disposition: str = "attachment") -> None:
    """Write one object of the private bucket, whole. `disposition` tells a browser what to do with it (RFC 6266)."""
    storage().put_object(
        Bucket=load_settings().uploads_bucket,
        Key=key,
        Body=body,
        ContentType=content_type,
        ContentDisposition=disposition,
    )


def fetch_private(key: str, place: Path) -> bool:
    """Copy one object of the private bucket into a file, piece by piece; False where there is no such object."""
    client = storage()
    try:
        found = client.get_object(Bucket=load_settings().uploads_bucket, Key=key)
    except client.exceptions.NoSuchKey:
        return False
    with place.open("wb") as file:
        for chunk in found["Body"].iter_chunks(2**20):
            file.write(chunk)
    return True


def delete_private(keys: Iterable[str]) -> None:
    """Delete objects of the private bucket; those that are not there are deleted already."""

    def delete(key: str) -> None:
        storage().delete_object(Bucket=load_settings().uploads_bucket, Key=key)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(delete, keys))


def sign_upload(key: str, *, content_type: str, size: int, life: timedelta) -> str:
    """The address of a signed PUT of exactly this type and size, to a key that holds nothing yet."""
    return storage().generate_presigned_url(
        "put_object",
        Params={
            "Bucket": load_settings().uploads_bucket,
            "Key": key,
            "ContentType": content_type,
            "ContentLength": size,
            "IfNoneMatch": "*",
        },
        ExpiresIn=int(life.total_seconds()),
    )


def sign_download(key: str, *, life: timedelta) -> str:
    """The address of a signed GET of one object of the private bucket."""
    where = {"Bucket": load_settings().uploads_bucket, "Key": key}
    return storage().generate_presigned_url("get_object", Params=where, ExpiresIn=int(life.total_seconds()))


def size_of_upload(key: str) -> int | None:
    """Bytes of what was uploaded to a key, None where nothing was. Raises StorageUnavailable."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return storage().head_object(Bucket=load_settings().uploads_bucket, Key=key)["ContentLength"]
    except ClientError as error:
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
            return None
        raise StorageUnavailable() from error
    except BotoCoreError as error:
        raise StorageUnavailable() from error
