"""The decisions of setting up, as tables; what they decide on is made by hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from infra.setup import chromium, commands, console, locks, node, pythons, stamps
from infra.setup.environment import Made, read_made
from infra.setup.places import ROOT
from infra.setup.pythons import Interpreter, Version


@pytest.mark.parametrize(
    ("printed", "version"),
    [
        ("3.12.1", (3, 12, 1)),
        ("Python 3.13.0\n", (3, 13, 0)),
        ("v20.20.2", (20, 20, 2)),
        ("3.14.0rc2", (3, 14, 0)),
        ("pyenv: python3.12: command not found", None),
        ("", None),
        ("1.2.3.4.5", (1, 2, 3)),
    ],
)
def test_a_version_is_read_from_what_a_program_prints(printed: str, version: Version | None) -> None:
    assert pythons.parse_version(printed) == version


@pytest.mark.parametrize(
    ("running", "found", "chosen"),
    [
        ((3, 11, 7), [(3, 13, 0), (3, 12, 1)], (3, 12, 1)),
        ((3, 11, 7), [(3, 12, 1), (3, 12, 9)], (3, 12, 9)),
        ((3, 11, 7), [(3, 13, 0)], (3, 13, 0)),
        ((3, 13, 2), [], (3, 13, 2)),
        ((3, 13, 2), [(3, 12, 0)], (3, 12, 0)),
        ((3, 11, 7), [], (3, 11, 7)),
        ((3, 15, 0), [(3, 14, 1)], (3, 15, 0)),
    ],
)
def test_a_python_that_can_deploy_is_preferred(running: Version, found: list[Version], chosen: Version) -> None:
    here = Interpreter(Path("running"), running)
    others = [Interpreter(Path(f"found{index}"), version) for index, version in enumerate(found)]
    assert pythons.choose([*others, here], here).version == chosen


def test_a_shim_that_only_complains_is_no_python(tmp_path: Path) -> None:
    shim = tmp_path / "python3.12"
    shim.write_text("#!/bin/sh\necho 'pyenv: python3.12: command not found. It exists in 3.12.1' >&2\nexit 127\n")
    shim.chmod(0o755)
    assert pythons.ask_version(shim) is None
    assert pythons.ask_version(tmp_path / "nothing") is None
    assert pythons.ask_version(Path(sys.executable)) == sys.version_info[:3]


@pytest.mark.parametrize(
    ("version", "fits"),
    [
        ((18, 20, 0), False),
        ((20, 18, 3), False),
        ((20, 19, 0), True),
        ((20, 20, 2), True),
        ((21, 7, 3), False),
        ((22, 11, 0), False),
        ((22, 12, 0), True),
        ((24, 19, 0), True),
    ],
)
def test_node_must_run_the_build(version: Version, fits: bool) -> None:  # noqa: FBT001  (a column of the table)
    assert node.new_enough(version) is fits


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ('{"python": "3.12.1", "requirements": "abc"}', Made("3.12.1", "abc")),
        ('{"python": "3.12.1"}', None),
        ('{"python": "3.12.1", "requirements": "abc", "more": 1}', None),
        ('["3.12.1"]', None),
        ('{"python": "3.1', None),
        (None, None),
    ],
)
def test_only_a_whole_stamp_of_ours_is_believed(tmp_path: Path, written: str | None, made: Made | None) -> None:
    stamp = tmp_path / "stamp"
    if written is not None:
        stamp.write_text(written)
    assert read_made(stamp) == made


@pytest.mark.parametrize(("python", "deployable"), [("3.11.7", False), ("3.12.1", True), ("3.13.0", True), ("", False)])
def test_an_environment_knows_whether_a_better_python_is_wanted(
    python: str,
    deployable: bool,  # noqa: FBT001  (a column of the table)
) -> None:
    assert Made(python, "abc").deployable is deployable


def test_a_fingerprint_changes_with_content_name_and_facts(tmp_path: Path) -> None:
    one, two, missing = tmp_path / "one", tmp_path / "two", tmp_path / "missing"
    one.write_text("a")
    two.write_text("b")
    prints = [
        stamps.fingerprint([one]),
        stamps.fingerprint([two]),
        stamps.fingerprint([one, two]),
        stamps.fingerprint([one, missing]),
        stamps.fingerprint([one], "node 20"),
        stamps.fingerprint([one], "node 22"),
    ]
    one.write_text("A")
    prints.append(stamps.fingerprint([one]))
    assert len(set(prints)) == len(prints)
    assert stamps.fingerprint([two, one]) == stamps.fingerprint([one, two])


def test_a_stamp_matches_only_what_it_was_written_with(tmp_path: Path) -> None:
    stamp = tmp_path / "folder" / "stamp"
    assert not stamps.matches(stamp, "abc")
    stamps.write(stamp, "abc")
    assert stamps.matches(stamp, "abc")
    assert not stamps.matches(stamp, "abd")
    assert [path.name for path in stamp.parent.iterdir()] == ["stamp"]


def test_files_below_a_folder_are_all_of_them(tmp_path: Path) -> None:
    (tmp_path / "src" / "deep").mkdir(parents=True)
    for name in ("src/one", "src/deep/two", "alone"):
        (tmp_path / name).touch()
    found = stamps.files_below(tmp_path / "src", tmp_path / "alone", tmp_path / "nothing")
    assert sorted(path.name for path in found) == ["alone", "one", "two"]


def test_a_failed_step_shows_its_output_and_names_the_fix() -> None:
    program = "import sys; print('what went wrong'); sys.exit(3)"
    with pytest.raises(console.SetupFailed) as failure:
        console.run_step("building", [sys.executable, "-c", program], fix="mend it so")
    assert [part in str(failure.value) for part in ("what went wrong", "building", "exit 3", "mend it so")] == [
        True
    ] * 4


def test_a_step_that_takes_too_long_is_ended() -> None:
    with pytest.raises(console.SetupFailed, match="given up"):
        console.run_step(
            "waiting",
            [sys.executable, "-c", "input() if 0 else __import__('time').sleep(60)"],
            fix="-",
            limit_seconds=0.2,
        )


def test_a_program_that_is_missing_names_the_fix() -> None:
    with pytest.raises(console.SetupFailed, match="install it"):
        console.run_step("starting", ["fabula-no-such-program"], fix="install it")


def test_one_run_waits_for_the_other_ones_lock() -> None:
    program = (
        "import sys, time\n"
        "from infra.setup.lock import setup_lock\n"
        "with setup_lock(lambda: print('waiting', flush=True)):\n"
        "    print('in', time.monotonic(), flush=True)\n"
        "    time.sleep(0.5)\n"
        "    print('out', time.monotonic(), flush=True)\n"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    printed = [run.communicate(timeout=60)[0].split() for run in runs]
    spans = sorted((float(words[words.index("in") + 1]), float(words[words.index("out") + 1])) for words in printed)
    assert spans[0][1] <= spans[1][0]
    assert sum("waiting" in words for words in printed) == 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["dev"], []),
        (["dev", "--fresh", "--no-sample"], ["--fresh", "--no-sample"]),
        (["dev", "--data", "there", "--port", "9000"], ["--data", "/here/there", "--port", "9000"]),
        (["dev", "--data", "/there"], ["--data", "/there"]),
    ],
)
def test_flags_of_dev_are_handed_on(arguments: list[str], expected: list[str]) -> None:
    options = commands.build_parser().parse_args(arguments)
    assert commands.dev_arguments(options, Path("/here")) == expected


@pytest.mark.parametrize(
    ("arguments", "own", "after"),
    [
        (["test"], ["test"], []),
        (["test", "unit", "--", "-k", "x"], ["test", "unit"], ["-k", "x"]),
        (["test", "--", "--", "x"], ["test"], ["--", "x"]),
    ],
)
def test_what_follows_two_dashes_is_pytests(arguments: list[str], own: list[str], after: list[str]) -> None:
    assert commands.split_at_dashes(arguments) == (own, after)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("pydantic==2.14.3", False),
        ("tzdata==2026.6 ; sys_platform == 'win32'", False),
        ("    # via pydantic (see http://example.com)", False),
        ("--index-url http://example.com/simple", True),
        ("--find-links wheels", True),
        ("-e .", True),
        ("thing @ file:///wheels/thing.whl", True),
        ("thing @ https://example.com/thing.whl", True),
    ],
)
def test_a_python_lock_names_no_place(line: str, named: bool) -> None:  # noqa: FBT001  (a column of the table)
    assert locks.hosts_in_requirements(f"a==1\n{line}\nb==2\n") == ([line] if named else [])


def test_an_npm_lock_names_no_place() -> None:
    lock = {
        "packages": {
            "": {"name": "front"},
            "node_modules/a": {"version": "1", "integrity": "sha512-x", "funding": {"url": "https://example.com"}},
            "node_modules/b": {"version": "1", "resolved": "https://example.com/b.tgz"},
        }
    }
    assert locks.hosts_in_npm_lock(lock) == ["node_modules/b"]


@pytest.mark.parametrize(
    ("package", "locked", "differing"),
    [
        ({"dependencies": {"vue": "3.5.45"}}, {"dependencies": {"vue": "3.5.45"}}, []),
        ({"dependencies": {"vue": "3.5.45"}}, {"dependencies": {"vue": "3.5.44"}}, ["dependencies"]),
        ({"devDependencies": {"vite": "8.3.8"}}, {}, ["devDependencies"]),
        ({}, {"engines": {"node": ">=20"}}, ["engines"]),
    ],
)
def test_an_npm_lock_is_in_step(package: dict[str, object], locked: dict[str, object], differing: list[str]) -> None:
    assert locks.npm_differences(package, {"packages": {"": locked}}) == differing


def test_a_stub_is_no_chromium(tmp_path: Path) -> None:
    stub = tmp_path / "chromium-browser"
    stub.write_text("#!/bin/sh\necho 'install it with: snap install chromium'\n")
    stub.chmod(0o755)
    assert not chromium.runs(stub)
    assert not chromium.runs(tmp_path / "nothing")
