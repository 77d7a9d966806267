"""Which releases there are, and which are the same."""

from __future__ import annotations

from dataclasses import replace

from infra.deploy.releases import KEPT, History, Release, keys_of, parse_history

ONE = Release("a" * 64, "b" * 64, ("0001_pre_first",), "rev", "2026-11-28T00:00:00+00:00", {"read": "c"})
TWO = replace(ONE, package="d" * 64)


def test_they_are_read_as_they_were_written() -> None:
    history = History().with_new(ONE).with_new(TWO)
    assert parse_history(history.to_json(), '"e"') == replace(history, etag='"e"')


def test_the_newest_runs_until_it_is_taken_back() -> None:
    assert History().live is None
    history = History().with_new(ONE).with_new(TWO)
    assert history.live == TWO
    assert history.without_newest().live == ONE


def test_a_release_is_what_it_is_made_of() -> None:
    assert ONE.same_as(replace(ONE, at="later", revision="other"))
    assert not ONE.same_as(TWO)
    assert not ONE.same_as(replace(ONE, migrations=()))
    assert not ONE.same_as(None)


def test_releases_of_the_same_code_have_names_of_their_own() -> None:
    others = [replace(ONE, template="e" * 64), replace(ONE, static={"read": "f"})]
    assert {one.code for one in (ONE, *others)} == {"a" * 12}
    assert len({one.name for one in (ONE, *others)}) == 3
    assert ONE.name == "aaaaaaaaaaaa-bbbbc"


def test_few_are_kept_and_all_that_they_need() -> None:
    history = History()
    for number in range(KEPT + 5):
        history = history.with_new(replace(ONE, package=f"{number:064}"))
    assert len(history.releases) == KEPT
    keys = keys_of("prod", history)
    assert len(keys) == KEPT + 2, "each package, the one template, the history"
    assert all(key.startswith("fabula-prod/") for key in keys)
