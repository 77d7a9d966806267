"""A document as a story of passages: what other tools can read as theirs, and the rest beside it for Fabula."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from ..stories.canonical import written
from ..stories.model import PLAIN_THEME, AssetId, Document, Option, Scene, SceneId
from .extras import OptionExtras, SceneExtras, StoryExtras, packed
from .from_passages import SCALE
from .links import Way
from .model import Fate, Note, PictureFile
from .passages import NO_SCENE_TAGS, STORY_DATA, STORY_TITLE, Passage, PassageStory
from .pictures import data_address
from .prose import own_text

FORMAT: Final = "Chapbook"
"""The story format that reads the text best: it takes CommonMark, and shows a variable for its name in braces."""
FORMAT_VERSION: Final = "2.2.0"
NOWHERE: Final = "nowhere yet"
"""What an option that is not connected leads to: a passage that is not there."""

_UNSAYABLE: Final = {"]]": "] ]", "][": "] ["}
"""What no link can hold, and what stands there instead."""
_UNLINKABLE: Final = {"->": "→", **_UNSAYABLE}
"""What no name can hold that is linked to."""
_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


def passages_of(
    document: Document, pictures: Mapping[AssetId, PictureFile], *, story_id: str
) -> tuple[PassageStory, tuple[Note, ...]]:
    """The passages, in the order of the scenes, and what other tools will not see of the story."""
    names = _names(document)
    nowhere = _unique(NOWHERE, set(names.values()))
    notes = list(_story_notes(document))
    passages = []
    for scene in document.scenes.values():
        notes += _scene_notes(document, scene, names[scene.id], pictures)
        passages.append(_passage(scene, names, nowhere, pictures))
    extras = StoryExtras(
        fabula=3,
        title=document.title,
        summary=document.summary,
        language=document.language,
        start=document.start,
        theme=document.theme,
        reveal_choices=document.reveal_choices,
        variables=document.variables,
        groups=document.groups,
    )
    story = PassageStory(
        title=document.title,
        passages=tuple(passages),
        ifid=document.ifid or _ifid(story_id),
        start=names.get(document.start) if document.start else None,
        format=FORMAT,
        format_version=FORMAT_VERSION,
        extras=extras.model_dump(mode="json"),
    )
    return story, tuple(notes)


def _passage(
    scene: Scene, names: Mapping[SceneId, str], nowhere: str, pictures: Mapping[AssetId, PictureFile]
) -> Passage:
    data, position = scene.data, scene.position
    options = [] if data.ending else [(option, _way(option, names, nowhere)) for option in data.options]
    extras = SceneExtras(
        id=scene.id,
        title=None if data.title == names[scene.id] else data.title,
        edges=_edges(data.text),
        image=data.image,
        alt=data.alt,
        ending=data.ending,
        notes=data.notes,
        tags=() if NO_SCENE_TAGS.isdisjoint(data.tags) else data.tags,
        options=tuple(_option(option, way, names) for option, way in options),
    )
    picture = pictures.get(AssetId(data.image))
    address = data_address(picture) if picture else ""
    return Passage(
        name=names[scene.id],
        text=own_text(data.text.strip(), address, data.alt, [way for _, way in options]),
        tags=tuple(tag for tag in data.tags if tag not in NO_SCENE_TAGS),
        position=f"{written(position.x / SCALE)},{written(position.y / SCALE)}",
        size="100,100",
        extras=packed(extras),
    )


def _edges(text: str) -> tuple[str, str]:
    words = text.strip()
    before, _, after = text.partition(words) if words else (text, "", "")
    return before, after


def _option(option: Option, way: Way, names: Mapping[SceneId, str]) -> OptionExtras:
    return OptionExtras(
        link=(way.label, way.target),
        id=option.id,
        label=None if option.label == way.label else option.label,
        target=None if option.target in names else option.target,
        condition=option.condition,
        effects=option.effects,
        hotspot=option.hotspot,
        when_locked=option.when_locked,
        hint=option.hint,
    )


def _way(option: Option, names: Mapping[SceneId, str], nowhere: str) -> Way:
    target = names.get(option.target, nowhere) if option.target else nowhere
    return Way(_without(_UNSAYABLE, option.label) or target, target)


def _names(document: Document) -> dict[SceneId, str]:
    """A name for each scene: its title, changed where two would have the same or a link could not hold it."""
    linked = {option.target for scene in document.scenes.values() for option in scene.data.options}
    taken = {STORY_TITLE, STORY_DATA}
    names: dict[SceneId, str] = {}
    counts: dict[str, int] = {}
    for scene in document.scenes.values():
        title = _BREAKS.sub(" ", scene.data.title).strip()
        wanted = (_linkable(title) if scene.id in linked else title) or scene.id
        names[scene.id] = _unique(wanted, taken, counts)
        taken.add(names[scene.id])
    return names


def _unique(wanted: str, taken: set[str], counts: dict[str, int] | None = None) -> str:
    counts = {} if counts is None else counts
    name = wanted
    while name in taken:
        counts[wanted] = counts.get(wanted, 1) + 1
        name = f"{wanted} ({counts[wanted]})"
    return name


def _linkable(title: str) -> str:
    """The title as it may stand behind `->` in a link."""
    name = _without(_UNLINKABLE, title)
    return name[:-1] + ")" if name.endswith("]") else name


def _without(signs: Mapping[str, str], text: str) -> str:
    text = _BREAKS.sub(" ", text)
    for sign, instead in signs.items():
        while sign in text:
            text = text.replace(sign, instead)
    return text.strip()


def _ifid(story_id: str) -> str:
    """The story's own id as an IFID (Treaty of Babel): a UUID in capitals."""
    try:
        return str(UUID(story_id)).upper()
    except ValueError:
        return str(uuid5(NAMESPACE_URL, story_id)).upper()


