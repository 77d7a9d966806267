"""The lives of a story and of a publication as state machines; `chalicelib.lifecycle.allows` asks them.

A story: draft → published ⇄ unpublished. A publication: queued → publishing → published, refused or failed.
"""

from __future__ import annotations

from statemachine import State, StateMachine


class StoryLife(StateMachine):
    """A story's states and events; one that was published never is a mere draft again."""

    draft = State(initial=True)
    published = State()
    unpublished = State()

    publish = draft.to(published) | published.to(published) | unpublished.to(published)
    put_away = published.to(unpublished)


class PublicationLife(StateMachine):
    """A publication's states and events."""

    queued = State(initial=True)
    publishing = State()
    published = State(final=True)
    refused = State(final=True)
    failed = State(final=True)

    take_up = queued.to(publishing) | publishing.to(publishing)
    finish = publishing.to(published)
    refuse = publishing.to(refused)
    give_up = publishing.to(failed)
    call_off = queued.to(failed) | publishing.to(failed)
