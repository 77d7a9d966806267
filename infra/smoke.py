"""`python -m infra.smoke`: the main job over HTTP, leg by leg, in a stack of its own or where it is deployed.

A creator signs in, makes a small story with pictures of the sample, mends what is wrong with it and publishes; a reader
plays it to an ending; the numbers and the mail come out right. Where it is deployed, what was made goes again. Exit 0
if every leg held.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

from infra.local.creator import CallFailed, Creator, exchange
from infra.local.environment import Addresses
from infra.local.seed import SAMPLE
from infra.local.stack import Options, Stack
from infra.setup.console import SetupFailed
from infra.setup.smoke_arguments import add_arguments

TITLE: Final = "A key in the fog"


class LegFailed(Exception):
    """A leg did not hold; the message says what was found instead."""


class Place(Protocol):
    """Where the legs are walked, and what they cannot do over HTTP there."""

    @property
    def addresses(self) -> Addresses:
        """Where its parts are."""
        ...

    @property
    def email(self) -> str:
        """Whose the story will be."""
        ...

    def sign_in(self, creator: Creator) -> None:
        """As the place's creator, by a mailed link."""

    def count(self) -> None:
        """Have what readers did be counted."""

    def require_mail(self, session: str, title: str, ending: str) -> None:
        """Raises LegFailed unless the creator has one mail about that session's end."""

    def tidy(self, creator: Creator, story: str) -> None:
        """Take away what the legs made; there may be no story."""


def tell(line: str) -> None:
    """Print a line where the terminal is, wherever what the app prints goes."""
    print(line, file=sys.__stdout__, flush=True)


@dataclass
class Here:
    """A stack of one's own."""

    stack: Stack
    email: str = "smoke@example.com"

    @property
    def addresses(self) -> Addresses:
        """The stack's."""
        return self.stack.addresses

    def sign_in(self, creator: Creator) -> None:
        """By the link in the outbox."""
        creator.sign_in(self.email)

    def count(self) -> None:
        """At once."""
        self.stack.timer.run_now("analytics_rollup")

    def require_mail(self, session: str, title: str, ending: str) -> None:
        """In the outbox."""
        self.stack.timer.run_now("sweep")
        self.stack.pump.drain(30)
        mails = Creator(self.addresses).mail_to(self.email)
        told = [mail for mail in mails if title in mail["subject"]]
        _expect(len(told) == 1 and ending in told[0]["text"], [mail["subject"] for mail in mails])

    def tidy(self, creator: Creator, story: str) -> None:
        """All of it goes with the stack."""


@dataclass
class Walk:
    """What the legs hand on to each other."""

    place: Place
    creator: Creator
    story: str = ""
    revision: int = 0
    pictures: list[str] = field(default_factory=list)
    published: dict[str, Any] = field(default_factory=dict)
    page: str = ""
    session: str = field(default_factory=lambda: str(uuid.uuid4()))
    secret: str = field(default_factory=lambda: uuid.uuid4().hex)

    def call(self, method: str, path: str, body: object = None) -> Any:
        """A call of the signed-in creator."""
        return self.creator.call(method, path, body)

    def edit(self, *edits: dict[str, Any]) -> None:
        """Edits of the story, in order."""
        self.revision = self.creator.send_edits(self.story, self.revision, edits)

    def take(self, number: int, now: str, **step: object) -> dict[str, Any]:
        """One step of the reader, as the story page sends it."""
        body = {"secret": self.secret, "story": self.story, "version": self.published["version"], "now": now}
        body["steps"] = [{"number": number, "at": number * 1000, **step}] if step else []
        address = f"{self.place.addresses.api}/v1/play/sessions/{self.session}/steps"
        return dict(exchange("POST", address, {"Content-Type": "text/plain"}, json.dumps(body).encode()).good().json())


