/**
 * What a creator pastes into a page of their own to show a story there: a frame, as `chalicelib/versions/embedding.py`
 * makes it for oEmbed, and a few lines that make it as high as the scene in it.
 */
export interface Embedded {
  /** The story's link on `read.`. */
  readonly link: string
  readonly title: string
}

/** What reading needs: its own origin, so that it keeps its place, and links that open beside the frame. */
const SANDBOX = 'allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox'
const HEIGHT = 800

/** The frame alone; without a script it scrolls where a scene is higher. */
export function frameCode({ link, title }: Embedded): string {
  const attributes = {
    src: link.replace(/\/s\/([^/]+)$/, '/e/$1'),
    title,
    width: '100%',
    height: String(HEIGHT),
    loading: 'lazy',
    sandbox: SANDBOX,
    allow: 'clipboard-write; web-share',
    frameborder: '0',
  }
  const written = Object.entries(attributes).map(([name, value]) => `${name}="${escaped(value)}"`)
  return `<iframe ${written.join(' ')}></iframe>`
}

/** The frame and the script that gives it the height it asks for (`SizeMessage` in `src/reader/embed.ts`). */
export function growingCode(story: Embedded): string {
  return [
    frameCode(story),
    '<script>',
    "addEventListener('message', ({ data, origin, source }) => {",
    `  if (origin !== '${new URL(story.link).origin}' || data?.fabula !== 'size') return`,
    "  for (const frame of document.querySelectorAll('iframe'))",
    '    if (frame.contentWindow === source) frame.height = data.height',
    '})',
    '</script>',
  ].join('\n')
}

function escaped(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}
