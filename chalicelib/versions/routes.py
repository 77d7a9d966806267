"""HTTP of versions: publishing a draft, what was published, and which of it readers get."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from ..stories.difference import Change
from ..stories.model import ID_SHAPE
from ..stories.service import PAGE_BYTES, DraftChanged, DraftTooLarge, StoryNotFound, draft_tag, reading_link
from ..web import Access, Answer, BodyInvalid, Call, Route
from . import migrating, service, switching
from .model import (
    MovesInvalid,
    NoVersionBefore,
    PointerRow,
    PublicationRow,
    StoryNotPublished,
    VersionNotFound,
    VersionRow,
)
from .service import PublicationNotFound
from .wire import (
    Difference,
    Listing,
    Migration,
    MovedScene,
    NewListing,
    NewMoves,
    NewPublication,
    Publication,
    Restored,
    Showing,
    Version,
    VersionList,
    VersionPage,
)


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
    """The story's versions, newest first. Their ETag is what switching between them takes."""
    pointer, rows = service.list_versions(call.account_id, call.id("story_id"))
    body = {"state": pointer.state, "versions": [_version(row) for row in rows]}
    return Answer(body=VersionList.model_validate(body), headers={"ETag": pointer.tag})


def load_version(call: Call) -> Answer:
    """A version and a page of its document, scenes in the order of their ids."""
    after = call.query.get("after")
    if after is not None and not re.fullmatch(ID_SHAPE, after):
        raise BodyInvalid("`after` must be a scene's id.", field="after")
    page = service.load_version_page(call.account_id, call.id("story_id"), call.number("number"), after=after)
    body = VersionPage(version=_version(page.version), document=page.document, next=page.next)
    return Answer(body=body, headers={"ETag": page.pointer.tag})


def compare_version(call: Call) -> Answer:
    """A page of what changed from a version to the draft, or to the version `to`."""
    number, to = call.number("number"), None if call.query.get("to") == "draft" else call.whole_number("to")
    skip = call.whole_number("skip") or 0
    revision, changes = service.load_difference(call.account_id, call.id("story_id"), number, to)
    page = _fitting(changes[skip:])
    following = skip + len(page) if skip + len(page) < len(changes) else None
    body = Difference(version=number, to=to, revision=revision, total=len(changes), changes=page, next=following)
    return Answer(body=body)


def restore_version(call: Call) -> Answer:
    """Make the draft what the version was, by edits that can be taken back."""
    restored = service.restore(call.account_id, call.id("story_id"), call.number("number"), call.expected, now=call.now)
    return Answer(body=restored, headers={"ETag": draft_tag(restored.revision)})


def make_version_current(call: Call) -> Answer:
    """Have readers get this version: roll back or forward, or publish again what was put away."""
    pointer = switching.make_current(
        call.account_id, call.id("story_id"), call.number("number"), call.expected, now=call.now
    )
    return _showing(pointer)


def put_story_away(call: Call) -> Answer:
    """Take the story back: readers find it put away."""
    return _showing(switching.put_away(call.account_id, call.id("story_id"), call.expected, now=call.now))


def load_listing(call: Call) -> Answer:
    """Whether search engines may list the story."""
    return _listing(switching.load_pointer(call.account_id, call.id("story_id")))


def save_listing(call: Call, body: NewListing) -> Answer:
    """Let search engines list the story, or have them leave it out."""
    story_id = call.id("story_id")
    return _listing(switching.set_public(call.account_id, story_id, call.expected, public=body.public, now=call.now))


def load_migration(call: Call) -> Answer:
    """Where readers of the version before come out in this one: what ids propose, and what the creator says."""
    return _migration(migrating.load_migration(call.account_id, call.id("story_id"), call.number("number")), call)


def save_moves(call: Call, body: NewMoves) -> Answer:
    """Say where scenes of the version before have gone; this takes the place of all that was said before."""
    number, expected = call.number("number"), call.expected
    return _migration(migrating.save_moves(call.account_id, call.id("story_id"), number, body.scenes, expected), call)


def _version(row: VersionRow) -> Version:
    values = {name: value for name, value in vars(row).items() if name != "slug"}
    return Version.model_validate(values | {"link": reading_link(row.slug) if row.current else None})


def _fitting(changes: Sequence[Change]) -> list[Change]:
    """The first changes, as many as make a page; one at least."""
    sizes = accumulate(len(change.model_dump_json().encode()) for change in changes)
    return [change for change, size in zip(changes, sizes, strict=True) if size <= PAGE_BYTES] or list(changes[:1])


