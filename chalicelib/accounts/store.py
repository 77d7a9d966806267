"""SQL of accounts, sign-in links and sessions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from psycopg.rows import class_row

from ..db import Connection
from .model import CODE_TRIES, Account, AccountSession, SignInLink

INSERT_LINK: Final = """
    INSERT INTO sign_in_links (id, email, token_hash, nonce_hash, code_hash, created_at, expires_at)
    VALUES (%(id)s, %(email)s, %(token_hash)s, %(nonce_hash)s, %(code_hash)s, %(now)s, %(expires_at)s)
"""


def insert_link(connection: Connection, values: Mapping[str, Any]) -> None:
    """Write one asked-for link."""
    connection.execute(INSERT_LINK, values)


REDEEM_TOKEN: Final = """
    UPDATE sign_in_links SET redeemed_at = %(now)s
    WHERE token_hash = %(token_hash)s AND nonce_hash = %(nonce_hash)s
      AND redeemed_at IS NULL AND expires_at > %(now)s
    RETURNING email
"""


def redeem_token(connection: Connection, token_hash: bytes, nonce_hash: bytes, *, now: datetime) -> str | None:
    """Use a link up, once, in the browser that asked for it; gives its address."""
    values = {"token_hash": token_hash, "nonce_hash": nonce_hash, "now": now}
    row = connection.execute(REDEEM_TOKEN, values).fetchone()
    return str(row[0]) if row else None


FIND_LINK: Final = """
    SELECT id, email, code_hash FROM sign_in_links
    WHERE token_hash = %(token_hash)s AND redeemed_at IS NULL AND expires_at > %(now)s
"""


def find_link(connection: Connection, token_hash: bytes, *, now: datetime) -> SignInLink | None:
    """A link that could still be used, in whichever browser."""
    with connection.cursor(row_factory=class_row(SignInLink)) as cursor:
        return cursor.execute(FIND_LINK, {"token_hash": token_hash, "now": now}).fetchone()


TRY_CODE: Final = """
    UPDATE sign_in_links SET code_tries = code_tries + 1
    WHERE id = (
        SELECT id FROM sign_in_links
        WHERE nonce_hash = %(nonce_hash)s AND redeemed_at IS NULL AND expires_at > %(now)s
        ORDER BY created_at DESC LIMIT 1
    ) AND code_tries < %(tries)s
    RETURNING id, email, code_hash
"""


def try_code(connection: Connection, nonce_hash: bytes, *, now: datetime) -> SignInLink | None:
    """Spend one try on the newest link this browser asked for."""
    with connection.cursor(row_factory=class_row(SignInLink)) as cursor:
        return cursor.execute(TRY_CODE, {"nonce_hash": nonce_hash, "tries": CODE_TRIES, "now": now}).fetchone()


REDEEM_LINK: Final = """
    UPDATE sign_in_links SET redeemed_at = %(now)s
    WHERE id = %(id)s AND redeemed_at IS NULL AND expires_at > %(now)s RETURNING email
"""


def redeem_link(connection: Connection, link_id: str, *, now: datetime) -> str | None:
    """Use a link up by its id; gives its address, None where another request was first."""
    row = connection.execute(REDEEM_LINK, {"id": link_id, "now": now}).fetchone()
    return str(row[0]) if row else None


LINK_TO_MAIL: Final = "SELECT email, token_hash FROM sign_in_links WHERE id = %(id)s AND expires_at > %(now)s"

ACCOUNT_OF: Final = "SELECT id, email, created_at FROM accounts WHERE email = %(email)s"


def find_link_to_mail(connection: Connection, link_id: str, *, now: datetime) -> tuple[str, bytes] | None:
    """The address a link that has not expired goes to, and its token's fingerprint."""
    row = connection.execute(LINK_TO_MAIL, {"id": link_id, "now": now}).fetchone()
    return (str(row[0]), bytes(row[1])) if row else None


def find_account_by_email(connection: Connection, email: str) -> Account | None:
    """The account with that address."""
    with connection.cursor(row_factory=class_row(Account)) as cursor:
        return cursor.execute(ACCOUNT_OF, {"email": email}).fetchone()


OPEN_ACCOUNT: Final = """
    INSERT INTO accounts (id, email, created_at) VALUES (%(id)s, %(email)s, %(now)s)
    ON CONFLICT (email) DO UPDATE SET email = excluded.email
    RETURNING id, email, created_at
"""


def open_account(connection: Connection, account_id: str, email: str, *, now: datetime) -> Account:
    """The account with that address, made if there is none."""
    with connection.cursor(row_factory=class_row(Account)) as cursor:
        (account,) = cursor.execute(OPEN_ACCOUNT, {"id": account_id, "email": email, "now": now}).fetchall()
    return account


