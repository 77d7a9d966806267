"""A few hundred of the broken files that `python -m infra.fuzz interchange` makes by the thousand."""

from __future__ import annotations

import pytest

from infra.fuzz import interchange


@pytest.mark.parametrize("block", range(0, 300, 50))
def test_broken_files_are_stories_or_refused(block: int) -> None:
    seeds = interchange.load_seeds()
    outcomes = [interchange.run_case(*interchange.make_case(seeds, number)) for number in range(block, block + 50)]
    assert any(outcome.read for outcome in outcomes)


def test_a_case_is_its_number() -> None:
    seeds = interchange.load_seeds()
    assert interchange.make_case(seeds, 7) == interchange.make_case(seeds, 7)
    assert interchange.make_case(seeds, 7) != interchange.make_case(seeds, 8)
