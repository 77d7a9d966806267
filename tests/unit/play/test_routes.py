from typing import Any, Final

import pytest
from pydantic import ValidationError

from chalicelib.play.model import Origin
from chalicelib.play.routes import SentSteps

STEP: Final[dict[str, Any]] = {"number": 1, "scene": "gate", "option": "enter", "at": 12}
BODY: Final[dict[str, Any]] = {
    "secret": "x" * 43,
    "story": "11111111-1111-4111-8111-111111111111",
    "version": 1,
    "steps": [STEP, {"number": 2, "scene": "hall", "back_to": 0, "at": 13}],
    "now": "gate",
}


def test_a_batch_names_every_scene_once() -> None:
    assert SentSteps.model_validate(BODY).batch().named_scenes() == ["gate", "hall"]


def test_a_batch_may_say_where_the_reader_was_before() -> None:
    origin = {"session": "22222222-2222-4222-8222-222222222222", "secret": "y" * 43}

    sent = SentSteps.model_validate(BODY | {"continues_from": origin})

    assert sent.batch().origin == Origin(origin["session"], origin["secret"])
    assert SentSteps.model_validate(BODY).batch().origin is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"secret": "short"}, ("secret",), id="short secret"),
        pytest.param({"story": "lighthouse"}, ("story",), id="story by name"),
        pytest.param({"version": "1"}, ("version",), id="version as text"),
        pytest.param({"version": 0}, ("version",), id="version zero"),
        pytest.param({"version": 2**31}, ("version",), id="version beyond the column"),
        pytest.param(
            {"continues_from": {"session": "x", "secret": "y" * 43}}, ("continues_from", "session"), id="origin"
        ),
        pytest.param({"now": "no such id!"}, ("now",), id="no scene id"),
        pytest.param({"context": {}}, ("context",), id="more than is asked for"),
        pytest.param({"steps": [STEP] * 501}, ("steps",), id="too many steps"),
        pytest.param({"steps": [STEP | {"back_to": 0}]}, ("steps", 0), id="option and back"),
        pytest.param({"steps": [{"number": 1, "scene": "gate", "at": 12}]}, ("steps", 0), id="neither option nor back"),
        pytest.param({"steps": [STEP | {"number": 0}]}, ("steps", 0, "number"), id="number zero"),
        pytest.param({"steps": [STEP | {"number": True}]}, ("steps", 0, "number"), id="number as a boolean"),
        pytest.param({"steps": [STEP | {"number": 1.5}]}, ("steps", 0, "number"), id="half a number"),
        pytest.param({"steps": [STEP | {"at": -1}]}, ("steps", 0, "at"), id="before it began"),
        pytest.param({"steps": [STEP | {"at": 1e300}]}, ("steps", 0, "at"), id="after the end of time"),
        pytest.param({"steps": [STEP | {"scene": "a" * 65}]}, ("steps", 0, "scene"), id="long scene"),
    ],
)
def test_a_batch_of_another_form_is_refused_where_it_is_wrong(
    change: dict[str, Any], field: tuple[object, ...]
) -> None:
    with pytest.raises(ValidationError) as raised:
        SentSteps.model_validate(BODY | change)

    assert raised.value.errors()[0]["loc"] == field
