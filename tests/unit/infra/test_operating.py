"""What operating commands say, and what they make of what they found."""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.queues import Queue
from infra.deploy import cost, prices
from infra.deploy.checks import policies_of
from infra.deploy.cost import estimate, total
from infra.deploy.init import EXAMPLE_ANSWERS
from infra.deploy.inventory import StoredObject, differing
from infra.deploy.logs import Line, machine_readable, readable, since
from infra.deploy.operating import OPERATIONS
from infra.deploy.programs import without_password
from infra.deploy.reaching import AWS, LOG_IN, R2, Service, delete_objects
from infra.deploy.rotating import KINDS, with_new_key
from infra.deploy.secrets import ROTATED
from infra.deploy.stages import load_stage
from infra.deploy.status import Status, words
from infra.deploy.status_parts import Database, Host, QueueState, Rates, Running, health_in
from infra.setup.console import SetupFailed
from infra.setup.operating_arguments import OPERATING, QUESTIONS, QUEUES, SECRETS
from infra.setup.places import ROOT

AT = datetime(2026, 11, 28, 9, 30, 5, 250_000, tzinfo=UTC)
WELL = Status(
    "prod",
    "2026-11-28T09:30:05+00:00",
    Running("UPDATE_COMPLETE", "0a1b2c3d4e5f", "2026-11-27T18:00:00+00:00", "feedbeef" * 5, ("998877665544",)),
    Database("0018_pre_sizes", [], 12.0),
    {"api": Host("https://api.example.org/v1/health", 200, 80, "release 0a1b2c3d4e5f")},
    {"mail": QueueState(3, 1, 0, 40.0)},
    {"api": Rates(1000, 20, 0)},
    [],
)


def test_what_run_py_knows_by_heart_is_what_there_is() -> None:
    assert set(QUEUES) == set(Queue)
    assert set(SECRETS) == set(KINDS) == set(ROTATED)
    assert {question.name for question in QUESTIONS} == set(EXAMPLE_ANSWERS)
    assert set(OPERATING) == set(OPERATIONS)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({}, []),
        ({"alarms": ["fabula-prod-ApiSlow"]}, ["alarm: fabula-prod-ApiSlow"]),
        ({"hosts": {"app": Host("https://app", 0, 9, "refused")}}, ["app: https://app answers nothing (refused)"]),
        ({"hosts": {"api": Host("https://api", 503, 9)}}, ["api: https://api answers 503"]),
        ({"queues": {"mail": QueueState(0, 0, 2, None)}}, ["2 dead letters of mail: see the log"]),
        ({"queues": {"mail": QueueState(9, 0, 0, 901.0)}}, ["the oldest message of mail has waited 901 s"]),
        ({"functions": {"api": Rates(1000, 21, 0)}}, ["api: 21 of 1000 failed in the last hour"]),
        ({"database": Database("0018", [], 601.0)}, ["numbers are 601 s behind"]),
        ({"release": Running("UPDATE_ROLLBACK_FAILED", "", "")}, ["the stack is UPDATE_ROLLBACK_FAILED"]),
        ({"database": None, "queues": None, "functions": None, "alarms": None, "release": None}, []),
    ],
)
def test_what_wants_looking_at(found: dict[str, Any], said: list[str]) -> None:
    attention = replace(WELL, **found).attention
    assert len(attention) == len(said)
    assert all(one.startswith(beginning) for one, beginning in zip(attention, said, strict=True))


def test_a_status_is_told_whole_whatever_is_not_known() -> None:
    told = "\n".join(words(replace(WELL, cost=12.5)))
    for part in (
        "0a1b2c3d4e5f (feedbeeffeed)",
        "before it 998877665544",
        "0018_pre_sizes",
        "12 s behind",
        "40 s",
        "1000",
        "12.50 $",
        "nothing wants looking at",
    ):
        assert part in told
    nothing = words(Status("prod", "now", unknown={"queues": "denied\n  to mend it: allow it"}))
    assert nothing[1:] == ["not known, queues: denied\n  to mend it: allow it", "nothing wants looking at"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            b'{"release": "r1", "checks": {"queues": {"ok": false}, "storage": {"ok": true}}}',
            "release r1, queues does not answer",
        ),
        (b"<!doctype html>", ""),
        (b'{"message": "Forbidden"}', ""),
        (b"[1]", ""),
    ],
)
def test_what_health_says(body: bytes, said: str) -> None:
    assert health_in(body) == said


