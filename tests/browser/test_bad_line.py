"""On a bad line: what a reader does before everything has come counts."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PHONE, SCENE, OpenWindow
from tests.browser.ways import Stop, sample_document, shortest_ways

FIRST, SECOND, *_ = shortest_ways(sample_document())["threshold"]


def test_a_tap_before_the_story_has_come_counts_on_the_second_visit_too(sample: str, open_window: OpenWindow) -> None:
    # What a service worker keeps has come already.
    window = open_window(PHONE, has_touch=True, reduced_motion="reduce", service_workers="block")
    page, held = window.page, list[Route]()
    page.goto(sample)
    page.wait_for_load_state("networkidle")
    page.route("**/c/*", lambda route: held.append(route))
    with page.expect_request("**/c/*"):
        page.reload(wait_until="commit")
    page.locator(f'{SCENE} .options [data-option="{FIRST.take}"]').tap()
    for route in held:
        route.continue_()
    at(page, SECOND)


def at(page: Page, stop: Stop) -> None:
    expect(page.locator(SCENE)).to_have_attribute("data-scene", stop.scene)
