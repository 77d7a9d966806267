"""What is deployed works: the package's functions, started as the deployed API, queues and schedules lead to them, with
the settings that the template gives them, pass the real smoke test."""

from __future__ import annotations

import http.client
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

from infra.deploy import smoking
from infra.deploy.down import destroy_steps
from infra.deploy.package import Package, read_package
from infra.deploy.up import WENT_BACK
from infra.local import creator
from infra.local.creator import exchange
from infra.smoke import LEGS
from tests.integration.aws import REGION, Loopback
from tests.integration.deployed import Deployed
from tests.integration.deployer import NAME, STACK, STAGE
from tests.integration.fronted import Fronted
from tests.integration.lambda_runtime import named_hosts

TOLD: Final[tuple[tuple[str, str, str, dict[str, str]], ...]] = (
    ("lambda", "list_functions", "Functions", {}),
    ("lambda", "list_event_source_mappings", "EventSourceMappings", {}),
    ("apigateway", "get_rest_apis", "items", {}),
    ("apigateway", "get_domain_names", "items", {}),
    ("events", "list_rules", "Rules", {}),
    ("cloudwatch", "describe_alarms", "MetricAlarms", {}),
    ("cloudwatch", "list_dashboards", "DashboardEntries", {}),
    ("logs", "describe_log_groups", "logGroups", {"logGroupNamePrefix": f"/fabula/{NAME}/"}),
    ("iam", "list_roles", "Roles", {}),
    ("sns", "list_topics", "Topics", {}),
    ("sqs", "list_queues", "QueueUrls", {"QueueNamePrefix": STACK}),
)
"""Of each kind of what a stack makes: the service, its operation, where its answer tells of them, what is asked for."""


@pytest.fixture
def deployed(fronted: Fronted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    """The stage, not deployed yet. Its hosts' names lead to it."""
    made = Deployed(fronted, tmp_path / "lambda")
    monkeypatch.setattr(http.client, "HTTPSConnection", named_hosts(made.port))
    monkeypatch.setattr(smoking, "PAUSE_SECONDS", 0.2)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("no_proxy", "*")
    made.account.client("sesv2").create_email_identity(EmailIdentity="mail.example.com")
    made.start()
    yield made
    made.stop()


def without(package: Package, folder: str, place: Path) -> Package:
    """A package in which a library is missing."""
    with zipfile.ZipFile(package.path) as whole, zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as part:
        for name in whole.namelist():
            if not name.startswith(f"{folder}/"):
                part.writestr(name, whole.read(name))
    return read_package(place)


def legs(said: list[str]) -> list[tuple[str, str]]:
    """The legs of the smoke test, each with its outcome."""
    found = [re.match(r" *(ok|FAILED) +\d+ ms  (.*)", line) for line in said]
    return [(match[2], match[1]) for match in found if match]


def left_in(account: Loopback) -> dict[str, Any]:
    """What there is in an account of all that a stack makes, by who tells of it."""
    told = {(service, call): getattr(account.client(service), call)(**of).get(key) for service, call, key, of in TOLD}
    return {f"{service} {call}": found for (service, call), found in told.items() if found}


def test_it_is_deployed_and_walked_through(deployed: Deployed, package: Package) -> None:
    first = deployed.deploy(package)
    assert first.exit_code == 0, (first.failed, deployed.said, deployed.failed)
    assert [outcome for _, outcome in legs(deployed.said)] == ["ok"] * (len(LEGS) + 1)
    assert deployed.failed == []
    assert {purge[0].startswith(f"{STAGE.read_url}/s/") for purge in deployed.cdn.purged} == {True}, "the story's page"
    with psycopg.connect(deployed.deployment().database) as database:
        left = database.execute("SELECT FROM stories WHERE keeping <> 'condemned'").fetchall()
    assert left == [], "the sweep takes the others, if it has not yet"
    asked = exchange("OPTIONS", f"{STAGE.api_url}/v1/stories")
    assert asked.headers["Access-Control-Allow-Origin"] == STAGE.app_url
    assert "POST" in asked.headers["Access-Control-Allow-Methods"]
    assert deployed.deploy(package).changed == []


@pytest.mark.long
def test_what_is_broken_is_taken_back_and_nothing_is_left_at_last(
    deployed: Deployed, package: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert left_in(deployed.account) == {}
    held = deployed.deploy(package)
    assert held.exit_code == 0, (held.failed, deployed.said)
    assert len(left_in(deployed.account)) == len(TOLD)

    with monkeypatch.context() as impatient:
        impatient.setattr(smoking, "READY_SECONDS", 1.0)
        answers_nothing = deployed.deploy(without(package, "pydantic_core", tmp_path / "answers-nothing.zip"))
    assert (answers_nothing.exit_code, answers_nothing.release) == (WENT_BACK, held.release)
    assert "says nothing (it answers 502)" in str(answers_nothing.failed)
    assert deployed.failed, "the schedules'"
    assert all("No module named 'pydantic_core'" in one for one in deployed.failed)

    monkeypatch.setattr(creator, "PATIENCE", 10.0)
    draws_nothing = deployed.deploy(without(package, "PIL", tmp_path / "draws-nothing.zip"))
    assert (draws_nothing.exit_code, draws_nothing.release) == (WENT_BACK, held.release)
    assert [leg for leg, outcome in legs(deployed.said) if outcome == "FAILED"] == [
        "uploads three pictures, which are processed"
    ]

    again = deployed.deployment()
    assert again.history.live is not None
    deployed.smoke(again, again.history.live)
    assert [outcome for _, outcome in legs(deployed.said)] == ["ok"] * (len(LEGS) + 1)
    assert deployed.deploy(package).changed == ["old packages"], "those that did not hold"

    again = deployed.deployment()
    again.run(destroy_steps(again, with_data=True))
    assert left_in(deployed.account) == {}
