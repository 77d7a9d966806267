"""The commands on story files: `python3 run.py story …` ends here.

The result goes to `--out`, or to standard output; what is said about it goes to standard output, or to standard error
where the result is there already. Errors go to standard error.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, TextIO

from chalicelib.errors import Refusal
from chalicelib.interchange.formats import read, write
from chalicelib.interchange.model import Exported, Imported, Note, NotReadable, NotWritable
from chalicelib.interchange.pictures import picture_id, picture_type
from chalicelib.stories.canonical import canonical
from chalicelib.stories.difference import Change, FieldChange, difference
from chalicelib.stories.model import AssetId
from chalicelib.stories.problems import AssetState, Problem
from chalicelib.stories.proof import all_problems
from infra.setup.story_arguments import add_actions

FINE: Final = 0
FOUND: Final = 1
NOT_READABLE: Final = 3
NOT_WRITTEN: Final = 4
STORY_ID: Final = "story"
"""Names the machine of a story that is in no database."""


class FileFailed(Exception):
    """A file could not be read or written; `code` is how the command ends."""

    def __init__(self, verb: str, path: Path, error: OSError, *, code: int) -> None:
        super().__init__(f"cannot {verb} {path}: {error.strerror}")
        self.code = code


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit code."""
    parser = argparse.ArgumentParser(prog="python3 run.py story")
    add_actions(parser)
    options = parser.parse_args(arguments)
    try:
        return _COMMANDS[options.action](options)
    except NotReadable as refusal:
        return _refused(options, refusal, NOT_READABLE)
    except NotWritable as refusal:
        return _refused(options, refusal, NOT_WRITTEN)
    except FileFailed as failure:
        print(failure, file=sys.stderr)
        return failure.code


def _check(options: argparse.Namespace) -> int:
    document = _read(options.file).document
    # A file alone cannot say what became of a picture it only names.
    named = {scene.data.image for scene in document.scenes.values() if scene.data.image}
    assets: Mapping[AssetId, AssetState] = {AssetId(name): "ready" for name in named}
    problems = all_problems(document, assets)
    if options.json:
        _print_json({"problems": [problem.model_dump(mode="json") for problem in problems]}, sys.stdout)
    else:
        for problem in problems:
            print(_line(problem))
        print(_count(problems))
    return FOUND if any(problem.severity == "error" for problem in problems) else FINE


def _compile(options: argparse.Namespace) -> int:
    return _export_as("xstate", options)


def _import(options: argparse.Namespace) -> int:
    imported = _read(options.file)
    exported = write(imported.document, "fabula", imported.pictures, story_id=STORY_ID, version=0)
    return _deliver(exported, imported.report, options)


def _export(options: argparse.Namespace) -> int:
    return _export_as(options.format, options)


def _export_as(format_name: Any, options: argparse.Namespace) -> int:
    imported = _read(options.file)
    exported = write(imported.document, format_name, imported.pictures, story_id=STORY_ID, version=0)
    return _deliver(exported, (*imported.report, *exported.report), options)


def _diff(options: argparse.Namespace) -> int:
    changes = difference(_read(options.file).document, _read(options.other).document)
    if options.json:
        _print_json({"changes": [change.model_dump(mode="json") for change in changes]}, sys.stdout)
    else:
        for change in changes:
            print(_changed(change))
        print(f"differences: {len(changes)}")
    return FOUND if changes else FINE


_COMMANDS: Final[Mapping[str, Callable[[argparse.Namespace], int]]] = {
    "check": _check,
    "compile": _compile,
    "import": _import,
    "export": _export,
    "diff": _diff,
}


def _read(path: Path) -> Imported:
    try:
        content = with_pictures_beside(path, path.read_bytes())
    except OSError as error:
        raise FileFailed("read", path, error, code=NOT_READABLE) from error
    try:
        return read(path.name, content)
    except NotReadable as refusal:
        refusal.extra["file"] = str(path)
        raise


def with_pictures_beside(path: Path, content: bytes) -> bytes:
    """A document that names files in its own folder as pictures, as `samples` has them, with those files in it.

    Any other file as it is. Raises OSError where such a file cannot be read.
    """
    try:
        document = json.loads(content)
        scenes = [scene["data"] for scene in document["scenes"].values()]
        files = {data["image"]: path.parent / data["image"] for data in scenes if "." in data["image"]}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return content
    folder = path.parent.resolve()
    if not files or not all(file.resolve().is_relative_to(folder) for file in files.values()):
        return content
    pictures = {name: _picture(file) for name, file in files.items()}
    for data in scenes:
        data["image"] = pictures[data["image"]][0] if data["image"] in pictures else data["image"]
    return json.dumps({"fabula": 1, "document": document, "pictures": dict(pictures.values())}).encode()


def _picture(file: Path) -> tuple[str, dict[str, str | None]]:
    content = file.read_bytes()
    written = {"type": picture_type(content), "name": file.name, "content": base64.b64encode(content).decode()}
    return picture_id(content), written


def _deliver(exported: Exported, report: Sequence[Note], options: argparse.Namespace) -> int:
    """Put the result where it was asked for, and say what was not carried."""
    if options.out is None:
        sys.stdout.buffer.write(exported.content)
        sys.stdout.flush()
        _print_report(report, sys.stderr, as_json=options.json)
        return FINE
    try:
        options.out.write_bytes(exported.content)
    except OSError as error:
        raise FileFailed("write", options.out, error, code=NOT_WRITTEN) from error
    _print_report(report, sys.stdout, as_json=options.json)
    return FINE


def _print_report(report: Sequence[Note], stream: TextIO, *, as_json: bool) -> None:
    if as_json:
        _print_json({"report": [asdict(note) for note in report]}, stream)
        return
    for note in report:
        print(f"{note.fate:<8} {_place(note)}{note.sentence}", file=stream)


def _place(note: Note) -> str:
    parts = [f"“{note.where}”"] if note.where else []
    parts += [f"line {note.line}"] if note.line else []
    return ", ".join(parts) + ": " if parts else ""


def _line(problem: Problem) -> str:
    path = f" The way there: {' → '.join(problem.path)}." if problem.path else ""
    return f"{problem.severity:<8} {problem.sentence}{path}"


def _changed(change: Change) -> str:
    """One difference in a line, and a line for each field of it."""
    place = f" of {change.scene}" if change.what == "option" else ""
    name = f" {change.id}{place} “{change.title}”" if change.id is not None else ""
    fields = "".join(f"\n           {_field(field)}" for field in change.fields)
    return f"{change.how:<8} {change.what}{name}{fields}"


def _field(field: FieldChange) -> str:
    if not field.whole:
        return field.field
    return f"{field.field}: {_plain(field.before)} → {_plain(field.after)}"


def _plain(value: Any) -> str:
    return canonical(value).decode()


def _count(problems: Sequence[Problem]) -> str:
    errors = sum(problem.severity == "error" for problem in problems)
    return f"errors: {errors}, warnings: {len(problems) - errors}"


def _refused(options: argparse.Namespace, refusal: Refusal, code: int) -> int:
    if options.json:
        _print_json({"error": refusal.slug(), "detail": refusal.detail, **refusal.extra}, sys.stderr)
    else:
        file, line = refusal.extra.get("file", options.file), refusal.extra.get("line")
        print(f"{file}{f':{line}' if line else ''}: {refusal.detail}", file=sys.stderr)
    return code


def _print_json(value: Any, stream: TextIO) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2), file=stream)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
