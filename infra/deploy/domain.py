"""The names of a stage: the API's certificate, and the DNS records that lead to its parts.

The certificate is not of the stack. CloudFormation would wait in the middle of making a stack until somebody has put a
record that is told only meanwhile, and take everything back if that takes too long; and a stack that is destroyed and
made again would have to wait each time. So, each step as often as one likes:

1. `request_certificate`, before the stack; its record goes to Cloudflare, and `await_certificate` returns its ARN.
2. The ARN is a parameter of the template, which makes the API's own host with it.
3. The stack's output ApiHostTarget makes `api_record`.

`app.` and `read.` are the Worker's: attaching it makes their records and certificates (`edge_worker`).
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import ClientError

from infra.deploy.cloudflare import Record
from infra.deploy.reaching import asked, code_of
from infra.deploy.stages import Stage, address
from infra.deploy.template import identities
from infra.setup.console import SetupFailed

USABLE: Final = ("ISSUED", "PENDING_VALIDATION")
PATIENCE: Final = 900.0
"""Seconds that ACM and SES may take once the records are there; both mostly need some minutes, SES sometimes hours."""
PAUSE: Final = 5.0
PAGE: Final = 100
TAG: Final = {"Key": "fabula", "Value": "api"}
KEY_TYPES: Final = ("RSA_2048", "EC_prime256v1", "EC_secp384r1", "RSA_3072", "RSA_4096")
"""ACM lists only keys of the first kind unless asked for the others."""


@dataclass(frozen=True)
class Certificate:
    """ACM's certificate of one host; the records that prove it are told some seconds after it was requested."""

    arn: str
    status: str
    records: tuple[Record, ...]


def find_certificate(acm: Any, host: str) -> Certificate | None:
    """The certificate for a host that is issued, or else one that may be. Raises AccountUnreachable."""
    arguments = {"CertificateStatuses": list(USABLE), "Includes": {"keyTypes": list(KEY_TYPES)}, "MaxItems": PAGE}
    with asked("ACM's certificates cannot be listed"):
        pages = list(acm.get_paginator("list_certificates").paginate(**arguments))
    named = [
        one["CertificateArn"] for page in pages for one in page["CertificateSummaryList"] if one["DomainName"] == host
    ]
    found = [_described(acm, one) for one in named]
    return next(iter(sorted(found, key=lambda one: (USABLE.index(one.status), one.arn))), None)


def request_certificate(acm: Any, host: str) -> Certificate:
    """The certificate for a host, requested if there is none."""
    found = find_certificate(acm, host)
    if found is not None:
        return found
    token = uuid.uuid4().hex  # a try whose answer was lost is the same request; the next run's finds the certificate
    with asked(f"ACM takes no request for a certificate of {host}"):
        made = acm.request_certificate(DomainName=host, ValidationMethod="DNS", IdempotencyToken=token, Tags=[TAG])
    return _described(acm, made["CertificateArn"])


def await_certificate(
    acm: Any,
    certificate: Certificate,
    put: Callable[[Record], object],
    *,
    pause: Callable[[float], None] = time.sleep,
    patience: float = PATIENCE,
) -> str:
    """The certificate's ARN, once it is issued; `put` is given each record that proves it. Raises SetupFailed."""
    waited, shown = 0.0, set[Record]()
    while certificate.status == "PENDING_VALIDATION":
        for record in certificate.records:
            if record not in shown:
                put(record)
                shown.add(record)
        if waited >= patience:
            raise SetupFailed(
                f"ACM has not issued {certificate.arn} within {patience:.0f} s",
                fix="see that the domain's name servers are Cloudflare's, then deploy again: it goes on where it was",
            )
        pause(PAUSE)
        waited += PAUSE
        certificate = _described(acm, certificate.arn)
    if certificate.status != "ISSUED":
        raise SetupFailed(
            f"ACM says of {certificate.arn}: {certificate.status}", fix="delete it there, then deploy again"
        )
    return certificate.arn


def api_record(stage: Stage, target: str) -> Record:
    """What leads to the API; `target` is the stack's output ApiHostTarget. Cloudflare does not stand before it: sources
    of requests are counted there, and API Gateway's certificate is the host's own."""
    return Record(stage.api_host, target)


def unproved_domains(stage: Stage, ses: Any) -> list[str]:
    """The domains of senders that SES has not verified, be it by their address, by their domain or by one above it."""
    senders = {address(sender) for sender in (stage.mail_from, stage.sign_in_mail_from)}
    return sorted(
        {
            sender.rpartition("@")[2]
            for sender in senders
            if not any(is_verified(ses, identity) for identity in identities(sender))
        }
    )


def await_domains(stage: Stage, ses: Any, *, pause: Callable[[float], None] = time.sleep) -> None:
    """Wait until SES has verified all of them. Raises SetupFailed."""
    waited = 0.0
    while unproved := unproved_domains(stage, ses):
        if waited >= PATIENCE:
            raise SetupFailed(
                f"SES has not verified {', '.join(unproved)} yet, whose records are put",
                fix="wait, from minutes to some hours, then deploy again: it goes on where it was",
            )
        pause(PAUSE)
        waited += PAUSE


def find_mail_records(ses: Any, domain: str) -> tuple[Record, ...] | None:
    """The records by which mails of a domain are signed (DKIM); None where SES does not know the domain."""
    identity = _find_identity(ses, domain)
    if identity is None:
        return None
    tokens = identity.get("DkimAttributes", {}).get("Tokens", ())
    return tuple(Record(f"{token}._domainkey.{domain}", f"{token}.dkim.amazonses.com") for token in tokens)


def request_mail_records(ses: Any, domain: str) -> tuple[Record, ...]:
    """The same, SES being told of the domain where it did not know it."""
    found = find_mail_records(ses, domain)
    if found is not None:
        return found
    signing = {"NextSigningKeyLength": "RSA_2048_BIT"}
    with asked(f"SES does not take the domain {domain}"):
        ses.create_email_identity(EmailIdentity=domain, DkimSigningAttributes=signing)
    return find_mail_records(ses, domain) or ()


def is_verified(ses: Any, identity: str) -> bool:
    """Whether SES sends for an address or a domain. Raises AccountUnreachable."""
    found = _find_identity(ses, identity)
    return found is not None and bool(found["VerifiedForSendingStatus"])


def _find_identity(ses: Any, identity: str) -> Any:
    with asked(f"SES cannot be asked about {identity}"):
        try:
            return ses.get_email_identity(EmailIdentity=identity)
        except ClientError as error:
            if code_of(error) == "NotFoundException":
                return None
            raise


def _described(acm: Any, arn: str) -> Certificate:
    with asked(f"ACM's certificate {arn} cannot be looked at"):
        told = acm.describe_certificate(CertificateArn=arn)["Certificate"]
    records = [one["ResourceRecord"] for one in told.get("DomainValidationOptions", ()) if "ResourceRecord" in one]
    return Certificate(
        arn, told["Status"], tuple(Record(one["Name"].rstrip("."), one["Value"].rstrip(".")) for one in records)
    )
