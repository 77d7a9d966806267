"""Write the JSON Schemas of all formats, older ones too, below `docs/schemas`; `--check` fails when they are stale."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parent.parent / "docs" / "schemas"


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` compare them and say what to run."""
    wanted = _schemas()
    if "--check" not in arguments:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name, text in wanted.items():
            (FOLDER / name).write_text(text)
        print(f"wrote {', '.join(wanted)}")
        return 0
    stale = [name for name, text in wanted.items() if not _is(FOLDER / name, text)]
    if stale:
        print(f"Stale below docs/schemas: {', '.join(stale)}. Run `python -m infra.schemas`.")
    return 1 if stale else 0


def _schemas() -> dict[str, str]:
    from chalicelib.schemas import NAMES, json_schema

    return {f"{name}.json": json.dumps(json_schema(name), indent=1, sort_keys=True) + "\n" for name in NAMES}


def _is(path: Path, text: str) -> bool:
    return path.exists() and path.read_text() == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
