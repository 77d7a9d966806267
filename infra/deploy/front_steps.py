"""The steps of a stage's front (`front.py`), beside those of its stack."""

from __future__ import annotations

from collections.abc import Sequence

from infra.deploy.account import Account
from infra.deploy.front import Front
from infra.deploy.static import BuiltSite
from infra.deploy.steps import Step
from infra.setup.console import SetupFailed


def mail_step(front: Front, account: Account) -> Step:
    """That mails are signed. Before everything else is done: SES needs its time after that."""
    mailer = account.client("sesv2")
    return Step("mail", lambda: front.mail_due(mailer), lambda: front.prove_mail(mailer))


def prepare_steps(front: Front, account: Account, built: BuiltSite | None) -> list[Step]:
    """What changes nothing that people get: buckets, the API's certificate, files (where they are built) under names of
    their own; and SES has had its time."""
    mailer = account.client("sesv2")

    def certify() -> None:
        front.certify(account.client("acm"))

    return [
        Step("R2", front.buckets_due, front.make_buckets),
        Step("certificate", lambda: front.certificate_due(account.client("acm")), certify),
        *([] if built is None else [Step("files", lambda: front.kept_due(built), lambda: front.keep(built))]),
        Step("senders", lambda: front.senders_due(mailer), lambda: front.await_senders(mailer)),
    ]


def switch_steps(front: Front, account: Account, stack: str, release_id: str) -> list[Step]:
    """What people get after the stack has changed: the API by its name, the Worker and the pages of a release."""

    def target() -> str:
        found = find_target(account, stack)
        if found is None:
            raise SetupFailed(f"the stack {stack} does not say where its API is", fix="deploy, which makes it")
        return found

    return [
        Step("API's name", lambda: front.api_due(target()), lambda: front.lead_to_api(target())),
        Step("pages", lambda: front.served_due(release_id), lambda: front.serve(release_id)),
    ]


def tidy_step(front: Front, kept: Sequence[str]) -> Step:
    """What none of these releases needs."""
    return Step("old files", lambda: front.pruned_due(kept), lambda: front.prune(kept))


def destroy_step(front: Front, account: Account, stack: str, *, with_data: bool) -> Step:
    """Nothing of the front but data. Before the stack goes, which knows where the API's name leads."""
    target = find_target(account, stack)
    return Step(
        "front",
        lambda: front.removed_due(target, with_data=with_data),
        lambda: front.remove(target, with_data=with_data),
    )


def find_target(account: Account, stack: str) -> str | None:
    """What the API's name is to lead to, once there is a stack."""
    live = account.find_stack(stack)
    return None if live is None else live.outputs.get("ApiHostTarget")
