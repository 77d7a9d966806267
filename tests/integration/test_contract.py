"""The API against its own description: whatever is sent, the answer is one that was described, and never a 5xx.

Every run tries 20 requests an operation, some 500 in all; FABULA_EXAMPLES asks for more.
"""

import os
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from chalicelib import api, openapi
from infra.local.creator import Creator
from infra.local.stack import Stack

EXAMPLES = int(os.environ.get("FABULA_EXAMPLES", "20"))
CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]

# Generated requests, good and bad; the phase that goes through every keyword of every schema takes minutes for edits.
CONFIG = schemathesis.Config.from_dict({"phases": {"coverage": {"enabled": False}}})

schema = schemathesis.openapi.from_dict(openapi.describe(api.ROUTES, "http://localhost"), config=CONFIG)


@dataclass(frozen=True)
class Caller:
    """Who sends the generated requests: a signed-in creator with a story."""

    api: str
    headers: dict[str, str]
    story: str


@pytest.fixture(scope="module")
def caller(stack: Stack) -> Caller:
    creator = Creator(stack.addresses)
    creator.sign_in("contract@example.com")
    story = str(creator.call("POST", "/v1/stories", {"title": "Contract"})["id"])
    cookies = "; ".join(f"{name}={value}" for name, value in creator.cookies.items())
    return Caller(stack.addresses.api, {"Origin": stack.addresses.app, "Cookie": cookies}, story)


# Threads of the stack in this process draw random numbers as well, for the boundaries of mails.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_every_answer_is_a_described_one(case: Case[Any], caller: Caller) -> None:
    if "story_id" in case.path_parameters:
        case.path_parameters["story_id"] = caller.story
    response = case.call(base_url=caller.api, headers=caller.headers)
    assert response.status_code < 500, response.text
    case.validate_response(response, checks=CHECKS)
