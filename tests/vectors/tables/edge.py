"""What the hosts `app.` and `read.` answer: by the table alone, and asked over HTTP.

`ADDRESSES` say which object a path is. `OBJECTS` lie in the hosts' buckets while `requests()` are made: of each the
status, the body and some of its headers are told, in which `None` means that there is none. `again` asks once more with
the ETag of the first answer in `If-None-Match`, as the text says. A body with a `coding` lies in it, and is told as it
reads.
"""

from typing import Any, Final

ORIGINS: Final = {
    "app": "https://app.example.com",
    "read": "https://read.example.com",
    "api": "https://api.example.com",
    "uploads": "https://account.r2.example.com",
}
FOREVER: Final = "public, max-age=31536000, immutable"
PAGE: Final = "public, max-age=60, stale-while-revalidate=600"
HTML: Final = "text/html; charset=utf-8"
SCRIPT: Final = "text/javascript; charset=utf-8"

ADDRESSES: Final[tuple[tuple[str, str, str | None, str], ...]] = (
    ("read", "/s/the-lighthouse-7f3a", "s/the-lighthouse-7f3a/index.html", PAGE),
    ("read", "/s/the-lighthouse-7f3a/", "s/the-lighthouse-7f3a/index.html", PAGE),
    ("read", "/s/the-lighthouse-7f3a/chosen.json", "s/the-lighthouse-7f3a/chosen.json", PAGE),
    ("read", "/e/the-lighthouse-7f3a", "s/the-lighthouse-7f3a/embed.html", PAGE),
    ("read", "/s/the-lighthouse-7f3a/oembed.json", "s/the-lighthouse-7f3a/oembed.json", PAGE),
    ("read", "/s/the-lighthouse-7f3a/app.webmanifest", "s/the-lighthouse-7f3a/app.webmanifest", PAGE),
    ("read", "/m/0123456789abcdef.json", "m/0123456789abcdef.json", FOREVER),
    ("read", "/c/0123/4.json", "c/0123/4.json", FOREVER),
    ("read", "/i/0123456789abcdef/960.avif", "i/0123456789abcdef/960.avif", FOREVER),
    ("read", "/a/reader.B7x_q-1.js", "a/reader.B7x_q-1.js", FOREVER),
    ("read", "/a/fonts/inter.woff2", "a/fonts/inter.woff2", FOREVER),
    ("read", "/a/manifest.json", "a/manifest.json", "no-cache"),
    ("read", "/sw.js", "sw.js", "no-cache"),
    ("app", "/a/index-B7x_q.js", "a/index-B7x_q.js", FOREVER),
    ("app", "/a/fonts/inter.woff2", "a/fonts/inter.woff2", FOREVER),
    ("app", "/icon.svg", "icon.svg", "no-cache"),
    ("app", "/theme.js", "theme.js", "no-cache"),
    # without a rule: what the whole host answers
    *(
        ("read", path, None, "public, max-age=10")
        for path in ("/", "/s", "/s/", "/s/404.html", "/s/a/b", "/S/a", "/x/y", "//s/a", "/s/a//", "/m/x.js")
    ),
    *(
        ("read", path, None, "public, max-age=10")
        for path in ("/i/../s/a/index.html", "/a/.hidden", "/a/b/../c", "/a/%2e%2e/x", "/i/", "/s/a\n", "/releases/x")
    ),
    *(
        ("app", path, None, "no-cache")
        for path in ("/", "/stories/1", "/a/../index.html", "/a/", "/../secret.txt", "/b/c.svg", "/releases/1.json")
    ),
)

OBJECTS: Final[tuple[dict[str, Any], ...]] = (
    {"host": "read", "key": "s/404.html", "body": "no story", "type": HTML, "metadata": {"csp-style": "sha256-gone="}},
    {"host": "read", "key": "s/shore/index.html", "body": "the shore", "type": HTML,
     "metadata": {"csp-style": "sha256-abc+/9= sha384-def"}},
    {"host": "read", "key": "s/shore/embed.html", "body": "the shore, framed", "type": HTML, "metadata": {}},
    {"host": "read", "key": "s/odd/index.html", "body": "odd", "type": HTML,
     "metadata": {"csp-style": "sha256-abc=; script-src *"}},
    {"host": "read", "key": "i/0123/960.avif", "body": "a picture", "type": "image/avif", "metadata": {}},
    {"host": "read", "key": "a/reader.1.js", "body": "as written", "type": SCRIPT, "metadata": {}},
    {"host": "read", "key": "a/reader.1.js.br", "body": "made small", "type": SCRIPT, "metadata": {}, "coding": "br"},
    {"host": "read", "key": "a/small.2.js", "body": "too small", "type": SCRIPT, "metadata": {}},
    {"host": "read", "key": "sw.js", "body": "a worker", "type": SCRIPT, "metadata": {}},
    {"host": "app", "key": "index.html", "body": "the editor", "type": HTML, "metadata": {}},
    {"host": "app", "key": "icon.svg", "body": "<svg/>", "type": "image/svg+xml", "metadata": {}},
    {"host": "app", "key": "releases/served.json", "body": "[]", "type": "application/json", "metadata": {}},
)  # fmt: skip


