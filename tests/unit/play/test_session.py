import pytest
from statemachine.exceptions import TransitionNotAllowed

from chalicelib.play.model import Phase
from chalicelib.play.session import ReaderSession
from chalicelib.stories.model import OptionId, SceneId
from chalicelib.stories.rules import DepthBeyondTrail, OptionNotOffered, Run, TrailEntry, start_run
from tests.unit.play.stories import OPENING, SCENES


def fresh_run() -> Run:
    return start_run(OPENING.start, OPENING.context)


def test_reading_ends_and_begins_again_by_going_back() -> None:
    machine = ReaderSession(SCENES, run := fresh_run())
    phases = []
    for choice in ("enter", "climb", "wait"):
        machine.choose(OptionId(choice))
        phases.append(machine.phase)
    machine.return_to(2)

    assert phases == ["reading", "reading", "ended"]
    assert (machine.phase, run.scene) == ("reading", "vault")


def test_a_session_is_restored_where_it_was() -> None:
    run = fresh_run()
    run.scene = SceneId("dust")

    machine = ReaderSession(SCENES, run, "ended")

    assert machine.phase == "ended"
    with pytest.raises(OptionNotOffered):
        machine.choose(OptionId("wait"))
    with pytest.raises(TransitionNotAllowed):
        machine.arrive()
    assert run.scene == "dust"


@pytest.mark.parametrize("phase", ["reading", "ended"])
def test_a_session_that_was_left_takes_nothing_more(phase: Phase) -> None:
    machine = ReaderSession(SCENES, run := fresh_run(), phase)
    run.trail.append(TrailEntry(SceneId("hall"), OptionId("out"), {}, first=True))

    machine.carry()

    assert machine.phase == "carried"
    with pytest.raises(OptionNotOffered):
        machine.choose(OptionId("enter"))
    with pytest.raises(DepthBeyondTrail):
        machine.return_to(0)
    with pytest.raises(TransitionNotAllowed):
        machine.carry()
    assert (run.scene, len(run.trail)) == ("gate", 1)


def test_a_stored_phase_that_does_not_exist_is_a_bug() -> None:
    with pytest.raises(ValueError, match="paused"):
        ReaderSession(SCENES, fresh_run(), "paused")  # type: ignore[arg-type]  # what a damaged row would hold


def test_what_is_refused_changes_nothing() -> None:
    machine = ReaderSession(SCENES, run := fresh_run())

    with pytest.raises(OptionNotOffered):
        machine.choose(OptionId("open"))
    with pytest.raises(DepthBeyondTrail):
        machine.return_to(0)

    assert (machine.phase, run.scene, run.trail) == ("reading", "gate", [])
