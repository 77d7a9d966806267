"""Pages without a story: each says so kindly and what to do, on any screen, by day and by night."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from infra.local.creator import Creator
from infra.local.environment import PUBLIC_BUCKET
from infra.local.objects import ObjectFiles
from infra.local.seed import SAMPLE
from infra.local.stack import Stack
from tests.browser.conftest import DESK, PHONE, OpenWindow
from tests.browser.test_screens import check_screen
from tests.vectors.tables.shapes import scene

WIDTHS = {"1440": DESK, "390": PHONE, "320": {"width": 320, "height": 568}}
LOOKS = [("1440", "light"), ("390", "dark"), ("320", "light")]


@pytest.fixture(scope="module")
def away(stack: Stack) -> str:
    """The reading link of a story that was published and put away."""
    creator = Creator(stack.addresses)
    creator.sign_in("away@example.com")
    story = creator.call("POST", "/v1/stories", {"title": "Away"})["id"]
    picture = creator.upload(story, SAMPLE / "pictures" / "landing.jpg")
    creator.await_asset(picture)
    only = scene("shore", image=picture, alt="A shore", ending="Home")
    edits: list[dict[str, Any]] = [
        {"type": "scene.added", "scene": only},
        {"type": "story.start_set", "start": "shore"},
    ]
    creator.publish(story, creator.send_edits(story, 0, edits))
    link = str(creator.call("GET", f"/v1/stories/{story}")["link"])
    creator.ask("POST", f"/v1/stories/{story}/unpublish", None, {"If-Match": "*"}).good()
    return link


@pytest.fixture
def unanswered(stack: Stack) -> Iterator[str]:
    """The address of a page that storage cannot give: nobody can read a folder as a file."""
    path = ObjectFiles(stack.options.data / "storage")._path(PUBLIC_BUCKET, "s/lost-shore/index.html")
    path.mkdir(parents=True)
    yield f"{stack.addresses.read}/s/lost-shore"
    path.rmdir()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_pages_without_a_story(
    stack: Stack, away: str, unanswered: str, open_window: OpenWindow, width: str, scheme: str
) -> None:
    window = open_window(WIDTHS[width], color_scheme=scheme, reduced_motion="reduce")
    page = window.page
    read = stack.addresses.read
    for name, address, status, heading, advice in (
        (
            "missing",
            f"{read}/s/never-there",
            404,
            "There is no story here",
            "Look at the link once more",
        ),
        ("away", away, 200, "This story is put away", "it comes back at this address"),
        ("unanswered", unanswered, 503, "This page cannot be fetched just now", "load the page again"),
    ):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == status
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        expect(page.get_by_role("main")).to_contain_text(advice)
        check_screen(page, name)
        window.shoot(f"{name}-{width}-{scheme}")
    assert [one for one in window.complaints if "the server responded with a status of" not in one] == []
