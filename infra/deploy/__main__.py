"""`python -m infra.deploy ACTION`: the steps of deploying; see `python3 run.py deploy --help`."""

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from typing import Any

from infra.deploy.account import Account, AccountUnreachable, make_plan
from infra.deploy.operating import OPERATIONS
from infra.deploy.package import build_package, load_target, read_package
from infra.deploy.plan import words
from infra.deploy.stages import Stage, StageUnusable, load_stage
from infra.deploy.template import build_template, load_app
from infra.setup.console import SetupFailed, say
from infra.setup.deploy_arguments import PACKAGE, add_actions


def main(arguments: Sequence[str]) -> int:
    """Do one step; the exit code."""
    parser = argparse.ArgumentParser(prog="python3 run.py deploy")
    add_actions(parser)
    options = parser.parse_args(arguments)
    try:
        return ({"package": _package, "template": _template, "plan": _plan} | OPERATIONS)[options.action](options)
    except (SetupFailed, StageUnusable, AccountUnreachable) as failure:
        print(failure, file=sys.stderr, flush=True)
        return 1


def _package(options: argparse.Namespace) -> int:
    built = build_package(load_target(), options.out)
    say(f"{built.path}: {built.size / 1e6:.1f} MB, {built.files:,} files of {built.unpacked / 1e6:.1f} MB")
    say(f"fingerprint {built.fingerprint}")
    return 0


def _template(options: argparse.Namespace) -> int:
    text = json.dumps(_built(load_stage(options.stage), options.stage), indent=1) + "\n"
    if options.out is None:
        print(text, end="")
    else:
        options.out.write_text(text, encoding="utf-8")
    return 0


def _plan(options: argparse.Namespace) -> int:
    stage, target = load_stage(options.stage), load_target()
    if options.package is None:
        with redirect_stdout(sys.stderr):  # the plan alone is the answer
            package = build_package(target, PACKAGE)
    else:
        package = read_package(options.package)
    template = _built(stage, options.stage)
    plan = make_plan(Account(stage.region), stage, options.stage, template=template, package=package)
    print(json.dumps(plan.to_json(), indent=1) if options.json else "\n".join(words(plan)))
    return plan.exit_code


def _built(stage: Stage, name: str) -> dict[str, Any]:
    return build_template(load_app(stage, name), stage, name, load_target())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
