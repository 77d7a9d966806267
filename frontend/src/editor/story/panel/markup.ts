/** What the text field's buttons and keys do to its Markdown: one replacement and what is marked then. Pure. */

export interface Marked {
  readonly text: string
  /** What is marked; the two are the same where the caret only stands. */
  readonly from: number
  readonly to: number
}

/** Put `insert` where `from` to `to` was, and mark `select` in what comes of it. */
export interface Replacement {
  readonly from: number
  readonly to: number
  readonly insert: string
  readonly select: readonly [number, number]
}

export type Mark = 'bold' | 'italic' | 'quote' | 'list' | 'heading' | 'link'

/** The same mark once more takes it away; a link's leads to its address. */
export function marking(mark: Mark, marked: Marked): Replacement {
  if (mark === 'bold') return emphasis(2, marked)
  if (mark === 'italic') return emphasis(1, marked)
  return mark === 'link' ? link(marked) : block(BLOCKS[mark], marked)
}

interface Block {
  readonly shape: RegExp
  readonly prefix: string
  /** Whether a line straight below would be drawn into it. */
  readonly goesOn: boolean
}

const BLOCKS: Readonly<Record<'quote' | 'list' | 'heading', Block>> = {
  quote: { shape: /^> ?/, prefix: '> ', goesOn: true },
  list: { shape: /^([-*+]|\d{1,9}[.)]) +/, prefix: '- ', goesOn: true },
  heading: { shape: /^#{1,6} +/, prefix: '## ', goesOn: false },
}
/** What stands before a line's words: emphasis goes around the words alone. */
const BEFORE_WORDS = /^(\s*(>|[-*+]|\d{1,9}[.)]|#{1,6})(?= ))*\s*/

/** Emphasis does not reach past a paragraph, nor do its stars count next to a space: each line's words get their own. */
function emphasis(stars: 1 | 2, { text, from, to }: Marked): Replacement {
  const marked = text.slice(from, to)
  if (marked.trim() === '') return emphasisAtCaret(stars, text, from + marked.search(/\S|$/))
  const start = from + marked.search(/\S/)
  const end = to - (marked.length - marked.trimEnd().length)
  const words = text.slice(start, end)
  if (words.includes('\n')) {
    const insert = emphasisOfLines(stars, words)
    return { from: start, to: end, insert, select: [start, start + insert.length] }
  }
  const around = Math.min(starsAtEnd(text.slice(0, start)), starsAtStart(text.slice(end)))
  const within = Math.min(starsAtStart(words), starsAtEnd(words))
  if (has(stars, around)) {
    return { from: start - stars, to: end + stars, insert: words, select: [start - stars, end - stars] }
  }
  if (has(stars, within) && words.length > 2 * within) {
    const insert = words.slice(stars, -stars)
    return { from: start, to: end, insert, select: [start, start + insert.length] }
  }
  const sign = '*'.repeat(stars)
  return { from: start, to: end, insert: sign + words + sign, select: [start + stars, end + stars] }
}

function emphasisAtCaret(stars: number, text: string, at: number): Replacement {
  const around = Math.min(starsAtEnd(text.slice(0, at)), starsAtStart(text.slice(at)))
  if (has(stars, around)) return { from: at - stars, to: at + stars, insert: '', select: [at - stars, at - stars] }
  return { from: at, to: at, insert: '*'.repeat(2 * stars), select: [at + stars, at + stars] }
}

function emphasisOfLines(stars: number, words: string): string {
  const sign = '*'.repeat(stars)
  const lines = words.split('\n').map((line) => {
    const before = BEFORE_WORDS.exec(line)?.[0] ?? ''
    return { before, body: line.slice(before.length).trimEnd() }
  })
  const isIn = (body: string) => has(stars, Math.min(starsAtStart(body), starsAtEnd(body)))
  const all = lines.every(({ body }) => body === '' || isIn(body))
  return lines
    .map(({ before, body }) => {
      if (body === '' || (!all && isIn(body))) return before + body
      return before + (all ? body.slice(stars, -stars) : sign + body + sign)
    })
    .join('\n')
}

/** Whether so many stars in a row hold these: one is italic, two are bold, three both. */
function has(stars: number, inARow: number): boolean {
  return stars === 2 ? inARow >= 2 : inARow === 1 || inARow >= 3
}

function starsAtEnd(text: string): number {
  return /\**$/.exec(text)?.[0].length ?? 0
}

function starsAtStart(text: string): number {
  return /^\**/.exec(text)?.[0].length ?? 0
}

/** All lines that are touched; where some have the mark already, the others get it. */
function block({ shape, prefix, goesOn }: Block, { text, from, to }: Marked): Replacement {
  const start = text.lastIndexOf('\n', from - 1) + 1
  const last = text.indexOf('\n', Math.max(from, to - (to > from && text[to - 1] === '\n' ? 1 : 0)))
  const end = last < 0 ? text.length : last
  const lines = text.slice(start, end).split('\n')
  const meant = (line: string) => lines.length === 1 || line.trim() !== ''
  const all = lines.every((line) => !meant(line) || shape.test(line))
  const changed = lines.map((line) => {
    if (!meant(line) || (!all && shape.test(line))) return line
    return all ? line.replace(shape, '') : prefix + line
  })
  const below = text.slice(end + 1).split('\n')[0] ?? ''
  const apart = !all && goesOn && below.trim() !== '' && !shape.test(below) ? '\n' : ''
  const words = changed.join('\n')
  const caret = Math.max(start, from + words.length - (end - start))
  return {
    from: start,
    to: end,
    insert: words + apart,
    select: from === to ? [caret, caret] : [start, start + words.length],
  }
}

const ADDRESS = 'https://'
const LINK = /\[[^\]\n]*\]\(([^)\n]*)\)/g

function link({ text, from, to }: Marked): Replacement {
  for (const found of text.matchAll(LINK)) {
    const end = found.index + found[0].length
    if (found.index > from || to > end) continue
    const address = end - 1 - (found[1]?.length ?? 0)
    return { from, to, insert: text.slice(from, to), select: [address, end - 1] }
  }
  const words = text.slice(from, to)
  if (/^(https?:\/\/|mailto:)\S+$/i.test(words)) {
    return { from, to, insert: `[](${words})`, select: [from + 1, from + 1] }
  }
  const address = from + words.length + 3
  const select: [number, number] = words === '' ? [from + 1, from + 1] : [address, address + ADDRESS.length]
  return { from, to, insert: `[${words}](${ADDRESS})`, select }
}
