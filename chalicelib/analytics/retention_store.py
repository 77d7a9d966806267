"""SQL of letting go of months whose events are kept no longer.

A month is closed first, in a moment and for everybody: its partition of steps is dropped, and `kept_from` says that no
session from before takes another step. All of it is in the rollups by then, and stays there. Its sessions, with their
completions, are deleted afterwards, some at a time; so are steps that the default partition holds of it. What is left
meanwhile lies below the watermark: no window and no tail has it.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from psycopg import Rollback
from psycopg.errors import LockNotAvailable

from ..db import Connection
from .store import Watermark

IS_CLOSED: Final = "SELECT EXISTS (SELECT FROM rollup_watermark WHERE kept_from >= %(month)s)"


def is_closed(connection: Connection, month: date) -> bool:
    """Whether the months before this one are closed."""
    [(closed,)] = connection.execute(IS_CLOSED, {"month": month}).fetchall()
    return bool(closed)


# Whoever takes or counts steps waits behind the one who waits for this lock: not for long.
HOLD_STEPS: Final = (
    "SET LOCAL lock_timeout = '200ms'",
    "SET LOCAL statement_timeout = '1s'",
    "LOCK TABLE ONLY steps IN ACCESS EXCLUSIVE MODE",
)

# A completion is written with the step or the opening that it comes from.
ARE_COUNTED: Final = """
    SELECT NOT EXISTS (SELECT FROM sessions WHERE month < %(month)s AND xid >= %(below)s::xid8)
        AND NOT EXISTS (SELECT FROM steps WHERE month < %(month)s AND xid >= %(below)s::xid8)
"""

CLOSE: Final = (
    "SELECT drop_step_months(%(month)s)",
    "UPDATE rollup_watermark SET kept_from = greatest(kept_from, %(month)s)",
)


def close_months(connection: Connection, watermark: Watermark, month: date) -> bool:
    """Close the months before this one, in the transaction that holds the watermark, which is to end soon.

    False, and nothing is held, where the rollups lack one of their events, or somebody is at the steps for long.
    """
    values = {"month": month, "below": watermark.below}
    try:
        with connection.transaction():
            for statement in HOLD_STEPS:
                connection.execute(statement)
            [(counted,)] = connection.execute(ARE_COUNTED, values).fetchall()
            if not counted:
                raise Rollback()
            for statement in CLOSE:
                connection.execute(statement, values)
            return True
    except LockNotAvailable:
        pass
    return False


FORGET_SOME: Final = (
    """
    WITH gone AS MATERIALIZED (
        SELECT id FROM sessions WHERE month < (SELECT kept_from FROM rollup_watermark)
        LIMIT %(most)s FOR UPDATE SKIP LOCKED
    )
    DELETE FROM sessions USING gone WHERE sessions.id = gone.id
    """,
    """
    WITH gone AS MATERIALIZED (
        SELECT month, session_id, number FROM steps_default
        WHERE month < (SELECT kept_from FROM rollup_watermark)
        LIMIT %(most)s FOR UPDATE SKIP LOCKED
    )
    DELETE FROM steps_default AS step USING gone
    WHERE step.month = gone.month AND step.session_id = gone.session_id AND step.number = gone.number
    """,
)


def forget_some(connection: Connection, *, most: int) -> bool:
    """Delete some of what is left of closed months; False where nothing was to be had. No statement takes long."""
    return any(connection.execute(statement, {"most": most}).rowcount for statement in FORGET_SOME)


FORGET_REST: Final = (
    "DELETE FROM sessions WHERE month < (SELECT kept_from FROM rollup_watermark)",
    "DELETE FROM steps_default WHERE month < (SELECT kept_from FROM rollup_watermark)",
)


def forget_rest(connection: Connection) -> None:
    """Delete all that is left of closed months: before everything that is there is counted anew."""
    for statement in FORGET_REST:
        connection.execute(statement)
