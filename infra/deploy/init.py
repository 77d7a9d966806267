"""`deploy init`: a stage's settings, made of a few answers and the example, whose comments stay in the file.

Each answer is tried at once: put among those that there are, with the example's for the rest, it has to make a stage.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from infra.deploy.secrets import ROTATED
from infra.deploy.stages import FOLDER, StageUnusable, check_name, parse_stage
from infra.setup.console import SetupFailed
from infra.setup.operating_arguments import QUESTIONS, Question

EXAMPLE_ANSWERS: Final = {
    "domain": "example.com",
    "region": "eu-central-1",
    "certificate": "",
    "cloudflare_account": "0123456789abcdef",
    "zone": "",
    "mail_domain": "",
    "alarm_mail": "operator@example.com",
    "sign_up": "invited",
    "connections": "40",
}
"""Good ones, for what was not asked yet."""
ID: Final = re.compile(r"[0-9a-f]+")
DOMAIN: Final = re.compile(r"([a-z0-9-]+\.)+[a-z]+")
SETTING: Final = re.compile(r"(?P<name>[a-z_]+) = .*")


def write_settings(options: argparse.Namespace) -> int:
    """Write the file of the stage; the exit code."""
    check_name(options.stage)
    file = FOLDER / f"{options.stage}.toml"
    if file.exists() and not options.overwrite:
        raise SetupFailed(f"{file} is there already", fix="edit it, or say --overwrite to begin anew")
    given = {question.name: getattr(options, question.name) for question in QUESTIONS}
    answers = gather(options.stage, given, ask_person if sys.stdin.isatty() else ask_nobody)
    file.write_text(settings_file(options.stage, answers), encoding="utf-8")
    made = settings(options.stage, answers)
    names = made["secrets"] | {"cloudflare_token": made["cloudflare_token"]}
    print(json.dumps({"file": str(file), "secrets": names}, indent=1) if options.json else "\n".join(said(file, names)))
    return 0


def gather(stage: str, given: Mapping[str, str | None], ask: Callable[[Question], str]) -> dict[str, str]:
    """The answer to every question: given, or else asked for until it will do. Raises SetupFailed."""
    answers: dict[str, str] = {}
    for question in QUESTIONS:
        flag = given[question.name]
        while question.name not in answers:
            answer = ask(question) if flag is None else flag
            wrong = refused(stage, answers | {question.name: answer})
            if wrong is None:
                answers[question.name] = answer
            elif flag is not None:
                raise SetupFailed(f"--{question.flag} {answer!r}: {wrong}", fix="say it otherwise")
            else:
                print(f"  {wrong}", file=sys.stderr)
    return answers


def ask_person(question: Question) -> str:
    """Ask on the terminal; standard output is for what was made."""
    hint = f" [{question.offered}]" if question.offered else ""
    print(f"{question.asks}{hint}: ", end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise SetupFailed("the answers ended", fix=f"answer, or say --{question.flag}")
    return line.strip() or question.offered or ""


def ask_nobody(question: Question) -> str:
    """Without a terminal what has an offer is that; the rest has to be said."""
    if question.offered is None:
        raise SetupFailed(f"{question.asks}?", fix=f"say --{question.flag}, or run it on a terminal")
    return question.offered


def refused(stage: str, answers: Mapping[str, str]) -> str | None:
    """Why these answers make no stage, with good ones for the rest; None where they do."""
    for name, pattern, said in (
        ("domain", DOMAIN, "a domain looks like example.org"),
        ("mail_domain", DOMAIN, "a domain looks like mail.example.org"),
        ("cloudflare_account", ID, "Cloudflare's ids are digits and the letters a to f"),
        ("zone", ID, "Cloudflare's ids are digits and the letters a to f"),
    ):
        optional = name in ("mail_domain", "zone")
        answer = answers.get(name)
        if answer is not None and not (optional and not answer) and not pattern.fullmatch(answer):
            return said
    if not answers.get("connections", "40").isdecimal():
        return "a whole number"
    try:
        parse_stage(settings(stage, EXAMPLE_ANSWERS | dict(answers)), "these settings")
    except StageUnusable as error:
        return "; ".join(line.strip() for line in str(error).splitlines()[1:])
    return None


def settings(stage: str, answers: Mapping[str, str]) -> dict[str, Any]:
    """A stage's settings as its file holds them. A stage named prod has the hosts app., read. and api., another one
    app-NAME. and so on, so that several are of one site."""
    domain, zone = answers["domain"], answers["zone"]
    suffix = "" if stage == "prod" else f"-{stage}"
    hosts = {f"{host}_url": f"https://{host}{suffix}.{domain}" for host in ("app", "read", "api")}
    mail = answers["mail_domain"] or f"mail.{domain}"
    # Names of S3's buckets are taken by whoever comes first, in all accounts.
    own = f"fabula-{stage}-{domain.replace('.', '-')}"
    secrets = ["database_url", "storage_key_id", "storage_secret", "secret_key", *(["cdn_purge_token"] if zone else ())]
    purge = {"cdn_purge_url": f"https://api.cloudflare.com/client/v4/zones/{zone}/purge_cache"} if zone else {}
    return {
        "region": answers["region"],
        "artifacts_bucket": f"{own}-artifacts"[:63].rstrip("-"),
        **hosts,
        **({"api_certificate": answers["certificate"]} if answers["certificate"] else {}),
        "storage_endpoint": f"https://{answers['cloudflare_account']}.r2.cloudflarestorage.com",
        "uploads_bucket": f"fabula-{stage}-uploads",
        "public_bucket": f"fabula-{stage}-public",
        "app_bucket": f"fabula-{stage}-app",
        "cloudflare_token": f"/fabula/{stage}/cloudflare-token",
        **purge,
        "mail_from": f"Fabula <stories@{mail}>",
        "sign_in_mail_from": f"Fabula <sign-in@{mail}>",
        "sign_up": answers["sign_up"],
        "connections": int(answers["connections"]),
        "alarm_mail": answers["alarm_mail"],
        "log_days": 90,
        "secrets": {name: f"/fabula/{stage}/{name.replace('_', '-')}" for name in secrets},
    }


def settings_file(stage: str, answers: Mapping[str, str]) -> str:
    """The example's text with the stage's own values; lines of what it does not set are left out."""
    own = settings(stage, answers)
    flat = {name: value for name, value in (own | own["secrets"]).items() if name != "secrets"}
    lines = [f"# The settings of the stage {stage}; no secret is in them. example.toml is where they come from.", ""]
    for line in (FOLDER / "example.toml").read_text(encoding="utf-8").splitlines()[3:]:
        found = SETTING.fullmatch(line)
        if found is None:
            lines.append(line)
        elif found["name"] in flat:
            # JSON writes texts and whole numbers as TOML does.
            lines.append(f"{found['name']} = {json.dumps(flat[found['name']], ensure_ascii=False)}")
    text = "\n".join(lines) + "\n"
    parse_stage(tomllib.loads(text), f"{stage}.toml")
    return text


def said(file: Path, secrets: Mapping[str, str]) -> list[str]:
    """What was done, and what comes next."""
    stage = file.stem
    named = [name for name, settings in ROTATED.items() if settings[0] in secrets]
    return [
        f"wrote {file}: read it through, it says what every line is",
        "store the secrets it names, in this account's parameter store:",
        *(f"  python3 run.py deploy rotate-secrets --stage {stage} {name}" for name in named),
        f"then see what would be made: python3 run.py deploy plan --stage {stage}",
    ]
