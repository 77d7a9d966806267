"""The package as it is shipped, built for this machine and run with nothing else beside it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from infra.deploy.package import LARGEST, Package

NEVER = ("PIL", "jinja2", "markdown_it", "nh3", "boto3", "aws_xray_sdk", "chalicelib.interchange.exporting")
NEVER_EITHER = ("chalicelib.interchange.importing", "chalicelib.versions.publishing", "chalicelib.notify.mails")
MOST_MODULES = 600
"""Importing the app took 575 when this was written; what a request does not need is imported where it is used."""

IMPORT = """
import json, sys
sys.path.insert(0, sys.argv[1])
import app
print(json.dumps({name: getattr(module, "__cached__", None) for name, module in sys.modules.items()}))
"""
DRAW = """
import sys
sys.path.insert(0, sys.argv[1])
import io
from PIL import Image, ImageCms, features
from chalicelib.assets import rendering
assert all(features.check(name) for name in ("jpg", "webp", "avif", "littlecms2"))
for kind in ("JPEG", "WEBP", "AVIF"):
    Image.new("RGB", (8, 8)).save(io.BytesIO(), kind)
from chalicelib.notify import mails
from chalicelib.versions import page
from chalicelib.stories.markdown import render
assert "<em>" in render("*so*")
"""


@pytest.fixture(scope="module")
def task(package: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a function would find it unpacked."""
    folder = tmp_path_factory.mktemp("task")
    with zipfile.ZipFile(package.path) as archive:
        archive.extractall(folder)
    return folder


def alone(program: str, task: Path) -> str:
    """What a program prints that has Python's library and the package, and no other."""
    command = [sys.executable, "-I", "-S", "-B", "-c", program, str(task)]
    answer = subprocess.run(command, cwd=task, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_it_is_small_and_holds_nothing_else(package: Package) -> None:
    assert package.size <= LARGEST
    with zipfile.ZipFile(package.path) as archive:
        tops = {name.partition("/")[0] for name in archive.namelist()}
    assert {"app.py", "chalicelib", "chalice", "pydantic", "psycopg_binary", "PIL"} <= tops
    assert not tops & {"boto3", "botocore", "aws_xray_sdk", "moto", "pytest", "bin", "tests", "infra", "migrations"}


def test_the_app_imports_alone_and_only_what_a_request_needs(task: Path) -> None:
    cached = json.loads(alone(IMPORT, task))
    assert not {*NEVER, *NEVER_EITHER} & cached.keys()
    assert len(cached) <= MOST_MODULES
    ours = {name: place for name, place in cached.items() if name.startswith("chalicelib")}
    assert all(place and Path(place).is_file() for place in ours.values()), "compiled beforehand"


def test_what_draws_and_writes_is_whole(task: Path) -> None:
    alone(DRAW, task)
