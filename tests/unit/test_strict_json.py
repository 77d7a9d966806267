"""What Python's JSON parser lets through, and we do not."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from chalicelib.strict_json import DEPTH, JsonMalformed, parse, place_of


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b"{}", {}),
        (b'{"a": [1, 2.5, "x", null, true]}', {"a": [1, 2.5, "x", None, True]}),
        ('"é \U0001f5dd"'.encode(), "é \U0001f5dd"),
        (b'"\\ud83d\\udddd"', "\U0001f5dd"),
        (b"[" * DEPTH + b"]" * DEPTH, None),
    ],
)
def test_takes_json(raw: bytes, value: object) -> None:
    parsed = parse(raw)
    assert value is None or parsed == value


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="cut off"),
        pytest.param(b"NaN", id="not a number"),
        pytest.param(b'{"a": Infinity}', id="infinity"),
        pytest.param(b"[-Infinity]", id="minus infinity"),
        pytest.param(b"1e999", id="beyond doubles"),
        pytest.param(b'{"a": 1, "a": 2}', id="a key twice"),
        pytest.param(b'{"x": {"a": 1, "a": 1}}', id="a key twice, deep"),
        pytest.param(b'"\\ud800"', id="lone surrogate"),
        pytest.param(b'{"\\udfff": 1}', id="lone surrogate in a key"),
        pytest.param(b'"a\\u0000b"', id="U+0000"),
        pytest.param(b'"\xff"', id="not UTF-8"),
        pytest.param(b"\xef\xbb\xbf{}", id="byte order mark"),
        pytest.param(b"[" * (DEPTH + 1) + b"]" * (DEPTH + 1), id="too deep"),
        pytest.param(b"[" * 200_000, id="absurdly deep"),
        pytest.param(b"9" * 5_000, id="a number with 5,000 digits"),
    ],
)
def test_refuses(raw: bytes) -> None:
    with pytest.raises(JsonMalformed):
        parse(raw)


class Moved(BaseModel):
    type: Literal["moved"]
    by: dict[Literal["x", "y"], int]


class Named(BaseModel):
    type: Literal["named"]
    name: Annotated[str, Field(max_length=3)] | int


EDITS = TypeAdapter(dict[str, list[Annotated[Moved | Named, Field(discriminator="type")]]])


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ([], ""),
        ({"edits": [{"type": "moved", "by": {"x": 1}}, {"type": "moved", "by": {"x": "far"}}]}, "edits.1.by.x"),
        ({"edits": [{"type": "moved", "by": {"z": 1}}]}, "edits.0.by.z"),
        ({"edits": [{"type": "moved"}]}, "edits.0.by"),
        ({"edits": [{"type": "named", "name": "long"}]}, "edits.0.name"),
        ({"edits": [{"type": "gone"}]}, "edits.0"),
        ({"edits": [3]}, "edits.0"),
    ],
)
def test_a_place_is_one_of_the_value_whatever_kinds_were_tried(value: Any, place: str) -> None:
    with pytest.raises(ValidationError) as caught:
        EDITS.validate_python(value)
    assert place_of(caught.value.errors()[0], value) == place
