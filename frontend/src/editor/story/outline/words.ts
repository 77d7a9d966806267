/** How a scene's text begins, in one line. Pure. */

const MOST = 300
const FEW = 40

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

/** A few words of them, which stand for what has no name. */
export function shortened(words: string): string {
  return words.length <= FEW ? words : `${words.slice(0, FEW).replace(/\s+\S*$/u, '')}…`
}
