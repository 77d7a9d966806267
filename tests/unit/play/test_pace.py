from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.limits import RateLimitReached
from chalicelib.play.model import MAX_BATCH
from chalicelib.play.pace import BURST, STEPS_A_SECOND, pace

NOW = datetime(2026, 5, 14, 12, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_whole_batch_may_come_at_once() -> None:
    assert pace(None, MAX_BATCH, now=NOW) == after(MAX_BATCH / STEPS_A_SECOND)


@pytest.mark.parametrize(
    ("paid_until", "steps", "until"),
    [
        pytest.param(None, 1, 0.1, id="the first"),
        pytest.param(after(-3600), 1, 0.1, id="after a pause"),
        pytest.param(after(1), 5, 1.5, id="quickly"),
        pytest.param(after(1), 0, 1, id="nothing new"),
        pytest.param(after(0), BURST, 60, id="all at once"),
        pytest.param(after(59.9), 1, 60, id="the last one"),
    ],
)
def test_every_step_pays(paid_until: datetime | None, steps: int, until: float) -> None:
    assert pace(paid_until, steps, now=NOW) == after(until)


@pytest.mark.parametrize(
    ("paid_until", "steps", "wait"),
    [
        pytest.param(None, BURST + 1, 1, id="too many at once"),
        pytest.param(after(60), 1, 1, id="one too many"),
        pytest.param(after(60), 100, 10, id="a batch too many"),
        pytest.param(after(30), 500, 20, id="a long one too soon"),
    ],
)
def test_who_is_too_quick_is_told_how_long_to_wait(paid_until: datetime | None, steps: int, wait: int) -> None:
    with pytest.raises(RateLimitReached) as raised:
        pace(paid_until, steps, now=NOW)
    assert raised.value.retry_after == wait
    assert pace(paid_until, min(steps, BURST), now=after(wait)) <= after(wait + BURST / STEPS_A_SECOND)


def test_in_the_long_run_so_many_a_second() -> None:
    taken, paid_until, seconds = 0, None, 1_000
    for second in range(seconds + 1):
        for _ in range(3):
            try:
                paid_until = pace(paid_until, STEPS_A_SECOND, now=after(second))
            except RateLimitReached:
                continue
            taken += STEPS_A_SECOND
    assert taken == BURST + seconds * STEPS_A_SECOND
