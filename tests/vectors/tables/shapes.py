"""Documents in few words: what a table does not say has a plain value."""

from typing import Any

Json = dict[str, Any]


def option(option_id: str, target: str | None = None, **fields: Any) -> Json:
    plain: Json = {
        "label": option_id.upper(),
        "condition": None,
        "effects": [],
        "hotspot": None,
        "when_locked": "hidden",
        "hint": "",
    }
    return {"id": option_id, "target": target, **plain, **fields}


def scene(scene_id: str, *options: Json, ending: str | None = None, **data: Any) -> Json:
    plain = {"title": scene_id.title(), "text": "", "image": "pic", "alt": "A picture", "notes": "", "tags": []}
    whole = {
        **plain,
        "options": list(options),
        "ending": None if ending is None else {"name": ending, "link": None},
        **data,
    }
    return {"id": scene_id, "type": "scene", "position": {"x": 0, "y": 0}, "data": whole}


def group(group_id: str, **fields: Any) -> Json:
    plain = {
        "title": "",
        "text": "",
        "colour": "#aabbcc",
        "position": {"x": 0, "y": 0},
        "size": {"width": 10, "height": 10},
    }
    return {"id": group_id, **plain, **fields}


def variable(initial: Any) -> Json:
    kinds = {bool: "boolean", str: "string", int: "number", float: "number"}
    return {"type": kinds[type(initial)], "initial": initial}


def document(*scenes: Json, variables: Json | None = None, groups: tuple[Json, ...] = (), **fields: Any) -> Json:
    plain = {
        "schema": 4,
        "ifid": None,
        "title": "A story",
        "summary": "",
        "language": "en",
        "start": scenes[0]["id"] if scenes else None,
        "theme": {"layout": "paper", "accent": None, "paper": None, "font": "book", "cover": ""},
        "reveal_choices": False,
    }
    return {
        **plain,
        "variables": {name: variable(initial) for name, initial in (variables or {}).items()},
        "scenes": {scene["id"]: scene for scene in scenes},
        "groups": {group["id"]: group for group in groups},
        **fields,
    }


def compare(name: str, operator: str, value: Any) -> Json:
    return {"var": name, "is": operator, "value": value}
