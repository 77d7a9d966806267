import pytest

from chalicelib.stories.canonical import document_size
from chalicelib.stories.model import MAX_DOCUMENT_BYTES, Document
from chalicelib.stories.problems import find_problems
from infra.bench.stories import PICTURE, build_story


@pytest.mark.parametrize("scenes", [10, 16, 300])
@pytest.mark.parametrize("seed", range(5))
def test_a_big_story_is_as_big_as_asked_and_has_nothing_wrong(scenes: int, seed: int) -> None:
    story = Document.model_validate(build_story(scenes, seed=seed))
    assert len(story.scenes) == scenes
    assert find_problems(story, {PICTURE: "ready"}) == []
    options = sum(len(scene.data.options) for scene in story.scenes.values())
    assert 2.2 * scenes <= options <= 2.6 * scenes
    assert {len(scene.data.text) for scene in story.scenes.values()} == {400}


def test_a_story_is_made_by_its_seed() -> None:
    assert build_story(20, seed=1) == build_story(20, seed=1)
    assert build_story(20, seed=1) != build_story(20, seed=2)


def test_the_biggest_story_is_a_document() -> None:
    story = Document.model_validate(build_story(10_000, seed=1))
    assert 0.95 * MAX_DOCUMENT_BYTES < document_size(story) <= MAX_DOCUMENT_BYTES


def test_a_big_story_is_not_small() -> None:
    with pytest.raises(ValueError, match="at least 10"):
        build_story(9, seed=1)
