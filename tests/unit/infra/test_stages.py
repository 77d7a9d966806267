"""A stage's settings: whole, understood, and without a secret in them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from chalicelib.settings import Settings, parse_settings
from infra.deploy.stages import FOLDER, StageUnusable, load_stage, parse_stage

SECRET = "postgresql://fabula:hunter2@db.example.com/fabula"


def written(**changes: Any) -> dict[str, Any]:
    """The example, with a few of its values changed; None leaves one out, `secrets__x` is of the table of secrets."""
    example = tomllib.loads((FOLDER / "example.toml").read_text())
    for key, value in changes.items():
        table = example["secrets"] if key.startswith("secrets__") else example
        name = key.removeprefix("secrets__")
        if value is None:
            del table[name]
        else:
            table[name] = value
    return example


def test_the_example_makes_every_setting() -> None:
    stage = load_stage("example")
    secrets = {name.upper(): "x" * 32 for name in stage.secrets.named()}
    settings = parse_settings(stage.environment("example") | secrets)
    assert (settings.sign_up, settings.queue_prefix, settings.database_pool) == ("invited", "fabula-example", 1)
    known = {one.name.upper() for one in fields(Settings)}
    extra = {"LOG_LEVEL", "POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE"}
    assert known >= (stage.environment("example").keys() | secrets.keys()) - extra
    secret = {one.name for one in fields(Settings) if one.metadata["secret"]}
    assert secret <= stage.secrets.named().keys(), "what is secret is never in the file"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"region": None}, "region is missing"),
        ({"region": "Frankfurt"}, "region does not have the form"),
        ({"regoin": "eu-central-1"}, "regoin is no setting"),
        ({"app_url": "https://app.example.com/"}, "app_url must be an origin"),
        ({"api_url": "http://api.example.com"}, "api_url must be an origin"),
        ({"read_url": "https://app.example.com"}, "must be three hosts"),
        ({"public_bucket": "fabula-example-uploads"}, "must be three"),
        ({"app_bucket": "fabula-example-public"}, "must be three"),
        ({"cloudflare_token": "v1.0-abc"}, "cloudflare_token must be the name of an SSM parameter"),
        ({"sign_in_mail_from": "Sign in <Stories@mail.example.com>"}, "must not be mail_from's address"),
        ({"mail_from": "Fabula"}, "mail_from does not have the form"),
        ({"sign_up": "everybody"}, "sign_up must be open, invited, or a domain"),
        ({"sign_up": "domain:"}, "sign_up must be open, invited, or a domain"),
        ({"connections": 17}, "connections"),
        ({"kept_ready": 28}, "kept_ready must be at most 27"),
        ({"connections": "40"}, "connections"),
        ({"log_days": 42}, "log_days is none of what CloudWatch offers"),
        ({"cdn_purge_url": None}, "belong together"),
        ({"secrets__cdn_purge_token": None}, "belong together"),
        ({"secrets": None}, "secrets is missing"),
        ({"secrets__secret_key": None}, "secrets.secret_key is missing"),
        ({"secrets__database_url": SECRET}, "secrets.database_url must be the name of an SSM parameter"),
        ({"api_certificate": "arn:aws:acm:us-east-1:123456789012:certificate/0f"}, "of the stage's own region"),
    ],
)
def test_what_is_wrong_is_said_and_never_shown(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(StageUnusable, match=re.escape(said)) as refused:
        parse_stage(written(**changes), "prod.toml")
    assert "hunter2" not in str(refused.value)


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(StageUnusable) as refused:
        parse_stage(written(region=None, sign_up="all", secrets__secret_key="k" * 40), "prod.toml")
    assert len(str(refused.value).splitlines()) == 4


@pytest.mark.parametrize("rule", ["open", "invited", "domain:example.com"])
def test_who_may_sign_up_reaches_the_functions(rule: str) -> None:
    assert parse_stage(written(sign_up=rule), "prod.toml").environment("prod")["SIGN_UP"] == rule


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("prod", None, "copy example.toml"),
        ("prod", "region = ", "cannot be read"),
        ("../prod", None, "is no stage's name"),
        ("Prod", None, "is no stage's name"),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, name: str, content: str | None, said: str) -> None:
    if content is not None:
        (tmp_path / f"{name}.toml").write_text(content)
    with pytest.raises(StageUnusable, match=said):
        load_stage(name, tmp_path)
