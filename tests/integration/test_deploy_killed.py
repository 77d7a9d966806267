"""Deploying, going back and taking down, killed before and after every step, and begun again each time."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from infra.setup.places import ROOT
from tests.integration.fronted import Fronted

pytestmark = pytest.mark.long

STEPS = ("bucket", "package", "template", "R2", "certificate", "files", "migrations")
SWITCH = ("stack", "API's name", "pages", "smoke", "record")


class Killed:
    """Somebody whose process is killed wherever it comes to first, and who begins again each time."""

    def __init__(self, fronted: Fronted) -> None:
        self._fronted = fronted
        fronted.same_code = False
        self.requests = False
        """Whether also before each request that changes something."""
        template = fronted.folder / "template.json"
        template.write_text(json.dumps(fronted.template))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.deploying", template, fronted.address],
            cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def act(
        self,
        action: str,
        version: str = "none",
        survives: list[str] | None = None,
        *,
        dies: tuple[str, int] | None = None,
        broken: bool = False,
    ) -> dict[str, Any]:
        """Once; killed at any mark but these, or where a mark begins like that for that time, or not at all. `broken`
        does not pass the smoke test."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        site, package = self._fronted.site(version), self._fronted.package(version)
        asked = {"action": action, "site": str(site), "package": str(package), "requests": self.requests}
        asked |= {"dies": dies, "broken": broken}
        self._process.stdin.write(json.dumps(asked | {"survives": survives}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def complete(self, action: str, version: str = "none", known: Iterable[str] = ()) -> list[str]:
        """Again and again, killed at each mark that is not known when it is come to first; all that it survived."""
        marks = list(known)
        while (answer := self.act(action, version, marks))["ended"] == -signal.SIGKILL:
            marks.append(answer["said"][-1])
        assert answer["ended"] == 0
        return marks

    def close(self) -> None:
        self._process.communicate()
        assert self._process.returncode == 0


@pytest.fixture
def killed(fronted: Fronted) -> Iterator[Killed]:
    """One who deploys a stage with all that it has."""
    made = Killed(fronted)
    yield made
    made.close()


def there_and_back(killed: Killed, fronted: Fronted) -> None:
    first = killed.complete("deploy", "one")
    for step in STEPS + SWITCH:
        assert any(mark.startswith(f"{step}: ") and mark.endswith(" …") for mark in first), f"before {step}"
        assert f"{step}: done" in first or step == "stack", "the stack's own progress was come to first"
    assert killed.act("deploy", "one")["said"][-1] == "changed 0"
    assert fronted.runs("one")

    second = killed.complete("deploy", "two", first)
    assert any(mark.startswith("stack: changing ") for mark in second)
    assert fronted.runs("two")
    back = killed.complete("rollback")
    assert {"pages: done", "smoke: done"} <= set(back)
    assert fronted.runs("one")

    assert {"queues: done", "database: done"} <= set(killed.complete("destroy"))
    assert not fronted.deployment().history.releases
    assert not fronted.fake.workers


def test_killed_before_and_after_every_step_it_comes_to_its_end(killed: Killed, fronted: Fronted) -> None:
    there_and_back(killed, fronted)


def test_rollback_knows_what_a_killed_one_left(killed: Killed, fronted: Fronted) -> None:
    def ends(action: str, version: str = "none", **how: Any) -> int:
        return int(killed.act(action, version, **how)["ended"])

    for version in ("one", "two"):
        assert ends("deploy", version) == 0
    died = -signal.SIGKILL
    assert ends("deploy", "three", dies=("record: ", 1)) == died
    assert fronted.runs("three")
    assert ends("rollback") == 0
    assert fronted.runs("two"), "the one that held last, and not the one before that"

    assert ends("deploy", "three", dies=("pages: putting", 2), broken=True) == died
    assert fronted.page() == "/a/index.three.js", "the stack went back, and the pages did not yet"
    assert ends("rollback") == 0
    assert fronted.runs("two")

    assert ends("rollback", dies=("pages: putting", 1)) == died
    assert fronted.page() == "/a/index.two.js"
    assert ends("rollback") == 0
    assert fronted.runs("one"), "it was on its way there"


def test_who_was_killed_once_all_was_done_does_not_go_back_further(killed: Killed, fronted: Fronted) -> None:
    for version in ("one", "two", "three"):
        assert killed.act("deploy", version)["ended"] == 0
    assert killed.act("rollback", dies=("record: done", 1))["ended"] == -signal.SIGKILL
    killed.requests = True
    assert killed.act("rollback", dies=("DELETE ", 1))["ended"] == -signal.SIGKILL
    again = killed.act("rollback")
    assert (again["ended"], again["said"][-1]) == (0, "changed 0")
    assert fronted.runs("two")
    assert killed.act("rollback")["ended"] == 0
    assert fronted.runs("one"), "asked for once more it goes on"


def test_killed_before_every_request_it_comes_to_its_end(killed: Killed, fronted: Fronted) -> None:
    killed.requests = True
    there_and_back(killed, fronted)
