"""What is looked at before anything is changed; each thing found says how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.settings import SHORTEST_KEY
from infra.database import DatabaseUnreachable, connect
from infra.deploy import rotating
from infra.deploy.account import Account
from infra.deploy.domain import is_verified
from infra.deploy.front import Front
from infra.deploy.package import LARGEST, Package
from infra.deploy.plan import Live
from infra.deploy.reaching import AccountUnreachable, asked
from infra.deploy.secrets import absence, storing
from infra.deploy.stages import Stage, address
from infra.deploy.template import identities
from infra.setup.console import SetupFailed

OLDEST_POSTGRESQL: Final = 15
UNRESERVED: Final = 100
"""Of an account's concurrency, what Lambda does not let one reserve."""
ACTIONS: Final = (
    *("apigateway:POST", "apigateway:PATCH", "cloudformation:CreateStack", "cloudformation:UpdateStack"),
    *("cloudwatch:PutDashboard", "cloudwatch:PutMetricAlarm", "events:PutRule", "events:PutTargets"),
    *("iam:CreateRole", "iam:PassRole", "iam:PutRolePolicy", "lambda:AddPermission", "lambda:CreateFunction"),
    *("lambda:CreateEventSourceMapping", "lambda:PutFunctionConcurrency", "lambda:UpdateFunctionCode"),
    *("lambda:UpdateFunctionConfiguration", "logs:CreateLogGroup", "logs:PutRetentionPolicy", "s3:CreateBucket"),
    *("s3:GetObject", "s3:PutObject", "sns:CreateTopic", "sns:Subscribe", "sqs:CreateQueue", "sqs:SetQueueAttributes"),
)
"""Of what deploying does to an account, that without which it would stop half-way."""


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be; what is not `grave` does not keep from deploying."""

    what: str
    fix: str
    grave: bool = True

    def __str__(self) -> str:
        return f"{self.what}\n  to mend it: {self.fix}"


class NotReady(Exception):
    """There is something to mend first; the message says all of it."""

    def __init__(self, found: Iterable[Finding]) -> None:
        super().__init__("\n".join(map(str, found)))


@dataclass(frozen=True)
class Before:
    """What the checks look at. `secrets` are the values, by setting, of those that are there."""

    account: Account
    stage: Stage
    package: Package
    live: Live | None
    secrets: Mapping[str, str]
    front: Front | None = None


Check = Callable[[Before], Iterator[Finding]]


def find_problems(before: Before) -> list[Finding]:
    """What is wrong, all of it. Raises AccountUnreachable where nothing can be asked at all."""
    before.account.caller()
    return [finding for check in CHECKS for finding in _findings(check, before)]


def _findings(check: Check, before: Before) -> Iterator[Finding]:
    try:
        yield from check(before)
    except AccountUnreachable as failure:  # others may be looked at all the same
        yield Finding(failure.what, failure.fix)


def check_package(before: Before) -> Iterator[Finding]:
    """Whether Lambda takes it."""
    if before.package.size > LARGEST:
        what = f"the package has {before.package.size:,} bytes, and may have {LARGEST:,}"
        yield Finding(what, "see what LEFT_OUT in infra/deploy/package.py could leave out")


def check_permissions(before: Before) -> Iterator[Finding]:
    """Whether these credentials are of the right account and may do what deploying does, as far as IAM tells."""
    who = before.account.caller()
    certificate = before.stage.api_certificate
    if certificate is not None and certificate.split(":")[4] != who.split(":")[4]:
        what = f"these are credentials of the account {who.split(':')[4]}, and the certificate is not of that account"
        yield Finding(what, "choose the stage's account with AWS_PROFILE, or mend api_certificate")
        return
    if who.endswith(":root"):
        yield Finding("these are the account's own credentials, which may do everything", "use a role's", grave=False)
        return
    iam = before.account.client("iam")
    try:
        with asked("its policies cannot be tried out"):
            source = policies_of(iam, who)
            answer = iam.simulate_principal_policy(PolicySourceArn=source, ActionNames=list(ACTIONS))
    except AccountUnreachable as error:
        yield Finding(
            f"it is not known what {who} may: {error.what}",
            "allow iam:GetRole and iam:SimulatePrincipalPolicy",
            grave=False,
        )
        return
    missing = [one["EvalActionName"] for one in answer["EvaluationResults"] if one["EvalDecision"] != "allowed"]
    if missing:  # not grave: a policy that names resources may allow what it does not allow on everything
        yield Finding(f"{who} may not everywhere {', '.join(missing)}", "allow it at least on this stage", grave=False)


def policies_of(iam: Any, who: str) -> str:
    """Whose policies a caller has: of one that goes by a role the role, whose path the caller's name leaves out."""
    assumed = re.search(r":assumed-role/([^/]+)/", who)
    return who if assumed is None else str(iam.get_role(RoleName=assumed[1])["Role"]["Arn"])


