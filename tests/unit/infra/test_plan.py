"""What a plan says of each way a resource may differ."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from infra.deploy.plan import Change, Live, Plan, differing, fixed_properties, plan_changes, words

PARAMETERS = {"CodeKey": {"Type": "String"}, "SecretKey": {"Type": "String", "NoEcho": True}}


def fixed(kind: str) -> frozenset[str]:
    return {"Queue": frozenset({"QueueName"}), "Topic": frozenset({"Name.Whole"})}.get(kind, frozenset())


def template(**resources: Any) -> dict[str, Any]:
    return {"Parameters": PARAMETERS, "Resources": resources}


def resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": kind, "Properties": properties}


def planned(old: dict[str, Any] | None, new: dict[str, Any], *, before: str = "a", after: str = "a") -> list[Change]:
    live = None if old is None else Live("CREATE_COMPLETE", old, {"CodeKey": before, "SecretKey": "****"})
    return list(plan_changes(new, {"CodeKey": after}, live, fixed))


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        (None, template(A=resource("Queue")), [Change("make", "A", "Queue")]),
        (template(A=resource("Queue", Size=1)), template(A=resource("Queue", Size=1)), []),
        (template(A=resource("Queue")), template(), [Change("remove", "A", "Queue")]),
        (template(A={**resource("Queue"), "DeletionPolicy": "Retain"}), template(), [Change("leave", "A", "Queue")]),
        (
            template(A=resource("Queue", QueueName="a", Size=1)),
            template(A=resource("Queue", QueueName="a", Size=2)),
            [Change("change", "A", "Queue", ("Size",))],
        ),
        (
            template(A=resource("Queue", QueueName="a", Size=1)),
            template(A=resource("Queue", QueueName="b", Size=2)),
            [Change("replace", "A", "Queue", ("QueueName", "Size"))],
        ),
        (
            template(A=resource("Topic", Name={"Whole": {"x": 1}})),
            template(A=resource("Topic", Name={"Whole": {"x": 2}})),
            [Change("replace", "A", "Topic", ("Name.Whole.x",))],
        ),
        (
            template(A=resource("Topic", Name={"Wholesome": 1})),
            template(A=resource("Topic", Name={"Wholesome": 2})),
            [Change("change", "A", "Topic", ("Name.Wholesome",))],
        ),
        (
            template(A=resource("Queue")),
            template(A=resource("Topic")),
            [Change("replace", "A", "Topic", ("Type",))],
        ),
        (
            template(A=resource("Queue")),
            template(A={**resource("Queue"), "DeletionPolicy": "Retain"}),
            [Change("change", "A", "Queue", ("DeletionPolicy",))],
        ),
    ],
)
def test_a_change(old: dict[str, Any] | None, new: dict[str, Any], changes: list[Change]) -> None:
    assert planned(old, new) == changes


def test_other_code_changes_who_runs_it() -> None:
    one = template(Runs=resource("Function", Code={"Key": {"Ref": "CodeKey"}}), Other=resource("Queue"))
    assert planned(one, one, before="a", after="b") == [Change("change", "Runs", "Function", ("Code.Key",))]


def test_secrets_are_compared_by_their_version_and_not_shown() -> None:
    one = template(Runs=resource("Function", Key={"Ref": "SecretKey"}))
    assert planned(one, one) == []
    live = Live("CREATE_COMPLETE", one, {"SecretKey": "****", "SecretVersions": "SecretKey:1"})
    assert plan_changes(one, {"SecretVersions": "SecretKey:1"}, live, fixed) == ()
    changed = plan_changes(one, {"SecretVersions": "SecretKey:2"}, live, fixed)
    assert changed == (Change("change", "Runs", "Function", ("Key",)),)


def test_differences_are_paths() -> None:
    assert list(differing({"a": {"b": 1, "c": [1]}, "d": 1}, {"a": {"b": 2, "c": [1, 2]}, "e": 1})) == [
        "a.b",
        "a.c",
        "d",
        "e",
    ]


def test_what_cannot_be_changed_is_known() -> None:
    known = fixed_properties("eu-central-1")
    assert "QueueName" in known("AWS::SQS::Queue")
    assert "VisibilityTimeout" not in known("AWS::SQS::Queue")
    assert "FunctionName" in known("AWS::Lambda::Function")


def test_a_plan_in_words() -> None:
    changes = (Change("change", "B", "Queue", ("Size",)), Change("make", "A", "Queue"), Change("replace", "C", "Queue"))
    plan = Plan("prod", "eu-central-1", "fabula-prod", None, "fabula/1.zip", changes, ("no secret",))
    assert words(plan) == [
        "stage prod: stack fabula-prod in eu-central-1, not there yet",
        "code: fabula/1.zip",
        "  + Queue A",
        "  ~ Queue B (Size)",
        "  ± Queue C",
        "1 to make, 1 to change, 1 to replace",
        "cannot be deployed yet: no secret",
    ]
    steps = replace(plan, changes=(), steps=("package: uploading 17.7 MB",), blockers=())
    assert words(steps)[2:] == ["  * package: uploading 17.7 MB", "the stack would not change"]
    assert steps.exit_code == 3
    nothing = Plan("prod", "eu-central-1", "fabula-prod", "CREATE_COMPLETE", "fabula/1.zip", (), ())
    assert words(nothing)[-1] == "nothing would change"
