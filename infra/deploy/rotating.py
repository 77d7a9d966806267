"""`deploy rotate-secrets`: another value of a secret.

A rotation stores the value and nothing else: functions take it up with the next deploy. The value before keeps the
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
from typing import Final

from botocore.exceptions import ClientError

from chalicelib.settings import SHORTEST_KEY
from infra.database import connect
from infra.deploy.account import Account
from infra.deploy.cloudflare import Cloudflare
from infra.deploy.names import parameter, prefix
from infra.deploy.reaching import R2, asked, status_of
from infra.deploy.secrets import PREVIOUS, ROTATED, Store
from infra.deploy.stages import Stage, load_stage
from infra.deploy.storage import open_storage
from infra.setup.console import SetupFailed

KEYS_KEPT: Final = 2
"""The key that signs, and the one before."""
SECONDS: Final = 10
NOT_FOUND: Final = 404


@dataclass(frozen=True)
class Kind:
    """What is asked for to rotate some secrets, how it is tried, and what the rotation ends."""

    asks: tuple[str, ...]
    check: Callable[[Stage, Sequence[str]], None]
    ends: str


def rotate(options: argparse.Namespace) -> int:
    """Store another value of a secret and say what follows; the exit code."""
    stage, kind, settings = load_stage(options.stage), KINDS[options.name], ROTATED[options.name]
    account = Account(stage.region)
    stored = Store(account, stage)
    missing = [setting for setting in settings if setting not in stored.places]
    if missing:
        raise SetupFailed(
            f"the stage {options.stage} names no {missing[0]}",
            fix=f"name it in infra/deploy/stages/{options.stage}.toml",
        )
    if options.back:
        values = [stored.read_version(setting, PREVIOUS) for setting in settings]
    elif options.name == "secret-key":
        values = [with_new_key(running_key(account, options.stage, stored), secrets.token_urlsafe(48))]
    else:
        values = given(kind.asks, options.value_file)
    kind.check(stage, values)
    for setting, value in zip(settings, values, strict=True):
        stored.write(setting, value)
    places = [stored.places[setting] for setting in settings]
    if options.json:
        print(json.dumps({"stored": places, "ends": kind.ends}, indent=1))
    else:
        print(f"stored {', '.join(places)}; the value before is there as {places[0]}:{PREVIOUS}")
        print(kind.ends)
        print(f"to apply it: python3 run.py deploy --stage {options.stage}")
    return 0


def running_key(account: Account, name: str, stored: Store) -> str | None:
    """What SECRET_KEY holds where the stage runs: another may have been stored since, and never have signed anything.

    What is stored where nothing runs, None where nothing is either. Raises AccountUnreachable.
    """
    live = account.find_stack(prefix(name))
    versions = "" if live is None else live.parameters.get("SecretVersions", "")
    version = int(dict(one.split(":") for one in versions.split()).get(parameter("secret_key"), 0))
    if version:
        return stored.read_version("secret_key", version)
    found = stored.find("secret_key").get("secret_key")
    return None if found is None else found.value


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
    key_id, secret = values
    storage = open_storage(stage, key_id, secret)
    for bucket in (stage.uploads_bucket, stage.public_bucket):
        with asked(f"that key does not open {bucket}", R2):
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


KINDS: Final[Mapping[str, Kind]] = {
    "secret-key": Kind(
        (),
        check_key,
        "nothing ends: the key before still opens what it signed, until the rotation after this one; links of mails "
        "older than that end then",
    ),
    "database-url": Kind(
        ("the database's address, postgresql://…",),
        check_database,
        "functions use the address before until they are deployed: take its password away after that, not now",
    ),
    "storage-key": Kind(
        ("R2's access key id", "R2's secret access key"),
        check_storage,
        "functions use the key before until they are deployed: delete it in Cloudflare after that. What was "
        "granted for five minutes with it ends then",
    ),
    "cdn-purge-token": Kind(
        ("Cloudflare's token that may purge the zone",),
        check_purging,
        "functions use the token before until they are deployed: delete it in Cloudflare after that",
    ),
    "cloudflare-token": Kind(
        ("Cloudflare's token for deploying",),
        check_deploying,
        "the next deploy uses it: delete the one before in Cloudflare",
    ),
}
