"""What each edit does to one document: the places that change, its inverse, its keys, and when it is refused."""

from typing import Any, Final

from .shapes import Json, document, group, option, scene, variable

STORY: Final = document(
    scene("a", option("x", "b"), option("y"), option("z", "gone")),
    scene("b", ending="Home"),
    scene("constructor"),
    variables={"coins": 3},
    groups=(group("g"),),
)
A: Final[Json] = STORY["scenes"]["a"]
X, Y, Z = A["data"]["options"]
NEW: Final = option(
    "new", "b", condition={"visited": "b"}, effects=[{"toggle": "t"}], when_locked="shown", hint="Not yet"
)
THEME: Final = {"layout": "full", "accent": "#c0FFee", "paper": "#102030", "font": "typewriter", "cover": "pic"}
FRAME: Final = {"position": {"x": 5, "y": -5}, "size": {"width": 0, "height": 1}}

Row = tuple[Json, Json, list[str], list[str], dict[str, Any]]


def _field(edit: Json, field: str, old: Any, key: str, above: list[str], place: str) -> Row:
    return edit, {**edit, field: old}, [key], above, {place: edit[field]}


def _story(kind: str, field: str, new: Any) -> Row:
    return _field({"type": f"story.{kind}", field: new}, field, STORY[field], f"story:{field}", [], field)


def _scene(kind: str, field: str, new: Any, scene_id: str = "a") -> Row:
    edit = {"type": f"scene.{kind}", "scene": scene_id, field: new}
    old, place = STORY["scenes"][scene_id]["data"][field], f"scenes/{scene_id}/data/{field}"
    return _field(edit, field, old, f"scene:{scene_id}:{field}", [f"scene:{scene_id}"], place)


def _option(kind: str, field: str, new: Any) -> Row:
    edit = {"type": f"option.{kind}", "scene": "a", "option": "y", field: new}
    above = ["scene:a", "option:a:y"]
    return _field(edit, field, Y[field], f"option:a:y:{field}", above, f"scenes/a/data/options/1/{field}")


def _group(kind: str, field: str, new: Any, *, keyed: bool = True) -> Row:
    edit = {"type": f"group.{kind}", "group": "g", field: new}
    old, keys = STORY["groups"]["g"][field], [f"group:g:{field}"] if keyed else []
    return edit, {**edit, field: old}, keys, ["group:g"], {f"groups/g/{field}": new}


def _options(edit: Json, inverse: Json, key: str, options: list[Json], above: tuple[str, ...] = ()) -> Row:
    return (
        {"scene": "a", **edit},
        {"scene": "a", **inverse},
        [key],
        ["scene:a", *above],
        {"scenes/a/data/options": options},
    )


def _reordered(order: list[str], options: list[Json]) -> Row:
    edit, inverse = ({"type": "option.reordered", "order": ids} for ids in (order, ["x", "y", "z"]))
    return _options(edit, inverse, "order:a", options, tuple(f"option:a:{option_id}" for option_id in order))


def _added(index: int, options: list[Json]) -> Row:
    edit = {"type": "option.added", "option": NEW, "index": index}
    return _options(edit, {"type": "option.removed", "option": "new"}, "option:a:new", options)


def _removed(option_id: str, index: int, removed: Json, options: list[Json]) -> Row:
    inverse = {"type": "option.added", "option": removed, "index": index}
    return _options({"type": "option.removed", "option": option_id}, inverse, f"option:a:{option_id}", options)


