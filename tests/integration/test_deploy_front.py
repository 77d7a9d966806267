"""A stage's front and its stack, brought up, back and down together."""

from __future__ import annotations

import re
from itertools import count

import pytest

from infra.deploy import domain
from infra.deploy.account import Account
from infra.deploy.checks import NotReady
from infra.deploy.deployment import Deployment
from infra.deploy.down import destroy_steps
from infra.deploy.front import Front
from infra.deploy.stages import load_stage
from infra.deploy.storage import has_bucket
from infra.deploy.up import WENT_BACK, deploy
from infra.setup.console import SetupFailed
from tests.integration.cloudflare import TOKEN
from tests.integration.deployer import NAME
from tests.integration.fronted import Fronted

STAGE = load_stage("example")
OWN = ("R2", "certificate", "files", "API's name", "pages")
"""The front's steps."""


@pytest.mark.long
def test_up_and_back_and_down(fronted: Fronted) -> None:
    first = fronted.deploy("one")
    assert set(OWN) <= set(first.changed)
    assert fronted.page() == "/a/index.one.js"
    assert fronted.deploy("one").changed == []

    assert (fronted.plan("one").steps, fronted.plan("one").exit_code) == ((), 0)
    another = fronted.plan("two")
    assert [step.partition(":")[0] for step in another.steps] == ["files", "pages"]
    assert (another.changes, another.exit_code) == ((), 3)
    assert fronted.deploy("two").changed == ["files", "pages", "smoke", "record"], "the stack stays as it is"
    fronted.broken = "three"
    assert fronted.deploy("three").exit_code == WENT_BACK
    assert fronted.page() == "/a/index.two.js"
    returning = fronted.plan("three")
    assert (len(returning.steps), returning.exit_code) == (1, 3), "its files are there"
    assert re.fullmatch(r"pages: .*putting \d pages", returning.steps[0])
    assert fronted.fake.workers["fabula-example-edge"]["script"] == b"export default 'two'"

    deployment = fronted.deployment()
    assert "front" in deployment.run(destroy_steps(deployment, with_data=False))
    assert (fronted.fake.workers, fronted.fake.domains) == ({}, {})
    kept = [has_bucket(fronted.front.client, name) for name in (STAGE.app_bucket, STAGE.public_bucket)]
    assert kept == [False, True]


def test_senders_are_waited_for_after_everything_was_looked_at(
    fronted: Fronted, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws, pauses = fronted.account.aws, count()
    aws.verified = []
    monkeypatch.setattr(domain, "PATIENCE", 30.0)
    front = Front(fronted.stage, NAME, no_token)
    missing = Deployment(NAME, fronted.stage, Account(STAGE.region), lambda _: None, lambda *_: None, front)
    aws.unreserved = 10
    with pytest.raises(NotReady, match=r"(?s)to reserve of its 1000.*no SecureString for Cloudflare"):
        deploy(missing, fronted.built("one"), fronted.built("one").release(revision="", at=""))
    assert not {one for one in aws.asked if one.startswith(("Create", "PUT", "POST /v2"))}

    aws.unreserved = 1000
    with pytest.raises(SetupFailed, match=r"has not verified mail\.example\.com yet(?s:.*)deploy again"):
        fronted.deploy("one")
    assert "CreateStack" not in aws.asked
    assert "POST /v2/email/identities" in aws.asked, "SES was told of it"

    def pause(_seconds: float) -> None:
        aws.verified = ["mail.example.com"] if next(pauses) == 2 else []

    fronted.front = Front(fronted.stage, NAME, lambda: TOKEN, address=fronted.address, pause=pause)
    done = fronted.deploy("one")
    assert (done.exit_code, "senders" in done.changed, "mail" in done.changed) == (0, True, False)


def no_token() -> str:
    raise SetupFailed("there is no SecureString for Cloudflare", fix="store it")


def test_what_the_token_lacks_is_said_before_anything_is_changed(fronted: Fronted) -> None:
    fronted.fake.permissions -= {"DNS Edit", "Workers Scripts Edit"}
    with pytest.raises(NotReady, match=r"(?s)Zone · DNS · Edit.*Account · Workers Scripts · Edit"):
        fronted.deploy("one")
    assert fronted.fake.changes == []
