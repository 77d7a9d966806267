"""A story of passages as a document: scenes for passages, options for links, and a report of the rest."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, Final

from ..stories.canonical import document_size
from ..stories.model import (
    IFID_SHAPE,
    MAX_ALT,
    MAX_DOCUMENT_BYTES,
    MAX_LABEL,
    MAX_OPTIONS,
    MAX_SCENES,
    MAX_TAG,
    MAX_TAGS,
    MAX_TEXT,
    MAX_TITLE,
    PLAIN_THEME,
    SCHEMA,
    AssetId,
    Document,
    SceneId,
)
from .extras import OptionExtras, SceneExtras, StoryExtras, read_scene_extras, read_story_extras
from .layout import COLUMN, ROW, laid_out
from .links import Way
from .markup import Dialect, dialect_of
from .model import MAX_PIECES, Imported, Note, NotReadable, PictureFile
from .naming import Ids
from .passages import NO_SCENE_TAGS, START, Passage, PassageStory
from .pictures import picture_id
from .prose import Prose, read_prose

SCALE: Final = 2
"""Canvas pixels for one of Twine's: its cards are 100 wide and ours 224, and twice any number is exact."""
USUAL_SIZE: Final = ("100,100", None, "")

_SPECIAL: Final[Mapping[str, Set[str]]] = {
    "sugarcube": {
        *("StoryInit", "StoryCaption", "StoryMenu", "StoryBanner", "StorySubtitle", "StoryAuthor", "StoryInterface"),
        *("StoryDisplayTitle", "StoryShare", "PassageHeader", "PassageFooter", "PassageReady", "PassageDone"),
    }
}
"""Names of passages that belong to a story format, by dialect."""
_SPECIAL_TAGS: Final[Mapping[str, Set[str]]] = {
    "harlowe": {"header", "footer", "startup", "debug-header", "debug-footer", "debug-startup"},
    "sugarcube": {"widget", "init"},
}
"""Tags that make a passage one of those."""


def document_from(story: PassageStory, *, name: str) -> Imported:
    """The document, within every limit; `name` is its title where the file has none.

    Raises NotReadable if the story is larger than the largest.
    """
    return _Assembly(story, name).done()


