"""What `deploy` takes, for run.py, which has nothing but Python's own library, and for infra.deploy behind it."""

import argparse
from pathlib import Path
from typing import Final

from infra.setup.operating_arguments import OPERATING, add_operating, operating_arguments
from infra.setup.places import ROOT

PACKAGE: Final = ROOT / "build" / "fabula.zip"
EXIT_CODES: Final = """\
exit codes:
  0  nothing would change
  1  something is wrong and said: settings, the account, a secret that is not there
  2  the command was not understood
  3  something would change
"""


def add_actions(parser: argparse.ArgumentParser) -> None:
    """Give the parser the steps of deploying."""
    actions = parser.add_subparsers(dest="action", metavar="action", required=True)
    package = actions.add_parser("package", help="build the zip that every function runs")
    package.add_argument("--out", type=Path, metavar="FILE", default=PACKAGE, help="where to write it (%(default)s)")
    template = actions.add_parser("template", help="write the CloudFormation template of a stage")
    template.add_argument("--stage", metavar="NAME", required=True, help="of infra/deploy/stages/NAME.toml")
    template.add_argument("--out", type=Path, metavar="FILE", help="where to write it (standard output)")
    plan = actions.add_parser(
        "plan",
        help="say what deploying a stage would make, change and remove; changes nothing",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    plan.add_argument("--stage", metavar="NAME", required=True, help="of infra/deploy/stages/NAME.toml")
    plan.add_argument("--package", type=Path, metavar="FILE", help="a package that is built already")
    plan.add_argument("--json", action="store_true", help="say it as JSON")
    add_operating(actions)


def deploy_arguments(options: argparse.Namespace, here: Path) -> list[str]:
    """The same arguments as a list, for another process; a file is meant from where the command was typed."""
    if options.action in OPERATING:
        return operating_arguments(options, here)
    arguments = [options.action]
    if getattr(options, "stage", None):
        arguments += ["--stage", options.stage]
    if getattr(options, "out", None):
        arguments += ["--out", str(here / options.out)]
    if getattr(options, "package", None):
        arguments += ["--package", str(here / options.package)]
    if getattr(options, "json", False):
        arguments.append("--json")
    return arguments
