"""Big stories made by a seed: what a creator of ten thousand scenes might have written, with nothing wrong in it."""

import json
import random
from itertools import cycle
from typing import Any, Final

from chalicelib.stories.model import MAX_DOCUMENT_BYTES, PLAIN_THEME, SCHEMA, AssetId

PICTURE: Final = AssetId("picture")
"""The one picture that all scenes show; a story is without problems where this is ready."""
TEXT: Final = 400
"""Characters in a scene's text, where the whole story leaves room for as many."""
OPTIONS_A_SCENE: Final = 2.5
SCENES_AN_ENDING: Final = 50
NEAR: Final = 200
"""A scene is first reached from one of so many scenes before it: ways from the start are long, but not absurdly."""
VARIABLES: Final = 30
LETTERS: Final = "abcdefghijkmnpqrstuvwxyz"
WORDS: Final = ("lamp", "tide", "stair", "harbour", "letter", "storm", "keeper", "rope", "window", "salt", "mirror")

Json = dict[str, Any]


def build_story(scenes: int, *, seed: int) -> Json:
    """A document of that many scenes, the same for the same seed; at least 10 scenes.

    Some 2.5 options a scene, one ending in 50 scenes, conditions and effects on variables of every type. Every scene is
    reached, and leads to an ending, by options that are always offered. At 10,000 scenes texts are shorter than `TEXT`,
    or the document would be larger than a document may be.
    """
    if scenes < 10:
        raise ValueError("a big story has at least 10 scenes")
    dice = random.Random(seed)  # noqa: S311 - a story, not a secret
    ids = ["".join(dice.choices(LETTERS, k=13)) for _ in range(scenes)]
    variables = _variables(scenes)
    written = {scene_id: _scene(dice, scene_id, at) for at, scene_id in enumerate(ids)}
    endings = {*dice.sample(range(1, scenes - 1), scenes // SCENES_AN_ENDING), scenes - 1}
    for at in endings:
        written[ids[at]]["data"]["ending"] = {"name": f"Ending {at}", "link": None}
    _connect(dice, written, endings)
    _choices(dice, [scene for at, scene in enumerate(written.values()) if at not in endings], ids, variables)
    story = {
        "schema": SCHEMA,
        "title": "A big story",
        "summary": "Made by a seed.",
        "language": "en",
        "start": ids[0],
        "theme": PLAIN_THEME.model_dump(),
        "reveal_choices": False,
        "ifid": None,
        "variables": variables,
        "scenes": written,
        "groups": {},
    }
    room = (MAX_DOCUMENT_BYTES * 0.98 - len(json.dumps(story, separators=(",", ":")).encode())) / scenes
    for scene in written.values():
        scene["data"]["text"] = _text(dice, min(TEXT, int(room)), variables)
    return story


def _variables(scenes: int) -> dict[str, Json]:
    kinds: tuple[Json, ...] = (
        {"type": "boolean", "initial": False},
        {"type": "number", "initial": 0},
        {"type": "string", "initial": "north"},
    )
    return {f"{kinds[at % 3]['type']}_{at}": kinds[at % 3] for at in range(min(VARIABLES, scenes // 8))}


def _scene(dice: random.Random, scene_id: str, at: int) -> Json:
    words = " ".join(dice.choices(WORDS, k=3))
    data: Json = {
        "title": f"The {words}",
        "text": "",
        "image": PICTURE,
        "alt": f"A picture of a {words}.",
        "options": [],
        "ending": None,
        "notes": "",
        "tags": [],
    }
    return {"id": scene_id, "type": "scene", "position": {"x": at % 100 * 320, "y": at // 100 * 260}, "data": data}


def _connect(dice: random.Random, scenes: dict[str, Json], endings: set[int]) -> None:
    """Lead to every scene from one before it, and on from every scene to one after it: so to the last, an ending."""
    ids = list(scenes)
    leading = [0]
    led_on: set[int] = set()
    for at in range(1, len(ids)):
        before = dice.choice(leading[-NEAR:])
        led_on.add(before)
        _add_option(dice, scenes[ids[before]], ids[at])
        if at not in endings:
            leading.append(at)
    for at in set(leading) - led_on:
        _add_option(dice, scenes[ids[at]], ids[dice.randrange(at + 1, min(at + NEAR, len(ids)))])


def _choices(dice: random.Random, scenes: list[Json], ids: list[str], variables: dict[str, Json]) -> None:
    """Fill up to the due number of options: some under a condition, some with an effect, leading anywhere."""
    due = round(len(scenes) * OPTIONS_A_SCENE) - sum(len(scene["data"]["options"]) for scene in scenes)
    read, changed = cycle(variables), cycle(variables)
    free = [scene for scene in scenes if len(scene["data"]["options"]) < 6]
    for number in range(due):
        option = _add_option(dice, dice.choice(free), dice.choice(ids))
        if number % 2:
            option["condition"] = _condition(dice, next(read), variables, ids)
        else:
            name = next(changed)
            option["effects"] = [_effect(dice, name, variables[name])]


def _add_option(dice: random.Random, scene: Json, target: str) -> Json:
    options: list[Json] = scene["data"]["options"]
    option: Json = {
        "id": "".join(dice.choices(LETTERS, k=6)) + str(len(options)),
        "label": f"Take the {dice.choice(WORDS)}",
        "target": target,
        "condition": None,
        "effects": [],
        "hotspot": None,
        "when_locked": "hidden",
        "hint": "",
    }
    options.append(option)
    return option


def _condition(dice: random.Random, name: str, variables: dict[str, Json], ids: list[str]) -> Json:
    compared: Json = {"var": name, **_compared(dice, variables[name])}
    if dice.random() < 0.2:
        return {"any": [compared, {"visited": dice.choice(ids)}]}
    if dice.random() < 0.2:
        return {"all": [compared, {"not": {"visited": dice.choice(ids)}}]}
    return compared


def _compared(dice: random.Random, variable: Json) -> Json:
    match variable["type"]:
        case "boolean":
            return {"is": "eq", "value": dice.random() < 0.5}
        case "number":
            return {"is": dice.choice(["lt", "le", "gt", "ge"]), "value": dice.randrange(4)}
        case _:
            return {"is": dice.choice(["eq", "ne"]), "value": dice.choice(["north", "south"])}


def _effect(dice: random.Random, name: str, variable: Json) -> Json:
    match variable["type"]:
        case "boolean":
            return dice.choice([{"toggle": name}, {"set": name, "to": dice.random() < 0.5}])
        case "number":
            return dice.choice([{"add": name, "by": dice.choice([1, -1])}, {"set": name, "to": dice.randrange(4)}])
        case _:
            return {"set": name, "to": dice.choice(["north", "south"])}


def _text(dice: random.Random, characters: int, variables: dict[str, Json]) -> str:
    """Plain words; one text in ten tells what a variable holds."""
    words = [f"{{{dice.choice(list(variables))}}}"] if dice.random() < 0.1 else []
    length = sum(map(len, words))
    while length < characters:
        word = dice.choice(WORDS)
        words.append(word)
        length += len(word) + 1
    return " ".join(words).capitalize()[: characters - 1] + "."
