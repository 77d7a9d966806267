"""Write the API's description and the front end's types from the routes; `--check` fails when they are stale."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

FRONTEND: Final = Path(__file__).resolve().parent.parent / "frontend"
DESCRIPTION: Final = FRONTEND / "src" / "api" / "openapi.json"
TYPES: Final = FRONTEND / "src" / "api" / "schema.d.ts"


def main(arguments: list[str]) -> int:
    """Write both files, or with `--check` compare them and say what to run."""
    description = _description()
    if "--check" not in arguments:
        DESCRIPTION.parent.mkdir(parents=True, exist_ok=True)
        DESCRIPTION.write_text(description)
        TYPES.write_text(_types(DESCRIPTION))
        print(f"wrote {DESCRIPTION.name} and {TYPES.name}")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "openapi.json"
        fresh.write_text(description)
        same = _is(DESCRIPTION, description) and _is(TYPES, _types(fresh))
    if not same:
        print("The front end's API types are stale: run `python -m infra.openapi`.")
    return 0 if same else 1


def _description() -> str:
    from chalicelib import api, openapi

    return json.dumps(openapi.describe(api.ROUTES, "https://api.example.com"), indent=1, sort_keys=True) + "\n"


def _types(description: Path) -> str:
    command = ["npx", "--no-install", "openapi-typescript", str(description)]
    return subprocess.run(command, cwd=FRONTEND, check=True, capture_output=True, text=True).stdout


def _is(path: Path, text: str) -> bool:
    return path.exists() and path.read_text() == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
