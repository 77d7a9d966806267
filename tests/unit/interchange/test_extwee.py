"""Another reader of Twee and Twine 2 HTML, extwee, reads in our files what we wrote into them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Literal

import pytest

from chalicelib.interchange.formats import write
from infra.setup.environment import environment_variables
from infra.setup.places import FRONTEND
from tests.unit.interchange.stories import EXAMPLES, document, example, option, scene

EXTWEE = FRONTEND / "node_modules" / "extwee"
SCRIPT = Path(__file__).with_name("extwee.mjs")
TRICKY = document(
    scene(
        "a",
        title="The {old} [house] \\ x",
        text="A *line*.\n\n[[not a link]] and {coins}.",
        tags=["x]y", "{z", "plain"],
        options=[
            option("o", "b", label="Go -> on | there", condition={"visited": "b"}, effects=[{"add": "n", "by": 1}]),
            option("p", "c", label="To the second B"),
            option("q", None, label="Nowhere"),
        ],
    ),
    scene("b", title="B", ending={"name": "E", "link": None}),
    scene("c", title="B", ending={"name": "F", "link": None}),
    title="A tricky one",
    ifid="2F7A63E4-0C5B-4E39-9B1D-6A8D5C1E7F02",
    variables={"n": {"type": "number", "initial": 0}},
)
STORIES = {"tricky": TRICKY} | {path.stem: example(path.name).document for path in sorted(EXAMPLES.iterdir())}


def by_extwee(content: bytes, format_name: str) -> Any:
    node = shutil.which("node", path=environment_variables()["PATH"])
    assert node, "the front end's tests need Node, and so do these"
    command = [node, str(SCRIPT), str(EXTWEE), format_name]
    ran = subprocess.run(command, input=content, capture_output=True, check=True, timeout=60)
    return json.loads(ran.stdout)


@pytest.mark.parametrize("format_name", ["twee", "twine"])
@pytest.mark.parametrize("name", STORIES)
def test_extwee_reads_what_was_written(name: str, format_name: Literal["twee", "twine"]) -> None:
    story = STORIES[name]
    read = by_extwee(write(story, format_name, {}, story_id="s", version=1).content, format_name)
    passages = read["passages"]
    names = dict(zip(story.scenes, (passage["name"] for passage in passages), strict=True))
    assert read["name"] == story.title
    assert read["ifid"] == (story.ifid or read["ifid"])
    assert read["start"] == (names[story.start] if story.start else "")
    assert (read["format"], read["formatVersion"]) == ("Chapbook", "2.2.0")
    for one, passage in zip(story.scenes.values(), passages, strict=True):
        assert passage["name"].startswith(one.data.title)
        assert passage["tags"] == list(one.data.tags)
        assert passage["metadata"]["position"] == f"{one.position.x / 2:g},{one.position.y / 2:g}"
        assert passage["metadata"]["size"] == "100,100"
        links = [line for line in passage["text"].split("\n") if line.startswith("[[")]
        assert links == [
            f"[[{way.label}->{names[way.target] if way.target else 'nowhere yet'}]]" for way in one.data.options
        ]


def test_the_second_reader_finds_the_text_too() -> None:
    read = by_extwee(write(TRICKY, "twine", {}, story_id="s", version=1).content, "twine")
    assert read["passages"][0]["text"].startswith(
        "A *line*.\n\n[\\[not a link]] and {coins}.\n\n[[Go -> on | there->B]]"
    )
