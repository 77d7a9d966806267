"""What `deploy` takes, for run.py, which has nothing but Python's own library, and for infra.deploy behind it."""

import argparse
from pathlib import Path
from typing import Final

from infra.setup.operating_arguments import OPERATING, add_operating, operating_arguments
from infra.setup.places import ROOT

PACKAGE: Final = ROOT / "build" / "fabula.zip"
UP: Final = "up"
STAGE_HELP: Final = "of infra/deploy/stages/NAME.toml"
EXIT_CODES: Final = """\
exit codes:
  0  done; or nothing was to do, or would change
  1  something is wrong and said; what runs is as it was, or a step is to be done again
  2  the command was not understood
  3  plan: something would change
  4  deploy: the new release did not hold, and the one before runs again
  5  deploy, rollback: what runs now does not hold, and there was none to go back to, or going back failed
  130  stopped (Ctrl-C, SIGTERM); the next run goes on from there
"""


def add_actions(parser: argparse.ArgumentParser) -> None:
    """Give the parser the steps of deploying; without one of them a stage is deployed."""
    parser.epilog, parser.formatter_class = EXIT_CODES, argparse.RawDescriptionHelpFormatter
    parser.set_defaults(action=UP)
    _add_stage(parser, required=False)
    _add_package(parser)
    _add_json(parser)
    actions = parser.add_subparsers(metavar="action")

    def add(action: str, about: str) -> argparse.ArgumentParser:
        added = actions.add_parser(action, help=about)
        added.set_defaults(action=action)
        return added

    package = add("package", "build the zip that every function runs")
    package.add_argument("--out", type=Path, metavar="FILE", default=PACKAGE, help="where to write it (%(default)s)")
    template = add("template", "write the CloudFormation template of a stage")
    _add_stage(template)
    template.add_argument("--out", type=Path, metavar="FILE", help="where to write it (standard output)")
    plan = add("plan", "say what deploying a stage would make, change and remove; changes nothing")
    _add_stage(plan)
    _add_package(plan, default=argparse.SUPPRESS)
    _add_json(plan, default=argparse.SUPPRESS)
    rollback = add("rollback", "bring the release before back")
    _add_stage(rollback)
    _add_json(rollback, default=argparse.SUPPRESS)
    migrate = add("migrate", "apply the migrations that the release which runs bears")
    _add_stage(migrate)
    migrate.add_argument(
        "--contract", action="store_true", help="also those after which there is no going back from it"
    )
    _add_json(migrate, default=argparse.SUPPRESS)
    destroy = add("destroy", "take a stage down; its database and buckets stay")
    _add_stage(destroy)
    destroy.add_argument("--yes", metavar="NAME", help="the stage's name once more, instead of being asked for it")
    destroy.add_argument("--with-data", action="store_true", help="delete what is in its database and buckets, too")
    _add_json(destroy, default=argparse.SUPPRESS)
    add_operating(actions)


def deploy_arguments(options: argparse.Namespace, here: Path) -> list[str]:
    """The same arguments as a list, for another process; a file is meant from where the command was typed."""
    if options.action in OPERATING:
        return operating_arguments(options, here)
    arguments = [] if options.action == UP else [options.action]
    for name in ("stage", "yes"):
        if getattr(options, name, None):
            arguments += [f"--{name}", getattr(options, name)]
    for name in ("out", "package"):
        if getattr(options, name, None):
            arguments += [f"--{name}", str(here / getattr(options, name))]
    for name in ("with_data", "contract", "json"):
        if getattr(options, name, False):
            arguments.append(f"--{name.replace('_', '-')}")
    return arguments


def _add_stage(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    parser.add_argument("--stage", metavar="NAME", required=required, help=STAGE_HELP)


def _add_package(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    parser.add_argument("--package", type=Path, metavar="FILE", default=default, help="a package that is built already")


def _add_json(parser: argparse.ArgumentParser, default: str | bool = False) -> None:  # noqa: FBT001, FBT002
    """A step's own option keeps what was said before the step's name where it is not said again: argparse.SUPPRESS."""
    about = "say it as JSON; progress goes to the standard error"
    parser.add_argument("--json", action="store_true", default=default, help=about)
