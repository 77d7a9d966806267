"""The published JSON Schemas before a validator that is not ours: they take what we make, and nothing else."""

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # its types are a package of their own

from chalicelib.schemas import DIALECT, FORMATS, json_schema, read_schema
from chalicelib.stories.canonical import canonical
from chalicelib.stories.chunks import cut
from chalicelib.stories.machine import MACHINE_SCHEMA, Picture, compile_machine
from chalicelib.stories.model import SCHEMA, AssetId, Document
from chalicelib.stories.published import CHOSEN_SCHEMA, FILES_SCHEMA, MAX_CHOSEN_SCENES
from chalicelib.web import Answer, Call, NoSuchThing
from infra.local.seed import SAMPLE
from infra.schemas import FOLDER
from tests.unit.stories.vectors import vectors
from tests.vectors.tables import walks

DOCUMENT, MACHINE = f"document.{SCHEMA}", f"machine.{MACHINE_SCHEMA}"
HEAD, CHUNK, INDEX = f"head.{FILES_SCHEMA}", f"chunk.{FILES_SCHEMA}", f"index.{FILES_SCHEMA}"
CHOSEN = f"chosen.{CHOSEN_SCHEMA}"


def complaints(name: str, value: Any) -> list[str]:
    """What the validator, and the type the schema is made of, say against a JSON value."""
    found = [error.message for error in Draft202012Validator(json_schema(name)).iter_errors(value)]
    if not found:
        FORMATS[name].model_validate(value)
    return found


def compiled(story: Any, pictures: Any = {}) -> Any:  # noqa: B006 - never changed
    drawn = {AssetId(asset): Picture.model_validate(picture) for asset, picture in pictures.items()}
    return compile_machine(Document.model_validate(story), drawn, story_id="story", version=12)


def files_of(machine: Any) -> list[tuple[str, Any]]:
    """The machine and each file of its cut, as who reads them gets them, with their formats' names."""
    made = cut(machine)
    files = {key: json.loads(body) for key, body in made.files.items()}
    kinds = {key: CHUNK if "states" in file else INDEX if "scenes" in file else HEAD for key, file in files.items()}
    assert kinds[made.head_key] == HEAD
    return [(MACHINE, json.loads(canonical(machine))), *((kinds[key], file) for key, file in files.items())]


def sample() -> Any:
    """The sample as a creator has it once its pictures are uploaded."""
    story = json.loads((SAMPLE / "story.json").read_text())
    for number, one in enumerate(story["scenes"].values()):
        one["data"]["image"] = f"picture-{number}"
    return story


@pytest.mark.parametrize("name", FORMATS)
def test_each_is_a_schema_of_its_dialect(name: str) -> None:
    assert json_schema(name)["$schema"] == DIALECT
    Draft202012Validator.check_schema(json_schema(name))
    assert json.loads((Path(FOLDER) / f"{name}.json").read_text()) == json_schema(name)


def asked_for(file: str) -> Answer:
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    return read_schema(Call("GET", {"file": file}, {}, {}, {}, "", moment, ""))


def test_anyone_may_have_them_and_keep_them_a_day() -> None:
    answer = asked_for(f"{HEAD}.json")
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert answer.body is not None
    assert answer.body.model_dump() == json_schema(HEAD)


@pytest.mark.parametrize("file", ["head.json", HEAD, f"{HEAD}.yaml", f"{HEAD}.json.json", "", "../head.2.json"])
def test_other_files_there_are_none(file: str) -> None:
    with pytest.raises(NoSuchThing):
        asked_for(file)


def test_the_sample_is_what_they_say() -> None:
    story = sample()
    assert complaints(DOCUMENT, story) == []
    files = files_of(compiled(story))
    assert [name for name, _ in files] == [MACHINE, CHUNK, INDEX, HEAD]
    assert [complaints(name, file) for name, file in files] == [[], [], [], []]


@pytest.mark.parametrize("case", vectors("machines"), ids=lambda case: case["name"])
def test_machines_with_everything_in_them_are(case: Any) -> None:
    assert complaints(DOCUMENT, case["document"]) == []
    assert [complaints(*file) for file in files_of(compiled(case["document"], case["pictures"]))] == [[]] * 4


def test_random_stories_are() -> None:
    for seed in range(40):
        story = walks.story(random.Random(seed))  # noqa: S311 - a story, not a secret
        assert complaints(DOCUMENT, story) == [], seed
        assert [complaints(*file) for file in files_of(compiled(story))] == [[]] * 4, seed


def at(value: Any, *way: Any) -> Any:
    for name in way:
        value = next(iter(value.values())) if name is any else value[name]
    return value


BROKEN: dict[str, tuple[str, Callable[[Any], object]]] = {
    "a document without a title": (DOCUMENT, lambda it: it.pop("title")),
    "a document with more than is said": (DOCUMENT, lambda it: it.update(author="me")),
    "a scene whose id is none": (DOCUMENT, lambda it: it["scenes"].update({"no id": at(it, "scenes", any)})),
    "a condition of no kind": (
        DOCUMENT,
        lambda it: at(it, "scenes", any, "data", "options", 0).update(condition={"is": "eq", "value": 1}),
    ),
    "a machine of another schema": (MACHINE, lambda it: it.update(schema=MACHINE_SCHEMA + 1)),
    "a machine whose context lacks the scenes visited": (MACHINE, lambda it: it["context"].pop("$visited")),
    "a variable that is a list": (MACHINE, lambda it: it["context"].update(coins=[])),
    "a variable whose name is none": (MACHINE, lambda it: it["context"].update({"$coins": 1})),
    "an ending that offers something": (
        MACHINE,
        lambda it: next(one for one in it["states"].values() if one.get("type")).update(on={}),
    ),
    "a transition to nowhere": (
        MACHINE,
        lambda it: at(it, "states", it["initial"], "on", any, 0).update(target=None),
    ),
    "a guard that is null": (
        MACHINE,
        lambda it: at(it, "states", it["initial"], "on", any, 0).update(guard=None),
    ),
    "a head whose file is called anything": (HEAD, lambda it: it["chunks"].update({it["initial"]: "latest"})),
    "a head of the first schema": (HEAD, lambda it: it.update(schema=1)),
    "a chunk without scenes": (CHUNK, lambda it: it.update(states={})),
    "a chunk that says whose it is": (CHUNK, lambda it: it.update(id="story")),
    "a choice that nobody made": (CHOSEN, lambda it: it["scenes"]["hall"].update(climb=0)),
    "a scene that nobody left": (CHOSEN, lambda it: it["scenes"].update(vault={})),
    "choices of no version": (CHOSEN, lambda it: it.pop("version")),
    "choices in more scenes than are told of": (
        CHOSEN,
        lambda it: it.update(scenes={f"scene-{number}": {"on": 1} for number in range(MAX_CHOSEN_SCENES + 1)}),
    ),
    "an index of something else": (INDEX, lambda it: it.update(scenes={"a": "b"})),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_not_of_the_format_is_refused(what: str) -> None:
    name, spoil = BROKEN[what]
    chosen = {"schema": CHOSEN_SCHEMA, "version": 3, "scenes": {"hall": {"climb": 17, "out": 4}}}
    files = {DOCUMENT: sample(), CHOSEN: chosen, **dict(files_of(compiled(sample())))}
    assert complaints(name, files[name]) == []
    spoil(files[name])
    assert Draft202012Validator(json_schema(name)).is_valid(files[name]) is False
