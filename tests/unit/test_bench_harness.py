"""What the bench harness makes of a measured figure."""

from __future__ import annotations

import json

import pytest

from infra.bench.harness import Goal, Measured, Row, UnknownBench, build_json, build_row, build_table, choose


@pytest.mark.parametrize(
    ("goal", "ours", "peer", "holds"),
    [
        (Goal("ours", "most", 100), 100, None, True),
        (Goal("ours", "most", 100), 100.1, None, False),
        (Goal("ours", "least", 300), 300, 200, True),
        (Goal("ours", "least", 300), 299, 200, False),
        (Goal("ratio", "most", 1.5), 30, 20, True),
        (Goal("ratio", "most", 1.5), 31, 20, False),
        (Goal("ratio", "least", 2), 40, 20, True),
        (Goal("ratio", "most", 1.5), 30, None, False),
        (None, 1e9, None, True),
    ],
)
def test_a_goal_holds_on_its_figure(
    goal: Goal | None,
    ours: float,
    peer: float | None,
    holds: bool,  # noqa: FBT001  (a column of the table)
) -> None:
    assert build_row("step", Measured("one step", "ms", ours, peer, "bare", goal)).holds is holds


def test_a_row_carries_ratio_and_goal() -> None:
    measured = Measured("one step", "ms", 3.0, 2.0, "bare", Goal("ratio", "most", 2))
    assert build_row("step", measured) == Row("step", "one step", "ms", 3.0, 2.0, "bare", 1.5, "ratio ≤ 2", True)


def test_the_table_lines_up_and_the_json_reads_back() -> None:
    rows = [
        build_row("step", Measured("one step", "ms", 3.0, 2.0, "bare", Goal("ratio", "most", 1.2))),
        build_row("publishing", Measured("a story of 10,000 scenes", "s", 1234.5)),
    ]
    lines = build_table(rows).splitlines()
    assert [line.index(word) for line, word in zip(lines, ("what", "one", "a story"), strict=True)] == [12, 12, 12]
    assert ("FAILS" in lines[1], "holds" in lines[2], "1,234 s" in lines[2]) == (True, True, True)
    assert [Row(**row) for row in json.loads(build_json(rows))] == rows


def test_benches_are_chosen_by_name() -> None:
    benches = {"one": lambda _: (), "two": lambda _: ()}
    assert list(choose(benches, [])) == ["one", "two"]
    assert list(choose(benches, ["two"])) == ["two"]
    with pytest.raises(UnknownBench, match="three; there are one, two"):
        choose(benches, ["three"])
