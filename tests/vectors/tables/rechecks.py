"""Edits that change the problems of another scene than the one they edit: what is checked again must hold that one."""

from collections.abc import Iterator
from typing import Any

from .edits import THEME
from .shapes import Json, compare, document, option, scene, variable

FINE = scene("end", ending="Home")


def cases() -> Iterator[Json]:
    """Each a document and an edit after which its problems are others."""
    yield from _existence()
    yield from _ways()
    yield from _variables()
    yield from _visits()
    yield from _covers()


def _case(name: str, story: Json, edit: Json) -> Json:
    return {"name": name, "document": story, "assets": {"pic": "ready"}, "edit": edit}


def _existence() -> Iterator[Json]:
    onward = scene("a", option("x", "b"), option("y", "end"))
    yield _case("a target goes", document(onward, scene("b", option("x", "end")), FINE), _remove("b"))
    yield _case("a target comes", document(onward, FINE), _add(scene("b", option("x", "end"))))
    asking = scene("a", option("x", "end", condition={"visited": "b"}), option("y", "end"))
    yield _case("a scene asked for goes", document(asking, scene("b", option("x", "end")), FINE), _remove("b"))
    yield _case("a scene asked for comes", document(asking, FINE), _add(scene("b", option("x", "end"))))
    yield _case("the start goes", document(onward, scene("b", option("x", "end")), FINE), _remove("a"))
    yield _case("the start comes", document(scene("b", option("x", "end")), FINE, start="a"), _add(onward))


def _ways() -> Iterator[Json]:
    chain = document(scene("a", option("x", "b"), option("y", "end")), scene("b", option("x", "c")), scene("c"), FINE)
    yield _case("a scene after the next is cut off", chain, _lead("a", "x", "end"))
    yield _case("a shortest way is another", chain, _lead("a", "y", "c"))
    saved = document(scene("a", option("x", "b")), scene("b", option("x", "c")), scene("c", option("x", "end")), FINE)
    yield _case("no ending any more, seen from far", saved, _lead("c", "x", "b"))
    yield _case("an ending is none any more", saved, {"type": "scene.ending_set", "scene": "end", "ending": None})
    doors = document(
        scene("a", option("x", "end"), option("y", "b"), option("z", "c")),
        scene("b", option("x", "c")),
        scene("c", option("x", "b")),
        FINE,
    )
    yield _case("one of two doors into a trap is shut", doors, {"type": "option.removed", "scene": "a", "option": "z"})
    yield _case("a second door into a trap opens", _without(doors, "z"), _lead("a", "x", "c"))
    trap = document(scene("a", option("x", "b"), option("y", "end")), scene("b", option("x", "b")), FINE)
    yield _case("a trap has a way out", trap, _lead("b", "x", "end"))
    yield _case("a trap is not a trap where nothing is lost", trap, _lead("a", "y", "b"))
    yield _case("the start is another", chain, {"type": "story.start_set", "start": "b"})


def _variables() -> Iterator[Json]:
    asks = option("x", "end", condition=compare("n", "eq", 1))
    reading = scene("a", option("on", "b", effects=[{"add": "n", "by": 1}]), text="{n}")
    told = document(reading, scene("b", asks, option("y", "end")), FINE, variables={"n": 0})
    yield _case("a variable goes", told, {"type": "variable.removed", "name": "n"})
    yield _case("a variable comes", {**told, "variables": {}}, _variable("added", 0))
    yield _case("a variable has another type", told, _variable("changed", True))
    unset: Json = {"type": "option.effects_set", "scene": "a", "option": "on", "effects": []}
    yield _case("nothing changes a variable any more", told, unset)
    fixed = document(scene("a", asks, option("y", "end"), text="{n}"), FINE, variables={"n": 0})
    begins = {"type": "option.effects_set", "scene": "a", "option": "y", "effects": [{"add": "n", "by": 1}]}
    yield _case("something changes a variable", fixed, begins)
    yield _case("a variable that nothing changes begins otherwise", fixed, _variable("changed", 1))
    hinted = {"type": "option.hint_set", "scene": "a", "option": "y", "hint": "{n} {m}"}
    yield _case("a hint names what is no variable", fixed, hinted)
    yield _case("the last reader of a variable goes", told, {"type": "scene.rewritten", "scene": "a", "text": "{m}"})


def _visits() -> Iterator[Json]:
    asking = scene("b", option("x", "end", condition={"visited": "far"}), option("y", "end"))
    story = document(scene("a", option("x", "b"), option("y", "far")), asking, scene("far", option("x", "b")), FINE)
    yield _case("a scene asked for is reached no more", story, _lead("a", "y", "end"))
    begun = scene("b", option("x", "end", condition={"not": {"visited": "a"}}), option("y", "a"))
    told = document(scene("a", option("x", "b")), begun, FINE)
    yield _case("the scene asked for is the start no more", told, {"type": "story.start_set", "start": "b"})


def _covers() -> Iterator[Json]:
    yield _case("a cover goes", document(FINE, theme=THEME | {"cover": "gone"}), _look(THEME))
    yield _case("a cover that is none comes", document(FINE), _look(THEME | {"cover": "gone"}))


def _look(theme: Json) -> Json:
    return {"type": "story.theme_set", "theme": theme}


def _without(story: Json, option_id: str) -> Json:
    scenes = {
        key: {
            **each,
            "data": {**each["data"], "options": [one for one in each["data"]["options"] if one["id"] != option_id]},
        }
        for key, each in story["scenes"].items()
    }
    return {**story, "scenes": scenes}


def _add(added: Json) -> Json:
    return {"type": "scene.added", "scene": added}


def _remove(scene_id: str) -> Json:
    return {"type": "scene.removed", "scene": scene_id}


def _lead(scene_id: str, option_id: str, target: str) -> Json:
    return {"type": "option.retargeted", "scene": scene_id, "option": option_id, "target": target}


def _variable(what: str, initial: Any) -> Json:
    return {"type": f"variable.{what}", "name": "n", "variable": variable(initial)}
