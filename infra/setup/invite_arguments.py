"""What `invite` takes, for run.py, which has nothing but Python's own library, and for infra.invite behind it."""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the parser who is invited, and where."""
    parser.add_argument("email", metavar="EMAIL", help="who may open an account")
    parser.add_argument(
        "--stage", metavar="NAME", help="of infra/deploy/stages/NAME.toml; without it the database is DATABASE_URL's"
    )


def invite_arguments(options: argparse.Namespace, _here: Path) -> list[str]:
    """The same arguments as a list, for another process."""
    return [options.email, *(("--stage", options.stage) if options.stage else ())]
