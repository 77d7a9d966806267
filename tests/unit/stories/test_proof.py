import time
from typing import Any

import pytest

from chalicelib.stories.model import AssetId, Document
from chalicelib.stories.proof import BUDGET, MAX_STEPS, MAX_TOLD, all_problems, prove
from infra.bench.proofs import build_maze
from tests.vectors.tables.shapes import Json, compare, document, option, scene

HOME = scene("home", ending="Home")
KEY = compare("key", "eq", True)


def add(name: str, by: float) -> Json:
    return {"add": name, "by": by}


def put(name: str, to: Any) -> Json:
    return {"set": name, "to": to}


def when(condition: Json, *effects: Json) -> Json:
    return {"condition": condition, "effects": list(effects)}


def doing(*effects: Json) -> Json:
    return {"effects": list(effects)}


def both(*parts: Json) -> Json:
    return {"all": list(parts)}


CHANGE = "Change its condition, or let options before it change what it asks for."
NO_WAY_ON = (
    "Readers can be in “{}” when none of its options is offered{}: add an option that always is, or change the "
    "conditions."
)
STUCK = (
    "Readers can be in “{}” when they can reach no ending any more{}: lead an option from there on towards an "
    "ending, or change the conditions that follow."
)
NEVER_OFFERED = "The option “{}” of “{}” is never offered. " + CHANGE
UNREACHED_ENDING = "No reader reaches the ending “{}”: the option “{}” of “{}” on the way is never offered. " + CHANGE
UNREACHED = "Readers never get to “{}”: the option “{}” of “{}” on the way is never offered. " + CHANGE


def problem(code: str, scene_id: str, sentence: str, *, option_id: str | None = None, path: str | None = None) -> Json:
    severity = "error" if code in ("stuck", "no-way-on", "ending-never-allowed") else "warning"
    return {
        "code": code,
        "severity": severity,
        "scene": scene_id,
        "option": option_id,
        "variable": None,
        "sentence": sentence,
        "path": None if path is None else path.split(),
    }


FINE = {
    "a lever must be pulled an odd number of times": document(
        scene(
            "mill",
            option("pull", "mill", **doing({"toggle": "lever"})),
            option("go", "home", **when(KEY | {"var": "lever"})),
        ),
        HOME,
        variables={"lever": False},
    ),
    "a counter that reaches three": document(
        scene(
            "bell",
            option("ring", "bell", **doing(add("rung", 1))),
            option("go", "home", **when(compare("rung", "ge", 3))),
        ),
        HOME,
        variables={"rung": 0},
    ),
    "a counter that grows without end where exactly three is asked for before": document(
        scene(
            "bell",
            option("ring", "bell", **doing(add("rung", 1))),
            option("go", "home", **when(compare("rung", "gt", 3))),
        ),
        HOME,
        variables={"rung": 0.5},
    ),
    "a gate for those who have been elsewhere, which the others can still visit": document(
        scene("gate", option("in", "home", **when({"visited": "well"})), option("aside", "well")),
        scene("well", option("back", "gate")),
        HOME,
    ),
    "the start counts as visited": document(scene("a", option("go", "home", **when({"visited": "a"}))), HOME),
    "texts, each of which opens a way": document(
        scene("a", option("red", "b", **doing(put("ink", "red"))), option("blue", "b")),
        scene(
            "b",
            option("x", "home", **when(compare("ink", "eq", "red"))),
            option("y", "home", **when(compare("ink", "ne", "red"))),
        ),
        HOME,
        variables={"ink": "blue"},
    ),
    "coins that can be earned and spent without end": document(
        scene(
            "town",
            option("work", "town", **doing(add("coins", 1))),
            option("buy", "shop", **when(compare("coins", "ge", 3), add("coins", -3))),
        ),
        scene("shop", option("back", "town"), option("rest", "home")),
        HOME,
        variables={"coins": 0},
    ),
    "numbers kept within bounds by conditions": document(
        scene(
            "dial",
            option("up", "dial", **when(compare("at", "lt", 5), add("at", 1))),
            option("down", "dial", **when(compare("at", "gt", 0), add("at", -1))),
            option("go", "home", **when(compare("at", "eq", 5))),
        ),
        HOME,
        variables={"at": 0},
    ),
    "a bound that another variable lifts": document(
        scene(
            "dial",
            option("unlock", "dial", effects=[put("key", True)]),
            option(
                "up", "dial", **when(both({"any": [compare("at", "lt", 3), KEY]}, compare("at", "lt", 5)), add("at", 1))
            ),
            option("down", "dial", **when(compare("at", "gt", 0), add("at", -1))),
            option("go", "home", **when(compare("at", "eq", 5))),
        ),
        HOME,
        variables={"at": 0, "key": False},
    ),
    "a number from far above that comes down to what is asked": document(
        scene("a", option("up", "b", effects=[add("n", 16)])),
        scene("b", option("up", "c", effects=[add("n", 16)])),
        scene(
            "c",
            option("down", "c", effects=[add("n", -1)]),
            option("x", "gold", **when(compare("n", "eq", 5))),
            option("go", "home"),
        ),
        scene("gold", ending="Gold"),
        HOME,
        variables={"n": 0},
    ),
    "one lever matters no more when the other is pulled for the first time": document(
        scene("a", option("pull", "b", effects=[put("one", True)]), option("leave", "b")),
        scene(
            "b",
            option("x", "c", **when(compare("one", "eq", True), {"toggle": "two"})),
            option("y", "c", **when(compare("one", "eq", False), {"toggle": "two"})),
        ),
        scene("c", option("go", "home", **when(compare("two", "eq", True)))),
        HOME,
        variables={"one": False, "two": False},
    ),
    "sums stop at the largest number": document(
        scene("a", option("more", "b", **doing(add("n", 1e300)))),
        scene("b", option("go", "home", **when(compare("n", "eq", 2.0**53)))),
        HOME,
        variables={"n": 0},
    ),
    "an item that can be lost and found again": document(
        scene("hut", option("drop", "wood", **doing(put("key", False))), option("keep", "wood")),
        scene("wood", option("back", "hut", **doing(put("key", True))), option("open", "home", **when(KEY))),
        HOME,
        variables={"key": True},
    ),
    "options after an ending do not count": document(
        scene("a", option("go", "b")), scene("b", option("x", "b", **when(KEY)), ending="B"), variables={"key": False}
    ),
    "nothing to prove without a start": document(HOME, start=None),
}

