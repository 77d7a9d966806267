"""The commands on story files: what they print, where, and how they end."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from infra import story
from infra.setup import commands, story_arguments
from infra.setup.places import ROOT

EXAMPLES = Path(__file__).parents[2] / "examples" / "interchange"
SAMPLE = ROOT / "samples" / "the-lighthouse" / "story.json"
CELLAR = str(EXAMPLES / "cellar.twee")
FINE: dict[str, Any] = {"title": "A", "text": "", "alt": "x", "options": [], "notes": "", "tags": []}


def written(folder: Path, name: str, **scene: Any) -> str:
    """A file of a story with one scene, which is fine as it is."""
    data = {**FINE, "image": "picture", "ending": {"name": "A", "link": None}, **scene}
    document = {
        "schema": 4,
        "ifid": None,
        "title": "Tale",
        "summary": "",
        "language": "en",
        "start": "a",
        "theme": {"layout": "paper", "accent": None, "paper": None, "font": "book", "cover": ""},
        "reveal_choices": False,
        "variables": {},
        "scenes": {"a": {"id": "a", "type": "scene", "position": {"x": 0, "y": 0}, "data": data}},
        "groups": {},
    }
    path = folder / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def run(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, str, str]:
    code = story.main(arguments)
    out, err = capfdbinary.readouterr()
    return code, out.decode(), err.decode()


def test_check_lists_problems(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, err = run(capfdbinary, "check", CELLAR)
    assert (code, err) == (1, "")
    assert "error    The option “Fetch the ladder” of “The kitchen” leads nowhere: connect it to a scene.\n" in out
    assert out.endswith("errors: 6, warnings: 0\n")


def test_check_is_fine_with_warnings_and_pictures_that_are_only_named(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    code, out, _ = run(capfdbinary, "check", written(tmp_path, "a.json", alt=""))
    assert (code, out.splitlines()[-1]) == (0, "errors: 0, warnings: 1")


def test_check_asks_the_proof_too(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    never = {"var": "n", "is": "gt", "value": 5}
    option: dict[str, Any] = {"target": "a", "effects": [], "hotspot": None, "when_locked": "hidden", "hint": ""}
    path = Path(written(tmp_path, "a.json"))
    document = json.loads(path.read_text())
    document["variables"] = {"n": {"type": "number", "initial": 0}}
    document["scenes"]["b"] = {
        **document["scenes"]["a"],
        "id": "b",
        "data": {**document["scenes"]["a"]["data"], "ending": None, "title": "B"}
        | {"options": [{**option, "id": "o", "label": "Go", "condition": never}]},
    }
    path.write_text(json.dumps(document | {"start": "b"}))
    code, out, _ = run(capfdbinary, "check", str(path), "--json")
    problems = json.loads(out)["problems"]
    assert code == 1
    assert "no-way-on" in [problem["code"] for problem in problems]


@pytest.mark.parametrize("action", [("import",), ("compile",), ("export", "--format", "twine")])
def test_a_result_goes_to_standard_output_and_its_report_beside_it(
    capfdbinary: pytest.CaptureFixture[bytes], action: tuple[str, ...]
) -> None:
    code, out, err = run(capfdbinary, *action, CELLAR)
    assert code == 0
    assert out.startswith(("{", "<tw-storydata"))
    assert "changed  “The kitchen”, line 17: “(set: …)” does nothing here; it is in the scene's notes.\n" in err


def test_a_result_goes_to_a_file_and_its_report_to_standard_output(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    out_file = tmp_path / "cellar.json"
    code, out, err = run(capfdbinary, "import", CELLAR, "--out", str(out_file), "--json")
    assert (code, err) == (0, "")
    assert {note["code"] for note in json.loads(out)["report"]} >= {"macro", "duplicate-passage"}
    assert json.loads(out_file.read_bytes())["document"]["title"] == "The Cellar"
    assert run(capfdbinary, "diff", CELLAR, str(out_file))[:2] == (0, "differences: 0\n")


def test_the_sample_story_is_checked_with_the_pictures_beside_it(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, _ = run(capfdbinary, "check", str(SAMPLE))
    assert (code, out.splitlines()[-1]) == (0, "errors: 0, warnings: 0")
    code, out, err = run(capfdbinary, "import", str(SAMPLE))
    pictures = json.loads(out)["pictures"]
    assert (code, err) == (0, "")
    assert {picture["name"] for picture in pictures.values()} == {
        path.name for path in (SAMPLE.parent / "pictures").glob("*.jpg")
    }


def test_a_picture_outside_the_storys_folder_is_left_alone(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.gif").write_bytes(b"GIF89a")
    code, _, err = run(capfdbinary, "check", written(tmp_path / "in", "a.json", image="../secret.gif"))
    assert code == 3
    assert "scenes.a.data.image" in err


def test_diff_lists_differences(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    old, new = written(tmp_path, "a.json"), written(tmp_path, "b.json", title="B", text="x" * 600)
    code, out, _ = run(capfdbinary, "diff", old, new)
    assert (code, out) == (1, 'changed  scene a “B”\n           text\n           title: "A" → "B"\ndifferences: 1\n')
    code, out, _ = run(capfdbinary, "diff", old, new, "--json")
    assert (code, json.loads(out)["changes"][0]["id"]) == (1, "a")


@pytest.mark.parametrize(
    ("content", "flags", "said"),
    [
        (None, [], "cannot read "),
        (b"\x89PNG", [], "tale.twee:1: There is no passage in the file"),
        (b'{"schema": 1}', [], "This is no Fabula story"),
        (b"x", ["--json"], '"error": "not-readable"'),
    ],
)
def test_what_cannot_be_read_ends_with_3(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path, content: bytes | None, flags: list[str], said: str
) -> None:
    path = tmp_path / "tale.twee"
    if content is not None:
        path.write_bytes(content)
    code, out, err = run(capfdbinary, "check", str(path), *flags)
    assert (code, out) == (3, "")
    assert said in err


def test_what_cannot_be_written_ends_with_4(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    startless = tmp_path / "tale.twee"
    startless.write_text(":: A\n", encoding="utf-8")
    assert run(capfdbinary, "compile", str(startless))[0] == 4
    code, _, err = run(capfdbinary, "import", CELLAR, "--out", str(tmp_path / "no" / "where"))
    assert code == 4
    assert "cannot write" in err


@pytest.mark.parametrize("arguments", [[], ["check"], ["export", "x"], ["check", "x", "--out", "y"], ["diff", "x"]])
def test_what_is_not_understood_ends_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        story.main(arguments)
    assert end.value.code == 2


@pytest.mark.parametrize(
    ("typed", "handed"),
    [
        (["check", "a.twee"], ["check", "/here/a.twee"]),
        (["check", "/a.twee", "--json"], ["check", "/a.twee", "--json"]),
        (
            ["export", "a", "--format", "twee", "--out", "b"],
            ["export", "/here/a", "--out", "/here/b", "--format", "twee"],
        ),
        (["diff", "a", "b"], ["diff", "/here/a", "/here/b"]),
    ],
)
def test_files_are_meant_from_where_the_command_was_typed(typed: list[str], handed: list[str]) -> None:
    options = commands.build_parser().parse_args(["story", *typed])
    given = story_arguments.story_arguments(options, Path("/here"))
    assert given == handed
    parser = argparse.ArgumentParser()
    story_arguments.add_actions(parser)
    assert vars(parser.parse_args(given))["action"] == typed[0]