@dataclass
class _Assembly:
    story: PassageStory
    name: str
    report: list[Note] = field(default_factory=list)
    pictures: dict[AssetId, PictureFile] = field(default_factory=dict)
    pieces: int = 0
    """How many links, calls, tags and the like were looked at."""
    ids: dict[str, SceneId] = field(default_factory=dict)
    """The scene of each passage's name; of two passages with one name, the first's."""

    def done(self) -> Imported:
        story = self.story
        self.report += story.report
        dialect: Dialect = "fabula" if story.extras is not None else dialect_of(story.format)
        extras = read_story_extras(story.extras)
        if story.extras is not None and extras is None:
            sentence = "What Fabula wrote beside the story cannot be read: variables, summary and groups were left out."
            self._note("extras-broken", "lost", sentence)
        passages = list(self._scene_passages(dialect))
        if len(passages) > MAX_SCENES:
            raise NotReadable(f"The story has {len(passages):,} passages; {MAX_SCENES:,} scenes are the most.")
        known = [self._extras_of(passage, dialect) for passage in passages]
        scene_ids = self._name(passages, known)
        scenes = {
            scene_id: self._scene(scene_id, passage, its, dialect)
            for scene_id, passage, its in zip(scene_ids, passages, known, strict=True)
        }
        start = self._start(extras)
        self._place(scenes, passages, start, own=story.extras is not None)
        if not story.extras and story.format:
            version = f" {story.format_version}" if story.format_version else ""
            self._note("story-format", "lost", f"The story format “{story.format}{version}” was left out.")
        return Imported(self._document(scenes, start, extras), self.pictures, tuple(self.report))

    def _document(self, scenes: dict[SceneId, Any], start: SceneId | None, extras: StoryExtras | None) -> Document:
        told = extras.model_dump(mode="json") if extras else {}
        document = Document.model_validate(
            {
                "schema": SCHEMA,
                "ifid": self._ifid(),
                "title": self._title(extras),
                "summary": told.get("summary", ""),
                "language": told.get("language", "en"),
                "start": start,
                "theme": told.get("theme", PLAIN_THEME),
                "reveal_choices": told.get("reveal_choices", False),
                "variables": told.get("variables", {}),
                "scenes": scenes,
                "groups": told.get("groups", {}),
            }
        )
        if document_size(document) > MAX_DOCUMENT_BYTES:
            raise NotReadable(f"The story is larger than {MAX_DOCUMENT_BYTES // 1_000_000} MB.")
        return document

    def _ifid(self) -> str | None:
        ifid = (self.story.ifid or "").strip().upper()
        if re.fullmatch(IFID_SHAPE, ifid):
            return ifid
        if ifid:
            self._note("ifid-not-kept", "lost", f"“{ifid[:80]}” is no IFID and was left out.")
        return None

    def _title(self, extras: StoryExtras | None) -> str:
        known, said = extras.title if extras else "", self.story.title or ""
        if extras and " ".join(known.split()) == " ".join(said.split()):
            return known
        title = " ".join(said.split()) or self.name
        if not said:
            self._note("no-title", "changed", f"The file has no title: the story is called “{self.name[:80]}”.")
        return self._cut(title, MAX_TITLE, "title", None) or "Untitled"

    def _scene_passages(self, dialect: Dialect) -> Iterator[Passage]:
        """The passages that are scenes; the others are reported."""
        special, special_tags = _SPECIAL.get(dialect, set()), _SPECIAL_TAGS.get(dialect, set())
        for passage in self.story.passages:
            if tags := NO_SCENE_TAGS.intersection(passage.tags):
                sentence = f"This passage is tagged “{min(tags)}” and no scene: its {len(passage.text):,} characters"
                self._note(f"{min(tags).lower()}-passage", "lost", f"{sentence} were left out.", passage)
            elif passage.name in special or not special_tags.isdisjoint(passage.tags):
                sentence = f"This passage belongs to the story format and is no scene: its {len(passage.text):,}"
                self._note("special-passage", "lost", f"{sentence} characters were left out.", passage)
            else:
                yield passage

    def _extras_of(self, passage: Passage, dialect: Dialect) -> SceneExtras | None:
        if passage.extras is None:
            return None
        extras = read_scene_extras(passage.extras) if dialect == "fabula" else None
        if extras is None:
            sentence = "What Fabula wrote beside the passage cannot be read: conditions and the like were left out."
            self._note("extras-broken", "lost", sentence, passage)
        return extras

    def _name(self, passages: list[Passage], known: list[SceneExtras | None]) -> list[SceneId]:
        """An id for each passage: its own of old if it has one, else one made of its name."""
        ids = Ids()
        kept = [ids.keep(extras.id) if extras else None for extras in known]
        made = [SceneId(own or ids.make(passage.name, "scene")) for passage, own in zip(passages, kept, strict=True)]
        for passage, scene_id in zip(passages, made, strict=True):
            if self.ids.setdefault(passage.name.strip(), scene_id) != scene_id:
                sentence = "Another passage has this name too: links lead to the first of them."
                self._note("duplicate-passage", "changed", sentence, passage)
        return made

    def _start(self, extras: StoryExtras | None) -> SceneId | None:
        name = self.story.start
        if name is not None and name.strip() in self.ids:
            return self.ids[name.strip()]
        if extras:
            return extras.start
        if START in self.ids:
            return self.ids[START]
        wanted = f"“{name[:80]}”, is no scene" if name else "is not said"
        self._note("start-missing", "lost", f"Where the story begins, {wanted}: choose the start.")
        return None

    def _scene(self, scene_id: SceneId, passage: Passage, extras: SceneExtras | None, dialect: Dialect) -> Any:
        prose = read_prose(passage, dialect)
        self.report += prose.report
        self.pieces += prose.pieces
        if self.pieces > MAX_PIECES:
            raise NotReadable("The story has more markup than the largest story.")
        title = extras.title if extras else " ".join(passage.name.split())
        title = self._cut(passage.name if title is None else title, MAX_TITLE, "title", passage)
        notes = ([extras.notes] if extras and extras.notes else []) + prose.leavings
        image = self._picture(prose, extras)
        alt = extras.alt if extras else self._cut(prose.alt, MAX_ALT, "picture's description", passage)
        return {
            "id": scene_id,
            "type": "scene",
            "position": {"x": 0, "y": 0},
            "data": {
                "title": title,
                "text": self._cut(_within(extras, prose.text), MAX_TEXT, "text", passage),
                "image": image,
                "alt": alt,
                "options": self._options(passage, prose, extras),
                "ending": self._ending(title, passage, prose, extras),
                "notes": self._cut("\n".join(notes), MAX_TEXT, "list of what was taken out", passage),
                "tags": self._tags(passage, extras),
            },
        }

    def _tags(self, passage: Passage, extras: SceneExtras | None) -> tuple[str, ...]:
        if extras and tuple(tag for tag in extras.tags if tag not in NO_SCENE_TAGS) == passage.tags:
            return extras.tags
        kept = tuple(tag for tag in passage.tags if len(tag) <= MAX_TAG)[:MAX_TAGS]
        if left := len(passage.tags) - len(kept):
            sentence = f"A scene has at most {MAX_TAGS} tags of {MAX_TAG} characters: {left} were left out."
            self._note("tags-over-limit", "lost", sentence, passage)
        return kept

    def _picture(self, prose: Prose, extras: SceneExtras | None) -> str:
        if prose.picture is None:
            return extras.image if extras else ""
        made = picture_id(prose.picture.content)
        wanted = AssetId(extras.image) if extras and extras.image else made
        there = self.pictures.setdefault(wanted, prose.picture)
        if there.content != prose.picture.content:
            wanted = made
            self.pictures[made] = prose.picture
        return wanted

    def _ending(self, title: str, passage: Passage, prose: Prose, extras: SceneExtras | None) -> Any:
        if prose.ways:
            if extras and extras.ending:
                self._note("ending-leads-on", "changed", "It was an ending and now has links: it is none.", passage)
            return None
        if extras:
            return extras.ending and extras.ending.model_dump(mode="json")
        if prose.leads_on:
            sentence = "It has no plain link, but markup that may lead on: add its options, or mark it as an ending."
            self._note("no-plain-link", "changed", sentence, passage)
            return None
        return {"name": title, "link": None}

    def _options(self, passage: Passage, prose: Prose, extras: SceneExtras | None) -> list[Any]:
        ways = prose.ways[:MAX_OPTIONS]
        if len(prose.ways) > MAX_OPTIONS:
            sentence = f"Its links behind the first {MAX_OPTIONS} were left out: {len(prose.ways) - MAX_OPTIONS}."
            self._note("links-over-limit", "lost", sentence, passage)
        waiting = list(extras.options) if extras else []
        known = [_take(waiting, way) for way in ways]
        if waiting:
            sentence = f"Options whose links are gone or changed lost what Fabula knew of them: {len(waiting)}."
            self._note("options-changed", "lost", sentence, passage)
        ids = Ids()
        kept = [ids.keep(option.id) if option else None for option in known]
        return [
            self._option(passage, way, option, own or ids.make(way.label, "option"))
            for way, option, own in zip(ways, known, kept, strict=True)
        ]

    def _option(self, passage: Passage, way: Way, known: OptionExtras | None, option_id: str) -> Any:
        target = self.ids.get(way.target)
        if known:
            label = way.label if known.label is None else known.label
            kept = known.model_dump(mode="json", exclude={"link"})
            return {**kept, "id": option_id, "label": label, "target": target or known.target}
        if target is None:
            sentence = f"“{way.label[:80]}” leads to “{way.target[:80]}”, which is no scene: connect it to one."
            self.report.append(Note("link-to-missing", "changed", passage.name, way.line, sentence))
        return {
            "id": option_id,
            "target": target,
            "condition": None,
            "effects": [],
            "label": self._cut(way.label or way.target, MAX_LABEL, "link's label", passage),
            "hotspot": None,
            "when_locked": "hidden",
            "hint": "",
        }

    def _place(self, scenes: dict[SceneId, Any], passages: list[Passage], start: SceneId | None, *, own: bool) -> None:
        """Give every scene its place: the file's, below the others where it has none, or laid out where none has."""
        places = {scene_id: _pair(passage.position) for scene_id, passage in zip(scenes, passages, strict=True)}
        sizes = sum(1 for passage in passages if passage.size not in USUAL_SIZE)
        if sizes:
            sentence = f"Every scene has the same size on the canvas; passages that had their own: {sizes}."
            self._note("sizes", "lost", sentence)
        if not own and not any(place and any(place) for place in places.values()):
            ways = {
                scene_id: [option["target"] for option in scene["data"]["options"] if option["target"]]
                for scene_id, scene in scenes.items()
            }
            places = dict(laid_out(ways, start))
            if len(scenes) > 1:
                self._note("laid-out", "changed", "The file does not say where passages stand: they were laid out.")
        below = max((place[1] for place in places.values() if place), default=0) + ROW
        placeless = 0
        for scene_id, place in places.items():
            x, y = place or (placeless * COLUMN, below)
            placeless += place is None
            scenes[scene_id]["position"] = {"x": x, "y": y}

    def _cut(self, text: str, most: int, what: str, passage: Passage | None) -> str:
        if len(text) <= most:
            return text
        sentence = f"The {what} is longer than {most:,} characters: {len(text) - most:,} were cut off."
        self._note("cut", "lost", sentence, passage)
        return text[:most]

    def _note(self, code: str, fate: Any, sentence: str, passage: Passage | None = None) -> None:
        where, line = (passage.name, passage.line) if passage else (None, None)
        self.report.append(Note(code, fate, where, line, sentence))


def _within(extras: SceneExtras | None, text: str) -> str:
    """The text with the white space it had around it."""
    before, after = extras.edges if extras else ("", "")
    return text if before.strip() or after.strip() else before + text + after


def _take(waiting: list[OptionExtras], way: Way) -> OptionExtras | None:
    """The first option that was written as this link, taken off the list."""
    for number, option in enumerate(waiting):
        if option.link == (way.label, way.target):
            return waiting.pop(number)
    return None


def _pair(text: str | None) -> tuple[float, float] | None:
    """The place on our canvas for `x,y` of Twine's map; None for anything else."""
    parts = (text or "")[:100].split(",")
    try:
        x, y = (float(part) * SCALE + 0.0 for part in parts)
    except ValueError:
        return None
    return (x, y) if math.isfinite(x) and math.isfinite(y) else None
