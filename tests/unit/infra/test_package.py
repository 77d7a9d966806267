"""What ships, and that a package's bytes follow from its files alone."""

import os
import zipfile
from pathlib import Path

import pytest

from infra.deploy.package import Target, pack, shipped


@pytest.mark.parametrize(
    ("name", "ships"),
    [
        ("pydantic/main.py", True),
        ("pydantic_core/_pydantic_core.cpython-312-aarch64-linux-gnu.so", True),
        ("psycopg_binary.libs/libpq-53e4e5f8.so.5.18", True),
        ("notify/templates/sign_in.html", True),
        ("pydantic-2.14.3.dist-info/METADATA", True),
        ("pydantic-2.14.3.dist-info/licenses/LICENSE", True),
        ("pydantic-2.14.3.dist-info/RECORD", False),
        ("nh3/__init__.pyi", False),
        ("nh3/py.typed", False),
        ("stories/__pycache__/model.cpython-311.pyc", False),
        ("__pycache__/app.cpython-312.pyc", False),
        ("library/tests/test_it.py", False),
        ("jinja2/tests.py", True),
        ("bin/markdown-it", False),
        ("aws_lambda_powertools/event_handler/openapi/swagger_ui/swagger-ui.min.css", False),
        ("aws_lambda_powertools/logging/logger.py", True),
        ("pillow.libs/libharfbuzz-38f28207.so.0", False),
        ("pillow.libs/libavif-ba04b566.so.16.4.2", True),
    ],
)
def test_what_ships(name: str, ships: bool) -> None:  # noqa: FBT001  (a column of the table)
    assert (shipped([name]) == [name]) is ships


def test_an_architecture_has_its_wheels() -> None:
    target = Target((3, 12), "arm64")
    assert target.runtime == "python3.12"
    assert target.platforms[0] == "manylinux_2_34_aarch64"
    assert target.platforms[-1] == "manylinux2014_aarch64"


def test_the_same_files_make_the_same_bytes(tmp_path: Path) -> None:
    written = {"app.py": "app = 1", "a/b.py": "b = 1", "a-b.txt": "", "a/__pycache__/b.cpython-312.pyc": "code"}
    for folder, names in (("one", sorted(written)), ("two", sorted(written, reverse=True))):
        for age, name in enumerate(names):
            path = tmp_path / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(written[name])
            path.chmod(0o600 if folder == "one" else 0o755)
            os.utime(path, (age, age))
    one, two = (pack(tmp_path / folder, tmp_path / f"{folder}.zip") for folder in ("one", "two"))
    assert one.path.read_bytes() == two.path.read_bytes()
    assert one.fingerprint == two.fingerprint
    with zipfile.ZipFile(one.path) as archive:
        assert [entry.filename for entry in archive.infolist()] == sorted(written)
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o100644}

    (tmp_path / "two" / "app.py").write_text("app = 2")
    assert pack(tmp_path / "two", tmp_path / "two.zip").fingerprint != one.fingerprint