# edit, inverse, keys, existences above, the places that change (REMOVED where nothing is left)
REMOVED: Final = "(removed)"
TABLE: Final[tuple[Row, ...]] = (
    _story("retitled", "title", "Other"),
    _story("retitled", "title", "A story"),
    _story("summarised", "summary", "Short."),
    _story("language_set", "language", "pt-BR"),
    _story("start_set", "start", "b"),
    _story("start_set", "start", None),
    _story("start_set", "start", "gone"),
    _story("theme_set", "theme", THEME),
    _story("reveal_choices_set", "reveal_choices", True),
    _story("ifid_set", "ifid", "6F1A1B9C-7B6E-4C53-9B8B-0D6D5D1C2E3F"),
    _story("ifid_set", "ifid", None),
    (
        {"type": "scene.added", "scene": scene("toString", NEW)},
        {"type": "scene.removed", "scene": "toString"},
        ["scene:toString"],
        [],
        {"scenes/toString": scene("toString", NEW)},
    ),
    (
        {"type": "scene.removed", "scene": "a"},
        {"type": "scene.added", "scene": A},
        ["scene:a"],
        [],
        {"scenes/a": REMOVED},
    ),
    (
        {"type": "scene.moved", "scene": "a", "position": {"x": 1.5, "y": -2}},
        {"type": "scene.moved", "scene": "a", "position": {"x": 0, "y": 0}},
        [],
        ["scene:a"],
        {"scenes/a/position": {"x": 1.5, "y": -2}},
    ),
    _scene("retitled", "title", ""),
    _scene("retitled", "title", "Not its prototype", "constructor"),
    _scene("rewritten", "text", "You have {coins}.\n\n\U0001f511"),
    _scene("image_set", "image", ""),
    _scene("alt_set", "alt", "A lighthouse"),
    _scene("ending_set", "ending", {"name": "Lost", "link": "https://example.com/next"}),
    _scene("ending_set", "ending", None, "b"),
    _scene("noted", "notes", "Later: rain."),
    _scene("tagged", "tags", ["night", "constructor", "über-alles"]),
    _scene("tagged", "tags", []),
    _added(0, [NEW, X, Y, Z]),
    _added(1, [X, NEW, Y, Z]),
    _added(3, [X, Y, Z, NEW]),
    _added(19, [X, Y, Z, NEW]),
    _removed("x", 0, X, [Y, Z]),
    _removed("y", 1, Y, [X, Z]),
    _removed("z", 2, Z, [X, Y]),
    _reordered(["z", "x", "y"], [Z, X, Y]),
    _reordered(["z"], [Z, X, Y]),
    _reordered([], [X, Y, Z]),
    _option("relabelled", "label", "Climb"),
    _option("retargeted", "target", "b"),
    _option("retargeted", "target", "gone"),
    _option("retargeted", "target", None),
    _option("condition_set", "condition", {"not": {"visited": "b"}}),
    _option("condition_set", "condition", None),
    _option("effects_set", "effects", [{"add": "coins", "by": -1}, {"set": "coins", "to": 0}]),
    _option("hotspot_set", "hotspot", {"points": [[0, 0], [1, 0.5], [0.25, 1]]}),
    _option("lock_set", "when_locked", "shown"),
    _option("hint_set", "hint", "It takes {coins} coins."),
    _option("hint_set", "hint", ""),
    (
        {"type": "variable.added", "name": "valueOf", "variable": variable("")},
        {"type": "variable.removed", "name": "valueOf"},
        ["variable:valueOf"],
        [],
        {"variables/valueOf": variable("")},
    ),
    (
        {"type": "variable.removed", "name": "coins"},
        {"type": "variable.added", "name": "coins", "variable": variable(3)},
        ["variable:coins"],
        [],
        {"variables/coins": REMOVED},
    ),
    (
        {"type": "variable.changed", "name": "coins", "variable": variable(True)},
        {"type": "variable.changed", "name": "coins", "variable": variable(3)},
        ["variable:coins"],
        [],
        {"variables/coins": variable(True)},
    ),
    (
        {"type": "group.added", "group": group("h", **FRAME)},
        {"type": "group.removed", "group": "h"},
        ["group:h"],
        [],
        {"groups/h": group("h", **FRAME)},
    ),
    (
        {"type": "group.removed", "group": "g"},
        {"type": "group.added", "group": group("g")},
        ["group:g"],
        [],
        {"groups/g": REMOVED},
    ),
    (
        {"type": "group.changed", "group": group("g", title="Night", text="Ask Ann.", **FRAME)},
        {"type": "group.changed", "group": group("g")},
        ["group:g"],
        [],
        {"groups/g": group("g", title="Night", text="Ask Ann.", **FRAME)},
    ),
    _group("retitled", "title", "Night"),
    _group("rewritten", "text", "Ask Ann."),
    _group("recoloured", "colour", "#c0FFee"),
    _group("moved", "position", {"x": 5, "y": -5}, keyed=False),
    _group("resized", "size", {"width": 0, "height": 1}, keyed=False),
)

