"""The OpenAPI 3.1 document, built from the routes: every route, body, answer and problem."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from pydantic import BaseModel, ConfigDict
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from . import strict_json, web
from .errors import Refusal
from .idempotency import IdempotencyKeyMalformed, IdempotencyKeyReused
from .preconditions import IfMatchMalformed, IfMatchMissing, IfMatchStale
from .web import Access, ProblemDetails, Route, status_of

REFERENCE: Final = "#/components/schemas/{model}"
References: TypeAlias = Mapping[tuple[Any, JsonSchemaMode], Any]
"""Where in the document a model's schema lies, by model and direction."""

_PARAMETER: Final = re.compile(r"{(\w+)}")


class OpenApi(BaseModel):
    """The document itself, passed through as it is."""

    model_config = ConfigDict(extra="allow")


def describe(routes: Sequence[Route], server: str) -> dict[str, Any]:
    """The whole document."""
    references, components = _components(routes)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, references)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Fabula", "version": "1", "summary": "Branching picture stories: drawing, reading, counting"},
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "__Host-sid"}},
        },
    }


def refusals_of(route: Route) -> list[type[Refusal]]:
    """Every refusal a route may answer: its own and those of reading the request."""
    found = list(route.refusals)
    if route.body is not None:
        found += [strict_json.JsonMalformed, web.BodyInvalid, web.BodyTooLarge]
    if route.method != "GET" and route.access in (Access.CREATOR, Access.OPEN):
        found += [web.WrongOrigin, web.BodyTypeUnsupported]
    elif route.body is not None:
        found.append(web.BodyTypeUnsupported)
    if route.access is Access.CREATOR:
        found += [web.SignInNeeded, IdempotencyKeyMalformed]
        if route.method == "POST":
            found.append(IdempotencyKeyReused)
    if route.if_match:
        found += [IfMatchMissing, IfMatchMalformed, IfMatchStale]
    if "{" in route.path:
        found.append(web.NoSuchThing)
    if route.query:
        found.append(web.BodyInvalid)
    return sorted(set(found), key=lambda refusal: (status_of(refusal), refusal.slug()))


def _components(routes: Iterable[Route]) -> tuple[References, dict[str, Any]]:
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {(ProblemDetails, "serialization"): None}
    for route in routes:
        if route.body is not None:
            wanted[route.body, "validation"] = None
        for model in route.answers.values():
            if model is not None:
                wanted[model, "serialization"] = None
    references, schemas = models_json_schema(list(wanted), ref_template=REFERENCE)
    return references, schemas.get("$defs", {})


def _operation(route: Route, references: References) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "description": (route.handler.__doc__ or route.summary).strip(),
        "parameters": [
            *(_parameter("path", name, "", required=True) for name in _PARAMETER.findall(route.path)),
            *(_parameter("query", name, about, required=False) for name, about in route.query.items()),
            *([_parameter("header", "If-Match", route.if_match, required=True)] if route.if_match else []),
        ],
        "responses": _responses(route, references),
    }
    if route.body is not None:
        media = "text/plain" if route.access is Access.PLAY else "application/json"
        content = {media: {"schema": references[route.body, "validation"]}}
        operation["requestBody"] = {"required": True, "content": content}
    if route.access is Access.CREATOR:
        operation["security"] = [{"session": []}]
    return operation


def _parameter(where: str, name: str, about: str, *, required: bool) -> dict[str, Any]:
    shown = {"description": about} if about else {}
    return {"in": where, "name": name, "required": required, "schema": {"type": "string"}, **shown}


def _responses(route: Route, references: References) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status, model in route.answers.items():
        answer: dict[str, Any] = {"description": "Done" if status < 400 else "Not well"}
        if model is not None:
            answer["content"] = {"application/json": {"schema": references[model, "serialization"]}}
        responses[str(status)] = answer
    problem = {"schema": references[ProblemDetails, "serialization"]}
    for refusal in refusals_of(route):
        entry = responses.setdefault(str(status_of(refusal)), {"description": ""})
        line = f"`{refusal.slug()}`: {refusal.title()}"
        entry["description"] = f"{entry['description']}\n\n{line}".strip()
        entry.setdefault("content", {})["application/problem+json"] = problem
    return responses
