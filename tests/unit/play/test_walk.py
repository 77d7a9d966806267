from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.play.model import MAX_AT, MAX_STEPS, Opening, Outcome, RecordedStep, SessionState, StepClaim
from chalicelib.play.session import SceneNotLoaded
from chalicelib.play.walk import leave, open_session, walk
from chalicelib.stories.model import SceneId
from chalicelib.stories.rules import dump_run
from tests.unit.play.stories import OPENING, SCENES, back, took

ENTER, CLIMB, WAIT = took(1, "gate", "enter"), took(2, "hall", "climb"), took(3, "vault", "wait")


def opened() -> SessionState:
    return open_session(OPENING, SCENES).session


def walked(*batches: list[StepClaim]) -> tuple[SessionState, list[RecordedStep], list[Outcome]]:
    """A fresh session after the batches, what was recorded of it, and each batch's outcome."""
    session, steps, outcomes = opened(), list[RecordedStep](), list[Outcome]()
    for batch in batches:
        outcome = walk(session, SCENES, tuple(batch))
        session = outcome.session
        steps += outcome.steps
        outcomes.append(outcome)
    return session, steps, outcomes


@pytest.mark.parametrize(
    ("batches", "number", "scene", "phase", "depth"),
    [
        pytest.param([[]], 0, "gate", "reading", 0, id="opening"),
        pytest.param([[ENTER]], 1, "hall", "reading", 1, id="one step"),
        pytest.param([[ENTER, CLIMB, WAIT]], 3, "dust", "ended", 3, id="to an ending"),
        pytest.param([[ENTER], [CLIMB], [WAIT]], 3, "dust", "ended", 3, id="batch by batch"),
        pytest.param([[ENTER, CLIMB], [ENTER, CLIMB]], 2, "vault", "reading", 2, id="replayed"),
        pytest.param([[ENTER, CLIMB], [ENTER, CLIMB, WAIT]], 3, "dust", "ended", 3, id="overlapping"),
        pytest.param([[WAIT, CLIMB, ENTER]], 3, "dust", "ended", 3, id="in any order within a batch"),
        pytest.param([[CLIMB], [ENTER]], 1, "hall", "reading", 1, id="batches reordered"),
        pytest.param([[ENTER, WAIT]], 1, "hall", "reading", 1, id="a gap in the numbers"),
        pytest.param([[ENTER, ENTER, CLIMB]], 2, "vault", "reading", 2, id="twice in one batch"),
        pytest.param([[took(1, "vault", "wait")]], 0, "gate", "reading", 0, id="forged scene"),
        pytest.param([[ENTER, took(2, "hall", "open")]], 1, "hall", "reading", 1, id="option of another scene"),
        pytest.param([[ENTER, CLIMB, took(3, "vault", "open")]], 2, "vault", "reading", 2, id="locked"),
        pytest.param(
            [[ENTER, CLIMB, took(3, "vault", "open"), took(4, "gold", "x")]],
            2,
            "vault",
            "reading",
            2,
            id="nothing after",
        ),
        pytest.param(
            [[ENTER, CLIMB, WAIT, took(4, "dust", "wait")]], 3, "dust", "ended", 3, id="onwards from an ending"
        ),
        pytest.param([[ENTER], [took(1, "gate", "sneak"), CLIMB]], 2, "vault", "reading", 2, id="recorded ones unread"),
        pytest.param([[ENTER, CLIMB, back(3, "vault", 1)]], 3, "hall", "reading", 1, id="back one"),
        pytest.param([[ENTER, CLIMB, back(3, "vault", 0)]], 3, "gate", "reading", 0, id="back to the beginning"),
        pytest.param([[ENTER, CLIMB, WAIT, back(4, "dust", 2)]], 4, "vault", "reading", 2, id="back from an ending"),
        pytest.param([[ENTER, back(2, "hall", 1)]], 1, "hall", "reading", 1, id="back to where one stands"),
        pytest.param([[ENTER, CLIMB, WAIT, back(4, "dust", 3)]], 3, "dust", "ended", 3, id="back to the same ending"),
        pytest.param([[ENTER, back(2, "hall", 7)]], 1, "hall", "reading", 1, id="back beyond the trail"),
        pytest.param([[ENTER, back(2, "vault", 0)]], 1, "hall", "reading", 1, id="back from a forged scene"),
        pytest.param([[back(1, "gate", 0)]], 0, "gate", "reading", 0, id="back at the beginning"),
    ],
)
def test_where_a_session_stands(
    batches: list[list[StepClaim]], number: int, scene: str, phase: str, depth: int
) -> None:
    session, steps, _ = walked(*batches)

    assert (session.number, session.run.scene, session.phase, len(session.run.trail)) == (number, scene, phase, depth)
    assert [step.number for step in steps] == list(range(1, number + 1))


