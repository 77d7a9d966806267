"""HTTP of pictures: grants, notices of arrival, how far each is."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import Field

from ..clients import StorageUnavailable
from ..limits import RateLimitReached
from ..web import Access, Answer, BodyInvalid, Call, Route, WireModel
from . import model, service
from .model import (
    AccountFull,
    AssetNotFound,
    AssetState,
    Format,
    PictureTooLarge,
    PictureTypeNotTaken,
    StoryNotFound,
    UploadDiffers,
    UploadMissing,
)


class NewAsset(WireModel):
    """A picture somebody wants to upload."""

    file_name: Annotated[str, Field(min_length=1, max_length=255)]
    content_type: Annotated[str, Field(max_length=100)]
    size: Annotated[int, Field(strict=True, ge=1, le=2**40)]
    """Bytes, exactly."""


class Rendition(WireModel):
    """One size and format of a picture."""

    format: Format
    width: int
    height: int
    bytes: int
    url: str


class Asset(WireModel):
    """A picture and how far it is."""

    id: str
    state: AssetState
    file_name: str
    content_type: str
    size: int
    width: int | None
    height: int | None
    placeholder: str | None
    renditions: list[Rendition]
    failure: str | None


class AssetGrant(WireModel):
    """A signed PUT, to be sent with exactly these headers before it expires."""

    method: Literal["PUT"]
    url: str
    headers: dict[str, str]
    expires_at: datetime


class GrantedAsset(WireModel):
    """A picture to come and the way to upload it."""

    asset: Asset
    grant: AssetGrant


class AssetList(WireModel):
    """A page of a story's pictures, newest first; `next` is what to ask for `after` to go on."""

    assets: list[Asset]
    next: str | None


def create_asset(call: Call, body: NewAsset) -> Answer:
    """Grant the upload of one picture."""
    granted = service.grant_upload(
        call.account_id,
        call.id("story_id"),
        file_name=body.file_name,
        content_type=body.content_type,
        size=body.size,
        once=call.once,
        answer=_granted,
        answers=GrantedAsset,
        now=call.now,
    )
    return Answer(201, granted)


def note_received(call: Call) -> Answer:
    """Say that the picture is uploaded; a queue makes its renditions."""
    return Answer(202, _asset(service.note_received(call.account_id, call.id("asset_id"), now=call.now)))


def load_asset(call: Call) -> Answer:
    """How far a picture is."""
    return Answer(body=_asset(service.load_asset(call.account_id, call.id("asset_id"))))


def list_assets(call: Call) -> Answer:
    """A page of the story's pictures, newest first."""
    assets, following = service.list_assets(call.account_id, call.id("story_id"), after=_asset_id(call, "after"))
    return Answer(body=AssetList(assets=[_asset(asset) for asset in assets], next=following))


def _asset_id(call: Call, name: str) -> str | None:
    value = call.query.get(name)
    try:
        return None if value is None else str(uuid.UUID(value))
    except ValueError as error:
        raise BodyInvalid(f"`{name}` must be the `next` of a page.", field=name) from error


def _granted(asset: model.Asset, grant: model.Grant) -> GrantedAsset:
    signed = AssetGrant(method="PUT", url=grant.url, headers=dict(grant.headers), expires_at=grant.expires_at)
    return GrantedAsset(asset=_asset(asset), grant=signed)


def _asset(asset: model.Asset) -> Asset:
    values = {name: getattr(asset, name) for name in Asset.model_fields}
    return Asset.model_validate(values | {"id": str(asset.id)})


ROUTES: Final[tuple[Route, ...]] = (
    Route(
        "POST",
        "/v1/stories/{story_id}/assets",
        create_asset,
        "Grant the upload of a picture",
        Access.CREATOR,
        body=NewAsset,
        answers={201: GrantedAsset},
        refusals=(StoryNotFound, PictureTypeNotTaken, PictureTooLarge, AccountFull, RateLimitReached),
    ),
    Route(
        "GET",
        "/v1/stories/{story_id}/assets",
        list_assets,
        "The story's pictures",
        Access.CREATOR,
        answers={200: AssetList},
        query={"after": "The `next` of the page before"},
        refusals=(StoryNotFound,),
    ),
    Route(
        "POST",
        "/v1/assets/{asset_id}/received",
        note_received,
        "Say that a picture is uploaded",
        Access.CREATOR,
        answers={202: Asset},
        refusals=(AssetNotFound, UploadMissing, UploadDiffers, StorageUnavailable),
    ),
    Route(
        "GET",
        "/v1/assets/{asset_id}",
        load_asset,
        "How far a picture is",
        Access.CREATOR,
        answers={200: Asset},
        refusals=(AssetNotFound,),
    ),
)
