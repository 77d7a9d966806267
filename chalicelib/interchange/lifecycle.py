"""The lives of an import and of an export as state machines."""

from __future__ import annotations

from statemachine import State, StateMachine


class ImportLife(StateMachine):
    """granted → received → reading → done, refused or failed; `chalicelib.lifecycle.allows` asks it."""

    granted = State(initial=True)
    received = State()
    reading = State()
    done = State(final=True)
    refused = State(final=True)
    failed = State(final=True)

    arrive = granted.to(received) | received.to(received) | reading.to(reading)
    take_up = received.to(reading) | reading.to(reading)
    finish = reading.to(done)
    refuse = reading.to(refused)
    give_up = reading.to(failed)


class ExportLife(StateMachine):
    """queued → writing → done or failed; `chalicelib.lifecycle.allows` asks it."""

    queued = State(initial=True)
    writing = State()
    done = State(final=True)
    failed = State(final=True)

    take_up = queued.to(writing) | writing.to(writing)
    finish = writing.to(done)
    give_up = writing.to(failed)