WRONG: dict[str, tuple[Json, list[Json]]] = {
    "a door that needs a key which can be missed": (
        document(
            scene("hut", option("take", "door", **doing(put("key", True))), option("leave", "door")),
            scene("door", option("open", "home", **when(KEY))),
            HOME,
            variables={"key": False},
        ),
        [problem("no-way-on", "door", NO_WAY_ON.format("Door", " (“key” is no)"), path="hut door")],
    ),
    "the place where the key was missed for good, not every one after it": (
        document(
            scene("hut", option("take", "path", **doing(put("key", True))), option("leave", "path")),
            scene("path", option("on", "stile")),
            scene("stile", option("on", "door")),
            scene("door", option("open", "home", **when(KEY)), option("wait", "door")),
            HOME,
            variables={"key": False},
        ),
        [problem("stuck", "path", STUCK.format("Path", " (“key” is no)"), path="hut path")],
    ),
    "a counter of which exactly three is asked, beyond which there is no way back": (
        document(
            scene(
                "bell",
                option("ring", "bell", **doing(add("rung", 1))),
                option("go", "home", **when(compare("rung", "eq", 3))),
            ),
            HOME,
            variables={"rung": 0},
        ),
        [problem("stuck", "bell", STUCK.format("Bell", " (“rung” is 4)"), path="bell bell bell bell bell")],
    ),
    "a number that sinks to exactly the least that is asked, and below": (
        document(
            scene(
                "well",
                option("sink", "well", **doing(add("depth", -2))),
                option("go", "home", **when(compare("depth", "eq", -4))),
            ),
            HOME,
            variables={"depth": 0},
        ),
        [problem("stuck", "well", STUCK.format("Well", " (“depth” is -6)"), path="well well well well")],
    ),
    "coins that run out in a loop": (
        document(
            scene(
                "inn", option("dice", "inn", **when(compare("coins", "ge", 1), add("coins", -1))), option("go", "port")
            ),
            scene("port", option("sail", "home", **when(compare("coins", "ge", 2)))),
            HOME,
            variables={"coins": 3},
        ),
        [problem("stuck", "inn", STUCK.format("Inn", " (“coins” is 1)"), path="inn inn inn")],
    ),
    "an ending behind conditions that contradict each other": (
        document(
            scene(
                "a",
                option("x", "b", **when(both(compare("n", "ge", 3), compare("n", "lt", 3)))),
                option("go", "home", **doing(add("n", 1))),
            ),
            scene("b", option("on", "gold")),
            scene("gold", ending="Gold"),
            HOME,
            variables={"n": 0},
        ),
        [
            problem("option-never-offered", "a", NEVER_OFFERED.format("X", "A"), option_id="x"),
            problem("scene-unreachable-by-conditions", "b", UNREACHED.format("B", "X", "A")),
            problem("ending-never-allowed", "gold", UNREACHED_ENDING.format("Gold", "X", "A")),
        ],
    ),
    "two switches that are only ever changed together": (
        document(
            scene(
                "a",
                option("turn", "a", **doing({"toggle": "one"}, {"toggle": "other"})),
                option("x", "gold", **when(both(compare("one", "eq", True), compare("other", "eq", False)))),
                option("go", "home"),
            ),
            scene("gold", ending="Gold"),
            HOME,
            variables={"one": False, "other": False},
        ),
        [
            problem("option-never-offered", "a", NEVER_OFFERED.format("X", "A"), option_id="x"),
            problem("ending-never-allowed", "gold", UNREACHED_ENDING.format("Gold", "X", "A")),
        ],
    ),
    "effects in the wrong order": (
        document(
            scene("a", option("x", "b", **doing(add("n", 2), put("n", 1)))),
            scene("b", option("go", "home", **when(compare("n", "eq", 3))), option("back", "a")),
            HOME,
            variables={"n": 0},
        ),
        [
            problem("stuck", "a", STUCK.format("A", ""), path="a"),
            problem("option-never-offered", "b", NEVER_OFFERED.format("GO", "B"), option_id="go"),
            problem("ending-never-allowed", "home", UNREACHED_ENDING.format("Home", "GO", "B")),
        ],
    ),
    "a gate that shuts behind those who have been there": (
        document(
            scene(
                "gate",
                option("in", "hall", **when({"not": {"visited": "hall"}})),
                option("go", "home", **when({"visited": "well"})),
            ),
            scene("hall", option("out", "gate"), option("down", "well")),
            scene("well", option("up", "gate")),
            HOME,
        ),
        [
            problem(
                "no-way-on",
                "gate",
                NO_WAY_ON.format("Gate", " (“Hall” was visited, “Well” was not visited)"),
                path="gate hall gate",
            )
        ],
    ),
    "the start to which readers come back lost": (
        document(
            scene("a", option("x", "c"), option("go", "home", **when({"not": {"visited": "c"}}))),
            scene("c", option("back", "a")),
            HOME,
        ),
        [problem("stuck", "c", STUCK.format("C", " (“C” was visited)"), path="a c")],
    ),
    "a text that no option sets": (
        document(
            scene(
                "a",
                option("x", "gold", **when(compare("ink", "eq", "green"))),
                option("go", "home", **doing(put("ink", "red"))),
            ),
            scene("gold", ending=""),
            HOME,
            variables={"ink": "blue"},
        ),
        [
            problem("option-never-offered", "a", NEVER_OFFERED.format("X", "A"), option_id="x"),
            problem("ending-never-allowed", "gold", UNREACHED_ENDING.format("Gold", "X", "A")),
        ],
    ),
}


