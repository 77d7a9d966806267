"""Edits drawn at random: any there could be, and those that a document allows."""

from collections.abc import Iterable
from typing import Any, Final

from hypothesis import strategies as st
from pydantic import TypeAdapter

from chalicelib.stories.edit_types import Edit
from chalicelib.stories.model import MAX_GROUPS, MAX_OPTIONS, MAX_SCENES, MAX_VARIABLES, PLAIN_THEME, Document
from tests.vectors.tables.edits import THEME
from tests.vectors.tables.shapes import Json, group, option, scene, variable

EDIT: TypeAdapter[Edit] = TypeAdapter(Edit)
Strategy = st.SearchStrategy[Any]

NAMES: Final = ("a", "b", "constructor", "x", "y", "z", "gone")
IDS: Final = st.sampled_from(NAMES)
OPTIONS: Final = st.builds(option, IDS, st.none() | IDS)
SCENES: Final = st.builds(
    lambda scene_id, *options, **data: scene(scene_id, *options, **data),
    IDS,
    OPTIONS,
    tags=st.lists(IDS, max_size=2, unique=True),
)
EFFECTS: Final = st.lists(
    st.sampled_from([{"toggle": "a"}, {"add": "b", "by": 1}, {"set": "x", "to": "y"}]), max_size=3
)
VARIABLES: Final = st.sampled_from([True, 1.5, "text"]).map(variable)
WORDS: Final = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=8)
HOTSPOTS: Final = st.sampled_from([{"points": [[0, 0], [1, 0.5], [0.25, 1]]}])
POSITIONS: Final = st.fixed_dictionaries({"x": st.integers(-9, 9), "y": st.just(0.5)})

FIELDS: Final[dict[str, dict[str, Strategy]]] = {
    "story.retitled": {"title": WORDS.filter(bool)},
    "story.summarised": {"summary": WORDS},
    "story.language_set": {"language": st.sampled_from(["en", "pt-BR"])},
    "story.start_set": {"start": st.none() | IDS},
    "story.theme_set": {"theme": st.sampled_from([THEME, PLAIN_THEME.model_dump()])},
    "story.reveal_choices_set": {"reveal_choices": st.booleans()},
    "story.ifid_set": {"ifid": st.sampled_from([None, "ZCODE-88"])},
    "scene.added": {"scene": SCENES},
    "scene.removed": {"scene": IDS},
    "scene.moved": {"scene": IDS, "position": POSITIONS},
    "scene.retitled": {"scene": IDS, "title": WORDS},
    "scene.rewritten": {"scene": IDS, "text": WORDS},
    "scene.image_set": {"scene": IDS, "image": st.just("") | IDS},
    "scene.alt_set": {"scene": IDS, "alt": WORDS},
    "scene.ending_set": {"scene": IDS, "ending": st.none() | st.just({"name": "End", "link": None})},
    "scene.noted": {"scene": IDS, "notes": WORDS},
    "scene.tagged": {"scene": IDS, "tags": st.lists(IDS, max_size=3, unique=True)},
    "option.added": {"scene": IDS, "option": OPTIONS, "index": st.integers(0, 19)},
    "option.removed": {"scene": IDS, "option": IDS},
    "option.reordered": {"scene": IDS, "order": st.lists(IDS, max_size=3)},
    "option.relabelled": {"scene": IDS, "option": IDS, "label": WORDS},
    "option.retargeted": {"scene": IDS, "option": IDS, "target": st.none() | IDS},
    "option.condition_set": {"scene": IDS, "option": IDS, "condition": st.none() | st.just({"visited": "a"})},
    "option.effects_set": {"scene": IDS, "option": IDS, "effects": EFFECTS},
    "option.hotspot_set": {"scene": IDS, "option": IDS, "hotspot": st.none() | HOTSPOTS},
    "option.lock_set": {"scene": IDS, "option": IDS, "when_locked": st.sampled_from(["hidden", "shown"])},
    "option.hint_set": {"scene": IDS, "option": IDS, "hint": WORDS},
    "variable.added": {"name": IDS, "variable": VARIABLES},
    "variable.removed": {"name": IDS},
    "variable.changed": {"name": IDS, "variable": VARIABLES},
    "group.added": {"group": st.builds(group, IDS)},
    "group.removed": {"group": IDS},
    "group.changed": {"group": st.builds(group, IDS, title=WORDS, text=WORDS)},
    "group.retitled": {"group": IDS, "title": WORDS},
    "group.rewritten": {"group": IDS, "text": WORDS},
    "group.recoloured": {"group": IDS, "colour": st.sampled_from(["#c0FFee", "#102030"])},
    "group.moved": {"group": IDS, "position": POSITIONS},
    "group.resized": {"group": IDS, "size": st.sampled_from([{"width": 0, "height": 1}, {"width": 9.5, "height": 2}])},
}
KINDS: Final = frozenset(EDIT.json_schema()["discriminator"]["mapping"])
"""Every kind of edit there is."""


def any_edits() -> st.SearchStrategy[Edit]:
    """Edits of every kind, whether or not they fit a document."""
    kinds = (st.fixed_dictionaries({"type": st.just(kind)} | fields) for kind, fields in FIELDS.items())
    return st.one_of(*kinds).map(EDIT.validate_python)


@st.composite
def allowed_edits(draw: st.DrawFn, document: Document) -> Edit:
    """Edits that apply to the document, every kind of which one does as likely as any other."""
    places = _places(document)
    kind = draw(st.sampled_from([kind for kind in FIELDS if places[_family(kind)]]))
    edit: Json = draw(st.fixed_dictionaries({"type": st.just(kind), **FIELDS[kind]}))
    place = draw(st.sampled_from(places[_family(kind)]))
    if kind == "option.reordered":
        place = place | {"order": draw(st.permutations(place["order"]))[: draw(st.integers(0, len(place["order"])))]}
    # Members that are objects keep what the place does not say.
    whole = {name: edit[name] | value if isinstance(value, dict) else value for name, value in place.items()}
    return EDIT.validate_python(edit | whole)


def _family(kind: str) -> str:
    """Kinds of one family go to the same places."""
    thing, _, what = kind.partition(".")
    return kind if what in ("added", "reordered") or kind == "group.changed" else thing


def _places(document: Document) -> dict[str, list[Json]]:
    """Where an edit of each family may go, as members of the edit."""
    orders = {key: [held.id for held in scene.data.options] for key, scene in document.scenes.items()}
    return {
        "story": [{}],
        "scene": [{"scene": key} for key in orders],
        "scene.added": [{"scene": {"id": key}} for key in _free(orders, MAX_SCENES)],
        "option": [{"scene": key, "option": name} for key, names in orders.items() for name in names],
        "option.added": [
            {"scene": key, "option": {"id": name}}
            for key, names in orders.items()
            for name in _free(names, MAX_OPTIONS)
        ],
        "option.reordered": [{"scene": key, "order": names} for key, names in orders.items()],
        "variable": [{"name": name} for name in document.variables],
        "variable.added": [{"name": name} for name in _free(document.variables, MAX_VARIABLES)],
        "group.added": [{"group": {"id": key}} for key in _free(document.groups, MAX_GROUPS)],
        "group": [{"group": key} for key in document.groups],
        "group.changed": [{"group": {"id": key}} for key in document.groups],
    }


def _free(taken: Iterable[str], most: int) -> list[str]:
    held = set(taken)
    return [name for name in NAMES if name not in held] if len(held) < most else []
