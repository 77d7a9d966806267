"""From whatever state CloudFormation's stack is in, to the template or to a reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from infra.deploy.account import Account
from infra.deploy.plan import Live
from infra.deploy.stacks import Stack
from infra.setup.console import SetupFailed


class CloudFormation:
    """An account and its client in one: each call leads to the states that are written down for it, told one a look."""

    def __init__(self, now: str | None, **after: list[str | None]) -> None:
        self._coming = [now]
        self._after = after
        self.called: list[str] = []
        self.tokens: list[str] = []
        self.events: list[dict[str, str]] = []

    def client(self, _service: str) -> CloudFormation:
        return self

    def find_stack(self, _name: str) -> Live | None:
        status = self._coming.pop(0) if len(self._coming) > 1 else self._coming[0]
        return None if status is None else Live(status, {"Resources": {}}, {})

    def get_paginator(self, _name: str) -> CloudFormation:
        return self

    def paginate(self, **_: str) -> Iterator[dict[str, Any]]:
        yield {"StackEvents": list(reversed(self.events))}

    def create_stack(self, **given: Any) -> None:
        self._call("create", given)

    def update_stack(self, **given: Any) -> None:
        self._call("update", given)

    def delete_stack(self, **given: Any) -> None:
        self._call("delete", given)

    def continue_update_rollback(self, **given: Any) -> None:
        self._call("go_back", given)

    def happen(self, status: str, name: str, reason: str = "") -> None:
        event = {"EventId": str(len(self.events)), "ResourceStatus": status, "ResourceType": "Queue"}
        self.events.append(event | {"LogicalResourceId": name, "ResourceStatusReason": reason})

    def _call(self, name: str, given: dict[str, Any]) -> None:
        self.called.append(name)
        self.tokens.append(given["ClientRequestToken"])
        if self._after[name] == ["nothing"]:
            told = {"Error": {"Code": "ValidationError", "Message": "No updates are to be performed."}}
            raise ClientError(cast(Any, told), "UpdateStack")
        self._coming = list(self._after[name])


def applied(cloud: CloudFormation) -> list[str]:
    """What was said while a template was applied."""
    said: list[str] = []
    stack = Stack(cast(Account, cloud), "fabula-prod", said.append, pause=lambda _seconds: None)
    stack.apply("https://s3/template.json", {})
    return said


@pytest.mark.parametrize(
    ("cloud", "called"),
    [
        (CloudFormation(None, create=["CREATE_IN_PROGRESS", "CREATE_COMPLETE"]), ["create"]),
        (CloudFormation("CREATE_COMPLETE", update=["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"]), ["update"]),
        (
            CloudFormation(
                "UPDATE_ROLLBACK_COMPLETE", update=["UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE"]
            ),
            ["update"],
        ),
        (CloudFormation("UPDATE_COMPLETE", update=["nothing"]), ["update"]),
        (
            CloudFormation("ROLLBACK_COMPLETE", delete=["DELETE_IN_PROGRESS", None], create=["CREATE_COMPLETE"]),
            ["delete", "create"],
        ),
        (CloudFormation("REVIEW_IN_PROGRESS", delete=[None], create=["CREATE_COMPLETE"]), ["delete", "create"]),
        (CloudFormation("DELETE_FAILED", delete=[None], create=["CREATE_COMPLETE"]), ["delete", "create"]),
        (
            CloudFormation(
                "UPDATE_ROLLBACK_FAILED",
                go_back=["UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE"],
                update=["UPDATE_COMPLETE"],
            ),
            ["go_back", "update"],
        ),
    ],
)
def test_every_state_leads_to_the_template(cloud: CloudFormation, called: list[str]) -> None:
    applied(cloud)
    assert cloud.called == called
    assert len(set(cloud.tokens)) == len(called), "each call is known by its own"


def test_what_another_process_began_is_waited_for() -> None:
    cloud = CloudFormation("UPDATE_IN_PROGRESS", update=["UPDATE_COMPLETE"])
    cloud._coming += ["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"]
    applied(cloud)
    assert cloud.called == ["update"]


def test_it_says_what_happens_and_why_it_failed() -> None:
    cloud = CloudFormation("CREATE_COMPLETE")
    cloud.happen("CREATE_COMPLETE", "Before")

    class Failing(CloudFormation):
        def update_stack(self, **_: Any) -> None:
            self.happen("UPDATE_IN_PROGRESS", "A")
            self.happen("UPDATE_FAILED", "A", "the name is taken")
            self.happen("UPDATE_FAILED", "B", "Resource update cancelled")
            self._coming = ["UPDATE_ROLLBACK_COMPLETE"]

    failing = Failing("CREATE_COMPLETE")
    failing.events = cloud.events
    said: list[str] = []
    stack = Stack(cast(Account, failing), "fabula-prod", said.append, pause=lambda _seconds: None)
    with pytest.raises(SetupFailed, match="the stack is UPDATE_ROLLBACK_COMPLETE\n  A: the name is taken\n"):
        stack.apply("https://s3/template.json", {})
    assert said == ["  UPDATE_FAILED Queue A", "  UPDATE_FAILED Queue B"]


def test_what_cannot_be_deleted_is_said() -> None:
    cloud = CloudFormation("CREATE_COMPLETE", delete=["DELETE_IN_PROGRESS", "DELETE_FAILED"])
    stack = Stack(cast(Account, cloud), "fabula-prod", lambda _line: None, pause=lambda _seconds: None)
    with pytest.raises(SetupFailed, match="the stack is DELETE_FAILED"):
        stack.delete()
