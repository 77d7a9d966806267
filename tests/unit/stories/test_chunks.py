"""Cutting: whole, bounded, the same to the byte, and hardly touched by an edit."""

import hashlib
import json
import random
from typing import Any

import pytest

from chalicelib.stories.canonical import canonical
from chalicelib.stories.chunks import LEAST, MOST, Cut, chunk_key, cut, files_of
from chalicelib.stories.machine import compile_machine
from chalicelib.stories.model import Document
from tests.vectors.tables.shapes import Json, document, option, scene

SCENES = 1_000
VARIABLES: dict[str, Any] = {"coins": 3.0, "name": "Ada", "huge": 2.0**53, "huger": 1e21}


def tree(scenes: int, *, words: int = 300, seed: int = 1) -> Json:
    """A story where every scene leads to a few later ones, the last tenth are endings, and some lead back."""
    dice = random.Random(seed)  # noqa: S311 - a story, not a secret

    def made(number: int) -> Json:
        text = " ".join(f"word{dice.randrange(1000)}" for _ in range(dice.randint(1, 2 * words)))
        if number >= scenes * 0.9:
            return scene(f"s{number}", ending=f"Ending {number}", text=text)
        targets = [min(scenes - 1, 3 * number + 1 + index) for index in range(3)] + [dice.randrange(scenes)]
        return scene(f"s{number}", *(option(f"o{i}", f"s{target}") for i, target in enumerate(targets)), text=text)

    return document(*(made(number) for number in range(scenes)), start="s0", variables=VARIABLES)


def compiled(story: Json, version: int = 1, story_id: str = "story") -> Json:
    return compile_machine(Document.model_validate(story), {}, story_id=story_id, version=version)


@pytest.fixture(scope="module")
def story() -> Json:
    return tree(SCENES)


@pytest.fixture(scope="module")
def made(story: Json) -> Cut:
    return cut(compiled(story))


def chunks_of(made: Cut) -> dict[str, Json]:
    return {name: json.loads(made.files[chunk_key(file)])["states"] for name, file in made.head["chunks"].items()}


def shuffled(value: Any, dice: random.Random) -> Any:
    """The same JSON with the members of every object in another order."""
    if isinstance(value, list):
        return [shuffled(one, dice) for one in value]
    if not isinstance(value, dict):
        return value
    members = [(name, shuffled(one, dice)) for name, one in value.items()]
    dice.shuffle(members)
    return dict(members)


def test_together_the_chunks_are_the_machine(story: Json, made: Cut) -> None:
    """But for the names of other chunks in the options, which say where each target lies."""
    chunks = chunks_of(made)
    put_together: Json = {}
    for name, states in chunks.items():
        for scene_id, state in states.items():
            for drawn in state["meta"]["scene"]["options"]:
                target = state["on"][drawn["id"]][0]["target"]
                assert target in chunks[drawn.pop("chunk", name)]
            put_together[scene_id] = state
    machine = compiled(story)
    assert canonical(put_together) == canonical(machine["states"])
    members = ["id", "version", "schema", "initial", "context", "endings", "reveal_choices", "chunks", "index"]
    assert list(made.head) == members
    assert made.head["reveal_choices"] is False
    assert cut(machine, reveal_choices=True).head["reveal_choices"] is True
    assert made.head["context"] == VARIABLES
    assert made.head["endings"] == SCENES // 10


def test_every_file_is_named_by_its_content(made: Cut) -> None:
    for key, body in made.files.items():
        assert key[2:-5] == hashlib.sha256(body).hexdigest()[:32]
        assert key.startswith("m/" if key == made.head_key else "c/")
    assert files_of(made.head) | {made.head_key} == made.files.keys()


def test_chunks_are_of_a_size(made: Cut) -> None:
    sizes = [len(made.files[chunk_key(file)]) for file in made.head["chunks"].values()]
    assert 28_000 < sum(sizes) / len(sizes) < 36_000
    assert sum(size < LEAST for size in sizes) <= 1
    assert max(sizes) < 1.05 * MOST


