"""Log lines carry the correlation id of the request or message they are about, and no other's."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from chalicelib.log import correlate, current_correlation_id


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