def _showing(pointer: PointerRow) -> Answer:
    number = pointer.number if pointer.state == "published" else None
    body = {
        "state": pointer.state,
        "version": number,
        "link": reading_link(pointer.slug) if number else None,
        "page": "written" if pointer.written else "following",
    }
    return Answer(body=Showing.model_validate(body), headers={"ETag": pointer.tag})


def _listing(pointer: PointerRow) -> Answer:
    written = "written" if pointer.written else "following"
    body = {"public": pointer.public, "page": "none" if pointer.state == "draft" else written}
    return Answer(body=Listing.model_validate(body), headers={"ETag": pointer.listing_tag})


def _migration(migration: migrating.Migration, call: Call) -> Answer:
    after, said = call.query.get("after", ""), migration.said.moves
    scenes = [
        MovedScene(scene=scene, proposed=proposed, becomes=said.get(scene, proposed), said=scene in said)
        for scene, proposed in sorted(migration.proposed.scenes.items())
        if scene > after and (proposed is None or scene in said)
    ]
    page = scenes[: migrating.PAGE_SCENES]
    body = Migration(
        version=migration.number,
        scenes=page,
        kept=sorted(migration.proposed.variables),
        next=page[-1].scene if len(page) < len(scenes) else None,
    )
    return Answer(body=body, headers={"ETag": migration.said.tag})


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
    Route(
        "GET",
        "/v1/stories/{story_id}/versions/{number}",
        load_version,
        "A version, and a page of what it holds",
        Access.CREATOR,
        answers={200: VersionPage},
        refusals=(StoryNotFound, VersionNotFound),
        query={"after": "The id of the last scene of the page before"},
    ),
    Route(
        "GET",
        "/v1/stories/{story_id}/versions/{number}/difference",
        compare_version,
        "What changed since a version",
        Access.CREATOR,
        answers={200: Difference},
        refusals=(StoryNotFound, VersionNotFound),
        query={
            "to": "`draft`, or the number of the version to compare with; without it, the draft",
            "skip": "How many changes the pages before had",
        },
    ),
    Route(
        "POST",
        "/v1/stories/{story_id}/versions/{number}/restore",
        restore_version,
        "Make the draft what a version was",
        Access.CREATOR,
        answers={200: Restored},
        refusals=(StoryNotFound, VersionNotFound, DraftTooLarge),
        if_match="The draft's ETag",
    ),
    Route(
        "POST",
        "/v1/stories/{story_id}/versions/{number}/current",
        make_version_current,
        "Have readers get this version",
        Access.CREATOR,
        answers={200: Showing},
        refusals=(StoryNotFound, VersionNotFound),
        if_match="The ETag of the story's versions",
    ),
    Route(
        "POST",
        "/v1/stories/{story_id}/unpublish",
        put_story_away,
        "Take the story back",
        Access.CREATOR,
        answers={200: Showing},
        refusals=(StoryNotFound, StoryNotPublished),
        if_match="The ETag of the story's versions",
    ),
    Route(
        "GET",
        "/v1/stories/{story_id}/listing",
        load_listing,
        "Whether search engines may list the story",
        Access.CREATOR,
        answers={200: Listing},
        refusals=(StoryNotFound,),
    ),
    Route(
        "PUT",
        "/v1/stories/{story_id}/listing",
        save_listing,
        "Say whether search engines may list the story",
        Access.CREATOR,
        body=NewListing,
        answers={200: Listing},
        refusals=(StoryNotFound,),
        if_match="The ETag of the story's listing",
    ),
    Route(
        "GET",
        "/v1/stories/{story_id}/versions/{number}/migration",
        load_migration,
        "Where readers of the version before come out",
        Access.CREATOR,
        answers={200: Migration},
        refusals=(StoryNotFound, VersionNotFound, NoVersionBefore),
        query={"after": "The last scene of the page before"},
    ),
    Route(
        "PUT",
        "/v1/stories/{story_id}/versions/{number}/migration",
        save_moves,
        "Say where scenes of the version before have gone",
        Access.CREATOR,
        body=NewMoves,
        answers={200: Migration},
        refusals=(StoryNotFound, VersionNotFound, NoVersionBefore, MovesInvalid),
        if_match="The ETag of the version's migration",
    ),
)
