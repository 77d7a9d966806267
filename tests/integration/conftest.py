"""Databases of one's own, for tests that count everything or turn the clock; desks to import and export at."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from moto import settings
from psycopg import sql

from chalicelib import child, db
from chalicelib.interchange import reading
from chalicelib.settings import load_settings
from infra.deploy.package import MACHINES, Package, Target, build_package
from infra.deploy.storage import delete_bucket, has_bucket
from infra.local.creator import Creator
from infra.local.stack import Stack
from infra.migrate import apply_migrations
from infra.setup.places import ROOT
from infra.setup.pythons import DEPLOYABLE
from tests.integration.aws import Loopback, loopback
from tests.integration.cloudflare import FakeCloudflare, served
from tests.integration.deployer import NAME, STACK, STAGE, Operator
from tests.integration.fronted import Fronted
from tests.integration.interchange import Desk
from tests.integration.operated import keep_apart


@pytest.fixture(scope="session")
def migrated_template(stack: Stack) -> str:
    """The name of a database that is migrated and otherwise empty."""
    name = f"template_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(stack.addresses.database, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    apply_migrations(_beside(stack, name))
    return name


@pytest.fixture(scope="session")
def stage_template() -> dict[str, Any]:
    """The template of the example's stage, as it is made now."""
    command = [sys.executable, "-m", "infra.deploy", "template", "--stage", NAME]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    made: dict[str, Any] = json.loads(answer.stdout)
    return made


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """What every function runs, built for this machine's processor."""
    architecture = {machine: name for name, machine in MACHINES.items()}.get(platform.machine())
    python = sys.version_info[:2]
    if sys.platform != "linux" or architecture is None or python not in DEPLOYABLE:
        pytest.skip("nothing that Lambda runs runs here")
    return build_package(Target(python, architecture), tmp_path_factory.mktemp("package") / "fabula.zip")


@pytest.fixture
def account(stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    """An AWS account without a stage, where the environment's credentials lead; the local stack keeps to its own."""
    keep_apart(monkeypatch)
    with loopback(tmp_path) as own:
        for name, value in own.environment.items():
            monkeypatch.setenv(name, value)
        yield own
        own.forget_stack(STACK)
        own.client("ssm").delete_parameters(Names=list(STAGE.secrets.named().values()))
        own.forget_bucket(STAGE.artifacts_bucket)


@pytest.fixture
def bare_database(stack: Stack) -> Iterator[str]:
    """The address of a database with nothing in it."""
    with made_database(stack, "template1") as address:
        yield address


@pytest.fixture
def migrated_database(stack: Stack, migrated_template: str) -> Iterator[str]:
    """The address of a migrated database that nobody else uses, and that the program's settings do not point at."""
    with made_database(stack, migrated_template) as address:
        yield address


@pytest.fixture
def beginner(account: Loopback, tmp_path: Path, stage_template: dict[str, Any], bare_database: str) -> Operator:
    """An operator of an empty account with secrets in it, and of an empty database."""
    return Operator(account, stage_template, tmp_path, bare_database)


@pytest.fixture
def operator(account: Loopback, tmp_path: Path, stage_template: dict[str, Any], migrated_database: str) -> Operator:
    """The same, with a database that is migrated."""
    return Operator(account, stage_template, tmp_path, migrated_database)


@pytest.fixture
def fronted(
    account: Loopback,
    tmp_path: Path,
    stage_template: dict[str, Any],
    bare_database: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Fronted]:
    """An operator of two empty accounts."""
    monkeypatch.setattr(settings, "ACM_VALIDATION_WAIT", 0.1)
    values = {"database_url": bare_database, "secret_key": "k" * 40}
    for setting, place in STAGE.secrets.named().items():
        account.client("ssm").put_parameter(Name=place, Value=values.get(setting, "x"), Type="SecureString")
    fake = FakeCloudflare("localhost")  # what the loopback address says is the account
    with served(fake, tmp_path) as address:
        made = Fronted(tmp_path, account, fake, address, stage_template)
        yield made
        for name in (STAGE.app_bucket, STAGE.public_bucket, STAGE.uploads_bucket):
            if has_bucket(made.front.client, name):
                delete_bucket(made.front.client, name)
    account.forget_certificates()
    account.forget_senders()


@pytest.fixture
def empty_database(migrated_database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a migrated database that nobody else uses; the program's settings point at it for this test."""
    with monkeypatch.context() as environment:
        environment.setenv("DATABASE_URL", migrated_database)
        _forget_database()
        yield migrated_database
    _forget_database()


@pytest.fixture
def pool_of_one(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One connection is all this process may have, as it is deployed: whoever wants a second one while it holds the
    first waits for itself."""
    with monkeypatch.context() as environment:
        environment.setenv("DATABASE_POOL", "1")
        _forget_database()
        yield
    _forget_database()


@pytest.fixture
def desk(stack: Stack, creator: Creator) -> Desk:
    """A creator with a new account, where stories come in and go out."""
    return Desk(stack, creator)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process: where it is the accidents that count, starting another takes most of the time."""
    run = child.run

    def run_here(module: str, *arguments: str, seconds: float) -> dict[str, Any] | None:
        if module != reading.__name__:
            return run(module, *arguments, seconds=seconds)
        name, source, folder = arguments
        outcome: dict[str, Any] = json.loads(json.dumps(reading.read(name, Path(source).read_bytes(), Path(folder))))
        return outcome

    monkeypatch.setattr(child, "run", run_here)


@contextmanager
def made_database(stack: Stack, template: str) -> Iterator[str]:
    """The address of a copy of a database, for as long as it is needed."""
    name = f"test_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(stack.addresses.database, autocommit=True) as connection:
        names = sql.Identifier(name), sql.Identifier(template)
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        yield _beside(stack, name)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(names[0]))


def _beside(stack: Stack, name: str) -> str:
    return stack.addresses.database.rpartition("/")[0] + "/" + name


def _forget_database() -> None:
    db.close_pool()
    load_settings.cache_clear()
