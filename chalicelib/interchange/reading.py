"""Reading what a stranger uploaded: `python -m chalicelib.interchange.reading NAME SOURCE FOLDER`, in its own process.

The formats read in time linear in the file, but what 64 MB of JSON or HTML become in memory is many times that, so this
process has 1.5 GiB and 20 s of processor time. It writes the story into FOLDER as `document.json`, each picture as the
file of its number, and prints one line of JSON: `{pictures, report}` or `{refusal, report}`.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any, Final

from . import formats
from .model import Note, NotReadable
from .packing import LONGEST_SENTENCE, list_notes, plain

MEMORY_BYTES: Final = 1536 * 2**20
CPU_SECONDS: Final = 20


def main(name: str, source: Path, folder: Path) -> None:
    """Read one file and print what came of it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    print(json.dumps(read(name, source.read_bytes(), folder)))


def read(name: str, content: bytes, folder: Path) -> dict[str, Any]:
    """Write the story of a file into a folder and describe it, or say why there is none."""
    try:
        imported = formats.read(name, content)
    except NotReadable as refusal:
        note = Note("not-readable", "lost", refusal.where, refusal.line, refusal.detail)
        return {"refusal": plain(refusal.detail, LONGEST_SENTENCE), "report": list_notes([note])}
    (folder / "document.json").write_bytes(imported.document.model_dump_json(by_alias=True).encode())
    pictures = []
    for number, (picture_id, picture) in enumerate(imported.pictures.items()):
        (folder / str(number)).write_bytes(picture.content)
        pictures.append(
            {"id": picture_id, "type": picture.type, "name": plain(picture.name, 255), "size": len(picture.content)}
        )
    return {"pictures": pictures, "report": list_notes(imported.report)}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
