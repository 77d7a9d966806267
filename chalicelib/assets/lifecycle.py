"""An asset's life as a state machine: granted → received → processing → ready or failed."""

from __future__ import annotations

from typing import Final

from statemachine import State, StateMachine

from .model import AssetState


class _Life(StateMachine):
    granted = State(initial=True)
    received = State()
    processing = State()
    ready = State(final=True)
    failed = State(final=True)

    arrive = granted.to(received) | received.to(received) | processing.to(processing)
    take_up = received.to(processing) | processing.to(processing)
    finish = processing.to(ready)
    reject = processing.to(failed)


class _Model:
    def __init__(self, state: str) -> None:
        self.state = state


STATES: Final[frozenset[str]] = frozenset(state.value for state in _Life.states)


def allows(state: AssetState, event: str) -> bool:
    """Whether the event may happen to an asset in this state. Raises ValueError for a state there is not."""
    if state not in STATES:
        raise ValueError(f"no such asset state: {state}")
    life = _Life(_Model(state))
    return any(allowed.id == event for allowed in life.allowed_events)
