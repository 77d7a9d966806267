"""The vectors both languages are held to, and places in a document."""

import copy
import json
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).parents[2] / "vectors"


def vectors(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


def replaced(document: Any, place: str, value: Any) -> Any:
    """A copy of the JSON with another value in that place; `(removed)` takes away what is there."""
    changed = copy.deepcopy(document)
    *way, last = place.split("/")
    holder = changed
    for step in way:
        holder = holder[int(step) if isinstance(holder, list) else step]
    if value == "(removed)":
        del holder[last]
    else:
        holder[int(last) if isinstance(holder, list) else last] = value
    return changed
