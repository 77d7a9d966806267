"""The main job in a real browser: a creator makes a story, a reader reads it, the numbers come out right."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect

from infra.local.creator import Creator, exchange
from infra.local.seed import SAMPLE
from infra.local.stack import Stack
from tests.browser.conftest import DESK, PHONE, SCENE, OpenWindow, Window

EMAIL = "browser@example.com"
TITLE = "A key in the fog"
PICTURES = SAMPLE / "pictures"


@pytest.fixture
def desk(open_window: OpenWindow) -> Window:
    return open_window(DESK)


def test_from_an_empty_desk_to_a_finished_story(stack: Stack, desk: Window, open_window: OpenWindow) -> None:
    page = desk.page
    page.set_default_timeout(60_000)
    sign_in(stack, desk)
    begin_story(desk)
    story = page.url.rpartition("/")[2]

    write_shore(desk)
    write_door(desk)
    write_light(desk)
    add_variable(page)
    take_key_sets_it(page)
    door_asks_for_it(page)
    mend_the_problem(desk)
    try_it_out(desk)
    link = publish(desk)

    reader = open_window(PHONE, device_scale_factor=2, has_touch=True, reduced_motion="reduce")
    read(stack, reader, link)
    recorded(stack, story)

    stack.timer.run_now("analytics_rollup")
    numbers(desk, story)
    phone_desk(stack, desk, story)

    stack.timer.run_now("sweep")
    stack.pump.drain(30)
    told = [mail for mail in Creator(stack.addresses).mail_to(EMAIL) if TITLE in mail["subject"]]
    assert len(told) == 1
    assert "The lamp is lit" in told[0]["text"]
    assert (desk.complaints, reader.complaints) == ([], [])


def sign_in(stack: Stack, desk: Window) -> None:
    page = desk.page
    page.goto(stack.addresses.app)
    page.get_by_label("E-mail").fill(EMAIL)
    desk.shoot("sign-in-1440")
    page.keyboard.press("Enter")
    expect(page.get_by_text(EMAIL).first).to_be_visible()
    token = Creator(stack.addresses).await_token(EMAIL, set())
    page.goto(f"{stack.addresses.app}/sign-in#token={token}")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="New story").first).to_be_visible()
    assert token not in page.url


def begin_story(desk: Window) -> None:
    page = desk.page
    desk.shoot("home-empty-1440")
    page.get_by_role("button", name="New story").first.click()
    page.get_by_role("dialog").get_by_role("textbox").first.fill(TITLE)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Add the first scene").click()
    expect(cards(page)).to_have_count(1)


def write_shore(desk: Window) -> None:
    """The first scene: a picture dropped on its card, words in its panel."""
    page = desk.page
    drop_picture(cards(page).first, PICTURES / "landing.jpg")
    cards(page).first.click()
    fill_scene(page, "Shore", "You stand at the shore. A **key** lies in the sand.")
    describe_picture(page)
    expect(cards(page).first.locator("img").first).to_be_visible()
    desk.shoot("story-first-scene-1440")
    close_panel(page)


def write_door(desk: Window) -> None:
    """The second scene: drawn out of the first and dropped on an empty place."""
    page = desk.page
    drag(page, card(page, "Shore").get_by_test_id("new-option-handle"), by=(330, -60))
    expect(cards(page)).to_have_count(2)
    cards(page).nth(1).click()
    fill_scene(page, "Door", "A door stands alone.")
    drop_picture(card(page, "Door"), PICTURES / "threshold.jpg")
    describe_picture(page)
    close_panel(page)
    relabel(page, "Shore", ["Take the key"])


def write_light(desk: Window) -> None:
    """The third scene is an ending; the door leads there, and the shore to the door a second time."""
    page = desk.page
    drag(page, card(page, "Door").get_by_test_id("new-option-handle"), by=(330, 60))
    expect(cards(page)).to_have_count(3)
    cards(page).nth(2).click()
    fill_scene(page, "Light", "The light turns.")
    drop_picture(card(page, "Light"), PICTURES / "lamp.jpg")
    describe_picture(page)
    page.get_by_role("switch", name="This is an ending").click()
    page.get_by_label("Name of the ending").fill("The lamp is lit")
    close_panel(page)
    page.get_by_role("button", name="Show the whole story").click()
    drag_to(page, card(page, "Shore").get_by_test_id("new-option-handle"), card(page, "Door"))
    relabel(page, "Shore", ["Take the key", "Walk on"])
    relabel(page, "Door", ["Turn the key"])
    saved(page)


def add_variable(page: Page) -> None:
    page.get_by_role("button", name="Variables").click()
    panel = page.get_by_role("complementary")
    panel.get_by_role("textbox", name="Name").fill("key")
    panel.get_by_label("Kind").select_option("Yes or no")
    panel.get_by_role("button", name="Add variable").click()
    expect(panel.get_by_text("key", exact=True).first).to_be_visible()
    close_panel(page)


def take_key_sets_it(page: Page) -> None:
    option = open_option(page, "Shore", 0)
    option.get_by_role("button", name="Add effect").click()
    option.get_by_role("group", name=re.compile("Taking it changes")).get_by_label("Value").select_option("true")
    close_panel(page)


def door_asks_for_it(page: Page) -> None:
    option = open_option(page, "Door", 0)
    option.get_by_role("button", name="Add condition").click()
    option.get_by_role("group", name=re.compile("Offered when")).get_by_label("Value").select_option("true")
    close_panel(page)
    saved(page)


def mend_the_problem(desk: Window) -> None:
    """Without the key, the door is a dead end; a new option that leads nowhere is none better, until it leads back."""
    page = desk.page
    expect(page.get_by_test_id("problems-button")).to_contain_text("1")
    card(page, "Door").get_by_role("button", name="Add option").click()
    card(page, "Door").click()
    option = page.get_by_role("complementary").get_by_role("listitem").last
    option.get_by_label("Words on the option").fill("Go back")
    close_panel(page)
    expect(card(page, "Door").get_by_role("button", name=re.compile("problem"))).to_be_visible()
    assert len(page.workers) == 1  # who found it
    desk.shoot("story-problem-1440")
    page.get_by_test_id("problems-button").click()
    page.get_by_role("complementary").get_by_role("button").filter(has_text="Go back").first.click()
    option = page.get_by_role("complementary").get_by_role("listitem").last
    expect(page.get_by_role("complementary").locator(".marked")).to_be_visible()  # where one is led
    option.get_by_role("combobox", name="Leads to").fill("sho")
    page.get_by_role("option", name="Shore").click()
    expect(page.get_by_test_id("problems-button")).not_to_contain_text(re.compile(r"\d"))
    close_panel(page)
    saved(page)


def try_it_out(desk: Window) -> None:
    """The preview runs the compiled machine: without the key the door stays shut."""
    page = desk.page
    page.get_by_test_id("preview-button").click()
    preview = page.get_by_role("complementary")
    read = page.frame_locator("iframe")
    read.get_by_role("button", name="Walk on").click()
    expect(read.get_by_role("heading", name="Door")).to_be_visible()
    expect(read.get_by_role("button", name="Turn the key")).to_have_count(0)
    preview.get_by_role("button", name="Back", exact=True).click()
    read.get_by_role("button", name="Take the key").click()
    expect(preview.get_by_label("key", exact=True)).to_have_value("true")
    desk.shoot("story-preview-1440")
    read.get_by_role("button", name="Turn the key").click()
    expect(read.get_by_role("heading", name="The lamp is lit")).to_be_visible()
    close_panel(page)


def publish(desk: Window) -> str:
    """Publish and give the link."""
    page = desk.page
    page.get_by_test_id("publish-button").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Publish", exact=True).click()
    link = dialog.locator("a[href*='/s/']")
    expect(link.first).to_be_visible(timeout=60_000)
    desk.shoot("published-1440")
    address = link.first.get_attribute("href")
    dialog.get_by_role("button", name="Close").first.click()
    assert address
    return address


def read(stack: Stack, reader: Window, link: str) -> None:
    """On a phone: the first scene is there before any script, choosing, going back, and the ending."""
    page = reader.page
    served = exchange("GET", link).good().text
    assert "A <strong>key</strong> lies in the sand." in served
    assert "<picture" in served
    page.goto(link)
    reader.shoot("read-first-390")
    door = page.locator(SCENE).get_by_text("A door stands alone.")
    page.get_by_role("button", name="Walk on").tap()
    expect(door).to_be_visible()
    expect(page.get_by_role("button", name="Turn the key")).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Back")).tap()
    page.get_by_role("button", name="Take the key").tap()
    expect(door).to_be_visible()
    reader.shoot("read-second-390")
    with page.expect_response(lambda answer: "/v1/play/" in answer.url and answer.ok):
        page.get_by_role("button", name="Turn the key").tap()
    expect(page.get_by_text("The lamp is lit").first).to_be_visible()
    reader.shoot("read-ending-390")
    page.reload()
    expect(page.get_by_text("The lamp is lit").first).to_be_visible()


def recorded(stack: Stack, story: str) -> None:
    """What the server executed, row by row."""
    with psycopg.connect(stack.addresses.database) as connection:
        names = {
            scene_id: scene["data"]["title"]
            for scene_id, scene in connection.execute(
                "SELECT scene_id, scene FROM draft_scenes WHERE story_id = %s", (story,)
            )
        }
        steps = connection.execute(
            "SELECT number, scene, back_to, arrived FROM steps WHERE story_id = %s ORDER BY number", (story,)
        ).fetchall()
        completions = connection.execute("SELECT path FROM completions WHERE story_id = %s", (story,)).fetchall()
    assert [(number, names[left], back, names[arrived]) for number, left, back, arrived in steps] == [
        (1, "Shore", None, "Door"),
        (2, "Door", 0, "Shore"),
        (3, "Shore", None, "Door"),
        (4, "Door", None, "Light"),
    ]
    assert [[names[scene] for scene in path] for (path,) in completions] == [["Shore", "Door", "Light"]]


def numbers(desk: Window, story: str) -> None:
    """The dashboard: one session, one completion, the path."""
    page = desk.page
    page.get_by_role("link", name="Numbers").or_(page.get_by_role("button", name="Numbers")).first.click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    for what, figure in (("Sessions", "1"), ("Completions", "1"), ("Completion rate", "100%")):
        tile = page.get_by_role("term").filter(has_text=re.compile(f"^{what}")).locator("..")
        expect(tile).to_contain_text(figure)
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"Shore.*Door.*Light", re.DOTALL))
    desk.shoot("numbers-1440")


def phone_desk(stack: Stack, desk: Window, story: str) -> None:
    """The creator's screens on a phone; nothing spills over its side."""
    page = desk.page
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    for path, name in (("", "home"), (f"stories/{story}", "story"), (f"stories/{story}/numbers", "numbers")):
        page.goto(f"{stack.addresses.app}/{path}")
        expect(page.get_by_text(TITLE).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
        desk.shoot(f"{name}-390")


def cards(page: Page) -> Locator:
    return page.get_by_test_id("scene-card")


def card(page: Page, title: str) -> Locator:
    return cards(page).filter(has=page.get_by_role("heading", name=title, exact=True))


def fill_scene(page: Page, title: str, text: str) -> None:
    panel = page.get_by_role("complementary")
    panel.get_by_label("Title", exact=True).fill(title)
    panel.get_by_label("Text", exact=True).fill(text)
    panel.get_by_label("Text", exact=True).blur()
    expect(card(page, title)).to_have_count(1)


def describe_picture(page: Page) -> None:
    """Put the picture in words, and wait until it is processed."""
    page.get_by_role("complementary").get_by_label("Picture in words").fill("A lighthouse in fog")
    pictures_done(page)


def pictures_done(page: Page) -> None:
    """Wait until no picture is being sent or processed."""
    expect(page.get_by_text(re.compile(r"^(Sending, |Preparing the picture)"))).to_have_count(0, timeout=60_000)


def drop_picture(target: Locator, file: Path) -> None:
    """Drop a file from outside the browser."""
    transfer = target.page.evaluate_handle(
        """async ([name, bytes]) => {
            const transfer = new DataTransfer()
            transfer.items.add(new File([new Uint8Array(bytes)], name, { type: 'image/jpeg' }))
            return transfer
        }""",
        [file.name, list(file.read_bytes())],
    )
    for event in ("dragenter", "dragover", "drop"):
        target.dispatch_event(event, {"dataTransfer": transfer})


def relabel(page: Page, title: str, labels: list[str]) -> None:
    card(page, title).click()
    fields = page.get_by_role("complementary").get_by_label("Words on the option")
    expect(fields).to_have_count(len(labels))
    for index, label in enumerate(labels):
        fields.nth(index).fill(label)
        fields.nth(index).blur()
    close_panel(page)


def open_option(page: Page, title: str, index: int) -> Locator:
    """The option's entry in its scene's panel, unfolded."""
    card(page, title).click()
    entries = page.get_by_role("complementary").get_by_role("listitem")
    option = entries.filter(has=page.get_by_label("Words on the option")).nth(index)
    option.get_by_role("button", name="Conditions, effects and hotspot").click()
    return option


def close_panel(page: Page) -> None:
    page.get_by_role("complementary").get_by_role("button", name="Close").click()
    expect(page.get_by_role("complementary")).to_have_count(0)


def saved(page: Page) -> None:
    expect(page.get_by_test_id("save-status")).to_contain_text("Saved")


def drag(page: Page, handle: Locator, *, by: tuple[int, int]) -> None:
    handle.hover()  # waits until nothing moves any more
    box = handle.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    pull(page, (x, y), (x + by[0], y + by[1]))


def drag_to(page: Page, handle: Locator, target: Locator) -> None:
    handle.hover()
    start, end = handle.bounding_box(), target.bounding_box()
    assert start
    assert end
    middle = (end["x"] + end["width"] / 2, end["y"] + end["height"] / 2)
    pull(page, (start["x"] + start["width"] / 2, start["y"] + start["height"] / 2), middle)


def pull(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=8)
    page.mouse.move(*end, steps=8)
    page.mouse.up()
