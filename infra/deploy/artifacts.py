"""The bucket that holds what a stage was made of: packages, templates, and which releases there were."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.deploy.account import Account
from infra.deploy.names import prefix
from infra.deploy.reaching import asked, code_of, delete_objects, status_of
from infra.deploy.releases import History, claim_key, history_key, parse_history
from infra.setup.console import SetupFailed


@dataclass(frozen=True)
class Claim:
    """Who changes the stage just now, and the release they go back to once that is about to be written down. `etag` is
    another each time it is written."""

    who: str
    id: str
    etag: str
    back_to: str = ""


class Artifacts:
    """A stage's folder in its bucket. Every method raises AccountUnreachable."""

    def __init__(self, account: Account, bucket: str, stage: str) -> None:
        self._bucket = bucket
        self._stage = stage
        self._region = account.region
        self._s3: Any = account.client("s3")

    def exist(self) -> bool:
        """Whether there is the bucket. Raises SetupFailed where it is somebody else's."""
        with asked(f"the bucket {self._bucket} cannot be looked at"):
            status = self._status(self._s3.head_bucket, Bucket=self._bucket)
        if status == 403:
            raise SetupFailed(
                f"the bucket {self._bucket} is another account's, or these credentials may not use it",
                fix="name another artifacts_bucket in the stage's file: buckets' names are the whole world's",
            )
        return status == 200

    def make(self) -> None:
        """Make the bucket; new ones are closed to the public."""
        here = {"CreateBucketConfiguration": {"LocationConstraint": self._region}}
        with asked(f"the bucket {self._bucket} cannot be made"):
            self._s3.create_bucket(Bucket=self._bucket, **({} if self._region == "us-east-1" else here))

    def has(self, key: str) -> bool:
        """Whether something lies there; everything but the history is called by its content."""
        with asked(f"{key} cannot be looked at"):
            return self._status(self._s3.head_object, Bucket=self._bucket, Key=key) == 200

    def put(self, key: str, content: str | Path) -> None:
        """Put it there, whole or not at all."""
        body = content.read_bytes() if isinstance(content, Path) else content.encode()
        with asked(f"{key} cannot be written"):
            self._s3.put_object(Bucket=self._bucket, Key=key, Body=body)

    def read(self, key: str) -> str:
        """What lies there."""
        with asked(f"{key} cannot be read"):
            return str(self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read().decode())

    def url(self, key: str) -> str:
        """Where CloudFormation finds it."""
        return f"{self._s3.meta.endpoint_url}/{self._bucket}/{key}"

    def load_history(self) -> History:
        """The stage's releases; none before the first."""
        key = history_key(self._stage)
        with asked(f"{key} cannot be read"):
            try:
                found = self._s3.get_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                if code_of(error) in ("NoSuchKey", "NoSuchBucket"):
                    return History()
                raise
            return parse_history(found["Body"].read().decode(), found["ETag"])

    def save_history(self, history: History) -> None:
        """Write the stage's releases. Raises SetupFailed where others were written since these were read."""
        condition = {"IfNoneMatch": "*"} if history.etag is None else {"IfMatch": history.etag}
        key = history_key(self._stage)
        with asked(f"{key} cannot be written"):
            try:
                self._s3.put_object(Bucket=self._bucket, Key=key, Body=history.to_json().encode(), **condition)
            except ClientError as error:
                if status_of(error) in (409, 412):
                    raise SetupFailed(
                        "another deployment of this stage ended meanwhile", fix="look at what runs, then deploy again"
                    ) from error
                raise

    def find_claim(self) -> Claim | None:
        """Who changes the stage just now."""
        key = claim_key(self._stage)
        with asked(f"{key} cannot be read"):
            try:
                found = self._s3.get_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                if code_of(error) == "NoSuchKey":
                    return None
                raise
            written = json.loads(found["Body"].read())
        return Claim(written["who"], written["id"], found["ETag"], written.get("back_to", ""))

    def write_claim(self, text: Mapping[str, object], found: Claim | None) -> bool:
        """Write it; not where it is no longer as it was found."""
        condition = {"IfNoneMatch": "*"} if found is None else {"IfMatch": found.etag}
        body = json.dumps(text).encode()
        return self._on_condition(self._s3.put_object, Body=body, **condition)

    def remove_claim(self, found: Claim) -> bool:
        """Remove it; not where it is no longer as it was found."""
        return self._on_condition(self._s3.delete_object, IfMatch=found.etag)

    def _on_condition(self, call: Any, **named: Any) -> bool:
        key = claim_key(self._stage)
        with asked(f"{key} cannot be written"):
            try:
                call(Bucket=self._bucket, Key=key, **named)
            except ClientError as error:
                if status_of(error) not in (404, 409, 412):
                    raise
                return False
        return True

    def keys(self) -> list[str]:
        """Everything of the stage but who changes it; nothing where there is no bucket."""
        with asked(f"the bucket {self._bucket} cannot be listed"):
            try:
                pages = self._s3.get_paginator("list_objects_v2").paginate(
                    Bucket=self._bucket, Prefix=f"{prefix(self._stage)}/"
                )
                found = [one["Key"] for page in pages for one in page.get("Contents", ())]
                return [key for key in found if key != claim_key(self._stage)]
            except ClientError as error:
                if code_of(error) == "NoSuchBucket":
                    return []
                raise

    def delete(self, keys: Iterable[str]) -> None:
        """Delete these."""
        with asked(f"the bucket {self._bucket} cannot be tidied up"):
            delete_objects(self._s3, self._bucket, keys)

    @staticmethod
    def _status(call: Any, **named: str) -> int:
        """200, 403 or 404."""
        try:
            call(**named)
        except ClientError as error:
            status = status_of(error)
            if status not in (403, 404):
                raise
            return status
        return 200
