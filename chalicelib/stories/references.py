"""What texts, conditions, effects and whole scenes refer to."""

from collections.abc import Iterator

from .model import (
    PLACEHOLDER,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Not,
    Option,
    Scene,
    SceneId,
    VariableName,
    Visited,
)

Leaf = Compare | Visited
"""A condition without parts: what it asks."""


def placeholders(text: str) -> list[VariableName]:
    """The variables a text names in braces, each once, in order."""
    if "{" not in text:
        return []
    return [VariableName(name) for name in dict.fromkeys(PLACEHOLDER.findall(text))]


def leaves(condition: Condition | None) -> Iterator[Leaf]:
    """The parts of a condition that have no parts, in order; None has none."""
    match condition:
        case Compare() | Visited():
            yield condition
        case AllOf() | AnyOf() | Not():
            for part in condition.parts:
                yield from leaves(part)


def names_in_option(option: Option) -> list[VariableName]:
    """The variables an option names, each once, in order: label, hint, condition, effects."""
    names = placeholders(option.label) + placeholders(option.hint)
    names += [part.var for part in leaves(option.condition) if isinstance(part, Compare)]
    names += [effect.variable for effect in option.effects]
    return list(dict.fromkeys(names)) if len(names) > 1 else names


def live_options(scene: Scene) -> tuple[Option, ...]:
    """The options a reader can meet: an ending's are of no meaning."""
    return scene.data.options if scene.data.ending is None else ()


def targets(scene: Scene) -> frozenset[SceneId]:
    """Where a reader can go from the scene, whether there is such a scene or not."""
    return frozenset([option.target for option in live_options(scene) if option.target is not None])


def references(scene: Scene) -> frozenset[str]:
    """What the problems of the scene depend on beside itself and where its options lead, as keys.

    `asset:`, `read:` and `set:` a variable, `visit:` a scene.
    """
    found = [f"asset:{scene.data.image}"]
    found += [f"read:{name}" for name in placeholders(scene.data.text)]
    for option in live_options(scene):
        found += [f"read:{name}" for name in (*placeholders(option.label), *placeholders(option.hint))]
        found += [f"set:{effect.variable}" for effect in option.effects]
        for part in leaves(option.condition) if option.condition else ():
            found.append(f"read:{part.var}" if isinstance(part, Compare) else f"visit:{part.visited}")
    return frozenset(found)