def test_what_is_recorded_of_a_step() -> None:
    _, steps, _ = walked([ENTER, CLIMB, WAIT, back(4, "dust", 1)])

    assert steps == [
        RecordedStep(1, SceneId("gate"), ENTER.option, None, SceneId("hall"), False, 1000),
        RecordedStep(2, SceneId("hall"), CLIMB.option, None, SceneId("vault"), False, 2000),
        RecordedStep(3, SceneId("vault"), WAIT.option, None, SceneId("dust"), True, 3000),
        RecordedStep(4, SceneId("dust"), None, 1, SceneId("hall"), False, 4000),
    ]


def test_going_back_undoes_what_options_changed() -> None:
    twice = [ENTER, took(2, "hall", "out"), took(3, "gate", "enter")]

    session, _, _ = walked([*twice, back(4, "hall", 1)])

    assert session.run.context == {"coins": 1.0}
    assert walked(twice)[0].run.context == {"coins": 2.0}


def test_a_session_completes_once_with_the_way_that_counts() -> None:
    detour = [ENTER, CLIMB, took(3, "vault", "down"), back(4, "hall", 2), took(5, "vault", "wait", 4321)]
    again = [back(6, "dust", 1), took(7, "hall", "climb"), took(8, "vault", "wait")]

    _, _, outcomes = walked(detour, again)

    first = outcomes[0].completion
    assert first is not None
    assert (first.ending, first.path, first.duration_ms) == ("dust", ("gate", "hall", "vault", "dust"), 5000 - 679)
    assert outcomes[1].session.phase == "ended"
    assert outcomes[1].completion is None


def test_two_endings_in_one_batch_complete_with_the_first() -> None:
    _, _, [outcome] = walked([ENTER, CLIMB, WAIT, back(4, "dust", 2), took(5, "vault", "wait")])

    assert outcome.completion is not None
    assert outcome.completion.duration_ms == 3000


def test_a_version_that_starts_with_an_ending_is_completed_by_opening_it() -> None:
    outcome = open_session(Opening(SceneId("gold"), {}), SCENES)

    assert outcome.session.phase == "ended"
    assert outcome.completion is not None
    assert outcome.completion.path == ("gold",)
    assert walk(outcome.session, SCENES, (back(1, "gold", 0),)).steps == ()


def test_who_was_in_the_ending_before_does_not_complete_it_again() -> None:
    outcome = open_session(Opening(SceneId("gold"), {}, completed=True), SCENES)

    assert (outcome.session.phase, outcome.completion) == ("ended", None)


def test_who_is_carried_into_the_middle_has_seen_what_they_saw() -> None:
    before = frozenset({SceneId("gate"), SceneId("hall")})
    session = open_session(Opening(SceneId("hall"), {}, before, completed=True), SCENES).session

    walked_on = walk(session, SCENES, (took(1, "hall", "climb"), took(2, "vault", "wait")))

    assert (session.phase, session.run.visited) == ("reading", set(before))
    assert session.run.trail == []
    assert walked_on.completion is not None
    assert walked_on.completion.path == ("hall", "vault", "dust")
    assert walk(session, SCENES, (back(1, "hall", 0),)).steps == ()


