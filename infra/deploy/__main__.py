"""`python -m infra.deploy [ACTION]`: deploying, step by step; see `python3 run.py deploy --help`."""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from datetime import UTC, datetime
from functools import partial
from typing import Any

from infra import migrate
from infra.deploy.account import Account
from infra.deploy.checks import NotReady
from infra.deploy.cost import SCALES, estimate, total
from infra.deploy.deployment import Built, Deployment
from infra.deploy.down import destroy_steps
from infra.deploy.edge_worker import origins
from infra.deploy.front import Front
from infra.deploy.operating import OPERATIONS
from infra.deploy.package import Package, build_package, load_target, read_package
from infra.deploy.plan import words
from infra.deploy.releases import Release
from infra.deploy.secrets import Store
from infra.deploy.smoking import smoke_release
from infra.deploy.stages import Stage, StageUnusable, load_stage
from infra.deploy.static import BuiltSite, build_site
from infra.deploy.template import build_template, load_app
from infra.deploy.up import Outcome, deploy, plan, rollback
from infra.edge import load_table
from infra.setup import node
from infra.setup.console import SetupFailed, end_on_terminate, say
from infra.setup.deploy_arguments import PACKAGE, add_actions
from infra.setup.places import FRONTEND, ROOT

FAILURES = (SetupFailed, StageUnusable, NotReady)


def main(arguments: Sequence[str]) -> int:
    """Do one step; the exit code."""
    parser = argparse.ArgumentParser(prog="python3 run.py deploy")
    add_actions(parser)
    options = parser.parse_args(arguments)
    if options.action not in ("package", "cost") and options.stage is None:
        parser.error("which stage? Pass --stage NAME")
    end_on_terminate()
    try:
        return ACTIONS[options.action](options)
    except FAILURES as failure:
        if getattr(options, "json", False):
            print(json.dumps({"stage": options.stage, "failed": str(failure), "exit_code": 1}, indent=1))
        print(failure, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("\nstopped; the next run goes on from here", file=sys.stderr, flush=True)
        return 130


def _package(options: argparse.Namespace) -> int:
    built = build_package(load_target(), options.out)
    say(f"{built.path}: {built.size / 1e6:.1f} MB, {built.files:,} files of {built.unpacked / 1e6:.1f} MB")
    say(f"fingerprint {built.fingerprint}")
    return 0


def _template(options: argparse.Namespace) -> int:
    text = json.dumps(_template_of(load_stage(options.stage), options.stage), indent=1) + "\n"
    if options.out is None:
        print(text, end="")
    else:
        options.out.write_text(text, encoding="utf-8")
    return 0


def _plan(options: argparse.Namespace) -> int:
    stage = load_stage(options.stage)
    with redirect_stdout(sys.stderr):  # the plan alone is the answer
        built = Built(_package_of(options), _template_of(stage, options.stage), _site_of(stage))
    made = plan(_deployment(stage, options), built, built.release(revision="", at=""))
    print(json.dumps(made.to_json(), indent=1) if options.json else "\n".join(words(made)))
    return made.exit_code


def _up(options: argparse.Namespace) -> int:
    stage = load_stage(options.stage)
    with redirect_stdout(sys.stderr if options.json else sys.stdout):
        deployment = _deployment(stage, options)
        built = Built(_package_of(options), _template_of(stage, options.stage), _site_of(stage))
        release = built.release(revision=revision(), at=datetime.now(UTC).isoformat(timespec="seconds"))
        outcome = deploy(deployment, built, release)
    return _tell(outcome, options)


def _rollback(options: argparse.Namespace) -> int:
    return _tell(rollback(_deployment(load_stage(options.stage), options)), options)


def _migrate(options: argparse.Namespace) -> int:
    deployment = _deployment(load_stage(options.stage), options)
    release = Release(package="", template="", migrations=tuple(migrate.list_migrations()))
    with deployment.alone():
        return _done(deployment.run([deployment.migrations_step(release, contract=options.contract)]), options)


def _destroy(options: argparse.Namespace) -> int:
    stage = load_stage(options.stage)
    if options.yes is None and sys.stdin.isatty():
        options.yes = input(f"This takes {stage.app_url} down. Type the stage's name to go on: ")
    if options.yes != options.stage:
        print(f"nothing was done: pass --yes {options.stage} to destroy it", file=sys.stderr)
        return 2
    deployment = _deployment(stage, options)
    with deployment.alone():
        return _done(deployment.run(destroy_steps(deployment, with_data=options.with_data)), options)


def _deployment(stage: Stage, options: argparse.Namespace) -> Deployment:
    tell = partial(print, file=sys.stderr if options.json else sys.stdout, flush=True)
    account = Account(stage.region)
    front = Front(stage, options.stage, lambda: Store(account, stage).read("cloudflare_token")["cloudflare_token"])
    return Deployment(options.stage, stage, account, tell, smoke_release, front)


def _site_of(stage: Stage) -> BuiltSite:
    """The front end, built where anything it is made of has changed."""
    node.ensure_packages()
    node.ensure_build()
    return build_site(FRONTEND / "dist", load_table(origins(stage)))


def _package_of(options: argparse.Namespace) -> Package:
    return build_package(load_target(), PACKAGE) if options.package is None else read_package(options.package)


def _template_of(stage: Stage, name: str) -> dict[str, Any]:
    return build_template(load_app(stage, name), stage, name, load_target())


def _tell(outcome: Outcome, options: argparse.Namespace) -> int:
    kept = load_stage(options.stage).kept_ready
    costs = {f"{reads:,} reads": round(total(estimate(reads, kept_ready=kept)), 2) for reads in SCALES}
    if options.json:
        print(json.dumps(outcome.to_json() | {"monthly_dollars": costs}, indent=1), flush=True)
    else:
        told = ", ".join(f"{dollars:,.0f} with {reads}" for reads, dollars in costs.items())
        print("\n".join([*outcome.words(), f"about what a month costs, in dollars: {told}"]), flush=True)
    return outcome.exit_code


def _done(changed: list[str], options: argparse.Namespace) -> int:
    said = f"done: {', '.join(changed)}" if changed else "nothing was to do"
    print(json.dumps({"stage": options.stage, "changed": changed}, indent=1) if options.json else said, flush=True)
    return 0


def revision() -> str:
    """Git's name of what is deployed, with a plus where there is more in the checkout; empty without git."""

    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()

    try:
        return git("rev-parse", "HEAD") + ("+" if git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.CalledProcessError):
        return ""


ACTIONS: dict[str, Callable[[argparse.Namespace], int]] = {
    "up": _up,
    "package": _package,
    "template": _template,
    "plan": _plan,
    "rollback": _rollback,
    "migrate": _migrate,
    "destroy": _destroy,
    **OPERATIONS,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
