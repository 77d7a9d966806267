/**
 * A scene's Markdown as safe HTML, for the preview. Mirrors `chalicelib/stories/markdown.py`, whose output is what
 * gets published; `tests/vectors/markdown.json` holds the two together.
 */
import MarkdownIt from 'markdown-it'

const renderer = new MarkdownIt('commonmark', { html: false, xhtmlOut: false }).disable('image')
renderer.validateLink = (address) => /^(https?:\/\/|mailto:)/i.test(address)
// Python's markdown-it strips every kind of space from a paragraph's ends, this one only those of ASCII.
renderer.core.ruler.before('inline', 'strip', ({ tokens }) => {
  for (const token of tokens) if (token.type === 'inline') token.content = token.content.trim()
})
renderer.renderer.rules.link_open = (tokens, index, options, _, self) => {
  const link = tokens[index]
  // `[words]()` is no way to the page itself
  if (link?.attrGet('href') === '') link.attrs = link.attrs?.filter(([name]) => name !== 'href') ?? null
  link?.attrSet('target', '_blank')
  link?.attrSet('rel', 'noopener noreferrer nofollow')
  return self.renderToken(tokens, index, options)
}

/** The text as safe HTML; placeholders such as `{coins}` stand in its text nodes. */
export function render(text: string): string {
  return renderer
    .render(text)
    .split(/(<[^>]*>)/)
    .map((part) => (part.startsWith('<') ? part : part.replaceAll('&quot;', '"')).replaceAll('\u00a0', '&nbsp;'))
    .join('')
}