def main(arguments: Sequence[str]) -> int:
    """Walk every leg and print each with its time."""
    parser = argparse.ArgumentParser(prog="python3 run.py smoke")
    add_arguments(parser)
    options = parser.parse_args(arguments)
    if options.url is None and options.stage is None:
        held = _walk_here()
    else:
        # behind what deploying needs, which imports this
        from infra.deploy.smoking import find_place
        from infra.deploy.stages import StageUnusable

        try:
            held = walk_all(find_place(options.url, options.stage))
        except (SetupFailed, StageUnusable) as error:
            print(error, file=sys.stderr)
            return 1
    print("smoke: every leg held" if held else "smoke: a leg failed")
    return 0 if held else 1


def walk_all(place: Place, say: Callable[[str], None] = tell) -> bool:
    """Walk every leg in a place, say each with its time, and leave nothing there; whether all held."""
    walk = Walk(place, Creator(place.addresses))
    held = all(_timed(name, partial(leg, walk), say) for name, leg in LEGS)
    return _timed("what was made is taken away", lambda: place.tidy(walk.creator, walk.story), say) and held


def _walk_here() -> bool:
    with tempfile.TemporaryDirectory(prefix="fabula-smoke-") as folder:
        stack = Stack(Options(data=Path(folder) / "data", ports="free", timer=False, quiet=True))
        try:
            return _timed("the stack starts", stack.start) and walk_all(Here(stack))
        finally:
            stack.remove()


def _timed(name: str, leg: Callable[[], object], say: Callable[[str], None] = tell) -> bool:
    started = time.perf_counter()
    try:
        leg()
        outcome, said = "ok", ""
    except (LegFailed, CallFailed, TimeoutError) as error:
        outcome, said = "FAILED", f"\n     {error}"
    except Exception as error:  # noqa: BLE001 - an answer of another shape than a leg takes for granted does not hold
        outcome, said = "FAILED", f"\n     {type(error).__name__}: {error}"
    say(f"{outcome:>6} {(time.perf_counter() - started) * 1000:7.0f} ms  {name}{said}")
    return outcome == "ok"


def _health(walk: Walk) -> None:
    health = walk.call("GET", "/v1/health")
    _expect(health["status"] == "ok", health)


def _sign_in(walk: Walk) -> None:
    walk.place.sign_in(walk.creator)
    _expect(walk.call("GET", "/v1/account")["email"] == walk.place.email, "another account")


def _begin(walk: Walk) -> None:
    story = walk.call("POST", "/v1/stories", {"title": TITLE})
    walk.story, walk.revision = story["id"], story["revision"]


def _upload(walk: Walk) -> None:
    files = sorted((SAMPLE / "pictures").glob("*.jpg"))[:3]
    walk.pictures = [walk.creator.upload(walk.story, file) for file in files]
    for asset in walk.pictures:
        ready = walk.creator.await_asset(asset)
        formats = {rendition["format"] for rendition in ready["renditions"]}
        _expect(formats == {"avif", "webp", "jpeg"} and ready["placeholder"], ready)


def _write(walk: Walk) -> None:
    take_key = _option("take", "Take the key", "door", effects=[{"set": "key", "to": True}])
    unlock = _option("unlock", "Turn the key", "light", condition={"var": "key", "is": "eq", "value": True})
    walk.edit(
        {"type": "variable.added", "name": "key", "variable": {"type": "boolean", "initial": False}},
        _scene("shore", walk.pictures[0], [take_key, _option("leave", "Walk on", "door")]),
        _scene("door", walk.pictures[1], [unlock, _option("away", "Go home", None)]),
        _scene("light", walk.pictures[2], [], ending="The lamp is lit"),
        {"type": "story.start_set", "start": "shore"},
    )


def _find_problem(walk: Walk) -> None:
    problems = _errors(walk)
    _expect([(one["code"], one["scene"]) for one in problems] == [("option-without-target", "door")], problems)
    walk.edit({"type": "option.retargeted", "scene": "door", "option": "away", "target": "shore"})
    _expect(not _errors(walk), "the problem is still there")


