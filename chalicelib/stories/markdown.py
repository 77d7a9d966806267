"""A scene's Markdown as HTML that is safe to show.

CommonMark without HTML and images; addresses only http, https and mailto. markdown-it renders, nh3 lets through what
is on its list and nothing else. Placeholders such as `{coins}` come out as text, for the reader to fill in as text.
`frontend/src/story/markdown.ts` renders the same for the preview; `tests/vectors/markdown.json` holds the two together.
"""

import re
from collections.abc import MutableMapping, Sequence
from functools import cache
from typing import Any, Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

LINK_ATTRIBUTES: Final = {"target": "_blank", "rel": "noopener noreferrer nofollow"}
TAGS: Final = {
    *("p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
_LINKABLE: Final = re.compile(r"(https?://|mailto:)", re.IGNORECASE)


def render(text: str) -> str:
    """The text as safe HTML."""
    return nh3.clean(
        _renderer().render(text),
        tags=TAGS,
        attributes={"a": {"href", "target", "title"}, "ol": {"start"}, "code": {"class"}},
        link_rel=LINK_ATTRIBUTES["rel"],
        url_schemes={"http", "https", "mailto"},
    )


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's name
        return _LINKABLE.match(url) is not None


@cache
def _renderer() -> MarkdownIt:
    renderer = _Markdown("commonmark", {"html": False}).disable("image")
    renderer.add_render_rule("link_open", _open_link)
    return renderer


def _open_link(self: Any, tokens: Sequence[Token], index: int, options: Any, env: MutableMapping[str, Any]) -> str:
    if not tokens[index].attrGet("href"):
        tokens[index].attrs.pop("href")  # `[words]()` is no way to the page itself
    for name, value in LINK_ATTRIBUTES.items():
        tokens[index].attrSet(name, value)
    return str(self.renderToken(tokens, index, options, env))
