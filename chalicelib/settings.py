"""The one table of settings, read once from the environment. `.env.example` lists the same names.

Importing this module reads nothing, so that packaging can import the whole program without an environment.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, Final

SIGN_UP: Final = re.compile(r"open|invited|domain:[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")


SHORTEST_KEY: Final = 32


class SettingsIncomplete(RuntimeError):
    """The environment lacks settings that have no default; the message names every one of them."""


class SignUpUnknown(ValueError):
    """must be open, invited, or a domain such as domain:example.org"""


def _setting(about: str, default: str | None = None, *, secret: bool = False) -> Any:
    metadata = {"about": about, "default": default, "secret": secret}
    return field(metadata=metadata, repr=not secret)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting of the program. The environment's name of each is its own in upper case."""

    database_url: str = _setting("PostgreSQL, as a libpq URL", secret=True)
    database_pool: int = _setting("connections a process may hold: 1 on Lambda, 8 in the local stack", "1")
    app_url: str = _setting("origin of the editor, without a slash at its end", "http://localhost:8020")
    read_url: str = _setting("origin of the story pages", "http://localhost:8021")
    api_url: str = _setting("origin of this API", "http://localhost:8022")
    storage_endpoint: str = _setting("S3 endpoint of R2")
    storage_key_id: str = _setting("access key id for R2")
    storage_secret: str = _setting("secret access key for R2", secret=True)
    uploads_bucket: str = _setting("private bucket: originals", "fabula-uploads")
    public_bucket: str = _setting("public bucket: pages, machines, renditions", "fabula-public")
    cdn_purge_url: str = _setting("where the CDN in front of the story pages takes purges; empty: there is none", "")
    cdn_purge_token: str = _setting("bearer token for that", "", secret=True)
    queue_prefix: str = _setting("what the queues' names begin with", "fabula")
    mail_from: str = _setting("sender of completion e-mails", "Fabula <stories@fabula.example>")
    sign_in_mail_from: str = _setting("sender of sign-in e-mails", "Fabula <sign-in@fabula.example>")
    secret_key: str = _setting(
        "random key of at least 32 characters; links and tokens are derived from it. After a rotation the new one, a "
        "space, the one before",
        secret=True,
    )
    session_cookie: str = _setting("name of the session's cookie", "__Host-sid")
    sign_up: str = _setting("who may open an account: open | invited | domain:example.org", "invited")
    release: str = _setting("name of the running release, shown by /v1/health", "local")

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys in `secret_key`: the first signs, and what any of them signed is good."""
        return tuple(self.secret_key.split())

    @property
    def key(self) -> str:
        """The key that signs."""
        return self.keys[0]


def parse_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from an environment.

    Raises SettingsIncomplete naming every setting that is missing or unusable.
    """
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for one in fields(Settings):
        name = one.name.upper()
        value = environment.get(name, one.metadata["default"])
        if value is None:
            wrong.append(f"{name} ({one.metadata['about']})")
        values[one.name] = value
    if values["secret_key"] is not None and min(map(len, values["secret_key"].split()), default=0) < SHORTEST_KEY:
        wrong.append(f"SECRET_KEY (must have at least {SHORTEST_KEY} characters)")
    if not str(values["database_pool"]).isdecimal() or int(values["database_pool"]) < 1:
        wrong.append("DATABASE_POOL (must be a whole number from 1)")
    try:
        check_sign_up(values["sign_up"])
    except SignUpUnknown as error:
        wrong.append(f"SIGN_UP ({error})")
    for name in ("app_url", "read_url", "api_url"):
        if values[name].endswith("/"):
            wrong.append(f"{name.upper()} (must not end with a slash)")
    if wrong:
        raise SettingsIncomplete("Missing or unusable settings: " + "; ".join(wrong))
    values["database_pool"] = int(values["database_pool"])
    return Settings(**values)


def check_sign_up(rule: str) -> None:
    """Raises SignUpUnknown for what does not say who may open an account."""
    if not SIGN_UP.fullmatch(rule):
        raise SignUpUnknown(SignUpUnknown.__doc__)


@cache
def load_settings() -> Settings:
    """The process's settings; read at the first call, the same object ever after."""
    return parse_settings(os.environ)


def origin_of_app(environment: Mapping[str, str] = os.environ) -> str:
    """The editor's origin alone, which CORS needs while routes are declared, before settings are complete."""
    return environment.get("APP_URL", "http://localhost:8020")
