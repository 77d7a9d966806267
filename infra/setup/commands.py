"""The commands of run.py: make the environment, then hand over."""

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Final, NoReturn

from infra.setup import chromium, environment, node
from infra.setup.console import SetupFailed, end_on_terminate, run_attached, say
from infra.setup.deploy_arguments import add_actions as add_deploy_actions
from infra.setup.deploy_arguments import deploy_arguments
from infra.setup.invite_arguments import add_arguments as add_invite_arguments
from infra.setup.invite_arguments import invite_arguments
from infra.setup.lock import setup_lock
from infra.setup.places import ROOT, STATE, VENV_PYTHON, WINDOWS
from infra.setup.smoke_arguments import add_arguments as add_smoke_arguments
from infra.setup.smoke_arguments import smoke_arguments
from infra.setup.story_arguments import add_actions, story_arguments
from infra.setup.suites import BROWSER_SUITE, FRONTEND_SUITE, run_suites

EXAMPLES: Final = """\
examples:
  python3 run.py dev                    the whole product on this machine; Ctrl-C ends it
  python3 run.py test                   every test
  python3 run.py test unit -- -k steps  one suite, the rest goes to pytest
  python3 run.py story check tale.twee  what is wrong with the story in a file
"""
LEFTOVERS: Final = (
    *(".venv", ".fabula/setup", ".fabula/chromium", "frontend/node_modules", "frontend/dist", "build"),
    *(".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache"),
)
PYTHON_ALONE: Final[Mapping[str, Callable[[argparse.Namespace, Path], list[str]]]] = {
    "story": story_arguments,
    "deploy": deploy_arguments,
    "invite": invite_arguments,
}
"""Commands that need no front end, and what makes their arguments for `infra` of the same name."""


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit code."""
    own, after = split_at_dashes(arguments)
    parser = build_parser()
    options = parser.parse_args(own)
    if after and options.command != "test":
        parser.error("only test takes arguments after --")
    if options.command in (None, "help"):
        parser.print_help()
        return 0
    end_on_terminate()
    here = Path.cwd()
    os.chdir(ROOT)
    try:
        return _run(options, after, here)
    except SetupFailed as failure:
        print(failure, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("\nstopped; the next run goes on from here", file=sys.stderr, flush=True)
        return 130


def build_parser() -> argparse.ArgumentParser:
    """The commands and their flags."""
    parser = argparse.ArgumentParser(
        prog="python3 run.py", epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", metavar="command")
    dev = commands.add_parser("dev", help="set up and run the whole product here, with the sample story")
    dev.add_argument("--fresh", action="store_true", help="start over with empty data")
    dev.add_argument("--data", metavar="DIR", type=Path, help="where the data lives (.fabula)")
    dev.add_argument("--port", metavar="N", type=int, help="first of the ports to listen on")
    dev.add_argument("--no-sample", action="store_true", help="do not bring in the sample story")
    test = commands.add_parser("test", help="run the tests, all or some suites; after -- come pytest's own arguments")
    test.add_argument("suites", nargs="*", metavar="suite", help="unit, integration, browser, frontend …")
    commands.add_parser("check", help="format, lint, types, import directions, migrations, lock files")
    smoke = commands.add_parser("smoke", help="walk the main job over HTTP: in a throw-away stack, or deployed")
    add_smoke_arguments(smoke)
    agree = commands.add_parser("agree", help="walk random stories by Python, TypeScript and XState, and compare")
    agree.add_argument("--walks", metavar="N", type=int, help="how many walks (10,000)")
    agree.add_argument("--seed", metavar="N", type=int, help="the first walk's seed (0)")
    readers = commands.add_parser("readers", help="read random stories in a real browser, and compare with the server")
    readers.add_argument("--sessions", metavar="N", type=int, help="how many sessions (5,000)")
    readers.add_argument("--seed", metavar="N", type=int, help="of the stories and the readers (0)")
    fuzz = commands.add_parser("fuzz", help="feed broken story files to the importers")
    fuzz.add_argument("--cases", metavar="N", type=int, help="how many files (1,000)")
    bench = commands.add_parser("bench", help="measure, all benches or the named ones")
    bench.add_argument("names", nargs="*", metavar="name")
    bench.add_argument("--json", metavar="FILE", type=Path, help="also write the rows to a file")
    bench.add_argument(
        "--peers", metavar="DIR", type=Path, help="where peers are installed that pip and npm do not bring"
    )
    story = commands.add_parser("story", help="check, compile, import or export a story in a file")
    add_actions(story)
    deploy = commands.add_parser("deploy", help="bring a stage to AWS and Cloudflare, take it back or down")
    add_deploy_actions(deploy)
    add_invite_arguments(commands.add_parser("invite", help="let somebody open an account where not everybody may"))
    commands.add_parser("clean", help="remove what run.py made: environments, builds, caches; your data stays")
    commands.add_parser("help", help="show this")
    return parser


def _run(options: argparse.Namespace, after: Sequence[str], here: Path) -> int:
    match options.command:
        case "dev":
            _set_up(build=True)
            _hand_over("infra.local", *dev_arguments(options, here))
        case "test":
            return _test(options.suites, after)
        case "check":
            _set_up(build=False)
            _hand_over("infra.setup.checks")
        case "smoke":
            _set_up(build=not (options.url or options.stage))
            _hand_over("infra.smoke", *smoke_arguments(options, here))
        case "agree":
            _set_up(build=False)
            _hand_over("infra.agree", *_flag("--walks", options.walks), *_flag("--seed", options.seed))
        case "readers":
            _set_up(build=True, browser=True)
            _hand_over("infra.readers", *_flag("--sessions", options.sessions), *_flag("--seed", options.seed))
        case "fuzz":
            _set_up(build=False)
            _hand_over("infra.fuzz", "interchange", *_flag("--cases", options.cases))
        case "bench":
            _set_up(build=True, browser=True)
            files = (
                *_flag("--json", options.json and here / options.json),
                *_flag("--peers", options.peers and here / options.peers),
            )
            _hand_over("infra.bench", *options.names, *files)
        case command if command in PYTHON_ALONE:
            with redirect_stdout(sys.stderr):  # what is made may go to the standard output
                _set_up_python()
            _hand_over(f"infra.{command}", *PYTHON_ALONE[command](options, here))
        case _:
            _clean()
    return 0


def dev_arguments(options: argparse.Namespace, here: Path) -> list[str]:
    """The flags of dev as infra.local takes them; a folder is meant from where the command was typed."""
    switches = [name for name, on in (("--fresh", options.fresh), ("--no-sample", options.no_sample)) if on]
    return [*switches, *_flag("--data", options.data and here / options.data), *_flag("--port", options.port)]


def _set_up_python() -> None:
    """Make what a command needs that runs Python alone."""
    with setup_lock(lambda: say("another run.py is setting up this checkout: waiting for it")):
        environment.ensure_environment()


def _flag(name: str, value: object) -> tuple[str, ...]:
    return () if value is None else (name, str(value))


def _set_up(*, build: bool, browser: bool = False) -> None:
    """Make what the command needs, one run at a time."""
    with setup_lock(lambda: say("another run.py is setting up this checkout: waiting for it")):
        environment.ensure_environment()
        node.ensure_packages()
        if build:
            node.ensure_build()
        if browser:
            os.environ[chromium.VARIABLE] = str(chromium.ensure_chromium())


def _hand_over(module: str, *arguments: str) -> NoReturn:
    """Become `python -m module`, so that signals reach the one process that does the work."""
    command = [str(VENV_PYTHON), "-m", module, *arguments]
    variables = environment.environment_variables()
    if WINDOWS:  # exec there returns to the shell at once
        sys.exit(run_attached(command, env=variables))
    sys.stdout.flush()
    os.execve(command[0], command, variables)


def _test(suites: Sequence[str], pytest_arguments: Sequence[str]) -> int:
    """Run the tests, all or of some suites; 0 only if every one held."""
    known = sorted(path.name for path in (ROOT / "tests").iterdir() if any(path.rglob("test_*.py")))
    if unknown := sorted(set(suites) - {*known, FRONTEND_SUITE}):
        raise SetupFailed(
            f"no such suite: {', '.join(unknown)}", fix=f"name one of {', '.join([*known, FRONTEND_SUITE])}"
        )
    wanted = suites or [FRONTEND_SUITE, *known]
    _set_up(build=not set(wanted) <= {"unit", FRONTEND_SUITE}, browser=BROWSER_SUITE in wanted)
    return run_suites(wanted, pytest_arguments, environment.environment_variables())


def _clean() -> None:
    """Remove everything that run.py makes again by itself."""
    with setup_lock(lambda: say("another run.py is setting up this checkout: waiting for it")):
        for name in LEFTOVERS:
            path = ROOT / name
            if path.is_dir() and path != STATE:
                say(f"removing {name}")
                shutil.rmtree(path, ignore_errors=True)
    shutil.rmtree(STATE, ignore_errors=True)


def split_at_dashes(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """What comes before and after the first `--`."""
    everything = list(arguments)
    if "--" not in everything:
        return everything, []
    at = everything.index("--")
    return everything[:at], everything[at + 1 :]
