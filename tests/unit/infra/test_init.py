"""The file that `deploy init` writes is a stage, its own and nothing of the example's."""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from pathlib import Path

import pytest

from infra.deploy import init
from infra.deploy.stages import FOLDER, StageUnusable, load_stage, parse_stage
from infra.setup.console import SetupFailed
from infra.setup.operating_arguments import QUESTIONS, Question

CERTIFICATE = "arn:aws:acm:us-west-2:987654321098:certificate/aaaabbbb-cccc-dddd-eeee-ffff00001111"
ANSWERS: dict[str, str | None] = {
    "domain": "lanterns.net",
    "region": "us-west-2",
    "certificate": CERTIFICATE,
    "cloudflare_account": "fedcba9876543210",
    "zone": "abcabcabc",
    "mail_domain": "",
    "alarm_mail": "ada@lanterns.net",
    "sign_up": "open",
    "connections": "25",
}
EXAMPLES_OWN = re.compile(r"example|0123456789|eu-central-1")


def never(question: Question) -> str:
    raise AssertionError(f"asked for {question.name}")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where stages' files go: not among those of the checkout."""
    (tmp_path / "example.toml").write_text((FOLDER / "example.toml").read_text())
    monkeypatch.setattr(init, "FOLDER", tmp_path)
    return tmp_path


def options(**given: object) -> argparse.Namespace:
    flags: dict[str, object] = {question.name: None for question in QUESTIONS}
    return argparse.Namespace(**{**flags, "stage": "prod", "overwrite": False, "json": True, **given})


def test_every_setting_is_the_stages_own(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert init.write_settings(options(**ANSWERS)) == 0
    text = (folder / "prod.toml").read_text()
    stage = load_stage("prod", folder)
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert [line for line in lines if EXAMPLES_OWN.search(line)] == []
    assert text.count("#") > 8, "the example's comments stay"
    assert (stage.app_url, stage.api_certificate) == ("https://app.lanterns.net", CERTIFICATE)
    assert (stage.connections, stage.sign_up) == (25, "open")
    assert stage.mail_from == "Fabula <stories@mail.lanterns.net>"
    named = stage.secrets.named() | {"cloudflare_token": stage.cloudflare_token}
    assert json.loads(capsys.readouterr().out)["secrets"] == named


def test_what_is_there_stays_until_it_is_told(folder: Path) -> None:
    init.write_settings(options(**ANSWERS))
    before = (folder / "prod.toml").read_text()
    with pytest.raises(SetupFailed, match=r"is there already\n  to mend it: .*--overwrite"):
        init.write_settings(options(**ANSWERS | {"domain": "other.net"}))
    assert (folder / "prod.toml").read_text() == before
    init.write_settings(options(**ANSWERS | {"domain": "other.net"}, overwrite=True))
    assert load_stage("prod", folder).app_url == "https://app.other.net"


def test_a_certificate_that_is_not_there_is_left_to_deploying() -> None:
    answers = init.gather("prod", ANSWERS | {"certificate": ""}, never)
    assert "api_certificate" not in init.settings_file("prod", answers).replace("# ", "")


def test_without_a_cdn_nothing_speaks_of_one() -> None:
    answers = init.gather("dev", ANSWERS | {"zone": ""}, never)
    written = tomllib.loads(init.settings_file("dev", answers))
    stage = parse_stage(written, "dev.toml")
    assert (stage.cdn_purge_url, stage.secrets.cdn_purge_token) == (None, None)
    assert stage.api_url == "https://api-dev.lanterns.net", "several stages are of one site"


def test_what_will_not_do_is_asked_for_again(capsys: pytest.CaptureFixture[str]) -> None:
    typed = {"domain": ["https://lanterns.net", "lanterns.net"], "connections": ["17", "many", "18"]}
    asked: list[str] = []

    def ask(question: Question) -> str:
        asked.append(question.name)
        return typed[question.name].pop(0)

    given = ANSWERS | dict.fromkeys(typed, None)
    answers = init.gather("prod", given, ask)
    assert (answers["domain"], answers["connections"]) == ("lanterns.net", "18")
    assert asked == ["domain", "domain", "connections", "connections", "connections"]
    said = capsys.readouterr().err
    assert "a domain looks like" in said
    assert "a whole number" in said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"region": "Oregon"}, "--region 'Oregon': region"),
        ({"certificate": CERTIFICATE.replace("us-west-2", "us-east-1")}, "of the stage's own region"),
        ({"sign_up": "everybody"}, "must be open, invited"),
        ({"cloudflare_account": "mine"}, "--cloudflare-account 'mine': Cloudflare's ids"),
        ({"zone": "example.com"}, "Cloudflare's ids"),
        ({"alarm_mail": "nobody"}, "alarm_mail"),
    ],
)
def test_a_flag_that_will_not_do_is_named(given: dict[str, str], said: str) -> None:
    with pytest.raises(SetupFailed, match=re.escape(said)):
        init.gather("prod", ANSWERS | given, never)


def test_without_a_terminal_what_is_missing_is_named() -> None:
    given: dict[str, str | None] = ANSWERS | {"domain": None, "region": None}
    with pytest.raises(SetupFailed, match="say --domain"):
        init.gather("prod", given, init.ask_nobody)
    given = ANSWERS | {"region": None, "certificate": CERTIFICATE.replace("us-west-2", "eu-central-1")}
    assert init.gather("prod", given, init.ask_nobody)["region"] == "eu-central-1"


def test_a_name_no_stage_can_have(folder: Path) -> None:
    with pytest.raises(StageUnusable, match="is no stage's name"):
        init.write_settings(options(**ANSWERS, stage="../prod"))
