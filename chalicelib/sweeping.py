"""What the minute's schedule does: finds whatever a lost message, a crash or a closed tab left behind."""

from __future__ import annotations

from datetime import datetime

from . import db, idempotency, limits
from .accounts import service as accounts
from .analytics import service as analytics
from .assets import service as assets
from .interchange import service as interchange
from .log import log
from .notify import service as notify
from .play import service as play
from .presence import service as presence
from .trash import service as trash
from .versions import service as versions


def sweep(*, now: datetime) -> None:
    """Run every room's sweep; one that fails does not keep the others from running."""
    rooms = (assets, versions, interchange, notify, play, presence, accounts, trash, analytics)
    for one in (*(room.sweep for room in rooms), _forget):
        try:
            one(now=now)
        except Exception:  # noqa: BLE001 - logged and tried again in a minute
            log.exception("sweep_failed", extra={"room": one.__module__})


def _forget(*, now: datetime) -> None:
    with db.transaction() as connection:
        idempotency.forget_old_keys(connection, now=now)
        limits.forget_full_buckets(connection, now=now)
