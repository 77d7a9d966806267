"""The page a reader opens, made when a story is published: its first scene stands in the HTML, complete.

The page holds no inline script and no style attribute. Its one style block is named to the content security policy by
its hash, which travels as the object's metadata (`csp-style`).
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from pydantic import TypeAdapter

from ..stories.chunks import chunk_key
from ..stories.model import Condition, Effect, SceneId, Theme
from ..stories.published import Head
from ..stories.rules import Context, apply_effects, condition_holds, fill_in
from .cover import PREVIEW_SIZE, TOUCH_SIDE, Cover
from .embedding import PROVIDER
from .theming import palettes, theme_style

SIZES: Final = "(orientation: landscape) and (min-width: 40em) 50vw, 100vw"
"""How wide a picture is shown; `frontend/src/reader/pictures.ts` says the same."""
SIZES_FULL: Final = "100vw"

RIGHT_TO_LEFT: Final = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
)
RIGHT_TO_LEFT_SCRIPTS: Final = frozenset({"adlm", "arab", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"})

MOST_AHEAD: Final = 4
"""Choices of the first scene whose next scene stands in the page, too: a tap before the script is in leads on."""
AHEAD_LENGTH: Final = 8_000
"""Characters of HTML that the words of those scenes may have together, options among them and variables put in: what a
reader does not see must not keep them waiting for what they do."""

_CONDITION: Final[TypeAdapter[Condition]] = TypeAdapter(Condition)
_EFFECTS: Final[TypeAdapter[tuple[Effect, ...]]] = TypeAdapter(tuple[Effect, ...])


@dataclass(frozen=True)
class Page:
    """A finished page."""

    html: bytes
    style_hash: str
    """`sha256-…` of its style block (CSP Level 3, section 2.3.1)."""


@dataclass(frozen=True)
class _Option:
    id: str
    label: str
    hint: str
    locked: bool
    in_picture: bool
    leads: bool
    """Whether the scene behind it stands in the page."""


@dataclass(frozen=True)
class _Scene:
    """A scene as the page draws it."""

    id: SceneId
    option: str | None
    """The first scene's option that leads to it; None for the first scene."""
    heading: str
    text: Markup
    alt: str
    picture: Mapping[str, Any] | None
    options: Sequence[_Option]
    ending: Mapping[str, Any] | None

    @property
    def is_first(self) -> bool:
        return self.option is None


@dataclass(frozen=True)
class ReaderManifest:
    """What a page has to know of the reader's build; keys are paths on `read.` without their leading slash."""

    script: str
    imports: tuple[str, ...]
    """Modules that the script imports at once."""
    style: str
    """The whole style sheet."""
    icon: str
    embed_style: str
    """What a page in a frame adds to the style sheet."""


@dataclass(frozen=True)
class PageFacts:
    """What a page says of its story beside its first scene."""

    slug: str
    title: str
    summary: str
    language: str
    """BCP 47."""
    theme: Theme
    head: Head
    head_key: str
    cover: Cover | None
    public: bool
    """Whether search engines may list the story."""
    read_url: str
    """Origin of the page."""
    api_url: str


def parse_manifest(raw: bytes) -> ReaderManifest:
    """The manifest the reader's build wrote (`a/manifest.json`). Raises KeyError or StopIteration on any other file."""
    written_down = json.loads(raw)
    return ReaderManifest(
        script=written_down["script"],
        imports=tuple(written_down["imports"]),
        style=written_down["style"],
        icon=next(key for key in written_down["files"] if key.startswith("a/icon.")),
        embed_style=written_down["embedStyle"],
    )


