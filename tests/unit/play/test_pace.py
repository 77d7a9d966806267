from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.play.model import MAX_BATCH
from chalicelib.play.pace import BURST, STEPS_A_SECOND, pace, wait_for

NOW = datetime(2026, 5, 14, 12, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_whole_batch_may_come_at_once() -> None:
    assert wait_for(pace(None, MAX_BATCH, now=NOW), now=NOW) == 0


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
    paid = pace(paid_until, steps, now=NOW)
    assert (paid, wait_for(paid, now=NOW)) == (after(until), 0)


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
    paid = pace(paid_until, steps, now=NOW)
    assert wait_for(paid, now=NOW) == wait
    assert wait_for(paid, now=after(wait)) == 0


def test_in_the_long_run_so_many_a_second() -> None:
    taken, paid_until, seconds = 0, NOW, 1_000
    for second in range(seconds + 1):
        for _ in range(3):
            paid = pace(paid_until, STEPS_A_SECOND, now=after(second))
            if wait_for(paid, now=after(second)) == 0:
                paid_until = paid
                taken += STEPS_A_SECOND
    assert taken == BURST + seconds * STEPS_A_SECOND
