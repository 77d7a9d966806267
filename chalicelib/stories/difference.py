"""What is different between two documents, and the edits that make one of them into the other.

Pure, and the same in `frontend/src/story/difference.ts`; `tests/vectors/differences.json` holds the two together.
Things are told apart by their ids alone: a scene under another id is another scene. Scenes, variables and groups have
no order; ids are ASCII, so both languages sort them alike. The time taken grows with the size of the two documents.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, TypeVar, get_args

from pydantic import BaseModel

from .canonical import canonical
from .edit_types import (
    Edit,
    FieldEdit,
    GroupAdded,
    GroupEdit,
    GroupRemoved,
    OptionAdded,
    OptionEdit,
    OptionRemoved,
    OptionReordered,
    SceneAdded,
    SceneEdit,
    SceneMoved,
    SceneRemoved,
    StoryEdit,
    VariableAdded,
    VariableChanged,
    VariableRemoved,
)
from .edits import apply, inverse, touched_scenes
from .model import Document, Frozen, Group, Option, OptionId, Scene, SceneData, SceneId, Variable

SMALL: Final = 500
"""Bytes of canonical JSON up to which a value stands in a difference."""

K = TypeVar("K", bound=str)
V = TypeVar("V", bound=BaseModel)
Field = tuple[str, Any, Any]
"""A field's name, and what it holds in either document."""


class NotRepresentable(ValueError):
    """No edits lead to a scene that holds two options of one id; only an imported story has such a one."""


class FieldChange(Frozen):
    """One field that holds something else."""

    field: str
    """As in the document; `order` is the order of a scene's options, by id."""
    before: Any
    after: Any
    whole: bool
    """Whether the two values stand here; where they would take more than 500 bytes both are None instead."""


class Change(Frozen):
    """One thing that is there, gone, or otherwise than it was."""

    what: Literal["story", "variable", "group", "scene", "option"]
    how: Literal["added", "removed", "changed"]
    scene: str | None
    """The scene itself, or the one an option is in."""
    id: str | None
    """The thing's id or name; None for the story."""
    title: str
    """What its creator calls it, now or while it was there."""
    fields: tuple[FieldChange, ...]
    """What changed in it, by name; nothing where it was added or removed."""


def difference(old: Document, new: Document) -> list[Change]:
    """Every difference: of the story itself, its variables, its groups, then scene by scene with its options.

    What is in an added or removed scene is not told one by one.
    """
    changes: list[Change] = []
    if fields := _fields(old, new, _STORY_FIELDS):
        changes.append(_changed("story", None, None, new.title, fields))
    for name, before, after in _pairs(old.variables, new.variables):
        changes.append(_change("variable", None, name, name, before, after, _VARIABLE_FIELDS))
    for group_id, old_group, new_group in _pairs(old.groups, new.groups):
        title = new_group.title if new_group else old_group.title if old_group else ""
        changes.append(_change("group", None, group_id, title, old_group, new_group, _GROUP_FIELDS))
    for scene_id, old_scene, new_scene in _pairs(old.scenes, new.scenes):
        changes += _scene_changes(scene_id, old_scene, new_scene)
    return changes


def edits_between(old: Document, new: Document) -> list[Edit]:
    """Edits that, applied to `old` one after the other, make exactly `new`; none where they are equal.

    What goes, goes first, so that no limit is met on the way. A scene of `old` that holds two options of one id is
    removed and added whole. Raises NotRepresentable where one of `new` that has to change has an id twice.
    """
    edits = [_set(_STORY_EDITS[name], after) for name, _, after in _fields(old, new, _STORY_FIELDS)]
    variables = list(_pairs(old.variables, new.variables))
    groups = list(_pairs(old.groups, new.groups))
    scenes = list(_pairs(old.scenes, new.scenes))
    edits += [VariableRemoved(type="variable.removed", name=name) for name, _, after in variables if after is None]
    edits += [_variable_edit(name, before, after) for name, before, after in variables if after is not None]
    edits += [GroupRemoved(type="group.removed", group=group_id) for group_id, _, after in groups if after is None]
    for _, old_group, group in groups:
        if group is not None:
            edits += _group_edits(old_group, group)
    edits += [SceneRemoved(type="scene.removed", scene=scene_id) for scene_id, _, after in scenes if after is None]
    for _, before, after in scenes:
        if after is not None:
            edits += _scene_edits(before, after)
    return edits


