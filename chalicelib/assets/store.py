"""SQL of assets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from ..db import Connection
from .model import Asset, HeldState, held_state

OWNS_STORY: Final = "SELECT FROM stories WHERE id = %(story_id)s AND account_id = %(account_id)s AND keeping = 'kept'"


def owns_story(connection: Connection, account_id: str, story_id: str) -> bool:
    """Whether the story is the account's."""
    return connection.execute(OWNS_STORY, {"story_id": story_id, "account_id": account_id}).rowcount == 1


BYTES_OF_ACCOUNT: Final = """
    SELECT coalesce(sum(size), 0) FROM (
        SELECT max(size) AS size FROM assets WHERE account_id = %(account_id)s AND state <> 'failed' GROUP BY raw_key
    ) AS originals
"""


def sum_bytes(connection: Connection, account_id: str) -> int:
    """Bytes of all the account's pictures; copies of a story share theirs with it."""
    row = connection.execute(BYTES_OF_ACCOUNT, {"account_id": account_id}).fetchone()
    return int(row[0]) if row else 0


INSERT_ASSET: Final = """
    INSERT INTO assets (id, account_id, story_id, state, file_name, content_type, size, raw_key, created_at, updated_at)
    VALUES (%(id)s, %(account_id)s, %(story_id)s, 'granted', %(file_name)s, %(content_type)s, %(size)s,
            %(raw_key)s, %(now)s, %(now)s)
"""


def insert_asset(connection: Connection, values: Mapping[str, Any]) -> None:
    """Write a granted picture."""
    connection.execute(INSERT_ASSET, values)


INSERT_RECEIVED: Final = """
    INSERT INTO assets (id, account_id, story_id, state, file_name, content_type, size, raw_key, created_at, updated_at)
    VALUES (%(id)s, %(account_id)s, %(story_id)s, 'received', %(file_name)s, %(content_type)s, %(size)s,
            %(raw_key)s, %(now)s, %(now)s)
"""


