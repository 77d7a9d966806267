from typing import Any

import pytest

from chalicelib.assets.model import held_state
from tests.unit.stories.vectors import vectors


@pytest.mark.parametrize("case", vectors("held_states"), ids=str)
def test_the_state_validation_asks_for(case: Any) -> None:
    held = held_state(case["state"], size=case["size"], width=case["width"], height=case["height"])
    assert held == case["held"]
