"""What `deploy` takes, wherever it is said."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

import pytest

from infra.setup.deploy_arguments import add_actions


@pytest.mark.parametrize(
    "typed",
    [
        *("--json plan --stage prod", "plan --stage prod --json", "--json status --stage prod"),
        *("--json rollback --stage prod", "--json destroy --stage prod", "--json migrate --stage prod"),
    ],
)
def test_json_is_said_before_or_after_the_step(typed: str) -> None:
    parser = argparse.ArgumentParser()
    add_actions(parser)
    assert parser.parse_args(shlex.split(typed)).json
    assert not parser.parse_args(shlex.split(typed.replace("--json", ""))).json


def test_a_package_is_said_before_or_after_the_step() -> None:
    parser = argparse.ArgumentParser()
    add_actions(parser)
    for typed in ("--package x.zip plan --stage prod", "plan --stage prod --package x.zip"):
        assert parser.parse_args(typed.split()).package == Path("x.zip")
