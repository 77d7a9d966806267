"""The outbox: an e-mail to send is a row written in the transaction of what it tells about.

Writing it twice under one dedupe key writes it once. A queue message hurries it on; the sweep finds what was left.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from psycopg.types.json import Jsonb

from . import queues
from .db import Connection
from .queues import Queue

ADD_MAIL: Final = """
    INSERT INTO outbox (id, kind, dedupe_key, payload, created_at)
    VALUES (%(id)s, %(kind)s, %(dedupe_key)s, %(payload)s, %(now)s)
    ON CONFLICT (dedupe_key) DO NOTHING RETURNING id
"""


def add(connection: Connection, *, kind: str, dedupe_key: str, payload: Mapping[str, Any], now: datetime) -> str | None:
    """Put one mail in the outbox; gives its id, or None where the dedupe key is there already."""
    values = {"id": str(uuid.uuid4()), "kind": kind, "dedupe_key": dedupe_key, "payload": Jsonb(payload), "now": now}
    row = connection.execute(ADD_MAIL, values).fetchone()
    return str(row[0]) if row else None


def hurry(outbox_id: str) -> None:
    """After the commit: have the mail sent now rather than at the next sweep."""
    queues.send(Queue.MAIL, outbox_id=outbox_id)