def check_secrets(before: Before) -> Iterator[Finding]:
    """Whether each is in SSM."""
    for setting, place in before.stage.secrets.named().items():
        if setting not in before.secrets:
            yield Finding(absence(place), storing(setting))
    keys = before.secrets.get("secret_key", "x" * SHORTEST_KEY).split()
    if min(map(len, keys), default=0) < SHORTEST_KEY:
        what = f"a key in {before.stage.secrets.secret_key} is shorter than {SHORTEST_KEY} characters"
        yield Finding(what, f"{storing('secret_key')}, twice: it keeps the key before")


def check_storage(before: Before) -> Iterator[Finding]:
    """Whether the functions' key and its secret are of one pair: a rotation that was cut off left one of each."""
    pair = [before.secrets.get(setting, "") for setting in ("storage_key_id", "storage_secret")]
    if before.front is None or not all(pair):
        return
    try:
        rotating.check_storage(before.stage, pair)
    except SetupFailed as failure:
        yield Finding(failure.what, storing("storage_key_id"))


def check_quotas(before: Before) -> Iterator[Finding]:
    """Whether the account has the concurrency that the functions reserve."""
    with asked("Lambda's limits cannot be read"):
        limit = before.account.client("lambda").get_account_settings()["AccountLimit"]
    resources = before.live.template["Resources"].values() if before.live else ()
    held = sum(one.get("Properties", {}).get("ReservedConcurrentExecutions", 0) for one in resources)
    free = limit["UnreservedConcurrentExecutions"] + held - UNRESERVED
    if free < before.stage.connections:
        yield Finding(
            f"the functions reserve {before.stage.connections} of what may run at once, and the account has "
            f"{max(free, 0)} to reserve of its {limit['ConcurrentExecutions']}",
            "have the quota “Concurrent executions” of Lambda raised (L-B99A9384), or lower connections in the stage",
        )


def check_mail(before: Before) -> Iterator[Finding]:
    """Whether SES sends for the stage's senders. Where deploying tells SES of them itself, it waits for that, too."""
    mailer, region = before.account.client("sesv2"), before.stage.region
    with asked("SES cannot be asked"):
        account = mailer.get_account()
        if not account["SendingEnabled"]:
            yield Finding("SES does not send for this account", f"see its reputation in the console, in {region}")
        if not account["ProductionAccessEnabled"]:
            what = "SES is in its sandbox: it mails nobody but verified addresses"
            yield Finding(what, f"ask for production access to SES in {region}", grave=False)
        senders = {address(before.stage.mail_from), address(before.stage.sign_in_mail_from)}
        for sender in sorted(senders) if before.front is None else ():
            if not any(is_verified(mailer, place) for place in identities(sender)):
                domain = sender.rpartition("@")[2]
                make = f"aws sesv2 create-email-identity --region {region} --email-identity {domain}"
                yield Finding(f"SES has not verified {sender}", f"{make}, and put the DNS records it names")


def check_database(before: Before) -> Iterator[Finding]:
    """Whether the database answers, is new enough and may be migrated."""
    if "database_url" not in before.secrets:
        return
    try:
        with connect(before.secrets["database_url"], autocommit=True) as connection:
            ((version, replica, may, connections),) = connection.execute(DATABASE).fetchall()
    except DatabaseUnreachable as failure:
        yield Finding(failure.what, failure.fix)
        return
    if version < OLDEST_POSTGRESQL:
        yield Finding(f"the database is PostgreSQL {version}", f"use {OLDEST_POSTGRESQL} or newer")
    if replica:
        yield Finding("the database is a replica, and cannot be written", "name the primary's address")
    if not may:
        yield Finding("the database's user may make no tables", "grant it CREATE on its schema")
    if connections < before.stage.connections:
        what = f"the database takes {connections} connections, and the functions hold {before.stage.connections}"
        yield Finding(what, "lower connections in the stage's file, or put a pooler before it", grave=False)


def check_front(before: Before) -> Iterator[Finding]:
    """Whether Cloudflare knows the token and the zones, and lets itself be looked at."""
    for failure in before.front.find_problems() if before.front else ():
        yield Finding(failure.what, failure.fix)


DATABASE: Final = """
    SELECT current_setting('server_version_num')::int / 10000, pg_is_in_recovery(),
        has_schema_privilege(current_schema(), 'CREATE'),
        current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
"""

CHECKS: Final[tuple[Check, ...]] = (
    check_package,
    check_permissions,
    check_secrets,
    check_storage,
    check_quotas,
    check_mail,
    check_database,
    check_front,
)
