"""SQL of what a creator sees of publications and versions. Every statement names the owner where a creator asks."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from psycopg.rows import class_row

from ..db import Connection
from .model import PublicationRow, VersionRow

INSERT_PUBLICATION: Final = """
    INSERT INTO publications (id, story_id, account_id, revision, state, created_at, updated_at)
    VALUES (%(id)s, %(story_id)s, %(account_id)s, %(revision)s, 'queued', %(now)s, %(now)s)
"""

FIND_PUBLICATION: Final = """
    SELECT publications.id, publications.state, publications.done, publications.total, publications.problems,
           publications.version, publications.detail, stories.slug
    FROM publications JOIN stories ON stories.id = publications.story_id
    WHERE publications.id = %(id)s AND stories.id = %(story_id)s AND stories.account_id = %(account_id)s
"""


def insert_publication(
    connection: Connection, *, publication_id: str, story_id: str, account_id: str, revision: int, now: datetime
) -> None:
    """Write a publication that was asked for."""
    values = {"id": publication_id, "story_id": story_id, "account_id": account_id, "revision": revision, "now": now}
    connection.execute(INSERT_PUBLICATION, values)


def find_publication(
    connection: Connection, account_id: str, story_id: str, publication_id: str
) -> PublicationRow | None:
    """One publication of the account's story."""
    values = {"id": publication_id, "story_id": story_id, "account_id": account_id}
    with connection.cursor(row_factory=class_row(PublicationRow)) as cursor:
        return cursor.execute(FIND_PUBLICATION, values).fetchone()


LEFT_BEHIND: Final = """
    SELECT id FROM publications WHERE state IN ('queued', 'publishing') AND updated_at < %(before)s
    ORDER BY updated_at LIMIT 50
"""


def list_left_behind(connection: Connection, *, before: datetime) -> list[str]:
    """Publications that nothing has moved since then."""
    return [str(row[0]) for row in connection.execute(LEFT_BEHIND, {"before": before}).fetchall()]


LIST_VERSIONS: Final = """
    SELECT versions.number, versions.published_at, versions.number = stories.published_version
               AND stories.state = 'published' AS current, stories.slug
    FROM versions JOIN stories ON stories.id = versions.story_id
    WHERE stories.id = %(story_id)s AND stories.account_id = %(account_id)s
    ORDER BY versions.number DESC LIMIT 500
"""


def list_versions(connection: Connection, account_id: str, story_id: str) -> list[VersionRow]:
    """A story's versions, newest first."""
    with connection.cursor(row_factory=class_row(VersionRow)) as cursor:
        return cursor.execute(LIST_VERSIONS, {"story_id": story_id, "account_id": account_id}).fetchall()