WRITTEN = {
    "level": "ERROR",
    "location": "send:40",
    "message": "message_failed",
    "timestamp": "2026-11-28 09:30:05,250+0000",
    "service": "fabula",
    "message_id": "m-1",
    "detail": "two words",
    "correlation_id": "abc",
    "exception": "Traceback …\nValueError: no",
}


def test_a_line_of_the_log_for_a_person() -> None:
    line = Line("1", AT, "mail_send", json.dumps(WRITTEN))
    assert readable(line).splitlines() == [
        "2026-11-28 09:30:05.250 mail_send         ERROR   message_failed  message_id=m-1 "
        'detail="two words" correlation_id=abc',
        "    Traceback …",
        "    ValueError: no",
    ]
    assert readable(line, colours=True).startswith("\033[31m")
    assert json.loads(machine_readable(line))["wrote"] == WRITTEN


def test_a_line_that_lambda_wrote_stays_as_it_is() -> None:
    line = Line("1", AT, "sweep", "REPORT RequestId: 7 Duration: 12 ms")
    assert readable(line).endswith(" REPORT RequestId: 7 Duration: 12 ms")
    assert json.loads(machine_readable(line))["wrote"] == line.text


@pytest.mark.parametrize(("text", "meant"), [("30s", 30), ("15m", 900), ("1h", 3600), ("2d", 172800)])
def test_how_far_back(text: str, meant: int) -> None:
    assert since(text) == timedelta(seconds=meant)


@pytest.mark.parametrize("text", ["", "1", "h", "-1h", "1 h", "1w", "999999d"])
def test_no_time(text: str) -> None:
    with pytest.raises(SetupFailed, match="say it as 30s"):
        since(text)


@pytest.mark.parametrize(
    ("kept", "holds"), [(None, "new"), ("old", "new old"), ("old older", "new old"), ("  old\n", "new old")]
)
def test_the_key_before_stays_good_once(kept: str | None, holds: str) -> None:
    assert with_new_key(kept, "new") == holds


def test_an_address_goes_on_without_its_password() -> None:
    where, password = without_password("postgresql://ada:hunter2@db.example.org:5433/fabula?sslmode=require")
    assert password == "hunter2"
    assert "hunter2" not in where
    assert all(part in where for part in ("user=ada", "host=db.example.org", "port=5433", "sslmode=require"))
    with pytest.raises(SetupFailed) as refused:
        without_password("the database of ada, hunter2")
    assert "hunter2" not in str(refused.value)


def test_what_is_another_in_a_bucket() -> None:
    before = [StoredObject("a", 1, "x"), StoredObject("b", 1, "x"), StoredObject("c", 1, "x")]
    now = {"a": before[0], "b": StoredObject("b", 2, "y"), "d": StoredObject("d", 1, "x")}
    assert differing(before, now) == (["c"], ["b"])


@pytest.mark.parametrize(
    ("service", "code", "fix"),
    [
        (AWS, "AccessDeniedException", "allow what it names"),
        (AWS, "ExpiredTokenException", LOG_IN),
        (AWS, "InternalError", AWS.otherwise),
        (R2, "AccessDenied", "see in Cloudflare"),
        (R2, "InternalError", R2.otherwise),
    ],
)
def test_what_mends_an_error(service: Service, code: str, fix: str) -> None:
    assert service.fix_of(code).startswith(fix)


