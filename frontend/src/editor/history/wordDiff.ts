/** Two texts word by word: what both have, what only the older, what only the newer. Pure. */
export interface Piece {
  readonly how: 'same' | 'removed' | 'added'
  readonly text: string
}

/** Products of two lengths beyond this are not compared word by word; the changed middle is then told as one. */
const MOST_CELLS = 4_000_000

/**
 * The pieces of both texts in their order: those that are not `added` are the older text, those that are not `removed`
 * the newer. A longest common subsequence of words, spaces and marks (Wagner & Fischer, 1974,
 * doi:10.1145/321796.321811), after what both begin and end with is set aside.
 */
export function wordDiff(before: string, after: string): Piece[] {
  const [old, now] = [partsOf(before), partsOf(after)]
  let head = 0
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1
  let tail = 0
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1
  const [oldMiddle, nowMiddle] = [old.slice(head, old.length - tail), now.slice(head, now.length - tail)]
  return joined([
    ...old.slice(0, head).map(same),
    ...middle(oldMiddle, nowMiddle),
    ...old.slice(old.length - tail).map(same),
  ])
}

function middle(old: readonly string[], now: readonly string[]): Piece[] {
  const [rows, columns] = [old.length + 1, now.length + 1]
  if (rows * columns > MOST_CELLS) return [...old.map(removed), ...now.map(added)]
  // common[i, j]: how much old from i and now from j have in common.
  const common = new Uint16Array(rows * columns)
  const at = (i: number, j: number): number => common[i * columns + j] as number
  for (let i = rows - 2; i >= 0; i -= 1)
    for (let j = columns - 2; j >= 0; j -= 1)
      common[i * columns + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const pieces: Piece[] = []
  let [i, j] = [0, 0]
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      pieces.push(same(old[i] as string))
      i += 1
      j += 1
    } else if (j >= now.length || (i < old.length && at(i + 1, j) >= at(i, j + 1))) {
      pieces.push(removed(old[i] as string))
      i += 1
    } else {
      pieces.push(added(now[j] as string))
      j += 1
    }
  }
  return pieces
}

/** Words, runs of spaces, and every other mark by itself; together they are the text. */
function partsOf(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}_’']+|\s+|[^\p{L}\p{M}\p{N}\s_’']/gu) ?? []
}

function same(text: string): Piece {
  return { how: 'same', text }
}

function removed(text: string): Piece {
  return { how: 'removed', text }
}

function added(text: string): Piece {
  return { how: 'added', text }
}

/** Neighbours of one kind as one. Between two same ones, what went stands before what came. */
function joined(pieces: readonly Piece[]): Piece[] {
  const found: Piece[] = []
  let [gone, come] = ['', '']
  const settle = (): void => {
    if (gone !== '') found.push(removed(gone))
    if (come !== '') found.push(added(come))
    gone = come = ''
  }
  for (const { how, text } of pieces) {
    if (how === 'removed') gone += text
    else if (how === 'added') come += text
    else {
      settle()
      const last = found.at(-1)
      if (last?.how === 'same') found[found.length - 1] = same(last.text + text)
      else found.push(same(text))
    }
  }
  settle()
  return found
}
