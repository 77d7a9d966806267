"""Stories that an older release wrote: read as they lie there, brought up whole by the first edit, and never mixed."""

import json
import uuid
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from psycopg.types.json import Jsonb

from chalicelib.stories.edits import keys
from chalicelib.stories.model import SCHEMA
from chalicelib.stories.upcasting import (
    load_document,
    load_edit,
    upcast_document,
    upcast_edit,
    upcast_group,
    upcast_scene,
    upcast_theme,
)
from chalicelib.versions import publication_store
from infra.local.creator import Creator

EXAMPLES: Final = Path(__file__).parents[1] / "examples"
GROUP: Final = {
    "id": "cove",
    "title": "The cove",
    "colour": "#1f6fb2",
    "position": {"x": 0.0, "y": 0.0},
    "size": {"width": 320.0, "height": 240.0},
}
"""As every schema before 4 wrote one."""
RETITLED: Final = {"type": "scene.retitled", "scene": "bell", "title": "The Bell, Again"}

# What the releases of older schemas wrote: the first knew neither `ifid` nor an edit's schema, action and undoes, and
# left them to the columns' defaults.
WRITE_DRAFT: Final = """
    UPDATE drafts SET schema = %(schema)s, revision = %(revision)s, title = %(title)s, summary = %(summary)s,
        language = %(language)s, start = %(start)s, theme = %(theme)s, variables = %(variables)s, groups = %(groups)s
    WHERE story_id = %(story)s
"""
WRITE_SCENES: Final = """
    INSERT INTO draft_scenes (story_id, scene_id, scene)
    SELECT %(story)s, key, value FROM jsonb_each(%(scenes)s)
"""
WRITE_EDIT: Final = """
    INSERT INTO draft_edits (story_id, revision, edit_id, account_id, base, keys, schema, edit, inverse, made_at)
    SELECT %(story)s, %(revision)s, gen_random_uuid(), account_id, 0, %(keys)s, %(schema)s, %(edit)s, %(inverse)s, now()
    FROM stories WHERE id = %(story)s
"""


class Old(str):
    """The id of a story as a release of an older schema left it."""

    schema: int
    document: dict[str, Any]
    edits: list[dict[str, Any]]


def example(name: str, schema: int) -> Any:
    return json.loads((EXAMPLES / f"{name}.{schema}.json").read_text(encoding="utf-8"))


@pytest.fixture(params=range(1, SCHEMA))
def old(creator: Creator, database: str, request: pytest.FixtureRequest) -> Old:
    story = Old(creator.call("POST", "/v1/stories", {"title": "The Lighthouse"})["id"])
    story.schema = request.param
    story.document, story.edits = example("document", story.schema), example("edits", story.schema)
    documents = {name: Jsonb(story.document[name]) for name in ("theme", "variables", "groups", "scenes")}
    of = {"story": str(story), "schema": story.schema}
    with psycopg.connect(database) as connection:
        connection.execute(WRITE_DRAFT, story.document | documents | of | {"revision": len(story.edits)})
        if "ifid" in story.document:
            connection.execute("UPDATE drafts SET ifid = %(ifid)s WHERE story_id = %(story)s", story.document | of)
        connection.execute(WRITE_SCENES, documents | of)
        for revision, row in enumerate(story.edits, start=1):
            values = of | {"revision": revision, "edit": Jsonb(row["edit"]), "inverse": Jsonb(row["inverse"])}
            connection.execute(WRITE_EDIT, values | {"keys": list(keys(load_edit(row["edit"], story.schema)))})
    return story


def kept(database: str, story: str) -> tuple[int, str | None, dict[str, Any]]:
    """The draft's schema, its IFID and its scenes as they lie in the database."""
    with psycopg.connect(database) as connection:
        [(schema, ifid)] = connection.execute("SELECT schema, ifid FROM drafts WHERE story_id = %s", [story])
        scenes = connection.execute("SELECT scene_id, scene FROM draft_scenes WHERE story_id = %s", [story])
        return schema, ifid, dict(scenes.fetchall())


def send(creator: Creator, story: Old, *edits: dict[str, Any], base: int | None = None, **more: Any) -> dict[str, Any]:
    since = len(story.edits) if base is None else base
    sent = [{"id": str(uuid.uuid4()), "base": since, "edit": edit} for edit in edits]
    return dict(creator.call("POST", f"/v1/stories/{story}/edits", {"edits": sent} | more))


def draft(creator: Creator, story: str) -> dict[str, Any]:
    """The draft's one page as a document."""
    page = creator.call("GET", f"/v1/stories/{story}/draft")
    return dict(page["story"]) | {"scenes": {scene["id"]: scene for scene in page["scenes"]}}


def test_an_older_draft_is_read_as_one_of_today(creator: Creator, database: str, old: Old) -> None:
    assert draft(creator, old) == upcast_document(old.document)
    assert creator.call("GET", f"/v1/stories/{old}/problems")["revision"] == len(old.edits)
    with psycopg.connect(database) as connection:
        published = publication_store.load_draft(connection, old).document
    assert published == upcast_document(old.document)
    assert kept(database, old) == (old.schema, old.document.get("ifid"), old.document["scenes"]), (
        "reading wrote something"
    )


