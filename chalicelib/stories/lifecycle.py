"""A publication's life as a state machine: queued → publishing → published, refused or failed."""

from __future__ import annotations

from typing import Final

from statemachine import State, StateMachine


class _Life(StateMachine):
    queued = State(initial=True)
    publishing = State()
    published = State(final=True)
    refused = State(final=True)
    failed = State(final=True)

    take_up = queued.to(publishing) | publishing.to(publishing)
    finish = publishing.to(published)
    refuse = publishing.to(refused)
    give_up = publishing.to(failed)


class _Model:
    def __init__(self, state: str) -> None:
        self.state = state


STATES: Final[frozenset[str]] = frozenset(state.value for state in _Life.states)


def allows(state: str, event: str) -> bool:
    """Whether the event may happen to a publication in this state. Raises ValueError for a state there is not."""
    if state not in STATES:
        raise ValueError(f"no such publication state: {state}")
    return any(allowed.id == event for allowed in _Life(_Model(state)).allowed_events)
