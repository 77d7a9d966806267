"""Deploying, from an empty account to nothing left of it, against moto's account on loopback."""

from __future__ import annotations

import copy
import signal
from pathlib import Path

import psycopg
import pytest

from infra import migrate
from infra.deploy.__main__ import main
from infra.deploy.checks import NotReady
from infra.deploy.down import destroy_steps
from infra.deploy.up import deploy, rollback
from infra.setup.console import SetupFailed
from tests.integration.aws import Loopback
from tests.integration.deployer import STACK, STAGE, Operator

EVERYTHING = ["bucket", "package", "template", "migrations", "stack", "smoke", "record"]


def test_a_release_is_deployed_once_and_another_in_its_place(beginner: Operator) -> None:
    first = beginner.deploy(beginner.built(1))
    assert (first.changed, first.exit_code) == (EVERYTHING, 0)
    assert beginner.running() == beginner.code(1) == first.release.partition("-")[0]
    assert migrate.find_applied(beginner.database) == set(migrate.list_migrations())

    again = beginner.deploy(beginner.built(1))
    assert (again.changed, again.exit_code) == ([], 0)
    assert again.words()[0] == f"stage example: release {first.release} runs already; nothing was changed"

    larger = copy.deepcopy(beginner.template)
    larger["Resources"]["Sweep"]["Properties"]["MemorySize"] = 1024
    second = beginner.deploy(beginner.built(2, larger))
    assert second.changed == ["package", "template", "stack", "smoke", "record"]
    assert beginner.running() == beginner.code(2)
    assert beginner.recorded() == [beginner.code(2), beginner.code(1)]


def test_another_value_of_a_secret_is_a_change(operator: Operator) -> None:
    store = operator.account.client("ssm")
    begun = operator.deployment()
    assert begun.secrets
    store.put_parameter(Name=STAGE.secrets.secret_key, Value="n" * 40, Type="SecureString", Overwrite=True)
    deploy(begun, operator.built(), operator.built().release(revision="abc", at=""))
    found = operator.account.client("lambda").get_function_configuration(FunctionName=f"{STACK}-sweep")
    assert found["Environment"]["Variables"]["SECRET_KEY"] == "k" * 40, "stored while that was under way"
    assert operator.deploy(operator.built()).changed == ["stack", "smoke"]
    found = operator.account.client("lambda").get_function_configuration(FunctionName=f"{STACK}-sweep")
    assert found["Environment"]["Variables"]["SECRET_KEY"] == "n" * 40


def test_a_release_that_does_not_work_is_taken_back(operator: Operator) -> None:
    operator.broken = (1, 3)
    nothing_before = operator.deploy(operator.built(1))
    assert nothing_before.exit_code == 5
    assert "none before it to go back to" in str(nothing_before.failed)

    assert operator.deploy(operator.built(2)).exit_code == 0
    outcome = operator.deploy(operator.built(3))
    assert outcome.exit_code == 4
    assert outcome.release.startswith(operator.code(2))
    assert "a leg failed" in str(outcome.failed)
    assert operator.running() == operator.code(2)
    assert operator.recorded() == [operator.code(2)]


def test_what_cloudformation_takes_back(operator: Operator) -> None:
    operator.deploy(operator.built(1))
    operator.account.aws.refuses = "The role is not yours"
    outcome = operator.deploy(operator.built(2))
    assert outcome.exit_code == 4
    assert "The role is not yours" in str(outcome.failed)
    assert operator.running() == operator.code(1)
    assert operator.deploy(operator.built(2)).exit_code == 0


def test_a_change_of_the_stack_whose_answer_is_lost_is_asked_for_once(operator: Operator) -> None:
    operator.account.aws.loses_answer = True
    assert operator.deploy(operator.built(1)).exit_code == 0
    assert operator.account.aws.asked.count("CreateStack") == 2
    assert operator.running() == operator.code(1)


def test_going_back_by_hand(operator: Operator) -> None:
    with pytest.raises(SetupFailed, match="no release before"):
        rollback(operator.deployment())
    operator.deploy(operator.built(1))
    operator.deploy(operator.built(2))
    outcome = rollback(operator.deployment())
    assert outcome.release.startswith(operator.code(1))
    assert outcome.changed == ["stack", "smoke", "record"]
    assert operator.running() == operator.code(1)
    assert operator.recorded() == [operator.code(1)]

    operator.deploy(operator.built(2))
    operator.broken = (1,)
    outcome = rollback(operator.deployment())
    assert (outcome.exit_code, operator.recorded()) == (5, [operator.code(1)])
    assert "a leg failed" in str(outcome.failed)

    operator.deploy(operator.built(2))
    operator.account.aws.refuses = "The role is not yours"
    outcome = rollback(operator.deployment())
    assert (outcome.exit_code, operator.recorded()) == (5, [operator.code(2), operator.code(1)])
    assert "run it again" in str(outcome.failed)


