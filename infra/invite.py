"""`python -m infra.invite EMAIL [--stage NAME]`: let somebody open an account where not everybody may.

The database is that of DATABASE_URL, or of a stage, whose address is read from SSM's parameter store.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import psycopg

from chalicelib.accounts import service
from chalicelib.accounts.model import EmailMalformed
from infra.database import connect
from infra.deploy.account import Account
from infra.deploy.secrets import Store
from infra.deploy.stages import Stage, StageUnusable, load_stage
from infra.setup.console import SetupFailed
from infra.setup.invite_arguments import add_arguments


class NoDatabase(Exception):
    """It is not known where the database is; the message says why."""


def main(arguments: Sequence[str]) -> int:
    """Invite; the exit code."""
    parser = argparse.ArgumentParser(prog="python3 run.py invite")
    add_arguments(parser)
    options = parser.parse_args(arguments)
    try:
        stage = None if options.stage is None else load_stage(options.stage)
        address = database_of(os.environ) if stage is None else database_of_stage(stage)
        with connect(address, autocommit=True) as connection:
            outcome = service.invite(connection, options.email, now=datetime.now(UTC))
    except EmailMalformed:
        parser.error(f"{options.email!r} is no e-mail address")
    except (NoDatabase, StageUnusable, SetupFailed) as error:
        print(error, file=sys.stderr)
        return 1
    except psycopg.Error as error:
        print(f"the database does not take it: {error}", file=sys.stderr)
        return 1
    where = "" if stage is None else f"; they sign in at {stage.app_url}/sign-in"
    print(f"{options.email} {outcome}{where}")
    return 0


def database_of(environment: Mapping[str, str]) -> str:
    """The address in an environment. Raises NoDatabase."""
    try:
        return environment["DATABASE_URL"]
    except KeyError as error:
        raise NoDatabase("which database? Pass --stage NAME, or set DATABASE_URL") from error


def database_of_stage(stage: Stage) -> str:
    """The address that the stage's parameter holds. Raises SetupFailed."""
    return Store(Account(stage.region), stage).read("database_url")["database_url"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
