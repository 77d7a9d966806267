"""What run.py hands on is read there as it was typed, with files from where it was typed."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from infra.setup import commands, deploy_arguments, invite_arguments, smoke_arguments

HERE = Path("/here")
UNCLEAR = ("deploy status", "deploy redrive --stage prod", "deploy redrive all", "deploy redrive other --stage prod")


@pytest.mark.parametrize(
    ("typed", "handed"),
    [
        ("deploy package", ["package", "--out", str(deploy_arguments.PACKAGE)]),
        ("deploy package --out a.zip", ["package", "--out", "/here/a.zip"]),
        ("deploy template --stage prod", ["template", "--stage", "prod"]),
        ("deploy template --stage prod --out /t.json", ["template", "--stage", "prod", "--out", "/t.json"]),
        ("deploy plan --stage prod", ["plan", "--stage", "prod"]),
        (
            "deploy plan --stage prod --package a.zip --json",
            ["plan", "--stage", "prod", "--package", "/here/a.zip", "--json"],
        ),
        ("deploy init --stage prod --sign-up open", ["init", "--stage", "prod", "--sign-up", "open"]),
        ("deploy status --stage prod --json", ["status", "--stage", "prod", "--json"]),
        (
            "deploy logs --stage prod --follow --request r1",
            ["logs", "--stage", "prod", "--follow", "--request", "r1", "--since", "1h"],
        ),
        ("deploy redrive mail --stage prod --limit 0", ["redrive", "mail", "--stage", "prod", "--limit", "0"]),
        ("deploy backup --stage prod", ["backup", "--stage", "prod", "--out", "/here/backups"]),
        (
            "deploy restore a --stage prod --replace",
            ["restore", "/here/a", "--stage", "prod", "--replace"],
        ),
        ("deploy rotate-secrets --stage prod", ["rotate-secrets", "secret-key", "--stage", "prod"]),
        (
            "deploy rotate-secrets storage-key --stage prod --value-file v",
            ["rotate-secrets", "storage-key", "--stage", "prod", "--value-file", "/here/v"],
        ),
        ("deploy cost --reads 5", ["cost", "--reads", "5"]),
        ("deploy --stage prod", ["--stage", "prod"]),
        ("deploy --stage prod --package a.zip --json", ["--stage", "prod", "--package", "/here/a.zip", "--json"]),
        ("deploy rollback --stage prod --json", ["rollback", "--stage", "prod", "--json"]),
        ("deploy migrate --stage prod", ["migrate", "--stage", "prod"]),
        (
            "deploy destroy --stage prod --yes prod --with-data",
            ["destroy", "--stage", "prod", "--yes", "prod", "--with-data"],
        ),
        ("smoke", []),
        ("smoke --url https://app.example.org --stage prod", ["--url", "https://app.example.org", "--stage", "prod"]),
        ("invite ada@example.com", ["ada@example.com"]),
        ("invite ada@example.com --stage prod", ["ada@example.com", "--stage", "prod"]),
    ],
)
def test_what_is_handed_on(typed: str, handed: list[str]) -> None:
    options = commands.build_parser().parse_args(typed.split())
    hand, read = {
        "deploy": (deploy_arguments.deploy_arguments, deploy_arguments.add_actions),
        "invite": (invite_arguments.invite_arguments, invite_arguments.add_arguments),
        "smoke": (smoke_arguments.smoke_arguments, smoke_arguments.add_arguments),
    }[options.command]
    assert hand(options, HERE) == handed
    parser = argparse.ArgumentParser()
    read(parser)
    parser.parse_args(handed)


@pytest.mark.parametrize("typed", ["deploy plan", "deploy template", "deploy everything", "invite", *UNCLEAR])
def test_what_is_not_understood(typed: str) -> None:
    with pytest.raises(SystemExit) as ended:
        commands.build_parser().parse_args(typed.split())
    assert ended.value.code == 2
