"""Which edits stand on a draft that went on without them."""

from typing import Any, Final
from uuid import UUID

from .shapes import Json, group, option, scene


def _id(number: int) -> str:
    return str(UUID(int=number))


def _text(text: str, scene_id: str = "a") -> Json:
    return {"type": "scene.rewritten", "scene": scene_id, "text": text}


def _moved(x: int) -> Json:
    return {"type": "scene.moved", "scene": "a", "position": {"x": x, "y": 0}}


ADDED: Final = {"type": "scene.added", "scene": scene("a")}
REMOVED: Final = {"type": "scene.removed", "scene": "a"}
RETITLED: Final = {"type": "scene.retitled", "scene": "a", "title": "T"}
LABELLED: Final = {"type": "option.relabelled", "scene": "a", "option": "x", "label": "L"}
RETARGETED: Final = {"type": "option.retargeted", "scene": "a", "option": "x", "target": "b"}
OPTION_REMOVED: Final = {"type": "option.removed", "scene": "a", "option": "x"}
OPTION_ADDED: Final = {"type": "option.added", "scene": "a", "option": option("n"), "index": 0}
ORDERED: Final = {"type": "option.reordered", "scene": "a", "order": ["y", "x"]}
VARIABLE: Final = {"type": "variable.removed", "name": "v"}
VARIABLE_CHANGED: Final = {"type": "variable.changed", "name": "v", "variable": {"type": "boolean", "initial": True}}
GROUP: Final = {"type": "group.removed", "group": "g"}
GROUP_WHOLE: Final = {"type": "group.changed", "group": group("g", text="Ask Ann.")}
GROUP_TITLED: Final = {"type": "group.retitled", "group": "g", "title": "T"}
GROUP_WRITTEN: Final = {"type": "group.rewritten", "group": "g", "text": "Ask Ben."}
GROUP_PAINTED: Final = {"type": "group.recoloured", "group": "g", "colour": "#102030"}
GROUP_MOVED: Final = {"type": "group.moved", "group": "g", "position": {"x": 1, "y": 0}}
GROUP_SIZED: Final = {"type": "group.resized", "group": "g", "size": {"width": 1, "height": 1}}
OTHER_GROUP: Final = {"type": "group.retitled", "group": "g2", "title": "T"}
STORY: Final = {"type": "story.retitled", "title": "T"}
TAGGED: Final = {"type": "scene.tagged", "scene": "a", "tags": ["night"]}
IFID: Final = {"type": "story.ifid_set", "ifid": None}
START: Final = {"type": "story.start_set", "start": "a"}

# One edit made on revision 5, one stored as revision 6 meanwhile: the key they quarrel over, or None.
PAIRS: Final[tuple[tuple[Json, Json, str | None], ...]] = (
    (_text("mine"), _text("theirs"), "scene:a:text"),
    (_text("same"), _text("same"), "scene:a:text"),
    (_text("mine"), _text("theirs", "b"), None),
    (_text("mine"), RETITLED, None),
    (_text("mine"), _moved(1), None),
    (_moved(2), _moved(1), None),
    (_moved(2), REMOVED, "scene:a"),
    (_text("mine"), REMOVED, "scene:a"),
    (_text("mine"), ADDED, "scene:a"),
    (REMOVED, _text("theirs"), "scene:a:text"),
    (REMOVED, _text("theirs", "ab"), None),
    (REMOVED, _moved(1), None),
    (REMOVED, LABELLED, "option:a:x:label"),
    (REMOVED, OPTION_ADDED, "option:a:n"),
    (REMOVED, ORDERED, "order:a"),
    (REMOVED, REMOVED, "scene:a"),
    (ADDED, ADDED, "scene:a"),
    (LABELLED, LABELLED, "option:a:x:label"),
    (LABELLED, RETARGETED, None),
    (LABELLED, OPTION_REMOVED, "option:a:x"),
    (LABELLED, REMOVED, "scene:a"),
    (LABELLED, ORDERED, None),
    (LABELLED, _text("theirs"), None),
    (OPTION_REMOVED, LABELLED, "option:a:x:label"),
    (OPTION_REMOVED, RETITLED, None),
    (OPTION_REMOVED, OPTION_REMOVED, "option:a:x"),
    (OPTION_ADDED, OPTION_ADDED, "option:a:n"),
    (OPTION_ADDED, ORDERED, None),
    (OPTION_ADDED, REMOVED, "scene:a"),
    (ORDERED, ORDERED, "order:a"),
    (ORDERED, OPTION_ADDED, None),
    (ORDERED, OPTION_REMOVED, "option:a:x"),
    (ORDERED, REMOVED, "scene:a"),
    (VARIABLE, VARIABLE_CHANGED, "variable:v"),
    (VARIABLE_CHANGED, VARIABLE_CHANGED, "variable:v"),
    (GROUP, GROUP, "group:g"),
    (GROUP, GROUP_WRITTEN, "group:g:text"),
    (GROUP, GROUP_MOVED, None),
    (GROUP, OTHER_GROUP, None),
    (GROUP_TITLED, GROUP_TITLED, "group:g:title"),
    (GROUP_TITLED, GROUP_WRITTEN, None),
    (GROUP_TITLED, OTHER_GROUP, None),
    (GROUP_TITLED, GROUP, "group:g"),
    (GROUP_WRITTEN, GROUP_WRITTEN, "group:g:text"),
    (GROUP_WRITTEN, GROUP_PAINTED, None),
    (GROUP_WRITTEN, GROUP_MOVED, None),
    (GROUP_PAINTED, GROUP_PAINTED, "group:g:colour"),
    (GROUP_MOVED, GROUP_MOVED, None),
    (GROUP_MOVED, GROUP_SIZED, None),
    (GROUP_SIZED, GROUP_SIZED, None),
    (GROUP_MOVED, GROUP, "group:g"),
    (GROUP_WHOLE, GROUP_TITLED, "group:g:title"),
    (GROUP_WHOLE, GROUP_MOVED, None),
    (GROUP_WHOLE, OTHER_GROUP, None),
    (GROUP_WHOLE, GROUP_WHOLE, "group:g"),
    (GROUP_WRITTEN, GROUP_WHOLE, "group:g"),
    (GROUP_MOVED, GROUP_WHOLE, "group:g"),
    (STORY, STORY, "story:title"),
    (STORY, START, None),
    (STORY, IFID, None),
    (IFID, IFID, "story:ifid"),
    (TAGGED, TAGGED, "scene:a:tags"),
    (TAGGED, RETITLED, None),
    (TAGGED, REMOVED, "scene:a"),
    (START, REMOVED, None),
)