@pytest.mark.parametrize("batch", [[], [ENTER, CLIMB], [ENTER, CLIMB, WAIT]])
def test_a_session_that_was_left_stays_where_it_was(batch: list[StepClaim]) -> None:
    session, _, _ = walked(batch)
    number, scene = len(batch) + 1, session.run.scene

    left = leave(session)

    assert left == leave(left) == replace(session, phase="carried")
    for claim in (took(number, scene, "enter"), back(number, scene, 0)):
        assert walk(left, SCENES, (claim,)) == Outcome(left, (), None)


@pytest.mark.parametrize(
    ("ats", "recorded"),
    [
        pytest.param((10, 20, 30), [10, 20, 30], id="onwards"),
        pytest.param((10, 5, 30), [10, 10, 30], id="a clock set back"),
        pytest.param((10, MAX_AT * 5, 30), [10, MAX_AT, MAX_AT], id="a clock gone wild"),
    ],
)
def test_times_never_go_back(ats: tuple[int, int, int], recorded: list[int]) -> None:
    claims = [replace(claim, at=at) for claim, at in zip((ENTER, CLIMB, WAIT), ats, strict=True)]

    in_one = walked(claims)[1]
    one_by_one = walked(*([claim] for claim in claims))[1]

    assert [step.at for step in in_one] == recorded
    assert one_by_one == in_one


def test_a_session_has_a_last_step() -> None:
    full = replace(opened(), number=MAX_STEPS)

    assert walk(full, SCENES, (took(MAX_STEPS + 1, "gate", "enter"),)).steps == ()


def test_walking_leaves_the_session_it_was_given_alone() -> None:
    session = opened()
    before = dump_run(session.run)

    walk(session, SCENES, (ENTER, CLIMB, WAIT))

    assert dump_run(session.run) == before


def test_a_scene_that_was_not_given_is_asked_for() -> None:
    lacking = {name: scene for name, scene in SCENES.items() if name != "hall"}

    with pytest.raises(SceneNotLoaded) as raised:
        walk(opened(), lacking, (ENTER,))

    assert raised.value.scene_id == "hall"


CHOICES = st.lists(st.tuples(st.sampled_from(["option", "back"]), st.integers(0, 5)), max_size=40)


def legal_walk(wishes: list[tuple[str, int]]) -> list[StepClaim]:
    """Claims a browser would make that takes only legal steps, as near to the wishes as the story lets it."""
    session, claims = opened(), list[StepClaim]()
    for kind, wish in wishes:
        number, scene = session.number + 1, session.run.scene
        options = SCENES[scene].options
        if (kind == "back" or not options) and session.run.trail:
            claim = back(number, scene, wish % len(session.run.trail))
        else:
            claim = took(number, scene, options[wish % len(options)].id)
        outcome = walk(session, SCENES, (claim,))
        if outcome.steps:
            claims.append(claim)
            session = outcome.session
    return claims


@settings(max_examples=300, deadline=None)
@given(wishes=CHOICES, data=st.data())
def test_any_delivery_of_a_session_records_the_same(wishes: list[tuple[str, int]], data: st.DataObject) -> None:
    """Batches cut anywhere, doubled, reordered and overlapping; the last is everything a browser has."""
    claims = legal_walk(wishes)
    bounds = st.tuples(st.integers(0, len(claims)), st.integers(0, len(claims)))
    pieces = [claims[min(pair) : max(pair)] for pair in data.draw(st.lists(bounds, max_size=8))]

    session, steps, outcomes = walked(*pieces, claims)
    expected_session, expected_steps, [expected] = walked(claims)

    assert steps == expected_steps
    assert dump_run(session.run) == dump_run(expected_session.run)
    assert (session.phase, session.number) == (expected_session.phase, expected_session.number)
    assert [one.completion for one in outcomes if one.completion] == (
        [expected.completion] if expected.completion else []
    )
