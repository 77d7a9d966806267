"""Which events an asset's state allows."""

import pytest

from chalicelib.assets.lifecycle import STATES, allows
from chalicelib.assets.model import AssetState

ALLOWED: dict[AssetState, set[str]] = {
    "granted": {"arrive"},
    "received": {"arrive", "take_up"},
    "processing": {"arrive", "take_up", "finish", "reject"},
    "ready": set(),
    "failed": set(),
}


@pytest.mark.parametrize("state", ALLOWED)
def test_events_a_state_allows(state: AssetState) -> None:
    assert {event for event in ("arrive", "take_up", "finish", "reject") if allows(state, event)} == ALLOWED[state]


def test_states_are_those_of_the_table() -> None:
    assert set(ALLOWED) == STATES
    with pytest.raises(ValueError, match="no such asset state"):
        allows("lost", "arrive")  # type: ignore[arg-type]  # what an unknown row would hold
