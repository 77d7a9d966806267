"""What `smoke` takes, for run.py, which has nothing but Python's own library, and for infra.smoke behind it."""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the parser where the main job is walked."""
    parser.add_argument("--url", metavar="URL", help="the editor's address of a deployed product; else one's own stack")
    parser.add_argument("--stage", metavar="NAME", help="the stage whose it is, of infra/deploy/stages/NAME.toml")


def smoke_arguments(options: argparse.Namespace, _here: Path) -> list[str]:
    """The same arguments as a list, for another process."""
    flags = (("--url", options.url), ("--stage", options.stage))
    return [word for flag, value in flags if value for word in (flag, value)]
