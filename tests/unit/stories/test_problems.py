import time
from typing import Any

import pytest

from chalicelib.stories.model import Document
from chalicelib.stories.problems import find_problems
from tests.unit.stories.vectors import vectors
from tests.vectors.tables.shapes import document, option, scene


@pytest.mark.parametrize("case", vectors("problems"), ids=lambda case: case["name"])
def test_problems(case: Any) -> None:
    problems = find_problems(Document.model_validate(case["document"]), case["assets"])
    assert [problem.model_dump(mode="json") for problem in problems] == case["problems"]


def _chain(length: int) -> Document:
    """A long way with a dead end at every step: the worst there is for paths."""
    steps = [
        scene(f"s{n}", option("on", f"s{n + 1}"), option("out", f"d{n}"), text="{coins} " * 20) for n in range(length)
    ]
    dead = [scene(f"d{n}") for n in range(length)]
    return Document.model_validate(document(*steps, *dead, scene(f"s{length}", ending="E"), variables={"coins": 0}))


def test_a_large_story_does_not_take_the_square_of_its_time() -> None:
    """A fraction of a second; looking from each scene through the whole story would take minutes."""
    began = time.process_time()
    problems = find_problems(_chain(4_500), {})
    assert time.process_time() - began < 10
    assert sum(problem.code == "dead-end" for problem in problems) == 4_500
