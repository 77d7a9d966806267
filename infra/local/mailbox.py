"""Sent mail, kept as one JSON file a message, newest last by name."""

import base64
import email
import email.policy
import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Mail:
    """One message as it was handed to the mail service. `headers` are the ones the sender added."""

    id: str
    at: str
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]

    def wire(self) -> dict[str, object]:
        """As `/messages.json` tells it: {id, at, from, to, subject, text, html, headers}."""
        fields = asdict(self)
        fields["from"] = fields.pop("sender")
        return fields


class Mailbox:
    """The messages below one directory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, mail: Mail) -> None:
        """Write a message; it appears whole or not at all."""
        name = f"{mail.at.replace(':', '')}-{uuid.uuid4().hex[:8]}"
        unfinished = self._folder / f".{name}"
        unfinished.write_text(json.dumps(mail.wire(), ensure_ascii=False, indent=1))
        unfinished.rename(self._folder / f"{name}.json")

    def messages(self) -> list[dict[str, Any]]:
        """Every message, newest first."""
        return [json.loads(path.read_text()) for path in sorted(self._folder.glob("*.json"), reverse=True)]


def mail_of(request: Mapping[str, Any], message_id: str, *, now: datetime) -> Mail:
    """The message in a body of SES v2's SendEmail, simple or raw."""
    destination = request.get("Destination", {})
    to = tuple(
        address for kind in ("ToAddresses", "CcAddresses", "BccAddresses") for address in destination.get(kind, [])
    )
    mail = Mail(message_id, now.astimezone(UTC).isoformat(), request.get("FromEmailAddress", ""), to, "", "", "", {})
    content = request["Content"]
    return raw_mail(mail, content["Raw"]) if "Raw" in content else simple_mail(mail, content["Simple"])


def simple_mail(mail: Mail, content: Mapping[str, Any]) -> Mail:
    """`mail` with the subject, parts and headers of a simple message."""
    body = content["Body"]
    return replace(
        mail,
        subject=content["Subject"]["Data"],
        text=body.get("Text", {}).get("Data", ""),
        html=body.get("Html", {}).get("Data", ""),
        headers={header["Name"]: header["Value"] for header in content.get("Headers", [])},
    )


def raw_mail(mail: Mail, content: Mapping[str, str]) -> Mail:
    """`mail` with the subject, parts and added headers of a MIME message; what the envelope leaves out is taken from
    it."""
    message = email.message_from_bytes(base64.b64decode(content["Data"]), policy=email.policy.default)
    if not isinstance(message, EmailMessage):
        raise TypeError(message)
    shown = ("from", "to", "cc", "bcc", "subject", "mime-version", "content-type", "content-transfer-encoding")
    return replace(
        mail,
        sender=mail.sender or str(message["from"]),
        to=mail.to or tuple(str(message[name]) for name in ("to", "cc", "bcc") if message[name]),
        subject=str(message["subject"] or ""),
        text=part(message, "plain"),
        html=part(message, "html"),
        headers={name: str(value) for name, value in message.items() if name.lower() not in shown},
    )


def part(message: EmailMessage, kind: str) -> str:
    """The text of a message's plain or HTML part, empty if it has none."""
    body = message.get_body(preferencelist=(kind,))
    return "" if body is None else str(body.get_content())
