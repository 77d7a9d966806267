"""Some random sessions in every test run, tabs reloaded, left, killed and cut off; `run.py readers` reads thousands."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

from infra.local.creator import Creator
from infra.local.stack import Stack
from infra.readers.published import publish_stories
from infra.readers.running import read_and_compare
from infra.readers.tabs import ACCIDENTS

SESSIONS, SEED = 36, 2


def test_the_server_records_what_readers_do(stack: Stack) -> None:
    creator = Creator(stack.addresses)
    creator.sign_in("readers@example.com")
    stories = publish_stories(creator, 2, seed=SEED)
    with ThreadPoolExecutor(1) as apart:  # from the event loop of the other tests' browser
        database, chromium = stack.addresses.database, os.environ["FABULA_CHROMIUM"]
        report = apart.submit(read_and_compare, database, chromium, stories, SESSIONS, SEED).result()
    assert (report.stuck, report.differing, report.nobodys) == ([], [], [])
    assert report.sessions == SESSIONS
    assert set(report.accidents) == set(ACCIDENTS)
    assert report.moves > SESSIONS
    assert report.endings > 0
