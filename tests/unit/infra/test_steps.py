"""Steps do what is due, in order, and nothing else."""

from __future__ import annotations

import re

from infra.deploy.steps import Step, run_steps


def test_what_is_due_is_done_in_order() -> None:
    done: list[str] = []
    said: list[str] = []

    def step(name: str, due: str | None) -> Step:
        return Step(name, lambda: due, lambda: done.append(name))

    steps = [step("a", "making it"), step("b", None), step("c", "mending it")]
    assert run_steps(steps, said.append) == done == ["a", "c"]
    assert [re.sub(r"[\d.]+ s", "0 s", line) for line in said] == [
        "a: making it …",
        "a: done in 0 s",
        "b: nothing to do",
        "c: mending it …",
        "c: done in 0 s",
    ]


def test_a_step_looks_when_it_is_its_turn() -> None:
    there: set[str] = set()
    first = Step("first", lambda: "making it", lambda: there.add("it"))
    second = Step("second", lambda: None if "it" in there else "making it", lambda: there.add("twice"))
    assert run_steps([first, second], lambda _line: None) == ["first"]
