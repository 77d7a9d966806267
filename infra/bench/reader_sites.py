"""The pages a story page is measured beside: the same words, picture and choices, published in other ways.

The bare page is the limit: one document with its style and a few lines of script in it, which put the next scene's
words and picture in the place of the last one's, the picture fetched and decoded ahead. Twine's and ink's are what
their own tools publish: a story format's template with the story in it, and ink's web template with a compiled story.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.bench.published import BenchScene
from infra.setup.environment import environment_variables
from infra.setup.places import FRONTEND

PICTURE: Final = "picture"
INK_RUNTIME: Final = FRONTEND / "node_modules" / "inkjs" / "dist" / "ink.js"
INK_COMPILER: Final = FRONTEND / "node_modules" / "inkjs" / "dist" / "ink-full.js"


@dataclass(frozen=True)
class Story:
    """What every site tells."""

    scenes: Mapping[str, BenchScene]
    picture: bytes
    suffix: str
    """Of the picture's file, with its dot."""

    @property
    def picture_name(self) -> str:
        """The picture's file beside the page."""
        return f"{PICTURE}{self.suffix}"


@dataclass(frozen=True)
class Site:
    """A way of publishing: where its choices are, and what writes its files into a folder."""

    choice: str
    """CSS selector of an option."""
    write: Callable[[Story, Path], None]


def plan_sites(peers: Path | None) -> dict[str, Site]:
    """The bare page, and those of the others whose templates are below `peers`.

    `peers` holds `sugarcube/format.js` and `harlowe/format.js` as Twine brings them, and `ink/` with the web template
    of Inky (index.html, main.js, style.css).
    """
    sites = {"bare page": Site("button.choice", _write_bare)}
    if peers is None:
        return sites
    for name, selector in (("sugarcube", ".passage a.link-internal"), ("harlowe", "tw-link")):
        source = peers / name / "format.js"
        if source.is_file():
            sites[name] = Site(selector, _twine_writer(source))
    if (peers / "ink" / "index.html").is_file():
        sites["ink"] = Site("p.choice a", _ink_writer(peers / "ink"))
    return sites


BARE_STYLE: Final = """
body { margin: 0; font: 1.2rem/1.55 Georgia, serif }
img { display: block; width: 100%; height: auto }
p { margin: 1rem }
button { display: block; width: calc(100% - 2rem); padding: 1rem; margin: .5rem 1rem; font: inherit }
"""
BARE_SCRIPT: Final = """
const main = document.querySelector('main')
const pictures = {}
const picture = () => Object.assign(new Image(1600, 1000), { src: PICTURE, alt: '' })
const fetchAhead = () => {
  for (const { dataset } of main.querySelectorAll('button')) {
    pictures[dataset.to] ??= picture()
    pictures[dataset.to].decode()
  }
}
addEventListener('load', fetchAhead)
main.addEventListener('click', ({ target: { dataset } }) => {
  if (!dataset.to) return
  main.innerHTML = scenes[dataset.to]
  main.prepend(pictures[dataset.to] ?? picture())
  scrollTo(0, 0)
  setTimeout(fetchAhead, 100)
})
"""


def _write_bare(story: Story, folder: Path) -> None:
    scenes = {name: _bare_words(scene) for name, scene in story.scenes.items()}
    first = next(iter(scenes))
    script = f"const scenes = {json.dumps(scenes)}{BARE_SCRIPT.replace('PICTURE', json.dumps(story.picture_name))}"
    (folder / "index.html").write_text(
        f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Bare</title>
<style>{BARE_STYLE}</style></head>
<body><main><img src="{story.picture_name}" width="1600" height="1000" alt="" fetchpriority="high">
{scenes[first]}</main><script>{script}</script></body></html>""",
        encoding="utf-8",
    )
    _write_picture(story, folder)


def _bare_words(scene: BenchScene) -> str:
    buttons = (f'<button class="choice" data-to="{to}">{html.escape(label)}</button>' for label, to in scene.options)
    return f"<p>{html.escape(scene.text)}</p>{''.join(buttons)}"


def _twine_writer(source: Path) -> Callable[[Story, Path], None]:
    found = re.search(r"\{.*\}", source.read_text(encoding="utf-8"), re.DOTALL)
    if found is None:
        raise ValueError(f"{source} is no story format")
    # What is after the template may be code; the template itself is JSON.
    template = json.loads(re.search(r'"source":("(?:[^"\\]|\\.)*")', found[0]).group(1))  # type: ignore[union-attr]

    def write(story: Story, folder: Path) -> None:
        passages = "".join(
            f'<tw-passagedata pid="{number}" name="{name}" tags="" position="0,0" size="100,100">'
            f"{html.escape(_twine_passage(story, scene))}</tw-passagedata>"
            for number, (name, scene) in enumerate(story.scenes.items(), start=1)
        )
        data = (
            '<tw-storydata name="Bench" startnode="1" creator="Twine" creator-version="2.10" '
            'ifid="8B3C2D8E-5A53-4E0B-9D07-6C0B5E6F3A11" zoom="1" format="" format-version="" options="" hidden>'
            '<style role="stylesheet" id="twine-user-stylesheet" type="text/twine-css">img{width:100%}</style>'
            '<script role="script" id="twine-user-script" type="text/twine-javascript"></script>'
            f"{passages}</tw-storydata>"
        )
        page = template.replace("{{STORY_NAME}}", "Bench").replace("{{STORY_DATA}}", data)
        (folder / "index.html").write_text(page, encoding="utf-8")
        _write_picture(story, folder)

    return write


def _twine_passage(story: Story, scene: BenchScene) -> str:
    links = "\n".join(f"[[{label}->{to}]]" for label, to in scene.options)
    return f'<img src="{story.picture_name}" width="1600" height="1000" alt="">\n{scene.text}\n\n{links}'


def _ink_writer(template: Path) -> Callable[[Story, Path], None]:
    def write(story: Story, folder: Path) -> None:
        page = (template / "index.html").read_text(encoding="utf-8-sig")
        page = page.replace("##STORY TITLE##", "Bench").replace("##JAVASCRIPT FILENAME##", "story.js")
        (folder / "index.html").write_text(page, encoding="utf-8")
        for name in ("main.js", "style.css"):
            (folder / name).write_bytes((template / name).read_bytes())
        (folder / "ink.js").write_bytes(INK_RUNTIME.read_bytes())
        (folder / "story.js").write_text(f"var storyContent = {_compiled_ink(_ink_source(story))};", encoding="utf-8")
        _write_picture(story, folder)

    return write


def _ink_source(story: Story) -> str:
    knots = [
        "\n".join(
            [
                f"=== {name} ===",
                f"{scene.text} # IMAGE: {story.picture_name}",
                *(f"+ [{label}] -> {to}" for label, to in scene.options),
                *([] if scene.options else ["-> END"]),
            ]
        )
        for name, scene in story.scenes.items()
    ]
    return "\n".join([f"-> {next(iter(story.scenes))}", *knots])


def _compiled_ink(source: str) -> str:
    program = (
        f"const {{Compiler}} = require({json.dumps(str(INK_COMPILER))});"
        "process.stdout.write(new Compiler(require('fs').readFileSync(0, 'utf8')).Compile().ToJson())"
    )
    answer = subprocess.run(
        ["node", "-e", program], input=source, capture_output=True, text=True, check=True, env=environment_variables()
    )
    return answer.stdout


def _write_picture(story: Story, folder: Path) -> None:
    (folder / story.picture_name).write_bytes(story.picture)
