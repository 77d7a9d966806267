"""What `deploy` takes, for run.py, which has nothing but Python's own library, and for infra.deploy behind it."""

import argparse
from pathlib import Path

from infra.setup.places import ROOT

PACKAGE = ROOT / "build" / "fabula.zip"


def add_actions(parser: argparse.ArgumentParser) -> None:
    """Give the parser the steps of deploying."""
    actions = parser.add_subparsers(dest="action", metavar="action", required=True)
    package = actions.add_parser("package", help="build the zip that every function runs")
    package.add_argument("--out", type=Path, metavar="FILE", default=PACKAGE, help="where to write it (%(default)s)")


def deploy_arguments(options: argparse.Namespace, here: Path) -> list[str]:
    """The same arguments as a list, for another process; a file is meant from where the command was typed."""
    return [options.action, "--out", str(here / options.out)]
