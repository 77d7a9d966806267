"""R2's buckets by its S3 interface: that they are there, what pages may do with them, what goes by itself.

One token of Cloudflare's deploys, for R2 takes it as a key. Functions have another key, which reaches two of the
buckets and cannot change any.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from infra.deploy.reaching import R2, asked, code_of, delete_objects
from infra.deploy.stages import Stage
from infra.edge import Table

CONFIG: Final = Config(
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    connect_timeout=5,
    read_timeout=60,
    retries={"mode": "standard", "total_max_attempts": 5},
)
ABSENT: Final = ("404", "NoSuchBucket", "NoSuchKey", "NoSuchCORSConfiguration", "NoSuchLifecycleConfiguration")
PARTS_DAYS: Final = 1
"""What was begun to be uploaded in parts and never ended goes after this."""
EXPORT_DAYS: Final = 30
"""Exports go by the hour; this is for what that missed."""


@dataclass(frozen=True)
class Bucket:
    """A bucket as it should be: its rules as S3 writes them."""

    name: str
    cors: list[dict[str, Any]]
    lifecycle: list[dict[str, Any]]


def open_storage(stage: Stage, key_id: str, secret: str) -> Any:
    """An S3 client of the stage's R2 with the rights of a key."""
    session: Any = boto3.Session(key_id, secret, region_name="auto")
    return session.client("s3", endpoint_url=stage.storage_endpoint, config=CONFIG)


def key_of_token(token: str, token_id: str) -> tuple[str, str]:
    """The key that a token of Cloudflare's is: its id, and the SHA-256 of the token as secret."""
    return token_id, hashlib.sha256(token.encode()).hexdigest()


def wanted_buckets(stage: Stage, table: Table) -> tuple[Bucket, ...]:
    """The stage's buckets: only the editor's page may put into the one of uploads, and only with a signature."""
    rule = table.uploads_cors
    uploads = {
        "AllowedOrigins": [stage.app_url],
        "AllowedMethods": list(rule.methods),
        "AllowedHeaders": list(rule.headers),
        "ExposeHeaders": ["ETag"],
        "MaxAgeSeconds": rule.max_age_seconds,
    }
    parts = {
        "ID": "unfinished-parts",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": PARTS_DAYS},
    }
    exports = {
        "ID": "old-exports",
        "Status": "Enabled",
        "Filter": {"Prefix": "exports/"},
        "Expiration": {"Days": EXPORT_DAYS},
    }
    return (
        Bucket(stage.uploads_bucket, [uploads], [parts, exports]),
        Bucket(stage.public_bucket, [], [parts]),
        Bucket(stage.app_bucket, [], [parts]),
    )


def plan_buckets(client: Any, wanted: tuple[Bucket, ...]) -> list[str]:
    """What `put_buckets` would do, a sentence each; none where all is as it should be. Raises SetupFailed."""
    return [said for bucket in wanted for said, _ in _steps(client, bucket)]


def put_buckets(client: Any, wanted: tuple[Bucket, ...]) -> list[str]:
    """Make the buckets that are missing and set the rules that differ; what was done. Raises SetupFailed."""
    done = []
    for bucket in wanted:
        for said, step in _steps(client, bucket):
            with asked(f"R2 does not do it: {said}", R2):
                step()
            done.append(said)
    return done


def has_bucket(client: Any, name: str) -> bool:
    """Whether there is such a bucket. Raises SetupFailed."""
    with asked(f"R2's bucket {name} cannot be looked at", R2):
        return find(lambda: client.head_bucket(Bucket=name)) is not None


def delete_bucket(client: Any, name: str) -> None:
    """Delete a bucket with all that is in it. Raises SetupFailed."""
    with asked(f"R2's bucket {name} cannot be deleted", R2):
        for page in client.get_paginator("list_objects_v2").paginate(Bucket=name):
            delete_objects(client, name, [one["Key"] for one in page.get("Contents", ())], R2)
        client.delete_bucket(Bucket=name)


def find(ask: Callable[[], Any]) -> Any:
    """What S3 answers, None where it says that there is none."""
    try:
        return ask()
    except ClientError as error:
        if code_of(error) in ABSENT:
            return None
        raise


def _steps(client: Any, bucket: Bucket) -> list[tuple[str, Callable[[], Any]]]:
    """What there is to do about a bucket: a sentence, and how."""
    name = bucket.name
    there = has_bucket(client, name)
    with asked(f"R2's bucket {name} cannot be looked at", R2):
        cors = find(lambda: client.get_bucket_cors(Bucket=name)) if there else None
        lifecycle = find(lambda: client.get_bucket_lifecycle_configuration(Bucket=name)) if there else None
    steps: list[tuple[str, Callable[[], Any]]] = []
    if not there:
        steps.append((f"making the bucket {name}", lambda: client.create_bucket(**_named(name))))
    if _rules(cors, "CORSRules") != _comparable(bucket.cors):
        steps.append((f"saying which pages may use the bucket {name}", lambda: _put_cors(client, bucket)))
    if _rules(lifecycle, "Rules") != _comparable(bucket.lifecycle):
        rules = {"Rules": bucket.lifecycle}
        steps.append(
            (
                f"saying what goes by itself from the bucket {name}",
                lambda: client.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration=rules),
            )
        )
    return steps


def _named(name: str) -> dict[str, Any]:
    """A bucket to be made; where in the world, R2 decides by who asks."""
    return {"Bucket": name, "CreateBucketConfiguration": {"LocationConstraint": "auto"}}


def _put_cors(client: Any, bucket: Bucket) -> None:
    if bucket.cors:
        client.put_bucket_cors(Bucket=bucket.name, CORSConfiguration={"CORSRules": bucket.cors})
    else:
        client.delete_bucket_cors(Bucket=bucket.name)


def _rules(answer: Any, key: str) -> list[dict[str, Any]]:
    return _comparable([] if answer is None else answer[key])


def _comparable(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rules in one order, whatever order they and what they list came in; R2 adds a rule of its own for parts."""
    own = [rule for rule in rules if not str(rule.get("ID", "")).startswith("Default")]
    plain = [
        {key: sorted(value) if isinstance(value, list) else value for key, value in rule.items() if key != "Prefix"}
        for rule in own
    ]
    return sorted(plain, key=repr)
