"""A stage's front and its stack, brought up, back and down together."""

from __future__ import annotations

import pytest

from infra.deploy.checks import NotReady
from infra.deploy.down import destroy_steps
from infra.deploy.stages import load_stage
from infra.deploy.storage import has_bucket
from infra.deploy.up import WENT_BACK
from tests.integration.fronted import Fronted

STAGE = load_stage("example")
OWN = ("R2", "certificate", "files", "API's name", "pages")
"""The front's steps."""


def test_up_and_back_and_down(fronted: Fronted) -> None:
    first = fronted.deploy("one")
    assert set(OWN) <= set(first.changed)
    assert fronted.page() == "/a/index.one.js"
    assert fronted.deploy("one").changed == []

    assert fronted.deploy("two").changed == ["files", "pages", "smoke", "record"], "the stack stays as it is"
    fronted.broken = "three"
    assert fronted.deploy("three").exit_code == WENT_BACK
    assert fronted.page() == "/a/index.two.js"
    assert fronted.fake.workers["fabula-example-edge"]["script"] == b"export default 'two'"

    deployment = fronted.deployment()
    assert "front" in deployment.run(destroy_steps(deployment, with_data=False))
    assert (fronted.fake.workers, fronted.fake.domains) == ({}, {})
    kept = [has_bucket(fronted.front.client, name) for name in (STAGE.app_bucket, STAGE.public_bucket)]
    assert kept == [False, True]


def test_what_the_token_lacks_is_said_before_anything_is_changed(fronted: Fronted) -> None:
    fronted.fake.permissions -= {"DNS Edit", "Workers Scripts Edit"}
    with pytest.raises(NotReady, match=r"(?s)Zone · DNS · Edit.*Account · Workers Scripts · Edit"):
        fronted.deploy("one")
    assert fronted.fake.changes == []
