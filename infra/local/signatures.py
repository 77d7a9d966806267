"""Whether a request to the object store, the queues or the mail service was signed by us, as R2 and AWS would judge it.

AWS Signature Version 4, in the query (presigned URLs) or in the Authorization header; see "Authenticating Requests (AWS
Signature Version 4)" in the S3 API reference. The signature itself is recomputed by botocore.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

ALGORITHM: Final = "AWS4-HMAC-SHA256"
TIME_FORMAT: Final = "%Y%m%dT%H%M%SZ"
SKEW: Final = timedelta(minutes=15)
LONGEST_LIFE: Final = 7 * 24 * 3600
AUTHORIZATION: Final = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})"
)
DIGEST: Final = re.compile(r"[0-9a-f]{64}")


class SignatureRefused(Exception):
    """The request is not signed as it must be; `code` is the S3 error code to answer with."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Request:
    """A request as it came over the wire: the undecoded target, header names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Claim:
    """What the caller says about its signature: who, for what, when, over which headers."""

    access_key: str
    date: str
    region: str
    service: str
    time: datetime
    headers: frozenset[str]
    signature: str


def check_signature(request: Request, keys: Mapping[str, str], *, now: datetime) -> str:
    """The service the request is signed for (`s3`, `sqs`, `ses`).

    `keys` maps access key ids to their secrets. Raises SignatureRefused.
    """
    query = query_of(request.target)
    in_query = "X-Amz-Signature" in query or "X-Amz-Algorithm" in query
    if in_query and "authorization" in request.headers:
        raise SignatureRefused("InvalidRequest", "Only one auth mechanism is allowed.")
    claim = query_claim(request, query, now=now) if in_query else header_claim(request, now=now)
    secret = keys.get(claim.access_key)
    if secret is None:
        raise SignatureRefused("InvalidAccessKeyId", "The access key id does not exist.")
    if claim.date != claim.time.strftime("%Y%m%d"):
        raise SignatureRefused("AuthorizationQueryParametersError", "The credential's date is not the request's.")
    check_signed_headers(request, claim)
    expected = signature_of(request, claim, secret, in_query=in_query)
    if not hmac.compare_digest(expected, claim.signature):
        raise SignatureRefused("SignatureDoesNotMatch", "The signature does not match the request.")
    if not in_query:
        check_body(request)
    return claim.service


def query_of(target: str) -> dict[str, str]:
    """The query's parameters. Raises SignatureRefused if one that bears on the signature comes twice."""
    pairs = parse_qsl(urlsplit(target).query, keep_blank_values=True)
    names = [name for name, _ in pairs if name.lower().startswith("x-amz-")]
    if len(names) != len(set(names)):
        raise SignatureRefused("AuthorizationQueryParametersError", "A signature parameter is given twice.")
    return dict(pairs)


def query_claim(request: Request, query: Mapping[str, str], *, now: datetime) -> Claim:
    """The claim of a presigned URL, if it is complete and within its time."""
    try:
        signature, expires = query["X-Amz-Signature"], int(query["X-Amz-Expires"])
        claim = claim_of(query["X-Amz-Credential"], query["X-Amz-Date"], query["X-Amz-SignedHeaders"], signature)
        right = query["X-Amz-Algorithm"] == ALGORITHM
    except (KeyError, ValueError) as error:
        raise SignatureRefused("AuthorizationQueryParametersError", "The query's signature is incomplete.") from error
    if not right or not 1 <= expires <= LONGEST_LIFE or claim.service != "s3":
        raise SignatureRefused(
            "AuthorizationQueryParametersError", "The query's signature is not one this store takes."
        )
    if claim.time > now + SKEW:
        raise SignatureRefused("AccessDenied", "The request is not valid yet.")
    if now > claim.time + timedelta(seconds=expires):
        raise SignatureRefused("AccessDenied", "Request has expired")
    return claim


def header_claim(request: Request, *, now: datetime) -> Claim:
    """The claim in the Authorization header, if there is one and its time is now."""
    found = AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    if not found:
        raise SignatureRefused("AccessDenied", "The request is not signed.")
    try:
        claim = claim_of(found[1], request.headers.get("x-amz-date", ""), found[2], found[3])
    except ValueError as error:
        raise SignatureRefused("AccessDenied", "The request's date or credential is malformed.") from error
    if abs(now - claim.time) > SKEW:
        raise SignatureRefused("RequestTimeTooSkewed", "The request's time differs too much from ours.")
    return claim


def claim_of(credential: str, time: str, headers: str, signature: str) -> Claim:
    """A claim from its written parts. Raises ValueError if one is malformed."""
    access_key, date, region, service, end = credential.rsplit("/", 4)
    if end != "aws4_request":
        raise ValueError(credential)
    at = datetime.strptime(time, TIME_FORMAT).replace(tzinfo=UTC)
    return Claim(access_key, date, region, service, at, frozenset(headers.split(";")), signature)


def check_signed_headers(request: Request, claim: Claim) -> None:
    """Raise SignatureRefused if the host or an `x-amz-*` header of the request is not among the signed ones."""
    needed = {"host"} | {name for name in request.headers if name.startswith("x-amz-")}
    if not needed <= claim.headers:
        raise SignatureRefused("AccessDenied", "There were headers present in the request which were not signed")
    if not claim.headers <= request.headers.keys():
        raise SignatureRefused("SignatureDoesNotMatch", "A signed header is missing from the request.")


def signature_of(request: Request, claim: Claim, secret: str, *, in_query: bool) -> str:
    """The signature this request would bear had we signed it."""
    kind = (S3SigV4QueryAuth if in_query else S3SigV4Auth) if claim.service == "s3" else SigV4Auth
    signer = kind(Credentials(claim.access_key, secret), claim.service, claim.region)
    path, _, query = request.target.partition("?")
    kept = "&".join(pair for pair in query.split("&") if pair.partition("=")[0] != "X-Amz-Signature")
    signed = {name: value for name, value in request.headers.items() if name in claim.headers}
    unsigned = AWSRequest(request.method, f"http://{request.headers['host']}{path}?{kept}", signed, request.body)
    unsigned.context["timestamp"] = claim.time.strftime(TIME_FORMAT)
    canonical = signer.canonical_request(unsigned)
    return str(signer.signature(signer.string_to_sign(unsigned, canonical), unsigned))


def check_body(request: Request) -> None:
    """Raise SignatureRefused if the body is not the one whose digest was signed."""
    digest = request.headers.get("x-amz-content-sha256", "")
    if DIGEST.fullmatch(digest) and hashlib.sha256(request.body).hexdigest() != digest:
        raise SignatureRefused("XAmzContentSHA256Mismatch", "The body is not the one that was signed.")
