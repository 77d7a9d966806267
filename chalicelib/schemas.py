"""JSON Schemas of what the product reads and writes: a story's document, its machine, and a published version's files.

Today's are made of the very types that hold these things inside, so they cannot say anything else; those of older
formats, of which there are no types any more, lie in `older_schemas/` as they were. `docs/schemas/` holds all of them
as files; `python -m infra.schemas` writes those.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import DictSchema

from .stories.machine import MACHINE_SCHEMA
from .stories.model import SCHEMA, Document
from .stories.published import CHOSEN_SCHEMA, FILES_SCHEMA, Chosen, Chunk, Head, Index, StoryMachine
from .web import Access, Answer, Call, NoSuchThing, Route

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

FORMATS: Final[Mapping[str, type[BaseModel]]] = {
    f"document.{SCHEMA}": Document,
    f"machine.{MACHINE_SCHEMA}": StoryMachine,
    f"head.{FILES_SCHEMA}": Head,
    f"chunk.{FILES_SCHEMA}": Chunk,
    f"index.{FILES_SCHEMA}": Index,
    f"chosen.{CHOSEN_SCHEMA}": Chosen,
}
"""What there are types of, by name and number."""

_OLDER: Final = Path(__file__).parent / "older_schemas"

NAMES: Final = (*FORMATS, *sorted(path.stem for path in _OLDER.glob("*.json")))
"""What there are schemas of."""


class JsonSchema(BaseModel):
    """A schema, passed through as it is."""

    model_config = ConfigDict(extra="allow")


class _Closed(GenerateJsonSchema):
    """Objects take members of the names they speak of and no others, as the types do."""

    def dict_schema(self, schema: DictSchema) -> JsonSchemaValue:
        made = super().dict_schema(schema)
        return made | {"additionalProperties": False} if "patternProperties" in made else made


@cache
def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a format. Raises KeyError for a name there is none of."""
    if name in NAMES and name not in FORMATS:
        return dict(json.loads((_OLDER / f"{name}.json").read_text(encoding="utf-8")))
    return {"$schema": DIALECT, **FORMATS[name].model_json_schema(schema_generator=_Closed)}


def read_schema(call: Call) -> Answer:
    """One of the JSON Schemas."""
    name, dot, extension = call.path["file"].rpartition(".")
    if (dot, extension) != (".", "json") or name not in NAMES:
        raise NoSuchThing(field="file")
    headers = {"Content-Type": "application/schema+json", "Cache-Control": "public, max-age=86400"}
    return Answer(200, JsonSchema.model_validate(json_schema(name)), headers)


ROUTES: Final[tuple[Route, ...]] = (
    Route(
        "GET",
        "/schemas/{file}",
        read_schema,
        f"JSON Schemas, each with the number of its format: {', '.join(f'{name}.json' for name in NAMES)}",
        Access.PUBLIC,
        answers={200: None},
    ),
)
