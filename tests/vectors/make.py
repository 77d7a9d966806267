"""Write the vectors both languages are held to: `python -m tests.vectors.make`; `--check` only compares.

Outcomes in the tables are written by hand. Recorded are only Markdown, machines, themes, walks and the edge's headers:
Python's outcome, with which the browser's Markdown, compiler, colours, rules, XState itself and the edge's Worker must
agree.
"""

import json
import random
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from chalicelib.stories.canonical import canonical
from chalicelib.stories.machine import Picture, compile_machine
from chalicelib.stories.markdown import render
from chalicelib.stories.model import AssetId, Document, Theme
from chalicelib.stories.rules import initial_context, offered_options, start_run, step_scene, take_step
from chalicelib.versions.theming import palettes
from infra.edge import Origins, answer_for, load_table

from .tables import (
    carrying,
    comparisons,
    conditions,
    differences,
    documents,
    edge,
    edits,
    effects,
    held_states,
    machines,
    markdown,
    problems,
    rebase,
    rechecks,
    steps,
    themes,
    undo,
    walks,
)

HERE: Final = Path(__file__).parent
WALKS: Final = 60
STEPS: Final = 25


def vectors() -> dict[str, Any]:
    """The contents of every file, by its name without `.json`."""
    return {
        "comparisons": list(comparisons.rows()),
        "conditions": conditions.cases(),
        "effects": effects.cases(),
        "steps": {"document": steps.STORY, "runs": list(steps.cases()), "offers": steps.offers()},
        "ring": {"document": steps.RING, "around": list(steps.AROUND), "runs": steps.ring()},
        "edits": {"document": edits.STORY, "cases": edits.cases(), "refused": edits.refused()},
        "differences": {"document": edits.STORY, "cases": differences.cases()},
        "carrying": {"maps": carrying.maps(), "runs": carrying.runs()},
        "rebase": rebase.cases(),
        "undo": undo.cases(),
        "documents": {"document": documents.STORY, "good": documents.good(), "bad": documents.bad()},
        "problems": list(problems.cases()),
        "held_states": list(held_states.cases()),
        "rechecks": list(rechecks.cases()),
        "markdown": [{"text": text, "html": render(text)} for text in markdown.TEXTS],
        "machines": [_machine(**given) for given in machines.inputs()],
        "themes": [_theme(theme) for theme in themes.themes()],
        "walks": [_walk(seed) for seed in range(WALKS)],
        "edge": {
            "origins": edge.ORIGINS,
            "addresses": [_edge_answer(*address) for address in edge.ADDRESSES],
            "objects": list(edge.OBJECTS),
            "requests": edge.requests(),
        },
    }


def _machine(name: str, document: Any, pictures: Any, story: str, version: int) -> dict[str, Any]:
    drawn = {AssetId(asset): Picture.model_validate(picture) for asset, picture in pictures.items()}
    machine = compile_machine(Document.model_validate(document), drawn, story_id=story, version=version)
    given = {"name": name, "document": document, "pictures": pictures, "story": story, "version": version}
    return {**given, "canonical": canonical(machine).decode()}


def _edge_answer(host: str, path: str, key: str | None, cache: str) -> dict[str, Any]:
    answer = asdict(answer_for(load_table(Origins(**edge.ORIGINS)), host, path))
    return {"host": host, "path": path, "key": key, "cache": cache, "answer": answer}


def _theme(theme: Any) -> dict[str, Any]:
    day, night = palettes(Theme.model_validate(theme))
    return {"theme": theme, "day": asdict(day), "night": asdict(night)}


def _walk(seed: int) -> dict[str, Any]:
    dice = random.Random(seed)  # noqa: S311 - a story, not a secret
    story = walks.story(dice)
    document = Document.model_validate(story)
    rows = {scene_id: step_scene(scene) for scene_id, scene in document.scenes.items()}
    assert document.start is not None
    run = start_run(document.start, initial_context(document))
    steps: list[dict[str, Any]] = []
    for _ in range(STEPS):
        offers = offered_options(document.scenes[run.scene], run.context, run.visited)
        open_ids = [offer.option.id for offer in offers if offer.shown == "offered"]
        shown = [[offer.option.id, offer.shown] for offer in offers]
        steps.append({"scene": run.scene, "context": dict(run.context), "offers": shown})
        if not open_ids:
            break
        steps[-1]["take"] = dice.choice(open_ids)
        take_step(rows, run, steps[-1]["take"])
    return {"seed": seed, "document": story, "steps": steps, "visited": sorted(run.visited)}


def _text(content: Any) -> str:
    lines = content if isinstance(content, list) else [content]
    rows = ",\n".join(json.dumps(line, ensure_ascii=False, allow_nan=False) for line in lines)
    return f"[\n{rows}\n]\n" if isinstance(content, list) else f"{rows}\n"


def main() -> int:
    """Write the files, or with `--check` say which differ; 1 if any does."""
    check = "--check" in sys.argv
    stale = []
    for name, content in vectors().items():
        path, text = HERE / f"{name}.json", _text(content)
        if check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            stale.append(path.name)
        elif not check:
            path.write_text(text, encoding="utf-8")
    if stale:
        print(f"Not what the tables say: {', '.join(stale)}. Run python -m tests.vectors.make.")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
