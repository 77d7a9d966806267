"""The stories a new story can begin as, with their pictures: `python -m infra.templates` writes them where the editor
has them, as Fabula JSON."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageDraw, ImageFilter

from chalicelib.stories.model import new_document

PLACE: Final = Path(__file__).resolve().parents[1] / "frontend" / "src" / "editor" / "home" / "templates"
PAPER, SHADE, INK, LAMP, GLOW = "#f0e8da", "#d9cdb8", "#2a241e", "#e9a04b", "#ffdf9e"
WIDTH, HEIGHT = 960, 600
Draw = ImageDraw.ImageDraw


def fork(draw: Draw) -> None:
    """A path that parts before two hills."""
    draw.rectangle((0, 0, WIDTH, 360), fill=PAPER)
    draw.ellipse((-260, 220, 560, 900), fill="#b9ad97")
    draw.ellipse((420, 260, 1300, 960), fill="#8f8571")
    draw.polygon([(400, 600), (560, 600), (505, 430), (300, 270), (282, 280), (462, 440)], fill=GLOW)
    draw.polygon([(500, 470), (700, 320), (716, 330), (530, 500)], fill=GLOW)
    draw.line((480, 440, 480, 300), fill=INK, width=7)
    draw.polygon([(480, 306), (580, 306), (600, 322), (580, 338), (480, 338)], fill=INK)
    draw.polygon([(480, 350), (392, 350), (374, 365), (392, 380), (480, 380)], fill=INK)


def door(draw: Draw) -> None:
    """A door that light falls under."""
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill="#3a322a")
    draw.rectangle((0, 480, WIDTH, HEIGHT), fill=INK)
    draw.polygon([(380, 480), (580, 480), (690, 600), (270, 600)], fill=LAMP)
    draw.rectangle((370, 110, 590, 480), fill="#6a5846")
    draw.rectangle((392, 136, 568, 290), outline="#54453a", width=8)
    draw.rectangle((392, 314, 568, 452), outline="#54453a", width=8)
    draw.ellipse((540, 296, 560, 316), fill=GLOW)
    draw.rectangle((546, 310, 554, 332), fill=GLOW)


def room(draw: Draw) -> None:
    """A desk with a lamp, a window, a box."""
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill=PAPER)
    draw.rectangle((0, 430, WIDTH, HEIGHT), fill=SHADE)
    draw.rectangle((110, 90, 330, 330), fill="#44546a")
    draw.ellipse((230, 120, 280, 170), fill=GLOW)
    draw.rectangle((110, 90, 330, 330), outline=INK, width=8)
    draw.line((220, 90, 220, 330), fill=INK, width=6)
    draw.rectangle((470, 390, 880, 410), fill=INK)
    draw.line((500, 410, 500, 560), fill=INK, width=10)
    draw.line((850, 410, 850, 560), fill=INK, width=10)
    draw.ellipse((690, 190, 890, 390), fill=GLOW)
    draw.line((790, 390, 790, 270), fill=INK, width=7)
    draw.polygon([(750, 280), (830, 280), (810, 225), (770, 225)], fill=LAMP)
    draw.rectangle((530, 330, 640, 390), fill="#8a5a3c")
    draw.rectangle((530, 350, 640, 358), fill=INK)


def house(draw: Draw) -> None:
    """A house at dusk with one window lit."""
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill="#8f8571")
    draw.rectangle((0, 440, WIDTH, HEIGHT), fill="#5d5546")
    draw.polygon([(300, 260), (480, 130), (660, 260)], fill=INK)
    draw.rectangle((330, 260, 630, 440), fill="#3a322a")
    draw.rectangle((440, 310, 520, 390), fill=GLOW)


def sea(draw: Draw) -> None:
    """A boat on a wide, light sea."""
    draw.rectangle((0, 0, WIDTH, 330), fill=PAPER)
    draw.rectangle((0, 330, WIDTH, HEIGHT), fill="#7d8b92")
    draw.ellipse((640, 180, 740, 280), fill=GLOW)
    draw.polygon([(360, 400), (560, 400), (520, 450), (400, 450)], fill=INK)
    draw.polygon([(465, 385), (465, 220), (550, 385)], fill=SHADE)


def hall(draw: Draw) -> None:
    """A coat, a clock, a key on a hook."""
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill="#4a4036")
    draw.ellipse((180, 130, 320, 270), fill=PAPER)
    draw.line((250, 200, 250, 150), fill=INK, width=6)
    draw.line((250, 200, 285, 220), fill=INK, width=6)
    draw.polygon([(440, 180), (520, 180), (560, 460), (400, 460)], fill=INK)
    draw.ellipse((700, 180, 750, 230), outline=LAMP, width=12)
    draw.line((725, 230, 725, 330), fill=LAMP, width=12)
    draw.line((725, 320, 755, 320), fill=LAMP, width=12)


def opened(draw: Draw) -> None:
    """An open door, and light."""
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill="#3a322a")
    draw.polygon([(370, 480), (590, 480), (760, 600), (200, 600)], fill=LAMP)
    draw.rectangle((370, 110, 590, 480), fill=GLOW)
    draw.polygon([(370, 110), (300, 70), (300, 540), (370, 480)], fill="#6a5846")


def night(draw: Draw) -> None:
    """A street with one lamp."""
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill="#2c333d")
    draw.polygon([(420, 600), (540, 600), (500, 300), (460, 300)], fill="#46505c")
    draw.ellipse((620, 120, 780, 280), fill="#6d5c42")
    draw.line((700, 520, 700, 200), fill=INK, width=9)
    draw.ellipse((675, 175, 725, 225), fill=GLOW)


def moon(draw: Draw) -> None:
    """The moon in a window."""
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill="#44546a")
    draw.ellipse((560, 110, 720, 270), fill=GLOW)
    draw.rectangle((0, 470, WIDTH, HEIGHT), fill="#333f50")
    draw.line((480, 0, 480, HEIGHT), fill=INK, width=22)
    draw.line((0, 300, WIDTH, 300), fill=INK, width=22)


def letter(draw: Draw) -> None:
    """A letter in an open box."""
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill=SHADE)
    draw.rectangle((260, 300, 700, 500), fill="#8a5a3c")
    draw.polygon([(330, 180), (630, 180), (630, 380), (330, 380)], fill=PAPER)
    draw.line((330, 180, 480, 290, 630, 180), fill=INK, width=5)
    draw.rectangle((260, 380, 700, 500), fill="#6e452c")


def stairs(draw: Draw) -> None:
    """Stairs in the dark, a light above."""
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill=INK)
    for step in range(6):
        draw.rectangle((240 + step * 90, 500 - step * 70, WIDTH, 570 - step * 70), fill="#3a322a")
    draw.ellipse((790, 20, 890, 120), fill=LAMP)


DRAWN: Final = (fork, door, room, house, sea, hall, opened, night, moon, letter, stairs)
PICTURES: Final[Mapping[str, Callable[[Draw], None]]] = {one.__name__: one for one in DRAWN}


def build() -> dict[str, dict[str, Any]]:
    """The templates as files, by name. The same every time."""
    return {"fork": _fork(), "key": _key(), "look": _look()}


def _fork() -> dict[str, Any]:
    words = "The road has brought you this far without asking. Here it asks.\n\nOne sign says *home*, the other *sea*."
    return _story(
        "A fork in the road",
        "One choice, two endings: the smallest story there is.",
        _scene(
            "fork",
            "The fork",
            words,
            _option("left", "Take the way home", "home"),
            _option("right", "Walk towards the sea", "sea"),
            image="fork",
            alt="A pale path that parts at a signpost before two hills.",
        ),
        _scene(
            "home",
            "The way home",
            "The lamp is lit. Somebody has kept your chair by the stove.",
            ending="Home",
            image="house",
            alt="A dark house at dusk with one window lit.",
        ),
        _scene(
            "sea",
            "The sea",
            "You smell it before you see it. There is a boat, and room in it.",
            ending="Away",
            image="sea",
            alt="A small sailing boat on a wide, light sea.",
        ),
    )


def _key() -> dict[str, Any]:
    has_key = {"var": "has_key", "is": "eq", "value": True}
    took_key = [{"set": "has_key", "to": True}]
    unlock = _option("unlock", "Unlock the door", "beyond")
    unlock |= {"condition": has_key, "when_locked": "shown", "hint": "It is locked. There must be a key."}
    take = _option("take", "Take the key", "door") | {"effects": took_key}
    return _story(
        "The key",
        "A variable remembers what the reader has found; a condition opens a door.",
        _scene(
            "door",
            "The door",
            "Light falls from under the door, and somebody is humming behind it.",
            unlock,
            _option("hall", "Look around in the hall", "hall"),
            _option("leave", "Leave it be", "night"),
            image="door",
            alt="A closed door in a dark hall; warm light falls out below it and through its keyhole.",
        ),
        _scene(
            "hall",
            "The hall",
            "A coat, a clock, a hook. On the hook hangs a key.",
            take,
            _option("back", "Back to the door", "door"),
            image="hall",
            alt="A dim hall with a clock, a coat, and a key on a hook.",
        ),
        _scene(
            "beyond",
            "Behind the door",
            "“There you are,” she says, and goes on humming.",
            ending="Let in",
            image="opened",
            alt="The door stands open, and light fills the hall.",
        ),
        _scene(
            "night",
            "Out into the night",
            "The humming follows you down the street for a while.",
            ending="Left",
            image="night",
            alt="An empty street at night with one lamp.",
        ),
        variables={"has_key": {"type": "boolean", "initial": False}},
    )


def _look() -> dict[str, Any]:
    def spot(option: dict[str, Any], *corners: tuple[float, float]) -> dict[str, Any]:
        return option | {"hotspot": {"points": [[x / WIDTH, y / HEIGHT] for x, y in corners]}}

    window = spot(_option("window", "The window", "window"), (105, 85), (335, 85), (335, 335), (105, 335))
    box = spot(_option("box", "The box", "box"), (525, 325), (645, 325), (645, 392), (525, 392))
    lamp = spot(_option("lamp", "The lamp", "dark"), (700, 210), (880, 210), (880, 388), (700, 388))
    return _story(
        "Look around",
        "The reader taps on things in the picture.",
        _scene(
            "room",
            "The study",
            "She has not been here for a week, and yet the lamp is lit. Look around.",
            window,
            box,
            lamp,
            image="room",
            alt="A study: a window with the moon in it, and a desk with a small box and a lit lamp.",
        ),
        _scene(
            "window",
            "The window",
            "The moon, and nobody in the yard.",
            _option("back", "Turn round", "room"),
            image="moon",
            alt="The moon behind the bars of a window.",
        ),
        _scene(
            "box",
            "The box",
            "A letter, with your name on it, in her hand.",
            ending="The letter",
            image="letter",
            alt="A sealed letter in an open wooden box.",
        ),
        _scene(
            "dark",
            "In the dark",
            "You put out the lamp. On the stairs, someone stops.",
            ending="Not alone",
            image="stairs",
            alt="Dark stairs, and a small light at their head.",
        ),
    )


def _story(
    title: str, summary: str, *scenes: dict[str, Any], variables: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    document = new_document(title).model_dump(mode="json", by_alias=True)
    for number, one in enumerate(scenes):
        one["position"] = {"x": 0.0, "y": 0.0} if number == 0 else {"x": 360.0, "y": (number - 2) * 340.0}
    document |= {"summary": summary, "start": scenes[0]["id"], "variables": dict(variables or {})}
    document |= {"scenes": {one["id"]: one for one in scenes}}
    named = {one["data"]["image"] for one in scenes} - {""}
    return {"fabula": 1, "document": document, "pictures": {name: _picture(name) for name in sorted(named)}}


def _scene(
    scene_id: str, title: str, text: str, *options: dict[str, Any], image: str = "", alt: str = "", ending: str = ""
) -> dict[str, Any]:
    data: dict[str, Any] = {
        "title": title,
        "text": text,
        "image": image,
        "alt": alt,
        "options": list(options),
        "notes": "",
        "tags": [],
    }
    data |= {"ending": {"name": ending, "link": None} if ending else None}
    return {"id": scene_id, "type": "scene", "position": {"x": 0.0, "y": 0.0}, "data": data}


def _option(option_id: str, label: str, target: str) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "id": option_id,
        "label": label,
        "target": target,
        "condition": None,
        "effects": [],
        "hotspot": None,
    }
    return plain | {"when_locked": "hidden", "hint": ""}


def _picture(name: str) -> dict[str, str]:
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    PICTURES[name](ImageDraw.Draw(picture))
    buffer = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(0.8)).save(buffer, "JPEG", quality=72, optimize=True)
    return {"type": "image/jpeg", "name": f"{name}.jpg", "content": base64.b64encode(buffer.getvalue()).decode()}


if __name__ == "__main__":
    PLACE.mkdir(exist_ok=True)
    for file_name, story in build().items():
        (PLACE / f"{file_name}.json").write_text(json.dumps(story, indent=2, ensure_ascii=False) + "\n")
