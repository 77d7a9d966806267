"""JSON as RFC 8259 and I-JSON (RFC 7493) have it: what Python's parser lets through or breaks on is refused here.

Refused: NaN and Infinity, duplicate keys, lone surrogates, U+0000, nesting deeper than 32, bytes that are not UTF-8.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final, NoReturn

from pydantic_core import ErrorDetails

from .errors import Malformed

DEPTH: Final = 32
_FORBIDDEN: Final = re.compile("[\x00\ud800-\udfff]")


class JsonMalformed(Malformed):
    """The body is not the JSON that is taken here."""


def parse(raw: bytes) -> Any:
    """The value in `raw`.

    Raises JsonMalformed, saying what is wrong.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise JsonMalformed("The body is not UTF-8.") from error
    try:
        value = json.loads(
            text, object_pairs_hook=_without_duplicates, parse_constant=_no_constant, parse_float=_finite
        )
    except JsonMalformed:
        raise
    except (ValueError, RecursionError) as error:
        raise JsonMalformed("The body cannot be read as JSON.") from error
    _check(value, DEPTH)
    return value


def place_of(error: ErrorDetails, value: Any) -> str:
    """Where in the value something is wrong, as `edits.0.edit.group`; empty where it is the value itself.

    Of pydantic's location, what is in the value: between its keys lie the names of the kinds it chose among.
    """
    place: list[str] = []
    here = value
    for part in error["loc"]:
        if _holds(here, part):
            here = here[part]
            place.append(str(part))
    if error["type"] == "missing":
        place.append(str(error["loc"][-1]))
    return ".".join(place)


def _holds(value: Any, part: str | int) -> bool:
    return isinstance(part, int) if isinstance(value, list) else isinstance(value, dict) and part in value


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise JsonMalformed("An object in the body has the same key twice.")
    return value


def _no_constant(name: str) -> NoReturn:
    raise JsonMalformed(f"{name} is not a JSON number.")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise JsonMalformed(f"{text} is beyond the numbers taken here.")
    return number


def _check(value: Any, depth: int) -> None:
    if isinstance(value, str):
        if _FORBIDDEN.search(value):
            raise JsonMalformed("A text in the body holds U+0000 or half of a surrogate pair.")
    elif isinstance(value, dict | list):
        if depth == 0:
            raise JsonMalformed(f"The body is nested deeper than {DEPTH} levels.")
        if isinstance(value, dict):
            for key in value:
                _check(key, depth)
        for item in value.values() if isinstance(value, dict) else value:
            _check(item, depth - 1)
