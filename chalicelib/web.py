"""HTTP at the edge: a table of routes, strict reading of requests, problem+json for every refusal.

A room's `routes.py` ends with `ROUTES`, a tuple of `Route`. `register` gives them to Chalice; `infra/openapi.py` writes
the OpenAPI document from the same rows. Chalice answers a view's exception with 500 before any middleware sees it, so
refusals are translated in `respond`, directly around the handler.
"""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final

from chalice.app import Chalice, CORSConfig, Request, Response
from pydantic import BaseModel, ConfigDict, ValidationError

from . import errors, strict_json
from .errors import Forbidden, Invalid, NotFound, Refusal, TooLarge, TooMany, Unauthorised, Unsupported
from .idempotency import Once, parse_key
from .log import correlate, count, gather, log
from .preconditions import Expected, parse_if_match
from .settings import load_settings, origin_of_app

MAX_BODY: Final = 1_000_000
"""Bytes of a request body; larger things go to storage by an upload grant."""

BROKEN: Final = ("Something broke on our side.", "Nothing was changed. It was logged.")

STATUS: Final[Mapping[type[Refusal], int]] = {
    errors.Malformed: 400,
    errors.Unauthorised: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.PreconditionFailed: 412,
    errors.TooLarge: 413,
    errors.Unsupported: 415,
    errors.Invalid: 422,
    errors.PreconditionMissing: 428,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}
"""The one table from kinds of refusal to HTTP (RFC 9110)."""


class Access(Enum):
    """Who may call a route, and how the browser is allowed to reach it."""

    CREATOR = "creator"
    """The session's cookie; from the editor's origin only."""
    OPEN = "open"
    """No session needed, from the editor's origin only: signing in."""
    PLAY = "play"
    """Readers: JSON sent as text/plain without credentials, from any origin, no preflight."""
    PUBLIC = "public"
    """Anyone, from anywhere, no cookie read."""


class WireModel(BaseModel):
    """A body or an answer: closed, frozen, names as on the wire."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class BodyInvalid(Invalid):
    """The body does not have the form this route takes."""


class BodyTooLarge(TooLarge):
    """The body is larger than this route takes."""


class BodyTypeUnsupported(Unsupported):
    """The body's content type is not the one this route takes."""


class WrongOrigin(Forbidden):
    """This route is called from the editor's own pages only."""


class SignInNeeded(Unauthorised):
    """Sign in first."""


class NoSuchThing(NotFound):
    """There is nothing with that id."""


@dataclass(frozen=True)
class Call:
    """One request, parsed, without its body."""

    method: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    source: str
    """The caller's address; used for limits and daily pseudonyms, never stored or logged."""
    now: datetime
    correlation_id: str
    once: Once | None = None
    """The request's Idempotency-Key, where it has one."""
    account: str | None = None

    @property
    def account_id(self) -> str:
        """The signed-in account. Raises SignInNeeded on routes that did not ask for one."""
        if self.account is None:
            raise SignInNeeded()
        return self.account

    def id(self, name: str) -> str:
        """A path parameter that is a UUID, in its canonical form. Raises NoSuchThing for anything else."""
        try:
            return str(uuid.UUID(self.path[name]))
        except ValueError as error:
            raise NoSuchThing(field=name) from error

    def number(self, name: str) -> int:
        """A path parameter that counts from 1. Raises NoSuchThing for anything else."""
        text = self.path[name]
        if not (text.isascii() and text.isdecimal() and len(text) <= 9 and int(text) > 0):
            raise NoSuchThing(field=name)
        return int(text)

    @property
    def expected(self) -> Expected:
        """The state the request is about, by its If-Match. Raises IfMatchMissing, IfMatchMalformed."""
        return parse_if_match(self.headers.get("if-match"))

    def whole_number(self, name: str) -> int | None:
        """A query parameter that is a whole number of at most 15 digits. Raises BodyInvalid for anything else."""
        text = self.query.get(name)
        if text is None:
            return None
        if not (text.isascii() and text.isdecimal() and len(text) <= 15):
            raise BodyInvalid(f"`{name}` must be a whole number.", field=name)
        return int(text)


@dataclass(frozen=True)
class Answer:
    """What a handler gives back. `cookies` are whole Set-Cookie values."""

    status: int = 200
    body: BaseModel | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    """One row of the API: what feeds Chalice and OpenAPI alike."""

    method: str
    path: str
    handler: Callable[..., Answer]
    summary: str
    access: Access
    body: type[BaseModel] | None = None
    max_body: int = MAX_BODY
    """Bytes of the body that are taken."""
    answers: Mapping[int, type[BaseModel] | None] = field(default_factory=dict)
    refusals: tuple[type[Refusal], ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)
    """Query parameters by name, each with a sentence."""
    if_match: str = ""
    """What the write's If-Match header has to hold, in a sentence; nothing where the write takes none."""

    @property
    def name(self) -> str:
        """The operation's id: the room and the handler."""
        room = self.handler.__module__.removeprefix("chalicelib.").removesuffix(".routes")
        return f"{room}_{self.handler.__name__}"


Authenticate = Callable[[Call], str]
"""Gives the account of a call's cookie, or raises SignInNeeded."""


def register(app: Chalice, routes: Iterable[Route], authenticate: Authenticate) -> None:
    """Declare every route to Chalice."""
    for route in routes:
        app.route(
            route.path,
            methods=[route.method],
            name=route.name,
            content_types=["*/*"],  # checked by `respond`, which answers with a problem
            cors=_cors(route.access),
        )(_view(app, route, authenticate))


