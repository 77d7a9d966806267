"""Which events each state of a life allows."""

import pytest
from statemachine import StateMachine

from chalicelib.assets.lifecycle import AssetLife
from chalicelib.interchange.lifecycle import ExportLife, ImportLife
from chalicelib.lifecycle import allows
from chalicelib.versions.lifecycle import PublicationLife, StoryLife

Allowed = dict[str, set[str]]
ASSET: Allowed = {
    "granted": {"arrive"},
    "received": {"arrive", "take_up"},
    "processing": {"arrive", "take_up", "finish", "reject"},
    "ready": set(),
    "failed": set(),
}
PUBLICATION: Allowed = {
    "queued": {"take_up", "call_off"},
    "publishing": {"take_up", "finish", "refuse", "give_up", "call_off"},
    "published": set(),
    "refused": set(),
    "failed": set(),
}
IMPORT: Allowed = {
    "granted": {"arrive"},
    "received": {"arrive", "take_up"},
    "reading": {"arrive", "take_up", "finish", "refuse", "give_up"},
    "done": set(),
    "refused": set(),
    "failed": set(),
}
EXPORT: Allowed = {
    "queued": {"take_up"},
    "writing": {"take_up", "finish", "give_up"},
    "done": set(),
    "failed": set(),
}
STORY: Allowed = {
    "draft": {"publish"},
    "published": {"publish", "put_away"},
    "unpublished": {"publish"},
}


@pytest.mark.parametrize(
    ("life", "table"),
    [
        (AssetLife, ASSET),
        (PublicationLife, PUBLICATION),
        (StoryLife, STORY),
        (ImportLife, IMPORT),
        (ExportLife, EXPORT),
    ],
)
def test_events_each_state_allows(life: type[StateMachine], table: Allowed) -> None:
    events = set().union(*table.values())
    assert {state: {event for event in events if allows(life, state, event)} for state in table} == table
    assert {state.value for state in life.states} == set(table)


def test_a_state_nobody_knows_is_an_error() -> None:
    with pytest.raises(ValueError, match="no such state"):
        allows(AssetLife, "lost", "arrive")
