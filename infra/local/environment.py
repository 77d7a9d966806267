"""The environment the app finds in the local stack: the same settings as deployed, other values."""

import json
import os
import secrets
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from infra.local.cdn import PURGE_PATH
from infra.local.cluster import write_private

REGION: Final = "us-east-1"
UPLOADS_BUCKET: Final = "fabula-uploads"
PUBLIC_BUCKET: Final = "fabula-public"
CDN_TOKEN: Final = "local"
CHOSEN: Final = {
    "DATABASE_POOL": "8",
    "SIGN_UP": "open",
    "QUEUE_PREFIX": "fabula",
    "MAIL_FROM": "Fabula <stories@fabula.example>",
    "SIGN_IN_MAIL_FROM": "Fabula <sign-in@fabula.example>",
    "LOG_LEVEL": "INFO",
    "POWERTOOLS_SERVICE_NAME": "fabula",
    "POWERTOOLS_METRICS_NAMESPACE": "Fabula",
    "POWERTOOLS_TRACE_DISABLED": "true",
}
"""What a person may set otherwise before starting."""


@dataclass(frozen=True)
class Addresses:
    """Where the parts are: origins without a slash at their end; `database` is a libpq URL with its password."""

    app: str
    read: str
    api: str
    mail: str
    storage: str
    cdn: str
    database: str = field(repr=False)


@dataclass(frozen=True)
class Secrets:
    """Random, made once, kept with the data."""

    secret_key: str
    storage_key_id: str
    storage_secret: str


def keep_secrets(data: Path) -> Secrets:
    """The data directory's secrets, made if there are none yet."""
    file = data / "secrets.json"
    if not file.exists():
        made = {
            "secret_key": secrets.token_urlsafe(48),
            "storage_key_id": f"local{secrets.token_hex(8)}",
            "storage_secret": secrets.token_urlsafe(32),
        }
        write_private(file, json.dumps(made))
    return Secrets(**json.loads(file.read_text()))


def apply_environment(environ: MutableMapping[str, str], addresses: Addresses, kept: Secrets) -> None:
    """Set everything the app reads, and take away what could lead an AWS client anywhere but here."""
    for name in [
        name for name in environ if name in ("AWS_PROFILE", "AWS_SESSION_TOKEN") or name.startswith("AWS_ENDPOINT_URL_")
    ]:
        del environ[name]
    for name, value in CHOSEN.items():
        environ.setdefault(name, value)
    environ.update(stack_environment(addresses, kept))
    for name in ("NO_PROXY", "no_proxy"):
        environ[name] = ",".join(filter(None, (environ.get(name), "localhost", "127.0.0.1")))


def stack_environment(addresses: Addresses, kept: Secrets) -> Mapping[str, str]:
    """The settings that follow from where the stack is."""
    return {
        "DATABASE_URL": addresses.database,
        "APP_URL": addresses.app,
        "READ_URL": addresses.read,
        "API_URL": addresses.api,
        "AWS_ENDPOINT_URL": addresses.storage,
        "AWS_ACCESS_KEY_ID": kept.storage_key_id,
        "AWS_SECRET_ACCESS_KEY": kept.storage_secret,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "STORAGE_ENDPOINT": addresses.storage,
        "STORAGE_KEY_ID": kept.storage_key_id,
        "STORAGE_SECRET": kept.storage_secret,
        "UPLOADS_BUCKET": UPLOADS_BUCKET,
        "PUBLIC_BUCKET": PUBLIC_BUCKET,
        "CDN_PURGE_URL": f"{addresses.cdn}{PURGE_PATH}",
        "CDN_PURGE_TOKEN": CDN_TOKEN,
        "SECRET_KEY": kept.secret_key,
        # Cookies ignore ports: two stacks on one machine would overwrite each other's.
        "SESSION_COOKIE": f"fabula-sid-{urlsplit(addresses.api).port}",
    }
