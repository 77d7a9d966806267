"""What `deploy` takes for operating a stage, for run.py, which has nothing but Python's own library, and for
infra.deploy behind it."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    Actions = argparse._SubParsersAction[argparse.ArgumentParser]

FAILED: Final = "something is wrong, and said with what mends it"
QUEUES: Final = ("assets", "publish", "interchange", "mail")
SECRETS: Final = ("secret-key", "database-url", "storage-key", "cdn-purge-token", "cloudflare-token")
OPERATING: Final = ("init", "status", "logs", "redrive", "backup", "restore", "rotate-secrets", "cost")
POSITIONAL: Final = ("queue", "folder", "name")


@dataclass(frozen=True)
class Question:
    """What `init` has to know: a flag, or asked for. `offered` is what an empty answer means, `""` that it is none."""

    flag: str
    asks: str
    offered: str | None = None

    @property
    def name(self) -> str:
        """The answer's name."""
        return self.flag.replace("-", "_")


QUESTIONS: Final = (
    Question("domain", "The site's domain; app., read. and api. will be below it, such as example.org"),
    Question("region", "AWS's region", "eu-central-1"),
    Question("certificate", "ARN of ACM's certificate for the API's host; empty: deploying requests one", ""),
    Question("cloudflare-account", "Id of the Cloudflare account that has R2"),
    Question("zone", "Id of Cloudflare's zone of the domain; empty where nothing caches the story pages", ""),
    Question("mail-domain", "The domain, verified with SES, that mails come from; empty: mail. below the site's", ""),
    Question("alarm-mail", "Who is mailed when an alarm goes off"),
    Question("sign-up", "Who may open an account: open, invited or domain:example.org", "invited"),
    Question("connections", "How many connections the database has for the functions, at least 18", "40"),
)


def add_operating(actions: Actions) -> None:
    """Give the parser what keeps a stage running."""
    init = _action(actions, "init", "write a stage's settings, asking for what no flag says", ok="they are written")
    for question in QUESTIONS:
        init.add_argument(f"--{question.flag}", metavar="VALUE", help=question.asks)
    init.add_argument("--overwrite", action="store_true", help="also where there are settings already")
    status = _action(
        actions,
        "status",
        "versions, health, queues, errors, the rollup's lag, alarms",
        ok="all is well",
        three="something wants looking at",
    )
    status.add_argument("--cost", action="store_true", help="also the month's cost so far (asking costs one cent)")
    logs = _action(actions, "logs", "what the functions wrote, oldest first", ok="told")
    logs.add_argument("--follow", action="store_true", help="go on with what comes, until Ctrl-C")
    logs.add_argument("--request", metavar="ID", help="only what bears this id: of a request, a message, a story")
    logs.add_argument("--function", metavar="NAME", help="only of one function, such as api_handler")
    logs.add_argument("--since", metavar="TIME", default="1h", help="how far back: 30s, 15m, 1h, 2d (%(default)s)")
    redrive = _action(
        actions,
        "redrive",
        "move dead letters back to their queue",
        ok="none is left",
        three="some are left: just now received by someone else, or over the limit",
    )
    redrive.add_argument("queue", metavar="QUEUE", choices=(*QUEUES, "all"), help=", ".join((*QUEUES, "all")))
    redrive.add_argument("--limit", metavar="N", type=int, help="move so many at most, as a try")
    backup = _action(
        actions,
        "backup",
        "dump the database, list the buckets, prove the dump by restoring it",
        ok="made and proved",
    )
    backup.add_argument("--out", type=Path, metavar="DIR", default=Path("backups"), help="where to (%(default)s)")
    backup.add_argument("--programs", type=Path, metavar="DIR", help="folder of pg_dump, where ours is too old")
    restore = _action(
        actions,
        "restore",
        "put a backup into the stage's database",
        ok="restored, and the same as it was backed up",
        three="restored, and objects of the backup's time are gone from the buckets",
    )
    restore.add_argument("folder", type=Path, metavar="FOLDER", help="that backup made")
    restore.add_argument("--replace", action="store_true", help="also where the database holds something: that goes")
    restore.add_argument("--programs", type=Path, metavar="DIR", help="folder of pg_restore, where ours is too old")
    rotate = _action(
        actions,
        "rotate-secrets",
        "store another value of a secret; the next deploy applies it",
        ok="it is stored",
    )
    rotate.add_argument(
        "name",
        metavar="NAME",
        nargs="?",
        choices=SECRETS,
        default="secret-key",
        help=f"{', '.join(SECRETS)} (%(default)s)",
    )
    rotate.add_argument("--value-file", type=Path, metavar="FILE", help="the new value, a line each; else asked for")
    rotate.add_argument("--back", action="store_true", help="the value before the last rotation again")
    cost = _action(
        actions, "cost", "what a month costs, by the list prices of infra/deploy/prices.py", ok="told", stage=False
    )
    about = "of infra/deploy/stages/NAME.toml, whose settings are counted; needs no account"
    cost.add_argument("--stage", metavar="NAME", default=argparse.SUPPRESS, help=about)
    cost.add_argument("--reads", metavar="N", type=int, help="stories read in a month (1,000, 100,000, 10 million)")


def operating_arguments(options: argparse.Namespace, here: Path) -> list[str]:
    """The same arguments as a list, for another process; a file is meant from where the command was typed."""
    flags, words = [], []
    for name, value in vars(options).items():
        if name in ("command", "action") or value is None or value is False:
            continue
        text = str(here / value) if isinstance(value, Path) else str(value)
        if name in POSITIONAL:
            words.append(text)
        else:
            flag = f"--{name.replace('_', '-')}"
            flags += [flag] if value is True else [flag, text]
    return [options.action, *words, *flags]


def _action(
    actions: Actions, name: str, about: str, *, ok: str, three: str | None = None, stage: bool = True
) -> argparse.ArgumentParser:
    """One command: it tells its exit codes, and what it says also as JSON."""
    codes = {0: ok, 1: FAILED, 2: "the command was not understood"} | ({} if three is None else {3: three})
    parser: argparse.ArgumentParser = actions.add_parser(
        name,
        help=about,
        epilog="exit codes:\n" + "\n".join(f"  {code}  {means}" for code, means in codes.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(action=name)
    if stage:
        parser.add_argument("--stage", metavar="NAME", required=True, help="of infra/deploy/stages/NAME.toml")
    # said before the command's name it counts as well
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="say it as JSON")
    return parser