def with_inverses(document: Document, edits: Iterable[Edit]) -> list[tuple[Edit, Edit]]:
    """Each edit with the one that takes it back, made on the document as the edits before it have left it.

    An edit costs as much as the scene it touches, however many scenes there are. Raises EditRefused.
    """
    story, scenes = document.model_copy(update={"scenes": {}}), dict(document.scenes)
    told: list[tuple[Edit, Edit]] = []
    for edit in edits:
        touched = touched_scenes(edit)
        partial = story.model_copy(update={"scenes": {key: scenes[key] for key in touched if key in scenes}})
        told.append((edit, inverse(partial, edit)))
        after = apply(partial, edit)
        for key in touched:
            scenes.pop(key, None)
        scenes.update(after.scenes)
        story = after.model_copy(update={"scenes": {}})
    return told


def _names(shape: type[BaseModel], *but: str) -> tuple[str, ...]:
    return tuple(sorted(set(shape.model_fields) - set(but)))


_STORY_FIELDS: Final = _names(Document, "schema_", "variables", "scenes", "groups")
_VARIABLE_FIELDS: Final = _names(Variable)
_GROUP_FIELDS: Final = _names(Group, "id")
_SCENE_FIELDS: Final = _names(SceneData, "options")
_OPTION_FIELDS: Final = _names(Option, "id")


def _edits_by_field(union: Any) -> dict[str, type[FieldEdit]]:
    return {kind.field: kind for kind in get_args(union)}


_STORY_EDITS: Final = _edits_by_field(StoryEdit)
_SCENE_EDITS: Final = _edits_by_field(SceneEdit)
_OPTION_EDITS: Final = _edits_by_field(OptionEdit)
_GROUP_EDITS: Final = _edits_by_field(GroupEdit)


def _pairs(old: Mapping[K, V], new: Mapping[K, V]) -> Iterator[tuple[K, V | None, V | None]]:
    """What is in either map and not the same in both, by key."""
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key), new.get(key)
        if before is None or after is None or not _same(before, after):
            yield key, before, after


def _fields(old: BaseModel, new: BaseModel, names: Iterable[str]) -> list[Field]:
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in names)
    return [(name, before, after) for name, before, after in pairs if not _same(before, after)]


def _same(one: Any, other: Any) -> bool:
    """Whether they are the same JSON. Python alone would take True for 1."""
    if one is other:
        return True
    if isinstance(one, BaseModel) and isinstance(other, BaseModel):
        return one.model_dump_json() == other.model_dump_json()
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and bool(one == other)


def _change(
    what: Literal["variable", "group", "option"],
    scene: SceneId | None,
    key: str,
    title: str,
    old: BaseModel | None,
    new: BaseModel | None,
    names: Iterable[str],
) -> Change:
    if old is not None and new is not None:
        return _changed(what, scene, key, title, _fields(old, new, names))
    return Change(what=what, how="removed" if new is None else "added", scene=scene, id=key, title=title, fields=())


def _changed(
    what: Literal["story", "variable", "group", "scene", "option"],
    scene: SceneId | None,
    key: str | None,
    title: str,
    fields: Iterable[Field],
) -> Change:
    told = tuple(_told(*field) for field in sorted(fields, key=lambda field: field[0]))
    return Change(what=what, how="changed", scene=scene, id=key, title=title, fields=told)


def _told(name: str, before: Any, after: Any) -> FieldChange:
    old, new = _json(before), _json(after)
    if len(canonical(old)) + len(canonical(new)) > SMALL:
        return FieldChange(field=name, before=None, after=None, whole=False)
    return FieldChange(field=name, before=old, after=new, whole=True)


