"""Pictures: granting uploads, taking notice of them, making their renditions."""

from __future__ import annotations

import hashlib
import tempfile
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from .. import child, clients, db, idempotency, limits, queues
from ..db import Connection
from ..idempotency import Once
from ..lifecycle import allows
from ..log import count, log
from ..queues import Queue
from ..settings import load_settings
from . import store
from .lifecycle import AssetLife
from .model import (
    CONTENT_TYPES,
    GRANT_LIFE,
    MAX_ACCOUNT_BYTES,
    MAX_BYTES,
    STALE,
    UNCLAIMED_AFTER,
    AccountFull,
    Asset,
    AssetNotFound,
    Grant,
    HeldState,
    PictureTooLarge,
    PictureTypeNotTaken,
    StoredPicture,
    StoryNotFound,
    UploadDiffers,
    UploadMissing,
)
from .renditions import RECIPE

UPLOADS: Final = limits.Limit("uploads", 60, timedelta(hours=1))
WALL_SECONDS: Final = 45
UNREADABLE: Final = "This picture takes too much time or memory to read. Make it smaller and retry."
GONE: Final = "The uploaded file is not there any more. Upload the picture again."

Model = TypeVar("Model", bound=BaseModel)


def grant_upload(
    account_id: str,
    story_id: str,
    *,
    file_name: str,
    content_type: str,
    size: int,
    once: Once | None,
    answer: Callable[[Asset, Grant], Model],
    answers: type[Model],
    now: datetime,
) -> Model:
    """Grant the upload of one picture: a signed PUT for exactly this type and size, good for five minutes.

    Raises StoryNotFound, PictureTypeNotTaken, PictureTooLarge, AccountFull, RateLimitReached.
    """
    if content_type not in CONTENT_TYPES:
        raise PictureTypeNotTaken(field="content_type")
    if size > MAX_BYTES:
        raise PictureTooLarge(field="size")

    def effect() -> Model:
        limits.take(connection, UPLOADS, account_id, now=now)
        require_room(connection, account_id, size)
        asset_id = str(uuid.uuid4())
        values = {"id": asset_id, "account_id": account_id, "story_id": story_id, "now": now}
        values |= {"file_name": file_name, "content_type": content_type, "size": size}
        store.insert_asset(connection, values | {"raw_key": raw_key(account_id, asset_id)})
        asset = _find(connection, asset_id, account_id)
        return answer(asset, _sign(asset, now=now))

    with db.transaction() as connection:
        if not store.owns_story(connection, account_id, story_id):
            raise StoryNotFound(field="story_id")
        return idempotency.perform(connection, once, answers, effect, now=now)


def note_received(account_id: str, asset_id: str, *, now: datetime) -> Asset:
    """The browser says the picture is uploaded: look, and have it processed. Saying it twice changes nothing.

    Raises AssetNotFound, UploadMissing, UploadDiffers, StorageUnavailable.
    """
    asset = load_asset(account_id, asset_id)
    if not allows(AssetLife, asset.state, "arrive"):
        return asset
    if asset.state == "granted":
        _check_upload(asset)
        with db.autocommit() as connection:
            store.move_asset(connection, asset_id, ["granted"], "received", now=now)
    queues.send(Queue.ASSETS, asset_id=asset_id)
    return load_asset(account_id, asset_id)


def raw_key(account_id: str, file_id: str) -> str:
    """Where in the private bucket an account's original of that id lies."""
    return f"raw/{account_id}/{file_id}"


def require_room(connection: Connection, account_id: str, size: int) -> None:
    """Raise AccountFull where the account's pictures and so many bytes more are too much."""
    if store.sum_bytes(connection, account_id) + size > MAX_ACCOUNT_BYTES:
        raise AccountFull(retry_after=86400)


def add_received(
    connection: Connection, account_id: str, story_id: str, pictures: Sequence[StoredPicture], *, now: datetime
) -> None:
    """Give a story pictures whose originals lie at their `raw_key`, inside the caller's transaction.

    `hurry` has them processed after the commit; the sweep would, later.
    """
    same = {"account_id": account_id, "story_id": story_id, "now": now}
    rows = [vars(picture) | same | {"raw_key": raw_key(account_id, picture.id)} for picture in pictures]
    store.insert_received(connection, rows)


def copy_pictures(connection: Connection, story_id: str, copy_id: str) -> dict[str, str]:
    """Give a copy of a story its pictures, inside the caller's transaction; gives the new ids by the old ones.

    The originals and renditions in storage are shared. An upload that is still to come is the other story's alone; one
    that is being processed is processed for the copy too, by the sweep.
    """
    return store.copy_assets(connection, story_id, copy_id)


def hurry(asset_ids: Iterable[str]) -> None:
    """Have received pictures processed now; the sweep does it for whichever cannot be sent."""
    queues.send_each(Queue.ASSETS, ({"asset_id": asset_id} for asset_id in asset_ids))


def load_asset(account_id: str, asset_id: str) -> Asset:
    """One of the account's pictures. Raises AssetNotFound."""
    with db.autocommit() as connection:
        return _find(connection, asset_id, account_id)


