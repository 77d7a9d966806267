"""Stories and pictures to compile; the machines are recorded, and read by a person when they change."""

from typing import Any, Final

from .shapes import Json, compare, document, option, scene

PICTURE: Final = {
    "sources": [
        {
            "type": f"image/{kind}",
            "srcset": [{"url": f"https://read.example.com/i/0/{w}.{kind}", "width": w} for w in sizes],
        }
        for kind, sizes in (("avif", (480, 960)), ("webp", (480,)), ("jpeg", (480, 960, 1600)))
    ],
    "width": 1600,
    "height": 900,
    "placeholder": "data:image/webp;base64,UklGRg==",
}
CONDITION: Final = {
    "all": [
        compare("coins", "ge", 2.5),
        {"any": [{"visited": "b"}, {"not": compare("name", "eq", 'A "quote" \u2028 \U0001f600')}]},
        compare("lit", "ne", True),
    ]
}
STORY: Final = document(
    scene(
        "a",
        option(
            "open",
            "b",
            condition=CONDITION,
            when_locked="shown",
            hint="It takes 2.5, and you have {coins} \u2028 <b>",
            hotspot={"points": [[0, 0], [1, 0.5], [0.1, 1]]},
        ),
        option("constructor", "a", effects=[{"add": "coins", "by": -0.5}, {"toggle": "lit"}]),
        option("1", "end", label="Ends {coins}"),
        option("lost", "gone"),
        option("loose"),
        text="You have **{coins}** coins.\n\n<b>&amp;</b> \u2028!",
        notes="never published",
    ),
    scene("b", option("twice", "a"), option("twice", "end"), title="", image="", alt="ä\u00a0“b”"),
    scene("end", option("x", "a"), ending="Home & dry", image="other"),
    scene("10", ending="Unreached"),
    scene("toString"),
    variables={
        "coins": 1e21,
        "name": "",
        "lit": False,
        "small": 5e-324,
        "big": 2**53,
        "third": 1 / 3,
        "constructor": -1,
    },
)
ALONE: Final = document(scene("only", ending=""))


def inputs() -> list[dict[str, Any]]:
    ending: Json = {**ALONE, "scenes": {"only": scene("only", ending="Gone on", text="Bye")}}
    ending["scenes"]["only"]["data"]["ending"]["link"] = "https://example.com/?a=1&b=2"
    return [
        {"name": "everything at once", "document": STORY, "pictures": {"pic": PICTURE}, "story": "s-1", "version": 12},
        {"name": "an ending and nothing else", "document": ALONE, "pictures": {}, "story": "s-2", "version": 1},
        {"name": "an ending that leads on", "document": ending, "pictures": {}, "story": "s-3", "version": 2},
    ]