def insert_received(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write pictures that have arrived already."""
    with connection.cursor() as cursor:
        cursor.executemany(INSERT_RECEIVED, rows)


# The ids are made of both stories' and so known on both sides. What is being processed begins anew.
COPY_ASSETS: Final = """
    INSERT INTO assets (id, account_id, story_id, state, file_name, content_type, size, raw_key, sha256, width, height,
                        placeholder, renditions, failure, created_at, updated_at)
    SELECT md5(%(copy_id)s::text || id::text)::uuid, account_id, %(copy_id)s::uuid,
           CASE state WHEN 'processing' THEN 'received' ELSE state END, file_name, content_type, size, raw_key, sha256,
           width, height, placeholder, renditions, failure, created_at, updated_at
    FROM assets WHERE story_id = %(story_id)s AND state <> 'granted'
"""

COPIED_ASSETS: Final = """
    SELECT id::text, md5(%(copy_id)s::text || id::text)::uuid::text FROM assets
    WHERE story_id = %(story_id)s AND state <> 'granted'
"""


def copy_assets(connection: Connection, story_id: str, copy_id: str) -> dict[str, str]:
    """Give a copy of a story its pictures; gives the new ids by the old ones."""
    values = {"story_id": story_id, "copy_id": copy_id}
    copied: dict[str, str] = dict(connection.execute(COPIED_ASSETS, values).fetchall())
    connection.execute(COPY_ASSETS, values)
    return copied


FIND_ASSET: Final = """
    SELECT id, account_id, story_id, state, file_name, content_type, size, raw_key,
           width, height, placeholder, renditions, failure, created_at FROM assets
    WHERE id = %(id)s AND (
        %(account_id)s::uuid IS NULL
        OR (account_id = %(account_id)s AND (SELECT keeping FROM stories WHERE stories.id = story_id) = 'kept')
    )
"""


def find_asset(connection: Connection, asset_id: str, account_id: str | None) -> Asset | None:
    """One picture; of that account, where one is named."""
    with connection.cursor(row_factory=class_row(Asset)) as cursor:
        return cursor.execute(FIND_ASSET, {"id": asset_id, "account_id": account_id}).fetchone()


# So many pictures with all their renditions take about 2 MB.
PAGE_ASSETS: Final = 1_000

LIST_ASSETS: Final = """
    SELECT id, account_id, story_id, state, file_name, content_type, size, raw_key,
           width, height, placeholder, renditions, failure, created_at FROM assets
    WHERE story_id = %(story_id)s AND state <> 'granted'
      AND (%(after)s::uuid IS NULL OR (created_at, id) < (SELECT created_at, id FROM assets WHERE id = %(after)s))
    ORDER BY created_at DESC, id DESC LIMIT %(most)s
"""


def list_assets(connection: Connection, story_id: str, after: str | None) -> list[Asset]:
    """A story's pictures that come after one of them, newest first: a page, and one more if there is one."""
    values = {"story_id": story_id, "after": after, "most": PAGE_ASSETS + 1}
    with connection.cursor(row_factory=class_row(Asset)) as cursor:
        return cursor.execute(LIST_ASSETS, values).fetchall()


ASSET_STATES: Final = "SELECT id::text, state, size, width, height FROM assets WHERE story_id = %(story_id)s"


def list_states(connection: Connection, story_id: str) -> dict[str, HeldState]:
    """The states of a story's pictures by id."""
    rows = connection.execute(ASSET_STATES, {"story_id": story_id}).fetchall()
    return {
        asset_id: held_state(state, size=size, width=width, height=height)
        for asset_id, state, size, width, height in rows
    }


READY_ASSETS: Final = """
    SELECT id, account_id, story_id, state, file_name, content_type, size, raw_key,
           width, height, placeholder, renditions, failure, created_at FROM assets
    WHERE story_id = %(story_id)s AND state = 'ready' AND id::text = ANY(%(asset_ids)s)
"""


def list_ready(connection: Connection, story_id: str, asset_ids: Sequence[str]) -> list[Asset]:
    """Those of the story's named pictures that are ready."""
    with connection.cursor(row_factory=class_row(Asset)) as cursor:
        return cursor.execute(READY_ASSETS, {"story_id": story_id, "asset_ids": list(asset_ids)}).fetchall()


OWN_ORIGINALS: Final = """
    SELECT raw_key FROM assets WHERE story_id = %(story_id)s AND NOT EXISTS (
        SELECT FROM assets AS others WHERE others.raw_key = assets.raw_key AND others.story_id <> assets.story_id
    )
"""


def list_own_originals(connection: Connection, story_id: str) -> list[str]:
    """Storage keys of the story's pictures that no other story has."""
    return [str(row[0]) for row in connection.execute(OWN_ORIGINALS, {"story_id": story_id}).fetchall()]


MOVE_ASSET: Final = """
    UPDATE assets SET state = %(to)s, updated_at = %(now)s WHERE id = %(id)s AND state = ANY(%(states)s)
"""


def move_asset(connection: Connection, asset_id: str, states: Sequence[str], to: str, *, now: datetime) -> bool:
    """Move a picture on from one of those states; False where it is in none of them."""
    values = {"id": asset_id, "states": list(states), "to": to, "now": now}
    return connection.execute(MOVE_ASSET, values).rowcount == 1


FINISH_ASSET: Final = """
    UPDATE assets SET state = 'ready', sha256 = %(sha256)s, width = %(width)s, height = %(height)s,
        placeholder = %(placeholder)s, renditions = %(renditions)s, updated_at = %(now)s
    WHERE id = %(id)s AND state = 'processing'
"""


def finish_asset(
    connection: Connection,
    asset_id: str,
    *,
    sha256: bytes,
    rendered: Mapping[str, Any],
    renditions: Sequence[Mapping[str, Any]],
    now: datetime,
) -> None:
    """The picture is ready, with these renditions; nothing happens where another delivery finished it."""
    plain = {name: rendered[name] for name in ("width", "height", "placeholder")}
    values = plain | {"id": asset_id, "sha256": sha256, "renditions": Jsonb(list(renditions)), "now": now}
    connection.execute(FINISH_ASSET, values)


FAIL_ASSET: Final = """
    UPDATE assets SET state = 'failed', failure = %(failure)s, updated_at = %(now)s
    WHERE id = %(id)s AND state = 'processing'
"""


def fail_asset(connection: Connection, asset_id: str, failure: str, *, now: datetime) -> None:
    """The picture is not taken, and why."""
    connection.execute(FAIL_ASSET, {"id": asset_id, "failure": failure, "now": now})


LEFT_BEHIND: Final = """
    SELECT id FROM assets WHERE state IN ('received', 'processing') AND updated_at < %(before)s
    ORDER BY updated_at LIMIT 50
"""


def list_left_behind(connection: Connection, *, before: datetime) -> list[str]:
    """Pictures on their way that nothing has moved since then."""
    return [str(row[0]) for row in connection.execute(LEFT_BEHIND, {"before": before}).fetchall()]


DELETE_UNCLAIMED: Final = """
    DELETE FROM assets WHERE id IN (
        SELECT id FROM assets WHERE state = 'granted' AND updated_at < %(before)s ORDER BY updated_at LIMIT 100
    ) RETURNING raw_key
"""


def delete_unclaimed(connection: Connection, *, before: datetime) -> list[str]:
    """Delete grants nobody came back for; gives the storage keys they were for."""
    return [str(row[0]) for row in connection.execute(DELETE_UNCLAIMED, {"before": before}).fetchall()]
