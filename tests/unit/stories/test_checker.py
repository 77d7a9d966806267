"""A story's problems after an edit: the same list as a check of the whole story gives."""

import random
import time
from collections.abc import Iterator
from statistics import median
from typing import Any, Final

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


def _typical_edits(dice: random.Random, story: Document, number: int) -> Iterator[Any]:
    """One edit of each kind that makes up most of a creator's day, somewhere in the story."""
    ids = list(story.scenes)
    asking = dice.choice([one for one in dice.sample(ids, 40) if story.scenes[one].data.options])
    chosen = dice.choice(story.scenes[asking].data.options).id
    name = dice.choice(list(story.variables))
    condition = compare(name, "eq", story.variables[name].initial)
    yield {"type": "scene.retitled", "scene": dice.choice(ids), "title": f"Title {number}"}
    yield {"type": "scene.rewritten", "scene": dice.choice(ids), "text": f"Text {number}, {{{name}}}"}
    yield {"type": "option.retargeted", "scene": asking, "option": chosen, "target": dice.choice(ids)}
    yield {"type": "option.condition_set", "scene": asking, "option": chosen, "condition": condition}
    yield {"type": "variable.changed", "name": name, "variable": {"type": "number", "initial": number}}
    yield {"type": "scene.added", "scene": scene(f"new{number}", option("on", dice.choice(ids)), image=PICTURE)}
    yield {"type": "option.added", "scene": asking, "option": option(f"to{number}", f"new{number}"), "index": 0}
    yield {
        "type": "scene.ending_set",
        "scene": dice.choice(ids),
        "ending": dice.choice([None, {"name": "", "link": None}]),
    }
    yield {"type": "scene.removed", "scene": dice.choice([one for one in ids if one != asking])}


def _edited(story: Document, rounds: int) -> Iterator[Document]:
    dice = random.Random(rounds)  # noqa: S311 - a story, not a secret
    for number in range(rounds):
        for written in _typical_edits(dice, story, number):
            story = apply(story, EDIT.validate_python(written))
            yield story


READY: Final[dict[AssetId, AssetState]] = {PICTURE: "ready"}


def test_a_story_of_many_ways_is_followed_through_many_edits() -> None:
    story = Document.model_validate(build_story(120, seed=3))
    checker = Checker(story, READY)
    codes = set()
    for now in _edited(story, 60):
        checker.recheck(now)
        assert checker.problems() == find_problems(now, READY)
        codes |= {problem.code for problem in checker.problems()}
    assert {
        "unknown-target",
        "unreachable-scene",
        "cannot-reach-ending",
        "type-mismatch",
        "unknown-variable",
    } - codes == {
        "unknown-variable"  # no variable is removed on this way
    }


def test_an_edit_of_the_biggest_story_is_checked_at_once() -> None:
    story = Document.model_validate(build_story(9_900, seed=1))
    checker = Checker(story, READY)
    taken = []
    for now in _edited(story, 12):
        began = time.process_time()
        checker.recheck(now)
        problems = checker.problems()
        taken.append(time.process_time() - began)
    assert problems == find_problems(now, READY)
    assert median(taken) < 0.005


def test_every_kind_of_problem_has_a_vector() -> None:
    assert {problem["code"] for case in vectors("problems") for problem in case["problems"]} == STRUCTURAL_CODES
