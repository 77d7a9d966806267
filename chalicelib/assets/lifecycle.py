"""An asset's life as a state machine: granted → received → processing → ready or failed."""

from __future__ import annotations

from statemachine import State, StateMachine


class AssetLife(StateMachine):
    """States and events; `chalicelib.lifecycle.allows` asks it."""

    granted = State(initial=True)
    received = State()
    processing = State()
    ready = State(final=True)
    failed = State(final=True)

    arrive = granted.to(received) | received.to(received) | processing.to(processing)
    take_up = received.to(processing) | processing.to(processing)
    finish = processing.to(ready)
    reject = processing.to(failed)
