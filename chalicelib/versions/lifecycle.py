"""A publication's life as a state machine: queued → publishing → published, refused or failed."""

from __future__ import annotations

from statemachine import State, StateMachine


class PublicationLife(StateMachine):
    """States and events; `chalicelib.lifecycle.allows` asks it."""

    queued = State(initial=True)
    publishing = State()
    published = State(final=True)
    refused = State(final=True)
    failed = State(final=True)

    take_up = queued.to(publishing) | publishing.to(publishing)
    finish = publishing.to(published)
    refuse = publishing.to(refused)
    give_up = publishing.to(failed)
