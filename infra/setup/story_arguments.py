"""What `story` takes, for run.py, which has nothing but Python's own library, and for infra.story behind it."""

import argparse
from pathlib import Path
from typing import Final

FORMATS: Final = ("fabula", "twee", "twine", "xstate")
EXIT_CODES: Final = """\
exit codes:
  0  done; for check: no errors, for diff: no differences
  1  check found errors, or diff found differences
  2  the command was not understood
  3  a file cannot be read, or is no story
  4  the result cannot be made or written
"""


def add_actions(parser: argparse.ArgumentParser) -> None:
    """Give the parser the actions on story files."""
    _explain(parser)
    actions = parser.add_subparsers(dest="action", metavar="action", required=True)
    check = actions.add_parser("check", help="list what is wrong with a story, as the editor would")
    compile_ = actions.add_parser("compile", help="make the machine that readers walk: an XState v5 configuration")
    import_ = actions.add_parser("import", help="make a Fabula file of any story file")
    export = actions.add_parser("export", help="make a file for another tool")
    diff = actions.add_parser("diff", help="list what is different between two story files")
    for action in (check, compile_, import_, export, diff):
        _explain(action)
        action.add_argument("file", type=Path, metavar="FILE", help="Fabula JSON, Twee 3 or Twine 2 HTML")
        action.add_argument("--json", action="store_true", help="say what there is to say as JSON")
    for action in (compile_, import_, export):
        action.add_argument("--out", type=Path, metavar="FILE", help="where to write the result (standard output)")
    diff.add_argument("other", type=Path, metavar="FILE2", help="the newer one, of whatever format")
    export.add_argument("--format", choices=FORMATS, required=True, help="what to make")


def story_arguments(options: argparse.Namespace, here: Path) -> list[str]:
    """The same arguments as a list, for another process; a file is meant from where the command was typed."""
    arguments = [options.action, str(here / options.file)]
    if options.action == "diff":
        arguments.append(str(here / options.other))
    if options.json:
        arguments.append("--json")
    if getattr(options, "out", None):
        arguments += ["--out", str(here / options.out)]
    if getattr(options, "format", None):
        arguments += ["--format", options.format]
    return arguments


def _explain(parser: argparse.ArgumentParser) -> None:
    parser.epilog, parser.formatter_class = EXIT_CODES, argparse.RawDescriptionHelpFormatter