def build_page(
    states: Mapping[str, Any], facts: PageFacts, manifest: ReaderManifest, *, embedded: bool = False
) -> Page:
    """The page of one version. `states` holds its start, and of the scenes its options lead to those that are at hand,
    as chunks hold them.

    `embedded` is the one for frames: as high as its words and pictures are, whatever the theme's layout.
    """
    ahead = list(_scenes_ahead(states, facts.head))
    first = _first_scene(states, facts.head, {scene.option for scene in ahead})
    day, night = palettes(facts.theme)
    return _render(
        "page.html",
        manifest,
        manifest.style + theme_style(facts.theme) + (manifest.embed_style if embedded else ""),
        embedded=embedded,
        listed=facts.public and not embedded,
        language=facts.language,
        locale=locale(facts.language),
        direction=text_direction(facts.language),
        layout="paper" if embedded else facts.theme.layout,
        font=facts.theme.font,
        theme_colours={"light": day.paper, "dark": night.paper},
        site=PROVIDER,
        slug=facts.slug,
        title=facts.title,
        summary=facts.summary,
        address=f"{facts.read_url}/s/{facts.slug}",
        preview=_preview(facts),
        sizes=SIZES_FULL if embedded or facts.theme.layout == "full" else SIZES,
        first=first,
        ahead=ahead,
        facts=_facts(states[facts.head.initial]["meta"]["scene"], facts),
    )


def chunks_ahead(state: Mapping[str, Any], head: Head) -> set[str]:
    """The keys of the files that hold what `build_page` can show of the scenes one choice away from the start."""
    names = [option["chunk"] for option, _ in _leading(state, head) if "chunk" in option]
    return {chunk_key(head.chunks[name]) for name in names}


def build_missing_page(manifest: ReaderManifest) -> Page:
    """What `read.` answers where there is no story."""
    return _gone(
        manifest,
        "There is no story here",
        "The address may have lost a piece on its way, or the story was given up.",
        "Look at the link once more, or ask whoever gave it to you.",
    )


def build_unpublished_page(manifest: ReaderManifest) -> Page:
    """What stands in place of a story whose creator took it back."""
    return _gone(
        manifest,
        "This story is put away",
        "Its creator has taken it back for now.",
        "Your place in it stays in this browser. If the story comes back, it comes back at this address.",
    )


def text_direction(language: str) -> str:
    """`rtl` or `ltr`, by the language's script where it names one, else by the one it is mostly written in."""
    primary, *others = language.lower().split("-")
    script = next((part for part in others if len(part) == 4 and part.isalpha()), None)
    is_rtl = script in RIGHT_TO_LEFT_SCRIPTS if script else primary in RIGHT_TO_LEFT
    return "rtl" if is_rtl else "ltr"


def locale(language: str) -> str:
    """A language tag as OpenGraph writes it: `pt_BR`; without a region, the language alone."""
    primary, *others = language.split("-")
    region = next((part for part in others if len(part) == 2 and part.isalpha()), None)
    return f"{primary.lower()}_{region.upper()}" if region else primary.lower()


def fill_in_html(html: str, context: Context) -> Markup:
    """A scene's safe HTML with the variables put into its text nodes, as text."""
    filler = _Filler(context)
    filler.feed(html)
    filler.close()
    return Markup("".join(filler.parts))  # noqa: S704 - what came in was cleaned, what was put in is escaped


class _Filler(HTMLParser):
    """Hands HTML on as it is, except that placeholders in its text are filled in."""

    def __init__(self, context: Context) -> None:
        super().__init__(convert_charrefs=False)
        self._context = context
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(str(escape(fill_in(data, self._context))))

    def handle_entityref(self, name: str) -> None:
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.parts.append(f"&#{name};")


def _preview(facts: PageFacts) -> dict[str, Any] | None:
    """What links to the story show of it, and the icon that goes with it."""
    if facts.cover is None:
        return None
    width, height = PREVIEW_SIZE
    return {
        "url": f"{facts.read_url}/{facts.cover.preview}",
        "width": width,
        "height": height,
        "alt": facts.cover.alt or facts.title,
        "icon": facts.cover.icon(TOUCH_SIDE),
    }


