from datetime import UTC, date, datetime

import pytest

from chalicelib.analytics.model import Statistics, Totals, first_month_kept

NOW = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("totals", "rate", "mean"),
    [
        pytest.param(Totals(0, 0, 0, 0), 0.0, None, id="nobody yet"),
        pytest.param(Totals(4, 3, 0, 0), 0.0, None, id="nobody finished"),
        pytest.param(Totals(4, 3, 1, 2500), 0.25, 2500, id="one of four"),
        pytest.param(Totals(2, 2, 2, 3001), 1.0, 1500, id="everybody"),
    ],
)
def test_rate_and_mean(totals: Totals, rate: float, mean: int | None) -> None:
    statistics = Statistics(1, NOW, None, totals, [], [], [], [])

    assert (statistics.completion_rate, statistics.mean_duration_ms) == (rate, mean)


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 11, 1), date(2024, 11, 1)),
        (date(2026, 11, 30), date(2024, 11, 1)),
        (date(2026, 12, 31), date(2024, 12, 1)),
        (date(2027, 1, 1), date(2025, 1, 1)),
    ],
)
def test_an_event_of_the_first_of_a_month_is_gone_25_months_later(today: date, first: date) -> None:
    assert first_month_kept(today) == first
