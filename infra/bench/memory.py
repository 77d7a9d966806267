"""How much memory each function takes for the largest work it may be given, beside what it is deployed with.

Lambda gives processor time by memory, so a function may well have more than it fills; what it must not have is less.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from infra.bench.core import LARGE, story_picture
from infra.bench.harness import Goal, Measured, Options, bench
from infra.bench.stories import PICTURE, build_story
from infra.setup.places import ROOT

CONFIG: Final = ROOT / ".chalice" / "config.json"
LARGEST_PICTURE: Final = (8_165, 6_123)
"""Just below the most pixels that are taken. As PNG with an alpha channel: no decoder makes it smaller on the way."""
PAINTER: Final = (
    sys.executable,
    "-c",
    "import sys; from PIL import Image; "
    f"Image.radial_gradient('L').resize({LARGEST_PICTURE}).convert('RGBA').save(sys.argv[1], 'PNG', compress_level=1)",
)
PROGRAM: Final = """
import resource
import app, boto3
boto3.client("sqs", region_name="us-east-1"), boto3.client("s3", region_name="us-east-1")
from infra.bench.memory import WORK
WORK[{name!r}]()
print(sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
"""
"""Prints the most memory in KiB, a child's own included."""


def _check() -> None:
    """The largest story read, and all of its problems found."""
    from chalicelib.stories.model import Document
    from chalicelib.stories.proof import all_problems

    all_problems(Document.model_validate(build_story(LARGE, seed=1)), {PICTURE: "ready"})


def _publish() -> None:
    """… and cut into the files that readers fetch."""
    from chalicelib.stories.chunks import cut
    from chalicelib.stories.machine import compile_machine, step_scenes
    from chalicelib.stories.model import Document
    from chalicelib.stories.proof import all_problems

    document = Document.model_validate(build_story(LARGE, seed=1))
    all_problems(document, {PICTURE: "ready"})
    made = cut(compile_machine(document, {PICTURE: story_picture()}, story_id="story", version=1))
    rows = {str(key): scene.model_dump(mode="json") for key, scene in step_scenes(document).items()}
    json.dumps([made.head, rows])


def _carry() -> None:
    """The largest story as a file, read."""
    text = json.dumps(build_story(LARGE, seed=1))
    _in_child("chalicelib.interchange.reading", "story.json", make=lambda file: file.write_text(text, encoding="utf-8"))


def _draw() -> None:
    """The largest picture, made into its renditions."""
    # Made by another process, whose memory is less than what is measured.
    _in_child("chalicelib.assets.rendering", make=lambda file: subprocess.run([*PAINTER, str(file)], check=True))


def _in_child(module: str, *names: str, make: Callable[[Path], object]) -> None:
    from chalicelib import child

    with tempfile.TemporaryDirectory(prefix="fabula-bench-") as place:
        source, folder = Path(place) / "file", Path(place) / "made"
        folder.mkdir()
        make(source)
        outcome = child.run(module, *names, str(source), str(folder), seconds=60)
        if outcome is None or outcome.keys() & {"refusal", "rejection"}:
            raise ValueError(f"the largest work was not done: {outcome}")


WORK: Final[dict[str, Callable[[], None]]] = {
    "api_handler": _check,
    "stories_publish": _publish,
    "interchange_carry": _carry,
    "assets_process": _draw,
    "mail_send": lambda: None,
}
"""What is done by function; those that are left out do as little as the last."""


@bench("memory")
def measure_memory(_: Options) -> Iterator[Measured]:
    """The most memory of each function, beside what it has."""
    config: dict[str, Any] = json.loads(CONFIG.read_text(encoding="utf-8"))
    for name in WORK:
        has = config["lambda_functions"].get(name, {}).get("lambda_memory_size", config["lambda_memory_size"])
        yield Measured(name, "MB", _peak(name), has, "deployed with", Goal("ratio", "most", 0.8))


def _peak(name: str) -> float:
    command = [sys.executable, "-c", PROGRAM.format(name=name)]
    return int(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout) / 1024