ADD_INVITATION: Final = """
    INSERT INTO invitations (email, created_at) VALUES (%(email)s, %(now)s) ON CONFLICT DO NOTHING RETURNING email
"""


def add_invitation(connection: Connection, email: str, *, now: datetime) -> bool:
    """Invite an address; False where it is invited already."""
    return connection.execute(ADD_INVITATION, {"email": email, "now": now}).fetchone() is not None


IS_INVITED: Final = "SELECT EXISTS (SELECT FROM invitations WHERE email = %(email)s)"


def is_invited(connection: Connection, email: str) -> bool:
    """Whether an address is invited and has not opened its account yet."""
    row = connection.execute(IS_INVITED, {"email": email}).fetchone()
    return row is not None and bool(row[0])


DELETE_INVITATION: Final = "DELETE FROM invitations WHERE email = %(email)s"


def delete_invitation(connection: Connection, email: str) -> None:
    """Forget an invitation that is used up; there need not be one."""
    connection.execute(DELETE_INVITATION, {"email": email})


FIND_ACCOUNT: Final = "SELECT id, email, created_at FROM accounts WHERE id = %(id)s"


def find_account(connection: Connection, account_id: str) -> Account | None:
    """The account with that id."""
    with connection.cursor(row_factory=class_row(Account)) as cursor:
        return cursor.execute(FIND_ACCOUNT, {"id": account_id}).fetchone()


INSERT_SESSION: Final = """
    INSERT INTO account_sessions (id, account_id, secret_hash, created_at, seen_at, expires_at)
    VALUES (%(id)s, %(account_id)s, %(secret_hash)s, %(now)s, %(now)s, %(expires_at)s)
"""


def insert_session(connection: Connection, values: Mapping[str, Any]) -> None:
    """Write one signed-in browser."""
    connection.execute(INSERT_SESSION, values)


FIND_SESSION: Final = """
    SELECT account_id, seen_at FROM account_sessions
    WHERE secret_hash = %(secret_hash)s AND ended_at IS NULL AND expires_at > %(now)s AND seen_at > %(idle_since)s
"""

SEE_SESSION: Final = "UPDATE account_sessions SET seen_at = %(now)s WHERE secret_hash = %(secret_hash)s"


def find_session(
    connection: Connection, secret_hash: bytes, *, idle_since: datetime, now: datetime
) -> tuple[str, datetime] | None:
    """The account of a session that is not over, and when it was seen last."""
    values = {"secret_hash": secret_hash, "idle_since": idle_since, "now": now}
    row = connection.execute(FIND_SESSION, values).fetchone()
    return (str(row[0]), row[1]) if row else None


def see_session(connection: Connection, secret_hash: bytes, *, now: datetime) -> None:
    """Note that a session was used."""
    connection.execute(SEE_SESSION, {"secret_hash": secret_hash, "now": now})


LIST_SESSIONS: Final = """
    SELECT id, created_at, seen_at, expires_at, secret_hash = %(secret_hash)s AS current FROM account_sessions
    WHERE account_id = %(account_id)s AND ended_at IS NULL AND expires_at > %(now)s AND seen_at > %(idle_since)s
    ORDER BY seen_at DESC
"""


def list_sessions(
    connection: Connection, account_id: str, secret_hash: bytes, *, idle_since: datetime, now: datetime
) -> list[AccountSession]:
    """The account's signed-in browsers, the last used first."""
    values = {"account_id": account_id, "secret_hash": secret_hash, "idle_since": idle_since, "now": now}
    with connection.cursor(row_factory=class_row(AccountSession)) as cursor:
        return cursor.execute(LIST_SESSIONS, values).fetchall()


END_SESSION: Final = """
    UPDATE account_sessions SET ended_at = %(now)s
    WHERE account_id = %(account_id)s AND ended_at IS NULL
      AND (id = %(session_id)s::uuid OR (%(session_id)s::uuid IS NULL AND secret_hash = %(secret_hash)s))
    RETURNING id
"""


def end_session(
    connection: Connection, account_id: str, session_id: str | None, secret_hash: bytes, *, now: datetime
) -> bool:
    """End one session of the account: the named one, or with None the asking one. False where there is none."""
    values = {"account_id": account_id, "session_id": session_id, "secret_hash": secret_hash, "now": now}
    return connection.execute(END_SESSION, values).fetchone() is not None


FORGET_LINKS: Final = "DELETE FROM sign_in_links WHERE expires_at < %(before)s"
FORGET_SESSIONS: Final = "DELETE FROM account_sessions WHERE expires_at < %(before)s OR ended_at < %(before)s"


def forget_old(connection: Connection, *, before: datetime) -> None:
    """Delete links and sessions that were over by then."""
    connection.execute(FORGET_LINKS, {"before": before})
    connection.execute(FORGET_SESSIONS, {"before": before})