def _problems(story: Json, budget: int = BUDGET) -> list[Json]:
    return [one.model_dump(mode="json") for one in prove(Document.model_validate(story), budget=budget).problems]


@pytest.mark.parametrize("name", FINE)
def test_nothing_is_wrong(name: str) -> None:
    proof = prove(Document.model_validate(FINE[name]), budget=BUDGET)
    assert proof.complete
    assert list(proof.problems) == []


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told(name: str) -> None:
    story, problems = WRONG[name]
    assert _problems(story) == problems


def test_what_is_not_proved_is_said_and_nothing_made_up() -> None:
    story = document(
        scene(
            "a",
            option("up", "a", effects=[add("n", 0.5), add("m", 3)]),
            option("down", "a", effects=[add("n", -0.25), add("m", -2)]),
            option("x", "gold", condition=both(compare("n", "eq", 7.25), compare("m", "lt", -9))),
            option("y", "gold", condition=both(compare("m", "lt", 0), compare("m", "gt", 0))),
            option("go", "home"),
        ),
        scene("gold", ending="Gold"),
        HOME,
        variables={"n": 0.125, "m": 0},
    )
    sentence = (
        "It is not proved that readers can reach 1 ending and that they can ever take 1 option: there are more states "
        "than the {} that were looked at, because of “n” and “m”. Keep numbers within bounds by conditions, or let "
        "fewer conditions depend on them."
    )
    doubt, never = _problems(story, budget=2_000)
    assert doubt == {
        "code": "not-proved",
        "severity": "warning",
        "scene": None,
        "option": None,
        "variable": None,
        "sentence": doubt["sentence"],
        "path": None,
    }
    number = doubt["sentence"].split(" that were looked at")[0].split()[-1]
    assert doubt["sentence"] == sentence.format(number)
    assert 50 < int(number) < 1_000
    assert never == problem("option-never-offered", "a", NEVER_OFFERED.format("Y", "A"), option_id="y")
    assert _problems(story, budget=2_000) == [doubt, never]


