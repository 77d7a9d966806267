"""Stories with something wrong, and the problems found, sentence by sentence."""

from collections.abc import Iterator
from typing import Any, Final

from .edits import THEME
from .shapes import Json, compare, document, option, scene

READY: Final = {"pic": "ready"}
FINE: Final = scene("end", ending="Home")


def _p(
    code: str,
    severity: str,
    where: tuple[str, ...],
    sentence: str,
    path: list[str] | None = None,
    variable: str | None = None,
) -> Json:
    scene_id, option_id = (*where, None, None)[:2]
    return {
        "code": code,
        "severity": severity,
        "scene": scene_id,
        "option": option_id,
        "variable": variable,
        "sentence": sentence,
        "path": path,
    }


def _case(name: str, story: Json, *problems: Json, assets: Json | None = None) -> Json:
    return {"name": name, "document": story, "assets": READY if assets is None else assets, "problems": list(problems)}


def cases() -> Iterator[Json]:
    yield _case("nothing wrong", document(scene("a", option("x", "end")), FINE))
    yield _case("one scene that is an ending", document(FINE))
    yield from _starts()
    yield from _ways()
    yield from _pictures()
    yield from _covers()
    yield from _texts()
    yield from _options()
    yield from _variables()
    yield from _types()
    yield from _never_offered()
    yield _many_dead_ends()


def _starts() -> Iterator[Json]:
    sentence = "The story has no start: choose the scene it begins with."
    gone = "The scene the story began with is gone: choose another start."
    yield _case("an empty story", document(), _p("no-start", "error", (), sentence))
    yield _case("no start chosen", document(FINE, start=None), _p("no-start", "error", (), sentence))
    yield _case("the start is gone", document(FINE, start="a"), _p("no-start", "error", (), gone))
    yield _case(
        "the start is called like a method", document(FINE, start="toString"), _p("no-start", "error", (), gone)
    )


def _ways() -> Iterator[Json]:
    no_ending = "No ending can be reached from the start: mark a scene as an ending and lead an option there."
    nowhere = "“{}” leads nowhere: add an option, or mark it as an ending."
    unreachable = "Readers never get to “{}”: lead an option there from a scene they reach, or delete it."
    never_reached = "“{}” is an ending nobody gets to: lead an option there from a scene readers reach, or delete it."
    trapped = "From “{}” no ending can be reached: lead one of its options towards an ending."
    yield _case(
        "round in circles",
        document(scene("a", option("x", "b")), scene("b", option("x", "a"))),
        _p("no-ending-reachable", "error", (), no_ending),
    )
    yield _case(
        "the ending stands apart",
        document(scene("a", option("x", "a")), FINE),
        _p("no-ending-reachable", "error", (), no_ending),
        _p("unreachable-ending", "error", ("end",), never_reached.format("End")),
    )
    yield _case(
        "one of two endings stands apart",
        document(scene("a", option("x", "end")), FINE, scene("far", ending="Far")),
        _p("unreachable-ending", "error", ("far",), never_reached.format("Far")),
    )
    yield _case(
        "without a start nothing is told to be unreachable",
        document(scene("a", option("x", "end")), FINE, start=None),
        _p("no-start", "error", (), "The story has no start: choose the scene it begins with."),
    )
    yield _case(
        "a dead end, by its shortest path",
        document(
            scene("a", option("long", "b"), option("x", "end"), option("short", "c")),
            scene("b", option("x", "c"), option("y", "end")),
            scene("c", option("x", "d"), option("y", "end")),
            scene("d"),
            FINE,
        ),
        _p("dead-end", "error", ("d",), nowhere.format("D"), ["a", "c", "d"]),
    )
    yield _case(
        "a dead end nobody reaches has no path",
        document(scene("a", option("x", "end")), scene("b", title=""), FINE),
        _p("dead-end", "error", ("b",), nowhere.format("b")),
        _p("unreachable-scene", "warning", ("b",), unreachable.format("b")),
    )
    yield _case(
        "a trap is told where it begins",
        document(
            scene("a", option("x", "end"), option("y", "b")),
            scene("b", option("x", "c")),
            scene("c", option("x", "b"), option("y", "c")),
            FINE,
        ),
        _p("cannot-reach-ending", "error", ("b",), trapped.format("B"), ["a", "b"]),
    )
    yield _case(
        "of two shortest ways, that by the smaller ids from the end",
        document(
            scene("a", option("x", "c"), option("y", "b"), option("z", "end")),
            scene("b", option("x", "d"), option("y", "end")),
            scene("c", option("x", "d"), option("y", "end")),
            scene("d"),
            FINE,
        ),
        _p("dead-end", "error", ("d",), nowhere.format("D"), ["a", "b", "d"]),
    )
    yield _case(
        "a trap is told at each of its doors",
        document(
            scene("a", option("x", "end"), option("y", "c"), option("z", "d")),
            scene("c", option("x", "e")),
            scene("d", option("x", "e"), option("y", "end")),
            scene("e", option("x", "c")),
            FINE,
        ),
        _p("cannot-reach-ending", "error", ("c",), trapped.format("C"), ["a", "c"]),
        _p("cannot-reach-ending", "error", ("e",), trapped.format("E"), ["a", "c", "e"]),
    )
    yield _case(
        "an ending's options lead nowhere",
        document(
            scene("a", option("x", "end")), scene("b", option("x", "b")), scene("end", option("x", "b"), ending="E")
        ),
        _p("unreachable-scene", "warning", ("b",), unreachable.format("B")),
        _p(
            "options-after-ending",
            "warning",
            ("end",),
            "“End” is an ending, so its options never show: delete them, or the ending.",
        ),
    )


