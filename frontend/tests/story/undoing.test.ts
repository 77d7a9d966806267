import { describe, expect, it } from 'vitest'
import {
  apply,
  canonical,
  documentJson,
  findRedo,
  findUndo,
  inverse,
  parseDocument,
  type Document,
  type Edit,
  type HistoryEntry,
  type Overtaken,
  type TakingBack,
} from '../../src/story'
import { allowedEdits } from './drawnEdits'
import { dice, pick, vectors } from './vectors'

interface Case {
  readonly name: string
  readonly history: HistoryEntry[]
  readonly passed_over: string[]
  readonly undo: unknown
  readonly redo: unknown
}

const story = parseDocument(vectors<{ document: unknown }>('edits').document)
const written = (document: Document) => canonical(documentJson(document))

function told(found: TakingBack | Overtaken | null): unknown {
  if (found === null) return null
  if (found.kind === 'overtaken') return { action: found.action, key: found.key, by: found.by.revision }
  return { action: found.action, edits: found.edits }
}

describe('undo and redo', () => {
  it.each(vectors<Case[]>('undo'))('$name', ({ history, passed_over, undo, redo }) => {
    const passedOver = new Set(passed_over)
    expect(told(findUndo(history, passedOver))).toEqual(undo)
    expect(told(findRedo(history, passedOver))).toEqual(redo)
  })
})

/** One creator alone with a draft: the history, and beside it the two stacks that everybody knows undo by. */
class Desk {
  document = story
  readonly history: HistoryEntry[] = []
  readonly before: Document[] = []
  readonly after: Document[] = []

  append(edits: readonly Edit[], undoes: string | null): void {
    const action = String(this.history.length)
    for (const edit of edits) {
      const back = inverse(this.document, edit)
      this.history.push({ revision: null, mine: true, action, undoes, edit, inverse: back })
      this.document = apply(this.document, edit)
    }
  }

  act(edits: readonly Edit[]): void {
    this.before.push(this.document)
    this.after.length = 0
    this.append(edits, null)
  }

  back(find: typeof findUndo, from: Document[], to: Document[]): void {
    const found = find(this.history)
    const expected = from.pop()
    if (!expected || found?.kind !== 'taking-back') {
      expect([found, expected]).toEqual([null, undefined])
      return
    }
    to.push(this.document)
    this.append(found.edits, found.action)
    expect(written(this.document)).toBe(written(expected))
  }
}

describe('one who is alone', () => {
  it('meets the undo that everybody knows', () => {
    for (let seed = 0; seed < 100; seed += 1) {
      const roll = dice(seed)
      const desk = new Desk()
      for (let at = 0; at < 25; at += 1) {
        const what = pick(roll, ['act', 'undo', 'undo', 'redo'])
        if (what === 'undo') desk.back(findUndo, desk.before, desk.after)
        else if (what === 'redo') desk.back(findRedo, desk.after, desk.before)
        else desk.act(severalEdits(desk.document, roll))
      }
    }
  })
})

function severalEdits(document: Document, roll: () => number): Edit[] {
  const edits: Edit[] = []
  let now = document
  do {
    const edit = pick(roll, allowedEdits(now, roll))
    now = apply(now, edit)
    edits.push(edit)
  } while (roll() < 0.4)
  return edits
}
