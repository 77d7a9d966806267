"""Where clusters live: each belongs to one data directory, and those of vanished throw-away data go."""

from pathlib import Path

import pytest

from infra.local.cluster import PostgresUnavailable, claim_place, may_enter, refuse_foreign, remove_orphans


def cluster_in(place: Path) -> Path:
    (place / "cluster").mkdir()
    (place / "cluster" / "PG_VERSION").write_text("18\n")
    return place / "cluster" / "PG_VERSION"


def test_a_place_stays_with_its_data(tmp_path: Path) -> None:
    data, place = tmp_path / "data", tmp_path / "fabula-1"
    data.mkdir()
    claim_place(place, data)
    kept = cluster_in(place)
    claim_place(place, data)
    assert kept.exists()


def test_new_data_at_an_old_path_begins_anew(tmp_path: Path) -> None:
    data, place = tmp_path / "data", tmp_path / "fabula-1"
    data.mkdir()
    claim_place(place, data)
    old = cluster_in(place)
    (data / "postgres-place").unlink()
    claim_place(place, data)
    assert place.exists()
    assert not old.exists()


@pytest.mark.parametrize(("data", "stays"), [("{tmp}/gone", False), ("{tmp}/here", True), ("/srv/unmounted", True)])
def test_orphans_of_throw_away_data_go(tmp_path: Path, data: str, *, stays: bool) -> None:
    (tmp_path / "here").mkdir()
    place = tmp_path / "fabula-1"
    place.mkdir()
    (place / "owner").write_text("token\n" + data.format(tmp=tmp_path))
    remove_orphans(tmp_path)
    assert place.exists() == stays


def test_a_guessed_name_is_not_trusted(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "fabula-1").symlink_to(tmp_path / "real")
    with pytest.raises(PostgresUnavailable, match="belongs to someone else"):
        refuse_foreign(tmp_path / "fabula-1")


def test_who_may_enter(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a").chmod(0o700)
    assert may_enter(Path("/"))
    assert not may_enter(tmp_path / "a" / "b")
