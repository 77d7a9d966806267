/** How a scene's text begins, in one line. Pure. */

const MOST = 300

/** Without the signs of its Markdown, as far as a few lines need it. */
export function beginningOf(text: string): string {
  return text
    .slice(0, MOST)
    .replaceAll(/^\s*(#{1,6}|>|[-*+]|\d+[.)])\s+/gm, '')
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[*`]|\b_|_\b/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