def _json(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return [_json(part) for part in value] if isinstance(value, tuple) else value


def _scene_changes(scene_id: SceneId, old: Scene | None, new: Scene | None) -> Iterator[Change]:
    if old is None or new is None:
        title = new.data.title if new else old.data.title if old else ""
        how: Literal["added", "removed"] = "removed" if new is None else "added"
        yield Change(what="scene", how=how, scene=scene_id, id=scene_id, title=title, fields=())
        return
    fields = _scene_fields(old, new)
    distinct = _is_distinct(old) and _is_distinct(new)
    if distinct and (orders := _orders(old, new)):
        fields.append(("order", *orders))
    elif not distinct and not _same(old.data.options, new.data.options):
        fields.append(("options", old.data.options, new.data.options))
    if fields:
        yield _changed("scene", scene_id, scene_id, new.data.title, fields)
    if distinct:
        for option_id, before, after in _option_pairs(old, new):
            label = after.label if after else before.label if before else ""
            yield _change("option", scene_id, option_id, label, before, after, _OPTION_FIELDS)


def _scene_fields(old: Scene, new: Scene) -> list[Field]:
    return _fields(old, new, ("position",)) + _fields(old.data, new.data, _SCENE_FIELDS)


def _option_pairs(old: Scene, new: Scene) -> Iterator[tuple[OptionId, Option | None, Option | None]]:
    """Options that are not the same in both, the removed ones first; each scene has every id once."""
    before = {option.id: option for option in old.data.options}
    after = {option.id: option for option in new.data.options}
    yield from ((option_id, option, None) for option_id, option in before.items() if option_id not in after)
    for option_id, option in after.items():
        if option_id not in before or not _same(before[option_id], option):
            yield option_id, before.get(option_id), option


def _orders(old: Scene, new: Scene) -> tuple[tuple[OptionId, ...], tuple[OptionId, ...]] | None:
    """The ids both scenes have, in either order; None where the orders are the same."""
    before, after = _ids(old), _ids(new)
    old_order = tuple(option_id for option_id in before if option_id in after)
    new_order = tuple(option_id for option_id in after if option_id in before)
    return None if old_order == new_order else (old_order, new_order)


def _ids(scene: Scene) -> Sequence[OptionId]:
    return [option.id for option in scene.data.options]


def _is_distinct(scene: Scene) -> bool:
    return len(set(_ids(scene))) == len(scene.data.options)


def _variable_edit(name: Any, before: Variable | None, after: Variable) -> Edit:
    if before is None:
        return VariableAdded(type="variable.added", name=name, variable=after)
    return VariableChanged(type="variable.changed", name=name, variable=after)


def _group_edits(before: Group | None, after: Group) -> list[Edit]:
    if before is None:
        return [GroupAdded(type="group.added", group=after)]
    return [_set(_GROUP_EDITS[name], value, group=after.id) for name, _, value in _fields(before, after, _GROUP_FIELDS)]


def _scene_edits(old: Scene | None, new: Scene) -> list[Edit]:
    if not _is_distinct(new) and (old is None or not _same(old.data.options, new.data.options)):
        raise NotRepresentable(new.id)
    if old is None:
        return [SceneAdded(type="scene.added", scene=new)]
    if not _same(old.data.options, new.data.options) and not _is_distinct(old):
        return [SceneRemoved(type="scene.removed", scene=old.id), SceneAdded(type="scene.added", scene=new)]
    edits: list[Edit] = []
    for name, _, after in _scene_fields(old, new):
        if name == "position":
            edits.append(SceneMoved(type="scene.moved", scene=new.id, position=after))
        else:
            edits.append(_set(_SCENE_EDITS[name], after, scene=new.id))
    return edits if _same(old.data.options, new.data.options) else edits + _options_edits(old, new)


def _options_edits(old: Scene, new: Scene) -> list[Edit]:
    """What goes, then the order of what stays, then what comes, each at its place, then what changed in what stays."""
    pairs = list(_option_pairs(old, new))
    edits: list[Edit] = [
        OptionRemoved(type="option.removed", scene=new.id, option=option_id)
        for option_id, _, after in pairs
        if after is None
    ]
    if orders := _orders(old, new):
        edits.append(OptionReordered(type="option.reordered", scene=new.id, order=orders[1]))
    places = {option_id: place for place, option_id in enumerate(_ids(new))}
    for option_id, before, after in pairs:
        if after is not None and before is None:
            edits.append(OptionAdded(type="option.added", scene=new.id, option=after, index=places[option_id]))
        elif after is not None and before is not None:
            edits += [
                _set(_OPTION_EDITS[name], value, scene=new.id, option=option_id)
                for name, _, value in _fields(before, after, _OPTION_FIELDS)
            ]
    return edits


def _set(kind: type[FieldEdit], value: Any, **where: str) -> Any:
    """The edit of this kind that sets its field, in the scene, option or group named."""
    [written] = get_args(kind.model_fields["type"].annotation)
    return kind.model_validate({"type": written, kind.field: value, **where})
