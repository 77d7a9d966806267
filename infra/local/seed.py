"""The sample story, brought in through the same API, storage and queues a creator uses."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from infra.local.creator import CallFailed, Creator
from infra.local.environment import Addresses

CREATOR: Final = "creator@example.com"
SAMPLE: Final = Path(__file__).resolve().parent.parent.parent / "samples" / "the-lighthouse"
MARK: Final = "sample.json"


class SampleNotMade(Exception):
    """The sample story could not be brought in; starting with --no-sample leaves it out."""


def ensure_sample(addresses: Addresses, data: Path, say: Callable[[str], None]) -> str:
    """The sample's reading link; on data that has no sample yet it is made and published first.

    Raises SampleNotMade.
    """
    mark = data / MARK
    if mark.exists():
        return f"{addresses.read}/s/{json.loads(mark.read_text())['slug']}"
    say("bringing in the sample story")
    try:
        published = make_sample(Creator(addresses), say)
    except (CallFailed, TimeoutError) as error:
        raise SampleNotMade(
            f"the sample story could not be made: {error} (see logs, or start with --no-sample)"
        ) from error
    mark.write_text(json.dumps({"slug": published["slug"]}))
    return str(published["link"])


def make_sample(creator: Creator, say: Callable[[str], None]) -> dict[str, Any]:
    """Sign the sample's creator in and give them the story, published; answers its summary.

    What an interrupted start left is carried on with.
    """
    document = json.loads((SAMPLE / "story.json").read_text())
    creator.sign_in(CREATOR)
    known = creator.call("GET", "/v1/stories")["stories"]
    begun = next((story for story in known if story["title"] == document["title"]), None)
    if begun and begun["link"]:
        return dict(begun)
    story_id = (begun or creator.call("POST", "/v1/stories", {"title": document["title"]}))["id"]
    pictures = upload_pictures(creator, story_id, document, say)
    say("writing its scenes")
    draft = creator.call("GET", f"/v1/stories/{story_id}/draft")
    # Two requests: within one, an edit cannot build on another that has its key.
    emptied = creator.send_edits(story_id, draft["revision"], clearing_edits(draft))
    revision = creator.send_edits(story_id, emptied, filling_edits(document, pictures))
    say("publishing it")
    creator.publish(story_id, revision)
    return dict(creator.call("GET", f"/v1/stories/{story_id}"))


def upload_pictures(
    creator: Creator, story_id: str, document: dict[str, Any], say: Callable[[str], None]
) -> dict[str, str]:
    """Upload every picture the document names, and answer their asset ids by name once all are ready."""
    there = creator.call("GET", f"/v1/stories/{story_id}/assets")["assets"]
    ready = {asset["file_name"]: str(asset["id"]) for asset in there if asset["state"] == "ready"}
    pictures = {scene["data"]["image"] for scene in document["scenes"].values()} | {document["theme"]["cover"]}
    names = sorted(pictures - {""})
    files = {name: SAMPLE / "pictures" / Path(name).name for name in names}
    assets = {name: ready.get(file.name) or creator.upload(story_id, file) for name, file in files.items()}
    for count, asset_id in enumerate(assets.values(), start=1):
        creator.await_asset(asset_id)
        say(f"its pictures: {count} of {len(assets)}")
    return assets


def clearing_edits(draft: dict[str, Any]) -> list[dict[str, Any]]:
    """The edits that empty a draft."""
    return [
        *({"type": "scene.removed", "scene": scene["id"]} for scene in draft["scenes"]),
        *({"type": "variable.removed", "name": name} for name in draft["story"]["variables"]),
        *({"type": "group.removed", "group": group} for group in draft["story"]["groups"]),
    ]


def filling_edits(document: dict[str, Any], pictures: dict[str, str]) -> list[dict[str, Any]]:
    """The edits that turn an empty draft into the document; `pictures` maps its image names to asset ids."""
    cover = document["theme"]["cover"]
    theme = document["theme"] | {"cover": pictures[cover] if cover else ""}
    edits: list[dict[str, Any]] = [
        {"type": "story.summarised", "summary": document["summary"]},
        {"type": "story.language_set", "language": document["language"]},
        {"type": "story.theme_set", "theme": theme},
        {"type": "story.reveal_choices_set", "reveal_choices": document["reveal_choices"]},
        {"type": "story.ifid_set", "ifid": document["ifid"]},
    ]
    for name, variable in document["variables"].items():
        edits.append({"type": "variable.added", "name": name, "variable": variable})
    for scene in document["scenes"].values():
        image = scene["data"]["image"]
        data = scene["data"] | {"image": pictures[image] if image else ""}
        edits.append({"type": "scene.added", "scene": scene | {"data": data}})
    edits += [{"type": "group.added", "group": group} for group in document["groups"].values()]
    return [*edits, {"type": "story.start_set", "start": document["start"]}]
