"""A stage's settings: one TOML file, `infra/deploy/stages/NAME.toml`; `example.toml` explains every line.

Secrets are named in it, never written: each is a SecureString of SSM's parameter store.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from chalicelib.settings import SignUpUnknown, check_sign_up
from infra.deploy.functions import WORKERS
from infra.deploy.names import prefix

FOLDER: Final = Path(__file__).with_name("stages")
FEWEST_FOR_API: Final = 5


class StageUnusable(Exception):
    """There is no such stage, or its file is wrong; the message has a line for each thing to mend."""


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname or text != f"https://{parts.netloc}" or parts.port:
        raise ValueError("must be an origin such as https://app.example.org, without a path or a slash at its end")
    return text


def _https(text: str) -> str:
    if not text.startswith("https://"):
        raise ValueError("must begin with https://")
    return text


def _sign_up(text: str) -> str:
    try:
        check_sign_up(text)
    except SignUpUnknown as error:
        raise ValueError(str(error)) from error
    return text


Origin = Annotated[str, AfterValidator(_origin)]
Https = Annotated[str, AfterValidator(_https)]
Bucket = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
Secret = Annotated[str, Field(pattern=r"^/[A-Za-z0-9_./-]{1,1000}$")]
Address = Annotated[str, Field(pattern=r"^[^@\s<>]+@[a-z0-9.-]+\.[a-z]+$")]
Sender = Annotated[str, Field(pattern=r"^([^<>]+ <[^@\s<>]+@[a-z0-9.-]+\.[a-z]+>|[^@\s<>]+@[a-z0-9.-]+\.[a-z]+)$")]
LogDays = Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400]

WORDS: Final = {
    "missing": "is missing",
    "extra_forbidden": "is no setting; is it spelled right?",
    "literal_error": "is none of what CloudWatch offers: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365 or 400",
    "secrets": "must be the name of an SSM parameter, such as /fabula/prod/secret-key, never the secret itself",
}
"""What to say of what pydantic found, by its kind."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Secrets(_Table):
    """Names of SSM parameters, by the setting each holds."""

    database_url: Secret
    storage_key_id: Secret
    storage_secret: Secret
    secret_key: Secret
    cdn_purge_token: Secret | None = None

    def named(self) -> dict[str, str]:
        """Those there are: the setting, and its parameter's name."""
        return {name: value for name, value in self.model_dump().items() if value is not None}


class Stage(_Table):
    """A stage's settings."""

    region: Annotated[str, Field(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$")]
    artifacts_bucket: Bucket
    app_url: Origin
    read_url: Origin
    api_url: Origin
    api_certificate: Annotated[str, Field(pattern=r"^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate/[a-f0-9-]+$")] | None = (
        None
    )
    """Of the API's host; None: one is requested."""
    storage_endpoint: Https
    uploads_bucket: Bucket
    public_bucket: Bucket
    app_bucket: Bucket
    cloudflare_token: Secret
    """Name of the SSM parameter that holds the token for deploying; functions never get it."""
    cdn_purge_url: Https | None = None
    mail_from: Sender
    sign_in_mail_from: Sender
    sign_up: Annotated[str, AfterValidator(_sign_up)] = "invited"
    connections: Annotated[int, Field(ge=WORKERS + FEWEST_FOR_API)]
    kept_ready: Annotated[int, Field(ge=0)] = 0
    """Of the API so many are kept begun: Lambda's provisioned concurrency, which costs whether anybody reads or not."""
    alarm_mail: Address
    log_days: LogDays = 90
    secrets: Secrets

    @model_validator(mode="after")
    def fits_together(self) -> Self:
        """What one setting says of another."""
        if len({self.app_url, self.read_url, self.api_url}) < 3:
            raise ValueError("app_url, read_url and api_url must be three hosts: what creators wrote is shown on one")
        if len({self.uploads_bucket, self.public_bucket, self.app_bucket}) < 3:
            raise ValueError(
                "uploads_bucket, public_bucket and app_bucket must be three: originals are private, and functions do "
                "not write the editor"
            )
        if self.kept_ready > self.connections - WORKERS:
            raise ValueError(f"kept_ready must be at most {self.connections - WORKERS}, what connections leave the API")
        if address(self.mail_from) == address(self.sign_in_mail_from):
            raise ValueError("sign_in_mail_from must not be mail_from's address: one spoiled must not spoil the other")
        if (self.cdn_purge_url is None) != (self.secrets.cdn_purge_token is None):
            raise ValueError("cdn_purge_url and secrets.cdn_purge_token belong together")
        if self.api_certificate is not None and f":{self.region}:" not in self.api_certificate:
            raise ValueError("api_certificate must be of the stage's own region")
        return self

    @property
    def api_host(self) -> str:
        """The API's name in the DNS."""
        return urlsplit(self.api_url).netloc

    @property
    def cloudflare_account(self) -> str:
        """The account that R2's address names."""
        return (urlsplit(self.storage_endpoint).hostname or "").partition(".")[0]

    def environment(self, name: str) -> dict[str, str]:
        """What functions of the stage find in their environment, without secrets."""
        return {
            "APP_URL": self.app_url,
            "READ_URL": self.read_url,
            "API_URL": self.api_url,
            "STORAGE_ENDPOINT": self.storage_endpoint,
            "UPLOADS_BUCKET": self.uploads_bucket,
            "PUBLIC_BUCKET": self.public_bucket,
            "CDN_PURGE_URL": self.cdn_purge_url or "",
            "QUEUE_PREFIX": prefix(name),
            "MAIL_FROM": self.mail_from,
            "SIGN_IN_MAIL_FROM": self.sign_in_mail_from,
            "SIGN_UP": self.sign_up,
            "LOG_LEVEL": "INFO",
            "POWERTOOLS_SERVICE_NAME": "fabula",
            "POWERTOOLS_METRICS_NAMESPACE": prefix(name),
        }


def address(sender: str) -> str:
    """A sender's bare address."""
    return sender.rpartition("<")[2].rstrip(">").lower()


def check_name(name: str) -> None:
    """Raises StageUnusable for what no stage can be called."""
    if not re.fullmatch(r"[a-z][a-z0-9]{1,15}", name):
        raise StageUnusable(f"{name!r} is no stage's name: 2 to 16 small letters and digits, a letter first")


def load_stage(name: str, folder: Path = FOLDER) -> Stage:
    """A stage by its name. Raises StageUnusable."""
    check_name(name)
    file = folder / f"{name}.toml"
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise StageUnusable(
            f"there is no {file}: python3 run.py deploy init --stage {name} writes it, or copy example.toml"
        ) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StageUnusable(f"{file} cannot be read: {error}") from error
    return parse_stage(written, str(file))


def parse_stage(written: Mapping[str, Any], where: str) -> Stage:
    """A stage from its file's content. Raises StageUnusable, which names what is wrong and never shows it: it may be a
    secret."""
    try:
        return Stage.model_validate(written)
    except ValidationError as error:
        wrong = [_line(one["loc"], one["type"], one["msg"]) for one in error.errors(include_input=False)]
        raise StageUnusable("\n".join([f"{where}:", *(f"  {line}" for line in wrong)])) from None


def _line(place: tuple[int | str, ...], kind: str, message: str) -> str:
    said = message.removeprefix("Value error, ")
    if (place[:1] == ("secrets",) or place == ("cloudflare_token",)) and kind.startswith("string"):
        said = WORDS["secrets"]
    elif kind == "string_pattern_mismatch":
        said = "does not have the form that example.toml shows"
    name = ".".join(map(str, place))
    return f"{name} {WORDS.get(kind, said)}".lstrip() if name else said
