"""What mails say. Pure: facts in, a `Mail` out; sending is `service`'s."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from .model import FinishedStory, Mail

FOLDER: Final = Path(__file__).parent / "templates"


def sign_in_mail(*, sender: str, email: str, link: str) -> Mail:
    """The mail with the link that signs its reader in."""
    facts = {"link": link, "minutes": 10}
    return Mail(
        sender=sender,
        to=email,
        subject="Your link to sign in to Fabula",
        text=_render("sign_in.txt", facts),
        html=_render("sign_in.html", facts),
        headers={},
    )


def completion_mail(
    finished: FinishedStory, *, sender: str, numbers: str, unsubscribe_page: str, unsubscribe_post: str
) -> Mail:
    """The mail that tells a creator of one completion; `numbers` is the address of the story's dashboard.

    Headers make unsubscribing one click (RFC 8058).
    """
    facts = {
        "finished": finished,
        "duration": duration_in_words(finished.duration_ms),
        "numbers": numbers,
        "unsubscribe": unsubscribe_page,
    }
    return Mail(
        sender=sender,
        to=finished.email,
        subject=one_line(f"Somebody finished “{finished.story}”"),
        text=_render("completion.txt", facts),
        html=_render("completion.html", facts),
        headers={
            "List-Unsubscribe": f"<{unsubscribe_post}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def duration_in_words(milliseconds: int) -> str:
    """A reading time as people say it: `40 seconds`, `3 minutes`, `2 hours and 5 minutes`."""
    seconds = round(milliseconds / 1000)
    if seconds < 60:
        return _counted(seconds, "second")
    minutes = round(seconds / 60)
    if minutes < 60:
        return _counted(minutes, "minute")
    hours, rest = divmod(minutes, 60)
    return _counted(hours, "hour") + (f" and {_counted(rest, 'minute')}" if rest else "")


def one_line(text: str) -> str:
    """A header's text: no line breaks or control characters, 200 characters at most."""
    return "".join(letter if letter.isprintable() else " " for letter in text)[:200]


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _render(template: str, facts: dict[str, Any]) -> str:
    return _environment().get_template(template).render(facts)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
