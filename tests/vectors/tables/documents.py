"""What is a document and what is not: each row changes one place of a good one."""

from typing import Any, Final

from .shapes import Json, document, group, option, scene

HOTSPOT: Final = {"points": [[0, 0], [1, 0], [0.5, 1]]}
STORY: Final = document(
    scene("a", option("x", "b", condition={"visited": "b"}, effects=[{"add": "n", "by": 1}], hotspot=HOTSPOT)),
    scene("b", ending="Home"),
    variables={"n": 0},
    groups=(group("g"),),
)
OPTION: Final = "scenes/a/data/options/0"
EMOJI: Final = "\U0001f600"


def _nested(depth: int) -> Json:
    condition: Json = {"visited": "a"}
    for _ in range(depth - 1):
        condition = {"all": [condition]}
    return condition


GOOD: Final[tuple[tuple[str, Any], ...]] = (
    ("title", "\U0001f600" * 200),
    ("language", "zh-Hant-TW"),
    ("start", None),
    ("start", "gone"),
    ("theme/layout", "full"),
    ("theme/accent", "#00fF00"),
    ("scenes/a/data/text", EMOJI * 20_000),
    ("scenes/a/data/image", "constructor"),
    ("scenes/a/position/x", 1e300),
    (f"{OPTION}/condition", None),
    (f"{OPTION}/condition", _nested(10)),
    (f"{OPTION}/condition", {"any": [{"visited": "b"}] * 50}),
    (f"{OPTION}/condition", {"var": "constructor", "is": "ne", "value": ""}),
    (f"{OPTION}/effects", [{"toggle": "n"}] * 50),
    (f"{OPTION}/effects", [{"set": "n", "to": "x" * 1000}]),
    (f"{OPTION}/hotspot", None),
    (f"{OPTION}/id", "0_-" + "z" * 61),
    ("scenes/b/data/ending", {"name": "", "link": "https://example.com/?q=ä"}),
    ("scenes/a/data/options", [option(f"o{n}") for n in range(20)]),
    ("scenes/a/data/options", [option("o"), option("o")]),
    ("variables", {f"v{n}": {"type": "string", "initial": ""} for n in range(200)}),
    ("variables", {"constructor": {"type": "boolean", "initial": False}}),
    ("scenes", {}),
    ("scenes", {"constructor": scene("constructor"), "toString": scene("toString")}),
    ("groups", {}),
)
BAD: Final[tuple[tuple[str, Any], ...]] = (
    ("schema", 2),
    ("schema", "1"),
    ("title", ""),
    ("title", None),
    ("title", 1),
    ("title", EMOJI * 201),
    ("title", "nul\0"),
    ("unknown", 1),
    ("summary", "x" * 2001),
    ("language", ""),
    ("language", "en_GB"),
    ("language", "en\n"),
    ("start", ""),
    ("start", 7),
    ("theme/layout", "dark"),
    ("theme/accent", "red"),
    ("theme/accent", "#12345"),
    ("scenes", []),
    ("scenes", None),
    ("scenes", {"a": scene("b")}),
    ("scenes", {"a b": scene("a b")}),
    ("scenes", {"": scene("")}),
    ("scenes/a/id", "-a"),
    ("scenes/a/id", "a.b"),
    ("scenes/a/type", "passage"),
    ("scenes/a/position", {"x": 0}),
    ("scenes/a/position", {"x": 0, "y": "0"}),
    ("scenes/a/position", {"x": 0, "y": 0, "z": 0}),
    ("scenes/a/position/x", True),
    ("scenes/a/position/x", None),
    ("scenes/a/data/text", "x" * 20_001),
    ("scenes/a/data/text", "\0"),
    ("scenes/a/data/notes", "x" * 20_001),
    ("scenes/a/data/alt", "x" * 2001),
    ("scenes/a/data/image", None),
    ("scenes/a/data/image", "../up"),
    ("scenes/a/data/extra", ""),
    ("scenes/a/data/options", [option(f"o{n}") for n in range(21)]),
    ("scenes/b/data/ending", {"name": "x"}),
    ("scenes/b/data/ending", {"name": "x", "link": "javascript:alert(1)"}),
    ("scenes/b/data/ending", {"name": "x", "link": "https://a b"}),
    ("scenes/b/data/ending", {"name": "x", "link": ""}),
    ("scenes/b/data/ending", "Home"),
    (f"{OPTION}/id", "x" * 65),
    (f"{OPTION}/label", "x" * 501),
    (f"{OPTION}/target", ""),
    (f"{OPTION}/when_locked", "grey"),
    (f"{OPTION}/condition", {}),
    (f"{OPTION}/condition", []),
    (f"{OPTION}/condition", True),
    (f"{OPTION}/condition", {"visited": None}),
    (f"{OPTION}/condition", {"visited": "b", "not": {"visited": "b"}}),
    (f"{OPTION}/condition", {"all": {"visited": "b"}}),
    (f"{OPTION}/condition", {"all": [{"visited": "b"}] * 51}),
    (f"{OPTION}/condition", _nested(11)),
    (f"{OPTION}/condition", _nested(25)),
    (f"{OPTION}/condition", {"var": "n", "is": "eq", "value": None}),
    (f"{OPTION}/condition", {"var": "n", "is": "is", "value": 1}),
    (f"{OPTION}/condition", {"var": "n", "operator": "eq", "value": 1}),
    (f"{OPTION}/condition", {"var": "$visited", "is": "eq", "value": 1}),
    (f"{OPTION}/condition", {"not": None}),
    (f"{OPTION}/effects", None),
    (f"{OPTION}/effects", [{"toggle": "n"}] * 51),
    (f"{OPTION}/effects", [{"add": "n", "by": "1"}]),
    (f"{OPTION}/effects", [{"add": "n"}]),
    (f"{OPTION}/effects", [{"set": "n", "to": [1]}]),
    (f"{OPTION}/effects", [{"set": "n", "to": "x" * 1001}]),
    (f"{OPTION}/effects", [{"set": "$visited", "to": 1}]),
    (f"{OPTION}/effects", [{"toggle": "n", "by": 1}]),
    (f"{OPTION}/effects", [{}]),
    (f"{OPTION}/hotspot", {"points": [[0, 0], [1, 1]]}),
    (f"{OPTION}/hotspot", {"points": [[0, 0], [1, 1], [1.01, 0]]}),
    (f"{OPTION}/hotspot", {"points": [[0, 0], [1, 1], [-0.1, 0]]}),
    (f"{OPTION}/hotspot", {"points": [[0, 0], [1, 1], [1]]}),
    (f"{OPTION}/hotspot", {"points": [[0, 0], [1, 1], [1, 0, 0]]}),
    (f"{OPTION}/hotspot", {"points": [[0.5, 0.5]] * 65}),
    ("variables", {"": {"type": "string", "initial": ""}}),
    ("variables", {"$visited": {"type": "string", "initial": ""}}),
    ("variables", {f"v{n}": {"type": "string", "initial": ""} for n in range(201)}),
    ("variables/n", {"type": "number", "initial": "0"}),
    ("variables/n", {"type": "number", "initial": True}),
    ("variables/n", {"type": "boolean", "initial": 0}),
    ("variables/n", {"type": "string", "initial": None}),
    ("variables/n", {"type": "list", "initial": 0}),
    ("groups", {"g": group("h")}),
    ("groups/g/colour", "tomato"),
    ("groups/g/size/width", -1),
)


def good() -> list[Json]:
    return [{"place": place, "value": value} for place, value in GOOD]


def bad() -> list[Json]:
    return [{"place": place, "value": value} for place, value in BAD]
