"""The rules in Python, the rules in TypeScript and XState, walking the same random stories."""

import json
from collections import Counter
from itertools import count, islice
from typing import Any

from infra.agree.replay import replay
from infra.agree.walks import record_walk

WALKS = 1_000

Json = dict[str, Any]


def test_everything_walks_alike() -> None:
    walks = [record_walk(seed) for seed in range(WALKS)]
    agreement = replay(walks)
    assert agreement.told == ()
    assert (agreement.walks, agreement.differences) == (WALKS, 0)
    assert agreement.moves == sum(len(walk["moves"]) for walk in walks)
    seen = [seen for walk in walks for _, seen in walk["moves"] if seen]
    assert len(seen) > agreement.moves / 2
    shown = Counter(kind for each in seen for _, kind in each["shown"])
    assert min(shown[kind] for kind in ("offered", "locked", "hidden")) > WALKS


def _another_value(walk: Json) -> None:
    walk["first"]["context"]["n"] += 1


def _negative_zero(walk: Json) -> None:
    walk["first"]["context"]["zero"] = -0.0


def _one_more_visit(walk: Json) -> None:
    walk["first"]["visited"].append("gone")


def _one_option_less(walk: Json) -> None:
    walk["first"]["shown"].pop()


def _a_refusal(walk: Json) -> None:
    walk["moves"][0][1] = None


def _another_machine(walk: Json) -> None:
    walk["machine"] = "0" * 64


def test_a_difference_is_found_and_named() -> None:
    falsified = [_another_value, _negative_zero, _one_more_visit, _one_option_less, _a_refusal, _another_machine]
    walks = list(islice(filter(_suits, map(record_walk, count())), len(falsified)))
    for walk, falsify in zip(walks, falsified, strict=True):
        falsify(walk)
    agreement = replay(walks)
    assert {json.loads(line)["seed"] for line in agreement.told} == {walk["seed"] for walk in walks}
    assert agreement.differences == len(agreement.told)


def _suits(walk: Json) -> bool:
    first = walk["first"]
    offered = [option for option, shown in first["shown"] if shown == "offered"]
    return {"n", "zero"} <= first["context"].keys() and walk["moves"][0][0] in offered