def _story_notes(document: Document) -> Iterator[Note]:
    held = {
        "variables": ("variables", len(document.variables)),
        "groups": ("groups", len(document.groups)),
        "summary": ("summary", int(bool(document.summary))),
        "reveal-choices": ("setting that readers are told what others chose", int(document.reveal_choices)),
        "theme": ("look", int(document.theme != PLAIN_THEME)),
    }
    for code, (what, count) in held.items():
        if count:
            yield Note(code, "kept", None, None, f"Kept beside it, where only Fabula looks: the story's {what}.")
    cover = document.theme.cover
    if cover and all(scene.data.image != cover for scene in document.scenes.values()):
        yield Note("picture-absent", "kept", None, None, f"The story's cover, “{cover}”, is only named.")


def _scene_notes(
    document: Document, scene: Scene, name: str, pictures: Mapping[AssetId, PictureFile]
) -> Iterator[Note]:
    for code, fate, sentence in _scene_faults(document, scene, name, pictures):
        yield Note(code, fate, scene.data.title or scene.id, None, sentence)


def _scene_faults(
    document: Document, scene: Scene, name: str, pictures: Mapping[AssetId, PictureFile]
) -> Iterator[tuple[str, Fate, str]]:
    data = scene.data
    if name != data.title:
        yield "scene-renamed", "changed", f"Its passage is called “{name}”, as links need it."
    if "\r" in data.text:
        yield "line-ends", "changed", "Its text has line ends of an old kind, which are written as the usual ones."
    if data.image and data.image not in pictures:
        yield "picture-absent", "kept", f"Its picture, “{data.image}”, is only named."
    if data.ending:
        yield "ending", "kept", f"That it is the ending “{data.ending.name}” is known to Fabula only."
        if data.options:
            yield "options-after-ending", "lost", f"It is an ending: its {len(data.options)} options were left out."
        return
    held = {
        "conditions": sum(option.condition is not None for option in data.options),
        "effects": sum(bool(option.effects) for option in data.options),
        "hotspots": sum(option.hotspot is not None for option in data.options),
        "hints": sum(bool(option.hint) for option in data.options),
    }
    for what, count in held.items():
        if count:
            which = "one option, elsewhere a plain link," if count == 1 else f"{count} options, elsewhere plain links,"
            sentence = f"The {what} of {which} are kept beside it."
            yield f"option-{what}", "kept", sentence
    if any(option.target not in document.scenes for option in data.options):
        yield "option-unconnected", "changed", "Options that lead nowhere lead to a passage that is not there."
