"""`python -m infra.deploy ACTION`: the steps of deploying; see `python3 run.py deploy --help`."""

import argparse
import sys
from collections.abc import Sequence

from infra.deploy.package import build_package, load_target
from infra.setup.console import SetupFailed, say
from infra.setup.deploy_arguments import add_actions


def main(arguments: Sequence[str]) -> int:
    """Do one step; the exit code."""
    parser = argparse.ArgumentParser(prog="python3 run.py deploy")
    add_actions(parser)
    options = parser.parse_args(arguments)
    try:
        return _package(options)
    except SetupFailed as failure:
        print(failure, file=sys.stderr, flush=True)
        return 1


def _package(options: argparse.Namespace) -> int:
    built = build_package(load_target(), options.out)
    say(f"{built.path}: {built.size / 1e6:.1f} MB, {built.files:,} files of {built.unpacked / 1e6:.1f} MB")
    say(f"fingerprint {built.fingerprint}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