def _pictures() -> Iterator[Json]:
    wait = "The picture of “End” is still being made ready: wait a moment."
    states: tuple[tuple[str, str, str], ...] = (
        ("granted", "image-still-processing", wait),
        ("received", "image-still-processing", wait),
        ("processing", "image-still-processing", wait),
        ("failed", "image-failed", "The picture of “End” could not be used: choose another."),
    )
    for state, code, sentence in states:
        yield _case(f"a picture {state}", document(FINE), _p(code, "error", ("end",), sentence), assets={"pic": state})
    large = "The picture of “End” is over 5 MB or 40 megapixels, which no reader sees: use a smaller one."
    yield _case(
        "a picture that is large",
        document(FINE),
        _p("large-picture", "warning", ("end",), large),
        assets={"pic": "large"},
    )
    gone = "The picture of “End” is gone: choose another."
    yield _case("a picture gone", document(FINE), _p("asset-missing", "error", ("end",), gone), assets={})
    yield _case(
        "no picture needs no description",
        document(scene("end", ending="E", image="", alt="")),
        _p("missing-image", "error", ("end",), "“End” has no picture: add one."),
    )
    for alt in ("", " \t\r\n "):
        yield _case(
            f"a picture described as {alt!r}",
            document(scene("end", ending="E", alt=alt)),
            _p("missing-alt", "warning", ("end",), "Describe the picture of “End” for readers who cannot see it."),
        )


def _covers() -> Iterator[Json]:
    """Of the story itself, so they come before its scenes' problems; a cover of its own it need not have."""
    wait = "The story's cover is still being made ready: wait a moment."
    large = "The story's cover is over 5 MB or 40 megapixels, which no reader sees: use a smaller one."
    states: tuple[tuple[str, str, str, str], ...] = (
        ("granted", "image-still-processing", "error", wait),
        ("failed", "image-failed", "error", "The story's cover could not be used: choose another."),
        ("large", "large-picture", "warning", large),
    )
    story = document(FINE, theme=THEME | {"cover": "front"})
    for state, code, severity, sentence in states:
        yield _case(f"a cover {state}", story, _p(code, severity, (), sentence), assets=READY | {"front": state})
    yield _case("a cover that is ready", story, assets=READY | {"front": "ready"})
    gone = "The story's cover is gone: choose another."
    picture = "The picture of “End” is gone: choose another."
    yield _case(
        "a cover and a picture gone",
        story,
        _p("asset-missing", "error", (), gone),
        _p("asset-missing", "error", ("end",), picture),
        assets={},
    )


def _texts() -> Iterator[Json]:
    long = "The text of “End” is longer than 3,000 characters: spread it over more scenes."
    # Of two UTF-16 units each: characters are code points.
    for characters, found in ((3_000, []), (3_001, [_p("long-text", "warning", ("end",), long)])):
        yield _case(f"{characters:,} characters", document(scene("end", ending="E", text="🗝" * characters)), *found)


