"""Bodies and answers of the versions' routes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from ..stories.problems import Problem
from ..web import WireModel


class PublicationMade(WireModel):
    """A publication that was asked for."""

    id: str


class NewPublication(WireModel):
    """Publish the draft; `revision` is the newest the creator has seen."""

    revision: Annotated[int, Field(strict=True, ge=0, le=2**53)]


class Publication(WireModel):
    """A publication on its way; `done` of `total` files are written."""

    id: str
    state: Literal["queued", "publishing", "published", "refused", "failed"]
    done: int
    total: int
    problems: list[Problem]
    version: int | None
    link: str | None
    detail: str


class Version(WireModel):
    """One published version."""

    number: int
    published_at: datetime
    current: bool
    link: str | None


class VersionList(WireModel):
    """A story's versions, newest first."""

    versions: list[Version]