def _facts(scene: Mapping[str, Any], facts: PageFacts) -> dict[str, Any]:
    """What the script is told: enough of the head for the first scene and the first choice, however long it is."""
    head = facts.head
    near = dict.fromkeys([head.initial, *(option["chunk"] for option in scene["options"] if "chunk" in option)])
    return {
        "story": head.id,
        "version": int(head.version),
        "api": facts.api_url,
        "title": facts.title,
        "head": f"/{facts.head_key}",
        "initial": head.initial,
        "context": dict(head.context),
        "endings": head.endings,
        "reveal_choices": head.reveal_choices,
        "chunks": {name: head.chunks[name] for name in near},
    }


def _first_scene(states: Mapping[str, Any], head: Head, leading: Set[str | None]) -> _Scene:
    return _draw(states, head.initial, None, head.context, frozenset({head.initial}), leading)


def _scenes_ahead(states: Mapping[str, Any], head: Head) -> Iterator[_Scene]:
    """The scenes one choice away, as their option's effects leave the story, as long as there is room for them."""
    room = AHEAD_LENGTH
    for option, transition in _leading(states[head.initial], head):
        target = SceneId(transition["target"])
        if target not in states:
            continue
        effects = _EFFECTS.validate_python([action["params"] for action in transition.get("actions", ())])
        context, _ = apply_effects(effects, head.context)
        scene = _draw(states, target, option["id"], context, frozenset({head.initial, target}), frozenset())
        room -= _length(scene)
        if room < 0:
            return
        yield scene


def _length(scene: _Scene) -> int:
    """How many characters of HTML its words have."""
    said = [scene.heading, scene.alt, *(part for option in scene.options for part in (option.label, option.hint))]
    return len(scene.text) + sum(len(escape(words)) for words in said)


def _leading(state: Mapping[str, Any], head: Head) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """The first options a reader may take at the start, each with its transition."""
    open_now = [
        (option, transition)
        for option, transition, is_open in _offered(state, head.context, frozenset({head.initial}))
        if is_open
    ]
    return open_now[:MOST_AHEAD]


def _draw(
    states: Mapping[str, Any],
    scene_id: SceneId,
    option_id: str | None,
    context: Context,
    visited: Set[SceneId],
    leading: Set[str | None],
) -> _Scene:
    state = states[scene_id]
    scene = state["meta"]["scene"]
    options = [
        _Option(
            id=option["id"],
            label=fill_in(option["label"], context),
            hint=fill_in(option.get("hint", ""), context),
            locked=not is_open,
            in_picture=bool(option["hotspot"]),
            leads=option["id"] in leading,
        )
        for option, _, is_open in _offered(state, context, visited)
        if is_open or option["when_locked"] == "shown"
    ]
    return _Scene(
        id=scene_id,
        option=option_id,
        heading=fill_in(scene["title"], context),
        text=fill_in_html(scene["html"], context),
        alt=scene["alt"],
        picture=scene["picture"],
        options=options,
        ending=scene["ending"],
    )


def _offered(
    state: Mapping[str, Any], context: Context, visited: Set[SceneId]
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any], bool]]:
    """The scene's options that lead somewhere, each with its transition and whether its condition holds."""
    for option in state["meta"]["scene"]["options"]:
        transitions = state.get("on", {}).get(option["id"])
        if not transitions:
            continue
        guard = transitions[0].get("guard")
        condition = _CONDITION.validate_python(guard["params"]) if guard else None
        yield option, transitions[0], condition_holds(condition, context, visited)


def _gone(manifest: ReaderManifest, heading: str, *sentences: str) -> Page:
    return _render("gone.html", manifest, manifest.style, heading=heading, sentences=sentences)


def _render(template: str, manifest: ReaderManifest, style: str, **values: Any) -> Page:
    block = Markup(style)  # noqa: S704 - our own build's style sheet, and colours of a checked shape
    html = _templates().get_template(template).render(manifest=manifest, style=block, **values)
    digest = hashlib.sha256(style.encode()).digest()
    return Page(html.encode(), f"sha256-{base64.b64encode(digest).decode()}")


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
