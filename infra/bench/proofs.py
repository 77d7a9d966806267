"""How long it takes to prove what conditions and effects make of a big story."""

import random
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from chalicelib.stories.model import MAX_SCENES, SCHEMA, Document
from chalicelib.stories.proof import BUDGET, Proof, prove

from .harness import Goal, Measured, Options, bench

NEAR: Final = 200
"""An option leads so many scenes ahead or back at most."""
COLOURS: Final = ("red", "green", "blue")

Json = dict[str, Any]


@bench("proof")
def proofs(_options: Options) -> Iterator[Measured]:
    """Stories of the largest size by what their conditions ask."""
    within = Goal("ours", "most", 3)
    for what, made, goal in (
        ("12 booleans", build_maze(booleans=12), within),
        ("6 texts", build_maze(texts=6), within),
        ("4 numbers from 0 to 5", build_maze(numbers=4), within),
        ("12 booleans, forty visits", build_maze(booleans=12, visits=40), Goal("ours", "most", 5)),
        ("10 numbers from 0 to 5", build_maze(numbers=10), Goal("ours", "most", 5)),
        ("30 booleans", build_maze(booleans=30), Goal("ours", "most", 5)),
    ):
        began = time.perf_counter()
        proof = prove(Document.model_validate(made), budget=BUDGET)
        taken = time.perf_counter() - began
        yield Measured(f"{MAX_SCENES:,} scenes, {what}, {'' if proof.complete else 'not '}proved", "s", taken, goal=goal)
