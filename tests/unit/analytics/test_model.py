from datetime import UTC, datetime

import pytest

from chalicelib.analytics.model import Statistics, Totals

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