def list_assets(account_id: str, story_id: str, *, after: str | None) -> tuple[list[Asset], str | None]:
    """A page of a story's pictures, newest first, and the one to go on after, or None at the end.

    Raises StoryNotFound.
    """
    with db.transaction() as connection:
        if not store.owns_story(connection, account_id, story_id):
            raise StoryNotFound(field="story_id")
        rows = store.list_assets(connection, story_id, after)
    page = rows[: store.PAGE_ASSETS]
    return page, str(page[-1].id) if len(page) < len(rows) else None


def list_states(connection: Connection, story_id: str) -> dict[str, HeldState]:
    """The states of a story's pictures by id, as validating it asks for them."""
    return store.list_states(connection, story_id)


def list_ready(connection: Connection, story_id: str, asset_ids: Sequence[str]) -> dict[str, Asset]:
    """Those of the named pictures that are ready, by id."""
    return {str(asset.id): asset for asset in store.list_ready(connection, story_id, asset_ids)}


def delete_originals(connection: Connection, story_id: str) -> None:
    """Delete the originals of a story's pictures that no copy of it uses; the rows go with the story."""
    clients.delete_private(store.list_own_originals(connection, story_id))


def process(asset_id: str, *, now: datetime) -> None:
    """Make a received picture's renditions. Running twice, at once or again, gives the same files and row."""
    with db.autocommit() as connection:
        asset = store.find_asset(connection, asset_id, None)
        if asset is None or not allows(AssetLife, asset.state, "take_up"):
            return
        if not store.move_asset(connection, asset_id, ["received", "processing"], "processing", now=now):
            return
    with tempfile.TemporaryDirectory(prefix="fabula-") as place:
        source, folder = Path(place) / "original", Path(place) / "renditions"
        folder.mkdir()
        digest = _fetch(asset, source)
        if digest is None:
            _fail(asset_id, GONE, now=now)
            return
        rendered = _render(source, folder)
        if "rejection" in rendered:
            _fail(asset_id, rendered["rejection"], now=now)
            return
        renditions = _publish(digest, folder, rendered["renditions"])
    with db.autocommit() as connection:
        store.finish_asset(connection, asset_id, sha256=digest, rendered=rendered, renditions=renditions, now=now)
    log.info("asset_processed", extra={"asset_id": asset_id, "bytes": asset.size, "renditions": len(renditions)})
    count("AssetProcessed")


def sweep(*, now: datetime) -> None:
    """Send the messages of pictures left behind again; delete grants nobody came back for."""
    with db.autocommit() as connection:
        left_behind = store.list_left_behind(connection, before=now - STALE)
    for asset_id in left_behind:
        queues.send(Queue.ASSETS, asset_id=asset_id)
    with db.transaction() as connection:  # the rows go with their objects: else nobody would know of these any more
        for key in store.delete_unclaimed(connection, before=now - UNCLAIMED_AFTER):
            clients.storage().delete_object(Bucket=load_settings().uploads_bucket, Key=key)


def _find(connection: Connection, asset_id: str, account_id: str) -> Asset:
    asset = store.find_asset(connection, asset_id, account_id)
    if asset is None:
        raise AssetNotFound(field="asset_id")
    return asset


def _sign(asset: Asset, *, now: datetime) -> Grant:
    url = clients.sign_upload(asset.raw_key, content_type=asset.content_type, size=asset.size, life=GRANT_LIFE)
    return Grant(url, {"Content-Type": asset.content_type, "If-None-Match": "*"}, now + GRANT_LIFE)


def _check_upload(asset: Asset) -> None:
    arrived = clients.size_of_upload(asset.raw_key)
    if arrived is None:
        raise UploadMissing(field="asset_id")
    if arrived != asset.size:
        raise UploadDiffers(field="asset_id")


def _fetch(asset: Asset, source: Path) -> bytes | None:
    """Copy the original here; gives the SHA-256 that its renditions' address is made of, None where it is gone."""
    client, digest = clients.storage(), hashlib.sha256(RECIPE)
    try:
        original = client.get_object(Bucket=load_settings().uploads_bucket, Key=asset.raw_key)
    except client.exceptions.NoSuchKey:
        return None
    with source.open("wb") as file:
        for chunk in original["Body"].iter_chunks(2**20):
            digest.update(chunk)
            file.write(chunk)
    return digest.digest()


def _render(source: Path, folder: Path) -> dict[str, Any]:
    outcome = child.run("chalicelib.assets.rendering", str(source), str(folder), seconds=WALL_SECONDS)
    return {"rejection": UNREADABLE} if outcome is None else outcome


def _fail(asset_id: str, sentence: str, *, now: datetime) -> None:
    with db.autocommit() as connection:
        store.fail_asset(connection, asset_id, sentence, now=now)
    log.info("asset_rejected", extra={"asset_id": asset_id})
    count("AssetRejected")


def _publish(digest: bytes, folder: Path, made: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    settings, renditions = load_settings(), []
    for rendition in made:
        name = f"{rendition['width']}.{rendition['format']}"
        key = f"i/{digest.hex()[:32]}/{name}"
        clients.put_public(key, (folder / name).read_bytes(), content_type=f"image/{rendition['format']}")
        renditions.append({**rendition, "url": f"{settings.read_url}/{key}"})
    return renditions
