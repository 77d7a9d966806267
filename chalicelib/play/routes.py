"""Steps over HTTP: JSON sent as text/plain without credentials, so that a browser needs no preflight to ask first."""

from __future__ import annotations

from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import Field, model_validator

from ..limits import RateLimitReached
from ..stories.model import AnyOptionId, AnySceneId, Value
from ..stories.rules import dump_run
from ..web import Access, Answer, Call, Route, WireModel
from . import service
from .model import (
    MAX_BATCH,
    Batch,
    Carriage,
    Origin,
    Phase,
    Reader,
    SessionBusy,
    SessionElsewhere,
    SessionForbidden,
    SessionNotFound,
    SessionOver,
    StepClaim,
    StoryPutAway,
    VersionNotFound,
    Whereabouts,
)

MAX_BYTES: Final = 64_000
LARGEST: Final = 2**31 - 1
Secret = Annotated[str, Field(min_length=22, max_length=128)]


class SentStep(WireModel):
    """One step as the browser took it: `option`, or `back_to` with the depth of the trail it went back to."""

    number: Annotated[int, Field(strict=True, ge=1, le=LARGEST)]
    """Counts the session's steps, from 1."""
    scene: AnySceneId
    """The scene it left."""
    option: AnyOptionId | None = None
    back_to: Annotated[int, Field(strict=True, ge=0, le=LARGEST)] | None = None
    at: Annotated[int, Field(strict=True, ge=0, le=2**53)]
    """Milliseconds since the session began, by the browser's clock."""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.option is None) == (self.back_to is None):
            raise ValueError("a step has either an option or a depth to go back to")
        return self

    def claim(self) -> StepClaim:
        """As the walk takes it."""
        return StepClaim(self.number, self.scene, self.option, self.back_to, self.at)


class SentOrigin(WireModel):
    """The session of an older version that this one continues."""

    session: UUID
    secret: Secret


class SentSteps(WireModel):
    """A batch: the steps since the last one confirmed, none for opening a session."""

    secret: Secret
    """Made by the browser with the session's id; whoever has both may go on."""
    story: UUID
    version: Annotated[int, Field(strict=True, ge=1, le=LARGEST)]
    steps: Annotated[list[SentStep], Field(max_length=MAX_BATCH)]
    now: AnySceneId
    """The scene the browser believes it stands in after them."""
    continues_from: SentOrigin | None = None
    """Where the reader was before, for a session that this batch opens. What is not a session of theirs, of an older
    version of this story, is passed over: the session begins at the start."""

    def batch(self) -> Batch:
        """As the walk takes it."""
        sent = self.continues_from
        origin = Origin(str(sent.session), sent.secret) if sent else None
        return Batch(str(self.story), self.version, tuple(step.claim() for step in self.steps), self.now, origin)


class SessionPosition(WireModel):
    """Where the server has the session; where a browser differs, this counts."""

    number: int
    """Of the last recorded step."""
    scene: str
    state: Phase
    """`carried` where the reader went on in a newer version: this session takes no further steps."""
    context: dict[str, Value]
    """The story's variables now."""
    depth: int
    """How many choices the way here has."""
    carried: Carriage | None
    """What became of the session this one was to continue: `whole` where the reader goes on where they were,
    `scene-gone` where this version lacks their scene and they begin at the start; null where the batch names none, or
    names one that was passed over."""


class SentSecret(WireModel):
    """What proves that a session is the caller's."""

    secret: Secret


class ChoiceOnTheWay(WireModel):
    """One choice of a session's trail, with what it takes to undo it."""

    scene: str
    """The scene it was made in."""
    option: str
    before: dict[str, Value]
    """The former values of the variables it changed, and no others."""
    first: bool
    """Whether it brought the reader to its target for the first time."""


class StoredRun(WireModel):
    """Where a reader is, what the story remembers, and how they came there."""

    scene: str
    context: dict[str, Value]
    visited: list[str]
    trail: list[ChoiceOnTheWay]


class SessionWhereabouts(WireModel):
    """What a browser needs to go on, in the same session, where another one stopped."""

    story: UUID
    version: int
    head: str
    """Path on the story page's origin of the version's head, or of its whole machine where it was published in one
    piece."""
    number: int
    """Of the last recorded step; the next one has the number after it."""
    state: Phase
    """`carried` where the reader went on in a newer version: this session takes no further steps."""
    run: StoredRun
    age: int
    """Milliseconds since the session began, which steps count from."""


def take_steps(call: Call, body: SentSteps) -> Answer:
    """Execute and record a batch of steps."""
    recorded = service.take_batch(call.id("session_id"), body.secret, body.batch(), _reader(call), now=call.now)
    return Answer(200, _position(recorded))


def read_whereabouts(call: Call, body: SentSecret) -> Answer:
    """Where a session stands."""
    found = service.load_whereabouts(call.id("session_id"), body.secret, now=call.now)
    return Answer(200, _whereabouts(found))


def _reader(call: Call) -> Reader:
    private = call.headers.get("sec-gpc") == "1" or call.headers.get("dnt") == "1"
    return Reader(call.source, call.headers.get("user-agent", ""), private)


def _position(recorded: service.Recorded) -> SessionPosition:
    session = recorded.session
    run = session.run
    return SessionPosition(
        number=session.number,
        scene=run.scene,
        state=session.phase,
        context={str(name): value for name, value in run.context.items()},
        depth=len(run.trail),
        carried=recorded.carried,
    )


def _whereabouts(found: Whereabouts) -> SessionWhereabouts:
    session = found.session
    return SessionWhereabouts(
        story=UUID(found.story_id),
        version=found.version,
        head=found.head,
        number=session.number,
        state=session.phase,
        run=StoredRun.model_validate(dump_run(session.run)),
        age=found.age,
    )


ROUTES: Final[tuple[Route, ...]] = (
    Route(
        "POST",
        "/v1/play/sessions/{session_id}/steps",
        take_steps,
        "Record a reader's steps; the first batch opens the session",
        Access.PLAY,
        body=SentSteps,
        max_body=MAX_BYTES,
        answers={200: SessionPosition},
        refusals=(
            *(VersionNotFound, StoryPutAway, SessionForbidden, SessionElsewhere, SessionOver, SessionBusy),
            RateLimitReached,
        ),
    ),
    Route(
        "POST",
        "/v1/play/sessions/{session_id}/place",
        read_whereabouts,
        "Where a session stands, to go on in it from another browser; nothing is changed",
        Access.PLAY,
        body=SentSecret,
        max_body=MAX_BYTES,
        answers={200: SessionWhereabouts},
        refusals=(SessionNotFound,),
    ),
)
