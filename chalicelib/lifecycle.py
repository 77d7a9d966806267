"""What may happen to a row in a given state, asked of the state machine that is its life."""

from __future__ import annotations

from statemachine import StateMachine


class _Row:
    """What a machine is restored from: the state as stored. No entry action runs."""

    def __init__(self, state: str) -> None:
        self.state = state


def allows(life: type[StateMachine], state: str, event: str) -> bool:
    """Whether the event may happen in this state. Raises ValueError for a state the life does not have."""
    if state not in {known.value for known in life.states}:
        raise ValueError(f"no such state: {state}")  # the library would take it silently
    return any(allowed.id == event for allowed in life(_Row(state)).allowed_events)