NO_SCENE: Final = "There is no scene “gone”."
NO_GROUP: Final = "There is no group “gone”."
NO_OPTION: Final = "The scene “a” has no option “gone”."
GONE_FIELDS: Final[tuple[tuple[str, Json], ...]] = (
    ("scene.moved", {"position": {"x": 0, "y": 0}}),
    ("scene.retitled", {"title": ""}),
    ("scene.rewritten", {"text": ""}),
    ("scene.image_set", {"image": ""}),
    ("scene.alt_set", {"alt": ""}),
    ("scene.ending_set", {"ending": None}),
    ("scene.noted", {"notes": ""}),
    ("scene.tagged", {"tags": []}),
    ("option.added", {"option": NEW, "index": 0}),
    ("option.removed", {"option": "x"}),
    ("option.reordered", {"order": []}),
    ("option.relabelled", {"option": "x", "label": ""}),
)
GONE_OPTION_FIELDS: Final[tuple[tuple[str, Json], ...]] = (
    ("option.removed", {}),
    ("option.relabelled", {"label": ""}),
    ("option.retargeted", {"target": None}),
    ("option.condition_set", {"condition": None}),
    ("option.effects_set", {"effects": []}),
    ("option.hotspot_set", {"hotspot": None}),
    ("option.lock_set", {"when_locked": "shown"}),
    ("option.hint_set", {"hint": ""}),
)
GONE_GROUP_FIELDS: Final[tuple[tuple[str, Json], ...]] = (
    ("group.removed", {}),
    ("group.retitled", {"title": ""}),
    ("group.rewritten", {"text": ""}),
    ("group.recoloured", {"colour": "#aabbcc"}),
    ("group.moved", {"position": {"x": 0, "y": 0}}),
    ("group.resized", {"size": {"width": 0, "height": 0}}),
)
REFUSED: Final[tuple[tuple[Json, str], ...]] = (
    ({"type": "scene.added", "scene": scene("a")}, "There is a scene “a” already."),
    ({"type": "scene.added", "scene": scene("n", option("x"), option("x"))}, "The option “x” is there twice."),
    ({"type": "scene.removed", "scene": "gone"}, NO_SCENE),
    ({"type": "scene.removed", "scene": "hasOwnProperty"}, "There is no scene “hasOwnProperty”."),
    *(({"type": kind, "scene": "gone", **fields}, NO_SCENE) for kind, fields in GONE_FIELDS),
    *(({"type": kind, "scene": "a", "option": "gone", **fields}, NO_OPTION) for kind, fields in GONE_OPTION_FIELDS),
    (
        {"type": "option.added", "scene": "a", "option": option("y"), "index": 0},
        "The scene “a” has an option “y” already.",
    ),
    ({"type": "option.reordered", "scene": "a", "order": ["x", "gone"]}, NO_OPTION),
    ({"type": "option.reordered", "scene": "a", "order": ["x", "y", "x"]}, "The option “x” is there twice."),
    ({"type": "variable.added", "name": "coins", "variable": variable(0)}, "There is a variable “coins” already."),
    ({"type": "variable.removed", "name": "gone"}, "There is no variable “gone”."),
    ({"type": "variable.changed", "name": "toString", "variable": variable(0)}, "There is no variable “toString”."),
    ({"type": "group.added", "group": group("g")}, "There is a group “g” already."),
    *(({"type": kind, "group": "gone", **fields}, NO_GROUP) for kind, fields in GONE_GROUP_FIELDS),
    ({"type": "group.changed", "group": group("gone")}, NO_GROUP),
)


def cases() -> list[Json]:
    return [
        {"edit": edit, "inverse": inverse, "keys": keys, "above": above, "changes": changes}
        for edit, inverse, keys, above, changes in TABLE
    ]


def refused() -> list[Json]:
    return [{"edit": edit, "sentence": sentence} for edit, sentence in REFUSED]
