"""The local stack as a command: what it keeps, what it refuses, and that it leaves no process behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import psycopg
import pytest
import requests

from infra.local.cluster import cluster_place, remove_cluster
from infra.local.postgres import clear_stale_lock
from tests.integration.local_harness import HERE, PATIENCE, ROOT, clean_environment, harness

COMMAND: Final = """
import sys
sys.path[:0] = {paths!r}
import infra.local.__main__ as command
from infra.local import stack
from dataclasses import replace
real = stack.Stack
command.Stack = lambda options, say: real(
    replace(options, app="tiny_app", front_end=None, migrate=False), say
)
sys.exit(command.main(sys.argv[1:]))
"""
"""The command itself, with the tiny app in place of ours."""


@contextmanager
def command(
    folder: Path, *arguments: str, through: bool = False, environment: Mapping[str, str] = {}
) -> Iterator[subprocess.Popen[str]]:
    """`python -m infra.local`; with `through`, as the child of another process, which is what is yielded."""
    program = COMMAND.format(paths=[str(ROOT), str(HERE)])
    line = [sys.executable, "-c", program, "--no-sample", "--data", str(folder / "data"), *arguments]
    if through:
        line = [sys.executable, "-c", "import subprocess, sys; subprocess.run(sys.argv[1:])", *line]
    (folder / "seen").mkdir(exist_ok=True)
    process = subprocess.Popen(
        line, env=clean_environment(TINY_SEEN=str(folder / "seen"), **environment), text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE)
        clear_stale_lock(cluster_place(folder / "data") / "cluster")  # a killed one's server may need a moment
        remove_cluster(folder / "data")


def ready_line(process: subprocess.Popen[str]) -> dict[str, str]:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("ready "):
            return dict(part.split("=", 1) for part in line.split()[1:])
    raise AssertionError("".join(lines))


def alive_on(folder: Path) -> list[str]:
    """Command lines of living processes that name the folder, ours and those of the user PostgreSQL runs as."""
    lines = subprocess.run(["ps", "-eww", "-o", "stat=,args="], capture_output=True, text=True, check=True).stdout
    place = folder / "data" / "postgres-place"
    names = [str(folder), *(place.read_text().split()[1:] if place.exists() else [])]
    return [line for line in lines.splitlines() if any(name in line for name in names) and not line.startswith("Z")]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes the Linux way")
@pytest.mark.parametrize(
    ("through", "number"),
    [
        (False, signal.SIGINT),
        (True, signal.SIGKILL),
        pytest.param(False, signal.SIGTERM, marks=pytest.mark.long),
        pytest.param(False, signal.SIGKILL, marks=pytest.mark.long),
    ],
)
def test_nothing_is_left_behind(tmp_path: Path, number: signal.Signals, *, through: bool) -> None:
    with command(tmp_path, through=through) as process:
        addresses = ready_line(process)
        assert requests.get(addresses["api"] + "/things/x", timeout=10).status_code == 200
        assert any("postgres" in line for line in alive_on(tmp_path))
        process.send_signal(number)
        if number != signal.SIGKILL:
            assert process.wait(PATIENCE) == 0
        assert wait_for(lambda: alive_on(tmp_path) == [], 20), alive_on(tmp_path)


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with command(tmp_path, "--port", str(port)) as process:
            said = process.communicate(timeout=PATIENCE)[0]
    assert process.returncode == 1
    assert f"cannot start: port {port} is in use; stop what listens there, or pass another --port" in said


def said_by(folder: Path, *arguments: str, environment: Mapping[str, str] = {}) -> str:
    """What the command says when it cannot start."""
    with command(folder, *arguments, environment=environment) as process:
        said = process.communicate(timeout=PATIENCE)[0]
    assert process.returncode in (1, 2)
    assert "Traceback" not in said
    return said


@pytest.mark.parametrize("port", ["0", "80", "65531", "70000"])
def test_a_port_that_cannot_be_is_said(tmp_path: Path, port: str) -> None:
    assert f"{port} is no number from 1024 to 65530" in said_by(tmp_path, "--port", port)


def test_a_data_directory_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    assert f"cannot start: {tmp_path}/data cannot hold the data" in said_by(tmp_path)


def test_a_database_that_cannot_be_used_is_said_without_its_password(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        deaf = f"127.0.0.1:{silent.getsockname()[1]}"
        for url, says in (
            (f"postgresql://fabula:hush-hush@{deaf}/fabula", "does not answer"),
            ("postgresql://fabula:hush-hush@127.0.0.1:9/fabula", "does not answer"),
            ("postgresql://fabula:hush-hush@localhost:port/fabula", "DATABASE_URL"),
            ("mysql://fabula:hush-hush@localhost/fabula", "must begin with postgresql://"),
        ):
            said = said_by(tmp_path, "--port", str(free_block()), environment={"DATABASE_URL": url})
            assert says in said
            assert "hush-hush" not in said


@pytest.mark.long
def test_fresh_starts_over(tmp_path: Path) -> None:
    kept = tmp_path / "data" / "mail" / "old.json"
    kept.parent.mkdir(parents=True)
    kept.write_text("{}")
    with command(tmp_path, "--fresh", "--port", str(free_block())) as process:
        ready_line(process)
        assert not kept.exists()


def free_block() -> int:
    """A base of seven free ports in a row, away from the default ones."""
    for base in range(21000, 30000, 10):
        probes = [socket.socket() for _ in range(7)]
        try:
            for number, probe in enumerate(probes):
                probe.bind(("127.0.0.1", base + number))
        except OSError:
            continue
        finally:
            for probe in probes:
                probe.close()
        return base
    raise AssertionError("no free ports")


def wait_for(condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def test_data_survives_a_restart_and_a_kill(tmp_path: Path) -> None:
    with harness(tmp_path, keep=True) as first:
        first.ask("bool(s3.put_object(Bucket='fabula-public', Key='k', Body=b'v'))")
        with psycopg.connect(first.addresses["database"]) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
        os.kill(first.process.pid, signal.SIGKILL)
    with harness(tmp_path) as second:
        assert second.ask("s3.get_object(Bucket='fabula-public', Key='k')['Body'].read().decode()") == "v"
        with psycopg.connect(second.addresses["database"]) as connection:
            assert connection.execute("SELECT n FROM kept").fetchone() == (7,)


@pytest.mark.long
def test_a_data_directory_is_one_stacks(tmp_path: Path) -> None:
    with harness(tmp_path), pytest.raises(AssertionError, match="another stack runs on"), harness(tmp_path, keep=True):
        pass


@pytest.mark.long
def test_two_stacks_stand_side_by_side(tmp_path: Path) -> None:
    with ExitStack() as both:
        running = [both.enter_context(harness(make(tmp_path / name))) for name in ("a", "b")]
        for number, one in enumerate(running):
            one.ask(f"[send('to-{number}'), drain(10)]")
            assert requests.get(one.addresses["api"] + "/things/x", timeout=10).status_code == 200
        assert [one.seen() for one in running] == [["to-0"], ["to-1"]]


def make(folder: Path) -> Path:
    folder.mkdir()
    return folder
