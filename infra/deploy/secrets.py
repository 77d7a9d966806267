"""Secrets of a stage, in SSM's parameter store: reading them, and `deploy rotate-secrets`.

A rotation stores another value and nothing else: functions take it up with the next deploy. The value before keeps the
label `previous` in the parameter's history, and `--back` stores it again. A value that somebody else gave out (the
database's address, keys of R2 and Cloudflare) is tried before it is stored.
"""

from __future__ import annotations

import argparse
import getpass
import json
import secrets
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.exceptions import ClientError

from chalicelib.settings import SHORTEST_KEY
from infra.database import connect
from infra.deploy.account import Account
from infra.deploy.cloudflare import Cloudflare
from infra.deploy.names import parameter, prefix
from infra.deploy.reaching import asked, client, status_of
from infra.deploy.stages import Stage, load_stage
from infra.deploy.storage import CONFIG
from infra.setup.console import SetupFailed

PREVIOUS: Final = "previous"
KEYS_KEPT: Final = 2
"""The key that signs, and the one before."""
SECONDS: Final = 10
NOT_FOUND: Final = 404


@dataclass(frozen=True)
class Kind:
    """Secrets that are rotated together. `settings` are a stage's names of them; `ends` is what the rotation ends."""

    settings: tuple[str, ...]
    asks: tuple[str, ...]
    check: Callable[[Stage, Sequence[str]], None]
    ends: str


def rotate(options: argparse.Namespace) -> int:
    """Store another value of a secret and say what follows; the exit code."""
    stage, kind = load_stage(options.stage), KINDS[options.name]
    named = stage.secrets.named() | {"cloudflare_token": stage.cloudflare_token}
    missing = [setting for setting in kind.settings if setting not in named]
    if missing:
        raise SetupFailed(
            f"the stage {options.stage} names no {missing[0]}",
            fix=f"name it in infra/deploy/stages/{options.stage}.toml",
        )
    parameters = [named[setting] for setting in kind.settings]
    store = Store(stage.region)
    if options.back:
        values = [store.read(name, PREVIOUS) for name in parameters]
    elif options.name == "secret-key":
        values = [with_new_key(running_key(stage, options.stage, store), secrets.token_urlsafe(48))]
    else:
        values = given(kind.asks, options.value_file)
    kind.check(stage, values)
    for name, value in zip(parameters, values, strict=True):
        store.write(name, value)
    if options.json:
        print(json.dumps({"stored": parameters, "ends": kind.ends}, indent=1))
    else:
        print(f"stored {', '.join(parameters)}; the value before is there as {parameters[0]}:{PREVIOUS}")
        print(kind.ends)
        print(f"to apply it: python3 run.py deploy --stage {options.stage}")
    return 0


def storing(setting: str) -> str:
    """What is typed to store a secret, by its setting's name in a stage's file: not on a command line, which others of
    the machine can read."""
    name = next(name for name, kind in KINDS.items() if setting in kind.settings)
    return f"python3 run.py deploy rotate-secrets --stage NAME {name}"


class Store:
    """The parameter store of a region."""

    def __init__(self, region: str) -> None:
        self._ssm = client("ssm", region)

    def find(self, name: str) -> str | None:
        """What a parameter holds, None where there is none. Raises SetupFailed."""
        with asked(f"the parameter {name} cannot be read"):
            try:
                return str(self._ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])
            except self._ssm.exceptions.ParameterNotFound:
                return None

    def read(self, name: str, label: str | int | None = None) -> str:
        """What a parameter holds, or held in the version of that label or number. Raises SetupFailed."""
        whole = name if label is None else f"{name}:{label}"
        with asked(f"the parameter {whole} cannot be read"):
            return str(self._ssm.get_parameter(Name=whole, WithDecryption=True)["Parameter"]["Value"])

    def write(self, name: str, value: str) -> None:
        """Store a value; what was there keeps the label `previous`. Writing the same again changes nothing.

        The label comes first: cut off in between, what is there is called the one before, and nothing is lost.
        """
        with asked(f"the parameter {name} cannot be written"):
            try:
                before = self._ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]
            except self._ssm.exceptions.ParameterNotFound:
                before = None
            if before is not None and before["Value"] == value:
                return
            if before is not None:
                self._ssm.label_parameter_version(Name=name, ParameterVersion=before["Version"], Labels=[PREVIOUS])
            self._ssm.put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)


def read_secrets(stage: Stage, *settings: str) -> dict[str, str]:
    """What the stage's parameters hold, by the settings' names. Raises SetupFailed."""
    store, named = Store(stage.region), stage.secrets.named()
    return {setting: store.read(named[setting]) for setting in settings}


