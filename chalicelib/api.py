"""Every route of the API, in one tuple, and their description as a route of its own."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from . import health, schemas
from .accounts import routes as accounts
from .accounts.service import authenticate
from .analytics import routes as analytics
from .assets import routes as assets
from .interchange import routes as interchange
from .notify import routes as notify
from .play import routes as play
from .presence import routes as presence
from .settings import load_settings
from .stories import routes as stories
from .trash import routes as trash
from .versions import routes as versions
from .web import Access, Answer, Call, Route

if TYPE_CHECKING:
    from .openapi import OpenApi

__all__ = ["ROUTES", "authenticate"]


def read_description(_: Call) -> Answer:
    """The OpenAPI 3.1 description of every route."""
    return Answer(200, _description())


@cache
def _description() -> OpenApi:
    from . import openapi  # only whoever asks for the description needs what it takes to make one

    return openapi.OpenApi.model_validate(openapi.describe(ROUTES, load_settings().api_url))


ROUTES: Final[tuple[Route, ...]] = (
    *accounts.ROUTES,
    *stories.ROUTES,
    *presence.ROUTES,
    *versions.ROUTES,
    *trash.ROUTES,
    *assets.ROUTES,
    *interchange.ROUTES,
    *play.ROUTES,
    *analytics.ROUTES,
    *notify.ROUTES,
    *health.ROUTES,
    *schemas.ROUTES,
    Route("GET", "/openapi.json", read_description, "This description", Access.PUBLIC, answers={200: None}),
)
