"""Compiling a story into the `StoryMachine`: an XState v5 configuration, published as canonical JSON.

A scene is a state, an option an event, an ending a final state. The guard `condition` and the actions `effect` and
`visit` go by name, with their data as parameters, so the machine holds no code; whoever runs it brings them (see
`frontend/src/story/xstate.ts`). `frontend/src/story/machine.ts` compiles the same bytes, `tests/vectors/machines.json`
holds the two together.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from .model import AssetId, Document, Frozen, Link, Option, Scene, SceneId, StepScene, Text
from .rules import initial_context, step_scene

MACHINE_SCHEMA: Final = 3
"""The document's up to here; since then a machine counts for itself."""

_Json = dict[str, Any]

VISITED: Final = "$visited"
"""Where the machine's context keeps the scenes visited; no variable can have this name."""


class PictureFile(Frozen):
    """One size of a picture in one format."""

    url: Link
    width: Annotated[int, Field(strict=True, gt=0)]
    """Pixels."""


class PictureSource(Frozen):
    """A picture in one format, smallest size first."""

    type: Literal["image/avif", "image/webp", "image/jpeg"]
    srcset: tuple[PictureFile, ...]


class Picture(Frozen):
    """A published picture, as a `<picture>` element needs it."""

    sources: tuple[PictureSource, ...]
    """The formats, best first; the last is JPEG."""
    width: Annotated[int, Field(strict=True, gt=0)]
    height: Annotated[int, Field(strict=True, gt=0)]
    """Of the largest size, in pixels."""
    placeholder: Text
    """A tiny picture as a data: address, to stand there until the first file has come."""


def compile_machine(
    document: Document, pictures: Mapping[AssetId, Picture], *, story_id: str, version: int
) -> dict[str, Any]:
    """The document as an XState v5 configuration of plain JSON values.

    An option that leads nowhere has no transition. Raises ValueError if the start is not one of the scenes; publishing
    finds that, as a problem, first.
    """
    if document.start not in document.scenes:
        raise ValueError("a story without a start cannot be compiled")
    drawn = {asset_id: picture.model_dump(mode="json") for asset_id, picture in pictures.items()}
    return {
        "id": story_id,
        "version": str(version),
        "schema": MACHINE_SCHEMA,
        "initial": document.start,
        "context": {**initial_context(document), VISITED: {}},
        "states": {
            scene.id: _state(scene, drawn.get(AssetId(scene.data.image)), document.scenes)
            for scene in document.scenes.values()
        },
    }


def step_scenes(document: Document) -> dict[SceneId, StepScene]:
    """What the server walks a version by: a row for each scene."""
    return {scene_id: step_scene(scene) for scene_id, scene in document.scenes.items()}


def _state(scene: Scene, picture: _Json | None, scenes: Mapping[SceneId, Scene]) -> _Json:
    options = () if scene.data.ending else scene.data.options
    state = {
        "meta": {"scene": _drawn(scene, options, picture)},
        "entry": [{"type": "visit", "params": {"scene": scene.id}}],
    }
    if scene.data.ending:
        return {"type": "final", **state}
    # Backwards, so that of two options with one id the first stays, as in the rules.
    on = {option.id: [_transition(option)] for option in reversed(options) if option.target in scenes}
    return {**state, "on": on}


def _drawn(scene: Scene, options: tuple[Option, ...], picture: _Json | None) -> _Json:
    from .markdown import render  # much to import for requests that only read what was compiled

    data = scene.data
    return {
        "title": data.title,
        "html": render(data.text),
        "alt": data.alt,
        "picture": picture,
        "options": [_drawn_option(option) for option in options],
        "ending": data.ending and data.ending.model_dump(mode="json"),
    }


def _drawn_option(option: Option) -> _Json:
    hotspot = option.hotspot and option.hotspot.model_dump(mode="json")
    drawn: _Json = {
        "id": option.id,
        "label": option.label,
        "when_locked": option.when_locked,
        "hotspot": hotspot,
    }
    return drawn | {"hint": option.hint} if option.hint else drawn


def _transition(option: Option) -> dict[str, Any]:
    transition: dict[str, Any] = {"target": option.target}
    if option.condition is not None:
        transition["guard"] = {"type": "condition", "params": option.condition.model_dump(mode="json")}
    if option.effects:
        effects = [effect.model_dump(mode="json") for effect in option.effects]
        transition["actions"] = [{"type": "effect", "params": effect} for effect in effects]
    return transition
