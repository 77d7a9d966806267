"""Sending what the outbox holds, and honouring who wants none of it.

A mail is leased, built, given to the provider and marked sent. Two consumers never hold the same lease; a consumer that
dies leaves a lease that runs out, and a mail whose sending it could not note any more goes out twice. Each message
carries the outbox row's id as a tag.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

from .. import clients, db, outbox
from ..accounts import service as accounts
from ..errors import NotFound, Unavailable
from ..log import count, log
from ..settings import load_settings
from . import store
from .model import UNSENT_AFTER, Mail, Mode, OutboxRow
from .tokens import read_unsubscribe_token, unsubscribe_token


class StoryNotFound(NotFound):
    """There is no such story."""


class MailNotTaken(Unavailable):
    """The mail service did not take the message; it will be tried again."""


def send(outbox_id: str, *, now: datetime) -> None:
    """Send one mail of the outbox, unless it is sent already or another consumer has it.

    Raises MailNotTaken, so that the message comes again.
    """
    with db.autocommit() as connection:
        row = store.claim_mail(connection, outbox_id, now=now)
    if row is None:
        return
    mail = _build(row, now=now)
    with db.autocommit() as connection:
        if mail is None:
            store.mark_failed(connection, outbox_id, "nobody wants it any more")
            return
    provider_id = _deliver(mail, outbox_id)
    with db.autocommit() as connection:
        store.mark_sent(connection, outbox_id, provider_id, now=now)
    log.info("mail_sent", extra={"outbox_id": outbox_id, "kind": row.kind})
    count("MailSent", kind=row.kind)


def sweep(*, now: datetime) -> None:
    """Send the messages of mails that were left behind again; give up on those tried too often."""
    with db.autocommit() as connection:
        given_up = store.give_up(connection, now=now)
        left_behind = store.list_left_behind(connection, before=now - UNSENT_AFTER, now=now)
    if given_up:
        log.error("mails_given_up", extra={"mails": given_up})
        count("MailGivenUp", given_up)
    for outbox_id in left_behind:
        outbox.hurry(outbox_id)


def load_mode(account_id: str, story_id: str) -> Mode:
    """Which mails the creator wants of a story. Raises StoryNotFound."""
    with db.autocommit() as connection:
        mode = store.find_mode(connection, account_id, story_id)
    if mode is None:
        raise StoryNotFound(field="story_id")
    return mode


def save_mode(account_id: str, story_id: str, mode: Mode) -> None:
    """Set which mails the creator wants of a story. Raises StoryNotFound."""
    with db.autocommit() as connection:
        if not store.save_mode(connection, account_id, story_id, mode):
            raise StoryNotFound(field="story_id")


def unsubscribe(token: str) -> None:
    """No more mails about the token's story. Raises UnsubscribeLinkWrong; doing it twice is fine."""
    story_id, account_id = read_unsubscribe_token(load_settings().keys, token)
    with db.autocommit() as connection:
        store.save_mode(connection, account_id, story_id, "off")


def _build(row: OutboxRow, *, now: datetime) -> Mail | None:
    """The mail of an outbox row; None where it is not wanted any more."""
    if row.kind == "sign_in":
        return _sign_in_mail(row.payload, now=now)
    if row.kind == "completion":
        return _completion_mail(row.payload)
    raise ValueError(f"unknown kind of mail: {row.kind}")


def _sign_in_mail(payload: Mapping[str, Any], *, now: datetime) -> Mail | None:
    from . import mails  # what it takes to write a mail is much to import for requests that write none

    settings = load_settings()
    found = accounts.find_sign_in_mail(payload["link_id"], now=now)
    if found is None:
        return None
    link = f"{settings.app_url}/sign-in#token={found.token}"
    return mails.sign_in_mail(sender=settings.sign_in_mail_from, email=found.email, link=link)


def _completion_mail(payload: Mapping[str, Any]) -> Mail | None:
    from . import mails

    settings = load_settings()
    with db.autocommit() as connection:
        finished = store.find_finished(connection, payload["session_id"])
    if finished is None or finished.mode == "off":
        return None
    token = unsubscribe_token(settings.key, str(finished.story_id), str(finished.account_id))
    return mails.completion_mail(
        finished,
        sender=settings.mail_from,
        numbers=f"{settings.app_url}/stories/{finished.story_id}/numbers",
        unsubscribe_page=f"{settings.app_url}/unsubscribe#{token}",
        unsubscribe_post=f"{settings.api_url}/v1/unsubscribes/{token}",
    )


def _deliver(mail: Mail, outbox_id: str) -> str:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        answer = clients.mailer().send_email(
            FromEmailAddress=mail.sender,
            Destination={"ToAddresses": [mail.to]},
            Content={"Raw": {"Data": _mime(mail, outbox_id)}},
            EmailTags=[{"Name": "outbox_id", "Value": outbox_id}],
        )
    except ClientError as error:  # the provider answered no: nothing was sent, the lease may go
        with db.autocommit() as connection:
            store.release_mail(connection, outbox_id)
        # Its words may name the address, and a traceback goes to the log.
        code = error.response.get("Error", {}).get("Code", "no code")
        raise MailNotTaken(f"The mail service answered {code}.") from None
    except BotoCoreError as error:  # no answer: it may have been sent, so the lease stays until it runs out
        raise MailNotTaken() from error
    return answer["MessageId"]


def _mime(mail: Mail, outbox_id: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = mail.sender, mail.to, mail.subject
    message["Message-ID"] = make_msgid(idstring=outbox_id, domain=mail.sender.rpartition("@")[2].rstrip(">"))
    for name, value in mail.headers.items():
        message[name] = value
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message.as_bytes()
