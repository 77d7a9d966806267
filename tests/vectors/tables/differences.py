"""What is different between one document and others, and the edits that lead from it to them."""

from typing import Any, Final

from .edits import FRAME, REMOVED, STORY, THEME, A, X, Y, Z
from .shapes import Json, group, option, scene, variable

LONG: Final = "x" * 500
NEW: Final = option("new", "b")


def _field(name: str, before: Any, after: Any) -> Json:
    return {"field": name, "before": before, "after": after, "whole": True}


def _large(name: str) -> Json:
    return {"field": name, "before": None, "after": None, "whole": False}


def _change(what: str, how: str, thing: str | None, title: str, *fields: Json, scene: str | None = None) -> Json:
    return {"what": what, "how": how, "scene": scene, "id": thing, "title": title, "fields": list(fields)}


def _scene(how: str, scene_id: str, title: str, *fields: Json) -> Json:
    return _change("scene", how, scene_id, title, *fields, scene=scene_id)


def _option(how: str, option_id: str, label: str, *fields: Json) -> Json:
    return _change("option", how, option_id, label, *fields, scene="a")


def _edit(kind: str, **fields: Any) -> Json:
    return {"type": kind, **fields}


OPTIONS: Final = "scenes/a/data/options"
EFFECTS: Final = [{"set": "coins", "to": 1}]

