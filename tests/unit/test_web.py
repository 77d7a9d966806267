"""Refusals become problems, and the table of routes describes itself whole."""

import re
from collections.abc import Iterator

import pytest

from chalicelib import api, errors, openapi, web
from chalicelib.errors import Refusal
from chalicelib.web import Access

KINDS = {
    errors.Conflict,
    errors.Forbidden,
    errors.Gone,
    errors.Invalid,
    errors.Malformed,
    errors.NotFound,
    errors.PreconditionFailed,
    errors.PreconditionMissing,
    errors.TooLarge,
    errors.TooMany,
    errors.Unauthorised,
    errors.Unavailable,
    errors.Unsupported,
}


def descendants(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for child in kind.__subclasses__():
        yield child
        yield from descendants(child)


def test_every_refusal_has_a_status_and_a_sentence() -> None:
    leaves = set(descendants(Refusal)) - KINDS
    assert len(leaves) > 20
    for leaf in leaves:
        assert web.status_of(leaf) in web.STATUS.values()
        assert re.match(r"^[A-Z].*[.?]$", leaf.title()), leaf


def test_one_problem_type_means_one_thing() -> None:
    said: dict[str, set[tuple[int, str]]] = {}
    for leaf in set(descendants(Refusal)) - KINDS:
        said.setdefault(leaf.slug(), set()).add((web.status_of(leaf), leaf.title()))
    assert {slug: meanings for slug, meanings in said.items() if len(meanings) > 1} == {}


def test_routes_are_told_apart() -> None:
    places = [(route.method, route.path) for route in api.ROUTES]
    names = [route.name for route in api.ROUTES]
    assert len(set(places)) == len(places)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("route", api.ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_route_says_what_it_answers(route: web.Route) -> None:
    description = openapi.describe(api.ROUTES, "https://api.example.com")
    operation = description["paths"][route.path][route.method.lower()]
    assert operation["summary"]
    assert operation["operationId"] == route.name
    assert [status for status in operation["responses"] if status.startswith("2")]
    assert ("requestBody" in operation) == (route.body is not None)
    if route.access is Access.CREATOR:
        assert {"401"} <= set(operation["responses"])
        assert operation["security"] == [{"session": []}]
    for refusal in openapi.refusals_of(route):
        assert f"`{refusal.slug()}`" in operation["responses"][str(web.status_of(refusal))]["description"]
