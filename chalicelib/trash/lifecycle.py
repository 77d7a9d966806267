"""Whether a story is kept, as a state machine; `chalicelib.lifecycle.allows` asks it."""

from __future__ import annotations

from statemachine import State, StateMachine


class KeepingLife(StateMachine):
    """kept ⇄ trashed → condemned; the sweep erases a condemned story, and nothing brings it back."""

    kept = State(initial=True)
    trashed = State()
    condemned = State(final=True)

    trash = kept.to(trashed)
    restore = trashed.to(kept)
    condemn = trashed.to(condemned)