def running_key(stage: Stage, name: str, store: Store) -> str | None:
    """What SECRET_KEY holds where the stage runs: another may have been stored since, and never have signed anything.

    What is stored where nothing runs, None where nothing is either. Raises SetupFailed.
    """
    place = stage.secrets.secret_key
    live = Account(stage.region).find_stack(prefix(name))
    if live is None:
        return store.find(place)
    versions = dict(one.split(":") for one in live.parameters.get("SecretVersions", "").split())
    version = int(versions.get(parameter("secret_key"), 0))
    return store.read(place, version) if version else store.find(place)


def with_new_key(kept: str | None, new: str) -> str:
    """The new key and those before it, as the setting SECRET_KEY holds them."""
    return " ".join([new, *(kept or "").split()][:KEYS_KEPT])


def given(asks: Sequence[str], file: Path | None) -> list[str]:
    """The new values: lines of a file, or asked for and not shown. Raises SetupFailed."""
    if file is not None:
        try:
            lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        except (OSError, UnicodeDecodeError) as error:
            raise SetupFailed(f"{file} cannot be read: {error}", fix="name a text file") from error
    elif sys.stdin.isatty():
        lines = [getpass.getpass(f"{ask}: ").strip() for ask in asks]
    else:
        raise SetupFailed("no new value was given", fix="say --value-file FILE, or run it on a terminal, which asks")
    if len(lines) != len(asks):
        raise SetupFailed(f"{len(lines)} lines for {len(asks)} values", fix=f"one line each: {'; '.join(asks)}")
    return lines


def check_key(_: Stage, values: Sequence[str]) -> None:
    """Keys are long."""
    if min(map(len, values[0].split()), default=0) < SHORTEST_KEY:
        raise SetupFailed(f"a key has fewer than {SHORTEST_KEY} characters", fix="rotate it without --back")


def check_database(_: Stage, values: Sequence[str]) -> None:
    """The address leads to a database; what is refused holds no password."""
    connect(values[0]).close()


def check_storage(stage: Stage, values: Sequence[str]) -> None:
    """The key opens both buckets, or would: before the first deploy they need not be there."""
    storage = storage_client(stage, *values)
    for bucket in (stage.uploads_bucket, stage.public_bucket):
        with asked(f"that key does not open {bucket}"):
            try:
                storage.head_bucket(Bucket=bucket)
            except ClientError as error:
                if status_of(error) != NOT_FOUND:
                    raise


def check_purging(stage: Stage, values: Sequence[str]) -> None:
    """The token purges an address that nothing is at."""
    request = urllib.request.Request(
        str(stage.cdn_purge_url),
        json.dumps({"files": [f"{stage.read_url}/s/none"]}).encode(),
        {"Authorization": f"Bearer {values[0]}", "Content-Type": "application/json"},
        method="POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            done = json.loads(answer.read())
    except (OSError, ValueError) as error:
        raise SetupFailed(f"{stage.cdn_purge_url} does not take that token: {error}", fix=PURGING) from error
    if not isinstance(done, dict) or done.get("success") is not True:
        raise SetupFailed(f"{stage.cdn_purge_url} does not take that token", fix=PURGING)


PURGING: Final = "make a token in Cloudflare that may purge the cache of that zone"


def check_deploying(stage: Stage, values: Sequence[str]) -> None:
    """Cloudflare knows the token; whether it may do enough, deploying finds out."""
    Cloudflare(values[0], stage.cloudflare_account).find_token_id()


def storage_client(stage: Stage, key_id: str, secret: str) -> Any:
    """R2 by its S3 interface, with a key of the stage's."""
    session: Any = boto3.Session(key_id, secret, region_name="auto")
    return session.client("s3", endpoint_url=stage.storage_endpoint, config=CONFIG)


KINDS: Final[Mapping[str, Kind]] = {
    "secret-key": Kind(
        ("secret_key",),
        (),
        check_key,
        "nothing ends: the key before still opens what it signed, until the rotation after this one; links of mails "
        "older than that end then",
    ),
    "database-url": Kind(
        ("database_url",),
        ("the database's address, postgresql://…",),
        check_database,
        "functions use the address before until they are deployed: take its password away after that, not now",
    ),
    "storage-key": Kind(
        ("storage_key_id", "storage_secret"),
        ("R2's access key id", "R2's secret access key"),
        check_storage,
        "functions use the key before until they are deployed: delete it in Cloudflare after that. What was "
        "granted for five minutes with it ends then",
    ),
    "cdn-purge-token": Kind(
        ("cdn_purge_token",),
        ("Cloudflare's token that may purge the zone",),
        check_purging,
        "functions use the token before until they are deployed: delete it in Cloudflare after that",
    ),
    "cloudflare-token": Kind(
        ("cloudflare_token",),
        ("Cloudflare's token for deploying",),
        check_deploying,
        "the next deploy uses it: delete the one before in Cloudflare",
    ),
}
