"""Random stories that can be published: whatever a story may have, and a way from everywhere to an ending."""

import random
from itertools import pairwise
from typing import Any, Final

from chalicelib.stories.model import PLAIN_THEME, SCHEMA, AssetId
from infra.agree.stories import IDS, KINDS, NUMBERS, STRINGS, VARIABLES

PICTURE: Final = AssetId("picture")
"""The one picture that all scenes show."""
ENDINGS: Final = ("end-1", "end-2", "end-3")
TEXTS: Final = ("", "A short way on.", "**%s** of {%s}.", "# Ünï\n\n* \U0001f600 & <b>\n* `{%s}`")

Json = dict[str, Any]


def build_story(dice: random.Random) -> Json:
    """A document of six to fifteen scenes with nothing wrong in it that would keep it from being published.

    Conditions and effects of every kind, options that hide and that lock, circles, places in the picture, and names
    that trip programs up.
    """
    ids = dice.sample(IDS, dice.randint(5, 12))
    endings = dice.sample(ENDINGS, dice.randint(1, len(ENDINGS)))
    names = dice.sample([*VARIABLES], dice.randint(2, 5))
    scenes = {scene_id: _scene(dice, scene_id, ids, names) for scene_id in ids}
    # An option that is always offered leads on from scene to scene, and from the last one to every ending.
    for scene_id, following in pairwise(ids):
        _insert(dice, scenes[scene_id], _option(dice, "on", [following]))
    for ending in endings:
        _insert(dice, scenes[ids[-1]], _option(dice, f"to-{ending}", [ending]))
        scenes[ending] = _frame(ending, "So it ends.", {"name": f"Ending {ending}", "link": None})
    return {
        "schema": SCHEMA,
        "ifid": None,
        "title": "A random story",
        "summary": "",
        "language": "en",
        "start": ids[0],
        "theme": PLAIN_THEME.model_dump() | {"layout": dice.choice(("paper", "full"))},
        "reveal_choices": False,
        "variables": {name: {"type": KINDS[type(VARIABLES[name])], "initial": VARIABLES[name]} for name in names},
        "scenes": scenes,
        "groups": {},
    }


def _scene(dice: random.Random, scene_id: str, ids: list[str], names: list[str]) -> Json:
    scene = _frame(scene_id, dice.choice(TEXTS).replace("%s", dice.choice(names)), None)
    for option_id in dice.sample(IDS, dice.randint(1, 4)):
        option = _option(dice, option_id, ids)
        option["condition"] = _condition(dice, ids, names, 3) if dice.random() < 0.6 else None
        option["effects"] = [_effect(dice, names) for _ in range(dice.choice((0, 0, 1, 2, 4)))]
        scene["data"]["options"].append(option)
    return scene


def _frame(scene_id: str, text: str, ending: Json | None) -> Json:
    data: Json = {"title": f"Scene {scene_id}", "text": text, "image": PICTURE, "alt": "A picture", "notes": ""}
    data |= {"tags": [], "options": [], "ending": ending}
    return {"id": scene_id, "type": "scene", "position": {"x": 0.0, "y": 0.0}, "data": data}


def _option(dice: random.Random, option_id: str, targets: list[str]) -> Json:
    square = {"points": [[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.2, 0.8]]}
    return {
        "id": option_id,
        "label": f"To {option_id}",
        "target": dice.choice(targets),
        "condition": None,
        "effects": [],
        "hotspot": dice.choice((None, None, square)),
        "when_locked": dice.choice(("hidden", "shown")),
        "hint": dice.choice(("", "You have not been there.")),
    }


def _insert(dice: random.Random, scene: Json, option: Json) -> None:
    options: list[Json] = scene["data"]["options"]
    options.insert(dice.randint(0, len(options)), option)


def _condition(dice: random.Random, ids: list[str], names: list[str], depth: int) -> Json:
    kind = dice.choice(("var", "var", "visited", "visited", "all", "any", "not") if depth else ("var", "visited"))
    if kind == "var":
        name = dice.choice(names)
        operators = ("eq", "ne") if isinstance(VARIABLES[name], bool) else ("eq", "ne", "lt", "le", "gt", "ge")
        return {"var": name, "is": dice.choice(operators), "value": _value(dice, name)}
    if kind == "visited":
        return {"visited": dice.choice(ids)}
    if kind == "not":
        return {"not": _condition(dice, ids, names, depth - 1)}
    return {kind: [_condition(dice, ids, names, depth - 1) for _ in range(dice.randint(1, 3))]}


def _effect(dice: random.Random, names: list[str]) -> Json:
    name = dice.choice(names)
    if isinstance(VARIABLES[name], bool) and dice.random() < 0.5:
        return {"toggle": name}
    if isinstance(VARIABLES[name], float | int) and not isinstance(VARIABLES[name], bool) and dice.random() < 0.6:
        return {"add": name, "by": dice.choice(NUMBERS)}
    return {"set": name, "to": _value(dice, name)}


def _value(dice: random.Random, name: str) -> Any:
    of_kind = {"boolean": (True, False), "string": STRINGS, "number": NUMBERS}
    return dice.choice(of_kind[KINDS[type(VARIABLES[name])]])
