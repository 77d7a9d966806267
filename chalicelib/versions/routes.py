"""HTTP of versions: publishing a draft, and what was published."""

from __future__ import annotations

from typing import Final

from ..stories.service import DraftChanged, StoryNotFound, reading_link
from ..web import Access, Answer, Call, Route
from . import service
from .model import PublicationRow
from .service import PublicationNotFound
from .wire import NewPublication, Publication, Version, VersionList


def create_publication(call: Call, body: NewPublication) -> Answer:
    """Have the draft, as it is now, published as the next version."""
    asked = service.ask_for_publication(
        call.account_id, call.id("story_id"), body.revision, once=call.once, now=call.now
    )
    return Answer(202, _publication(asked))


def load_publication(call: Call) -> Answer:
    """How far a publication is."""
    row = service.load_publication(call.account_id, call.id("story_id"), call.id("publication_id"))
    return Answer(body=_publication(row))


def list_versions(call: Call) -> Answer:
    """The story's versions, newest first."""
    rows = service.list_versions(call.account_id, call.id("story_id"))
    versions = [
        Version(
            number=row.number,
            published_at=row.published_at,
            current=row.current,
            link=reading_link(row.slug) if row.current else None,
        )
        for row in rows
    ]
    return Answer(body=VersionList(versions=versions))


def _publication(row: PublicationRow) -> Publication:
    values = {name: value for name, value in vars(row).items() if name != "slug"}
    link = reading_link(row.slug) if row.state == "published" else None
    return Publication.model_validate(values | {"id": str(row.id), "link": link})


ROUTES: Final[tuple[Route, ...]] = (
    Route(
        "POST",
        "/v1/stories/{story_id}/publications",
        create_publication,
        "Publish the draft",
        Access.CREATOR,
        body=NewPublication,
        answers={202: Publication},
        refusals=(StoryNotFound, DraftChanged),
    ),
    Route(
        "GET",
        "/v1/stories/{story_id}/publications/{publication_id}",
        load_publication,
        "How far a publication is",
        Access.CREATOR,
        answers={200: Publication},
        refusals=(PublicationNotFound,),
    ),
    Route(
        "GET",
        "/v1/stories/{story_id}/versions",
        list_versions,
        "The story's versions",
        Access.CREATOR,
        answers={200: VersionList},
        refusals=(StoryNotFound,),
    ),
)
