"""The page: complete, sound, and deaf to whatever a creator writes into it."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from chalicelib.stories.chunks import Cut, chunk_key, cut
from chalicelib.stories.machine import Picture, PictureFile, PictureSource, compile_machine
from chalicelib.stories.model import PLAIN_THEME, AssetId, Document
from chalicelib.stories.published import Head
from chalicelib.versions.cover import Cover
from chalicelib.versions.page import (
    Page,
    PageFacts,
    ReaderManifest,
    build_missing_page,
    build_page,
    build_unpublished_page,
    chunks_ahead,
    fill_in_html,
    locale,
    parse_manifest,
    text_direction,
)

MANIFEST = ReaderManifest(
    script="a/reader.abc.js",
    imports=("a/shared.abc.js",),
    style="body{margin:0}",
    icon="a/icon.abc.svg",
    embed_style=".embed-foot{margin:0}",
)
COVER = Cover("i/0123", "A beach")
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'`{{7*7}}{% x %}&amp;"
PICTURE = Picture(
    sources=(
        PictureSource(type="image/avif", srcset=(PictureFile(url="https://read.example/i/a/480.avif", width=480),)),
        PictureSource(
            type="image/jpeg",
            srcset=(
                PictureFile(url="https://read.example/i/a/480.jpeg", width=480),
                PictureFile(url="https://read.example/i/a/960.jpeg", width=960),
            ),
        ),
    ),
    width=960,
    height=600,
    placeholder="data:image/webp;base64,AAAA",
)


class Elements(HTMLParser):
    """Every element with its attributes, and the text in each kind of element; unclosed and misnested tags fail."""

    VOID = frozenset({"meta", "link", "img", "source", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, str] = {}
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self._open):
            self.text[tag] = self.text.get(tag, "") + data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]

    def one(self, tag: str, **wanted: str) -> dict[str, str | None]:
        (only,) = [
            one
            for one in self.all(tag)
            if all(one.get(key.replace("_", "-").rstrip("-")) == value for key, value in wanted.items())
        ]
        return only


def option(option_id: str, **more: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "id": option_id,
        "label": option_id,
        "target": "end",
        "condition": None,
        "effects": [],
        "hotspot": None,
    }
    return plain | {"when_locked": "hidden", "hint": ""} | more


def document(*options: dict[str, Any], **data: Any) -> Document:
    place = {"x": 0.0, "y": 0.0}
    plain: dict[str, Any] = {
        "title": "The shore",
        "text": "Wet *sand*.",
        "image": "",
        "alt": "",
        "ending": None,
        "notes": "secret",
        "tags": ["private"],
    }
    first = plain | {"options": list(options)} | data
    last = plain | {"options": [], "ending": {"name": "Home", "link": None}}
    return Document.model_validate(
        {
            "schema": 4,
            "ifid": None,
            "title": "The Lighthouse",
            "summary": "",
            "language": "en",
            "start": "shore",
            "theme": {"layout": "paper", "accent": None, "paper": None, "font": "book", "cover": ""},
            "reveal_choices": False,
            "variables": {
                "coins": {"type": "number", "initial": 2.0},
                "name": {"type": "string", "initial": "<b>Ada</b>"},
            },
            "scenes": {
                "shore": {"id": "shore", "type": "scene", "position": place, "data": first},
                "end": {"id": "end", "type": "scene", "position": place, "data": last},
            },
            "groups": {},
        }
    )


def page_of(story: Document, *, embedded: bool = False, **facts: Any) -> Page:
    pictures = {AssetId("picture"): PICTURE}
    made = cut(compile_machine(story, pictures, story_id="0b5cf2f4-9d5c-4bb0-8a52-1f5b9d5e8a11", version=3))
    head = Head.model_validate(made.head)
    plain: dict[str, Any] = {"slug": "the-lighthouse-x", "title": story.title, "head": head, "head_key": "m/abc.json"}
    plain |= {"summary": "One night.", "language": "en", "theme": PLAIN_THEME, "cover": None, "public": False}
    plain |= {"read_url": "https://read.example", "api_url": "https://api.example"}
    states = states_in(made, chunk_key(head.chunks[head.initial]))
    for key in chunks_ahead(states[head.initial], head):
        states |= states_in(made, key)
    return build_page(states, PageFacts(**(plain | facts)), MANIFEST, embedded=embedded)


def states_in(made: Cut, key: str) -> dict[str, Any]:
    states: dict[str, Any] = json.loads(made.files[key])["states"]
    return states


def facts_of(page: Page) -> Any:
    html = page.html.decode()
    return json.loads(html.partition('<script type="application/json" id="fabula">')[2].partition("</script>")[0])


def parsed(page: Page) -> Elements:
    return Elements(page.html.decode())


def test_the_first_scene_stands_in_the_page_complete() -> None:
    story = document(option("swim", label="Swim"), image="picture", alt="A beach at dusk")
    elements = parsed(page_of(story))
    assert "The shore" in elements.text["h1"]
    assert "Wet sand." in elements.text["main"]
    assert elements.one("a", data_option="swim")["href"] == "#to-swim"
    assert "Swim" in elements.text["a"]
    assert "scripts" in elements.text["noscript"]
    picture = elements.one("img", fetchpriority="high")
    assert (picture["alt"], picture["width"], picture["height"]) == ("A beach at dusk", "960", "600")
    assert picture["srcset"] == "https://read.example/i/a/480.jpeg 480w, https://read.example/i/a/960.jpeg 960w"
    assert elements.one("source")["type"] == "image/avif"
    assert elements.one("img", class_="placeholder")["src"] == PICTURE.placeholder
    assert "secret" not in elements.text["html"]


def metas(elements: Elements) -> dict[str | None, str | None]:
    """What the head says, by name or property."""
    return {one.get("name") or one.get("property"): one.get("content") for one in elements.all("meta")}


def links(elements: Elements) -> dict[str | None, str | None]:
    return {one["rel"]: one["href"] for one in elements.all("link")}


def test_the_head_says_what_previews_and_browsers_ask_for() -> None:
    elements = parsed(page_of(document(option("swim"), image="picture", alt="A beach"), language="pt-BR", cover=COVER))
    address, picture = "https://read.example/s/the-lighthouse-x", "https://read.example/i/0123/preview.jpeg"
    said = metas(elements)
    about = {"title": "The Lighthouse", "description": "One night."}
    assert {name: said[name] for name in said if name and name.startswith(("og:", "twitter:"))} == {
        "og:type": "article",
        "og:site_name": "Fabula",
        "og:locale": "pt_BR",
        "og:url": address,
        **{f"og:{name}": value for name, value in about.items()},
        "og:image": picture,
        "og:image:type": "image/jpeg",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "A beach",
        "twitter:card": "summary_large_image",
        **{f"twitter:{name}": value for name, value in about.items()},
        "twitter:image": picture,
        "twitter:image:alt": "A beach",
    }
    assert said["description"] == "One night."
    linked = links(elements)
    assert linked["canonical"] == address
    assert linked["manifest"] == "/s/the-lighthouse-x/app.webmanifest"
    assert linked["apple-touch-icon"] == "/i/0123/icon-180.png"
    assert elements.one("link", rel="alternate") == {
        "rel": "alternate",
        "type": "application/json+oembed",
        "href": f"{address}/oembed.json",
        "title": "The Lighthouse",
    }


def test_a_story_without_a_cover_has_a_plain_preview() -> None:
    elements = parsed(page_of(document(option("swim")), title="The Lighthouse"))
    said = metas(elements)
    assert said["twitter:card"] == "summary"
    assert not [name for name in said if name and "image" in name]
    assert "apple-touch-icon" not in links(elements)
    described = metas(parsed(page_of(document(option("swim")), cover=Cover("i/0123", ""))))
    assert described["og:image:alt"] == "The Lighthouse"


@pytest.mark.parametrize("public", [False, True])
def test_search_engines_are_kept_away_unless_the_story_is_public(*, public: bool) -> None:
    story = document(option("swim"))
    assert metas(parsed(page_of(story, public=public))).get("robots") == (None if public else "noindex")
    assert metas(parsed(page_of(story, public=public, embedded=True)))["robots"] == "noindex"


def test_the_page_for_frames_is_the_same_scene_and_points_to_the_story() -> None:
    theme = PLAIN_THEME.model_copy(update={"layout": "full"})
    story = document(option("swim", label="Swim"), image="picture")
    page, plain = page_of(story, embedded=True, theme=theme, cover=COVER), page_of(story, theme=theme, cover=COVER)
    elements, beside = parsed(page), parsed(plain)
    address = "https://read.example/s/the-lighthouse-x"
    assert elements.text["main"] == beside.text["main"]
    assert facts_of(page) == facts_of(plain)
    assert elements.one("html").keys() >= {"data-embed"} - beside.one("html").keys()
    assert (elements.one("html")["data-layout"], beside.one("html")["data-layout"]) == ("paper", "full")
    assert links(elements)["canonical"] == address
    assert not {"manifest", "alternate", "apple-touch-icon"} & links(elements).keys()
    assert elements.one("a", target="_blank")["href"] == address
    assert [one for one in beside.all("a") if one.get("target")] == []
    assert (MANIFEST.embed_style in page.html.decode(), MANIFEST.embed_style in plain.html.decode()) == (True, False)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "en"), ("pt-BR", "pt_BR"), ("zh-Hant-TW", "zh_TW"), ("sr-latn-rs", "sr_RS"), ("EN-gb", "en_GB")],
)
def test_a_locale_is_written_as_previews_ask_for_it(language: str, expected: str) -> None:
    assert locale(language) == expected


def test_what_the_script_imports_is_on_its_way_early() -> None:
    assert parsed(page_of(document(option("swim")))).one("link", rel="modulepreload")["href"] == "/a/shared.abc.js"


def test_the_facts_for_the_script_are_as_the_contract_says() -> None:
    facts = facts_of(page_of(document(option("swim"))))
    chunks = facts.pop("chunks")
    assert facts == {
        "story": "0b5cf2f4-9d5c-4bb0-8a52-1f5b9d5e8a11",
        "version": 3,
        "head": "/m/abc.json",
        "api": "https://api.example",
        "title": "The Lighthouse",
        "initial": "shore",
        "context": {"coins": 2.0, "name": "<b>Ada</b>"},
        "endings": 1,
        "reveal_choices": False,
    }
    assert chunks.keys() == {"shore"}
    assert re.fullmatch(r"[0-9a-f]{32}", chunks["shore"])


def test_the_facts_name_the_chunks_one_choice_away_and_no_others() -> None:
    """Each of these scenes is too large to share a chunk."""
    story = document(option("near", target="near"), option("again", target="near"), text="& " * 9_900)
    written = story.model_dump(mode="json")
    shore = written["scenes"]["shore"]
    for scene_id, target in (("near", "far"), ("far", "end")):
        data = shore["data"] | {"options": [option("on", target=target)]}
        written["scenes"][scene_id] = shore | {"id": scene_id, "data": data}
    facts = facts_of(page_of(Document.model_validate(written)))
    assert facts["chunks"].keys() == {"shore", "near"}


def test_nothing_a_creator_writes_becomes_markup() -> None:
    story = document(
        option("swim", label=HOSTILE), title=HOSTILE[:200], text=HOSTILE, alt=HOSTILE, image="picture"
    ).model_copy(update={"title": HOSTILE})
    page = page_of(story, summary=HOSTILE, title=HOSTILE)
    elements = parsed(page)
    assert len(elements.all("script")) == 2
    assert {one["src"] for one in elements.all("img")} == {PICTURE.placeholder, "https://read.example/i/a/960.jpeg"}
    assert elements.one("img", fetchpriority="high")["alt"] == HOSTILE
    assert HOSTILE in elements.text["title"]
    assert HOSTILE in elements.text["a"]
    assert "49" not in elements.text["a"]


def test_no_inline_script_and_no_style_attribute() -> None:
    elements = parsed(page_of(document(option("swim"), image="picture")))
    assert not [attributes for _, attributes in elements.found if "style" in attributes]
    assert not [name for _, attributes in elements.found for name in attributes if name.startswith("on")]
    runs = [one for one in elements.all("script") if one.get("type") == "module"]
    assert (len(elements.all("style")), [one["src"] for one in runs]) == (1, ["/a/reader.abc.js"])


@pytest.mark.parametrize("accent", [None, "#336699"])
@pytest.mark.parametrize("kind", ["story", "embedded", "missing", "unpublished"])
def test_the_hash_is_that_of_the_one_style_block(kind: str, accent: str | None) -> None:
    theme = PLAIN_THEME.model_copy(update={"accent": accent})
    pages = {
        "story": page_of(document(option("swim")), theme=theme),
        "embedded": page_of(document(option("swim")), theme=theme, embedded=True),
        "missing": build_missing_page(MANIFEST),
        "unpublished": build_unpublished_page(MANIFEST),
    }
    block = pages[kind].html.decode().partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
    assert pages[kind].style_hash == f"sha256-{digest}"
    assert ("--accent:#336699" in block) == (accent is not None and kind in ("story", "embedded"))


def themed(**theme: Any) -> Page:
    return page_of(document(option("swim")), theme=PLAIN_THEME.model_copy(update=theme))


def test_a_theme_is_in_the_one_style_block_and_in_what_browsers_paint_around_the_page() -> None:
    page = themed(paper="#fff4d6", accent="#7a1f5c", font="typewriter")
    elements = parsed(page)
    block = elements.text["style"]
    assert block.startswith(MANIFEST.style)
    assert "--paper:#fff4d6" in block
    assert "Courier" in block
    digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
    assert page.style_hash == f"sha256-{digest}"
    colours = {one["media"]: one["content"] for one in elements.all("meta") if one.get("name") == "theme-color"}
    assert colours.keys() == {"(prefers-color-scheme: light)", "(prefers-color-scheme: dark)"}
    assert colours["(prefers-color-scheme: light)"] == "#fff4d6"
    assert f"--paper:{colours['(prefers-color-scheme: dark)']}" in block
    assert elements.one("html")["data-font"] == "typewriter"


def test_a_story_without_a_theme_of_its_own_adds_nothing_to_the_style_sheet() -> None:
    elements = parsed(themed())
    assert elements.text["style"] == MANIFEST.style
    assert [one["content"] for one in elements.all("meta") if one.get("name") == "theme-color"] == [
        "#fbf8f3",
        "#161412",
    ]
    assert elements.one("html")["data-font"] == "book"


def test_a_locked_option_says_why_in_the_creators_words_or_else_in_ours() -> None:
    rich = {"var": "coins", "is": "ge", "value": 3.0}
    locked = option("locked", condition=rich, when_locked="shown")
    told = parsed(page_of(document(locked | {"hint": "It takes 3; {name} has {coins}."})))
    assert "It takes 3; <b>Ada</b> has 2." in told.text["button"]
    assert told.one("span", class_="reason") == {"class": "reason"}
    general = parsed(page_of(document(locked)))
    assert "Not open to you yet." in general.text["button"]
    assert general.one("span", class_="reason") == {"class": "reason", "lang": "en"}


def test_options_stand_as_the_story_begins() -> None:
    rich = {"var": "coins", "is": "ge", "value": 3.0}
    elements = parsed(
        page_of(
            document(
                option("open", condition={"var": "coins", "is": "ge", "value": 2.0}, label="Pay {coins}"),
                option("locked", condition=rich, when_locked="shown"),
                option("hidden", condition=rich),
                option("here", condition={"visited": "shore"}),
                option("elsewhere", condition={"visited": "end"}),
            )
        )
    )
    offered = [(tag, one["data-option"]) for tag, one in elements.found if "data-option" in one]
    assert offered == [("a", "open"), ("button", "locked"), ("a", "here")]
    assert elements.one("button", data_option="locked")["aria-disabled"] == "true"
    assert "Pay 2" in elements.text["a"]


def story_of(scenes: dict[str, list[dict[str, Any]]], **data: Any) -> Document:
    """A story that begins in the first scene; every scene without options is an ending."""
    written = document(option("x")).model_dump(mode="json")
    plain = written["scenes"]["shore"]["data"] | data
    for scene_id, options in scenes.items():
        ending = None if options else {"name": f"The end of {scene_id}", "link": None}
        made = plain | {"title": scene_id, "options": options, "ending": ending}
        written["scenes"][scene_id] = written["scenes"]["shore"] | {"id": scene_id, "data": made}
    kept = {scene_id: written["scenes"][scene_id] for scene_id in scenes}
    return Document.model_validate(written | {"start": next(iter(scenes)), "scenes": kept})


def test_what_a_first_choice_leads_to_stands_in_the_page_as_its_effects_leave_it() -> None:
    paid = [option("on", condition={"var": "coins", "is": "eq", "value": 5.0}), option("poor", label="{coins} left")]
    story = story_of(
        {
            "gate": [
                option("pay", target="road", effects=[{"add": "coins", "by": 3.0}]),
                option("home", target="end"),
            ],
            "road": [*paid, option("back", condition={"visited": "end"})],
            "end": [],
        },
        text="You have {coins}.",
        image="picture",
    )
    elements = parsed(page_of(story))
    road, home = (elements.one("article", id=name) for name in ("to-pay", "to-home"))
    assert (road["data-scene"], home["data-scene"]) == ("road", "end")
    assert "You have 2." in elements.text["article"]
    assert "You have 5." in elements.text["article"]
    assert [one["data-option"] for one in elements.all("button") if "data-option" in one] == ["on", "poor"]
    assert "5 left" in elements.text["button"]
    assert "The end of end" in elements.text["h2"]
    pictures = [one for one in elements.all("img") if one.get("class") != "placeholder"]
    assert [(one.get("fetchpriority"), one.get("loading")) for one in pictures] == [
        ("high", None),
        (None, "lazy"),
        (None, "lazy"),
    ]


def test_what_is_too_long_or_too_far_down_waits_for_the_script() -> None:
    names = [f"way{number}" for number in range(6)]
    scenes = {"gate": [option(name, target=name) for name in names], **{name: [] for name in names}}
    few = parsed(page_of(story_of(scenes)))
    assert [one["data-option"] for one in few.all("a")] == names[:4]
    assert [one["data-option"] for one in few.all("button") if "data-option" in one] == names[4:]
    assert all("disabled" in one for one in few.all("button"))
    long = parsed(page_of(story_of(scenes, text="& " * 800)))
    assert [one["data-option"] for one in long.all("a")] == names[:1]
    assert len(long.all("article")) == 2


@pytest.mark.parametrize("said", [{"label": "& " * 150}, {"label": "{coins}" * 60}, {"hint": "& " * 80}])
def test_what_options_say_counts_as_too_long_as_well(said: dict[str, Any]) -> None:
    never = {"condition": {"any": []}, "when_locked": "shown"}
    many = [option(f"o{number}", target="gate", **never, **said) for number in range(20)]
    names = ("one", "two", "three", "four")
    scenes = {"gate": [option(name, target=name) for name in names], **dict.fromkeys(names, many)}
    story = story_of(scenes).model_dump(mode="json", by_alias=True)
    story["variables"]["coins"]["initial"] = 1e15 / 3
    assert len(parsed(page_of(Document.model_validate(story))).all("article")) < 1 + len(names)


def test_variables_are_put_in_as_text() -> None:
    elements = parsed(page_of(document(option("swim"), text="[{coins}](https://x.example/{coins}) for {name}, {none}")))
    [link, option_link] = elements.all("a")
    assert link["href"] in {"https://x.example/{coins}", "https://x.example/%7Bcoins%7D"}
    assert option_link["href"] == "#to-swim"
    assert "2 for <b>Ada</b>, {none}" in elements.text["main"]
    assert elements.all("b") == []


def test_a_story_of_one_ending_is_a_page_too() -> None:
    elements = parsed(page_of(document(ending={"name": "Already over", "link": None})))
    assert "Already over" in elements.text["h2"]
    assert elements.all("button") == []


@pytest.mark.parametrize(
    ("language", "direction"),
    [("en", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("az-Arab", "rtl"), ("ur-Latn-PK", "ltr"), ("de", "ltr")],
)
def test_direction_follows_the_script(language: str, direction: str) -> None:
    assert text_direction(language) == direction
    html = parsed(page_of(document(option("swim")), language=language)).one("html")
    assert (html["lang"], html["dir"]) == (language, direction)


def test_filling_in() -> None:
    context: dict[Any, Any] = {"n": 2.5, "yes": True, "who": "A & B"}
    assert fill_in_html("<p title='{n}'>{who} {n} &amp; &#39;{yes} {other} {</p>", context) == (
        "<p title='{n}'>A &amp; B 2.5 &amp; &#39;true {other} {</p>"
    )


def test_pages_without_a_story_say_what_to_do() -> None:
    missing, unpublished = parsed(build_missing_page(MANIFEST)), parsed(build_unpublished_page(MANIFEST))
    assert "no story here" in missing.text["h1"]
    assert "put away" in unpublished.text["h1"]
    for elements in (missing, unpublished):
        assert elements.all("script") == []
        assert elements.one("meta", name="robots")["content"] == "noindex"


def test_the_manifest_is_the_builds() -> None:
    written = {"script": "a/r.js", "imports": [], "style": "x{}", "files": ["a/font.woff2", "a/icon.Z1.svg", "a/r.js"]}
    written |= {"embedStyle": "y{}"}
    assert parse_manifest(json.dumps(written).encode()) == ReaderManifest("a/r.js", (), "x{}", "a/icon.Z1.svg", "y{}")