def _options() -> Iterator[Json]:
    def story(*options: Json) -> Json:
        return document(scene("a", option("out", "end"), *options), FINE)

    def found(code: str, what: str, option_id: str = "x") -> Json:
        return _p(code, "error", ("a", option_id), f"The option “{option_id.upper()}” of “A” {what}")

    yield _case(
        "not connected", story(option("x")), found("option-without-target", "leads nowhere: connect it to a scene.")
    )
    gone = "leads to a scene that is gone: connect it to another."
    yield _case("target gone", story(option("x", "valueOf")), found("unknown-target", gone))
    yield _case(
        "a label that is empty",
        story(option("x", "gone", label="")),
        _p("unknown-target", "error", ("a", "x"), f"The option “x” of “A” {gone}"),
    )
    yield _case(
        "one id twice",
        story(option("out", "end")),
        _p(
            "duplicate-option-id",
            "error",
            ("a", "out"),
            "Two options of “A” have the id “out”: delete one and make it anew.",
        ),
    )
    visit = "asks for a visit to a scene that is gone: choose another."
    nested = {"not": {"any": [{"visited": "end"}, {"all": [{"visited": "gone"}]}]}}
    yield _case("a visit to nowhere", story(option("x", "end", condition=nested)), found("unknown-scene", visit))


def _variables() -> Iterator[Json]:
    unused = "Nothing uses “{}”: let an option change it and a condition or a text read it, or delete it."
    yield _case(
        "variables of no use, by name",
        document(FINE, variables={"b": 0, "a": ""}),
        *(_p("variable-unused", "warning", (), unused.format(name), variable=name) for name in ("a", "b")),
    )
    read = document(scene("end", text="{n}", ending="E"), variables={"n": 0})
    never_set = "No option changes “n”: let one change it, or delete it."
    yield _case("only read", read, _p("variable-never-set", "warning", (), never_set, variable="n"))
    changed = document(scene("a", option("x", "end", effects=[{"add": "n", "by": 1}])), FINE, variables={"n": 0})
    never_read = "Nothing reads “n”: use it in a condition or a text, or delete it."
    yield _case("only changed", changed, _p("variable-never-read", "warning", (), never_read, variable="n"))
    used = scene("a", option("x", "end", effects=[{"add": "n", "by": 1}]), text="{n} {n}")
    yield _case("read in a text, set by an option", document(used, FINE, variables={"n": 0}))
    label = scene("a", option("x", "end", label="{n}", effects=[{"add": "n", "by": 1}]))
    yield _case("read in a label", document(label, FINE, variables={"n": 0}))
    hint = scene("a", option("x", "end", hint="{n} of 3", effects=[{"add": "n", "by": 1}]))
    yield _case("read in a hint", document(hint, FINE, variables={"n": 0}))
    yield _case(
        "an ending's options use nothing",
        document(
            scene("end", option("x", label="{n}", effects=[{"add": "n", "by": 1}]), ending="E"), variables={"n": 0}
        ),
        _p(
            "options-after-ending",
            "warning",
            ("end",),
            "“End” is an ending, so its options never show: delete them, or the ending.",
        ),
        _p("variable-unused", "warning", (), unused.format("n"), variable="n"),
    )
    in_text = "The text of “A” names “{}”, which is no variable: add it, or change the text."
    in_option = "The option “{{l}}” of “A” names “{}”, which is no variable: add it, or choose another."
    unknown = option(
        "x",
        "end",
        label="{l}",
        hint="{h} {l}",
        condition={"any": [compare("c", "eq", 1), compare("c", "ne", 1)]},
        effects=[{"toggle": "constructor"}, {"add": "c", "by": 1}],
    )
    yield _case(
        "names that are no variables, each once",
        document(scene("a", unknown, text="{t} {constructor} {t} { no } {-no} {}"), FINE),
        *(
            _p("unknown-variable", "error", ("a",), in_text.format(name), variable=name)
            for name in ("t", "constructor")
        ),
        *(
            _p("unknown-variable", "error", ("a", "x"), in_option.format(name), variable=name)
            for name in ("l", "h", "c", "constructor")
        ),
    )


def _types() -> Iterator[Json]:
    words = {"b": "a yes or no", "n": "a number", "s": "a text"}
    values: dict[str, Any] = {"b": True, "n": 1, "s": ""}
    # Every variable read in the text and set once, so that only types are wrong.
    effects = [{"set": name, "to": value} for name, value in values.items()]

    def story(**fields: Any) -> Json:
        uses = option("out", "end", effects=effects)
        return document(scene("a", uses, option("x", "end", **fields), text="{b}{n}{s}"), FINE, variables=values)

    def found(name: str, what: str) -> Json:
        return _p("type-mismatch", "error", ("a", "x"), f"The option “X” of “A” {what}", variable=name)

    for name, held in words.items():
        for other, value in values.items():
            wrong = f"compares “{name}”, {held}, with {words[other]}: compare it with {held}."
            yield _case(
                f"compare {name} with {other}",
                story(condition=compare(name, "ne", value)),
                *([found(name, wrong)] if name != other else []),
            )
        for due, effect in (
            ("b", {"toggle": name}),
            ("n", {"add": name, "by": 1}),
            ("s", {"set": name, "to": "x"}),
            ("b", {"set": name, "to": False}),
        ):
            wrong = f"changes “{name}”, {held}, as if it were {words[due]}: nothing would happen."
            yield _case(
                f"{next(iter(effect))} {due} on {name}",
                story(effects=[effect]),
                *([found(name, wrong)] if name != due else []),
            )
    for operator in ("lt", "le", "gt", "ge"):
        wrong = "asks whether “b”, a yes or no, is more or less: ask whether it is equal."
        yield _case(f"{operator} of a yes or no", story(condition=compare("b", operator, True)), found("b", wrong))
        yield _case(f"{operator} of a number", story(condition=compare("n", operator, 1)))


