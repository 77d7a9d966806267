"""The sample story built from nothing with the mouse: letters are typed, all else is pointed at, drawn and dragged."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from infra.local.creator import Creator
from infra.local.seed import SAMPLE
from infra.local.stack import Stack
from tests.browser.conftest import DESK, OpenWindow
from tests.browser.test_main_job import card, close_panel, drag_to, drop_picture, pictures_done, pull, saved
from tests.browser.test_panels import places
from tests.browser.test_screens import browser_state

KINDS = {"boolean": "Yes or no", "number": "Number", "string": "Text"}
COMPARISONS = {"eq": "is", "ge": "is at least"}
CHANGES = {"set": "set to", "add": "add"}
ROOM = 30
"""Pixels around a new card that nothing else lies in."""
NEAR = 0.01
"""How far a corner that was clicked may be from the one meant, as a share of the picture."""

Scene = Mapping[str, Any]


@pytest.mark.long
def test_the_sample_is_built_from_nothing(stack: Stack, open_window: OpenWindow, tmp_path: Path) -> None:
    sample = json.loads((SAMPLE / "story.json").read_text(encoding="utf-8"))
    creator = Creator(stack.addresses)
    creator.sign_in(f"{uuid.uuid4().hex[:12]}@example.com")
    window = open_window(DESK, storage_state=browser_state(creator), reduced_motion="reduce")
    page = window.page
    page.goto(stack.addresses.app)
    page.get_by_role("button", name="New story").first.click()
    page.get_by_role("dialog").get_by_role("textbox").first.fill(sample["title"])
    page.get_by_role("dialog").get_by_role("button", name="Create").click()
    page.get_by_role("button", name="Add the first scene").click()
    page.wait_for_url("**/stories/*")
    story = page.url.rpartition("/")[2]

    draw_scenes(page, sample)
    window.shoot("sample-drawn-1440")
    declare(page, sample)
    for scene in sample["scenes"].values():
        write(page, scene["data"], smaller(SAMPLE / scene["data"]["image"], tmp_path))
    pictures_done(page)
    for scene in sample["scenes"].values():
        for index, option in enumerate(scene["data"]["options"]):
            arrange(page, sample, scene["data"], index, option)
    saved(page)
    expect(page.get_by_test_id("problems-button")).to_have_accessible_name("Problems: No problems")
    window.shoot("sample-built-1440")
    assert_same(creator.call("GET", f"/v1/stories/{story}/draft"), sample)
    assert window.complaints == []


def draw_scenes(page: Page, sample: Mapping[str, Any]) -> None:
    """Every scene with its title, and every option: drawn to where it leads, or to an empty place for a new scene."""
    scenes = sample["scenes"]
    name_new(page, scenes[sample["start"]]["data"]["title"])
    made = {sample["start"]}
    queue = [sample["start"]]
    while queue:
        scene = scenes[queue.pop(0)]["data"]
        for option in scene["options"]:
            title = scenes[option["target"]]["data"]["title"]
            page.get_by_role("button", name="Show the whole story").click()
            handle = card(page, scene["title"]).get_by_test_id("new-option-handle")
            if option["target"] in made:
                drag_to(page, handle, card(page, title))
            else:
                drag_out(page, handle)
                name_new(page, title)
                made.add(option["target"])
                queue.append(option["target"])


def name_new(page: Page, title: str) -> None:
    expect(page.get_by_role("textbox", name="Title of the scene")).to_be_focused()
    page.keyboard.type(title)
    page.keyboard.press("Enter")
    expect(card(page, title)).to_be_focused()


def drag_out(page: Page, handle: Locator) -> None:
    place = empty_place(page)
    while place is None:
        page.get_by_role("button", name="Zoom out").click()
        place = empty_place(page)
    handle.hover()
    box = handle.bounding_box()
    assert box
    pull(page, (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2), place)


def empty_place(page: Page) -> tuple[float, float] | None:
    """Where on the canvas there is room for one more card, as near to its middle as can be; None without room."""
    place = page.evaluate(
        """room => {
            const boxOf = element => element.getBoundingClientRect()
            const cards = [...document.querySelectorAll('[data-testid=scene-card]')].map(boxOf)
            const canvas = boxOf(document.querySelector('.vue-flow'))
            const [width, height] = [cards[0].width + room, 1.6 * cards[0].height + room] // options make a card longer
            const places = []
            for (let x = canvas.left + room; x < canvas.right - width; x += 20)
                for (let y = canvas.top + room; y < canvas.bottom - height; y += 20) {
                    const beside = card => card.right + room < x || card.left > x + width
                    const top = y - cards[0].height / 3 // a way ends there, a third down the card
                    const above = card => card.bottom + room < top || card.top > top + height
                    const free = cards.every(card => beside(card) || above(card))
                    if (free && document.elementFromPoint(x, y)?.closest('.vue-flow__pane')) places.push([x, y])
                }
            const [midX, midY] = [(canvas.left + canvas.right) / 2, (canvas.top + canvas.bottom) / 2]
            const off = ([x, y]) => Math.hypot(x + width / 2 - midX, y + height / 2 - midY)
            return places.sort((one, other) => off(one) - off(other))[0] ?? null
        }""",
        ROOM,
    )
    return None if place is None else (place[0], place[1])


def declare(page: Page, sample: Mapping[str, Any]) -> None:
    page.get_by_test_id("variables-button").click()
    panel = page.get_by_role("complementary")
    for name, variable in sample["variables"].items():
        panel.get_by_role("textbox", name="Name").fill(name)
        panel.get_by_label("Kind").select_option(KINDS[variable["type"]])
        panel.get_by_role("button", name="Add variable").click()
        give(panel.get_by_label(f"{name}: At the start"), variable["initial"])
    page.get_by_test_id("settings-button").click()
    panel.get_by_label("Summary").fill(sample["summary"])
    close_panel(page)


def smaller(picture: Path, folder: Path) -> Path:
    """The picture at half its size: thirteen large ones take most of a minute to prepare."""
    small = folder / picture.name
    with Image.open(picture) as image:
        image.resize((image.width // 2, image.height // 2)).save(small)
    return small


def write(page: Page, scene: Scene, picture: Path) -> None:
    """The scene's picture, words, options' words, and whether it is an ending."""
    page.get_by_role("button", name="Show the whole story").click()
    drop_picture(card(page, scene["title"]), picture)
    card(page, scene["title"]).click()
    panel = page.get_by_role("complementary")
    panel.get_by_label("Text", exact=True).fill(scene["text"])
    panel.get_by_label("Picture in words").fill(scene["alt"])
    if scene["notes"]:
        panel.get_by_label("Notes").fill(scene["notes"])
    labels = panel.get_by_label("Words on the option")
    expect(labels).to_have_count(len(scene["options"]))
    for index, option in enumerate(scene["options"]):
        labels.nth(index).fill(option["label"])
    if scene["ending"]:
        panel.get_by_role("switch", name="This is an ending").click()
        panel.get_by_label("Name of the ending").fill(scene["ending"]["name"])
    close_panel(page)


def arrange(page: Page, sample: Mapping[str, Any], scene: Scene, index: int, option: Mapping[str, Any]) -> None:
    """When the option is offered, what it changes and where in the picture it lies."""
    effects = option.get("effects") or []
    if not (option.get("condition") or effects or option.get("hotspot")):
        return
    page.get_by_role("button", name="Show the whole story").click()
    card(page, scene["title"]).click()
    panel = page.get_by_role("complementary")
    item = panel.get_by_role("listitem").filter(has=page.get_by_label("Words on the option")).nth(index)
    item.get_by_role("button", name="Conditions, effects and hotspot").click()
    if option.get("condition"):
        demand(item, sample, option["condition"])
        item.get_by_label("While the condition does not hold").select_option(option["when_locked"])
        if option["hint"]:
            item.get_by_label("What readers are told there").fill(option["hint"])
    for place, effect in enumerate(effects):
        change(item, place, effect)
    if option.get("hotspot"):
        item.get_by_role("button", name="Draw on the picture").click()
        outline(page, option["hotspot"]["points"])
    close_panel(page)


def demand(item: Locator, sample: Mapping[str, Any], condition: Mapping[str, Any]) -> None:
    rows = item.get_by_role("group", name="Offered when")
    for place, part in enumerate(condition.get("all", [condition])):
        rows.get_by_role("button", name="Add condition").click()
        about = rows.get_by_label("What the condition looks at").nth(place)
        visited = part.get("visited") or part.get("not", {}).get("visited")
        if visited:
            about.select_option("The reader has not been in" if "not" in part else "The reader has been in")
            rows.get_by_label("Scene").last.select_option(sample["scenes"][visited]["data"]["title"])
        else:
            about.select_option(f"Variable {part['var']}")
            rows.get_by_label("How it compares").last.select_option(COMPARISONS[part["is"]])
            give(rows.get_by_label("Value").last, part["value"])


def change(item: Locator, place: int, effect: Mapping[str, Any]) -> None:
    rows = item.get_by_role("group", name="Taking it changes")
    rows.get_by_role("button", name="Add effect").click()
    kind = "set" if "set" in effect else "add"
    rows.get_by_label("Variable").nth(place).select_option(effect[kind])
    rows.get_by_label("What happens").nth(place).select_option(CHANGES[kind])
    give(rows.get_by_label("Value").nth(place), effect["to"] if kind == "set" else effect["by"])


def give(field: Locator, value: object) -> None:
    if isinstance(value, bool):
        field.select_option(str(value).lower())
    else:
        field.fill(str(value))
        field.blur()


def outline(page: Page, corners: list[tuple[float, float]]) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Corners").click()
    at = places(dialog.get_by_role("application"))
    for corner in [*corners, corners[0]]:  # the first one once more closes it
        page.mouse.click(*at(*corner))
    dialog.get_by_role("button", name="Close").first.click()
    expect(dialog).to_have_count(0)


def assert_same(draft: Mapping[str, Any], sample: Mapping[str, Any]) -> None:
    """What was built is the sample, but for names of scenes, options and pictures, and where the cards lie."""
    built = {scene["id"]: scene["data"] for scene in draft["scenes"]}
    about = draft["story"]
    assert built[about["start"]]["title"] == sample["scenes"][sample["start"]]["data"]["title"]
    assert [about[key] for key in ("title", "summary", "variables")] == [
        sample[key] for key in ("title", "summary", "variables")
    ]
    expected = {scene["data"]["title"]: scene["data"] for scene in sample["scenes"].values()}
    titles = {name: scene["title"] for name, scene in built.items()}
    meant = {name: scene["data"]["title"] for name, scene in sample["scenes"].items()}
    assert sorted(titles.values()) == sorted(expected)
    for scene in built.values():
        other = expected[scene["title"]]
        assert scene["image"]
        assert [scene[key] for key in ("text", "alt", "notes", "ending")] == [
            other[key] for key in ("text", "alt", "notes", "ending")
        ]
        ours = [plain(option, titles) for option in scene["options"]]
        assert ours == [plain(option, meant) for option in other["options"]]
        for option, like in zip(scene["options"], other["options"], strict=True):
            assert_near(option.get("hotspot"), like.get("hotspot"))


def plain(option: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    """An option with scenes by their titles, without what was drawn."""
    text = json.dumps(
        {key: option.get(key) or None for key in ("label", "condition", "effects", "when_locked", "hint")}
    )
    for name, title in titles.items():
        text = text.replace(f'"visited": "{name}"', f'"visited": "{title}"')
    return {**json.loads(text), "target": titles[option["target"]]}


def assert_near(drawn: Mapping[str, Any] | None, meant: Mapping[str, Any] | None) -> None:
    ours, theirs = (spot["points"] if spot else [] for spot in (drawn, meant))
    assert len(ours) == len(theirs)
    for (x, y), (other_x, other_y) in zip(ours, theirs, strict=True):
        assert max(abs(x - other_x), abs(y - other_y)) <= NEAR
