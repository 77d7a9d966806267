"""The templates in the editor are what is built, small, and stories that could be published as they are."""

from __future__ import annotations

import json

import pytest

from chalicelib.stories.model import AssetId, Document
from chalicelib.stories.proof import all_problems
from infra.templates import PLACE, build

TEMPLATES = build()


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_proved_to_have_no_problem(name: str) -> None:
    kept = json.loads((PLACE / f"{name}.json").read_text())
    assert kept["document"] == json.loads(json.dumps(TEMPLATES[name]["document"]))
    pictures = {AssetId(one): "ready" for one in kept["pictures"]}
    found = all_problems(Document.model_validate(kept["document"]), pictures)  # type: ignore[arg-type]  # literals
    assert [(one.severity, one.code, one.scene) for one in found] == []


def test_they_are_small() -> None:
    assert sorted(path.stem for path in PLACE.glob("*.json")) == sorted(TEMPLATES)
    assert sum(path.stat().st_size for path in PLACE.glob("*.json")) < 150_000
