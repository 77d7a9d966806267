from typing import Any

import pytest

from chalicelib.stories.carrying import Carried, SceneGone, carry, destinations, propose_map, with_moves
from chalicelib.stories.model import Document, type_of
from chalicelib.stories.rules import dump_run, load_run
from tests.unit.stories.vectors import vectors

VECTORS = vectors("carrying")
OLD, NEW = (Document.model_validate(VECTORS["maps"][age]) for age in ("old", "new"))


@pytest.mark.parametrize("case", VECTORS["maps"]["cases"], ids=lambda case: str(case["moves"]))
def test_a_map_goes_by_ids_and_by_what_its_creator_says(case: Any) -> None:
    made = with_moves(propose_map(OLD, NEW), case["moves"])
    assert made.scenes == case["scenes"]
    assert sorted(made.variables) == case["variables"]


@pytest.mark.parametrize("case", VECTORS["runs"], ids=lambda case: case["name"])
def test_a_run_is_carried_or_its_scene_is_gone(case: Any) -> None:
    run = load_run(case["run"])
    outcome = carry(run, case["moves"], set(case["scenes"]), start=case["start"], initial=case["initial"])
    if "gone" in case:
        assert outcome == SceneGone(case["gone"])
    else:
        assert isinstance(outcome, Carried)
        carried = dump_run(outcome.run)
        assert carried == case["carried"]
        assert {name: type_of(held) for name, held in carried["context"].items()} == {
            name: type_of(held) for name, held in case["carried"]["context"].items()
        }
    assert dump_run(run) == case["run"]


@pytest.mark.parametrize("case", VECTORS["runs"], ids=lambda case: case["name"])
def test_carrying_needs_to_know_of_the_destinations_only(case: Any) -> None:
    run = load_run(case["run"])
    asked = destinations(run, case["moves"]) & set(case["scenes"])
    begins = {"start": case["start"], "initial": case["initial"]}
    assert carry(run, case["moves"], asked, **begins) == carry(run, case["moves"], set(case["scenes"]), **begins)
