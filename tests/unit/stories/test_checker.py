"""A story's problems after an edit: the same list as a check of the whole story gives."""

import random
from collections.abc import Iterator
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.stories.edit_types import Edit
from chalicelib.stories.edits import EditRefused, apply
from chalicelib.stories.model import AssetId, Document
from chalicelib.stories.problems import STRUCTURAL_CODES, AssetState, Checker, find_problems
from infra.bench.stories import PICTURE, build_story
from tests.unit.stories.drawn_edits import EDIT, EFFECTS, FIELDS, IDS, VARIABLES
from tests.unit.stories.vectors import vectors
from tests.vectors.tables.shapes import compare, document, option, scene

LABELS = st.sampled_from(["", "{a}", "{b} {x}"])
TEXTS = LABELS | st.just("!" * 3_001)
COMPARES = st.builds(compare, IDS, st.sampled_from(["eq", "ne", "lt", "ge"]), st.sampled_from([True, 1.5, "text"]))
CONDITIONS = st.recursive(
    COMPARES | IDS.map(lambda scene_id: {"visited": scene_id}),
    lambda parts: (
        st.lists(parts, max_size=2).map(lambda all_of: {"all": all_of})
        | st.lists(parts, max_size=2).map(lambda any_of: {"any": any_of})
        | parts.map(lambda part: {"not": part})
    ),
    max_leaves=3,
)
OPTIONS = st.builds(
    lambda option_id, target, **fields: option(option_id, target, **fields),
    IDS,
    st.none() | IDS,
    label=LABELS,
    condition=st.none() | CONDITIONS,
    effects=EFFECTS,
)
SCENES = st.builds(
    lambda scene_id, options, ending, **data: scene(scene_id, *options, ending=ending, **data),
    IDS,
    st.lists(OPTIONS, max_size=3),
    st.sampled_from([None, None, "End"]),
    text=TEXTS,
    image=st.just("") | IDS,
    alt=st.sampled_from(["", "A picture"]),
)
PICTURES = st.dictionaries(
    IDS.map(AssetId), st.sampled_from(["granted", "received", "processing", "ready", "large", "failed"])
)
DOCUMENTS = st.builds(
    lambda scenes, start, variables: Document.model_validate(
        {**document(*scenes, start=start), "variables": variables}
    ),
    st.lists(SCENES, max_size=6, unique_by=lambda written: written["id"]),
    st.none() | IDS,
    st.dictionaries(IDS, VARIABLES),
)
# What validation reads says more here than where only applying is tested.
EDITS = st.one_of(
    *(
        st.fixed_dictionaries({"type": st.just(kind)} | fields).map(EDIT.validate_python)
        for kind, fields in {
            **FIELDS,
            "scene.added": {"scene": SCENES},
            "scene.rewritten": {"scene": IDS, "text": TEXTS},
            "option.added": {"scene": IDS, "option": OPTIONS, "index": st.integers(0, 19)},
            "option.relabelled": {"scene": IDS, "option": IDS, "label": LABELS},
            "option.condition_set": {"scene": IDS, "option": IDS, "condition": st.none() | CONDITIONS},
        }.items()
    )
)


@pytest.mark.parametrize("case", vectors("rechecks"), ids=lambda case: case["name"])
def test_what_an_edit_does_to_other_scenes_is_found(case: Any) -> None:
    before = Document.model_validate(case["document"])
    checker = Checker(before, case["assets"])
    told = checker.problems()
    after = apply(before, EDIT.validate_python(case["edit"]))
    checker.recheck(after)
    assert checker.problems() == find_problems(after, case["assets"]) != told


@settings(max_examples=200, deadline=None)
@given(DOCUMENTS, PICTURES, st.lists(EDITS | PICTURES, min_size=1, max_size=25))
def test_after_any_edit_the_problems_are_those_of_the_whole(
    now: Document, pictures: dict[AssetId, AssetState], changes: list[Edit | dict[AssetId, AssetState]]
) -> None:
    checker = Checker(now, pictures)
    for change in changes:
        if isinstance(change, dict):
            pictures = change
            checker.recheck(now, pictures)
        else:
            try:
                now = apply(now, change)
            except EditRefused:
                continue
            checker.recheck(now)
        assert checker.problems() == find_problems(now, pictures)


@settings(max_examples=100, deadline=None)
@given(DOCUMENTS, DOCUMENTS, PICTURES)
def test_any_story_may_follow_any(one: Document, other: Document, pictures: dict[AssetId, AssetState]) -> None:
    checker = Checker(one, {})
    checker.recheck(other, pictures)
    assert checker.problems() == find_problems(other, pictures)


READY: Final[dict[AssetId, AssetState]] = {PICTURE: "ready"}
FEW: Final = [f"s{number}" for number in range(10)]


