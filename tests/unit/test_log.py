"""Log lines carry the correlation id of the request or message they are about, and no other's."""

import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Barrier
from typing import Any

import pytest

from chalicelib.log import correlate, count, current_correlation_id, gather, log, note


@pytest.mark.parametrize("candidate", ["a-browser-made-one", "x" * 64, "12345678"])
def test_a_callers_id_is_kept(candidate: str) -> None:
    assert correlate(candidate) == candidate == current_correlation_id()


@pytest.mark.parametrize("candidate", [None, "", "short", "x" * 65, "with space", "new-line-at-the-end\n", "ümlaut-id"])
def test_a_missing_or_odd_id_is_made_anew(candidate: str | None) -> None:
    made = correlate(candidate)
    assert made != candidate
    assert len(made) == 36


def test_each_thread_has_its_own() -> None:
    together = Barrier(2)

    def request(name: str) -> str:
        correlate(name)
        together.wait()
        return current_correlation_id()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(request, ["request-1", "request-2"])) == ["request-1", "request-2"]


@pytest.fixture
def written() -> Iterator[StringIO]:
    buffer = StringIO()
    handler = logging.StreamHandler(buffer)
    handler.setFormatter(log.registered_formatter)
    ours = logging.getLogger(log.service)
    ours.addHandler(handler)
    yield buffer
    ours.removeHandler(handler)


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_what_is_said_of_one_thing_is_one_line(written: StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    correlate("the-request")
    with gather("thing_done") as line:
        note(steps=3)
        count("StepRecorded", 2)
        count("StepRecorded")
        line.keys["status"] = 200

    [said] = lines(written.getvalue())
    assert (said["message"], said["correlation_id"], said["steps"], said["status"]) == (
        "thing_done",
        "the-request",
        3,
        200,
    )
    [metrics] = said["_aws"]["CloudWatchMetrics"]
    assert metrics["Metrics"] == [{"Name": "StepRecorded", "Unit": "Count"}]
    assert all(isinstance(said[name], str) for names in metrics["Dimensions"] for name in names)
    assert said["StepRecorded"] == [2, 1]
    assert "StepRecorded" not in capsys.readouterr().out.replace(written.getvalue(), "")


def test_a_metric_of_its_own_kind_or_of_nothing_is_a_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    note(lost=True)
    count("Alone")
    with gather("thing_done"):
        count("RequestFailed", route="play_take_steps")
    said = [line for line in lines(capsys.readouterr().out) if "_aws" in line]
    assert [(line.get("Alone"), line.get("RequestFailed"), line.get("route")) for line in said] == [
        ([1.0], None, None),
        (None, [1.0], "play_take_steps"),
    ]


def test_what_fails_is_not_told_as_done(written: StringIO) -> None:
    with pytest.raises(KeyError), gather("thing_done"):
        raise KeyError
    assert written.getvalue() == ""


def test_a_line_takes_nothing_from_the_one_before(written: StringIO) -> None:
    def fail() -> None:
        with gather("thing_done"):
            count("Lost")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    for name in ("First", "Second"):
        with gather("thing_done"):
            count(name)
    with gather("thing_done"):
        pass
    said = lines(written.getvalue())
    assert [[name for name in ("Lost", "First", "Second", "_aws") if name in line] for line in said] == [
        ["First", "_aws"],
        ["Second", "_aws"],
        [],
    ]