def requests() -> list[dict[str, Any]]:
    """What is asked, and what comes back."""
    style = "style-src 'self' 'sha256-abc+/9=' 'sha384-def';"
    return [
        _asked("a page comes with its style's hashes", "read", "/s/shore", 200, "the shore",
               {"Content-Type": HTML, "Cache-Control": PAGE, "Content-Security-Policy": style,
                "X-Content-Type-Options": "nosniff", "Strict-Transport-Security": "max-age=31536000",
                "Content-Encoding": None}),
        _asked("a query changes nothing", "read", "/s/shore?from=mail", 200, "the shore", {"Cache-Control": PAGE}),
        _asked("a hash that is none allows nothing", "read", "/s/odd", 200, "odd",
               {"Content-Security-Policy": "style-src 'self';"}),
        _asked("a page for frames", "read", "/e/shore", 200, "the shore, framed",
               {"Content-Security-Policy": "frame-ancestors *;", "Cross-Origin-Opener-Policy": None}),
        _asked("no such story", "read", "/s/nowhere", 404, "no story",
               {"Content-Type": HTML, "Cache-Control": "public, max-age=10",
                "Content-Security-Policy": "style-src 'self' 'sha256-gone=';"}),
        _asked("no such story, in a frame", "read", "/e/nowhere", 404, "no story",
               {"Content-Security-Policy": "frame-ancestors *;"}),
        _asked("no such picture is not kept for ever", "read", "/i/0123/961.avif", 404, "no story",
               {"Cache-Control": "public, max-age=10"}),
        _asked("a picture is kept for ever", "read", "/i/0123/960.avif", 200, "a picture",
               {"Content-Type": "image/avif", "Cache-Control": FOREVER, "Access-Control-Allow-Origin": "*"}),
        _asked("a part of it is not given alone", "read", "/i/0123/960.avif", 200, "a picture",
               {"Content-Range": None}, headers={"Range": "bytes=0-1"}),
        _asked("a script as it was made small", "read", "/a/reader.1.js", 200, "made small",
               {"Content-Type": SCRIPT, "Content-Encoding": "br", "Vary": "Accept-Encoding"},
               headers={"Accept-Encoding": "br, gzip"}),
        _asked("a script to who takes any coding", "read", "/a/reader.1.js", 200, "made small",
               {}, headers={"Accept-Encoding": "*"}),
        _asked("a script to who takes no coding", "read", "/a/reader.1.js", 200, "as written",
               {"Content-Encoding": None}, headers={"Accept-Encoding": "br;q=0, identity"}),
        _asked("a script that was not worth it", "read", "/a/small.2.js", 200, "too small", {},
               headers={"Accept-Encoding": "br"}),
        _asked("the service worker is asked for anew", "read", "/sw.js", 200, "a worker",
               {"Cache-Control": "no-cache", "Content-Security-Policy": "script-src 'self'"}),
        _asked("what is there is not sent again", "read", "/s/shore", 304, "",
               {"Cache-Control": PAGE, "ETag": '"', "Content-Security-Policy": style, "Content-Type": None},
               again="{etag}"),
        _asked("nor where a cache has made the tag weak", "read", "/s/shore", 304, "", {}, again='"x", W/{etag}'),
        _asked("nor in its coding", "read", "/a/reader.1.js", 304, "", {},
               headers={"Accept-Encoding": "br"}, again="{etag}"),
        _asked("nor where any will do", "read", "/s/shore", 304, "", {}, again="*"),
        _asked("another tag is another page", "read", "/s/shore", 200, "the shore", {}, again='"x"'),
        _asked("no story is always sent", "read", "/s/nowhere", 404, "no story", {}, again="{etag}"),
        _asked("nothing but the headers", "read", "/s/shore", 200, "", {"Content-Type": HTML, "Cache-Control": PAGE},
               method="HEAD"),
        _asked("nothing is taken", "read", "/s/shore", 405, "Method not allowed\n", {"Allow": "GET, HEAD"},
               method="POST"),
        _asked("nor deleted", "app", "/", 405, "Method not allowed\n", {"Allow": "GET, HEAD"}, method="DELETE"),
        _asked("the editor", "app", "/", 200, "the editor",
               {"Content-Type": HTML, "Cache-Control": "no-cache", "Cross-Origin-Opener-Policy": "same-origin",
                "Content-Security-Policy": "connect-src 'self' https://api.example.com https://account.r2.example.com"}),
        _asked("the editor at every address of its own", "app", "/stories/1/canvas", 200, "the editor", {}),
        _asked("the editor is not sent again", "app", "/stories/1", 304, "", {}, again="{etag}"),
        _asked("a file of the editor's that is gone", "app", "/a/old-B7x.js", 200, "the editor",
               {"Cache-Control": "no-cache", "Content-Type": HTML}),
        _asked("its icon", "app", "/icon.svg", 200, "<svg/>", {"Content-Type": "image/svg+xml"}),
        _asked("its origins", "app", "/config.json", 200,
               '{"api":"https://api.example.com","read":"https://read.example.com",'
               '"uploads":"https://account.r2.example.com"}',
               {"Content-Type": "application/json", "Cache-Control": "no-cache"}),
        _asked("its origins are not sent again", "app", "/config.json", 304, "", {}, again="{etag}"),
        _asked("nobody is led to kept releases", "app", "/releases/served.json", 200, "the editor", {}),
    ]  # fmt: skip


def _asked(
    name: str, host: str, path: str, status: int, body: str, answered: dict[str, str | None], **more: Any
) -> dict[str, Any]:
    asked: dict[str, Any] = {"name": name, "host": host, "method": "GET", "path": path, "headers": {}, "again": None}
    return {**asked, **more, "status": status, "body": body, "answered": answered}