@pytest.mark.parametrize("budget", [20_000, 60_000])
def test_nobody_is_stuck_whose_hope_was_not_looked_for(budget: int) -> None:
    """Numbers without end use the budget up; “A” leads to the end whatever they are."""
    rooms = [
        scene(
            f"d{n}",
            option(
                "on",
                f"d{n + 1}" if n < 399 else "end",
                condition=compare("c", "le" if n < 399 else "lt", 900 + n // 399),
            ),
        )
        for n in range(400)
    ]
    story = document(
        scene(
            "s",
            option("up", "s", **doing(add("u", 0.5))),
            option("down", "s", **doing(add("u", -0.5))),
            option("go", "a"),
        ),
        scene(
            "a",
            option("more", "a", condition=compare("c", "lt", 900), effects=[add("c", 1)]),
            option("deep", "d0", condition=compare("u", "gt", 3)),
            option("end", "end"),
        ),
        *rooms,
        scene("end", ending="End"),
        variables={"u": 0.5, "c": 0},
    )
    assert [one for one in _problems(story, budget) if one["severity"] == "error"] == []


def test_a_rough_look_takes_nothing_for_certain_that_it_only_hopes() -> None:
    story = document(
        scene(
            "a",
            option("up", "a", effects=[add("n", 2)]),
            option("down", "a", effects=[add("n", -2)]),
            option("x", "gold", condition=compare("n", "eq", 3)),
            option("go", "home"),
        ),
        scene("gold", ending="Gold"),
        HOME,
        variables={"n": 0},
    )
    assert [one["code"] for one in _problems(story, budget=2_000)] == ["not-proved"]


def test_the_structural_rules_have_the_first_word() -> None:
    story = document(
        scene(
            "a",
            option("x", None, condition=KEY),
            option("y", "home", condition=compare("lock", "eq", 1)),
            option("z", "pit"),
            option("go", "home", condition=KEY),
            option("take", "a", effects=[put("key", True)]),
        ),
        scene("pit", option("down", "deep")),
        scene("deep"),
        scene("isle", option("off", "home")),
        HOME,
        variables={"key": False},
    )
    found = all_problems(Document.model_validate(story), {AssetId("pic"): "ready"})
    assert [(one.code, one.scene, one.option) for one in found] == [
        ("option-without-target", "a", "x"),
        ("unknown-variable", "a", "y"),
        ("dead-end", "deep", None),
        ("unreachable-scene", "isle", None),
        ("cannot-reach-ending", "pit", None),
    ]


def test_only_so_many_problems_and_paths_are_told() -> None:
    length = 300
    steps = [
        scene(f"s{n}", option("on", f"s{n + 1}"), option("out", f"d{n}"), option("no", f"e{n}", **when(KEY)))
        for n in range(length)
    ]
    doors = [scene(f"d{n}", option("open", "home", **when(KEY))) for n in range(length)]
    endings = [scene(f"e{n}", ending="E") for n in range(length)]
    last = scene(f"s{length}", option("go", "home"))
    found = _problems(document(*steps, last, *doors, *endings, HOME, variables={"key": False}))
    told = [one["code"] for one in found]
    assert {code: told.count(code) for code in sorted(set(told))} == {
        "ending-never-allowed": MAX_TOLD,
        "no-way-on": MAX_TOLD,
        "option-never-offered": MAX_TOLD,
    }
    paths = [one["path"] for one in found if one["path"] is not None]
    assert sorted(map(len, paths)) == list(range(2, MAX_TOLD + 2))
    assert sum(map(len, paths)) <= MAX_STEPS


def test_a_path_that_is_too_long_is_left_out() -> None:
    steps = [scene(f"s{n}", option("on", f"s{n + 1}")) for n in range(6_000)]
    doors = [scene("s6000", option("one", "d1"), option("other", "d2"), option("go", "home"))]
    doors += [scene(door, option("open", "home", **when(KEY))) for door in ("d1", "d2")]
    found = _problems(document(*steps, *doors, HOME, variables={"key": False}))
    stuck = [one for one in found if one["code"] == "no-way-on"]
    assert [len(one["path"] or ()) for one in stuck] == [6_002, 0]


@pytest.mark.parametrize(("booleans", "complete"), [(12, True), (40, False)])
def test_the_biggest_story_gets_an_answer_in_time(booleans: int, *, complete: bool) -> None:
    variables = {f"b{number}": False for number in range(booleans)}
    story = Document.model_validate(build_maze(10_000, variables, visits=0, seed=1))
    began = time.process_time()
    proof = prove(story, budget=BUDGET)
    assert time.process_time() - began < 60
    assert proof.complete is complete
    assert [one.code for one in proof.problems if one.severity == "error"] == []
