"""Taking a browser's batch: read, walk, write, and once more where another batch came first."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from .. import limits, outbox
from ..db import Connection, autocommit
from ..log import count, note
from ..stories.carrying import Carried, SceneGone, carry, destinations, follow
from . import store
from .model import (
    Batch,
    Carriage,
    Opening,
    Origin,
    Outcome,
    Reader,
    SessionBusy,
    SessionElsewhere,
    SessionForbidden,
    SessionNotFound,
    SessionOver,
    SessionState,
    StoryPutAway,
    VersionNotFound,
    Whereabouts,
)
from .pace import pace, wait_for
from .pseudonym import PSEUDONYM_BYTES, SALT_BYTES, pseudonym_of
from .session import SceneNotLoaded
from .walk import leave, open_session, walk

NEW_SESSIONS: Final = limits.Limit("sessions", burst=600, period=timedelta(minutes=5))
"""Openings from one source; a whole school or mobile network is one source."""
TRIES: Final = 8
"""How often a batch is walked anew because another one of its session was written first."""
SALT_KEPT: Final = timedelta(hours=48)


@dataclass(frozen=True)
class Recorded:
    """Where the server stands after a batch, and the e-mail to hurry on."""

    session: SessionState
    carried: Carriage | None
    """What became of the reader who asked to continue an older session; None where the batch does not ask, or what it
    asks for was passed over."""
    outbox_id: str | None


def take_batch(session_id: str, secret: str, batch: Batch, reader: Reader, *, now: datetime) -> Recorded:
    """Execute and record a batch; gives the session as the server has it, whatever the browser believed.

    Sending it again, twice at once or out of order changes nothing more. The first batch opens the session. Raises
    VersionNotFound, StoryPutAway where it would open one, SessionForbidden for another secret, SessionElsewhere for
    another version, SessionOver, SessionBusy, and RateLimitReached.
    """
    with autocommit() as connection:
        recorded = record(connection, session_id, secret, batch, reader, now=now)
    if recorded.outbox_id is not None:
        outbox.hurry(recorded.outbox_id)
    return recorded


def record(
    connection: Connection, session_id: str, secret: str, batch: Batch, reader: Reader, *, now: datetime
) -> Recorded:
    """`take_batch` on an autocommit connection, without hurrying the e-mail."""
    secret_hash = _hash(secret)
    for _ in range(TRIES):
        reading = _read(connection, session_id, secret_hash, batch, now=now)
        reading, continued = _continue(connection, reading, batch)
        outcome = _walk(connection, reading, batch)
        kept = reading.session
        paced_until = pace(kept.paced_until if kept else None, len(outcome.steps), now=now)
        if wait := wait_for(paced_until, now=now):
            raise limits.RateLimitReached(retry_after=wait)
        if kept is None:
            admission = limits.draw(NEW_SESSIONS, reader.source, now=now)
            pseudonym = _pseudonym(connection, reading, batch, reader, now.date())
            expected: int | store.NewSession = store.NewSession(admission, secret_hash, pseudonym, continued)
        elif not outcome.steps:
            return Recorded(kept.state, _carriage(reading, continued, batch.origin), None)
        else:
            expected = kept.state.number
        written = store.save_outcome(
            connection, session_id, batch, outcome, expected=expected, paced_until=paced_until, now=now
        )
        if not written.admitted:
            raise limits.refusal_of(NEW_SESSIONS)
        if written.won:
            _tell(outcome, opened=kept is None)
            carried = _carriage(reading, continued, batch.origin)
            return Recorded(outcome.session, carried, written.outbox_id)
    raise SessionBusy()


def load_whereabouts(session_id: str, secret: str, *, now: datetime) -> Whereabouts:
    """Where a session stands, for another browser to go on in it; nothing is changed.

    Raises SessionNotFound, the same for an unknown session, for one that is over and for another secret.
    """
    with autocommit() as connection:
        found = store.find_whereabouts(connection, session_id)
    if found is None or found[0].over or not hmac.compare_digest(found[0].secret_hash, _hash(secret)):
        raise SessionNotFound()
    kept, head_key, opened_at = found
    # A session begun offline is older than its row.
    age = max(round((now - opened_at) / timedelta(milliseconds=1)), kept.state.at)
    return Whereabouts(kept.story_id, kept.version, f"/{head_key}", kept.state, age)


def sweep(*, now: datetime) -> None:
    """Forget salts two days old, and make the coming months' partitions."""
    with autocommit() as connection:
        store.forget_salts(connection, up_to=(now - SALT_KEPT).date())
        store.make_months(connection, now.date())


