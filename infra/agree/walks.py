"""Walking a random story by Python's rules, and what is written down of it for others to agree with."""

import hashlib
import json
import random
from collections.abc import Mapping
from typing import Any, Final

from chalicelib.stories.canonical import canonical
from chalicelib.stories.machine import compile_machine, step_scenes
from chalicelib.stories.model import Document, OptionId, SceneId, StepScene
from chalicelib.stories.rules import (
    DepthBeyondTrail,
    OptionNotOffered,
    Run,
    dump_run,
    initial_context,
    load_run,
    offered_options,
    rewind,
    start_run,
    take_step,
)

from .stories import build_story

MOVES: Final = 25

Json = dict[str, Any]


def record_walk(seed: int) -> Json:
    """One story, its machine's hash, and a walk through it: what was seen at first and after every move.

    A move is the id of an option to take or the depth to go back to; one that was refused has null for what was seen.
    """
    dice = random.Random(seed)  # noqa: S311 - a story, not a secret
    written = build_story(dice)
    document = Document.model_validate(written)
    machine = canonical(compile_machine(document, {}, story_id="agree", version=1))
    return {"seed": seed, "document": written, "machine": hashlib.sha256(machine).hexdigest()} | _walk(
        dice, document, SceneId(written["start"])
    )


def _walk(dice: random.Random, document: Document, start: SceneId) -> Json:
    rows = _as_kept(step_scenes(document))
    run = start_run(start, initial_context(document))
    first, moves = _seen(document, run), []
    for _ in range(MOVES):
        move = _choose(dice, document, run)
        moves.append([move, _seen(document, run) if _moved(rows, run, move) else None])
        if dice.random() < 0.2:
            run = load_run(json.loads(json.dumps(dump_run(run))))  # as between two requests
    return {"first": first, "moves": moves}


def _choose(dice: random.Random, document: Document, run: Run) -> str | int:
    """Mostly what is legal: an option that is offered, or some choices back; now and then anything at all."""
    options = document.scenes[run.scene].data.options
    offers = offered_options(document.scenes[run.scene], run.context, run.visited)
    offered = [str(offer.option.id) for offer in offers if offer.shown == "offered"]
    chance = dice.random()
    if chance < 0.1:
        return dice.choice([*(str(option.id) for option in options), "gone", "toString"])
    if chance < 0.15:
        return dice.randint(-1, len(run.trail) + 1)
    return dice.choice(offered) if offered and chance < 0.9 else dice.randint(0, len(run.trail))


def _moved(rows: Mapping[SceneId, StepScene], run: Run, move: str | int) -> bool:
    """Whether the move was legal; if not, nothing has changed."""
    before = dump_run(run)
    try:
        if isinstance(move, int):
            rewind(run, move)
        else:
            take_step(rows, run, OptionId(move))
    except (OptionNotOffered, DepthBeyondTrail):
        if dump_run(run) != before:
            raise AssertionError(f"{move!r} was refused and changed the run") from None
        return False
    return True


def _seen(document: Document, run: Run) -> Json:
    offers = offered_options(document.scenes[run.scene], run.context, run.visited)
    return {
        "scene": run.scene,
        "context": dict(run.context),
        "visited": sorted(run.visited),
        "shown": [[offer.option.id, offer.shown] for offer in offers],
    }


def _as_kept(rows: Mapping[SceneId, StepScene]) -> dict[SceneId, StepScene]:
    """The rows written to the database and read again."""
    return {scene_id: StepScene.model_validate_json(row.model_dump_json()) for scene_id, row in rows.items()}