def test_a_scene_of_any_size_has_a_chunk(made: Cut) -> None:
    """Twenty thousand ampersands are a hundred thousand bytes of HTML."""
    large = cut(compiled(document(scene("a", option("x", "b"), text="& " * 9_999), scene("b", text="&" * 20_000))))
    assert {name: list(states) for name, states in chunks_of(large).items()} == {"a": ["a"], "b": ["b"]}
    assert chunks_of(large)["a"]["a"]["meta"]["scene"]["options"][0]["chunk"] == "b"


def test_the_start_is_the_first_chunks_name_and_the_index_knows_every_scene(made: Cut) -> None:
    index = json.loads(made.files[chunk_key(made.head["index"])])["scenes"]
    assert "s0" in chunks_of(made)["s0"]
    assert {name: set(scenes) for name, scenes in index.items()} == {
        name: set(states) for name, states in chunks_of(made).items()
    }
    assert all(scenes[0] == name for name, scenes in index.items())


def test_scenes_no_option_leads_to_come_last_by_id() -> None:
    loose = ("9", "b", "Z", "10")
    story = document(scene("start", option("x", "end")), *(scene(name) for name in loose), scene("end", ending="End"))
    made = cut(compiled({**story, "start": "start"}))
    index = json.loads(made.files[chunk_key(made.head["index"])])["scenes"]
    assert index == {"start": ["start", "end", "10", "9", "Z", "b"]}


def test_a_path_longer_than_any_stack_is_cut() -> None:
    last = 2_999
    path = [scene(f"s{n}", *([option("on", f"s{n + 1}")] if n < last else []), text="") for n in range(last + 1)]
    made = cut(compiled(document(*path, start="s0")))
    assert sum(map(len, chunks_of(made).values())) == last + 1


@pytest.mark.parametrize("seed", range(3))
def test_the_same_story_is_the_same_bytes(story: Json, made: Cut, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - an order, not a secret
    assert cut(shuffled(compiled(shuffled(story, dice)), dice)).files == made.files


def test_a_machine_read_back_is_cut_the_same(story: Json, made: Cut) -> None:
    assert cut(json.loads(canonical(compiled(story)), parse_int=float)).files == made.files


def test_nothing_of_story_and_version_is_in_a_chunk(story: Json, made: Cut) -> None:
    other = cut(compiled(story, version=2, story_id="another"))
    assert made.files.keys() ^ other.files.keys() == {made.head_key, other.head_key}


def rewritten(machine: Json, dice: random.Random) -> Json:
    state = dice.choice(list(machine["states"].values()))
    state["meta"]["scene"]["html"] += "<p>and so on</p>" * dice.randint(1, 30)
    return machine


def added(machine: Json, dice: random.Random) -> Json:
    """An option to a new ending."""
    ending = compiled(document(scene("new", ending="New", text="Something new.")))["states"]
    state = dice.choice([one for one in machine["states"].values() if "on" in one])
    state["meta"]["scene"]["options"].append({**state["meta"]["scene"]["options"][0], "id": "new"})
    state["on"]["new"] = [{"target": "new"}]
    return {**machine, "states": machine["states"] | ending}


def retargeted(machine: Json, dice: random.Random) -> Json:
    """The first option leads elsewhere, and what it led to is reached some other way or not at all."""
    state = dice.choice([one for one in machine["states"].values() if "on" in one])
    state["on"]["o0"] = [{"target": f"s{dice.randrange(SCENES)}"}]
    return machine


@pytest.mark.parametrize(("edit", "usual"), [(rewritten, 2), (added, 4), (retargeted, 6)])
def test_an_edit_changes_few_files(story: Json, made: Cut, edit: Any, usual: int) -> None:
    """Of chunks, index and head, in the middle of nine; where a boundary moves, those that lead there change, too."""
    before = json.dumps(compiled(story))
    new = sorted(
        len(cut(edit(json.loads(before), dice)).files.keys() - made.files.keys())
        for dice in map(random.Random, range(9))
    )
    assert len(made.files) > 70
    assert new[4] <= usual, new