# a name, the places that are other than in the story of the edits, the changes, and the edits that lead there
TABLE: Final[tuple[tuple[str, dict[str, Any], list[Json], list[Json]], ...]] = (
    ("nothing", {}, [], []),
    (
        "the story's own fields, by name",
        {
            "title": "Other",
            "ifid": "FABULA-1",
            "start": None,
            "language": "nl",
            "theme": THEME,
            "reveal_choices": True,
        },
        [
            _change(
                "story",
                "changed",
                None,
                "Other",
                _field("ifid", None, "FABULA-1"),
                _field("language", "en", "nl"),
                _field("reveal_choices", False, True),
                _field("start", "a", None),
                _field("theme", STORY["theme"], THEME),
                _field("title", "A story", "Other"),
            )
        ],
        [
            _edit("story.ifid_set", ifid="FABULA-1"),
            _edit("story.language_set", language="nl"),
            _edit("story.reveal_choices_set", reveal_choices=True),
            _edit("story.start_set", start=None),
            _edit("story.theme_set", theme=THEME),
            _edit("story.retitled", title="Other"),
        ],
    ),
    (
        "a value too long to stand there",
        {"summary": LONG},
        [_change("story", "changed", None, "A story", _large("summary"))],
        [_edit("story.summarised", summary=LONG)],
    ),
    (
        "variables, the removed ones first",
        {"variables/coins": REMOVED, "variables/valueOf": variable(""), "variables/apples": variable(2)},
        [
            _change("variable", "added", "apples", "apples"),
            _change("variable", "removed", "coins", "coins"),
            _change("variable", "added", "valueOf", "valueOf"),
        ],
        [
            _edit("variable.removed", name="coins"),
            _edit("variable.added", name="apples", variable=variable(2)),
            _edit("variable.added", name="valueOf", variable=variable("")),
        ],
    ),
    (
        "a variable of another type",
        {"variables/coins": variable(True)},
        [
            _change(
                "variable",
                "changed",
                "coins",
                "coins",
                _field("initial", 3, True),
                _field("type", "number", "boolean"),
            )
        ],
        [_edit("variable.changed", name="coins", variable=variable(True))],
    ),
    (
        "groups",
        {"groups/g": group("g", title="Night"), "groups/h": group("h", **FRAME)},
        [
            _change("group", "changed", "g", "Night", _field("title", "", "Night")),
            _change("group", "added", "h", ""),
        ],
        [
            _edit("group.retitled", group="g", title="Night"),
            _edit("group.added", group=group("h", **FRAME)),
        ],
    ),
    (
        "every field of a group",
        {"groups/g": group("g", title="Night", text="Ask Ann.", **{**FRAME, "colour": "#102030"})},
        [
            _change(
                "group",
                "changed",
                "g",
                "Night",
                _field("colour", "#aabbcc", "#102030"),
                _field("position", {"x": 0, "y": 0}, FRAME["position"]),
                _field("size", {"width": 10, "height": 10}, FRAME["size"]),
                _field("text", "", "Ask Ann."),
                _field("title", "", "Night"),
            )
        ],
        [
            _edit("group.recoloured", group="g", colour="#102030"),
            _edit("group.moved", group="g", position=FRAME["position"]),
            _edit("group.resized", group="g", size=FRAME["size"]),
            _edit("group.rewritten", group="g", text="Ask Ann."),
            _edit("group.retitled", group="g", title="Night"),
        ],
    ),
    (
        "a group removed",
        {"groups/g": REMOVED},
        [_change("group", "removed", "g", "")],
        [_edit("group.removed", group="g")],
    ),
    (
        "a scene under another id is another scene",
        {"scenes/b": REMOVED, "scenes/b2": scene("b2", ending="Home")},
        [_scene("removed", "b", "B"), _scene("added", "b2", "B2")],
        [_edit("scene.removed", scene="b"), _edit("scene.added", scene=scene("b2", ending="Home"))],
    ),
    (
        "capitals come before small letters",
        {"scenes/Z": scene("Z"), "scenes/0": scene("0"), "scenes/a/data/title": "First"},
        [
            _scene("added", "0", "0"),
            _scene("added", "Z", "Z"),
            _scene("changed", "a", "First", _field("title", "A", "First")),
        ],
        [
            _edit("scene.added", scene=scene("0")),
            _edit("scene.added", scene=scene("Z")),
            _edit("scene.retitled", scene="a", title="First"),
        ],
    ),
    (
        "every field of a scene",
        {
            "scenes/b/position": {"x": 1.5, "y": -2},
            "scenes/b/data/title": "Home",
            "scenes/b/data/text": LONG,
            "scenes/b/data/image": "",
            "scenes/b/data/alt": "A house",
            "scenes/b/data/ending": None,
            "scenes/b/data/notes": "Rain.",
            "scenes/b/data/tags": ["wet"],
        },
        [
            _scene(
                "changed",
                "b",
                "Home",
                _field("alt", "A picture", "A house"),
                _field("ending", {"name": "Home", "link": None}, None),
                _field("image", "pic", ""),
                _field("notes", "", "Rain."),
                _field("position", {"x": 0, "y": 0}, {"x": 1.5, "y": -2}),
                _field("tags", [], ["wet"]),
                _large("text"),
                _field("title", "B", "Home"),
            )
        ],
        [
            _edit("scene.moved", scene="b", position={"x": 1.5, "y": -2}),
            _edit("scene.alt_set", scene="b", alt="A house"),
            _edit("scene.ending_set", scene="b", ending=None),
            _edit("scene.image_set", scene="b", image=""),
            _edit("scene.noted", scene="b", notes="Rain."),
            _edit("scene.tagged", scene="b", tags=["wet"]),
            _edit("scene.rewritten", scene="b", text=LONG),
            _edit("scene.retitled", scene="b", title="Home"),
        ],
    ),
    (
        "every field of an option",
        {
            OPTIONS: [
                X,
                option(
                    "y",
                    "b",
                    label="Climb",
                    condition={"visited": "b"},
                    effects=EFFECTS,
                    hotspot={"points": [[0, 0], [1, 0], [1, 1]]},
                    when_locked="shown",
                    hint="Later",
                ),
                Z,
            ]
        },
        [
            _option(
                "changed",
                "y",
                "Climb",
                _field("condition", None, {"visited": "b"}),
                _field("effects", [], EFFECTS),
                _field("hint", "", "Later"),
                _field("hotspot", None, {"points": [[0, 0], [1, 0], [1, 1]]}),
                _field("label", "Y", "Climb"),
                _field("target", None, "b"),
                _field("when_locked", "hidden", "shown"),
            )
        ],
        [
            _edit("option.condition_set", scene="a", option="y", condition={"visited": "b"}),
            _edit("option.effects_set", scene="a", option="y", effects=EFFECTS),
            _edit("option.hint_set", scene="a", option="y", hint="Later"),
            _edit("option.hotspot_set", scene="a", option="y", hotspot={"points": [[0, 0], [1, 0], [1, 1]]}),
            _edit("option.relabelled", scene="a", option="y", label="Climb"),
            _edit("option.retargeted", scene="a", option="y", target="b"),
            _edit("option.lock_set", scene="a", option="y", when_locked="shown"),
        ],
    ),
    (
        "options in another order",
        {OPTIONS: [Z, X, Y]},
        [_scene("changed", "a", "A", _field("order", ["x", "y", "z"], ["z", "x", "y"]))],
        [_edit("option.reordered", scene="a", order=["z", "x", "y"])],
    ),
    (
        "an option between two that stay",
        {OPTIONS: [X, NEW, Y, Z]},
        [_option("added", "new", "NEW")],
        [_edit("option.added", scene="a", option=NEW, index=1)],
    ),
    (
        "options removed, reordered, added and changed at once",
        {OPTIONS: [NEW, {**Z, "label": "Zed"}, option("last"), X]},
        [
            _scene("changed", "a", "A", _field("order", ["x", "z"], ["z", "x"])),
            _option("removed", "y", "Y"),
            _option("added", "new", "NEW"),
            _option("changed", "z", "Zed", _field("label", "Z", "Zed")),
            _option("added", "last", "LAST"),
        ],
        [
            _edit("option.removed", scene="a", option="y"),
            _edit("option.reordered", scene="a", order=["z", "x"]),
            _edit("option.added", scene="a", option=NEW, index=0),
            _edit("option.relabelled", scene="a", option="z", label="Zed"),
            _edit("option.added", scene="a", option=option("last"), index=2),
        ],
    ),
    (
        "an option under another id is another option",
        {OPTIONS: [X, {**Y, "id": "y2"}, Z]},
        [_option("removed", "y", "Y"), _option("added", "y2", "Y")],
        [
            _edit("option.removed", scene="a", option="y"),
            _edit("option.added", scene="a", option={**Y, "id": "y2"}, index=1),
        ],
    ),
    (
        "true is not one",
        {OPTIONS: [X, Y, {**Z, "effects": [{"set": "coins", "to": True}]}]},
        [_option("changed", "z", "Z", _field("effects", [], [{"set": "coins", "to": True}]))],
        [_edit("option.effects_set", scene="a", option="z", effects=[{"set": "coins", "to": True}])],
    ),
)