def test_older_edits_are_told_as_ones_of_today(creator: Creator, old: Old) -> None:
    told = creator.call("GET", f"/v1/stories/{old}/edits?since=0")["edits"]
    assert [(one["edit"], one["inverse"]) for one in told] == [
        (upcast_edit(row["edit"], old.schema), upcast_edit(row["inverse"], old.schema)) for row in old.edits
    ]
    assert all((one["action"], one["undoes"]) == (one["id"], None) for one in told)


def test_the_first_edit_brings_a_draft_up_whole(creator: Creator, database: str, old: Old) -> None:
    assert send(creator, old, RETITLED)["revision"] == len(old.edits) + 1
    schema, ifid, scenes = kept(database, old)
    expected = upcast_document(old.document)["scenes"]
    expected["bell"]["data"]["title"] = RETITLED["title"]
    assert (schema, ifid, scenes) == (SCHEMA, old.document.get("ifid"), expected)
    with psycopg.connect(database) as connection:
        schemas = connection.execute("SELECT schema FROM draft_edits WHERE story_id = %s ORDER BY revision", [old])
        assert [row[0] for row in schemas] == [old.schema] * len(old.edits) + [SCHEMA]
    load_document(draft(creator, old))
    send(creator, old, {"type": "story.ifid_set", "ifid": "ZCODE-88"}, base=len(old.edits) + 1)
    assert kept(database, old)[:2] == (SCHEMA, "ZCODE-88")


def test_an_edit_conflicts_with_an_older_one(creator: Creator, old: Old) -> None:
    (added,) = (row["edit"] for row in old.edits if row["edit"]["type"] == "scene.added")
    edit = {"type": "scene.removed", "scene": added["scene"]["id"]}
    (conflict,) = send(creator, old, edit, base=0)["conflicts"]
    assert (conflict["key"], conflict["theirs"]) == (f"scene:{added['scene']['id']}", upcast_edit(added, old.schema))


def test_a_page_loaded_before_the_release_goes_on_editing(creator: Creator, old: Old) -> None:
    """It says which schema its edits are of; of the first it does not, for it knew no other."""
    scene = old.document["scenes"]["bell"] | {"id": "cellar"}
    theme = old.document["theme"] | {"layout": "full", "accent": "#1d3b4f"}
    edits = (
        {"type": "scene.added", "scene": scene},
        {"type": "story.theme_set", "theme": theme},
        {"type": "group.added", "group": GROUP},
    )
    said = {} if old.schema == 1 else {"schema": old.schema}
    assert send(creator, old, *edits, **said)["conflicts"] == []
    now = draft(creator, old)
    assert now["scenes"]["cellar"] == upcast_scene(scene, old.schema)
    assert now["theme"] == upcast_theme(theme, old.schema)
    assert now["groups"]["cove"] == upcast_group(GROUP, old.schema)


@pytest.mark.parametrize(
    ("schema", "status", "problem", "detail"),
    [
        (SCHEMA, 422, "body-invalid", "edits.0.edit.group.text: Field required"),
        (SCHEMA + 1, 409, "schema-too-new", f"It is of schema {SCHEMA + 1}; this Fabula reads schemas up to {SCHEMA}."),
        (0, 422, "body-invalid", "schema: Input should be greater than or equal to 1"),
        ("1", 422, "body-invalid", "schema: Input should be a valid integer"),
        (None, 422, "body-invalid", "schema: Input should be a valid integer"),
    ],
)
def test_edits_are_of_the_schema_they_say(
    creator: Creator, old: Old, schema: Any, status: int, problem: str, detail: str
) -> None:
    edit = {"type": "group.added", "group": GROUP}
    sent = {"schema": schema, "edits": [{"id": str(uuid.uuid4()), "base": 0, "edit": edit}]}
    reply = creator.ask("POST", f"/v1/stories/{old}/edits", json.dumps(sent).encode())
    told = reply.json()
    assert (reply.status, told["type"].rpartition("/")[2]) == (status, problem)
    assert told["detail"] == detail


def test_a_draft_of_a_newer_release_is_refused_and_left_alone(creator: Creator, database: str, old: Old) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE drafts SET schema = %s WHERE story_id = %s", [SCHEMA + 1, old])
    before = kept(database, old)
    body = {"edits": [{"id": str(uuid.uuid4()), "base": 0, "edit": RETITLED}]}
    for method, path, sent in (("GET", "draft", None), ("GET", "problems", None), ("POST", "edits", body)):
        reply = creator.ask(method, f"/v1/stories/{old}/{path}", json.dumps(sent).encode() if sent else None)
        assert (reply.status, reply.json()["type"].rpartition("/")[2]) == (409, "schema-too-new"), path
    assert kept(database, old) == before
