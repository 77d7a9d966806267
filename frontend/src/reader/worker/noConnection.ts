/** The page of a story that is not on this device while there is no connection: it can only be made here. */

const STYLE = `
:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:#fbf8f3;color:#1f1b16;
font:1.25rem/1.55 Georgia,serif}
main{max-width:32rem;padding:2rem}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 1rem}
a{display:inline-block;margin-top:.5rem;padding:.75rem 0;color:#b83e28;font:600 1rem/1.25 system-ui,sans-serif}
a:focus-visible{outline:2px solid #1f6fb2;outline-offset:4px}
@media (prefers-color-scheme:dark){body{background:#161412;color:#f3eee7}a{color:#ff8a66}}
`

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>No connection</title><style>${STYLE}</style></head>
<body><main><h1>This story is not on this device yet</h1>
<p>There is no connection just now. Stories opened here before can be read without one; this one has to be fetched first.</p>
<a href="">Try again</a></main></body></html>`

/** The answer to opening such a story. */
export function offlinePage(): Response {
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
  }
  return new Response(PAGE, { status: 503, headers })
}
