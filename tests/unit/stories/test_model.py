import json
import math
from typing import Any

import pytest
from pydantic import ValidationError

from chalicelib.stories.canonical import canonical, document_size
from chalicelib.stories.model import Document, new_document
from chalicelib.stories.upcasting import SchemaTooNew, load_document
from tests.unit.stories.vectors import replaced, vectors

DOCUMENTS = vectors("documents")
GOOD = [pytest.param(case["place"], case["value"], id=case["place"]) for case in DOCUMENTS["good"]]
BAD = [pytest.param(case["place"], case["value"], id=case["place"]) for case in DOCUMENTS["bad"]]


@pytest.mark.parametrize(("place", "value"), GOOD)
def test_a_document_is_what_was_written(place: str, value: Any) -> None:
    written = replaced(DOCUMENTS["document"], place, value)
    document = Document.model_validate(written)
    assert document.model_dump(mode="json") == written
    assert Document.model_validate_json(document.model_dump_json()) == document


@pytest.mark.parametrize(("place", "value"), BAD)
def test_anything_else_is_refused(place: str, value: Any) -> None:
    written = replaced(DOCUMENTS["document"], place, value)
    with pytest.raises(ValidationError):
        Document.model_validate(written)
    with pytest.raises(ValidationError):
        Document.model_validate_json(json.dumps(written))
    with pytest.raises((ValidationError, SchemaTooNew)):
        load_document(written)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, 10**400])
def test_numbers_are_finite(number: float) -> None:
    with pytest.raises(ValidationError):
        Document.model_validate(replaced(DOCUMENTS["document"], "scenes/a/position/x", number))


@pytest.mark.parametrize("place", ["scenes/a/data/text", "title", "variables/n"])
def test_text_holds_no_half_of_a_surrogate_pair(place: str) -> None:
    half = "\ud800" if place != "variables/n" else {"type": "string", "initial": "\udc00"}
    with pytest.raises(ValidationError):
        Document.model_validate(replaced(DOCUMENTS["document"], place, half))


def test_minus_zero_becomes_zero() -> None:
    document = Document.model_validate(replaced(DOCUMENTS["document"], "variables/n/initial", -0.0))
    (variable,) = document.variables.values()
    assert math.copysign(1, variable.initial) == 1  # type: ignore[arg-type]


def test_more_scenes_than_the_limit_are_refused() -> None:
    scene = DOCUMENTS["document"]["scenes"]["b"]
    scenes = {f"s{number}": {**scene, "id": f"s{number}"} for number in range(10_001)}
    with pytest.raises(ValidationError, match="10000"):
        Document.model_validate({**DOCUMENTS["document"], "scenes": scenes})
    scenes.popitem()
    assert len(Document.model_validate({**DOCUMENTS["document"], "scenes": scenes}).scenes) == 10_000


def test_a_document_cannot_be_changed() -> None:
    document = new_document("A story")
    with pytest.raises(ValidationError, match="frozen"):
        document.title = "Another"  # type: ignore[misc]


def test_canonical_json_sorts_by_utf_16_and_writes_numbers_as_javascript() -> None:
    value = {"\uff5e": 1.0, "\U0001f600": 1e21, "b": [1e-7, -0.5], "a": "\u2028é"}
    assert canonical(value).decode() == '{"a":"\u2028é","b":[1e-7,-0.5],"\U0001f600":1e+21,"\uff5e":1}'


def test_a_document_s_size_counts_bytes() -> None:
    small, large = (new_document("A story").model_copy(update={"summary": text}) for text in ("", "é" * 10))
    assert document_size(large) - document_size(small) == 20