def _publish(walk: Walk) -> None:
    walk.published = walk.creator.publish(walk.story, walk.revision)
    _expect(walk.published["version"] == 1, walk.published)


def _open_page(walk: Walk) -> None:
    walk.page = exchange("GET", walk.published["link"]).good().text
    _expect("Take the key" in walk.page and "<picture" in walk.page, "the first scene is not in the page")
    named = "".join(re.findall(r'"head": ?"(/m/[0-9a-f]+\.json)"', walk.page))
    _expect(bool(named), "the page names no head")
    head = exchange("GET", walk.place.addresses.read + named).good()
    first = exchange("GET", f"{walk.place.addresses.read}/c/{head.json()['chunks']['shore']}.json").good()
    _expect(all("immutable" in file.headers["Cache-Control"] for file in (head, first)), "not cached for ever")
    _expect(set(first.json()["states"]) == {"shore", "door", "light"}, "the chunk has other scenes")


def _read(walk: Walk) -> None:
    opened = walk.take(0, "shore")
    _expect(opened["number"] == 0 and opened["scene"] == "shore", opened)
    walk.take(1, "door", scene="shore", option="leave")
    forged = walk.take(2, "light", scene="door", option="unlock")
    _expect((forged["number"], forged["scene"]) == (1, "door"), forged)
    walk.take(2, "shore", scene="door", back_to=0)
    walk.take(3, "door", scene="shore", option="take")
    ended = walk.take(4, "light", scene="door", option="unlock")
    again = walk.take(4, "light", scene="door", option="unlock")
    _expect(ended == again and ended["state"] == "ended" and ended["number"] == 4, (ended, again))


def _count(walk: Walk) -> None:
    walk.place.count()
    numbers = walk.call("GET", f"/v1/stories/{walk.story}/statistics")
    counted = (numbers["sessions"], numbers["completions"], [one["scenes"] for one in numbers["paths"]])
    _expect(counted == (1, 1, [["shore", "door", "light"]]), numbers)


def _mail(walk: Walk) -> None:
    walk.place.require_mail(walk.session, TITLE, "The lamp is lit")


LEGS: Final[tuple[tuple[str, Callable[[Walk], None]], ...]] = (
    ("the API and its parts are well", _health),
    ("a creator signs in by a mailed link", _sign_in),
    ("begins a story", _begin),
    ("uploads three pictures, which are processed", _upload),
    ("writes scenes, a variable, a condition and an effect", _write),
    ("is told of one problem and mends it", _find_problem),
    ("publishes", _publish),
    ("the page holds the first scene and names the story's files", _open_page),
    ("a reader chooses, goes back, is not believed a forged step, and ends", _read),
    ("the rollup counts one session, one completion and the path", _count),
    ("the creator has one mail about it", _mail),
)


def _scene(scene: str, image: str, options: list[dict[str, Any]], *, ending: str | None = None) -> dict[str, Any]:
    data: dict[str, Any] = {
        "title": scene.capitalize(),
        "text": f"You stand at the {scene}.",
        "image": image,
        "alt": f"The {scene}",
    }
    data |= {"options": options, "ending": {"name": ending, "link": None} if ending else None, "notes": "", "tags": []}
    place = {"x": 340.0 * ["shore", "door", "light"].index(scene), "y": 0.0}
    return {"type": "scene.added", "scene": {"id": scene, "type": "scene", "position": place, "data": data}}


def _option(option: str, label: str, target: str | None, **more: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"id": option, "label": label, "target": target, "condition": None, "effects": []}
    return plain | {"hotspot": None, "when_locked": "shown"} | more


def _errors(walk: Walk) -> list[dict[str, Any]]:
    problems = walk.call("GET", f"/v1/stories/{walk.story}/problems")["problems"]
    return [one for one in problems if one["severity"] == "error"]


def _expect(held: object, found: object) -> None:
    if not held:
        raise LegFailed(f"found: {found}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