def _small_story(dice: random.Random) -> Document:
    """Scenes loosely connected, so that one option makes the difference between reached and not, or saved and not."""
    scenes = [_loose_scene(dice, one) for one in FEW]
    for at in (3, -1):
        scenes[at]["data"]["ending"] = {"name": "End", "link": None}
    return Document.model_validate(document(*scenes, variables={"n": 0, "b": False}))


def _loose_scene(dice: random.Random, scene_id: str) -> Any:
    fields = {"condition": _condition(dice), "effects": _effects(dice)}
    options = [option(f"o{number}", dice.choice(FEW), **fields) for number in range(dice.randrange(4))]
    return scene(scene_id, *options, text=dice.choice(["", "", "{n}"]), image=PICTURE)


def _condition(dice: random.Random) -> Any:
    visited = {"visited": dice.choice(FEW)}
    asked = dice.choice([visited, compare("n", "ge", dice.randrange(2)), compare("b", "eq", True)])
    return dice.choice([None, asked, {"not": asked}])


def _effects(dice: random.Random) -> list[Any]:
    return dice.choice([[], [], [], [{"add": "n", "by": 1}], [{"toggle": "b"}]])


def _telling_edit(dice: random.Random) -> Any:
    """An edit that changes what is reached, saved, asked for or changed."""
    at = {"scene": dice.choice(FEW), "option": f"o{dice.randrange(3)}"}
    ending = dice.choice([None, {"name": "End", "link": None}])
    variable = dice.choice([{"type": "number", "initial": dice.randrange(3)}, {"type": "boolean", "initial": True}])
    return dice.choice(
        [
            {"type": "option.retargeted", **at, "target": dice.choice(FEW)},
            {"type": "option.retargeted", **at, "target": dice.choice(FEW)},
            {"type": "option.condition_set", **at, "condition": _condition(dice)},
            {"type": "option.effects_set", **at, "effects": _effects(dice)},
            {"type": "scene.ending_set", "scene": dice.choice(FEW), "ending": ending},
            {"type": "scene.removed", "scene": dice.choice(FEW)},
            {"type": "scene.added", "scene": _loose_scene(dice, dice.choice(FEW))},
            {"type": "story.start_set", "start": dice.choice(FEW)},
            {"type": "variable.changed", "name": dice.choice(["n", "b"]), "variable": variable},
        ]
    )


@pytest.mark.parametrize("seed", range(20))
def test_a_story_is_followed_where_every_edit_tells(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a story, not a secret
    story = _small_story(dice)
    checker = Checker(story, READY)
    for _ in range(100):
        try:
            story = apply(story, EDIT.validate_python(_telling_edit(dice)))
        except EditRefused:
            continue
        checker.recheck(story)
        assert checker.problems() == find_problems(story, READY)


def _typical_edits(dice: random.Random, story: Document, number: int) -> Iterator[Any]:
    """One edit of each kind that makes up most of a creator's day, somewhere in the story."""
    ids = list(story.scenes)
    asking = dice.choice([one for one in dice.sample(ids, 40) if story.scenes[one].data.options])
    at = {"scene": asking, "option": dice.choice(story.scenes[asking].data.options).id}
    name = dice.choice(list(story.variables))
    held = story.variables[name]
    yield {"type": "scene.retitled", "scene": dice.choice(ids), "title": f"Title {number}"}
    yield {"type": "scene.rewritten", "scene": dice.choice(ids), "text": f"Text {number}, {{{name}}}"}
    yield {"type": "option.retargeted", **at, "target": dice.choice(ids)}
    yield {"type": "option.condition_set", **at, "condition": compare(name, "eq", held.initial)}
    yield {"type": "variable.changed", "name": name, "variable": {"type": "number", "initial": number}}
    yield {"type": "scene.added", "scene": scene(f"new{number}", option("on", dice.choice(ids)), image=PICTURE)}
    yield {"type": "scene.removed", "scene": dice.choice([one for one in ids if one != asking])}


def _edited(story: Document, rounds: int) -> Iterator[Document]:
    dice = random.Random(rounds)  # noqa: S311 - a story, not a secret
    for number in range(rounds):
        for written in _typical_edits(dice, story, number):
            story = apply(story, EDIT.validate_python(written))
            yield story


def test_the_biggest_story_is_followed_edit_by_edit() -> None:
    story = Document.model_validate(build_story(9_900, seed=1))
    checker = Checker(story, READY)
    edited = list(_edited(story, 14))
    for now in edited:
        checker.recheck(now)
    assert checker.problems() == find_problems(edited[-1], READY)


def test_every_kind_of_problem_has_a_vector() -> None:
    assert {problem["code"] for case in vectors("problems") for problem in case["problems"]} == STRUCTURAL_CODES
