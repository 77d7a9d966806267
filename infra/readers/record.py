"""What a reader did, what the server recorded of it, and how the two differ."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import psycopg

Json = dict[str, Any]


@dataclass(frozen=True)
class Read:
    """One session as its reader's browser has it."""

    session: str
    story: str
    version: int
    wrong: tuple[str, ...]
    """What was not as it should be on the screen."""
    moves: tuple[Json, ...]
    """`scene`, `option` or `back_to`, `arrived`, `ended`: what was clicked, and what the screen showed then."""
    kept: Json
    """The run the browser kept at last: scene, context, visited, trail."""


@dataclass(frozen=True)
class Recorded:
    """One session as the server has it."""

    story: str
    version: int
    state: str
    number: int
    run: Json
    steps: tuple[Json, ...]
    """As the reader's moves."""
    completion: Json | None
    """`ending` and `path`."""


LIST_SESSIONS: Final = """
    SELECT sessions.id::text, sessions.story_id::text, sessions.version, sessions.state, sessions.number, sessions.run,
           ARRAY (
               SELECT jsonb_build_object(
                   'number', number, 'scene', scene, 'option', option, 'back_to', back_to, 'arrived', arrived,
                   'ended', ended
               ) FROM steps WHERE steps.month = sessions.month AND steps.session_id = sessions.id ORDER BY number
           ) AS steps,
           (
               SELECT jsonb_build_object('ending', ending, 'path', path) FROM completions
               WHERE completions.session_id = sessions.id
           ) AS completion
    FROM sessions WHERE sessions.story_id = ANY(%(stories)s::uuid[]) AND sessions.started_at >= %(since)s
"""


def list_recorded(database: str, stories: Iterable[str], since: Any) -> dict[str, Recorded]:
    """Every session of the stories that began since then."""
    with psycopg.connect(database) as connection:
        rows = connection.execute(LIST_SESSIONS, {"stories": list(stories), "since": since}).fetchall()
    return {
        session: Recorded(story, version, state, number, run, tuple(steps), completion)
        for session, story, version, state, number, run, steps, completion in rows
    }


def differences(read: Read, recorded: Recorded | None) -> list[str]:
    """A sentence for each thing the browser and the server see differently; none where they agree."""
    if recorded is None:
        return [*read.wrong, "the server has no such session"]
    expected = _as_recorded(read)
    return [
        *read.wrong,
        *(
            f"{name}: the browser has {_written(here)}, the server {_written(there)}"
            for name, here, there in (
                ("story", (expected.story, expected.version), (recorded.story, recorded.version)),
                ("steps", expected.steps, recorded.steps),
                ("number", expected.number, recorded.number),
                ("state", expected.state, recorded.state),
                ("completion", expected.completion, recorded.completion),
                *((part, expected.run[part], recorded.run[part]) for part in ("scene", "context", "visited", "trail")),
            )
            if _written(here) != _written(there)
        ),
    ]


def _as_recorded(read: Read) -> Recorded:
    """What the server has to have of it."""
    steps = [
        {"number": number, "option": None, "back_to": None} | move for number, move in enumerate(read.moves, start=1)
    ]
    ended = bool(read.moves) and bool(read.moves[-1]["ended"])
    run = read.kept | {"visited": sorted(read.kept["visited"])}
    completion = next(_completions(read), None)
    state = "ended" if ended else "reading"
    return Recorded(read.story, read.version, state, len(read.moves), run, tuple(steps), completion)


def _completions(read: Read) -> Iterator[Json]:
    """The ways that led to an ending, without what was taken back."""
    trail: list[str] = []
    for move in read.moves:
        if "option" in move:
            trail.append(move["scene"])
        else:
            del trail[move["back_to"] :]
        if move["ended"]:
            yield {"ending": move["arrived"], "path": [*trail, move["arrived"]]}


def _written(value: object) -> str:
    """JSON in which equal values are equal, whatever of their numbers came as integers; a boolean is no number."""
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