def respond(route: Route, request: Request, authenticate: Authenticate) -> Response:
    """Answer one request: the handler's answer, or a problem for anything that went wrong."""
    correlation_id = correlate(request.headers.get("x-correlation-id"))
    started = time.perf_counter()
    with gather("request_answered") as line:
        try:
            answer = _answer(route, request, authenticate, correlation_id)
        except Refusal as refusal:
            answer = problem_of(refusal)
        except Exception:  # noqa: BLE001 - a bug: logged whole, answered without its details
            log.exception("request_failed", extra={"route": route.name})
            count("RequestFailed", route=route.name)
            answer = _problem(
                500, "internal-error", "Something broke on our side.", "Nothing was changed. It was logged."
            )
        milliseconds = round((time.perf_counter() - started) * 1000, 1)
        line.keys |= {"route": route.name, "status": answer.status, "ms": milliseconds}
    return _response(answer, correlation_id)


class ProblemDetails(BaseModel):
    """problem+json (RFC 9457). Refusals may add members of their own."""

    model_config = ConfigDict(extra="allow")
    type: str
    title: str
    status: int
    detail: str
    field: str | None = None


def problem_of(refusal: Refusal) -> Answer:
    """The problem+json answer of a refusal."""
    headers = {"Retry-After": str(refusal.retry_after)} if isinstance(refusal, TooMany) else {}
    return _problem(
        status_of(type(refusal)),
        refusal.slug(),
        refusal.title(),
        refusal.detail or refusal.title(),
        headers,
        **({"field": refusal.field} if refusal.field else {}) | refusal.extra,
    )


def status_of(refusal: type[Refusal]) -> int:
    """The HTTP status of a kind of refusal: its nearest ancestor in `STATUS`."""
    return next(STATUS[kind] for kind in refusal.__mro__ if kind in STATUS)


def _view(app: Chalice, route: Route, authenticate: Authenticate) -> Callable[..., Response]:
    def view(**_: str) -> Response:
        request = app.current_request
        if request is None:
            raise RuntimeError("a view runs inside a request only")
        return respond(route, request, authenticate)

    return view


def _answer(route: Route, request: Request, authenticate: Authenticate, correlation_id: str) -> Answer:
    call = _call(request, correlation_id)
    raw = request.raw_body if isinstance(request.raw_body, bytes) else request.raw_body.encode()
    unsafe = call.method not in ("GET", "HEAD")
    if unsafe and route.access in (Access.CREATOR, Access.OPEN):
        if call.headers.get("origin") != load_settings().app_url:
            raise WrongOrigin()
        _demand_type(call, "application/json")
    if route.access is Access.CREATOR:
        call = _with_account(call, route, authenticate(call), raw)
    if route.body is None:
        return route.handler(call)
    if route.access is Access.PLAY:
        _demand_type(call, "text/plain")
    return route.handler(call, _body(route.body, raw, route.max_body))


def _call(request: Request, correlation_id: str) -> Call:
    return Call(
        method=request.method,
        path=dict(request.uri_params or {}),
        query=dict(request.query_params or {}),
        headers={name.lower(): value for name, value in request.headers.items()},
        cookies=_cookies(request.headers.get("cookie", "")),
        source=str(request.context.get("identity", {}).get("sourceIp", "")),
        now=datetime.now(UTC),
        correlation_id=correlation_id,
    )


def _with_account(call: Call, route: Route, account: str, raw: bytes) -> Call:
    key = parse_key(call.headers.get("idempotency-key"))
    what = (
        "\n".join(call.path.values()).encode() + b"\n" + raw
    )  # the same words about another story are another request
    once = Once(account, route.name, key, hashlib.sha256(what).digest()) if key else None
    return Call(**(vars(call) | {"account": account, "once": once}))


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def _demand_type(call: Call, wanted: str) -> None:
    given = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != wanted:
        raise BodyTypeUnsupported(f"Send it as {wanted}.", field="content-type")


def _body(model: type[BaseModel], raw: bytes, most: int) -> BaseModel:
    if len(raw) > most:
        raise BodyTooLarge(f"At most {most:,} bytes are taken here.")
    value = strict_json.parse(raw)
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = strict_json.place_of(first, value)
        raise BodyInvalid(f"{where or 'body'}: {first['msg']}", field=where or None) from error


def _problem(
    status: int, slug: str, title: str, detail: str, headers: Mapping[str, str] | None = None, **more: Any
) -> Answer:
    problem_type = f"{load_settings().api_url}/problems/{slug}"
    body = ProblemDetails(type=problem_type, title=title, status=status, detail=detail, **more)
    return Answer(status, body, dict(headers or {}) | {"Content-Type": "application/problem+json"})


def _response(answer: Answer, correlation_id: str) -> Response:
    headers: dict[str, str | list[str]] = {
        "Content-Type": "application/json",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Correlation-Id": correlation_id,
        **answer.headers,
    }
    if answer.cookies:
        headers["Set-Cookie"] = list(answer.cookies)
    text = "" if answer.body is None else _to_json(answer.body)
    return Response(body=text, status_code=answer.status, headers=headers)


def _to_json(body: BaseModel) -> str:
    left_out = {"field"} if isinstance(body, ProblemDetails) and body.field is None else None
    return json.dumps(body.model_dump(mode="json", by_alias=True, exclude=left_out), ensure_ascii=False)


def _cors(access: Access) -> CORSConfig:
    if access in (Access.PLAY, Access.PUBLIC):
        return CORSConfig(allow_origin="*", expose_headers=["Retry-After", "X-Correlation-Id"], max_age=7200)
    return CORSConfig(
        allow_origin=origin_of_app(),
        allow_credentials=True,
        allow_headers=["Content-Type", "Idempotency-Key", "If-Match", "X-Correlation-Id"],
        expose_headers=["ETag", "Retry-After", "X-Correlation-Id"],
        max_age=7200,
    )
