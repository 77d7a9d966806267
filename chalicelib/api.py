"""Every route of the API, in one tuple."""

from __future__ import annotations

from typing import Final

from . import health
from .accounts import routes as accounts
from .accounts.service import authenticate
from .analytics import routes as analytics
from .assets import routes as assets
from .notify import routes as notify
from .play import routes as play
from .stories import routes as stories
from .web import Route

__all__ = ["ROUTES", "authenticate"]

ROUTES: Final[tuple[Route, ...]] = (
    *accounts.ROUTES,
    *stories.ROUTES,
    *assets.ROUTES,
    *play.ROUTES,
    *analytics.ROUTES,
    *notify.ROUTES,
    *health.ROUTES,
)
