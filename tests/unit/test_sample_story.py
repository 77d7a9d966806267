"""The sample story is the first that a newcomer reads: it has no problem, no dead end, and every choice can be met."""

import json
import re
from collections import deque
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PIL import Image

from chalicelib.stories.model import PLACEHOLDER, AssetId, Document, OptionId, SceneId, Value, VariableName
from chalicelib.stories.proof import BUDGET, all_problems, prove
from chalicelib.stories.rules import Run, initial_context, offered_options, step_scene, take_step

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "the-lighthouse"
RAW: dict[str, Any] = json.loads((SAMPLE / "story.json").read_text(encoding="utf-8"))
SCENES: dict[str, dict[str, Any]] = RAW["scenes"]
ENDINGS = sorted(name for name, scene in SCENES.items() if scene["data"]["ending"])
EVERY_SCENE = pytest.mark.parametrize("scene", [pytest.param(data["data"], id=name) for name, data in SCENES.items()])


class State(NamedTuple):
    """Everything a reader's next choices depend on."""

    scene: SceneId
    context: frozenset[tuple[VariableName, Value]]
    visited: frozenset[SceneId]


class Walk(NamedTuple):
    """Every state of the story, where each leads, and how its options were met."""

    leads: dict[State, set[State]]
    shown: set[tuple[SceneId, OptionId, str]]


@cache
def document() -> Document:
    """The story with each picture's name standing for its asset."""
    scenes = {
        name: scene | {"data": scene["data"] | {"image": Path(scene["data"]["image"]).stem}}
        for name, scene in SCENES.items()
    }
    return Document.model_validate_json(json.dumps(RAW | {"scenes": scenes}))


@cache
def walk() -> Walk:
    """Take every choice there is, from every state there is."""
    story = document()
    assert story.start is not None
    first = State(story.start, frozenset(initial_context(story).items()), frozenset({story.start}))
    steps = {name: step_scene(scene) for name, scene in story.scenes.items()}
    found = Walk({}, set())
    waiting = deque([first])
    while waiting:
        state = waiting.popleft()
        if state in found.leads:
            continue
        found.leads[state] = set()
        for met in offered_options(story.scenes[state.scene], dict(state.context), state.visited):
            found.shown.add((state.scene, met.option.id, met.shown))
            if met.shown != "offered":
                continue
            run = Run(state.scene, dict(state.context), set(state.visited), [])
            take_step(steps, run, met.option.id)
            found.leads[state].add(State(run.scene, frozenset(run.context.items()), frozenset(run.visited)))
        waiting.extend(found.leads[state])
    return found


def test_validation_finds_nothing_to_say() -> None:
    pictures = [AssetId(Path(scene["data"]["image"]).stem) for scene in SCENES.values()]
    assert all_problems(document(), dict.fromkeys(pictures, "ready")) == []
    assert prove(document(), budget=BUDGET).complete


def test_every_ending_can_be_reached() -> None:
    assert len(ENDINGS) >= 3
    assert {state.scene for state in walk().leads} == set(SCENES)


def test_from_every_state_an_ending_can_be_reached() -> None:
    leads = walk().leads
    saved = {state for state in leads if state.scene in ENDINGS}
    grown = True
    while grown:
        more = {state for state, after in leads.items() if state not in saved and after & saved}
        saved |= more
        grown = bool(more)
    assert set(leads) - saved == set()


def test_every_option_is_offered_to_somebody() -> None:
    options = {(name, option["id"]) for name, scene in SCENES.items() for option in scene["data"]["options"]}
    assert {(scene, option) for scene, option, shown in walk().shown if shown == "offered"} == options


def test_it_shows_one_locked_option_and_hides_another() -> None:
    assert {shown for _, _, shown in walk().shown} == {"offered", "locked", "hidden"}


def test_one_can_come_back_to_a_scene() -> None:
    leads = walk().leads
    assert any(after.scene in state.visited for state, afters in leads.items() for after in afters)


def test_it_shows_what_a_story_can_do() -> None:
    kinds = {variable["type"] for variable in RAW["variables"].values()}
    hotspots = [option for scene in SCENES.values() for option in scene["data"]["options"] if option["hotspot"]]
    named = {name for scene in SCENES.values() for name in PLACEHOLDER.findall(scene["data"]["text"])}
    assert kinds == {"boolean", "number", "string"}
    assert len(hotspots) >= 2
    assert named
    assert named <= set(RAW["variables"])


def test_oil_never_runs_below_nothing() -> None:
    assert min(float(dict(state.context)[VariableName("oil")]) for state in walk().leads) == 0


@EVERY_SCENE
def test_texts_are_short_and_labels_shorter(scene: dict[str, Any]) -> None:
    assert 40 <= len(scene["text"].split()) <= 110
    assert all(2 <= len(option["label"].split()) <= 7 for option in scene["options"])
    assert 40 <= len(scene["alt"]) <= 300


@EVERY_SCENE
def test_signs_are_typographic(scene: dict[str, Any]) -> None:
    words = [scene["title"], scene["text"], scene["alt"], *(option["label"] for option in scene["options"])]
    assert not re.search("['\"]|\\.\\.\\.|--", " ".join(words))


@EVERY_SCENE
def test_hotspots_lie_in_the_middle_of_the_picture(scene: dict[str, Any]) -> None:
    # A phone that crops the picture to 4:3 keeps the middle five sixths of its width.
    for points in (option["hotspot"]["points"] for option in scene["options"] if option["hotspot"]):
        assert len(points) >= 4
        assert all(1 / 12 <= x <= 11 / 12 and 0 <= y <= 1 for x, y in points)
        xs, ys = [x for x, _ in points], [y for _, y in points]
        # On a phone 390 pixels wide no finger should have to aim.
        assert (max(xs) - min(xs)) * 390 >= 34
        assert (max(ys) - min(ys)) * 390 * 0.625 >= 24


@EVERY_SCENE
def test_each_scene_has_a_picture_of_its_own(scene: dict[str, Any]) -> None:
    with Image.open(SAMPLE / scene["image"]) as picture:
        assert picture.format == "JPEG"
        assert picture.size == (1920, 1200)
        picture.load()


def test_the_pictures_are_the_story_s_and_stay_small() -> None:
    files = sorted((SAMPLE / "pictures").iterdir())
    assert [f"pictures/{file.name}" for file in files] == sorted(scene["data"]["image"] for scene in SCENES.values())
    assert sum(file.stat().st_size for file in files) < 8_000_000


def test_cards_do_not_overlap() -> None:
    places = [(scene["position"]["x"], scene["position"]["y"]) for scene in SCENES.values()]
    for i, (x, y) in enumerate(places):
        assert all(abs(x - left) >= 300 or abs(y - top) >= 360 for left, top in places[:i])
