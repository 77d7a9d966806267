import re
from typing import Any

import pytest

from chalicelib.stories.canonical import canonical
from chalicelib.stories.machine import Picture, compile_machine, step_scenes
from chalicelib.stories.markdown import render
from chalicelib.stories.model import AssetId, Document
from tests.unit.stories.vectors import vectors
from tests.vectors.tables.shapes import document, option, scene


@pytest.mark.parametrize("case", vectors("machines"), ids=lambda case: case["name"])
def test_machines(case: Any) -> None:
    pictures = {AssetId(asset): Picture.model_validate(picture) for asset, picture in case["pictures"].items()}
    story = Document.model_validate(case["document"])
    machine = compile_machine(story, pictures, story_id=case["story"], version=case["version"])
    assert canonical(machine).decode() == case["canonical"]


def _machine(story: Any) -> Any:
    return compile_machine(Document.model_validate(story), {}, story_id="s", version=1)


def test_an_option_is_an_event_with_a_guard_and_actions() -> None:
    effects = [{"add": "n", "by": 1}, {"toggle": "b"}]
    state = _machine(
        document(
            scene("a", option("x", "b", condition={"visited": "b"}, effects=effects), option("y", "b")), scene("b")
        )
    )["states"]["a"]
    assert state["entry"] == [{"type": "visit", "params": {"scene": "a"}}]
    assert state["on"] == {
        "x": [
            {
                "target": "b",
                "guard": {"type": "condition", "params": {"visited": "b"}},
                "actions": [{"type": "effect", "params": effect} for effect in effects],
            }
        ],
        "y": [{"target": "b"}],
    }
    assert "type" not in state


def test_an_ending_is_final_and_offers_nothing() -> None:
    state = _machine(document(scene("end", option("x", "end"), ending="Home")))["states"]["end"]
    assert state["type"] == "final"
    assert "on" not in state
    assert state["meta"]["scene"]["options"] == []
    assert state["meta"]["scene"]["ending"] == {"name": "Home", "link": None}


def test_an_option_that_leads_nowhere_is_drawn_and_cannot_be_taken() -> None:
    state = _machine(document(scene("a", option("x"), option("y", "gone"))))["states"]["a"]
    assert state["on"] == {}
    assert [drawn["id"] for drawn in state["meta"]["scene"]["options"]] == ["x", "y"]


def test_notes_are_never_published() -> None:
    story = document(scene("a", option("x", "a"), notes="SECRET"), scene("end", ending="E", notes="SECRET"))
    assert b"SECRET" not in canonical(_machine(story))


@pytest.mark.parametrize("start", [None, "gone"])
def test_a_story_without_a_start_is_not_compiled(start: str | None) -> None:
    with pytest.raises(ValueError, match="without a start"):
        _machine(document(scene("a"), start=start))


def test_the_rows_of_a_version_hold_what_decides_a_step() -> None:
    story = Document.model_validate(document(scene("a", option("x", "end")), scene("end", ending="Home")))
    rows = {scene_id: row.model_dump(mode="json") for scene_id, row in step_scenes(story).items()}
    assert rows == {
        "a": {"options": [{"id": "x", "target": "end", "condition": None, "effects": []}], "ending": None},
        "end": {"options": [], "ending": "Home"},
    }


@pytest.mark.parametrize("case", vectors("markdown"), ids=lambda case: case["text"][:40])
def test_markdown(case: Any) -> None:
    assert render(case["text"]) == case["html"]


def test_no_markdown_makes_anything_but_words_and_links() -> None:
    tags = {tag for case in vectors("markdown") for tag in re.findall(r"<(/?[^\s>]+)", case["html"])}
    allowed = [
        "p",
        "br",
        "hr",
        "em",
        "strong",
        "code",
        "pre",
        "blockquote",
        "ul",
        "ol",
        "li",
        "a",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    ]
    assert tags <= {*allowed, *(f"/{tag}" for tag in allowed)}
    addresses = [address for case in vectors("markdown") for address in re.findall(r'href="([^"]*)', case["html"])]
    assert len(addresses) > 10
    assert all(re.match(r"(https?://|mailto:)", address, re.IGNORECASE) for address in addresses)