ONE: Final = {**A, "data": {**A["data"], "options": [{**X, "effects": EFFECTS}]}}
TRUE: Final = {**A, "data": {**A["data"], "options": [{**X, "effects": [{"set": "coins", "to": True}]}]}}
TWICE: Final = {**A, "data": {**A["data"], "options": [X, {**X, "label": "Again"}]}}


def cases() -> list[Json]:
    rows = [
        {"name": name, "old": {}, "new": places, "changes": changes, "edits": edits}
        for name, places, changes, edits in TABLE
    ]
    return [*rows, *_between()]


def _between() -> list[Json]:
    """Cases whose old document is another one."""
    to_one = _option("changed", "x", "X", _field("effects", [{"set": "coins", "to": True}], EFFECTS))
    options = _large("options")
    return [
        {
            "name": "one is not true",
            "old": {"scenes/a": TRUE},
            "new": {"scenes/a": ONE},
            "changes": [to_one],
            "edits": [_edit("option.effects_set", scene="a", option="x", effects=EFFECTS)],
        },
        {
            "name": "a scene that held two options of one id",
            "old": {"scenes/a": TWICE},
            "new": {},
            "changes": [_scene("changed", "a", "A", options)],
            "edits": [_edit("scene.removed", scene="a"), _edit("scene.added", scene=A)],
        },
        {
            "name": "a scene that holds two options of one id all along",
            "old": {"scenes/a": TWICE},
            "new": {"scenes/a": {**TWICE, "data": {**TWICE["data"], "title": "Kept"}}},
            "changes": [_scene("changed", "a", "Kept", _field("title", "A", "Kept"))],
            "edits": [_edit("scene.retitled", scene="a", title="Kept")],
        },
        {
            "name": "two options of one id cannot be made",
            "old": {},
            "new": {"scenes/a": TWICE},
            "changes": [_scene("changed", "a", "A", options)],
            "edits": None,
        },
    ]
