"""What the functions touch, each in one entry: roles, queues, event sources, alarms and the dashboard follow from it.

What wakes a function is declared in `app.py`, its memory and time in `.chalice/config.json`; neither is said again.
Storage is not here: R2 is reached with a key of its own, not with a role.
"""

from dataclasses import dataclass
from typing import Final

from chalicelib.queues import Queue

API: Final = "api_handler"


@dataclass(frozen=True)
class Function:
    """One function, by its handler's name.

    `sends` are the queues it writes to. `at_once` is how many of it may run at the same time, each with one connection
    to the database; of the API it is whatever connections the others leave.
    """

    name: str
    about: str
    at_once: int | None
    consumes: Queue | None = None
    sends: tuple[Queue, ...] = ()
    measures_queues: bool = False
    sends_mail: bool = False


FUNCTIONS: Final = (
    Function(API, "answers the editor and readers", None, sends=tuple(Queue), measures_queues=True),
    Function("assets_process", "makes pictures' renditions", 4, consumes=Queue.ASSETS),
    Function("stories_publish", "publishes versions", 3, consumes=Queue.PUBLISH),
    Function("interchange_carry", "imports and exports stories", 2, consumes=Queue.INTERCHANGE, sends=(Queue.ASSETS,)),
    Function("mail_send", "sends mails", 2, consumes=Queue.MAIL, sends_mail=True),
    Function("analytics_rollup", "counts what readers did", 1),
    Function("sweep", "picks up what was left behind", 1, sends=tuple(Queue)),
)

WORKERS: Final = sum(function.at_once for function in FUNCTIONS if function.at_once is not None)
"""Connections of all functions but the API."""


def at_once(function: Function, connections: int) -> int:
    """How many of a function may run at the same time where the database takes that many connections in all."""
    return connections - WORKERS if function.at_once is None else function.at_once
