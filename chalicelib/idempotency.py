"""Creating POSTs that may be sent twice: the Idempotency-Key header (IETF draft 07), kept 24 hours.

The key's row is inserted in the effect's own transaction, so a second request with the same key waits for the first
and then answers what the first answered; a first that failed leaves no row, and the second simply runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

from pydantic import BaseModel

from .db import Connection
from .errors import Invalid, Malformed

KEPT: Final = timedelta(hours=24)

Model = TypeVar("Model", bound=BaseModel)


class IdempotencyKeyMalformed(Malformed):
    """An Idempotency-Key has 1 to 100 printable ASCII characters."""


class IdempotencyKeyReused(Invalid):
    """That Idempotency-Key came before, with another body."""


@dataclass(frozen=True)
class Once:
    """A key that makes one request of an account to a route happen once."""

    account_id: str
    route: str
    key: str
    body_hash: bytes
    """SHA-256 of what is asked: the path's parameters and the body."""


def parse_key(header: str | None) -> str | None:
    """The key in an Idempotency-Key header. Raises IdempotencyKeyMalformed."""
    if header is None:
        return None
    if not (1 <= len(header) <= 100 and header.isascii() and header.isprintable()):
        raise IdempotencyKeyMalformed(field="idempotency-key")
    return header


CLAIM_KEY: Final = """
    INSERT INTO idempotency_keys (account_id, route, key, body_hash, created_at)
    VALUES (%(account_id)s, %(route)s, %(key)s, %(body_hash)s, %(now)s)
    ON CONFLICT DO NOTHING RETURNING key
"""

FIND_ANSWER: Final = """
    SELECT body_hash, answer FROM idempotency_keys
    WHERE account_id = %(account_id)s AND route = %(route)s AND key = %(key)s
"""

KEEP_ANSWER: Final = """
    UPDATE idempotency_keys SET answer = %(answer)s
    WHERE account_id = %(account_id)s AND route = %(route)s AND key = %(key)s
"""

FORGET_KEYS: Final = "DELETE FROM idempotency_keys WHERE created_at < %(before)s"


def perform(
    connection: Connection, once: Once | None, model: type[Model], effect: Callable[[], Model], *, now: datetime
) -> Model:
    """Run `effect` inside the caller's transaction, or answer as the first request with this key was answered.

    Raises IdempotencyKeyReused where the key came with another body.
    """
    if once is None:
        return effect()
    key = {"account_id": once.account_id, "route": once.route, "key": once.key}
    if connection.execute(CLAIM_KEY, {**key, "body_hash": once.body_hash, "now": now}).fetchone() is None:
        row = connection.execute(FIND_ANSWER, key).fetchone()
        if row is not None:
            if bytes(row[0]) != once.body_hash:
                raise IdempotencyKeyReused(field="idempotency-key")
            return model.model_validate_json(row[1])
    answer = effect()
    connection.execute(KEEP_ANSWER, {**key, "answer": answer.model_dump_json(by_alias=True)})
    return answer


def forget_old_keys(connection: Connection, *, now: datetime) -> None:
    """Delete the keys older than a day."""
    connection.execute(FORGET_KEYS, {"before": now - KEPT})