def _never_offered() -> Iterator[Json]:
    """Conditions that are false for every reader, as far as that can be told without walking."""
    never_set = "No option changes “{}”: let one change it, or delete it."
    sentence = (
        "The option “X” of “B” is never offered: change its condition, which cannot be true, or delete the option."
    )
    variables: dict[str, Any] = {"b": False, "n": 1, "s": "north", "changed": 0}
    fixed = [_p("variable-never-set", "warning", (), never_set.format(name), variable=name) for name in ("b", "n", "s")]

    def case(name: str, condition: Json, *, never: bool) -> Json:
        begin = scene("a", option("on", "b", effects=[{"add": "changed", "by": 1}]), text="{b}{n}{s}{changed}")
        asking = scene("b", option("out", "end"), option("x", "end", condition=condition))
        apart = scene("far", option("back", "end"))
        lost = "Readers never get to “Far”: lead an option there from a scene they reach, or delete it."
        return _case(
            name,
            document(begin, asking, apart, FINE, variables=variables),
            *([_p("condition-never-true", "warning", ("b", "x"), sentence)] if never else []),
            _p("unreachable-scene", "warning", ("far",), lost),
            *fixed,
        )

    nothing, anything = compare("n", "lt", 1), compare("n", "ge", 1)
    perhaps = compare("changed", "eq", 1)
    yield case("a variable nothing changes, as it is", compare("b", "eq", False), never=False)
    yield case("a variable nothing changes, as it is not", compare("b", "eq", True), never=True)
    yield case("a text nothing changes, as it is not", compare("s", "eq", "south"), never=True)
    yield case("a number nothing changes, in no order it has", nothing, never=True)
    yield case("a variable that changes", perhaps, never=False)
    yield case("any of nothing", {"any": []}, never=True)
    yield case("all of nothing", {"all": []}, never=False)
    yield case("not all of nothing", {"not": {"all": []}}, never=True)
    yield case("one of all is false", {"all": [perhaps, nothing]}, never=True)
    yield case("one of any is false", {"any": [perhaps, nothing]}, never=False)
    yield case("one of any is true", {"not": {"any": [perhaps, anything]}}, never=True)
    yield case("all are true", {"not": {"all": [anything, anything]}}, never=True)
    yield case("not what may be", {"not": perhaps}, never=False)
    yield case("visited where the reader is", {"not": {"visited": "b"}}, never=True)
    yield case("visited where every reader begins", {"not": {"visited": "a"}}, never=True)
    yield case("visited where nobody gets", {"visited": "far"}, never=True)
    yield case("not visited where nobody gets", {"not": {"visited": "far"}}, never=False)
    yield case("visited where the reader may go", {"visited": "end"}, never=False)


def _many_dead_ends() -> Json:
    """Only the first hundred carry their path."""
    names = [f"s{number:03}" for number in range(120)]
    rooms = [scene(f"r{row}", *(option(name, name) for name in names[row * 15 : row * 15 + 15])) for row in range(8)]
    first = scene("a", option("out", "end"), *(option(room["id"], room["id"]) for room in rooms))
    trapped = "From “R{}” no ending can be reached: lead one of its options towards an ending."
    nowhere = "“{}” leads nowhere: add an option, or mark it as an ending."
    # The traps come first, as their ids do, and take 8 of the hundred.
    return _case(
        "a hundred and twenty-eight places to be stuck in",
        document(first, *rooms, *(scene(name) for name in names), FINE),
        *(_p("cannot-reach-ending", "error", (f"r{row}",), trapped.format(row), ["a", f"r{row}"]) for row in range(8)),
        *(
            _p(
                "dead-end",
                "error",
                (name,),
                nowhere.format(name.title()),
                ["a", f"r{at // 15}", name] if at < 92 else None,
            )
            for at, name in enumerate(names)
        ),
    )