def test_a_smoke_test_that_fails_in_its_own_way_is_one_that_failed(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall(*_: object) -> None:
        raise ValueError("postgresql://x:hunter2@y")

    monkeypatch.setattr(operator, "smoke", fall)
    outcome = operator.deploy(operator.built(1))
    assert outcome.exit_code == 5
    assert "the smoke test itself failed: ValueError" in str(outcome.failed)
    assert "hunter2" not in str(outcome.failed)


@pytest.mark.long
def test_contracting_waits_for_the_next_release(
    beginner: Operator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    monkeypatch.setattr(migrate, "FOLDER", folder)

    def write(name: str, statement: str) -> None:
        (folder / f"{name}.sql").write_text(f"-- About it.\n-- depends:\n\n{statement};\n")

    write("0001_pre_first", "CREATE TABLE firsts (id integer, old integer)")
    beginner.deploy(beginner.built(1))
    write("0002_pre_second", "ALTER TABLE firsts ADD COLUMN new integer")
    write("0002_post_second", "ALTER TABLE firsts DROP COLUMN old")
    beginner.deploy(beginner.built(2))
    assert migrate.find_applied(beginner.database) == {"0001_pre_first", "0002_pre_second"}
    assert beginner.deploy(beginner.built(2)).changed == []
    assert rollback(beginner.deployment()).release.startswith(beginner.code(1))

    beginner.deploy(beginner.built(2))
    beginner.killed = 1
    with pytest.raises(KeyboardInterrupt):
        rollback(beginner.deployment())
    beginner.deploy(beginner.built(4))
    assert "0002_post_second" not in migrate.find_applied(beginner.database), "the first one ran, which needs it"
    assert rollback(beginner.deployment()).release.startswith(beginner.code(2))
    assert beginner.deploy(beginner.built(3)).changed[1] == "migrations"
    assert "0002_post_second" in migrate.find_applied(beginner.database)
    assert rollback(beginner.deployment()).release.startswith(beginner.code(2)), "it lived with that"
    with pytest.raises(SetupFailed, match="needs what 0002_post_second took out"):
        rollback(beginner.deployment())
    for newer in folder.glob("0002_*"):
        newer.unlink()
    with pytest.raises(SetupFailed, match="needs what 0002_post_second took out"):
        beginner.deploy(beginner.built(1))
    assert beginner.running() == beginner.code(2)
    assert beginner.plan(beginner.built(1)).exit_code == 1


def test_all_that_is_to_be_mended_is_said_before_anything_is_changed(operator: Operator) -> None:
    operator.account.aws.unreserved = 10
    operator.account.aws.verified = []
    operator.account.aws.sandbox = True
    operator.account.aws.denied = ("iam:PassRole",)
    store = operator.account.client("ssm")
    store.delete_parameters(Names=[STAGE.secrets.storage_secret])
    store.put_parameter(
        Name=STAGE.secrets.database_url,
        Value="postgresql://x:hunter2@127.0.0.1:9/x",
        Type="SecureString",
        Overwrite=True,
    )
    store.put_parameter(Name=STAGE.secrets.secret_key, Value=f"{'k' * 40} short", Type="SecureString", Overwrite=True)
    operator.account.aws.asked.clear()
    with pytest.raises(NotReady) as refused:
        operator.deploy(operator.built())
    told = str(refused.value)
    for said in (
        "to reserve of its 1000",
        "SES has not verified stories@mail.example.com",
        "SES is in its sandbox",
        "may not everywhere iam:PassRole",
        "there is no SecureString /fabula/example/storage-secret",
        "to mend it: python3 run.py deploy rotate-secrets --stage NAME storage-key",
        "a key in /fabula/example/secret-key is shorter than 32 characters",
        "the database does not answer",
    ):
        assert said in told
    assert told.count("to mend it: ") == 8
    assert "hunter2" not in told
    assert not {one for one in operator.account.aws.asked if one.startswith(("Create", "Put", "PUT", "Update"))}


def test_what_may_not_be_asked_is_said_beside_what_is_wrong(operator: Operator) -> None:
    operator.account.aws.closed = ("GET /v2/email/account",)
    operator.account.aws.unreserved = 10
    with pytest.raises(NotReady) as refused:
        operator.deploy(operator.built())
    told = str(refused.value)
    assert "SES cannot be asked: " in told
    assert "allow what it names to whoever runs this" in told
    assert "to reserve of its 1000" in told


def test_nothing_is_left_but_what_was_written(operator: Operator) -> None:
    operator.deploy(operator.built())
    steps = destroy_steps(operator.deployment(), with_data=False)
    assert operator.deployment().run(steps) == ["stack", "queues", "releases"]
    assert operator.deployment().run(steps) == []
    assert migrate.find_applied(operator.database)

    assert operator.deploy(operator.built()).changed == [
        one for one in EVERYTHING if one not in ("bucket", "migrations")
    ]
    assert operator.deployment().run(destroy_steps(operator.deployment(), with_data=True))[2] == "database"
    with psycopg.connect(operator.database) as connection:
        assert (
            connection.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace").fetchall()
            == []
        )
    assert set(migrate.apply_migrations(operator.database)) == set(migrate.list_migrations()), "as another deploy would"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("destroy --stage example", "pass --yes example to destroy it"),
        ("destroy --stage example --yes prod", "pass --yes example to destroy it"),
        ("", "which stage? Pass --stage NAME"),
    ],
)
def test_what_is_not_understood_does_nothing(
    account: Loopback, capsys: pytest.CaptureFixture[str], typed: str, said: str
) -> None:
    on_terminate = signal.getsignal(signal.SIGTERM)
    try:
        code = main(typed.split())
    except SystemExit as ended:
        code = int(str(ended.code))
    finally:
        signal.signal(signal.SIGTERM, on_terminate)
    assert (code, account.aws.asked) == (2, [])
    assert said in capsys.readouterr().err
