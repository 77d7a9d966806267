"""The operator's guide says what is so: every alarm, every command, and the costs as they are worked out."""

from __future__ import annotations

import re
import shlex

import pytest

from infra.deploy.cost import SCALES, estimate, total
from infra.deploy.functions import WORKERS
from infra.deploy.watching import alarms
from infra.setup.commands import build_parser
from infra.setup.operating_arguments import OPERATING, SECRETS
from infra.setup.places import ROOT

GUIDE = (ROOT / "docs" / "operating.md").read_text()
RUNBOOK = "When an alarm goes off"


def section(title: str) -> str:
    """What stands below a heading of the second level."""
    return GUIDE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_every_alarm_has_an_entry_and_every_entry_an_alarm() -> None:
    entries = re.findall(r"^### (.+)$", section(RUNBOOK), re.MULTILINE)
    assert sorted(entries) == sorted(alarm.logical_id for alarm in alarms("prod"))


def test_every_entry_says_something_and_names_only_alarms_there_are() -> None:
    known = {alarm.logical_id for alarm in alarms("prod")}
    for entry in section(RUNBOOK).split("\n### ")[1:]:
        name, _, text = entry.partition("\n")
        assert len(text.split()) > 20, name
    spoken = {name for name in re.findall(r"`([A-Z]\w+)`", GUIDE) if re.search(r"(Alarm|Errors|Stopped|Late)$", name)}
    assert spoken <= known


def test_every_heading_is_listed_and_every_link_leads_somewhere() -> None:
    headings = re.findall(r"^## (.+)$", GUIDE, re.MULTILINE)
    listed = re.findall(r"^- \[(.+)\]\(#(.+)\)$", GUIDE, re.MULTILINE)
    assert [title for title, _ in listed] == headings
    assert all(link == re.sub(r"[^a-z -]", "", title.lower()).replace(" ", "-") for title, link in listed)
    for target in re.findall(r"\]\(([^#)][^)]*)\)", GUIDE):
        assert (ROOT / "docs" / target).exists(), target


TYPED = [*re.findall(r"^python3 run\.py (.+)$", GUIDE, re.MULTILINE), *re.findall(r"`python3 run\.py ([^`…]+)`", GUIDE)]
SHORT = [
    line
    for line in re.findall(r"`([a-z-]+(?: [^`]*)?)`", GUIDE.replace("\n", " "))
    if re.match(rf"({'|'.join(OPERATING)}|rollback|plan|migrate|destroy) (?=[a-z-])(?!.*[|\[])", line)
]
"""Commands that stand in a sentence, without what they all begin with."""


@pytest.mark.parametrize("line", [*TYPED, *(f"deploy {line} --stage prod" for line in SHORT)])
def test_what_it_says_to_type_is_understood(line: str) -> None:
    words = shlex.split(re.sub(r"\b(ID|FOLDER|N)\b", "7", line), comments=True)
    build_parser().parse_args(words)


def test_every_way_in_which_it_says_to_type_something_is_looked_at() -> None:
    kinds = [line.split()[0] for line in TYPED]
    assert {"deploy", "smoke", "invite"} <= set(kinds)
    assert "deploy --stage prod" in {line.partition("#")[0].strip() for line in TYPED}
    assert len(SHORT) > 5


def test_every_operating_command_and_secret_is_in_a_table() -> None:
    rows = re.findall(r"^\| `([a-z-]+)", GUIDE, re.MULTILINE)
    assert {*OPERATING, *SECRETS} <= set(rows)


def test_costs_are_those_that_are_worked_out() -> None:
    columns = [estimate(reads) for reads in SCALES]
    for rows in zip(*columns, strict=True):
        assert " | ".join(f"{row.dollars:,.2f}" for row in rows) in section("What it costs"), rows[0].what
    assert " | ".join(f"**{total(rows):,.2f}**" for rows in columns) in section("What it costs")


def test_the_limits_of_functions_are_theirs() -> None:
    assert f"`connections` − {WORKERS} ({40 - WORKERS} of 40)" in section("Limits, and what to raise first")
