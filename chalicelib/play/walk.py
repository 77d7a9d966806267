"""Executing what a browser claims: pure, and the same for a batch sent once, twice or late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..stories.model import SceneId, StepScene
from ..stories.rules import DepthBeyondTrail, OptionNotOffered, Run, start_run
from .model import MAX_AT, MAX_STEPS, Completion, Opening, Outcome, RecordedStep, SessionState, StepClaim
from .session import ReaderSession


def open_session(opening: Opening, scenes: Mapping[SceneId, StepScene]) -> Outcome:
    """A session at its beginning; already ended where it begins in an ending, and completed unless that was before.

    `scenes` needs the start scene.
    """
    run = start_run(opening.start, opening.context)
    run.visited.update(opening.visited)
    machine = ReaderSession(scenes, run)
    machine.arrive()
    completion = _completion(run, 0) if machine.phase == "ended" and not opening.completed else None
    session = SessionState(machine.phase, number=0, at=0, run=run, completed=completion is not None)
    return Outcome(session, (), completion)


def leave(session: SessionState) -> SessionState:
    """The session once its reader goes on in a newer version; one that was left before stays as it is."""
    machine = ReaderSession({}, _copy(session.run), session.phase)
    if machine.phase != "carried":
        machine.carry()
    return replace(session, phase=machine.phase)


def walk(session: SessionState, scenes: Mapping[SceneId, StepScene], claims: tuple[StepClaim, ...]) -> Outcome:
    """Execute the claims that follow on what is recorded, in the order of their numbers, up to the first illegal one.

    Numbers already recorded are passed over, whatever they claim now. The walk stops at a gap in the numbers, a scene
    the session does not stand in, an option not offered and a depth not on the trail, and at once in a session that was
    left: the session's own position is the answer. The first ending completes the session, later ones do not again.
    Times never go back and end after 90 days. `scenes` needs the scene the session stands in and every scene it comes
    to; raises SceneNotLoaded for one it lacks.
    """
    run = _copy(session.run)
    machine = ReaderSession(scenes, run, session.phase)
    steps: list[RecordedStep] = []
    completion: Completion | None = None
    number, at = session.number, session.at
    for claim in sorted(claims, key=lambda claim: claim.number):
        if claim.number <= number:
            continue
        if claim.number != number + 1 or number == MAX_STEPS or not _execute(machine, run, claim):
            break
        number, at = claim.number, min(max(at, claim.at), MAX_AT)
        ended = machine.phase == "ended"
        steps.append(RecordedStep(number, claim.scene, claim.option, claim.back_to, run.scene, ended, at))
        if ended and completion is None and not session.completed:
            completion = _completion(run, at)
    completed = session.completed or completion is not None
    after = replace(session, phase=machine.phase, number=number, at=at, run=run, completed=completed)
    return Outcome(after, tuple(steps), completion)


def _execute(machine: ReaderSession, run: Run, claim: StepClaim) -> bool:
    """Take one claimed step; False, having changed nothing, where it is not legal."""
    if claim.scene != run.scene:
        return False
    try:
        if claim.option is not None:
            machine.choose(claim.option)
        elif claim.back_to is not None:
            machine.return_to(claim.back_to)
        else:
            return False
    except (OptionNotOffered, DepthBeyondTrail):
        return False
    return True


def _completion(run: Run, at: int) -> Completion:
    return Completion(run.scene, (*(entry.scene for entry in run.trail), run.scene), at)


def _copy(run: Run) -> Run:
    return Run(run.scene, dict(run.context), set(run.visited), list(run.trail))