def test_what_storage_does_not_delete_is_an_error() -> None:
    class Storage:
        def __init__(self) -> None:
            self.deleted: list[int] = []

        def delete_objects(self, **named: Any) -> dict[str, Any]:
            keys = [one["Key"] for one in named["Delete"]["Objects"]]
            self.deleted.append(len(keys))
            return {"Errors": [{"Key": "k1500", "Code": "AccessDenied"}]} if "k1500" in keys else {}

    storage = Storage()
    with pytest.raises(SetupFailed, match="1 objects of packages cannot be deleted, k1500 among them: AccessDenied"):
        delete_objects(storage, "packages", (f"k{number}" for number in range(2500)))
    assert storage.deleted == [1000, 1000]


def test_a_roles_path_is_asked_for() -> None:
    class Iam:
        def get_role(self, **named: str) -> dict[str, Any]:
            return {"Role": {"Arn": f"arn:aws:iam::1:role/aws-reserved/sso.amazonaws.com/{named['RoleName']}"}}

    found = policies_of(Iam(), "arn:aws:sts::1:assumed-role/Deployer/ada@example.org")
    assert found == "arn:aws:iam::1:role/aws-reserved/sso.amazonaws.com/Deployer"
    assert policies_of(Iam(), "arn:aws:iam::1:user/ada") == "arn:aws:iam::1:user/ada"


def test_a_price_begins_after_what_is_free() -> None:
    assert [prices.ALARM.of(number) for number in (0, 10, 24)] == [0, 0, pytest.approx(1.4)]


def test_costs_grow_with_what_is_read_and_idle_is_the_database() -> None:
    small, middle, large = (total(estimate(reads)) for reads in cost.SCALES)
    assert small < middle < large
    idle = {row.what: row.dollars for row in estimate(0)}
    rest = sum(dollars for what, dollars in idle.items() if not what.startswith("PostgreSQL"))
    assert rest < 6 < idle["PostgreSQL, RDS db.t4g.micro"]
    assert {row.what for row in estimate(0) if row.dollars} >= {"SQS", "CloudWatch, alarms"}


def test_who_keeps_functions_begun_pays_for_them_all_month_and_less_for_each_call() -> None:
    rows = {kept: {row.what: row for row in estimate(10_000_000, kept_ready=kept)} for kept in (0, 1, 2)}
    assert "Lambda, kept begun" not in rows[0]
    one, two = (rows[kept]["Lambda, kept begun"].dollars for kept in (1, 2))
    assert two - one == pytest.approx(8.76, abs=0.01)
    # 30 million calls of 30 ms, none of them free: 6 dollars for the runs, 7 for the time.
    assert one == pytest.approx(8.76 + 6 + 7, abs=0.01)
    assert rows[1]["Lambda"].dollars == rows[2]["Lambda"].dollars < 0.5 * rows[0]["Lambda"].dollars
    assert total(estimate(0, kept_ready=1)) - total(estimate(0)) == pytest.approx(8.76, abs=0.01)


def test_the_price_of_a_stage_is_that_of_its_settings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stage = load_stage("example").model_copy(update={"kept_ready": 3})
    monkeypatch.setattr(cost, "load_stage", lambda _: stage)
    options = argparse.Namespace(stage="prod", reads=1000, json=True)
    assert cost.tell_costs(options) == 0
    ((told,),) = [json.loads(capsys.readouterr().out)]
    assert told["rows"] == [asdict(row) for row in estimate(1000, kept_ready=3)]
    options.stage = None
    cost.tell_costs(options)
    ((told,),) = [json.loads(capsys.readouterr().out)]
    assert told["rows"] == [asdict(row) for row in estimate(1000)]


def test_the_free_plan_of_the_edge_ends_where_a_days_requests_do() -> None:
    (least,) = (row for row in estimate(10_000) if "Workers" in row.what)
    (most,) = (row for row in estimate(10_000_000) if "Workers" in row.what)
    assert ("free" in least.what, least.dollars, "paid" in most.what) == (True, 0, True)
    assert most.dollars > prices.WORKER_PLAN


def test_figures_of_our_own_are_counted() -> None:
    source = "\n".join(path.read_text() for path in (ROOT / "chalicelib").rglob("*.py"))
    assert len(set(re.findall(r'\bcount\(\s*"([A-Z]\w+)"', source))) == cost.METRICS