def _read(connection: Connection, session_id: str, secret_hash: bytes, batch: Batch, *, now: datetime) -> store.Reading:
    reading = store.find_reading(connection, session_id, batch, day=now.date())
    if reading is None:
        raise VersionNotFound()
    if reading.put_away:
        raise StoryPutAway()
    kept = reading.session
    if kept is not None:
        if not hmac.compare_digest(kept.secret_hash, secret_hash):
            raise SessionForbidden()
        if (kept.story_id, kept.version) != (batch.story_id, batch.version):
            raise SessionElsewhere()
    if kept.over if kept is not None else batch.is_late:
        raise SessionOver()
    return reading


def _continue(
    connection: Connection, reading: store.Reading, batch: Batch
) -> tuple[store.Reading, store.Continued | None]:
    """How a session opens that continues one of an older version: what is recorded of that one counts.

    An origin that is unknown, over, somebody else's, of another story or not of an older version is passed over, all
    alike: nobody learns of sessions that are not theirs, and no reader is stuck.
    """
    origin = batch.origin
    if reading.session is not None or origin is None:
        return reading, None
    found = store.find_origin(connection, origin, batch.version)
    if found is None or not _is_earlier(found[0], origin, batch):
        return reading, None
    before, moves = found[0].state, found[1]
    run = before.run
    there, landing = store.list_destinations(
        connection, batch.story_id, batch.version, destinations(run, moves), landing=follow(run.scene, moves)
    )
    match carry(run, moves, there, start=reading.opening.start, initial=reading.opening.context):
        case Carried(carried):
            visited = frozenset(carried.visited)
            opening = Opening(carried.scene, carried.context, visited, completed=before.completed)
            reading = replace(reading, opening=opening, scenes={**reading.scenes, **landing})
            return reading, store.Continued(origin.session_id, leave(before), carried.scene)
        case SceneGone():
            return reading, store.Continued(origin.session_id, leave(before), None)


def _carriage(reading: store.Reading, continued: store.Continued | None, origin: Origin | None) -> Carriage | None:
    """What became of the reader; the same where the batch comes again, as its session remembers it."""
    kept = reading.session
    if kept is None:
        carried = continued is not None
        opened_in = continued.opened_in if continued else None
    else:
        carried = origin is not None and kept.continues_from == origin.session_id
        opened_in = kept.opened_in
    if not carried:
        return None
    return "scene-gone" if opened_in is None else "whole"


def _is_earlier(kept: store.KeptSession, origin: Origin, batch: Batch) -> bool:
    """Whether the reader has the session's secret and it is one of an older version of the batch's story."""
    is_theirs = hmac.compare_digest(kept.secret_hash, _hash(origin.secret))
    return is_theirs and not kept.over and kept.story_id == batch.story_id and kept.version < batch.version


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _walk(connection: Connection, reading: store.Reading, batch: Batch) -> Outcome:
    """Walk the batch; a browser that named a wrong scene after a legal step costs one more statement."""
    try:
        return _outcome(reading, batch)
    except SceneNotLoaded as missing:
        more = store.load_scenes(connection, batch.story_id, batch.version, [missing.scene_id])
        return _outcome(replace(reading, scenes={**reading.scenes, **more}), batch)


def _outcome(reading: store.Reading, batch: Batch) -> Outcome:
    if reading.session is not None:
        return walk(reading.session.state, reading.scenes, batch.steps)
    opened = open_session(reading.opening, reading.scenes)
    walked = walk(opened.session, reading.scenes, batch.steps)
    return replace(walked, completion=opened.completion or walked.completion)


def _pseudonym(connection: Connection, reading: store.Reading, batch: Batch, reader: Reader, day: date) -> bytes:
    """Of a reader who opens a session; the first of a day makes the day's salt, with a statement of its own."""
    if reader.private:
        return secrets.token_bytes(PSEUDONYM_BYTES)
    salt = reading.salt or store.claim_salt(connection, day, secrets.token_bytes(SALT_BYTES))
    return pseudonym_of(reader, batch.story_id, salt=salt)


def _tell(outcome: Outcome, *, opened: bool) -> None:
    note(opened=opened, steps=len(outcome.steps))
    if outcome.steps:
        count("StepRecorded", len(outcome.steps))
    if outcome.completion is not None:
        count("SessionCompleted")
