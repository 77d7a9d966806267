"""Bringing CloudFormation's stack to a template, from whatever state an earlier attempt left it in."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

from botocore.exceptions import ClientError

from infra.deploy.account import Account
from infra.deploy.plan import Live
from infra.deploy.reaching import asked
from infra.deploy.steps import Say
from infra.setup.console import SetupFailed

PAUSE_SECONDS: Final = 3.0
PATIENCE_SECONDS: Final = 3600.0
DONE: Final = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
STILLBORN: Final = ("CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED", "REVIEW_IN_PROGRESS")
"""States that nothing but deleting leads out of; no stack in them ever worked, or it was being deleted."""
STUCK: Final = "UPDATE_ROLLBACK_FAILED"


class Stack:
    """One stack and what is done to it. Every method raises AccountUnreachable."""

    def __init__(self, account: Account, name: str, say: Say, pause: Callable[[float], None] = time.sleep) -> None:
        self._account = account
        self._client: Any = account.client("cloudformation")
        self._name = name
        self._say = say
        self._pause = pause
        self._seen: set[str] = set()

    def apply(self, template_url: str, parameters: Mapping[str, str]) -> None:
        """Make the stack, or change it. Raises SetupFailed where CloudFormation took it back, with the reasons."""
        live, _ = self._settle()
        if live is not None and live.status in STILLBORN:
            self._say(f"  it is {live.status}: deleting what is left of it")
            self.delete()
            live = None
        elif live is not None and live.status == STUCK:
            self._say("  it was stuck on its way back: going on with that first")
            with asked(f"the stack {self._name} cannot be brought back"):
                self._client.continue_update_rollback(StackName=self._name, ClientRequestToken=token())
            live, _ = self._settle()
        start = self._client.create_stack if live is None else self._client.update_stack
        given = [{"ParameterKey": key, "ParameterValue": value} for key, value in sorted(parameters.items())]
        with asked(f"the stack {self._name} cannot be {'made' if live is None else 'changed'}"):
            try:
                start(
                    StackName=self._name,
                    TemplateURL=template_url,
                    Parameters=given,
                    Capabilities=["CAPABILITY_IAM"],
                    ClientRequestToken=token(),
                )
            except ClientError as error:
                if "No updates are to be performed" not in error.response.get("Error", {}).get("Message", ""):
                    raise
                return
        live, wrong = self._settle()
        if live is None or live.status not in DONE:
            raise SetupFailed(
                "\n  ".join([f"the stack is {'gone' if live is None else live.status}", *wrong]),
                fix="mend the first of these, and deploy again; CloudFormation has gone back to what was there",
            )

    def delete(self) -> None:
        """Delete the stack; one that is not there is deleted already. Raises SetupFailed where something resists."""
        self._settle()
        with asked(f"the stack {self._name} cannot be deleted"):
            self._client.delete_stack(StackName=self._name, ClientRequestToken=token())
        live, wrong = self._settle()
        if live is not None:
            raise SetupFailed(
                "\n  ".join([f"the stack is {live.status}", *wrong]), fix="remove what resists, and again"
            )

    def _settle(self) -> tuple[Live | None, list[str]]:
        """The stack once nothing changes it any more, and what went wrong meanwhile. Raises SetupFailed."""
        until, wrong = time.monotonic() + PATIENCE_SECONDS, list[str]()
        while True:
            live = self._account.find_stack(self._name)
            for event in self._new_events():
                self._say(f"  {event['ResourceStatus']} {event['ResourceType']} {event['LogicalResourceId']}")
                reason = event.get("ResourceStatusReason", "")
                if event["ResourceStatus"].endswith("_FAILED") and "cancelled" not in reason:
                    wrong.append(f"{event['LogicalResourceId']}: {reason}")
            if live is None or not live.status.endswith("_IN_PROGRESS") or live.status in STILLBORN:
                return live, wrong
            if time.monotonic() > until:
                raise SetupFailed(f"the stack is {live.status} for an hour", fix="see its events in the AWS console")
            self._pause(PAUSE_SECONDS)

    def _new_events(self) -> list[dict[str, Any]]:
        """What came to an end since this was last asked, oldest first; at first nothing of what there has been."""
        first = not self._seen
        new: list[dict[str, Any]] = []
        with asked(f"the events of the stack {self._name} cannot be read"):
            try:
                for page in self._client.get_paginator("describe_stack_events").paginate(StackName=self._name):
                    fresh = [one for one in page["StackEvents"] if one["EventId"] not in self._seen]
                    new += fresh
                    if first or len(fresh) < len(page["StackEvents"]):
                        break
            except ClientError as error:
                if "does not exist" not in error.response.get("Error", {}).get("Message", ""):
                    raise
        self._seen |= {one["EventId"] for one in new} or {""}
        ended = [one for one in reversed(new) if not str(one["ResourceStatus"]).endswith("_IN_PROGRESS")]
        return [] if first else ended


def token() -> str:
    """What a call is known by: a try that boto makes again because the answer was lost is not another change."""
    return uuid.uuid4().hex
