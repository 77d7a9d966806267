"""The smoke test at a stage: signed in by the link that is mailed, which whoever has the stage's secrets can make, too.

The creator's address is one of SES's simulator, which takes mail from any account and keeps none. What the test made is
thrown away and erased; accounts of earlier runs go once their stories have.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, LiteralString

import psycopg

from chalicelib.accounts import service, tokens
from infra.database import DatabaseUnreachable, connect
from infra.deploy.account import Account
from infra.deploy.deployment import FRONT, Deployment
from infra.deploy.releases import Release
from infra.deploy.secrets import Store
from infra.deploy.stages import load_stage
from infra.local.creator import CallFailed, Creator, exchange
from infra.local.environment import Addresses
from infra.setup.console import SetupFailed
from infra.smoke import LegFailed, walk_all

MAILBOX: Final = "success+fabula-smoke-"
READY_SECONDS: Final = 300.0
"""How long new addresses may take to lead to the release."""
LATEST_SECONDS: Final = 180.0
"""How long what waits for a schedule may take: they run every minute."""
PAUSE_SECONDS: Final = 2.0
LONGEST: Final = timedelta(hours=1)
"""Whose account is older is not under way any more: another test may be, beside this one."""


@dataclass
class There:
    """A deployed product. `keys` are those by which its links may have been made: another may be stored than runs."""

    addresses: Addresses
    keys: Sequence[str]
    email: str = ""

    def __post_init__(self) -> None:
        """A new creator each time: one may ask for few links."""
        self.email = f"{MAILBOX}{uuid.uuid4().hex[:12]}@simulator.amazonses.com"

    def sign_in(self, creator: Creator) -> None:
        """Without reading the mail."""
        with self._database() as database:
            service.invite(database, self.email, now=datetime.now(UTC))
        creator.sign_in_by(self.email, self._find_token)

    def count(self) -> None:
        """By the schedule; what it has not counted yet is counted when it is asked for."""

    def require_mail(self, session: str, title: str, ending: str) -> None:
        """SES has taken it."""
        until = time.monotonic() + LATEST_SECONDS
        while (found := self._ask(SENT, {"key": f"completion:{session}"})) != [(True,)]:
            if time.monotonic() > until:
                raise LegFailed(f"found: {found or 'no mail'} in the outbox")
            time.sleep(PAUSE_SECONDS)

    def tidy(self, creator: Creator, story: str) -> None:
        """The story goes at the next sweep, as do those of tests that were cut off."""
        if story:
            creator.call("POST", f"/v1/stories/{story}/trash", {})
            creator.call("DELETE", f"/v1/trash/{story}")
        with self._database() as database:
            for statement in (LEAVE, FORGET):
                database.execute(statement, {"like": f"{MAILBOX}%", "before": datetime.now(UTC) - LONGEST})

    def await_release(self, code: str) -> None:
        """Until the API says that it is that release's, and well. Raises SetupFailed."""
        until = time.monotonic() + READY_SECONDS
        while (said := self._health()) != f"{code} ok":
            if time.monotonic() > until:
                raise SetupFailed(
                    f"{self.addresses.api}/v1/health says {said}, and not {code} ok",
                    fix=f"see that {self.addresses.api} leads to the API, and the log of api_handler",
                )
            time.sleep(PAUSE_SECONDS)

    def _health(self) -> str:
        try:
            reply = exchange("GET", f"{self.addresses.api}/v1/health")
        except CallFailed as error:
            return f"nothing ({error})"
        try:
            told = reply.json()
            return f"{told['release']} {told['status']}"
        except (ValueError, KeyError, TypeError):  # not the API's own: of what stands before it
            return f"nothing (it answers {reply.status})"

    def _find_token(self) -> str:
        ((link, token_hash),) = self._ask(LINK, {"email": self.email})
        token = tokens.find_derived(tokens.link_token, self.keys, str(link), bytes(token_hash))
        if token is None:
            raise LegFailed(
                "found: a link that none of the stage's keys made; deploy again, which gives functions the key"
            )
        return token

    def _ask(self, query: LiteralString, values: dict[str, str]) -> list[tuple[Any, ...]]:
        with self._database() as database:
            return database.execute(query, values).fetchall()

    @contextmanager
    def _database(self) -> Iterator[psycopg.Connection]:
        """Raises LegFailed."""
        try:
            with connect(self.addresses.database, autocommit=True) as connection:
                yield connection
        except (DatabaseUnreachable, psycopg.Error) as error:
            raise LegFailed(f"found: {str(error).strip()}") from error


LINK: Final = "SELECT id, token_hash FROM sign_in_links WHERE email = %(email)s ORDER BY created_at DESC LIMIT 1"
SENT: Final = "SELECT sent_at IS NOT NULL FROM outbox WHERE dedupe_key = %(key)s"
LEAVE: Final = """
    UPDATE stories SET keeping = 'condemned', erase_at = now() FROM accounts
    WHERE accounts.id = account_id AND email LIKE %(like)s AND accounts.created_at < %(before)s
        AND keeping <> 'condemned'
"""
FORGET: Final = """
    DELETE FROM accounts WHERE email LIKE %(like)s AND created_at < %(before)s
        AND NOT EXISTS (SELECT FROM stories WHERE account_id = accounts.id)
"""


def smoke_release(deployment: Deployment, release: Release) -> None:
    """Wait for the release at the stage's addresses and walk the main job there. Raises SetupFailed."""
    stage = deployment.stage
    place = There(
        Addresses(
            stage.app_url,
            stage.read_url,
            stage.api_url,
            "",
            stage.storage_endpoint,
            "",
            deployment.secrets["database_url"],
        ),
        deployment.secrets["secret_key"].split(),
    )
    place.await_release(release.code)
    if deployment.front is not None and FRONT in release.static:
        deployment.front.await_served(release.static[FRONT])
    if not walk_all(place, deployment.say):
        raise SetupFailed("a leg of the smoke test failed", fix="see above which, and the functions' logs")


def find_place(url: str | None, name: str | None) -> There:
    """The product whose editor is at an address; a stage's own, and its secrets, where one is named.

    Raises SetupFailed, StageUnusable.
    """
    if name is None:
        secrets = {setting: os.environ.get(setting.upper(), "") for setting in ("database_url", "secret_key")}
    else:
        stage = load_stage(name)
        url = url or stage.app_url
        secrets = Store(Account(stage.region), stage).read("database_url", "secret_key")
    if not all(secrets.values()):
        raise SetupFailed(
            "the smoke test signs in by a link that it makes itself, for which it has to know the stage's secrets",
            fix="pass --stage NAME, or set DATABASE_URL and SECRET_KEY",
        )
    try:
        told = exchange("GET", f"{url}/config.json").good().json()
        addresses = Addresses(str(url), told["read"], told["api"], "", told["uploads"], "", secrets["database_url"])
    except (CallFailed, ValueError, KeyError, TypeError) as error:
        raise SetupFailed(f"{url}/config.json is not the editor's: {error}", fix="give the editor's address") from error
    return There(addresses, secrets["secret_key"].split())
