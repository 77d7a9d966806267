"""How fast a session's steps may come: a token bucket that remembers one moment and no count.

The generic cell rate algorithm (ITU-T I.371, annex A, "virtual scheduling"): every step pays for a tenth of a second,
and a session may be so far ahead of the clock as a full bucket's steps are worth.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Final

STEPS_A_SECOND: Final = 10
BURST: Final = 600
"""Steps that may come at once: more than a batch holds, so that what was read offline comes in without a wait."""


def pace(paid_until: datetime | None, steps: int, *, now: datetime) -> datetime:
    """Up to when the session's steps are paid for with these; None is a session that has paid for none."""
    return max(paid_until or now, now) + timedelta(seconds=steps / STEPS_A_SECOND)


def wait_for(paid_until: datetime, *, now: datetime) -> int:
    """Seconds until the steps that pay up to then may come; 0 where they may come now."""
    beyond = paid_until - now - timedelta(seconds=BURST / STEPS_A_SECOND)
    return max(0, math.ceil(beyond.total_seconds()))
