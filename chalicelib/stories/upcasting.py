"""Upcasters: what was written by an older schema, brought up to this one.

They are kept for ever, one for each older schema, and work on JSON, because the types know this schema alone. What they
do not recognise they leave as it is: the types refuse it. `frontend/src/story/upcasting.ts` is the same in TypeScript;
`tests/examples` holds a document, edits and a machine of every older schema. Schema 2 gave scenes their tags and the
story its IFID, schema 3 options their hints, the story its own background, font and cover, and whether it reveals
choices; schema 4 gave groups their text. A machine counts its schema for itself since, as what is in a group is never
published.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter

from ..errors import Conflict
from .edit_types import Edit
from .model import SCHEMA, Document

_EDIT: Final[TypeAdapter[Edit]] = TypeAdapter(Edit)


class SchemaTooNew(Conflict):
    """This was written by a newer Fabula than this one."""


def load_document(written: Any) -> Document:
    """The document in JSON of any schema up to this one.

    Raises SchemaTooNew, and pydantic's ValidationError for what is no document.
    """
    return Document.model_validate(upcast_document(written))


def load_edit(written: Any, schema: int) -> Edit:
    """The edit in JSON of that schema. Raises SchemaTooNew, and pydantic's ValidationError for what is no edit."""
    return _EDIT.validate_python(upcast_edit(written, schema))


def upcast_document(written: Any) -> Any:
    """A document as this schema writes it; the one given where it is of this schema. Raises SchemaTooNew."""
    schema = written.get("schema") if isinstance(written, dict) else None
    if type(schema) is not int:
        return written
    for step in _steps_since(schema):
        parts = {"scenes": step.scene, "groups": step.group}
        held = {name: written[name] for name in parts if isinstance(written.get(name), dict)}
        written = step.story(written)
        for name, things in held.items():
            written = written | {name: {key: parts[name](thing) for key, thing in things.items()}}
    return written


def upcast_scene(written: Any, schema: int) -> Any:
    """A scene of that schema as this one writes it. Raises SchemaTooNew."""
    for step in _steps_since(schema):
        written = step.scene(written)
    return written


def upcast_theme(written: Any, schema: int) -> Any:
    """A story's theme of that schema as this one writes it. Raises SchemaTooNew."""
    for step in _steps_since(schema):
        written = step.theme(written)
    return written


def upcast_group(written: Any, schema: int) -> Any:
    """A group of that schema as this one writes it. Raises SchemaTooNew."""
    for step in _steps_since(schema):
        written = step.group(written)
    return written


def upcast_edit(written: Any, schema: int) -> Any:
    """An edit, or an inverse, of that schema as this one writes it. Raises SchemaTooNew."""
    steps = _steps_since(schema)
    kind = written.get("type") if isinstance(written, dict) else None
    part = _PARTS.get(kind) if isinstance(kind, str) else None
    if part is None or not steps:
        return written
    held = written.get(part)
    for step in steps:
        held = getattr(step, part)(held)
    return written | {part: held}


def upcast_head(written: Mapping[str, Any]) -> dict[str, Any]:
    """A version's head as this Fabula writes one; what is of no older schema is left to the type."""
    if written.get("schema") != 2:
        return dict(written)
    return {"reveal_choices": False, **written, "schema": 3}


@dataclass(frozen=True, slots=True)
class _Step:
    """From one schema to the next: what a document holds beside its scenes, and its parts wherever one is written."""

    story: Callable[[dict[str, Any]], dict[str, Any]]
    scene: Callable[[Any], Any]
    option: Callable[[Any], Any]
    theme: Callable[[Any], Any]
    group: Callable[[Any], Any]


_PARTS: Final = {
    "scene.added": "scene",
    "option.added": "option",
    "story.theme_set": "theme",
    "group.added": "group",
    "group.changed": "group",
}
"""The edits that hold a part of a document, and as which of their members."""


def _steps_since(schema: int) -> tuple[_Step, ...]:
    if schema > SCHEMA:
        raise SchemaTooNew(f"It is of schema {schema}; this Fabula reads schemas up to {SCHEMA}.")
    return _STEPS[schema - 1 :] if schema >= 1 else ()


def _unchanged(part: Any) -> Any:
    return part


def _story_from_1(story: dict[str, Any]) -> dict[str, Any]:
    return {"ifid": None, **story, "schema": 2}


def _scene_from_1(scene: Any) -> Any:
    if not isinstance(scene, dict) or not isinstance(scene.get("data"), dict):
        return scene
    return scene | {"data": {"tags": [], **scene["data"]}}


def _story_from_2(story: dict[str, Any]) -> dict[str, Any]:
    return {"reveal_choices": False, **story, "theme": _theme_from_2(story.get("theme")), "schema": 3}


def _scene_from_2(scene: Any) -> Any:
    data = scene.get("data") if isinstance(scene, dict) else None
    options = data.get("options") if isinstance(data, dict) else None
    if data is None or not isinstance(options, list):
        return scene
    return scene | {"data": data | {"options": [_option_from_2(option) for option in options]}}


def _option_from_2(option: Any) -> Any:
    return {"hint": "", **option} if isinstance(option, dict) else option


def _theme_from_2(theme: Any) -> Any:
    return {"paper": None, "font": "book", "cover": "", **theme} if isinstance(theme, dict) else theme


def _story_from_3(story: dict[str, Any]) -> dict[str, Any]:
    return story | {"schema": 4}


def _group_from_3(group: Any) -> Any:
    return {"text": "", **group} if isinstance(group, dict) else group


_STEPS: Final = (
    _Step(_story_from_1, _scene_from_1, _unchanged, _unchanged, _unchanged),
    _Step(_story_from_2, _scene_from_2, _option_from_2, _theme_from_2, _unchanged),
    _Step(_story_from_3, _unchanged, _unchanged, _unchanged, _group_from_3),
)
"""The first leads from schema 1 to 2."""