MINE, OTHER, THIRD = (_id(number) for number in (1, 2, 3))


def _sent(edit_id: str, base: int, edit: Json) -> Json:
    return {"id": edit_id, "base": base, "edit": edit}


def _stored(edit_id: str, revision: int, edit: Json) -> Json:
    return {"id": edit_id, "revision": revision, "edit": edit}


def _new(edit_id: str) -> Json:
    return {"accepted": edit_id, "revision": None}


def _quarrel(edit_id: str, key: str, revision: int) -> Json:
    return {"conflict": edit_id, "key": key, "theirs": revision}


BATCHES: Final[tuple[dict[str, Any], ...]] = (
    {"name": "nothing sent", "sent": [], "since": [_stored(OTHER, 6, RETITLED)], "decisions": []},
    {"name": "nobody else was there", "sent": [_sent(MINE, 5, _text("a"))], "since": [], "decisions": [_new(MINE)]},
    {
        "name": "what was there before the base is no conflict",
        "sent": [_sent(MINE, 6, _text("mine"))],
        "since": [_stored(OTHER, 6, _text("theirs"))],
        "decisions": [_new(MINE)],
    },
    {
        "name": "a resend is accepted as before, whatever came since",
        "sent": [_sent(MINE, 5, _text("mine"))],
        "since": [_stored(MINE, 6, _text("mine")), _stored(OTHER, 7, _text("theirs")), _stored(THIRD, 8, REMOVED)],
        "decisions": [{"accepted": MINE, "revision": 6}],
    },
    {
        "name": "a resend whose base is newer than what it was stored as",
        "sent": [_sent(MINE, 9, _text("mine"))],
        "since": [_stored(MINE, 6, _text("mine"))],
        "decisions": [{"accepted": MINE, "revision": 6}],
    },
    {
        "name": "two of one batch on one key both stand",
        "sent": [_sent(MINE, 5, _text("one")), _sent(OTHER, 5, _text("two"))],
        "since": [],
        "decisions": [_new(MINE), _new(OTHER)],
    },
    {
        "name": "after a lost answer, the next on the same key stands on the resent one",
        "sent": [_sent(MINE, 5, _text("one")), _sent(OTHER, 5, _text("two"))],
        "since": [_stored(MINE, 6, _text("one"))],
        "decisions": [{"accepted": MINE, "revision": 6}, _new(OTHER)],
    },
    {
        "name": "but not when somebody else wrote over it",
        "sent": [_sent(MINE, 5, _text("one")), _sent(OTHER, 5, _text("two"))],
        "since": [_stored(MINE, 6, _text("one")), _stored(THIRD, 7, _text("theirs"))],
        "decisions": [{"accepted": MINE, "revision": 6}, _quarrel(OTHER, "scene:a:text", 7)],
    },
    {
        "name": "an earlier edit of the batch is one that came before, not after",
        "sent": [_sent(MINE, 5, _text("one")), _sent(OTHER, 5, _text("two"))],
        "since": [_stored(OTHER, 6, _text("two"))],
        "decisions": [_quarrel(MINE, "scene:a:text", 6), {"accepted": OTHER, "revision": 6}],
    },
    {
        "name": "one conflict does not take the rest with it",
        "sent": [_sent(MINE, 5, _text("mine")), _sent(OTHER, 5, RETITLED)],
        "since": [_stored(THIRD, 6, _text("theirs"))],
        "decisions": [_quarrel(MINE, "scene:a:text", 6), _new(OTHER)],
    },
    {
        "name": "theirs is the newest of several",
        "sent": [_sent(MINE, 5, _text("mine"))],
        "since": [_stored(OTHER, 6, _text("first")), _stored(THIRD, 7, _text("second"))],
        "decisions": [_quarrel(MINE, "scene:a:text", 7)],
    },
    {
        "name": "each edit has its own base",
        "sent": [_sent(MINE, 5, _text("mine")), _sent(OTHER, 6, LABELLED)],
        "since": [_stored(THIRD, 6, LABELLED)],
        "decisions": [_new(MINE), _new(OTHER)],
    },
)


def cases() -> list[dict[str, Any]]:
    pairs = [
        {
            "name": f"{mine['type']} against {theirs['type']}",
            "sent": [_sent(MINE, 5, mine)],
            "since": [_stored(OTHER, 6, theirs)],
            "decisions": [_quarrel(MINE, key, 6) if key else _new(MINE)],
        }
        for mine, theirs, key in PAIRS
    ]
    return [*pairs, *BATCHES]
